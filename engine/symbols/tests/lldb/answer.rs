//! What `dump.py` writes.

use std::collections::HashSet;

use serde::Deserialize;

/// All that LLDB says of a program.
#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) positions: Vec<Position>,
    /// By the numbers that variables, members and types have.
    pub(crate) types: Vec<Type>,
    /// Members that LLDB says it leaves out, as it cannot read their types.
    #[serde(skip)]
    pub(crate) unparsed: HashSet<String>,
}

/// An instruction.
#[derive(Deserialize)]
pub(crate) struct Position {
    /// From the start of the content of the code section.
    pub(crate) address: u32,
    pub(crate) line: Option<Place>,
    /// Innermost first.
    pub(crate) frames: Vec<Frame>,
}

/// File, line and column.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Place(pub(crate) String, pub(crate) u32, pub(crate) u32);

/// A function, or one that was inlined.
#[derive(Deserialize)]
pub(crate) struct Frame {
    pub(crate) name: Option<String>,
    /// Where it is called, if it was inlined.
    pub(crate) site: Option<Place>,
    /// Name and type, innermost block first.
    pub(crate) variables: Vec<(String, usize)>,
}

/// A type; what its fields say it is not, it is not.
#[derive(Deserialize)]
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) alias: Option<usize>,
    pub(crate) pointer: Option<usize>,
    pub(crate) element: Option<usize>,
    /// Name, and value as a signed and as an unsigned number.
    pub(crate) values: Option<Vec<(String, i64, u64)>>,
    /// Type, and offset in bytes.
    pub(crate) bases: Option<Vec<(usize, u64)>>,
    #[serde(default)]
    pub(crate) virtual_bases: bool,
    pub(crate) members: Option<Vec<Member>>,
}

/// A member of a composite.
#[derive(Deserialize)]
pub(crate) struct Member {
    pub(crate) name: Option<String>,
    #[serde(rename = "type")]
    pub(crate) ty: usize,
    /// Offset in bits.
    pub(crate) bit: u64,
    /// Size of a bit-field.
    pub(crate) bits: Option<u64>,
}
