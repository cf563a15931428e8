//! Why a module cannot be instantiated.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::exec::Trap;
use crate::module::ExternKind;
use crate::store::StoreError;

/// An import that nothing provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingImport {
    /// Module name of the import.
    pub module: String,
    /// Name of the import.
    pub name: String,
    /// What it must be.
    pub kind: ExternKind,
    /// Its type in the text format's terms.
    pub ty: String,
}

/// A module was not instantiated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstantiateError {
    /// Imports that nothing provides, all of them.
    MissingImports(Vec<MissingImport>),
    /// An import is provided with another kind or type.
    IncompatibleImport {
        /// The import.
        import: MissingImport,
        /// What is provided, in the text format's terms.
        found: String,
    },
    /// A memory, a table or a stack does not fit a limit.
    Store(StoreError),
    /// An active segment does not fit its memory or table.
    Trap(Trap),
}

impl fmt::Display for InstantiateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingImports(missing) => write_missing(f, missing),
            Self::IncompatibleImport { import, found } => write!(
                f,
                "the import {}.{} must be a {} of type {}, and {found} is provided; preload a \
                 module that fits",
                import.module, import.name, import.kind, import.ty
            ),
            Self::Store(error) => error.fmt(f),
            Self::Trap(trap) => write!(f, "instantiation trapped: {}", trap.kind),
        }
    }
}

impl core::error::Error for InstantiateError {}

impl From<StoreError> for InstantiateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Imports named in one message; the rest are counted.
const NAMED_IMPORTS: usize = 20;

fn write_missing(f: &mut fmt::Formatter<'_>, missing: &[MissingImport]) -> fmt::Result {
    writeln!(f, "{} imports are missing:", missing.len())?;
    for import in missing.iter().take(NAMED_IMPORTS) {
        writeln!(f, "  {}.{}: {} {}", import.module, import.name, import.kind, import.ty)?;
    }
    if missing.len() > NAMED_IMPORTS {
        writeln!(f, "  and {} more", missing.len() - NAMED_IMPORTS)?;
    }
    f.write_str(remedy(missing))
}

/// What a user can do, by what the imports say about where the module comes from.
fn remedy(missing: &[MissingImport]) -> &'static str {
    let any = |test: fn(&MissingImport) -> bool| missing.iter().any(test);
    if any(|i| i.module == "wbg" || i.module.starts_with("__wbindgen")) {
        "this module was made by wasm-bindgen for a JavaScript host; build the program for \
         wasm32-wasip1, or run what needs no JavaScript with --stub-missing"
    } else if any(|i| i.name.starts_with("emscripten_") || i.name.starts_with("invoke_")) {
        "this module was made by Emscripten for its JavaScript runtime; link it with \
         -sSTANDALONE_WASM, or run what needs no JavaScript with --stub-missing"
    } else {
        "provide each module with --preload NAME=FILE, or let calls of missing functions trap with \
         --stub-missing"
    }
}
