//! What names mean, against `wit-parser`, over that crate's own corpus.

mod common;

use std::{fs, path::Path, sync::Arc};

use common::{corpus, entries};
use wit_parser::Resolve;
use wrtd_lsp::{
    analysis::{Diagnostic, FileId, PackageSource, Section, Severity, Universe},
    facts::{FileFacts, NestedPackage, lower},
    syntax::parse,
};

struct Load {
    files: u32,
    sources: Vec<PackageSource>,
    broken: bool,
}

impl Load {
    fn sections(&mut self, path: &Path) -> (Vec<Section>, Vec<Section>) {
        let text = fs::read_to_string(path).unwrap_or_default();
        let parse = parse(&text);
        self.broken |= !parse.errors().is_empty();
        let facts = Arc::new(lower(&parse.root()));
        let file = FileId(self.files);
        self.files += 1;
        let own = Section { file, facts: Arc::clone(&facts), path: Vec::new() };
        let mut nested = Vec::new();
        nested_of(file, &facts, &facts.nested, &[], &mut nested);
        (vec![own], nested)
    }

    fn package(&mut self, paths: &[std::path::PathBuf], is_main: bool) {
        let mut sections = Vec::new();
        let mut all_nested = Vec::new();
        for path in paths {
            let (own, nested) = self.sections(path);
            sections.extend(own);
            all_nested.extend(nested);
        }
        let empty = sections.iter().all(|s| s.items().is_empty() && s.name().is_none());
        if !empty || all_nested.is_empty() {
            self.sources.push(PackageSource { sections, is_main });
        }
        for section in all_nested {
            self.sources.push(PackageSource { sections: vec![section], is_main });
        }
    }

    /// A folder with its dependencies; `false` where it has what is no text.
    fn folder(&mut self, folder: &Path) -> bool {
        let wit = |path: &std::path::PathBuf| {
            path.extension().is_some_and(|it| it == "wit") && path.is_file()
        };
        let own: Vec<_> = entries(folder).into_iter().filter(wit).collect();
        self.package(&own, true);
        let mut text_only = true;
        for dep in entries(&folder.join("deps")) {
            if dep.is_dir() {
                let files: Vec<_> = entries(&dep).into_iter().filter(wit).collect();
                self.package(&files, false);
            } else if wit(&dep) {
                self.package(&[dep], false);
            } else {
                text_only &= dep.extension().is_none_or(|it| it != "wasm" && it != "wat");
            }
        }
        text_only
    }
}

fn nested_of(
    file: FileId,
    facts: &Arc<FileFacts>,
    packages: &[NestedPackage],
    outer: &[usize],
    found: &mut Vec<Section>,
) {
    for (index, package) in packages.iter().enumerate() {
        let path = [outer, &[index]].concat();
        nested_of(file, facts, &package.nested, &path, found);
        found.push(Section { file, facts: Arc::clone(facts), path });
    }
}

fn errors(universe: &Universe) -> Vec<Diagnostic> {
    let all = (0..universe.len()).filter_map(|index| universe.resolved(index));
    let diagnostics = all.flat_map(|resolved| resolved.diagnostics.clone());
    diagnostics.filter(|it| it.severity == Severity::Error).collect()
}

#[test]
fn what_wit_parser_accepts_has_no_errors_and_most_of_what_it_rejects_has() {
    let corpus = corpus();
    let mut tests = entries(&corpus);
    tests.extend(entries(&corpus.join("parse-fail")));
    let (mut accepted, mut rejected) = (0, 0);
    let (mut false_errors, mut unnoticed) = (Vec::new(), Vec::new());
    for path in tests {
        let is_wit = path.extension().is_some_and(|it| it == "wit");
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "parse-fail" || !(path.is_dir() || is_wit) {
            continue;
        }
        let mut load = Load { files: 0, sources: Vec::new(), broken: false };
        let text_only = if is_wit {
            load.package(std::slice::from_ref(&path), true);
            true
        } else {
            load.folder(&path)
        };
        if !text_only {
            continue;
        }
        let universe = Universe::new(load.sources, None);
        let errors = errors(&universe);
        let mut resolve = Resolve { all_features: true, ..Resolve::default() };
        let verdict = resolve.push_path(&path);
        match verdict {
            Ok(_) => {
                accepted += 1;
                if let Some(error) = errors.first() {
                    false_errors.push(format!("{name}: {error:?}"));
                }
            }
            Err(error) => {
                rejected += 1;
                if errors.is_empty() && !load.broken {
                    let why = format!("{error:#}");
                    let why: String = why.chars().filter(|c| *c != '\n').collect();
                    unnoticed
                        .push(format!("{name}: {}", why.chars().take(300).collect::<String>()));
                }
            }
        }
    }
    println!("{accepted} accepted, {rejected} rejected, {} of them unnoticed", unnoticed.len());
    assert!(
        false_errors.is_empty(),
        "{}:\n{}\nunnoticed:\n{}",
        false_errors.len(),
        false_errors.join("\n"),
        unnoticed.join("\n")
    );
    // These need what is known of all packages together; `wit-parser` itself tells them.
    assert!(unnoticed.len() <= 15, "{}", unnoticed.join("\n"));
}
