//! What evaluation may read of a stopped program.

use thiserror::Error;

/// A Wasm value; floats as their bits, so that every NaN survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmValue {
    /// An `i32`.
    I32(u32),
    /// An `i64`.
    I64(u64),
    /// The bits of an `f32`.
    F32(u32),
    /// The bits of an `f64`.
    F64(u64),
    /// A `v128`, little-endian.
    V128(u128),
}

impl WasmValue {
    /// The value's bytes as linear memory would hold them, and how many of them count.
    #[must_use]
    pub fn to_le_bytes(self) -> Vec<u8> {
        match self {
            Self::I32(bits) | Self::F32(bits) => bits.to_le_bytes().to_vec(),
            Self::I64(bits) | Self::F64(bits) => bits.to_le_bytes().to_vec(),
            Self::V128(bits) => bits.to_le_bytes().to_vec(),
        }
    }
}

/// Why something of the program could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AccessError {
    /// The range is not inside linear memory.
    #[error("address {address:#x} (+{length} bytes) is outside linear memory of {size} bytes")]
    OutOfBounds {
        /// First byte asked for.
        address: u64,
        /// Bytes asked for.
        length: u64,
        /// Size of linear memory in bytes.
        size: u64,
    },
    /// The target could not answer.
    #[error("the program cannot be read: {0}")]
    Unavailable(String),
}

/// One frame of a stopped program, as evaluation sees it: linear memory, and the Wasm locals,
/// globals and operands of the frame's function and instance.
pub trait ProgramAccess {
    /// Fills `buffer` from linear memory 0 at `address`.
    ///
    /// # Errors
    /// [`AccessError::OutOfBounds`] where the range is not wholly inside; `buffer` is then undefined.
    fn read_memory(&self, address: u64, buffer: &mut [u8]) -> Result<(), AccessError>;
    /// Size of linear memory 0 in bytes.
    fn memory_size(&self) -> u64;
    /// Wasm local `index` (parameters first) of the frame.
    fn wasm_local(&self, index: u32) -> Option<WasmValue>;
    /// Wasm global `index` (imports first) of the frame's instance.
    fn wasm_global(&self, index: u32) -> Option<WasmValue>;
    /// Operand `index` of the frame, 0 being the bottom of its operand stack.
    fn wasm_operand(&self, index: u32) -> Option<WasmValue>;
    /// Index, in the frame's module, of the function at `element` of table 0; `None` where the
    /// element is null, absent or another module's.
    fn table_function(&self, element: u32) -> Option<u32>;
}
