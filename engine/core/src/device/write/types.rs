//! Which function types are equal: calls through tables compare them.

use alloc::vec::Vec;

use crate::module::Module;
use crate::value::FuncType;

/// For each type of the module the first that is equal to it. Types name earlier ones only.
pub(super) fn equal_types(module: &Module) -> Vec<u32> {
    let mut canonical: Vec<FuncType> = Vec::with_capacity(module.types.len());
    let mut equal: Vec<u32> = Vec::with_capacity(module.types.len());
    for ty in &module.types {
        let ty = ty.numbered(&equal);
        let first = canonical.iter().position(|other| *other == ty);
        equal.push(first.unwrap_or(canonical.len()) as u32);
        canonical.push(ty);
    }
    equal
}
