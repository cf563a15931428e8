//! Threads of a program: several guest stacks, of which one runs at a time, in one thread of the host.
//!
//! What belongs to a thread is its [`Context`]. That of the thread that is *shown* lies in the store's own fields, where
//! all that executes and inspects finds it, so that a program without threads pays for none of this; the others are
//! parked here. Each thread has an instance of its own, which shares the memories that its module imports.
//!
//! Threads take turns, in the order in which they were spawned ([`schedule`]). A turn ends after so many events
//! ([`super::position`]), where the thread waits ([`wait`]), where a host function that it has called would have to wait,
//! and where it asks for that. None of this depends on how the program is executed, stopped or stepped: a schedule is the
//! same in each run, but for what clocks and host functions answer.
//!
//! Invariants:
//! 1. `list` is empty, or its first entry is the main thread. Its context, and that of no other, is empty where the thread
//!    is `shown`.
//! 2. While code executes, the thread whose turn it is is the one that is shown.
//! 3. While there are threads, events are counted.
//! 4. High halves of vectors are there for all stacks or for none.

mod aside;
mod context;
mod schedule;
mod spawn;
mod wait;

pub(in crate::exec) use self::aside::Schedule;
pub(crate) use self::{context::STACK_SHARE, spawn::THREAD_ENTRY};

use alloc::vec::Vec;
use core::time::Duration;

use self::context::Context;
pub use self::spawn::SpawnError;
use self::wait::Wait;
use super::Frame;
use crate::store::{InstanceId, Store};
use crate::value::{FuncId, Value};

/// Names a thread of a program. Numbers are not used again as long as the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThreadId(u32);

impl ThreadId {
    /// The thread of [`Store::begin_call`](crate::Store::begin_call).
    pub const MAIN: Self = Self(1);

    /// Stands for the thread whose frames are put away while a function is called beside the program; no thread has it.
    pub(super) const ASIDE: Self = Self(u32::MAX);

    /// The thread of this number.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number: 1 for the main thread, and for others what the program knows them by.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// What a thread does while the program is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadState {
    /// It goes on when its turn comes.
    Ready,
    /// It waits on an address of a shared memory.
    Waiting {
        /// The address.
        address: u64,
        /// Whether the wait ends by itself after some time.
        timed: bool,
    },
    /// A host function that it has called waits, such as for input or for time to pass.
    InHost,
}

/// A thread of a stopped program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadInfo {
    /// Its name.
    pub id: ThreadId,
    /// What it does.
    pub state: ThreadState,
}

/// What the schedule knows of a thread's state.
enum State {
    Ready,
    Waiting(Wait),
    /// Its wait is over, with this answer.
    Woken(u32),
    InHost,
}

/// A thread of the program.
struct Thread {
    id: ThreadId,
    state: State,
    /// The instance that was made for it; the main thread's are the embedder's.
    instance: Option<InstanceId>,
    /// What it calls when the present call is over.
    next_call: Option<(FuncId, [Value; 2])>,
    /// A breakpoint on its next instruction has been dealt with.
    has_begun: bool,
    context: Context,
}

impl Thread {
    fn new(id: ThreadId, instance: Option<InstanceId>, context: Context) -> Self {
        let (state, next_call) = (State::Ready, None);
        Self { id, state, instance, next_call, has_begun: false, context }
    }

    fn is_ready(&self) -> bool {
        matches!(self.state, State::Ready | State::Woken(_))
    }
}

/// The threads of a store.
pub(crate) struct Threads {
    /// Empty before the first one is spawned.
    list: Vec<Thread>,
    /// Place of the thread whose context the store has in its own fields.
    shown: usize,
    /// Place of the thread whose turn it is.
    turn: usize,
    /// The thread whose turn it was last.
    last_turn: ThreadId,
    /// Number of events at which the turn ends.
    turn_end: u64,
    /// Events of a turn.
    turn_length: u64,
    /// The turn has ended, and has not passed on yet.
    is_over: bool,
    /// The call of a host function ends the turn when it returns.
    yields: bool,
    /// Number of events before which the program is to stop, whoever's turn it is.
    event_limit: u64,
    /// The embedder has asked to count, too.
    is_counting_wanted: bool,
    /// A function is called beside the program.
    is_aside: bool,
    /// The only thread that may run.
    single: Option<ThreadId>,
    /// How long a host function may wait; without limit where nobody waits for it.
    patience: Option<Duration>,
    /// Number of the thread that was spawned last.
    last_id: u32,
    /// Number of waits so far, which tells who came first.
    waits: u64,
    /// What sleeping has said has passed.
    slept: Duration,
    /// Instances of threads that have ended, for others.
    retired: Vec<InstanceId>,
}

impl Default for Threads {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            shown: 0,
            turn: 0,
            last_turn: ThreadId::MAIN,
            turn_end: 0,
            turn_length: schedule::TURN,
            is_over: false,
            yields: false,
            event_limit: u64::MAX,
            is_counting_wanted: false,
            is_aside: false,
            single: None,
            patience: None,
            last_id: ThreadId::MAIN.0,
            waits: 0,
            slept: Duration::ZERO,
            retired: Vec::new(),
        }
    }
}

impl Threads {
    fn place(&self, id: ThreadId) -> Option<usize> {
        self.list.iter().position(|thread| thread.id == id)
    }
}

impl Store {
    /// The threads of the program in the order in which they were spawned, the main one first. It is there also
    /// while no call is active.
    #[must_use]
    pub fn threads(&self) -> Vec<ThreadInfo> {
        if self.threads.list.is_empty() {
            return [ThreadInfo { id: ThreadId::MAIN, state: ThreadState::Ready }].into();
        }
        let info = |thread: &Thread| {
            let state = match &thread.state {
                State::Ready | State::Woken(_) => ThreadState::Ready,
                State::Waiting(wait) => wait.told(),
                State::InHost => ThreadState::InHost,
            };
            ThreadInfo { id: thread.id, state }
        };
        self.threads.list.iter().map(info).collect()
    }

    /// The thread whose frames are [`Store::frame`] and its like. After each resume that is the one that has stopped.
    #[must_use]
    pub fn thread(&self) -> ThreadId {
        self.threads.list.get(self.threads.shown).map_or(ThreadId::MAIN, |thread| thread.id)
    }

    /// Lets [`Store::frame`] and its like be about another thread, and gives whether there is such a one. The next
    /// resume steps it where it is one that steps; whose turn it is stays as it is.
    pub fn show_thread(&mut self, thread: ThreadId) -> bool {
        match self.threads.place(thread) {
            Some(place) => self.show(place),
            None => return self.threads.list.is_empty() && thread == ThreadId::MAIN,
        }
        true
    }

    /// Lets only this thread run with each resume, whoever's turn it would be; or all of them again.
    pub fn run_single(&mut self, thread: Option<ThreadId>) {
        self.threads.single = thread;
    }

    /// Sets how many events a turn of a thread has, of all that begin from now on; at least one. Shorter turns lead to
    /// other schedules, and take longer.
    pub fn set_turn_length(&mut self, events: u64) {
        self.threads.turn_length = events.clamp(1, u64::from(u32::MAX));
    }

    /// Ends a thread but the main one, wherever it is, and gives whether there was such a one. What it has locked stays
    /// locked, and whoever waits for its end is not told.
    pub fn end_thread(&mut self, thread: ThreadId) -> bool {
        match self.threads.place(thread) {
            Some(place) if place > 0 => self.remove_thread(place),
            _ => return false,
        }
        true
    }

    /// The frames of the thread whose turn it is.
    pub(super) fn frames_of_turn(&self) -> &[Frame] {
        match self.threads.list.get(self.threads.turn) {
            Some(thread) if self.threads.turn != self.threads.shown => &thread.context.frames,
            _ => &self.frames,
        }
    }

    /// The frames of all threads, those that are put away included.
    #[cfg(threaded_tier)]
    pub(super) fn frames_of_threads(&self) -> impl Iterator<Item = &Frame> {
        let parked = self.threads.list.iter().flat_map(|thread| &thread.context.frames);
        self.frames.iter().chain(&self.frames_aside).chain(parked)
    }

    /// Takes these marks off the frames of all threads.
    pub(super) fn unmark_frames(&mut self, marks: u32) {
        let parked = self.threads.list.iter_mut().flat_map(|thread| &mut thread.context.frames);
        for frame in self.frames.iter_mut().chain(parked) {
            frame.marks &= !marks;
        }
    }
}
