//! How threads begin and end.

use core::fmt;

use wrtd_limits::LimitExceeded;

use super::context::Context;
use super::{Thread, ThreadId};
use crate::exec::{Frame, Notice, TrapKind};
use crate::host::Caller;
use crate::store::{InstanceId, InstantiateError, Store};
use crate::value::{FuncId, FuncType, ValType, Value};

/// The export that a new thread calls, with its number and what its spawner gives it.
pub(crate) const THREAD_ENTRY: &str = "wasi_thread_start";

/// Greatest number of a thread: programs take more for an error.
const MOST_ID: u32 = 0x1fff_ffff;

/// Why a thread cannot be spawned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpawnError {
    /// No instance calls.
    NoInstance,
    /// The module has no function `wasi_thread_start` that takes two numbers.
    NoEntry,
    /// The instance cannot be made.
    Instance(InstantiateError),
    /// There is no room for its stack in the budget.
    Budget(LimitExceeded),
    /// The host has no memory for its stack.
    HostMemory {
        /// Bytes asked for.
        bytes: u64,
    },
    /// Its first function cannot be called.
    Entry(TrapKind),
    /// There were as many threads as a program can tell apart.
    Numbers,
}

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInstance => f.write_str("no instance of a module has called"),
            Self::NoEntry => write!(
                f,
                "the module exports no function {THREAD_ENTRY} with two parameters of type i32 and no results; build it \
                 for a target with threads"
            ),
            Self::Instance(error) => error.fmt(f),
            Self::Budget(limit) => limit.fmt(f),
            Self::HostMemory { bytes } => {
                write!(f, "the host has no {bytes} bytes of memory left for its stack")
            }
            Self::Entry(kind) => kind.fmt(f),
            Self::Numbers => f.write_str("the program has spawned as many as it can tell apart"),
        }
    }
}

impl core::error::Error for SpawnError {}

impl Caller<'_> {
    /// The thread that calls.
    #[must_use]
    pub fn thread(&self) -> ThreadId {
        self.store.thread()
    }

    /// Spawns a thread, which calls the function `wasi_thread_start` of an instance of its own of the calling module,
    /// with its number and `argument`. Its instance has the imports of the calling one, so that it shares the memories
    /// among them, and has run the module's start function before. The turn of the calling thread ends when the host
    /// function returns.
    ///
    /// # Errors
    /// [`SpawnError`]; there is no new thread then.
    pub fn spawn_thread(&mut self, argument: i32) -> Result<ThreadId, SpawnError> {
        self.yield_turn();
        let instance = self.instance.ok_or(SpawnError::NoInstance)?;
        self.store.spawn(instance, argument)
    }

    /// Ends the turn of the calling thread when the host function returns.
    pub fn yield_turn(&mut self) {
        self.store.threads.yields = true;
    }
}

impl Store {
    fn spawn(&mut self, by: InstanceId, argument: i32) -> Result<ThreadId, SpawnError> {
        let number = self.threads.last_id + 1;
        if number > MOST_ID {
            return Err(SpawnError::Numbers);
        }
        let entry = self.export_func(by, THREAD_ENTRY).and_then(|entry| self.func_type(entry));
        if entry != Some(&FuncType::new([ValType::I32, ValType::I32], [])) {
            return Err(SpawnError::NoEntry);
        }
        let context = self.new_context()?;
        let instance = match self.instance_for_thread(by) {
            Ok(instance) => instance,
            Err(error) => {
                self.free_context(context);
                return Err(SpawnError::Instance(error));
            }
        };
        let mut thread = Thread::new(ThreadId(number), Some(instance), context);
        let arguments = [Value::I32(number.cast_signed()), Value::I32(argument)];
        let entry = self.export_func(instance, THREAD_ENTRY).ok_or(SpawnError::NoEntry)?;
        let start = self.start_function(instance);
        thread.next_call = start.is_some().then_some((entry, arguments));
        if self.threads.list.is_empty() {
            self.threads.list.push(Thread::new(ThreadId::MAIN, None, Context::empty()));
        }
        self.threads.list.push(thread);
        let (spawner, place) = (self.threads.shown, self.threads.list.len() - 1);
        self.show(place);
        let begun = match start {
            Some(start) => self.begin_thread_call(start, &[]),
            None => self.begin_thread_call(entry, &arguments),
        };
        self.show(spawner);
        if let Err(kind) = begun {
            self.forget_thread(place);
            return Err(SpawnError::Entry(kind));
        }
        self.threads.last_id = number;
        self.notify(Notice::ThreadStarted { thread: ThreadId(number) });
        Ok(ThreadId(number))
    }

    /// An instance like `by`: that of a thread that has ended, or a new one.
    fn instance_for_thread(&mut self, by: InstanceId) -> Result<InstanceId, InstantiateError> {
        match self.threads.retired.iter().position(|&retired| self.is_like(retired, by)) {
            Some(index) => {
                let instance = self.threads.retired.swap_remove(index);
                self.begin_anew(instance).map(|()| instance)
            }
            None => self.instantiate_like(by),
        }
    }

    /// Pushes the first frame of a call of the shown thread, which has no other. It is no event: that is the turn in
    /// which it runs.
    fn begin_thread_call(&mut self, func: FuncId, arguments: &[Value]) -> Result<(), TrapKind> {
        if arguments.len() > self.stack.len() {
            let limit = self.stack.len() as u64;
            return Err(TrapKind::CallStackExhausted { limit, slots: true });
        }
        for (slot, &argument) in arguments.iter().enumerate() {
            self.set_slot(slot, argument);
        }
        self.sp = arguments.len() as u32;
        self.make_frame(func.0, Frame::BASE)
    }

    /// After a call of the shown thread, which is not the main one, has returned: begins its next one, or ends the
    /// thread.
    pub(super) fn finish_thread_call(&mut self) -> Result<(), TrapKind> {
        let place = self.threads.shown;
        match self.threads.list[place].next_call.take() {
            Some((func, arguments)) => self.begin_thread_call(func, &arguments),
            None => {
                self.remove_thread(place);
                Ok(())
            }
        }
    }

    /// Ends the thread at this place, which is not the main one's. The turn passes on where it had it.
    pub(super) fn remove_thread(&mut self, place: usize) {
        let thread = self.threads.list[place].id;
        self.forget_thread(place);
        self.notify(Notice::ThreadEnded { thread });
    }

    fn forget_thread(&mut self, place: usize) {
        self.end_watchpoints_of(self.threads.list[place].id, 0);
        if self.threads.shown == place {
            self.show(place - 1);
        }
        let thread = self.threads.list.remove(place);
        let instance = thread.instance.filter(|&instance| self.can_begin_anew(instance));
        let threads = &mut self.threads;
        if threads.shown > place {
            threads.shown -= 1;
        }
        // The next one after this place is then the one that was behind it.
        threads.is_over |= threads.turn == place;
        if threads.turn >= place {
            threads.turn -= 1;
        }
        threads.retired.extend(instance);
        self.free_context(thread.context);
    }

    /// Ends all threads but the main one, which has no call any more.
    pub(in crate::exec) fn end_threads(&mut self) {
        if self.threads.list.is_empty() {
            return;
        }
        self.show(0);
        self.frames.clear();
        while let Some(last) = self.threads.list.len().checked_sub(1).filter(|&last| last > 0) {
            self.remove_thread(last);
        }
        self.threads.list.clear();
        self.threads.last_turn = ThreadId::MAIN;
        self.threads.is_over = false;
        self.threads.yields = false;
        self.threads.patience = None;
        if !self.threads.is_counting_wanted {
            self.want_counting(false);
        }
    }
}
