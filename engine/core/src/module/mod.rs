//! A decoded, validated module: immutable and shared between the instances made from it.
//!
//! Invariant: every index and range kept here was validated against the module's bytes, so the rest
//! of the engine may rely on it without looking again.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

mod bodies;
mod const_expr;
mod decode;
pub(crate) use decode::{FEATURES, func_type, memory_type, table_type, type_ref, val_type};
mod error;
mod extent;
mod footprint;
mod names;
mod types;
mod workers;

pub(crate) use const_expr::ConstExpr;
pub use error::DecodeError;
pub(crate) use extent::Extent;
pub use types::{
    AddressType, Export, ExternKind, GlobalType, Import, ImportType, MemoryType, SizeLimits,
    TableType,
};
pub(crate) use types::{DataSegment, ElementItems, ElementSegment, GlobalDef, SegmentMode};
pub use workers::Workers;

use crate::value::{FuncType, ValType};

/// A custom section's name and where its contents lie in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomSection {
    /// The section's name.
    pub name: String,
    /// Wasm offsets of its contents, after the name.
    pub range: Range<u32>,
}

/// A decoded, validated module.
#[derive(Debug)]
pub struct Module {
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) types: Vec<FuncType>,
    pub(crate) imports: Vec<Import>,
    pub(crate) exports: Vec<Export>,
    /// Type index of each function, imports first.
    pub(crate) func_types: Vec<u32>,
    pub(crate) imported_funcs: u32,
    /// Bodies of the functions that are not imported, in the order of the code section: the whole entries
    /// without their sizes, locals and then instructions.
    pub(crate) bodies: Vec<Range<u32>>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) imported_tables: u32,
    /// What the elements of each table that is not imported start with; `None` for null.
    pub(crate) table_inits: Vec<Option<ConstExpr>>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) imported_memories: u32,
    /// Type index of each tag, imports first.
    pub(crate) tags: Vec<u32>,
    pub(crate) imported_tags: u32,
    pub(crate) globals: Vec<GlobalType>,
    pub(crate) global_defs: Vec<GlobalDef>,
    pub(crate) elements: Vec<ElementSegment>,
    pub(crate) data: Vec<DataSegment>,
    pub(crate) start: Option<u32>,
    pub(crate) customs: Vec<CustomSection>,
    /// Bytes of all custom sections with what precedes their contents.
    pub(crate) custom_bytes: u32,
    pub(crate) code_section: Range<u32>,
    pub(crate) names: names::Names,
    pub(crate) validation: crate::validate::Validation,
}

impl Module {
    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// The types of the type section.
    #[must_use]
    pub fn types(&self) -> &[FuncType] {
        &self.types
    }

    /// The imports, in order.
    #[must_use]
    pub fn imports(&self) -> &[Import] {
        &self.imports
    }

    /// The exports, in order.
    #[must_use]
    pub fn exports(&self) -> &[Export] {
        &self.exports
    }

    /// The export called `name`.
    #[must_use]
    pub fn export(&self, name: &str) -> Option<&Export> {
        self.exports.iter().find(|export| export.name == name)
    }

    /// Number of functions, imported ones included.
    #[must_use]
    pub fn func_count(&self) -> u32 {
        self.func_types.len() as u32
    }

    /// Number of imported functions: they have the lowest indices.
    #[must_use]
    pub fn imported_func_count(&self) -> u32 {
        self.imported_funcs
    }

    /// Type of function `func`.
    #[must_use]
    pub fn func_type(&self, func: u32) -> Option<&FuncType> {
        self.types.get(*self.func_types.get(func as usize)? as usize)
    }

    /// Types of all memories, imported ones first.
    #[must_use]
    pub fn memories(&self) -> &[MemoryType] {
        &self.memories
    }

    /// Types of all tables, imported ones first.
    #[must_use]
    pub fn tables(&self) -> &[TableType] {
        &self.tables
    }

    /// Types of all globals, imported ones first.
    #[must_use]
    pub fn globals(&self) -> &[GlobalType] {
        &self.globals
    }

    /// Number of tags, imported ones first.
    #[must_use]
    pub fn tag_count(&self) -> u32 {
        self.tags.len() as u32
    }

    /// Type of tag `tag`: its parameters are the types of an exception's values.
    #[must_use]
    pub fn tag_type(&self, tag: u32) -> Option<&FuncType> {
        self.types.get(*self.tags.get(tag as usize)? as usize)
    }

    /// Index of the function to run at instantiation, where there is one.
    #[must_use]
    pub fn start(&self) -> Option<u32> {
        self.start
    }

    /// Wasm offsets of the instructions of `func`, after its local declarations and with the final
    /// `end`; `None` for an import.
    #[must_use]
    pub fn code_range(&self, func: u32) -> Option<Range<u32>> {
        let body = self.body_range(func)?;
        Some(crate::leb::locals_end(&self.bytes, &body)?..body.end)
    }

    /// Wasm offsets of the whole body of `func`: local declarations and instructions, without the
    /// size that precedes them; `None` for an import.
    #[must_use]
    pub fn body_range(&self, func: u32) -> Option<Range<u32>> {
        self.bodies.get(func.checked_sub(self.imported_funcs)? as usize).cloned()
    }

    /// The function whose body holds the Wasm offset `offset`.
    #[must_use]
    pub fn function_containing(&self, offset: u32) -> Option<u32> {
        let next = self.bodies.partition_point(|body| body.start <= offset);
        let index = next.checked_sub(1)?;
        self.bodies[index].contains(&offset).then(|| index as u32 + self.imported_funcs)
    }

    /// Wasm offsets of the contents of the code section: DWARF code addresses count from its
    /// start. Empty at 0 where the module has no code section.
    #[must_use]
    pub fn code_section(&self) -> Range<u32> {
        self.code_section.clone()
    }

    /// Custom sections in file order.
    #[must_use]
    pub fn custom_sections(&self) -> &[CustomSection] {
        &self.customs
    }

    /// Contents of the first custom section called `name`.
    #[must_use]
    pub fn custom_section(&self, name: &str) -> Option<&[u8]> {
        let section = self.customs.iter().find(|section| section.name == name)?;
        self.bytes.get(section.range.start as usize..section.range.end as usize)
    }

    /// Name of `func`: from the name section, else the first export of it, else `module.name` of
    /// an import.
    #[must_use]
    pub fn function_name(&self, func: u32) -> Option<String> {
        if let Some(name) = self.names.function(&self.bytes, func) {
            return Some(name.into());
        }
        let exported = |export: &&Export| export.kind == ExternKind::Func && export.index == func;
        if let Some(export) = self.exports.iter().find(exported) {
            return Some(export.name.clone());
        }
        let is_func = |import: &&Import| matches!(import.ty, ImportType::Func(_));
        let import = self.imports.iter().filter(is_func).nth(func as usize)?;
        Some(alloc::format!("{}.{}", import.module, import.name))
    }

    /// Name of local `local` of `func` from the name section.
    #[must_use]
    pub fn local_name(&self, func: u32, local: u32) -> Option<String> {
        self.names.local(&self.bytes, func, local).map(Into::into)
    }

    /// Name of global `global` from the name section, else of its first export.
    #[must_use]
    pub fn global_name(&self, global: u32) -> Option<String> {
        if let Some(name) = self.names.global(&self.bytes, global) {
            return Some(name.into());
        }
        let exported =
            |export: &&Export| export.kind == ExternKind::Global && export.index == global;
        self.exports.iter().find(exported).map(|export| export.name.clone())
    }

    /// Name of tag `tag`: from the name section, else the first export of it, else `module.name` of an
    /// import.
    #[must_use]
    pub fn tag_name(&self, tag: u32) -> Option<String> {
        if let Some(name) = self.names.tag(&self.bytes, tag) {
            return Some(name.into());
        }
        let exported = |export: &&Export| export.kind == ExternKind::Tag && export.index == tag;
        if let Some(export) = self.exports.iter().find(exported) {
            return Some(export.name.clone());
        }
        let is_tag = |import: &&Import| matches!(import.ty, ImportType::Tag(_));
        let import = self.imports.iter().filter(is_tag).nth(tag as usize)?;
        Some(alloc::format!("{}.{}", import.module, import.name))
    }

    /// The module's own name from the name section.
    #[must_use]
    pub fn module_name(&self) -> Option<&str> {
        self.names.module(&self.bytes)
    }

    /// Wasm offsets at which the instructions of `func` begin, in order; `None` for an import.
    #[must_use]
    pub fn instruction_offsets(&self, func: u32) -> Option<Vec<u32>> {
        crate::validate::instruction_offsets(self, func)
    }

    /// Wasm offset at which the instruction that covers `offset` begins; `None` outside the code of functions.
    #[must_use]
    pub fn instruction_start(&self, offset: u32) -> Option<u32> {
        let func = self.function_containing(offset)?;
        crate::validate::instruction_start(self, func, offset)
    }

    /// Type of operand `index`, from the bottom, before the instruction of `func` at the Wasm offset `pc`.
    /// `None` where there is no such operand, and where unreachable code gives it no type.
    #[must_use]
    pub fn operand_type(&self, func: u32, pc: u32, index: u32) -> Option<ValType> {
        crate::validate::operand_type(self, func, pc, index)
    }

    /// Types of all locals of `func`, its parameters first; `None` for an import.
    #[must_use]
    pub fn local_types(&self, func: u32) -> Option<Vec<ValType>> {
        crate::leb::local_types(self, func)
    }
}
