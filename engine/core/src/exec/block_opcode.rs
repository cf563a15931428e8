//! Opcodes that no module has, for blocks whose one result is a reference type of several bytes.
//!
//! The handlers of `block` and its like pass over the block type as over one LEB128 number, which every
//! block type is but `(ref ..)` and `(ref null ..)`. Blocks of those types are executed under an opcode of
//! their own, from a private copy of the code, as instructions that move vectors are (see
//! [`super::vector_opcode`]); everything else stays as fast as it is.

pub(crate) const BLOCK: u8 = 0xf0;
pub(crate) const LOOP: u8 = 0xf1;
pub(crate) const IF: u8 = 0xf2;
pub(crate) const TRY: u8 = 0xf3;
