//! LEB128 numbers (core specification, section 5.2.2) and what is read with them alone.
//!
//! Invariant: no byte sequence makes these functions panic or read past their slice.

use alloc::vec::Vec;
use core::ops::Range;

use crate::module::Module;
use crate::value::{HeapType, RefType, ValType};

/// Reads an unsigned 32-bit number at `*pos` and moves `*pos` past it.
pub(crate) fn read_u32(bytes: &[u8], pos: &mut usize) -> Option<u32> {
    let mut value = 0u32;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*pos)?;
        *pos += 1;
        value |= u32::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Reads a signed number of up to 64 bits at `*pos` and moves `*pos` past it.
pub(crate) fn read_i64(bytes: &[u8], pos: &mut usize) -> Option<i64> {
    let mut value = 0i64;
    for shift in (0..70).step_by(7) {
        let byte = *bytes.get(*pos)?;
        *pos += 1;
        value |= i64::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            // The last byte of the longest form has one bit of the number.
            let unused = 57u32.saturating_sub(shift);
            return Some(value << unused >> unused);
        }
    }
    None
}

/// Types of all locals of `func`, parameters first.
pub(crate) fn local_types(module: &Module, func: u32) -> Option<Vec<ValType>> {
    let body = module.body_range(func)?;
    let mut types = module.func_type(func)?.params.clone();
    each_local_group(&module.bytes, &body, |count, ty| {
        types.resize(types.len() + count as usize, ty);
    })?;
    Some(types)
}

/// Wasm offset after the local declarations of the function with this body.
pub(crate) fn locals_end(bytes: &[u8], body: &Range<u32>) -> Option<u32> {
    each_local_group(bytes, body, |_, _| ())
}

/// Calls `visit` with the size and the type of each group of locals that the function with this body
/// declares; gives the Wasm offset after them.
fn each_local_group(
    bytes: &[u8],
    body: &Range<u32>,
    mut visit: impl FnMut(u32, ValType),
) -> Option<u32> {
    let bytes = bytes.get(..body.end as usize)?;
    let mut pos = body.start as usize;
    for _ in 0..read_u32(bytes, &mut pos)? {
        let count = read_u32(bytes, &mut pos)?;
        visit(count, val_type(bytes, &mut pos)?);
    }
    Some(pos as u32)
}

/// Reads a value type at `*pos` and moves `*pos` past it (core specification, section 5.3.5).
fn val_type(bytes: &[u8], pos: &mut usize) -> Option<ValType> {
    const REF_NULL: u8 = 0x63;
    const REF: u8 = 0x64;
    let byte = *bytes.get(*pos)?;
    *pos += 1;
    Some(match byte {
        0x7f => ValType::I32,
        0x7e => ValType::I64,
        0x7d => ValType::F32,
        0x7c => ValType::F64,
        0x7b => ValType::V128,
        REF_NULL | REF => {
            let heap = heap_type(bytes, pos)?;
            ValType::Ref(RefType { nullable: byte == REF_NULL, heap })
        }
        byte => ValType::Ref(RefType { nullable: true, heap: abstract_heap_type(byte)? }),
    })
}

/// Reads a heap type: one byte for those that have names, else an index, a signed number that is not
/// negative and so the same as an unsigned one.
fn heap_type(bytes: &[u8], pos: &mut usize) -> Option<HeapType> {
    if let Some(heap) = abstract_heap_type(*bytes.get(*pos)?) {
        *pos += 1;
        return Some(heap);
    }
    read_u32(bytes, pos).map(HeapType::Concrete)
}

fn abstract_heap_type(byte: u8) -> Option<HeapType> {
    Some(match byte {
        0x70 => HeapType::Func,
        0x6f => HeapType::Extern,
        0x69 => HeapType::Exn,
        0x74 => HeapType::NoExn,
        _ => return None,
    })
}
