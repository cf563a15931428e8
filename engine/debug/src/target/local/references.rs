//! Values of the engine as a session sees them, and what references refer to.

use wrtd_core::{ExnId, FuncId, FuncOrigin, TagId, Value};
use wrtd_symbols::WasmValue;

use super::LocalTarget;
use crate::target::{TargetException, TargetFunction, TargetReference, TargetValue};

/// Values of one exception that are told.
const VALUES: usize = 32;

/// How deep exceptions that are values of exceptions are told.
const NESTED: u32 = 4;

impl LocalTarget {
    pub(super) fn value(&self, value: Value) -> TargetValue {
        self.nested_value(value, NESTED)
    }

    fn nested_value(&self, value: Value, nested: u32) -> TargetValue {
        TargetValue::Number(match value {
            Value::I32(v) => WasmValue::I32(v.cast_unsigned()),
            Value::I64(v) => WasmValue::I64(v.cast_unsigned()),
            Value::F32(bits) => WasmValue::F32(bits),
            Value::F64(bits) => WasmValue::F64(bits),
            Value::V128(bits) => WasmValue::V128(bits),
            Value::FuncRef(func) => {
                let func = func.and_then(|func| self.function(func));
                return TargetValue::Reference(TargetReference::Function(func));
            }
            Value::ExternRef(id) => return TargetValue::Reference(TargetReference::Host(id)),
            Value::ExnRef(exception) => {
                let exception = exception.and_then(|id| self.exception(id, nested));
                return TargetValue::Reference(TargetReference::Exception(exception));
            }
        })
    }

    fn function(&self, func: FuncId) -> Option<TargetFunction> {
        Some(match self.store.func_origin(func)? {
            FuncOrigin::Guest { instance, func } => {
                TargetFunction::Module { module: self.module_of(instance)?, function: func }
            }
            FuncOrigin::Host { module, name } | FuncOrigin::Stub { module, name } => {
                TargetFunction::Host(format!("{module}.{name}"))
            }
        })
    }

    fn exception(&self, id: ExnId, nested: u32) -> Option<TargetException> {
        let exception = self.store.exception(id)?;
        self.nested_exception(exception.tag, &exception.values, nested)
    }

    /// An exception of a tag with these values.
    pub(super) fn exception_of(&self, tag: TagId, values: &[Value]) -> Option<TargetException> {
        self.nested_exception(tag, values, NESTED)
    }

    fn nested_exception(
        &self,
        tag: TagId,
        values: &[Value],
        nested: u32,
    ) -> Option<TargetException> {
        let told = if nested == 0 { 0 } else { values.len().min(VALUES) };
        Some(TargetException {
            tag: self.store.tag_name(tag)?,
            values: values[..told]
                .iter()
                .map(|&value| self.nested_value(value, nested - 1))
                .collect(),
            more: values.len() - told,
        })
    }
}
