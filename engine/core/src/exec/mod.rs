//! Running guest code: the frames, the two ways to dispatch, stops and traps.

mod control;
mod interrupt;
mod trap;

pub use control::{
    AccessError, BreakpointError, CallError, Exit, FrameInfo, GrowRefusal, Notice, Resume,
};
pub use interrupt::InterruptHandle;
pub use trap::{Trap, TrapKind};
