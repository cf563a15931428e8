//! The in-place interpreter: it executes the module's own bytes, so that a Wasm offset is all there
//! is to a position.
//!
//! Each instruction has one handler. A handler either completes the instruction, with `ip` on the
//! next one, or it has changed nothing outside its copy of the registers and names a [`Cold`]
//! routine that executes the instruction from its start: traps, calls of the host, everything rare.
//! So at every stop the state is exactly that before the instruction at `pc`.

mod atomic;
mod bulk;
mod call;
mod control;
mod dispatch;
mod exception;
mod general;
mod memory;
mod numeric;
mod reference;
mod regs;
mod table;
#[cfg(tail_dispatch)]
pub(super) mod tail;
mod touch;
mod trap;
mod variable;
mod vector;
mod vector_general;
mod wait;

pub(crate) use dispatch::BREAKPOINT;
pub(super) use dispatch::{run, step_once};
pub(crate) use regs::Hot;

use crate::store::Store;
pub(super) use regs::Regs;

/// What a handler wants next.
pub(super) enum Flow {
    /// The instruction is done.
    Next,
    /// The instruction is to be executed from its start by this routine.
    Cold(Cold),
    /// The program stops here; why is in [`Store::stop`](crate::Store).
    Stop,
}

/// Executes one instruction whose opcode is at `ip`: it completes it, or leaves the registers as
/// they are and stops.
type Cold = fn(&mut Regs, &mut Store) -> Flow;
