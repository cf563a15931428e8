//! What the translator knows of the operand stack: where each operand is.

use alloc::vec::Vec;

use super::super::regs::Kind;

/// Where an operand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Place {
    /// In its slot.
    Slot,
    /// Nowhere: it is this constant.
    Constant(u64),
    /// It equals this local.
    Local(u16),
    /// In the accumulator for its kind, to be taken by the next instruction.
    Accumulator,
    /// In its slot and, as nothing was executed since the call that returned it, in the accumulator.
    Returned,
    /// Not computed: its instruction is yet to be emitted.
    Pending,
}

/// An operand.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Operand {
    pub(in super::super) kind: Kind,
    pub(in super::super) place: Place,
}

/// A place between two Wasm instructions, with all that the in-place tier needs to go on there.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Point {
    /// Wasm offset.
    pub(in super::super) pc: u32,
    /// Index of the first branch in the side table at or after it.
    pub(in super::super) entry: u32,
    /// Tells it from other points at the same offset.
    pub(in super::super) number: u32,
    /// The operands, bottom first; empty where nobody observes the translation.
    pub(in super::super) operands: Vec<Operand>,
}

/// Where an instruction takes an operand from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Slot(u16),
    Accumulator,
    Fixed(u64),
}
