//! Which function types are equal: calls through tables compare them.

use alloc::vec::Vec;

use crate::module::Module;
use crate::value::{FuncType, HeapType, RefType, ValType};

/// For each type of the module the first that is equal to it. Types name earlier ones only.
pub(super) fn equal_types(module: &Module) -> Vec<u32> {
    let mut canonical: Vec<FuncType> = Vec::with_capacity(module.types.len());
    let mut equal: Vec<u32> = Vec::with_capacity(module.types.len());
    for ty in &module.types {
        let rewrite = |types: &[ValType]| -> Vec<ValType> {
            types.iter().map(|&ty| rewritten(ty, &equal)).collect()
        };
        let ty = FuncType { params: rewrite(&ty.params), results: rewrite(&ty.results) };
        let first = canonical.iter().position(|other| *other == ty);
        equal.push(first.unwrap_or(canonical.len()) as u32);
        canonical.push(ty);
    }
    equal
}

/// A type that names the first of equal types.
fn rewritten(ty: ValType, equal: &[u32]) -> ValType {
    let ValType::Ref(RefType { nullable, heap: HeapType::Concrete(index) }) = ty else { return ty };
    let first = equal.get(index as usize).copied().unwrap_or(index);
    ValType::Ref(RefType { nullable, heap: HeapType::Concrete(first) })
}
