//! What a module declares: the types of its imports and exports, its segments and initialisers.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::ops::Range;

use super::ConstExpr;
use crate::value::ValType;

/// Size limits of a memory in its pages, or of a table in elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeLimits {
    /// Size at instantiation.
    pub min: u64,
    /// Largest size that growing may reach, where one is declared.
    pub max: Option<u64>,
}

impl fmt::Display for SizeLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.max {
            Some(max) => write!(f, "{}..{max}", self.min),
            None => write!(f, "{}..", self.min),
        }
    }
}

/// Type of the addresses of a memory, or of the indices of a table (core specification 3.0, section
/// 2.3.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressType {
    /// `i32`.
    I32,
    /// `i64`.
    I64,
}

impl AddressType {
    /// The greatest value of the type, which is also what a refused `memory.grow` and `table.grow`
    /// give.
    #[must_use]
    pub const fn greatest(self) -> u64 {
        match self {
            Self::I32 => u32::MAX as u64,
            Self::I64 => u64::MAX,
        }
    }
}

/// A linear memory's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryType {
    /// Size in pages.
    pub limits: SizeLimits,
    /// Type of its addresses.
    pub address: AddressType,
    /// Bytes of a page: 65536, or 1 (proposal custom-page-sizes).
    pub page_size: u32,
    /// Whether threads may share it (proposal threads). Then it has a declared maximum.
    pub shared: bool,
}

impl MemoryType {
    /// The page size of memories that declare none, in bytes.
    pub const PAGE: u32 = 65536;

    /// Most pages that growing may reach: what is declared, or else what addresses can reach and
    /// `memory.size` can say.
    #[must_use]
    pub fn max_pages(&self) -> u64 {
        let reach = match self.address {
            AddressType::I32 => (1 << 32) / u64::from(self.page_size),
            AddressType::I64 => (u64::MAX / u64::from(self.page_size)).saturating_add(1),
        };
        let most = reach.min(self.address.greatest());
        self.limits.max.map_or(most, |max| max.min(most))
    }
}

/// Prints `1..2 pages`, `i64 0.. pages of 1 byte`, `1..2 shared pages`.
impl fmt::Display for MemoryType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = if self.shared { " shared" } else { "" };
        write!(f, "{}{}{shared} pages", prefix(self.address), self.limits)?;
        match self.page_size {
            Self::PAGE => Ok(()),
            1 => f.write_str(" of 1 byte"),
            size => write!(f, " of {size} bytes"),
        }
    }
}

/// A table's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableType {
    /// Type of the elements: a reference type.
    pub element: ValType,
    /// Size in elements.
    pub limits: SizeLimits,
    /// Type of its indices.
    pub address: AddressType,
}

/// Prints `1..2 funcref`, `i64 1..2 externref`.
impl fmt::Display for TableType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{} {}", prefix(self.address), self.limits, self.element)
    }
}

/// How the text format marks an address type, where it does.
fn prefix(address: AddressType) -> &'static str {
    match address {
        AddressType::I32 => "",
        AddressType::I64 => "i64 ",
    }
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

/// When a segment is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    Functions(Box<[u32]>),
    /// One constant expression for each element.
    Expressions(Box<[ConstExpr]>),
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
