//! The opcode, held by no module, of instructions on other memories and tables than most programs have.
//!
//! The handlers of loads, stores and table accesses know only one memory, the first, and only addresses
//! of 32 bits. Whatever names another memory, or one whose addresses have 64 bits, is executed under
//! this opcode from a private copy of the code, by a handler that looks at the module's own byte to see
//! what it is (`inplace::general`); everything else stays as fast as it is.
//!
//! Instructions that take the detour through a cold routine anyway (`memory.grow`, all behind the
//! prefixes 0xfc and 0xfe) are general in themselves and keep their opcodes.

use super::vector_opcode;
use crate::arithmetic::simd::{self, Shape};
use crate::leb::read_u32;
use crate::module::{AddressType, MemoryType, Module};

/// See the module's documentation.
pub(crate) const GENERAL: u8 = 0xf4;

/// The bit in a memory argument's first number that says that a memory index follows (core specification
/// 3.0, section 5.4.6).
pub(crate) const MEMORY_INDEX: u32 = 1 << 6;

/// Whether the validated instruction at the Wasm offset `pc` is to be executed as [`GENERAL`].
pub(crate) fn is_general(module: &Module, pc: u32) -> bool {
    // The bytes do not end within a validated instruction.
    look_at(module, pc as usize).unwrap_or(false)
}

fn look_at(module: &Module, mut pos: usize) -> Option<bool> {
    let opcode = *module.bytes.get(pos)?;
    pos += 1;
    let mut number = || read_u32(&module.bytes, &mut pos);
    Some(match opcode {
        // `call_indirect`, `return_call_indirect`: a type, then the table.
        0x11 | 0x13 => {
            number()?;
            has_wide_indices(module, number()?)
        }
        // `table.get`, `table.set`
        0x25 | 0x26 => has_wide_indices(module, number()?),
        // Loads and stores.
        0x28..=0x3e => is_far(module, number()?) || is_long(number()),
        // `memory.size`
        0x3f => {
            let default = |memory: &MemoryType| {
                memory.address == AddressType::I32 && memory.page_size == MemoryType::PAGE
            };
            number()? != 0 || !module.memories.first().is_some_and(default)
        }
        vector_opcode::PREFIX => match simd::shape(number()?)? {
            Shape::Load { .. }
            | Shape::Store
            | Shape::LoadLane { .. }
            | Shape::StoreLane { .. } => is_far(module, number()?) || is_long(number()),
            _ => false,
        },
        _ => false,
    })
}

/// Whether the offset of a memory argument is written in more bytes than a number of 32 bits can need,
/// which is allowed since it may have 64.
fn is_long(offset: Option<u32>) -> bool {
    offset.is_none()
}

/// Whether a memory argument that begins with these flags names a memory, even if it is the first, or
/// the first has addresses of 64 bits.
fn is_far(module: &Module, flags: u32) -> bool {
    let near = |memory: &MemoryType| memory.address == AddressType::I32;
    flags & MEMORY_INDEX != 0 || !module.memories.first().is_some_and(near)
}

fn has_wide_indices(module: &Module, table: u32) -> bool {
    module.tables.get(table as usize).is_some_and(|table| table.address == AddressType::I64)
}
