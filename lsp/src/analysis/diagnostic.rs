//! What is wrong with what is meant.

use super::FileId;
use crate::syntax::TextRange;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be used so.
    Error,
    /// It can, and is probably not what is meant.
    Warning,
    /// Something that could be better.
    Hint,
}

/// The sort of a diagnostic, by which editors and code actions know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is what it is called")]
pub enum DiagnosticCode {
    Syntax(crate::syntax::Code),
    UnknownName,
    UnknownPackage,
    UnknownInterface,
    WrongKind,
    Duplicate,
    Cycle,
    Empty,
    MapKey,
    NotAResource,
    Gate,
    Accessor,
    PackageName,
    Placement,
    TooMany,
    UnusedUse,
    /// What `wit-parser` says beside all this.
    Oracle,
}

impl DiagnosticCode {
    /// As it is shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax(code) => code.name(),
            Self::UnknownName => "unknown-name",
            Self::UnknownPackage => "unknown-package",
            Self::UnknownInterface => "unknown-interface",
            Self::WrongKind => "wrong-kind",
            Self::Duplicate => "duplicate",
            Self::Cycle => "cycle",
            Self::Empty => "empty",
            Self::MapKey => "map-key",
            Self::NotAResource => "not-a-resource",
            Self::Gate => "gate",
            Self::Accessor => "accessor",
            Self::PackageName => "package-name",
            Self::Placement => "placement",
            Self::TooMany => "too-many",
            Self::UnusedUse => "unused-use",
            Self::Oracle => "wit-parser",
        }
    }
}

/// Another place that has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file.
    pub file: FileId,
    /// Where.
    pub range: TextRange,
    /// What is there.
    pub message: String,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file.
    pub file: FileId,
    /// Where.
    pub range: TextRange,
    /// How bad it is.
    pub severity: Severity,
    /// Its sort.
    pub code: DiagnosticCode,
    /// What: a clause without a full stop.
    pub message: String,
    /// What to do: an imperative clause without a full stop.
    pub hint: Option<String>,
    /// Other places.
    pub related: Vec<Related>,
}

impl Diagnostic {
    pub(crate) fn error(
        file: FileId,
        range: TextRange,
        code: DiagnosticCode,
        message: impl Into<String>,
    ) -> Self {
        let (message, related) = (message.into(), Vec::new());
        Self { file, range, severity: Severity::Error, code, message, hint: None, related }
    }

    pub(crate) fn with_hint(mut self, hint: Option<impl Into<String>>) -> Self {
        self.hint = hint.map(Into::into);
        self
    }

    pub(crate) fn with_related(
        mut self,
        file: FileId,
        range: TextRange,
        message: impl Into<String>,
    ) -> Self {
        self.related.push(Related { file, range, message: message.into() });
        self
    }
}
