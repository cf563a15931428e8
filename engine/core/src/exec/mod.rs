//! Running guest code: frames, calls, steps, stops and traps.

mod announce;
pub(crate) mod aside;
pub(crate) mod block_opcode;
mod breakpoint;
mod control;
mod frame;
pub(crate) mod general_opcode;
mod inplace;
mod inspect;
mod interrupt;
mod judge;
mod passed;
mod position;
mod reposition;
mod resume;
#[cfg(threaded_tier)]
mod threaded;
mod threads;
mod tier;
mod trap;
mod unwind;
mod vector;
pub(crate) mod vector_opcode;
pub(crate) mod watch;

pub(crate) use announce::{Announced, Announces};
pub use announce::{PendingHostCall, StopOnThrow};
pub use aside::AsideError;
pub use control::{
    AccessError, BreakpointError, CallError, Exit, FrameInfo, GrowRefusal, Notice, Resume,
};
pub(crate) use frame::Frame;
pub(crate) use inplace::Hot;
pub use interrupt::InterruptHandle;
pub use judge::{BreakpointJudge, Reached};
pub(crate) use passed::Passed;
pub use position::Position;
#[cfg(threaded_tier)]
pub(crate) use threaded::Threaded;

/// Bytes of the translations of so many functions, whose code has so many words together; there are none without the
/// threaded tier.
pub(crate) fn translations_size(functions: u64, words: u64) -> u64 {
    #[cfg(threaded_tier)]
    return threaded::translations_size(functions, words);
    #[cfg(not(threaded_tier))]
    {
        _ = (functions, words);
        0
    }
}

pub(crate) use threads::{STACK_SHARE, THREAD_ENTRY, Threads};
pub use threads::{SpawnError, ThreadId, ThreadInfo, ThreadState};
pub use tier::Tier;
pub use trap::{Trap, TrapKind, Waiter};
pub use unwind::{PendingThrow, ReachedHandler};
pub use watch::{MOST_WATCHED, WatchError, WatchFor, WatchHit, WatchId, Watched};

/// Why the interpreter stopped, for the one who started it.
pub(crate) enum Stop {
    /// To be told to the embedder.
    Exit(Exit),
    /// The callee that a range step runs over returned, or the frame that it steps in.
    StepReturn,
    /// An exception has left one of them, and a frame outside it catches it.
    StepCaught,
    /// As many events have been counted as may be before the program stops.
    Counted,
    /// The turn of the thread has ended after its last instruction.
    TurnOver,
    /// The thread waits, at the instruction that is executed again when the wait is over.
    Parked,
}
