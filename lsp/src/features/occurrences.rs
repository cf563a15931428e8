//! The name at a place, and where it is defined.

use std::sync::Arc;

use crate::{
    analysis::{Definition, FileId, Occurrence, Symbol, Universe},
    syntax::{TextRange, TextSize},
    workspace::Snapshot,
};

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileRange {
    /// The file.
    pub file: FileId,
    /// Where in it.
    pub range: TextRange,
}

/// The innermost name at an offset, with the packages in which it was resolved.
#[must_use]
pub fn occurrence_at(
    snapshot: &Snapshot,
    file: FileId,
    offset: TextSize,
) -> Option<(Arc<Universe>, Occurrence)> {
    let (universe, _) = snapshot.universe_of(file)?;
    let resolved = universe.packages_in(file).filter_map(|index| universe.resolved(index));
    let here = resolved
        .filter_map(|resolved| resolved.occurrences.get(&file))
        .flatten()
        // A cursor behind the last letter of a name is on it.
        .filter(|occurrence| {
            occurrence.range.start() <= offset && offset <= occurrence.range.end()
        });
    let found = here.min_by_key(|occurrence| occurrence.range.len())?;
    Some((Arc::clone(universe), found.clone()))
}

/// Where a symbol is defined; a package in each of its files.
#[must_use]
pub fn definition_of(universe: &Universe, symbol: &Symbol) -> Vec<Definition> {
    let all = (0..universe.len()).filter_map(|index| universe.resolved(index));
    all.flat_map(|resolved| resolved.definitions.iter())
        .filter(|definition| definition.symbol == *symbol)
        .cloned()
        .collect()
}
