//! What is wrong with a text.

use rowan::{TextRange, TextSize};

/// The sort of an error, which editors show and features look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A character that means nothing, or may not be there.
    Character,
    /// A comment without an end.
    Comment,
    /// A text that cannot be read.
    Text,
    /// Something else should stand here.
    Expected,
    /// A name that is none.
    Name,
    /// A version that is none.
    Version,
    /// An attribute that is none, or not for this.
    Attribute,
    /// Too deep.
    Nesting,
}

impl Code {
    /// As it is shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Character => "character",
            Self::Comment => "comment",
            Self::Text => "text",
            Self::Expected => "expected",
            Self::Name => "name",
            Self::Version => "version",
            Self::Attribute => "attribute",
            Self::Nesting => "nesting",
        }
    }
}

/// Something that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub range: TextRange,
    /// Its sort.
    pub code: Code,
    /// What: a clause without a full stop.
    pub message: String,
    /// What to do: an imperative clause without a full stop.
    pub hint: Option<String>,
}

impl SyntaxError {
    pub(super) fn new(
        start: usize,
        end: usize,
        code: Code,
        message: String,
        hint: Option<String>,
    ) -> Self {
        let size = |at: usize| TextSize::new(u32::try_from(at).unwrap_or(u32::MAX));
        Self { range: TextRange::new(size(start), size(end.max(start))), code, message, hint }
    }
}
