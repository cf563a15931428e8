//! How values read: one line of text each, and their children.

use crate::{Place, ProgramAccess, TypeId, TypeSource};

/// Number format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// Integers in hexadecimal.
    pub hex: bool,
}

/// A value that can be shown and opened: a type and where its bytes are, under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Name as a child of its parent (`x`, `[3]`, `0`, `Some`).
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
    /// Consecutive elements of one type in linear memory (a slice behind its pointer).
    Elements {
        /// Element type.
        element: TypeId,
        /// Address of the first one.
        address: u64,
        /// How many.
        count: u64,
    },
    /// A text that stands for a value that has no bytes (a length, a message).
    Text(String),
}

/// A value made readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line; strings quoted and escaped, long ones and long collections shortened with `…`.
    pub text: String,
    /// Readable type name.
    pub type_name: String,
    /// Children that have names.
    pub named: u64,
    /// Children that are elements of a sequence (paged by front ends).
    pub indexed: u64,
    /// Address in linear memory of the value or of what it points to.
    pub memory: Option<u64>,
    /// An expression suffix that reaches the value from its parent (`.x`, `[3]`), where one exists.
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
}

impl Renderer<'_> {
    /// The value as one line, and how many children it has.
    #[must_use]
    pub fn render(&self, _value: &Value) -> Rendered {
        todo!()
    }

    /// Children `start .. start + count`: named ones first, then indexed ones.
    #[must_use]
    pub fn children(&self, _value: &Value, _start: u64, _count: u64) -> Vec<Value> {
        todo!()
    }
}
