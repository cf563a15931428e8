//! Where a stopped program stands, and how its innermost frame is to be read.

use crate::target::{CodeAddress, Target};

/// How the innermost physical frame is read at this stop.
///
/// Code positions and source positions are not the same: the first instruction of an inlined call
/// belongs to the call in the outer frame as well, and the instruction after a call may begin the
/// next line while the call's line is not finished. A step that ends at such a place says which one
/// it means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stand {
    /// So many inlined frames, innermost ones, begin here and are not entered yet.
    pub(crate) hidden: usize,
    /// The program has just returned from a call; the position is still the call's.
    pub(crate) after_call: bool,
}

/// A physical frame's position, and where to look it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// The next instruction, or the call in an outer frame.
    pub(crate) address: CodeAddress,
    /// Where lines, frames and variables are looked up: inside the call where one has just returned.
    pub(crate) lookup: CodeAddress,
    /// Function index in the module.
    pub(crate) function: u32,
}

/// The position of physical frame `index` (0 the innermost).
pub(crate) fn position(target: &dyn Target, stand: Stand, index: u32) -> Option<Position> {
    let frame = target.frame(index)?;
    let mut lookup = frame.address;
    if index == 0 && stand.after_call {
        lookup = before(lookup);
    }
    Some(Position { address: frame.address, lookup, function: frame.function })
}

/// A position inside the instruction before `address`.
pub(crate) fn before(address: CodeAddress) -> CodeAddress {
    CodeAddress { offset: address.offset.saturating_sub(1), ..address }
}
