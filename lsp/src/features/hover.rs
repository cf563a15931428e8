//! What is known of a name.

use super::{FileRange, definition_of, occurrence_at};
use crate::{
    analysis::{Definition, FileId},
    syntax::TextSize,
    workspace::Snapshot,
};

/// What is known of a name, as Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The name.
    pub range: FileRange,
    /// The text.
    pub markdown: String,
}

/// What is known of the name at an offset.
#[must_use]
pub fn hover(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<Hover> {
    let (universe, occurrence) = occurrence_at(snapshot, file, offset)?;
    let definition = definition_of(&universe, &occurrence.symbol).into_iter().next()?;
    let markdown = format!(
        "```wit\n{}\n```\n\n{} of `{}`",
        declaration(snapshot, &definition),
        definition.kind.name(),
        definition.parent.as_ref().unwrap_or(&definition.symbol),
    );
    Some(Hover { range: FileRange { file, range: occurrence.range }, markdown })
}

/// The text of a definition without what stands above it.
fn declaration(snapshot: &Snapshot, definition: &Definition) -> String {
    let Some(file) = snapshot.file(definition.file) else { return definition.name.to_string() };
    let start = file.text[..usize::from(definition.name_range.start())]
        .rfind('\n')
        .map_or(0, |at| at + 1)
        .max(usize::from(definition.range.start()));
    file.text[start..usize::from(definition.range.end())].trim().to_owned()
}
