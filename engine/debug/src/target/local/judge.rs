//! The program at a breakpoint, as a judge looks at it.

use wrtd_core::{Reached, Value};
use wrtd_symbols::{AccessError, ProgramAccess, WasmValue};

use super::{BreakpointJudge, memory_range};

/// A judge as the engine asks it.
pub(super) fn of(mut judge: BreakpointJudge) -> wrtd_core::BreakpointJudge {
    Box::new(move |reached: &Reached<'_>| judge(&ReachedAccess(reached)))
}

struct ReachedAccess<'a>(&'a Reached<'a>);

impl ProgramAccess for ReachedAccess<'_> {
    fn read_memory(&self, address: u64, buffer: &mut [u8]) -> Result<(), AccessError> {
        let memory = self.0.memory();
        let bytes = memory_range(address, buffer.len()).and_then(|range| memory.get(range));
        let (length, size) = (buffer.len() as u64, memory.len() as u64);
        let bytes = bytes.ok_or(AccessError::OutOfBounds { address, length, size })?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }

    fn memory_size(&self) -> u64 {
        self.0.memory().len() as u64
    }

    fn wasm_local(&self, index: u32) -> Option<WasmValue> {
        number(self.0.local(index)?)
    }

    fn wasm_global(&self, index: u32) -> Option<WasmValue> {
        number(self.0.global(index)?)
    }

    fn wasm_operand(&self, _: u32) -> Option<WasmValue> {
        None
    }

    fn table_function(&self, element: u32) -> Option<u32> {
        self.0.table_function(element)
    }
}

fn number(value: Value) -> Option<WasmValue> {
    Some(match value {
        Value::I32(value) => WasmValue::I32(value.cast_unsigned()),
        Value::I64(value) => WasmValue::I64(value.cast_unsigned()),
        Value::F32(bits) => WasmValue::F32(bits),
        Value::F64(bits) => WasmValue::F64(bits),
        Value::V128(bits) => WasmValue::V128(bits),
        _ => return None,
    })
}
