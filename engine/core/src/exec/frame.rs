//! The frames of the guest's call stack.
//!
//! Invariant: locals of a frame begin at slot `fp` of the guest's stack, its operands follow them; a
//! callee's `fp` is where its arguments lay on the caller's operand stack.

/// One call of a guest function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// The function, by its number in the store.
    pub(crate) func: u32,
    /// Instance whose code runs.
    pub(crate) instance: u32,
    /// Place of the function in the store's prepared functions.
    pub(crate) prepared: u32,
    /// First slot.
    pub(crate) fp: u32,
    /// Wasm offset: the next instruction of the innermost frame while the program is stopped; the
    /// call instruction of any other.
    pub(crate) pc: u32,
    /// Wasm offset after the call instruction; for the innermost frame it has no meaning.
    pub(crate) next: u32,
    /// Index of the first branch in the side table at or after the place to go on.
    pub(crate) entry: u32,
    /// What its return does beside returning: a set of `Frame::…` bits.
    pub(crate) marks: u32,
}

impl Frame {
    /// Its return ends the call.
    pub(crate) const BASE: u32 = 1;
    /// Its return stops with `Exit::Returned`.
    pub(crate) const STOP: u32 = 2;
    /// Its return gives control back to a range step.
    pub(crate) const STEP: u32 = 4;
    /// Its results are vectors, whose high halves move as well.
    pub(crate) const VECTORS: u32 = 8;
}
