//! Where a name is defined.

use super::{FileRange, definition_of, occurrence_at};
use crate::{analysis::FileId, syntax::TextSize, workspace::Snapshot};

/// The name at an offset, and the places where it is defined.
#[must_use]
pub fn definition(
    snapshot: &Snapshot,
    file: FileId,
    offset: TextSize,
) -> Option<(FileRange, Vec<FileRange>)> {
    let (universe, occurrence) = occurrence_at(snapshot, file, offset)?;
    let targets = definition_of(&universe, &occurrence.symbol);
    let targets = targets.into_iter().map(|it| FileRange { file: it.file, range: it.name_range });
    Some((FileRange { file, range: occurrence.range }, targets.collect()))
}
