//! What devices do not run, and what only some builds do.

use super::WriteError;
use crate::leb::read_u32;
use crate::module::{AddressType, ImportType, Module};
use crate::value::ValType;

/// What a function's code has.
#[derive(Clone, Copy, Default)]
pub(super) struct Used {
    /// Instructions that compute with floats.
    pub(super) floats: bool,
    pub(super) vectors: bool,
}

/// Refuses what a module declares.
pub(super) fn declarations(module: &Module) -> Result<(), WriteError> {
    let refused = |what| Err(WriteError::Unsupported { what, place: None });
    if module.memories.len() > 1 {
        return refused("more than one memory (proposal multi-memory)");
    }
    if module.memories.iter().any(|memory| memory.address == AddressType::I64) {
        return refused("a memory with addresses of 64 bits (proposal memory64)");
    }
    if module.memories.iter().any(|memory| memory.shared) {
        return refused("a shared memory (proposal threads)");
    }
    if module.tables.iter().any(|table| table.address == AddressType::I64) {
        return refused("a table with indices of 64 bits (proposal memory64)");
    }
    if module.table_inits.iter().any(Option::is_some) {
        return refused("a table with a first value (proposal function-references)");
    }
    if !module.tags.is_empty() || module.imports.iter().any(|i| matches!(i.ty, ImportType::Tag(_)))
    {
        return refused("exceptions (proposal exception-handling)");
    }
    Ok(())
}

/// Refuses instructions of a function; gives what the others use.
pub(super) fn instructions(module: &Module, func: u32) -> Result<Used, WriteError> {
    let mut used = Used::default();
    let types = module.local_types(func).unwrap_or_default();
    let results = module.func_type(func).map(|ty| ty.results.as_slice()).unwrap_or_default();
    used.vectors = types.contains(&ValType::V128) || results.contains(&ValType::V128);
    for pc in module.instruction_offsets(func).unwrap_or_default() {
        let opcode = module.bytes[pc as usize];
        let refused = match opcode {
            0x06..=0x0a | 0x18 | 0x19 | 0x1f => Some("exceptions (proposal exception-handling)"),
            0xfe => Some("atomic instructions (proposal threads)"),
            _ => None,
        };
        if let Some(what) = refused {
            return Err(WriteError::Unsupported { what, place: Some((func, pc)) });
        }
        used.vectors |= opcode == crate::exec::vector_opcode::PREFIX;
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
