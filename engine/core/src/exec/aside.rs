//! Calls beside the program: a function runs at a stop, and the frames of the stop are there again afterwards.
//!
//! Invariant: while it runs, the frames of the stop are out of reach, and their slots lie below all that it uses. Its
//! first frame is a base, at which returns and exceptions end. Translations in which they go on stay, and watchpoints that
//! belong to them neither end nor see it. Whatever ends it but its return, memories, tables,
//! globals and dropped segments are as they were.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use wrtd_limits::{Account, LimitExceeded};

use super::frame::Frame;
use super::passed::Passed;
use super::position::Events;
use super::threads::Schedule;
use super::{Announced, Announces, CallError, Exit, Trap, TrapKind};
use crate::store::{FuncCode, Global, InstanceId, Store};
use crate::value::{FuncId, ValType, Value};

/// Why a call beside the program gave nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum AsideError {
    /// It could not begin.
    Call(CallError),
    /// There is no room for what is kept to undo it.
    Limit(LimitExceeded),
    /// The host has no memory for that.
    HostMemory,
    /// The function trapped.
    Trap(Trap),
    /// It came to a breakpoint, in this instance and at this Wasm offset.
    Breakpoint {
        /// The instance.
        instance: InstanceId,
        /// The Wasm offset.
        pc: u32,
    },
    /// It did what a watchpoint watches for.
    Watchpoint,
    /// It waits for another thread, of which none runs meanwhile.
    Waits,
    /// Somebody asked for a stop.
    Interrupted,
    /// It called a function of the host, by the names of its import, which it may not.
    HostCall(String),
    /// It called a host function that ended the program, which it does not.
    Exit(i32),
}

/// Whether the program may call functions of the host.
pub(crate) enum HostCalls {
    /// It may.
    Allowed,
    /// It traps where it does, being called beside the program.
    Refused,
    /// It has done so.
    Tried(String),
}

impl fmt::Display for AsideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(f),
            Self::Limit(limit) => limit.fmt(f),
            Self::HostMemory => {
                f.write_str("the host has no memory left to keep what a call may change")
            }
            Self::Trap(trap) => trap.kind.fmt(f),
            Self::Breakpoint { pc, .. } => write!(f, "there is a breakpoint at {pc:#x}"),
            Self::Watchpoint => f.write_str("it did what a watchpoint watches for"),
            Self::Waits => f.write_str("it waits for another thread, and none runs meanwhile"),
            Self::Interrupted => f.write_str("the call was interrupted"),
            Self::HostCall(name) => {
                write!(f, "it called {name}, which is the host's, and that is not allowed here")
            }
            Self::Exit(code) => write!(f, "the function ended the program with exit code {code}"),
        }
    }
}

impl core::error::Error for AsideError {}

/// What the program's run is, apart from what it computes with.
struct Run {
    sp: u32,
    host_call: Option<(FuncId, Vec<Value>)>,
    interrupted_host: Option<u32>,
    announces: Announces,
    announced: Announced,
    passed: Passed,
    trap: Option<Trap>,
    events: Events,
    schedule: Schedule,
    host_calls: HostCalls,
}

/// What a program computes with, as it was.
struct Snapshot {
    memories: Vec<Vec<u8>>,
    tables: Vec<Vec<u64>>,
    globals: Vec<Global>,
    /// Of each instance, which segments of elements and of data it has dropped.
    dropped: Vec<[Box<[bool]>; 2]>,
    /// Bytes that are charged for it.
    charged: u64,
}

impl Store {
    /// Calls a guest function where the program stands, which may be at a trap, and gives its results. What it changes
    /// stays; the frames of the stop are as they were. Without `host`, functions of the host are refused to it, as
    /// a trap. It runs until it returns or the interrupt handle ends it.
    ///
    /// # Errors
    /// [`AsideError`]; whatever the function has changed is undone then.
    pub fn call_aside(
        &mut self,
        func: FuncId,
        args: &[Value],
        host: bool,
    ) -> Result<Vec<Value>, AsideError> {
        let ty = self.func_type(func).ok_or(AsideError::Call(CallError::NoSuchFunction))?;
        let fit = args.iter().zip(&ty.params).all(|(&value, &ty)| self.fits(value, ty));
        if args.len() != ty.params.len() || !fit {
            return Err(AsideError::Call(CallError::Arguments { expected: ty.clone() }));
        }
        if !matches!(self.funcs[func.0 as usize].code, FuncCode::Guest(_)) {
            let refused = String::from("the function is not the program's own");
            return Err(AsideError::Call(CallError::Refused(refused)));
        }
        if ty.params.contains(&ValType::V128) {
            self.reserve_high_halves()
                .map_err(|kind| AsideError::Call(CallError::Refused(alloc::format!("{kind}"))))?;
        }
        let snapshot = self.snapshot()?;
        let run = self.set_aside(if host { HostCalls::Allowed } else { HostCalls::Refused });
        let outcome = self.run_aside(func, args);
        let result = match outcome {
            Ok(values) => Ok(values),
            Err(error) => {
                self.undo(&snapshot);
                Err(error)
            }
        };
        self.ledger.release(Account::Debug, snapshot.charged);
        self.take_up(run);
        // What was seen of a change that is undone, and what has changed without anybody waiting for it.
        self.refresh_watchpoints();
        result
    }

    fn run_aside(&mut self, func: FuncId, args: &[Value]) -> Result<Vec<Value>, AsideError> {
        let from = self.sp as usize;
        if from + args.len() > self.stack.len() {
            return Err(AsideError::Call(CallError::StackExhausted));
        }
        for (slot, &value) in (from..).zip(args) {
            self.set_slot(slot, value);
        }
        self.sp = (from + args.len()) as u32;
        self.push_frame(func.0, Frame::BASE).map_err(|kind| match kind {
            TrapKind::Host(message) => AsideError::Call(CallError::Refused(message)),
            _ => AsideError::Call(CallError::StackExhausted),
        })?;
        // A breakpoint at the function's first instruction is one in it.
        if self.at_breakpoint() && self.stops_here() {
            return Err(self.breakpoint_aside());
        }
        match self.run() {
            Exit::Finished(values) => Ok(values),
            Exit::Trap(trap) => {
                match core::mem::replace(&mut self.host_calls, HostCalls::Allowed) {
                    HostCalls::Tried(name) => Err(AsideError::HostCall(name)),
                    HostCalls::Allowed | HostCalls::Refused => Err(AsideError::Trap(trap)),
                }
            }
            Exit::HostExit(code) => Err(AsideError::Exit(code)),
            Exit::Breakpoint => Err(self.breakpoint_aside()),
            Exit::Watchpoint(_) | Exit::WatchpointEnded => Err(AsideError::Watchpoint),
            // A stop for which there is no other name: its turn is over.
            Exit::Blocked | Exit::Stepped => Err(AsideError::Waits),
            Exit::Interrupted
            | Exit::ThreadEnded
            | Exit::Entered
            | Exit::Returned
            | Exit::Caught
            | Exit::Throw
            | Exit::HostCall
            | Exit::Position
            | Exit::PositionMissed => {
                self.interrupt.clear();
                Err(AsideError::Interrupted)
            }
        }
    }

    fn breakpoint_aside(&self) -> AsideError {
        match self.frames.last() {
            Some(frame) => {
                AsideError::Breakpoint { instance: InstanceId(frame.instance), pc: frame.pc }
            }
            None => AsideError::Interrupted,
        }
    }

    /// Puts the run of the program away. What comes uses the slots above all of its frames.
    fn set_aside(&mut self, host_calls: HostCalls) -> Run {
        let run = Run {
            sp: self.sp,
            host_call: self.host_call.take(),
            interrupted_host: self.interrupted_host.take(),
            announces: core::mem::take(&mut self.announces),
            announced: core::mem::take(&mut self.announced),
            passed: core::mem::take(&mut self.passed),
            trap: self.trap.take(),
            events: core::mem::replace(&mut self.hot.events, Events::new()),
            schedule: self.set_schedule_aside(),
            host_calls: core::mem::replace(&mut self.host_calls, host_calls),
        };
        self.frames_aside = core::mem::take(&mut self.frames);
        self.set_watchpoints_aside();
        let top = self.frames_aside.last().map_or(self.sp, |frame| {
            let prepared = &self.prepared[frame.prepared as usize];
            frame.fp + prepared.locals + prepared.max_operands
        });
        self.sp = top.max(self.sp);
        run
    }

    /// Goes back to the run of the program.
    fn take_up(&mut self, run: Run) {
        self.frames = core::mem::take(&mut self.frames_aside);
        self.take_up_watchpoints();
        self.sp = run.sp;
        self.host_call = run.host_call;
        self.interrupted_host = run.interrupted_host;
        self.announces = run.announces;
        self.announced = run.announced;
        self.passed = run.passed;
        self.trap = run.trap;
        self.hot.events = run.events;
        self.take_up_schedule(run.schedule);
        self.host_calls = run.host_calls;
        self.stop = None;
    }

    fn snapshot(&mut self) -> Result<Snapshot, AsideError> {
        let memories = self.memories.iter().map(|memory| memory.bytes().len() as u64);
        let tables = self.tables.iter().map(|table| table.elements().len() as u64 * 8);
        let globals = (self.globals.len() * size_of::<Global>()) as u64;
        let charged = memories.sum::<u64>() + tables.sum::<u64>() + globals;
        self.ledger.charge(Account::Debug, charged).map_err(AsideError::Limit)?;
        let memories = self.memories.iter().map(|memory| copy(memory.bytes())).collect();
        let tables = self.tables.iter().map(|table| copy(table.elements())).collect();
        let (Some(memories), Some(tables), Some(globals)) = (memories, tables, copy(&self.globals))
        else {
            self.ledger.release(Account::Debug, charged);
            return Err(AsideError::HostMemory);
        };
        let dropped = self
            .instances
            .iter()
            .map(|instance| [instance.dropped_elements.clone(), instance.dropped_data.clone()]);
        Ok(Snapshot { memories, tables, globals, dropped: dropped.collect(), charged })
    }

    fn undo(&mut self, snapshot: &Snapshot) {
        for (memory, bytes) in self.memories.iter_mut().zip(&snapshot.memories) {
            memory.restore(bytes, &mut self.ledger);
        }
        for (table, elements) in self.tables.iter_mut().zip(&snapshot.tables) {
            table.restore(elements, &mut self.ledger);
        }
        self.globals.copy_from_slice(&snapshot.globals);
        for (instance, dropped) in self.instances.iter_mut().zip(&snapshot.dropped) {
            instance.dropped_elements.clone_from(&dropped[0]);
            instance.dropped_data.clone_from(&dropped[1]);
        }
    }
}

/// A copy, where the host has room for it.
fn copy<T: Copy>(of: &[T]) -> Option<Vec<T>> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(of.len()).ok()?;
    copy.extend_from_slice(of);
    Some(copy)
}

#[cfg(test)]
mod tests {
    use alloc::boxed::Box;
    use alloc::vec;

    use wrtd_limits::Ledger;

    use super::*;
    use crate::{InstantiateOptions, Module, Resume, StoreLimits, Tier, WatchFor, Watched};

    /// A recursion that is stopped at its bottom, and functions that change all that there is.
    const PROGRAM: &str = r#"(module
        (import "host" "tell" (func $tell (param i32)))
        (memory 1 4)
        (table $t 2 10 funcref)
        (global $g (mut i32) (i32.const 5))
        (data $d "data")
        (elem $e funcref (ref.func $stop))
        (func $stop (export "stop"))
        (func $deep (export "deep") (param $n i32) (result i32)
            (i32.add
                (i32.mul (local.get $n) (i32.const 10))
                (if (result i32) (local.get $n)
                    (then (call $deep (i32.sub (local.get $n) (i32.const 1))))
                    (else (call $stop) (i32.const 1)))))
        (func $change
            (i32.store (i32.const 8) (i32.const 99))
            (drop (memory.grow (i32.const 2)))
            (i32.store (i32.const 100000) (i32.const 1))
            (global.set $g (i32.const 6))
            (drop (table.grow $t (ref.func $stop) (i32.const 3)))
            (table.set $t (i32.const 0) (ref.func $stop))
            (data.drop $d)
            (elem.drop $e))
        (func (export "works") (param i32) (result i32)
            (call $change) (i32.add (local.get 0) (global.get $g)))
        (func (export "traps") (param i32) (result i32) (call $change) (unreachable))
        (func (export "tells") (param i32) (result i32)
            (call $change) (call $tell (local.get 0)) (i32.const 3))
        (func (export "spins") (param i32) (result i32)
            (call $change) (loop $again (br $again)) (i32.const 3)))"#;

    type State = (Vec<u8>, Vec<u64>, u64, u64, u64);

    fn state(store: &Store) -> State {
        let used = |account| store.ledger().state(account).used;
        (
            store.memories[0].bytes().to_vec(),
            store.tables[0].elements().to_vec(),
            store.globals[0].slot,
            used(Account::WasmLinear),
            used(Account::Components),
        )
    }

    /// The program at its breakpoint, and where that is.
    fn stopped(tier: Tier) -> (Store, InstanceId, u32) {
        let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
        store.set_tier(tier);
        let ty = crate::FuncType::new([ValType::I32], []);
        store.define_host("host", "tell", ty, Box::new(|_, _, _| Ok(())));
        let module = Module::decode(wat::parse_str(PROGRAM).unwrap().into()).unwrap();
        let stop = module.instruction_offsets(1).unwrap()[0];
        let id = store.instantiate(module, InstantiateOptions::default()).unwrap();
        let deep = store.export_func(id, "deep").unwrap();
        store.set_breakpoint(id, stop).unwrap();
        store.begin_call(deep, &[Value::I32(4)]).unwrap();
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint, "{tier:?}");
        (store, id, stop)
    }

    #[test]
    fn the_frames_of_the_stop_stay_and_what_fails_is_undone() {
        for tier in [Tier::InPlace, Tier::Threaded] {
            let (mut store, id, stop) = stopped(tier);
            let frames = |store: &Store| -> Vec<_> {
                (0..store.depth()).map(|at| (store.frame(at), store.local(at, 0))).collect()
            };
            let (before, stack) = (state(&store), frames(&store));
            let call = |store: &mut Store, name: &str, host| {
                let func = store.export_func(id, name).unwrap();
                store.call_aside(func, &[Value::I32(7)], host)
            };
            let trapped = call(&mut store, "traps", false);
            assert!(matches!(trapped, Err(AsideError::Trap(_))), "{trapped:?}");
            assert!(state(&store) == before && frames(&store) == stack, "{tier:?}");
            let told = call(&mut store, "tells", false);
            assert_eq!(told, Err(AsideError::HostCall("host.tell".into())));
            assert!(state(&store) == before && frames(&store) == stack, "{tier:?}");
            store.interrupt().request();
            assert_eq!(call(&mut store, "spins", false), Err(AsideError::Interrupted));
            assert!(state(&store) == before && frames(&store) == stack, "{tier:?}");
            let func = store.export_func(id, "stop").unwrap();
            let stopped = store.call_aside(func, &[], false);
            let expected = AsideError::Breakpoint { instance: id, pc: stop };
            assert_eq!(stopped, Err(expected));
            assert_eq!(call(&mut store, "works", false), Ok(vec![Value::I32(13)]));
            assert!(frames(&store) == stack && state(&store).2 == 6, "{tier:?}");
            assert_eq!(store.default_memory(id).unwrap()[8], 99);
            assert_eq!(call(&mut store, "tells", true), Ok(vec![Value::I32(3)]));
            // 10 * (4 + 3 + 2 + 1) + 1
            assert_eq!(
                store.resume(Resume::Run),
                Exit::Finished(vec![Value::I32(101)]),
                "{tier:?}"
            );
        }
    }

    /// The frames of the stop go on in their translations, and what is watched for them is watched on.
    #[test]
    fn watchpoints_of_the_frames_of_the_stop_stay() {
        for tier in [Tier::InPlace, Tier::Threaded] {
            let (mut store, id, _) = stopped(tier);
            let local = Watched::Local { frame: 1, index: 0 };
            let local = store.set_watchpoint(&local, WatchFor::Writes, None).unwrap();
            let works = store.export_func(id, "works").unwrap();
            assert_eq!(store.call_aside(works, &[Value::I32(7)], false), Ok(vec![Value::I32(13)]));
            assert_eq!(store.take_ended_watchpoints(), [], "{tier:?}");

            // A range of memory that is watched for a frame is watched while it is away, too.
            let range = Watched::Memory { instance: id, memory: 0, range: 8..12 };
            let memory = store.set_watchpoint(&range, WatchFor::Writes, Some(2)).unwrap();
            let seen = store.call_aside(works, &[Value::I32(7)], false);
            assert_eq!(seen, Err(AsideError::Watchpoint), "{tier:?}");
            assert_eq!(store.resume(Resume::Run), Exit::WatchpointEnded, "{tier:?}");
            assert_eq!(store.take_ended_watchpoints(), [memory], "{tier:?}");
            assert_eq!(store.resume(Resume::Run), Exit::WatchpointEnded, "{tier:?}");
            assert_eq!(store.take_ended_watchpoints(), [local], "{tier:?}");
            let sum = Exit::Finished(vec![Value::I32(101)]);
            assert_eq!(store.resume(Resume::Run), sum, "{tier:?}");
        }
    }
}
