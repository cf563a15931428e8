//! Why bytes cannot be decoded as a module.

use alloc::string::String;
use core::fmt;

/// A module was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes do not begin with the four bytes `\0asm`.
    NotWasm,
    /// The file is a component, not a core module.
    Component,
    /// The module is valid WebAssembly and uses a feature that the engine does not run.
    Unsupported {
        /// What it is, such as "wide arithmetic support is not enabled".
        feature: String,
        /// Wasm offset of the first use.
        offset: u32,
    },
    /// The module is valid WebAssembly and needs the garbage collection proposal: structures, arrays,
    /// `i31`, their casts, or groups of recursive types.
    GarbageCollection {
        /// What needs it.
        message: String,
        /// Wasm offset of the first use.
        offset: u32,
    },
    /// The module is malformed or invalid.
    Invalid {
        /// What is wrong.
        message: String,
        /// Wasm offset of the fault.
        offset: u32,
    },
    /// The file has 4 GiB or more: offsets in it do not fit 32 bits.
    TooLarge {
        /// Size of the file in bytes.
        size: u64,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWasm => f.write_str(
                "this is not a WebAssembly file: it does not begin with the bytes 00 61 73 6d; \
                 give a .wasm file, or assemble a .wat file first (wat2wasm, wasm-tools parse)",
            ),
            Self::Component => f.write_str(
                "this file is a WebAssembly component, and only core modules can be run so far; \
                 build for the target wasm32-wasip1, or extract the core module with \
                 `wasm-tools component unbundle`",
            ),
            Self::Unsupported { feature, offset } => write!(
                f,
                "the module uses a WebAssembly feature that cannot be run yet ({feature}, at \
                 offset {offset:#x}); rebuild it with that target feature turned off"
            ),
            Self::GarbageCollection { message, offset } => write!(
                f,
                "the module needs WebAssembly's garbage collection proposal, which cannot be run yet \
                 ({message}, at offset {offset:#x}); build it for linear memory, without the target \
                 feature `gc`, or run it in an engine with garbage collection"
            ),
            Self::Invalid { message, offset } => write!(
                f,
                "the module is not valid WebAssembly: {message} (at offset {offset:#x}); rebuild \
                 it, or check that the file was copied completely"
            ),
            Self::TooLarge { size } => write!(
                f,
                "the file has {size} bytes and a module must be smaller than 4 GiB; strip its \
                 debug information into a separate file"
            ),
        }
    }
}

impl core::error::Error for DecodeError {}
