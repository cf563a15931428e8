//! Where a value is.

/// A place of the Wasm machine that is not linear memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WasmPlace {
    /// Local of the frame.
    Local(u32),
    /// Global of the frame's instance.
    Global(u32),
    /// Operand of the frame, counted from the bottom.
    Operand(u32),
}

/// Where the bytes of a value are at one stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In linear memory from this address on.
    Memory(u64),
    /// In a Wasm local, global or operand, from byte `offset` of it on.
    Wasm {
        /// Which one.
        place: WasmPlace,
        /// First byte of the value inside it (little-endian).
        offset: u8,
    },
    /// Nowhere, but its bytes are known: a constant, or computed from the debug information.
    Bytes(Vec<u8>),
    /// Scattered; each piece holds the next bytes.
    Pieces(Vec<Piece>),
    /// The compiler dropped it.
    OptimizedOut,
    /// It cannot be found, for this reason (broken or unsupported debug information).
    Unknown(String),
}

/// A run of bytes of a scattered value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Length in bits.
    pub bits: u64,
    /// Where these bits are.
    pub place: Place,
}
