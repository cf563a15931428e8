//! Wasm values of the engine: by the texts that users type, and from numbers.

use wrtd_core::{ValType, Value};
use wrtd_symbols::WasmValue;

use crate::number::{self, NumberType};

/// The argument that `text` spells, for a parameter of type `ty`.
pub(super) fn parse(ty: ValType, text: &str) -> Result<Value, String> {
    let number = match ty {
        ValType::I32 => NumberType::I32,
        ValType::I64 => NumberType::I64,
        ValType::F32 => NumberType::F32,
        ValType::F64 => NumberType::F64,
        ValType::V128 => NumberType::V128,
        ValType::Ref(reference) => {
            return match text {
                "null" if reference.nullable => Ok(Value::zero(ty)),
                _ => Err(format!("the argument `{text}` is no {ty}; only null can be given")),
            };
        }
    };
    let value = number::parse(number, text);
    value.map(of_number).map_err(|problem| format!("the argument {problem}"))
}

/// A number or a vector.
pub(super) const fn of_number(value: WasmValue) -> Value {
    match value {
        WasmValue::I32(bits) => Value::I32(bits.cast_signed()),
        WasmValue::I64(bits) => Value::I64(bits.cast_signed()),
        WasmValue::F32(bits) => Value::F32(bits),
        WasmValue::F64(bits) => Value::F64(bits),
        WasmValue::V128(bits) => Value::V128(bits),
    }
}
