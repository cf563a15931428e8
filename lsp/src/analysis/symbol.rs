//! Names of definitions, and the places where they stand.

use std::{fmt, sync::Arc};

use super::FileId;
use crate::syntax::TextRange;

/// Names a definition, by where it belongs: `wasi:http@0.2.0/types#fields.append`. It does not change where the text
/// around it does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(Arc<str>);

impl Symbol {
    /// A symbol as it is written.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The symbol of something in this one.
    #[must_use]
    pub fn child(&self, sign: char, name: &str) -> Self {
        Self(format!("{}{sign}{name}", self.0).into())
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is what it is called")]
pub enum DefinitionKind {
    Package,
    Interface,
    World,
    Alias,
    Record,
    Flags,
    Variant,
    Enum,
    Resource,
    Function,
    Constructor,
    Method,
    StaticMethod,
    Field,
    Flag,
    Case,
    EnumCase,
    Parameter,
    /// Another name that a `use` gives to a type.
    UsedType,
    /// Another name that a `use` of a file gives to an interface or a world.
    UsedItem,
    /// A name under which a world imports or exports something.
    Extern,
}

impl DefinitionKind {
    /// As it is said.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Interface => "interface",
            Self::World => "world",
            Self::Alias => "type",
            Self::Record => "record",
            Self::Flags => "flags",
            Self::Variant => "variant",
            Self::Enum => "enum",
            Self::Resource => "resource",
            Self::Function => "function",
            Self::Constructor => "constructor",
            Self::Method => "method",
            Self::StaticMethod => "static function",
            Self::Field => "field",
            Self::Flag => "flag",
            Self::Case | Self::EnumCase => "case",
            Self::Parameter => "parameter",
            Self::UsedType => "used type",
            Self::UsedItem => "used name",
            Self::Extern => "import or export",
        }
    }

    /// Whether it can stand where a type is meant.
    #[must_use]
    pub const fn is_type(self) -> bool {
        matches!(
            self,
            Self::Alias
                | Self::Record
                | Self::Flags
                | Self::Variant
                | Self::Enum
                | Self::Resource
                | Self::UsedType
        )
    }
}

/// Something that is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name among all.
    pub symbol: Symbol,
    /// What it is in.
    pub parent: Option<Symbol>,
    /// What it is.
    pub kind: DefinitionKind,
    /// Its name in the text.
    pub name: Box<str>,
    /// The file.
    pub file: FileId,
    /// Where its name stands.
    pub name_range: TextRange,
    /// All of it.
    pub range: TextRange,
}

/// What an occurrence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It defines the symbol.
    Definition,
    /// It means it.
    Reference,
}

/// A place where a symbol stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Where.
    pub range: TextRange,
    /// Which symbol.
    pub symbol: Symbol,
    /// What it does there.
    pub role: Role,
}
