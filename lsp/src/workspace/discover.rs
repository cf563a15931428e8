//! Packages in folders.
//!
//! A folder with `.wit` files is a package; what is in its folder `deps` it depends on: folders that are packages, single
//! files, and `.wasm` files with a package in them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Folders that nobody keeps WIT in, and which may be very large.
const SKIPPED: &[&str] = &["target", "node_modules", ".git", ".hg", ".svn", ".cache"];
/// Folders below a workspace folder that are looked into.
const MOST_DEPTH: usize = 16;
/// Entries of folders that are looked at in all.
const MOST_ENTRIES: usize = 200_000;
/// Files that are read in all.
pub(super) const MOST_FILES: usize = 20_000;

/// A package in a folder with what it depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Root {
    /// The `.wit` files of the folder.
    pub(super) files: Vec<PathBuf>,
    /// Those of each package that it depends on.
    pub(super) deps: Vec<Vec<PathBuf>>,
    /// Dependencies that are compiled.
    pub(super) compiled: Vec<PathBuf>,
}

/// All packages in some folders and below, by their folders; and whether some were left out, as there are too many.
pub(super) fn roots(folders: &[PathBuf]) -> (BTreeMap<PathBuf, Root>, bool) {
    let mut walk = Walk { roots: BTreeMap::new(), entries: 0, files: 0 };
    for folder in folders {
        walk.folder(folder, 0);
    }
    let cut = walk.entries >= MOST_ENTRIES || walk.files >= MOST_FILES;
    (walk.roots, cut)
}

/// The package of one folder.
pub(super) fn root(folder: &Path) -> Root {
    let (files, _) = listed(folder);
    let mut root = Root { files: wit(&files), ..Root::default() };
    let (files, folders) = listed(&folder.join("deps"));
    root.deps.extend(folders.iter().map(|folder| wit(&listed(folder).0)));
    root.deps.extend(wit(&files).into_iter().map(|file| vec![file]));
    root.deps.retain(|files| !files.is_empty());
    root.compiled = with_extension(&files, "wasm");
    root
}

struct Walk {
    roots: BTreeMap<PathBuf, Root>,
    entries: usize,
    files: usize,
}

impl Walk {
    fn folder(&mut self, folder: &Path, depth: usize) {
        if depth > MOST_DEPTH || self.entries >= MOST_ENTRIES || self.files >= MOST_FILES {
            return;
        }
        let (files, folders) = listed(folder);
        self.entries += files.len() + folders.len();
        let is_root = files.iter().any(|file| has_extension(file, "wit"));
        if is_root {
            let root = root(folder);
            self.files += root.files.len() + root.deps.iter().map(Vec::len).sum::<usize>();
            self.roots.insert(folder.to_owned(), root);
        }
        for inner in folders {
            let name = inner.file_name().unwrap_or_default();
            let skipped = SKIPPED.iter().any(|skipped| name == *skipped);
            // What a package depends on is seen with it.
            let is_seen = is_root && name == "deps";
            if !skipped && !is_seen {
                self.folder(&inner, depth + 1);
            }
        }
    }
}

/// Files and folders of a folder, by their names. A link to a folder is none, so that no walk is without end.
fn listed(folder: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => folders.push(entry.path()),
            Ok(kind) if kind.is_file() || kind.is_symlink() => files.push(entry.path()),
            _ => {}
        }
    }
    files.sort();
    folders.sort();
    (files, folders)
}

fn wit(files: &[PathBuf]) -> Vec<PathBuf> {
    with_extension(files, "wit")
}

fn with_extension(files: &[PathBuf], extension: &str) -> Vec<PathBuf> {
    files.iter().filter(|file| has_extension(file, extension)).cloned().collect()
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|it| it == extension)
}
