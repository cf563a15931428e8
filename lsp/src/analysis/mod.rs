//! What names mean: packages that see each other, resolved.
//!
//! A [`Universe`] is a package with all that it depends on. Of each package there is an [`Outline`], which depends on
//! its own files alone, and a [`Resolved`], which also depends on the shapes of the outlines that it looked at. So an edit
//! outlines one package anew, and resolves that one and those whose view of it has changed.

mod diagnostic;
mod outline;
mod resolve;
mod symbol;
mod universe;

pub use diagnostic::{Diagnostic, DiagnosticCode, Related, Severity};
pub use outline::{Outline, OutlineItem, OutlineMember, Section};
pub use resolve::Resolved;
pub use symbol::{Definition, DefinitionKind, Occurrence, Role, Symbol};
pub use universe::{PackageKey, PackageSource, Universe};

/// Names a file among those that the server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);
