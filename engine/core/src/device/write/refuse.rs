//! What devices do not run, and what only some builds do.

use super::WriteError;
use crate::leb::read_u32;
use crate::module::{AddressType, MemoryType, Module, TableType};
use crate::value::ValType;

/// What a function's code has.
#[derive(Clone, Copy, Default)]
pub(super) struct Used {
    /// Instructions that compute with floats.
    pub(super) floats: bool,
    pub(super) vectors: bool,
}

/// A second memory.
pub(crate) const MEMORIES: &str = "more than one memory (proposal multi-memory)";
/// Tags, and what throws and catches.
pub(crate) const EXCEPTIONS: &str = "exceptions (proposal exception-handling)";
/// What a branch leads over and carries.
pub(super) const CODE: &str = "code";
pub(super) const OPERANDS: &str = "operands";
const ATOMICS: &str = "atomic instructions (proposal threads)";

/// What a memory has that devices have not.
pub(crate) fn memory(ty: &MemoryType) -> Option<&'static str> {
    if ty.address == AddressType::I64 {
        return Some("a memory with addresses of 64 bits (proposal memory64)");
    }
    ty.shared.then_some("a shared memory (proposal threads)")
}

/// What a table has that devices have not, which has a first value or not.
pub(crate) fn table(ty: &TableType, has_value: bool) -> Option<&'static str> {
    if ty.address == AddressType::I64 {
        return Some("a table with indices of 64 bits (proposal memory64)");
    }
    has_value.then_some("a table with a first value (proposal function-references)")
}

/// What an instruction with this opcode is that devices have not.
pub(crate) const fn opcode(opcode: u8) -> Option<&'static str> {
    match opcode {
        0x06..=0x0a | 0x18 | 0x19 | 0x1f => Some(EXCEPTIONS),
        0xfe => Some(ATOMICS),
        _ => None,
    }
}

/// Of what a function has more than an image can hold, which has so many operands at most and branches that carry as
/// many of them. How far branches lead is not looked at.
pub(crate) const fn size(operands: u64, carried: u64) -> Option<&'static str> {
    if operands > u16::MAX as u64 {
        Some(OPERANDS)
    } else if carried > u8::MAX as u64 {
        Some(CODE)
    } else {
        None
    }
}

/// Refuses what a module declares.
pub(super) fn declarations(module: &Module) -> Result<(), WriteError> {
    let imported = module.imported_tables as usize;
    let values = (0..module.tables.len())
        .map(|table| table.checked_sub(imported).is_some_and(|i| module.table_inits[i].is_some()));
    let refused = (module.memories.len() > 1)
        .then_some(MEMORIES)
        .or_else(|| module.memories.iter().find_map(memory))
        .or_else(|| module.tables.iter().zip(values).find_map(|(ty, value)| table(ty, value)))
        .or_else(|| (!module.tags.is_empty()).then_some(EXCEPTIONS));
    refused.map_or(Ok(()), |what| Err(WriteError::Unsupported { what, place: None }))
}

/// Refuses instructions of a function; gives what the others use.
pub(super) fn instructions(module: &Module, func: u32) -> Result<Used, WriteError> {
    let mut used = Used::default();
    let types = module.local_types(func).unwrap_or_default();
    let results = module.func_type(func).map(|ty| ty.results.as_slice()).unwrap_or_default();
    used.vectors = types.contains(&ValType::V128) || results.contains(&ValType::V128);
    for pc in module.instruction_offsets(func).unwrap_or_default() {
        let byte = module.bytes[pc as usize];
        if let Some(what) = opcode(byte) {
            return Err(WriteError::Unsupported { what, place: Some((func, pc)) });
        }
        used.vectors |= byte == crate::exec::vector_opcode::PREFIX;
        used.floats |= computes_with_floats(module, pc as usize);
    }
    // What moves vectors belongs to those who compute with them.
    used.floats |= used.vectors;
    Ok(used)
}

/// Whether an instruction computes with floats: to load, store and move them takes nothing of the kind.
fn computes_with_floats(module: &Module, pc: usize) -> bool {
    match module.bytes[pc] {
        // Comparisons, arithmetic, conversions but for those between integers.
        0x5b..=0x66 | 0x8b..=0xa6 | 0xa8..=0xab | 0xae..=0xbb => true,
        // Saturating conversions.
        0xfc => read_u32(&module.bytes, &mut (pc + 1)).is_some_and(|second| second < 8),
        _ => false,
    }
}
