//! The threaded tier: functions translated to code made for speed, for as long as nobody looks.
//!
//! A function is translated when it is first called, to instructions that each name the function that
//! executes it, the slots of the frame that it reads and writes, and its immediates. The frame is that of
//! the in-place tier: local *i* is at slot *i*, operand *j* behind the locals. But an operand that is a
//! constant, or still equal to a local, is not written to its slot, and one that the next instruction
//! takes is handed over in a register, the accumulator.
//!
//! Translated code knows no Wasm offsets and can neither stop nor trap. Where either is to happen it
//! *leaves*: translating the function once more, which gives the same code, tells for the present
//! instruction at which Wasm offset it begins and where each operand is; these are written to their slots,
//! and the frame goes on in the in-place tier, which stops or traps there. What the translation has told is kept for the
//! last such instructions (`left.rs`). A running frame comes back at the next turn of a loop; its calls are translated
//! again at once.
//!
//! What each instruction of translated code stands for is its *window*: the Wasm instructions from one
//! offset up to that of the next window. Only the last Wasm instruction of a window may have an effect or
//! trap, so that leaving at the start of any instruction is exact.
//!
//! Where events are counted ([`super::position`]), the instruction that makes a frame counts the entry. A loop
//! begins with an instruction that stands for its `loop` and counts the turn; branches back count by themselves
//! and lead behind it, so that a turn costs no instruction more. Where there is a breakpoint on the `loop`, they
//! lead to that instruction instead.
//!
//! A vector is in its slot, with its high half at the same place of the second buffer (`Store::high`), or equals
//! a local; it is never a constant or in an accumulator. Everything that moves one moves both halves.
//!
//! Invariants:
//! 1. At a label (a loop's head, the end of a block that is branched to) and at a call, all operands are in
//!    their slots.
//! 2. A frame whose mark `THREADED` is set goes on at an address of its function's translation; a frame
//!    whose caller is not run by this tier in the same instance has the mark `ELSEWHERE`.
//! 3. While the program is stopped, the innermost frame is not threaded, and outer ones are at a call.

mod code;
mod dispatch;
mod handlers;
mod instrumentation;
mod judge;
mod left;
mod patch;
#[cfg(tail_dispatch)]
mod probe;
mod regs;
mod state;
mod transition;
mod translate;

pub(crate) use code::translations_size;
#[cfg(tail_dispatch)]
pub(in crate::exec) use handlers::leave;
pub(in crate::exec) use instrumentation::WatchedPlaces;
#[cfg(tail_dispatch)]
pub(in crate::exec) use probe::is_jumping;
pub(in crate::exec) use regs::Regs;
pub(crate) use state::Threaded;

use crate::store::Store;

/// What a handler wants next.
enum Flow {
    /// Execution goes on at the registers' instruction.
    Next,
    /// The same, after a jump: kept apart so that taken and untaken branches end in dispatches of their own,
    /// which the processor predicts apart.
    Taken,
    /// The instruction is to be executed from its start by this routine.
    Cold(Cold),
}

/// Executes one instruction, or gives the frame to the in-place tier; whether execution goes on here. If
/// not, the state is saved.
pub(in crate::exec) type Cold = fn(&mut Regs, &mut Store) -> bool;
