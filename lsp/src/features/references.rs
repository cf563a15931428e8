//! Where a name is used, in all packages that are open.

use std::collections::HashSet;

use super::{FileRange, occurrence_at};
use crate::{
    analysis::{FileId, Role},
    syntax::TextSize,
    workspace::Snapshot,
};

/// The places where the symbol at an offset stands.
#[must_use]
pub fn references(
    snapshot: &Snapshot,
    file: FileId,
    offset: TextSize,
    with_definitions: bool,
) -> Vec<FileRange> {
    let Some((_, at)) = occurrence_at(snapshot, file, offset) else { return Vec::new() };
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    // A package may be seen from several others, which resolve their own names.
    for (_, universe) in snapshot.universes() {
        for resolved in (0..universe.len()).filter_map(|index| universe.resolved(index)) {
            for (&file, occurrences) in &resolved.occurrences {
                let here = occurrences.iter().filter(|it| it.symbol == at.symbol);
                let here = here.filter(|it| with_definitions || it.role == Role::Reference);
                let places = here.map(|it| FileRange { file, range: it.range });
                found.extend(places.filter(|place| seen.insert(*place)));
            }
        }
    }
    found.sort_by_key(|place| (place.file, place.range.start()));
    found
}
