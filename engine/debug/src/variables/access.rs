//! One physical frame of the target, as symbols read it.

use wrtd_symbols::{AccessError, ProgramAccess, WasmValue};

use crate::target::{ModuleId, Target, TargetError};

/// Reads the target by one of its frames.
pub(crate) struct FrameAccess<'a> {
    pub(crate) target: &'a dyn Target,
    /// Index of the physical frame.
    pub(crate) frame: u32,
    /// Its module.
    pub(crate) module: ModuleId,
}

impl ProgramAccess for FrameAccess<'_> {
    fn read_memory(&self, address: u64, buffer: &mut [u8]) -> Result<(), AccessError> {
        self.target.read_memory(self.module, address, buffer).map_err(|error| match error {
            TargetError::NotFound(_) => AccessError::OutOfBounds {
                address,
                length: buffer.len() as u64,
                size: self.memory_size(),
            },
            other => AccessError::Unavailable(other.to_string()),
        })
    }

    fn memory_size(&self) -> u64 {
        self.target.memory_size(self.module)
    }

    fn wasm_local(&self, index: u32) -> Option<WasmValue> {
        self.target.local(self.frame, index)?.number()
    }

    fn wasm_global(&self, index: u32) -> Option<WasmValue> {
        self.target.global(self.frame, index)?.number()
    }

    fn wasm_operand(&self, index: u32) -> Option<WasmValue> {
        self.target.operand(self.frame, index)?.number()
    }

    fn table_function(&self, element: u32) -> Option<u32> {
        self.target.table_function(self.frame, element)
    }
}
