//! The program at a breakpoint, as a judge looks at it.

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use wrtd_core::{Module, Reached, ValType, Value};
use wrtd_symbols::{AccessError, ProgramAccess, WasmValue};

use super::{BreakpointJudge, memory_range};

/// A judge of the breakpoint at a Wasm offset of a module, as the engine asks it.
pub(super) fn of(
    mut judge: BreakpointJudge,
    module: Arc<Module>,
    offset: u32,
) -> wrtd_core::BreakpointJudge {
    let operands = Operands { module, offset, types: RefCell::default() };
    Box::new(move |reached: &Reached<'_>| judge(&ReachedAccess { reached, operands: &operands }))
}

/// The operands at an instruction; the type of each is found out once.
struct Operands {
    module: Arc<Module>,
    offset: u32,
    types: RefCell<BTreeMap<u32, Option<ValType>>>,
}

impl Operands {
    fn ty(&self, index: u32) -> Option<ValType> {
        *self.types.borrow_mut().entry(index).or_insert_with(|| {
            let function = self.module.function_containing(self.offset)?;
            self.module.operand_type(function, self.offset, index)
        })
    }
}

struct ReachedAccess<'a> {
    reached: &'a Reached<'a>,
    operands: &'a Operands,
}

impl ProgramAccess for ReachedAccess<'_> {
    fn read_memory(&self, address: u64, buffer: &mut [u8]) -> Result<(), AccessError> {
        let memory = self.reached.memory();
        let bytes = memory_range(address, buffer.len()).and_then(|range| memory.get(range));
        let (length, size) = (buffer.len() as u64, memory.len() as u64);
        let bytes = bytes.ok_or(AccessError::OutOfBounds { address, length, size })?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }

    fn memory_size(&self) -> u64 {
        self.reached.memory().len() as u64
    }

    fn wasm_local(&self, index: u32) -> Option<WasmValue> {
        number(self.reached.local(index)?)
    }

    fn wasm_global(&self, index: u32) -> Option<WasmValue> {
        number(self.reached.global(index)?)
    }

    fn wasm_operand(&self, index: u32) -> Option<WasmValue> {
        number(self.reached.operand(index, self.operands.ty(index)?)?)
    }

    fn table_function(&self, element: u32) -> Option<u32> {
        self.reached.table_function(element)
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
