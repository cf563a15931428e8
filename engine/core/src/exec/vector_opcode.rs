//! Opcodes that no module has, for instructions that move a vector.
//!
//! A slot holds 64 bits, and a vector's high half lies beside the stack. `local.get` and its like say
//! nothing of types, so in functions that have vectors, those that move one are executed under an
//! opcode of their own, from a private copy of the code; everything else stays as fast as it is. The
//! handlers are in the table of `inplace::dispatch`.

/// First byte of all vector instructions that modules have.
pub(crate) const PREFIX: u8 = 0xfd;

pub(crate) const LOCAL_GET: u8 = 0xe0;
pub(crate) const LOCAL_SET: u8 = 0xe1;
pub(crate) const LOCAL_TEE: u8 = 0xe2;
pub(crate) const GLOBAL_GET: u8 = 0xe3;
pub(crate) const GLOBAL_SET: u8 = 0xe4;
pub(crate) const SELECT: u8 = 0xe5;
pub(crate) const TYPED_SELECT: u8 = 0xe6;
pub(crate) const BR: u8 = 0xe7;
pub(crate) const BR_IF: u8 = 0xe8;
pub(crate) const BR_TABLE: u8 = 0xe9;
pub(crate) const BR_ON_NULL: u8 = 0xea;
pub(crate) const BR_ON_NON_NULL: u8 = 0xeb;
