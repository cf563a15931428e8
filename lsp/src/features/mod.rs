//! What editors ask, answered from a snapshot: one file a feature, named as in the protocol, and none knows the protocol.

mod definition;
mod diagnostics;
mod document_symbol;
mod hover;
mod occurrences;
mod references;

pub use definition::definition;
pub use diagnostics::{FileDiagnostic, diagnostics};
pub use document_symbol::{FileSymbol, document_symbols};
pub use hover::{Hover, hover};
pub use occurrences::{FileRange, definition_of, occurrence_at};
pub use references::references;
