//! How a program is told to go on, and how it stops.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::exec::{Position, ThreadId, Trap, WatchHit};
use crate::host_budget::HostRefusal;
use crate::store::InstanceId;
use crate::value::{FuncType, Value};

/// How far to run.
#[derive(Clone, Debug)]
pub enum Resume<'a> {
    /// Until something stops the program.
    Run,
    /// Exactly one instruction of the thread that is shown; a call enters its callee. Other threads run as the
    /// schedule has it.
    Instruction,
    /// Until the pc of one frame of the thread that is shown leaves a set of ranges, or that frame returns or is left
    /// by an exception. Other threads run as the schedule has it.
    Range {
        /// The frame by its depth counted from the outermost: `depth() - 1` is the innermost now.
        frame: usize,
        /// Ranges of Wasm offsets in that frame's function.
        ranges: &'a [Range<u32>],
        /// Whether to stop when the frame enters a guest function ([`Exit::Entered`]); otherwise
        /// callees run at full speed. Breakpoints in callees stop either way.
        enter_calls: bool,
    },
    /// Until the program is at this position ([`Exit::Position`], at once where it is there already) or can no
    /// longer come to it ([`Exit::PositionMissed`]). Breakpoints on the way stop; one at the position is not
    /// looked at.
    UntilPosition(Position),
}

/// Why the program stopped.
#[derive(Clone, Debug, PartialEq)]
pub enum Exit {
    /// The function of [`Store::begin_call`](crate::Store::begin_call) returned these results.
    Finished(Vec<Value>),
    /// The program trapped; all frames stay for inspection, with pc on the trapping instruction.
    /// The call cannot go on: resuming gives the same trap again.
    Trap(Trap),
    /// A host function ended the program with this exit code; no frame is left.
    HostExit(i32),
    /// The next instruction has a breakpoint.
    Breakpoint,
    /// The interrupt handle asked for it, or a host function was interrupted.
    Interrupted,
    /// [`Resume::Instruction`] or [`Resume::Range`] has done its work.
    Stepped,
    /// [`Resume::Range`] entered a callee: its first instruction is next.
    Entered,
    /// A frame marked by [`Store::stop_on_return`](crate::Store::stop_on_return) returned: the pc of its caller
    /// is after the call, the results are its operands. Also given by [`Resume::Range`] when its frame returns.
    Returned,
    /// A frame marked by [`Store::stop_on_return`](crate::Store::stop_on_return) was left by an exception, which
    /// a frame outside it catches: that frame is the innermost, with pc where its handler begins and the
    /// exception's values as operands. Also given by [`Resume::Range`] when its frame is left so.
    Caught,
    /// The last instruction has made accesses that watchpoints wait for.
    Watchpoint(Vec<WatchHit>),
    /// Watchpoints have ended with the frame that they were set for, which has returned or was left by an exception:
    /// [`Store::take_ended_watchpoints`](crate::Store::take_ended_watchpoints). They may also end at another stop.
    WatchpointEnded,
    /// The only thread that may run ([`Store::run_single`](crate::Store::run_single)) waits for what another one does.
    Blocked,
    /// The only thread that may run has ended.
    ThreadEnded,
    /// The next instruction throws, and [`Store::stop_on_throw`](crate::Store::stop_on_throw) asks for a stop.
    Throw,
    /// The next instruction calls a host function for which
    /// [`Store::stop_on_host_calls`](crate::Store::stop_on_host_calls) asks for a stop.
    HostCall,
    /// The program is at the position that [`Resume::UntilPosition`] names.
    Position,
    /// The program is past the position that [`Resume::UntilPosition`] names, or in a run that does not come
    /// to it; or its store does not count ([`Store::set_counting`](crate::Store::set_counting)).
    PositionMissed,
}

/// A call could not begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// A call is active: finish or abort it first.
    Busy,
    /// The arguments do not have the types of the parameters.
    Arguments {
        /// The function's type.
        expected: FuncType,
    },
    /// The function does not belong to this store.
    NoSuchFunction,
    /// The function's first frame does not fit the guest's stack.
    StackExhausted,
    /// The function cannot be prepared for running, such as for want of budget.
    Refused(String),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("a call is still active; finish it or abort it first"),
            Self::Arguments { expected } => {
                write!(f, "the arguments do not fit the function's type {expected}")
            }
            Self::NoSuchFunction => f.write_str("the function does not belong to this store"),
            Self::StackExhausted => {
                f.write_str("the function's locals and operands do not fit the guest's stack")
            }
            Self::Refused(message) => f.write_str(message),
        }
    }
}

impl core::error::Error for CallError {}

/// Where a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameInfo {
    /// Instance whose code the frame runs.
    pub instance: InstanceId,
    /// Index of the function in its module.
    pub func: u32,
    /// Wasm offset: of the next instruction in the innermost frame (the trapping one after a
    /// trap), of the call instruction itself in all others.
    pub pc: u32,
}

/// State that was asked for is not there, or a value does not fit its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessError {
    /// No frame has this number now.
    NoFrame,
    /// The frame's function has no such local, its operand stack no such operand, its instance no
    /// such global, table or memory.
    NoSuchItem,
    /// The place holds a value of another type.
    Type {
        /// Type of the place.
        expected: crate::value::ValType,
        /// Type of the value.
        actual: crate::value::ValType,
    },
    /// The instruction cannot be reached, so that its operands have no known types.
    Unreachable,
    /// The table's element does not exist.
    OutOfBounds,
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFrame => f.write_str("there is no such frame now"),
            Self::NoSuchItem => f.write_str("there is no such local, operand, global or memory"),
            Self::Type { expected, actual } => {
                write!(f, "the place holds {expected} and the value is {actual}")
            }
            Self::Unreachable => f.write_str("operands of unreachable code have no types"),
            Self::OutOfBounds => f.write_str("the index lies outside the table"),
        }
    }
}

impl core::error::Error for AccessError {}

/// A breakpoint cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakpointError {
    /// No instance has this number.
    NoInstance,
    /// The Wasm offset lies in no function's instructions.
    NotInCode,
    /// The Wasm offset is inside an instruction; the nearest start before it is given.
    NotAnInstruction {
        /// Wasm offset of the instruction that covers it.
        instruction: u32,
    },
    /// The debug budget is used up.
    Limit(wrtd_limits::LimitExceeded),
    /// The host has no memory for a copy of the code.
    HostMemory,
}

impl fmt::Display for BreakpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInstance => f.write_str("there is no such instance"),
            Self::NotInCode => f.write_str("the offset lies in no function's code"),
            Self::NotAnInstruction { instruction } => write!(
                f,
                "the offset is inside an instruction; use {instruction:#x}, where it begins"
            ),
            Self::Limit(limit) => limit.fmt(f),
            Self::HostMemory => f.write_str("the host has no memory left for a copy of the code"),
        }
    }
}

impl core::error::Error for BreakpointError {}

/// Something that the program's user may want to know and it may not tell itself: mostly that it was refused something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// `memory.grow` was answered with -1.
    MemoryGrowRefused {
        /// The memory, by its index in the instance that ran.
        memory: u32,
        /// Size before, in the memory's pages.
        pages: u64,
        /// Pages asked for on top.
        asked: u64,
        /// Why.
        reason: GrowRefusal,
    },
    /// A thread has been spawned.
    ThreadStarted {
        /// The thread.
        thread: ThreadId,
    },
    /// A thread has ended, by itself or because somebody has ended it.
    ThreadEnded {
        /// The thread.
        thread: ThreadId,
    },
    /// A host function has answered that it cannot do what it was asked for.
    HostCallRefused {
        /// Module name under which it was defined.
        module: String,
        /// Its name.
        name: String,
        /// Why.
        reason: HostRefusal,
    },
}

/// Why a memory or a table may not grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrowRefusal {
    /// It would pass the maximum it was declared with, in pages (of a table: elements).
    DeclaredMaximum(u64),
    /// It would pass the store's own limit, in bytes (of a table: elements).
    StoreLimit(u64),
    /// The budget is used up.
    Budget(wrtd_limits::LimitExceeded),
    /// The host has no memory left.
    HostMemory,
    /// The memory is shared, so that it stays where it is, and behind it the host gave no more room than
    /// for this many bytes in all.
    SharedRoom(u64),
}

impl fmt::Display for GrowRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeclaredMaximum(max) => {
                write!(f, "the module declares a maximum of {max} pages")
            }
            Self::StoreLimit(limit) => write!(f, "the limit is {limit} bytes"),
            Self::Budget(limit) => limit.fmt(f),
            Self::HostMemory => f.write_str("the host has no memory left"),
            Self::SharedRoom(room) => write!(
                f,
                "a shared memory cannot be moved, and the host gave it room for {room} bytes"
            ),
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MemoryGrowRefused { memory, pages, asked, reason } => {
                f.write_str("memory.grow")?;
                if *memory != 0 {
                    write!(f, " of memory {memory}")?;
                }
                let pages = u128::from(*pages) + u128::from(*asked);
                write!(f, " by {asked} pages (to {pages} in all) was refused: {reason}")
            }
            Self::ThreadStarted { thread } => {
                write!(f, "thread {} has been spawned", thread.number())
            }
            Self::ThreadEnded { thread } => write!(f, "thread {} has ended", thread.number()),
            Self::HostCallRefused { name, reason, .. } => {
                write!(f, "{name} was refused: {reason}")
            }
        }
    }
}
