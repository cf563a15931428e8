//! Constant expressions, whose values are known once and for all: a device has no linker.

use alloc::vec::Vec;

use crate::module::{ConstExpr, Module};

/// The slots that all globals start with, high halves of vectors above them.
pub(super) fn globals(module: &Module) -> Vec<u128> {
    let mut values = Vec::with_capacity(module.global_defs.len());
    for global in &module.global_defs {
        let value = value(module, global.init, &values);
        values.push(value);
    }
    values
}

/// What a constant expression gives, which names none but these globals.
pub(super) fn value(module: &Module, expression: ConstExpr, globals: &[u128]) -> u128 {
    let global = |index: u32| globals.get(index as usize).copied().unwrap_or_default();
    expression.value(&module.bytes, |func| func, global)
}
