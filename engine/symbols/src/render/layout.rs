//! The two ways in which values are written: as Rust's `Debug` does, and as C debuggers do.

use crate::Language;

/// How the values of a language are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `Point { x: 1, y: 2 }`, `[1, 2]`.
    Rust,
    /// `{x = 1, y = 2}`, `{1, 2}`.
    C,
    /// `.{ .x = 1, .y = 2 }`, `{1, 2}`.
    Zig,
}

impl Style {
    /// The style of a language's values.
    pub(crate) fn of(language: Language) -> Self {
        match language {
            Language::Rust => Self::Rust,
            Language::Zig => Self::Zig,
            Language::C | Language::Cpp | Language::Other => Self::C,
        }
    }

    /// Brackets around the elements of a sequence.
    pub(crate) fn sequence(self) -> (&'static str, &'static str) {
        match self {
            Self::Rust => ("[", "]"),
            Self::C | Self::Zig => ("{", "}"),
        }
    }

    /// A pointer to nothing.
    pub(crate) fn null(self) -> &'static str {
        match self {
            Self::Rust | Self::Zig => "null",
            Self::C => "NULL",
        }
    }
}

/// How the fields of a record are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brackets {
    /// `{ x: 1, y: 2 }`, or nothing without fields.
    Braces,
    /// `(1, 2)`.
    Parentheses,
    /// `{x = 1, y = 2}`.
    C,
    /// `.{ .x = 1, .y = 2 }`.
    Zig,
    /// `1..2`: the fields around an operator.
    Infix(&'static str),
    /// `..2`: one field behind an operator.
    Prefix(&'static str),
    /// `1..`: one field before an operator.
    Suffix(&'static str),
    /// The fields are not written at all.
    Hidden,
}

impl Brackets {
    /// What comes before the first field.
    pub(crate) fn open(self) -> &'static str {
        match self {
            Self::Braces => "{ ",
            Self::Parentheses => "(",
            Self::C => "{",
            Self::Zig => ".{ ",
            Self::Prefix(operator) => operator,
            Self::Infix(_) | Self::Suffix(_) | Self::Hidden => "",
        }
    }

    /// What comes after the last field.
    pub(crate) fn close(self) -> &'static str {
        match self {
            Self::Braces | Self::Zig => " }",
            Self::Parentheses => ")",
            Self::C => "}",
            Self::Suffix(operator) => operator,
            Self::Infix(_) | Self::Prefix(_) | Self::Hidden => "",
        }
    }

    /// What comes between two fields.
    pub(crate) fn separator(self) -> &'static str {
        match self {
            Self::Infix(operator) => operator,
            _ => ", ",
        }
    }

    /// What comes between a field's name and its value; `None` where names are not written.
    pub(crate) fn assignment(self) -> Option<&'static str> {
        match self {
            Self::Braces => Some(": "),
            Self::C | Self::Zig => Some(" = "),
            _ => None,
        }
    }
}
