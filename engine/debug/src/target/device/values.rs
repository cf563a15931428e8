//! Slots of a device's machine as a session sees them, by the types that the module gives them.

use wrtd_core::{HeapType, Module, RefType, ValType, Value};
use wrtd_symbols::WasmValue;

use super::MODULE;
use crate::target::{TargetFunction, TargetReference, TargetValue};

/// A slot with the high half that it has as a vector.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) low: u64,
    pub(super) vector: Option<u128>,
}

impl Slot {
    /// The value of a type; `None` of a vector without its high half.
    pub(super) fn value(self, ty: ValType, module: &Module) -> Option<TargetValue> {
        Some(TargetValue::Number(match Value::from_slot(ty, self.low) {
            Value::I32(v) => WasmValue::I32(v.cast_unsigned()),
            Value::I64(v) => WasmValue::I64(v.cast_unsigned()),
            Value::F32(bits) => WasmValue::F32(bits),
            Value::F64(bits) => WasmValue::F64(bits),
            Value::V128(_) => WasmValue::V128(self.vector?),
            Value::FuncRef(_) | Value::ExternRef(_) | Value::ExnRef(_) => {
                return Some(TargetValue::Reference(self.reference(ty, module)));
            }
        }))
    }

    /// The same as what a call gives.
    pub(super) fn result(self, ty: ValType) -> Value {
        match (ty, self.vector) {
            (ValType::V128, Some(vector)) => Value::V128(vector),
            _ => Value::from_slot(ty, self.low),
        }
    }

    fn reference(self, ty: ValType, module: &Module) -> TargetReference {
        let number = self.low.checked_sub(1).and_then(|number| u32::try_from(number).ok());
        match ty {
            ValType::Ref(RefType { heap: HeapType::Extern, .. }) => TargetReference::Host(number),
            _ => TargetReference::Function(number.map(|function| {
                if function >= module.imported_func_count() {
                    return TargetFunction::Module { module: MODULE, function };
                }
                TargetFunction::Host(module.function_name(function).unwrap_or_default())
            })),
        }
    }
}
