//! What [`ModuleSymbols`] answers with.

use std::{ops::Range, path::PathBuf, sync::Arc};

#[cfg(doc)]
use crate::ModuleSymbols;
use crate::{Cancellation, Language, SymbolBudget, TypeId};

/// How to find and read debug information.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Path of the `.wasm` file, beside which external debug information is looked for.
    pub path: Option<PathBuf>,
    /// Replacements of path prefixes, longest match first: (prefix in the debug info, local prefix).
    pub source_map: Vec<(String, String)>,
    /// Local folder of Rust's library sources (`.../lib/rustlib/src/rust`), for `/rustc/HASH/...`.
    pub rust_source: Option<PathBuf>,
    /// What bounds how much of the debug information is in memory; all modules of a session share one.
    pub budget: SymbolBudget,
    /// Gives up searches through all of the debug information.
    pub cancellation: Cancellation,
}

/// Something that a user should know about the debug information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning(pub String);

/// A source file named by the debug information.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceFile {
    /// Absolute path (or as absolute as the debug info allows) as recorded by the compiler.
    pub recorded: Arc<str>,
    /// Path after the source map and Rust's library mapping.
    pub local: PathBuf,
    /// MD5 of the contents as compiled (DWARF 5), where recorded.
    pub md5: Option<[u8; 16]>,
}

/// A place in source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Line, from 1; 0 for code that belongs to no line.
    pub line: u32,
    /// Column, from 1; 0 where not recorded.
    pub column: u32,
}

/// A row of the line table: the code in `range` comes from `location`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// Wasm offsets.
    pub range: Range<u32>,
    /// Where it comes from.
    pub location: SourceLocation,
    /// A recommended breakpoint position.
    pub is_statement: bool,
    /// The function's prologue ends here.
    pub prologue_end: bool,
}

/// Where a source breakpoint lands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The line with code: the requested one, or the next one in the same file that has code.
    pub location: SourceLocation,
    /// The line of the same file on which the function is declared that the line belongs to.
    pub function_line: Option<u32>,
    /// Wasm offsets to stop at: one for each function, inlined copy or generic instance.
    pub offsets: Vec<u32>,
}

/// A function of the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionSymbol {
    /// Readable (demangled, qualified) name.
    pub name: String,
    /// Symbol in the object file, where recorded.
    pub linkage_name: Option<String>,
    /// Wasm offsets of its code.
    pub range: Range<u32>,
    /// Where it is declared.
    pub declared: Option<SourceLocation>,
    /// First offset after the prologue: parameters can be read from here on.
    pub body: u32,
}

/// One source-level frame at a position: the function itself or one inlined into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFrame {
    /// Readable name of the function.
    pub function: String,
    /// Position in it: for the innermost frame that of the instruction, for outer ones the call site.
    pub location: Option<SourceLocation>,
    /// Inlined into the next outer frame of the list.
    pub inlined: bool,
    /// Wasm offsets of this (inlined) body: all of its ranges, sorted.
    pub ranges: Vec<Range<u32>>,
    /// Language of the unit.
    pub language: Language,
    /// Opaque: which scope of the debug info this is, for [`ModuleSymbols::variables`].
    pub scope: u64,
}

/// Parameter or local.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// A parameter.
    Parameter,
    /// A local variable.
    Local,
}

/// Opaque: where the debug info of a variable is, for [`ModuleSymbols::locate`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VariableLocation(pub u64);

/// A variable of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: Arc<str>,
    /// Parameter or local.
    pub kind: VariableKind,
    /// Its type.
    pub ty: TypeId,
    /// Line of its declaration, 0 if unknown.
    pub line: u32,
    /// For [`ModuleSymbols::locate`].
    pub location: VariableLocation,
}

/// The variables of one lexical block, the function's own block last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockVariables {
    /// In order of declaration.
    pub variables: Vec<Variable>,
}

/// A global or static variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticVariable {
    /// Qualified name (`inventory::stock::NEXT_ID`).
    pub name: Arc<str>,
    /// Its type.
    pub ty: TypeId,
    /// For [`ModuleSymbols::locate`].
    pub location: VariableLocation,
}
