//! The names of a package, resolved, and what is wrong with them.

mod cycles;
mod gates;
mod lookup;
mod names;
mod packages;
mod types;
mod worlds;

use std::collections::{BTreeMap, HashMap};

pub(crate) use lookup::{ItemTarget, Lookup, Lost, TypeTarget};

use super::{
    Definition, DefinitionKind, Diagnostic, DiagnosticCode, FileId, Occurrence, OutlineItem,
    OutlineMember, PackageKey, Role, Symbol, Universe,
};
use crate::{facts::Spelled, syntax::TextRange};

/// What is known of a package.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// What it defines.
    pub definitions: Vec<Definition>,
    /// Where symbols stand in its files, in the order of their texts.
    pub occurrences: BTreeMap<FileId, Vec<Occurrence>>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// Packages that were looked into or for, with the shapes that they had.
    consulted: BTreeMap<PackageKey, Option<u64>>,
}

impl Resolved {
    /// Whether it would come out the same there.
    pub(super) fn holds_in(&self, universe: &Universe) -> bool {
        self.consulted.iter().all(|(key, shape)| {
            universe.find(key).map(|index| universe.outline(index).shape) == *shape
        })
    }
}

/// Resolves a package.
pub(super) fn of(universe: &Universe, package: usize) -> Resolved {
    let mut resolver = Resolver {
        lookup: Lookup::new(universe),
        package,
        section: 0,
        file: FileId(0),
        found: Resolved::default(),
    };
    resolver.package();
    let Resolver { lookup, mut found, .. } = resolver;
    found.consulted = lookup.into_consulted();
    for occurrences in found.occurrences.values_mut() {
        occurrences.sort_by_key(|occurrence| (occurrence.range.start(), occurrence.range.end()));
        occurrences.dedup();
    }
    found.diagnostics.sort_by_key(|it| (it.file, it.range.start(), it.range.end()));
    found
}

/// The names among which types are looked for.
struct Scope {
    members: HashMap<Box<str>, OutlineMember>,
    /// What they are members of.
    symbol: Symbol,
    /// Where that is, in the package.
    item: OutlineItem,
}

struct Resolver<'a> {
    lookup: Lookup<'a>,
    package: usize,
    /// The section that is being looked at, and its file.
    section: usize,
    file: FileId,
    found: Resolved,
}

impl Resolver<'_> {
    fn occurs(&mut self, range: TextRange, symbol: Symbol, role: Role) {
        let occurrence = Occurrence { range, symbol, role };
        self.found.occurrences.entry(self.file).or_default().push(occurrence);
    }

    fn define(
        &mut self,
        kind: DefinitionKind,
        symbol: &Symbol,
        parent: Option<&Symbol>,
        name: &Spelled,
        range: TextRange,
    ) {
        self.occurs(name.range, symbol.clone(), Role::Definition);
        self.found.definitions.push(Definition {
            symbol: symbol.clone(),
            parent: parent.cloned(),
            kind,
            name: name.name.clone(),
            file: self.file,
            name_range: name.range,
            range,
        });
    }

    fn error(&mut self, range: TextRange, code: DiagnosticCode, message: impl Into<String>) {
        let diagnostic = Diagnostic::error(self.file, range, code, message);
        self.found.diagnostics.push(diagnostic);
    }

    fn error_with_hint(
        &mut self,
        range: TextRange,
        code: DiagnosticCode,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        let diagnostic = Diagnostic::error(self.file, range, code, message).with_hint(hint);
        self.found.diagnostics.push(diagnostic);
    }

    /// Names that must not be there twice; each second one is told.
    fn unique<'n>(&mut self, what: &str, spelled: impl Iterator<Item = &'n Spelled>) {
        let mut seen: HashMap<String, &Spelled> = HashMap::new();
        for name in spelled {
            match seen.get(&names::canonical(&name.name)) {
                Some(first) => {
                    let message = format!("there are two {what} called `{}`", name.name);
                    let diagnostic = Diagnostic::error(
                        self.file,
                        name.range,
                        DiagnosticCode::Duplicate,
                        message,
                    )
                    .with_related(
                        self.file,
                        first.range,
                        "the first one is here",
                    );
                    self.found.diagnostics.push(diagnostic);
                }
                None => {
                    seen.insert(names::canonical(&name.name), name);
                }
            }
        }
    }
}
