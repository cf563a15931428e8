//! What a module declares: the types of its imports and exports, its segments and initialisers.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::value::ValType;

/// Size limits of a memory in pages of 64 KiB, or of a table in elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeLimits {
    /// Size at instantiation.
    pub min: u32,
    /// Largest size that growing may reach, where one is declared.
    pub max: Option<u32>,
}

impl fmt::Display for SizeLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.max {
            Some(max) => write!(f, "{}..{max}", self.min),
            None => write!(f, "{}..", self.min),
        }
    }
}

/// A linear memory's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryType {
    /// Size in pages of 64 KiB.
    pub limits: SizeLimits,
}

/// A table's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableType {
    /// Type of the elements: a reference type.
    pub element: ValType,
    /// Size in elements.
    pub limits: SizeLimits,
}

/// A global's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalType {
    /// Type of the value.
    pub content: ValType,
    /// Whether the program may write it.
    pub mutable: bool,
}

/// The kinds of things that cross a module's border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternKind {
    /// A function.
    Func,
    /// A table.
    Table,
    /// A linear memory.
    Memory,
    /// A global.
    Global,
    /// A tag of exceptions.
    Tag,
}

impl fmt::Display for ExternKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Func => "function",
            Self::Table => "table",
            Self::Memory => "memory",
            Self::Global => "global",
            Self::Tag => "tag",
        })
    }
}

/// What an import asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportType {
    /// A function; the number is an index into [`Module::types`](crate::Module::types).
    Func(u32),
    /// A table.
    Table(TableType),
    /// A linear memory.
    Memory(MemoryType),
    /// A global.
    Global(GlobalType),
    /// A tag of exceptions; the number is an index into [`Module::types`](crate::Module::types).
    Tag(u32),
}

impl ImportType {
    /// The kind alone.
    #[must_use]
    pub const fn kind(&self) -> ExternKind {
        match self {
            Self::Func(_) => ExternKind::Func,
            Self::Table(_) => ExternKind::Table,
            Self::Memory(_) => ExternKind::Memory,
            Self::Global(_) => ExternKind::Global,
            Self::Tag(_) => ExternKind::Tag,
        }
    }
}

/// One import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Name of the module that is asked.
    pub module: String,
    /// Name of what is asked for.
    pub name: String,
    /// What it must be.
    pub ty: ImportType,
}

/// One export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The exported name.
    pub name: String,
    /// What is exported.
    pub kind: ExternKind,
    /// Its index in the module's index space of that kind.
    pub index: u32,
}

/// One instruction of a constant expression (core specification, section 3.3.10, with the
/// extended-const proposal).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConstOp {
    /// Pushes a slot: any `t.const` or `ref.null`.
    Slot(u64),
    /// Pushes a vector.
    Vector(u128),
    /// Pushes a reference to the function of this index.
    RefFunc(u32),
    /// Pushes the value of the global of this index.
    GlobalGet(u32),
    I32Add,
    I32Sub,
    I32Mul,
    I64Add,
    I64Sub,
    I64Mul,
}

/// A constant expression in postfix order.
pub(crate) type ConstExpr = Vec<ConstOp>;

/// When a segment is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SegmentMode {
    /// At instantiation, into the memory or table `target` at `offset`.
    Active { target: u32, offset: ConstExpr },
    /// When the program says so.
    Passive,
    /// Never; an element segment that only declares references.
    Declared,
}

/// A data segment.
#[derive(Clone, Debug)]
pub(crate) struct DataSegment {
    pub(crate) mode: SegmentMode,
    /// Where its bytes lie in the file.
    pub(crate) bytes: Range<u32>,
}

/// The elements of an element segment.
#[derive(Clone, Debug)]
pub(crate) enum ElementItems {
    /// Indices of functions.
    Functions(Vec<u32>),
    /// One constant expression for each element.
    Expressions(Vec<ConstExpr>),
}

/// An element segment.
#[derive(Clone, Debug)]
pub(crate) struct ElementSegment {
    pub(crate) mode: SegmentMode,
    pub(crate) items: ElementItems,
}

/// A global that the module itself defines.
#[derive(Clone, Debug)]
pub(crate) struct GlobalDef {
    pub(crate) ty: GlobalType,
    pub(crate) init: ConstExpr,
}
