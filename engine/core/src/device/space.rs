//! The memory that a machine is given.

/// Bytes of RAM that a device needs beside a [`Space`], for the machine and the deepest stack of the code that runs
/// it. `cargo run -p xtask -- firmware` measures it, and fails where it is more.
pub const INTERPRETER_RAM: u32 = 1792;

/// The same of an interpreter that executes vectors.
pub const INTERPRETER_RAM_WITH_VECTORS: u32 = 2048;

/// A call of a function with code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Index of the function.
    pub(super) func: u32,
    /// First slot.
    pub(super) fp: u32,
    /// Wasm offset: the next instruction of the innermost frame while the machine does not run; the call
    /// instruction of any other.
    pub(super) pc: u32,
    /// First branch at or after that place.
    pub(super) entry: u32,
}

impl Frame {
    /// A frame of no call, to fill memory with.
    pub const EMPTY: Self = Self { func: 0, fp: 0, pc: 0, entry: 0 };
}

/// All memory of one machine. [`Image::needs`](super::Image::needs) says how much of each a program must
/// have; more of memory, stack, frames and tables lets it grow and call deeper.
#[derive(Debug, Default)]
pub struct Space<'s> {
    /// Bytes of linear memory.
    pub memory: &'s mut [u8],
    /// Locals and operands.
    pub stack: &'s mut [u64],
    /// High halves of the vectors in `stack`, as many: only for programs with vectors.
    pub high: &'s mut [u64],
    /// Frames of nested calls.
    pub frames: &'s mut [Frame],
    /// Globals.
    pub globals: &'s mut [u64],
    /// High halves of the vectors in `globals`, as many: only for programs with vectors.
    pub global_high: &'s mut [u64],
    /// Elements of all tables, and one word for the size of each.
    pub tables: &'s mut [u32],
    /// One for each segment of elements or data: whether it was dropped.
    pub dropped: &'s mut [bool],
    /// Breakpoints.
    pub breakpoints: &'s mut [u32],
}
