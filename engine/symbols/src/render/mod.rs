//! How values read: one line of text each, and their children.
//!
//! A value is shown in two steps. It is first understood as a `View` (a number, text, a
//! record, a sequence, a map, a pointer, or a wrapper that reads as another value), which is where the
//! languages and their standard types differ; the view is then written as a line, counted, opened
//! and indexed in one way for all languages. [`crate::expr`] walks the same views.
//!
//! Nothing here trusts the program's memory or the debug information: every length is checked
//! against linear memory, every walk has an end, and nothing is read before it is looked at.

mod array;
mod children;
mod composite;
mod cpp;
mod declaration;
mod float;
mod formatter;
mod generic;
mod layout;
mod line;
mod member;
mod names;
mod nodes;
mod object;
mod pointer;
mod problem;
mod read;
mod rust;
mod scalar;
mod sequence;
mod storage;
mod summary;
mod text;
mod view;
mod zig;

pub use declaration::{Declaration, DeclaredMember};
pub use formatter::{FormatterSpec, Formatters};
pub use storage::Storage;
pub(crate) use {
    float::quad_to_double,
    names::type_name,
    object::Object,
    problem::Problem,
    read::part,
    sequence::Sequence,
    text::{Extent, Text},
    view::View,
};

use crate::{Place, ProgramAccess, TypeId, TypeSource};

/// Number format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Format {
    /// Integers in hexadecimal, where [`Format::notation`] says nothing else.
    pub hex: bool,
    /// How integers are written.
    pub notation: Notation,
}

/// How integers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Notation {
    /// In decimal, or as [`Format::hex`] says.
    #[default]
    Usual,
    /// In decimal.
    Decimal,
    /// In hexadecimal.
    Hexadecimal,
    /// In octal.
    Octal,
    /// In binary.
    Binary,
    /// With the character that they number.
    Character,
}

/// A value that can be shown and opened: a type and where its bytes are, under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Name as a child of its parent (`x`, `[3]`, `["key"]`, `0`, `*next`).
    pub name: String,
    /// What it is.
    pub kind: ValueKind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Bytes of a type.
    Typed {
        /// The type.
        ty: TypeId,
        /// Where the bytes are.
        place: Place,
    },
    /// A bit-field.
    Bits {
        /// Its declared type.
        ty: TypeId,
        /// Where the composite that has it is.
        place: Place,
        /// First bit, counted from the least significant bit of the composite's first byte.
        offset: u64,
        /// Number of bits.
        size: u64,
    },
    /// A row of an array of several dimensions.
    Row {
        /// Element type of the innermost dimension.
        element: TypeId,
        /// Elements in each dimension that is left, outermost first.
        counts: Vec<u64>,
        /// Where the row is.
        place: Place,
    },
    /// Consecutive elements of one type in linear memory (a slice behind its pointer).
    Elements {
        /// Element type.
        element: TypeId,
        /// Address of the first one.
        address: u64,
        /// How many.
        count: u64,
    },
    /// UTF-8 in linear memory (a `str` behind its pointer).
    Utf8 {
        /// Address of the first byte.
        address: u64,
        /// Length in bytes.
        length: u64,
    },
    /// A value that ends in one whose size no type says: a struct whose last field is a slice, text
    /// or a trait object, or the trait object itself.
    Unsized {
        /// The type, as far as it says.
        ty: TypeId,
        /// Address of the first byte.
        address: u64,
        /// What the type does not say.
        metadata: Metadata,
    },
    /// A pointer that the program does not hold, such as `&x` gives.
    Address {
        /// What it points to.
        target: TypeId,
        /// The address.
        address: u64,
    },
    /// A text that stands for a value that has no bytes (a length, a message).
    Text(String),
}

/// What a fat pointer knows beside the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metadata {
    /// Number of elements, or of bytes of text.
    Length(u64),
    /// Address of the concrete type's vtable.
    Vtable(u64),
}

/// A value made readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line; strings quoted and escaped, long ones and long collections shortened with `…`.
    /// What could not be read is a reason in angle brackets.
    pub text: String,
    /// Readable type name.
    pub type_name: String,
    /// Children that have names.
    pub named: u64,
    /// Children that are elements of a sequence (paged by front ends).
    pub indexed: u64,
    /// Address in linear memory of the value or of what it points to.
    pub memory: Option<u64>,
    /// An expression suffix that reaches the value from its parent (`.x`, `[3]`, `.*`), where one
    /// exists.
    pub path: Option<String>,
}

/// Renders values of one frame.
pub struct Renderer<'a> {
    /// Resolves types.
    pub types: &'a dyn TypeSource,
    /// Reads the program.
    pub program: &'a dyn ProgramAccess,
    /// Number format.
    pub format: Format,
    formatters: &'a Formatters,
    formatting: formatter::Formatting,
}

impl<'a> Renderer<'a> {
    /// Renders the values of a program by the types of one of its modules.
    #[must_use]
    pub fn new(types: &'a dyn TypeSource, program: &'a dyn ProgramAccess, format: Format) -> Self {
        let formatting = formatter::Formatting::default();
        Self { types, program, format, formatters: &formatter::NONE, formatting }
    }

    /// The same with formatters of the user's.
    #[must_use]
    pub fn with_formatters(self, formatters: &'a Formatters) -> Self {
        Self { formatters, ..self }
    }
}

impl Renderer<'_> {
    /// The value as one line, and how many children it has.
    #[must_use]
    pub fn render(&self, value: &Value) -> Rendered {
        let settled = self.settle(&value.kind);
        let (named, indexed) = self.count_children(&settled.view);
        Rendered {
            text: settled.line.unwrap_or_else(|| self.headline(&settled.view)),
            type_name: self.kind_name(&value.kind, settled.concrete.as_deref()),
            named,
            indexed,
            memory: settled.memory.or_else(|| value.kind.address()),
            path: names::path_suffix(&value.name),
        }
    }

    /// Children `start .. start + count`: named ones first, then indexed ones. At most
    /// 65,536 of them at a time, however many are asked for.
    #[must_use]
    pub fn children(&self, value: &Value, start: u64, count: u64) -> Vec<Value> {
        let settled = self.settle(&value.kind);
        self.children_of(&settled.view, &value.name, start, count)
    }
}

impl ValueKind {
    /// Whether its bytes lie in linear memory.
    #[must_use]
    pub fn is_in_memory(&self) -> bool {
        matches!(self, Self::Typed { place: Place::Memory(_), .. })
    }

    /// Whether the bytes of two values lie at the same place, whatever their types are.
    #[must_use]
    pub fn is_at_the_place_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Typed { place, .. }, Self::Typed { place: of_other, .. }) => place == of_other,
            _ => self == other,
        }
    }

    /// Address in linear memory of the value's own bytes.
    fn address(&self) -> Option<u64> {
        match self {
            Self::Typed { place: Place::Memory(address), .. }
            | Self::Row { place: Place::Memory(address), .. }
            | Self::Elements { address, .. }
            | Self::Utf8 { address, .. }
            | Self::Unsized { address, .. }
            | Self::Address { address, .. } => Some(*address),
            Self::Bits { place: Place::Memory(address), offset, .. } => {
                Some(address.saturating_add(offset / 8))
            }
            _ => None,
        }
    }
}
