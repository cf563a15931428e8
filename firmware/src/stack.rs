//! How much stack was used: what lies under it is painted at the start.

use cortex_m_rt::STACK_PAINT_VALUE;

unsafe extern "C" {
    /// The highest address of the stack, and the lowest that it may have; the linker's.
    static _stack_start: u32;
    static _stack_end: u32;
}

/// Most bytes of stack so far.
pub(crate) fn used() -> u32 {
    let (top, bottom) = (&raw const _stack_start, &raw const _stack_end);
    let mut at = bottom;
    // SAFETY: all between the two addresses is memory of the stack, a multiple of words.
    while at < top && unsafe { at.read_volatile() } == STACK_PAINT_VALUE {
        at = at.wrapping_add(1);
    }
    (top.addr() - at.addr()) as u32
}
