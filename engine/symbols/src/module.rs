//! The debug information of one module, read as it is looked at.

use std::{ops::Range, path::PathBuf, sync::Arc};

use crate::{Language, Place, ProgramAccess, Type, TypeId, TypeSource};

/// How to find and read debug information.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Path of the `.wasm` file, beside which external debug information is looked for.
    pub path: Option<PathBuf>,
    /// Replacements of path prefixes, longest match first: (prefix in the debug info, local prefix).
    pub source_map: Vec<(String, String)>,
    /// Local folder of Rust's library sources (`.../lib/rustlib/src/rust`), for `/rustc/HASH/...`.
    pub rust_source: Option<PathBuf>,
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

/// The debug information of one module. Nothing is parsed before it is asked for; what was parsed
/// is kept, unit by unit, within a bounded cache. Safe to share between threads.
#[derive(Debug)]
pub struct ModuleSymbols {}

impl ModuleSymbols {
    /// Finds the debug information of a module: in its own sections, or in a separate file.
    /// Never fails: without debug information the `name` section serves, and warnings say why.
    #[must_use]
    pub fn load(_wasm: Arc<[u8]>, _options: LoadOptions) -> (Self, Vec<Warning>) {
        todo!()
    }

    /// Whether any DWARF was found.
    #[must_use]
    pub fn has_debug_info(&self) -> bool {
        todo!()
    }

    /// The source files of all units (reads every line-table header).
    #[must_use]
    pub fn source_files(&self) -> Vec<Arc<SourceFile>> {
        todo!()
    }

    /// Binds a breakpoint at `line` (and `column`, from 1) of the file that `path` names: a local path
    /// (compared after the source map, then by its longest common suffix of whole path parts).
    /// `None` where no unit has the file or no code at or after the line.
    #[must_use]
    pub fn bind_line(&self, _path: &str, _line: u32, _column: Option<u32>) -> Option<Bound> {
        todo!()
    }

    /// The line-table row that covers a Wasm offset.
    #[must_use]
    pub fn line_at(&self, _offset: u32) -> Option<LineRow> {
        todo!()
    }

    /// All rows of the line table inside the (physical) function that covers `offset`, sorted.
    #[must_use]
    pub fn lines_of_function(&self, _offset: u32) -> Arc<[LineRow]> {
        todo!()
    }

    /// The source-level frames at a Wasm offset, innermost (inlined) first; the last one is the
    /// physical function. Empty where no debug information covers it.
    #[must_use]
    pub fn frames_at(&self, _offset: u32) -> Vec<SourceFrame> {
        todo!()
    }

    /// The physical function that covers a Wasm offset (DWARF first, then the name section).
    #[must_use]
    pub fn function_at(&self, _offset: u32) -> Option<FunctionSymbol> {
        todo!()
    }

    /// Functions whose readable name, linkage name or last path part equals `name`.
    #[must_use]
    pub fn functions_named(&self, _name: &str) -> Vec<FunctionSymbol> {
        todo!()
    }

    /// The variables visible at `offset` in `frame`, innermost lexical block first.
    #[must_use]
    pub fn variables(&self, _frame: &SourceFrame, _offset: u32) -> Vec<BlockVariables> {
        todo!()
    }

    /// The statics of the unit that covers `offset` (all units for `None`).
    #[must_use]
    pub fn statics(&self, _offset: Option<u32>) -> Vec<StaticVariable> {
        todo!()
    }

    /// Where a variable is when the program stands at `offset`.
    #[must_use]
    pub fn locate(
        &self,
        _variable: &VariableLocation,
        _offset: u32,
        _program: &dyn ProgramAccess,
    ) -> Place {
        todo!()
    }
}

impl TypeSource for ModuleSymbols {
    fn get(&self, _id: TypeId) -> Arc<Type> {
        todo!()
    }

    fn find(&self, _name: &str) -> Option<TypeId> {
        todo!()
    }

    fn concrete_type_of_vtable(&self, _address: u64) -> Option<TypeId> {
        todo!()
    }

    fn function_name(&self, _index: u32) -> Option<String> {
        todo!()
    }

    fn static_at(&self, _address: u64) -> Option<(String, u64)> {
        todo!()
    }
}
