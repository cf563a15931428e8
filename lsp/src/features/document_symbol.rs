//! The outline of a file.

use std::collections::HashMap;

use crate::{
    analysis::{Definition, DefinitionKind, FileId, Symbol},
    workspace::Snapshot,
};

/// A definition with what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSymbol {
    /// The definition.
    pub definition: Definition,
    /// What is in it, in the order of the text.
    pub children: Vec<Self>,
}

/// What a file defines, as a tree.
#[must_use]
pub fn document_symbols(snapshot: &Snapshot, file: FileId) -> Vec<FileSymbol> {
    let Some((universe, _)) = snapshot.universe_of(file) else { return Vec::new() };
    let resolved = universe.packages_in(file).filter_map(|index| universe.resolved(index));
    let mut of: HashMap<Option<Symbol>, Vec<&Definition>> = HashMap::new();
    let definitions: Vec<&Definition> = resolved
        .flat_map(|resolved| resolved.definitions.iter())
        .filter(|it| it.file == file)
        .filter(|it| !matches!(it.kind, DefinitionKind::Package | DefinitionKind::Parameter))
        .collect();
    for definition in &definitions {
        // What is in the package is at the top.
        let parent = definition
            .parent
            .clone()
            .filter(|parent| definitions.iter().any(|other| other.symbol == *parent));
        of.entry(parent).or_default().push(definition);
    }
    tree(&of, None)
}

fn tree(of: &HashMap<Option<Symbol>, Vec<&Definition>>, parent: Option<Symbol>) -> Vec<FileSymbol> {
    let mut here = of.get(&parent).cloned().unwrap_or_default();
    here.sort_by_key(|definition| definition.range.start());
    here.dedup_by_key(|definition| definition.range.start());
    here.into_iter()
        .map(|definition| FileSymbol {
            definition: definition.clone(),
            children: tree(of, Some(definition.symbol.clone())),
        })
        .collect()
}
