//! The frames of the guest's call stack.
//!
//! Invariant: locals of a frame begin at slot `fp` of the guest's stack, its operands follow them; a
//! callee's `fp` is where its arguments lay on the caller's operand stack.

/// One call of a guest function.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(8))]
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
    /// What its return does beside returning, and which tier runs it: a set of `Frame::…` bits.
    pub(crate) marks: u32,
    /// Where it goes on. In place: see [`Frame::position`]. In threaded code: the address of an
    /// instruction of the function's translation.
    pub(crate) resume: u64,
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
    /// Its caller is run by another tier, or is of another instance.
    pub(crate) const ELSEWHERE: u32 = 16;
    /// The threaded tier runs it.
    pub(crate) const THREADED: u32 = 32;
    /// Watchpoints end with it.
    pub(crate) const WATCHED: u32 = 64;

    /// Where a frame that runs in place goes on: the Wasm offset after its call instruction, which has
    /// no meaning for the innermost frame, and the index of the first branch in the side table at or
    /// after that place.
    #[inline(always)]
    pub(crate) fn position(next: u32, entry: u32) -> u64 {
        u64::from(next) | u64::from(entry) << 32
    }

    /// The Wasm offset of a [`Frame::position`].
    #[inline(always)]
    pub(crate) fn next(&self) -> u32 {
        self.resume as u32
    }

    /// The index of a [`Frame::position`].
    #[inline(always)]
    pub(crate) fn entry(&self) -> u32 {
        (self.resume >> 32) as u32
    }

    /// Whether the threaded tier runs it.
    pub(crate) fn is_threaded(&self) -> bool {
        self.marks & Self::THREADED != 0
    }
}
