//! Debug information of WebAssembly programs: where code comes from, which functions and variables
//! are alive at a position, of what type they are, and how their values read.
//!
//! This is the only crate that knows DWARF. It never executes anything and knows no engine: what it
//! reads of a stopped program it reads through [`ProgramAccess`].
//!
//! Code positions are byte offsets in the `.wasm` file ("Wasm offsets"); only this crate converts
//! them to and from DWARF's addresses, which count from the start of the code section's content.

mod access;
mod budget;
mod builtin;
mod cancellation;
mod code;
mod cpp_names;
mod cpp_type;
mod debug_info;
mod describe;
pub mod expr;
mod frames;
mod functions;
mod inline;
mod lines;
mod load;
mod locate;
mod model;
mod module;
mod name_section;
mod names;
mod pattern;
mod place;
pub mod render;
mod scopes;
mod signature;
mod sources;
mod statics;
mod types;
mod units;

pub use access::{AccessError, ProgramAccess, WasmValue};
pub use budget::{
    BYTES_PER_SYMBOL, SymbolBudget, SymbolCache, SymbolCharge, SymbolLimits, SymbolUse,
};
pub use builtin::{builtin_type, machine_type};
pub use cancellation::Cancellation;
pub use cpp_type::{CppType, cpp_type};
pub use lines::bind::FileLines;
pub use model::{
    BlockVariables, Bound, FunctionSymbol, LineRow, LoadOptions, SourceFile, SourceFrame,
    SourceLocation, StaticVariable, Variable, VariableKind, VariableLocation, Warning,
};
pub use module::ModuleSymbols;
pub use names::names_function;
pub use pattern::FunctionPattern;
pub use place::{Piece, Place, WasmPlace};
pub use signature::Signature;
pub use sources::{SourceState, rust_source_in};
pub use types::{
    AliasKind, BitField, Composite, CompositeKind, Discriminants, Encoding, EnumType, Enumerator,
    Language, Member, PointerKind, TemplateParameter, Type, TypeId, TypeKind, TypeSource, Variant,
    VariantPart, VirtualBase,
};
