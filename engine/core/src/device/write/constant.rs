//! Constant expressions, whose values are known once and for all: a device has no linker.

use alloc::vec::Vec;

use crate::module::{ConstOp, Module};

/// The slots that all globals start with, high halves of vectors above them.
pub(super) fn globals(module: &Module) -> Vec<u128> {
    let mut values = Vec::with_capacity(module.global_defs.len());
    for global in &module.global_defs {
        let value = value(&global.init, &values);
        values.push(value);
    }
    values
}

/// What a constant expression gives. It was validated: it has its operands, and names globals before it.
pub(super) fn value(expression: &[ConstOp], globals: &[u128]) -> u128 {
    let mut stack: Vec<u128> = Vec::new();
    for op in expression {
        let value = match *op {
            ConstOp::Slot(slot) => slot.into(),
            ConstOp::Vector(vector) => vector,
            ConstOp::RefFunc(func) => u128::from(func) + 1,
            ConstOp::GlobalGet(global) => globals.get(global as usize).copied().unwrap_or_default(),
            operation => {
                let b = stack.pop().unwrap_or_default();
                let a = stack.pop().unwrap_or_default();
                operation.compute(a as u64, b as u64).into()
            }
        };
        stack.push(value);
    }
    stack.pop().unwrap_or_default()
}
