//! What is wrong with a file.

use crate::{
    analysis::{Diagnostic, DiagnosticCode, FileId, Severity},
    syntax::TextRange,
    workspace::Snapshot,
};

/// Something that is wrong with a file.
pub type FileDiagnostic = Diagnostic;

/// All that is wrong with a file, in the order of its text: its form first, and what it means where that can be told.
#[must_use]
pub fn diagnostics(snapshot: &Snapshot, id: FileId) -> Vec<FileDiagnostic> {
    let Some(file) = snapshot.file(id) else { return Vec::new() };
    if let Some(why) = &file.unread {
        let start = TextRange::empty(0.into());
        let code = DiagnosticCode::Syntax(crate::syntax::Code::Text);
        return vec![Diagnostic::error(id, start, code, why.clone())];
    }
    let mut found: Vec<Diagnostic> = file
        .parse
        .errors()
        .iter()
        .map(|error| Diagnostic {
            file: id,
            range: error.range,
            severity: Severity::Error,
            code: DiagnosticCode::Syntax(error.code),
            message: error.message.clone(),
            hint: error.hint.clone(),
            related: Vec::new(),
        })
        .collect();
    if let Some((universe, _)) = snapshot.universe_of(id) {
        let resolved = universe.packages_in(id).filter_map(|index| universe.resolved(index));
        let meant = resolved.flat_map(|resolved| resolved.diagnostics.iter());
        found.extend(meant.filter(|it| it.file == id).cloned());
    }
    found.sort_by_key(|it| (it.range.start(), it.range.end()));
    found
}
