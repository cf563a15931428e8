//! Where source files are on this machine, and whether they are those that were compiled.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use wrtd_symbols::{SourceFile, SourceState};

use super::rust_library::{self, RustLibrary};
use crate::{OutputCategory, outlet::Outlet};

/// What was found for a source file.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundSource {
    /// The local file, where there is one.
    pub(crate) path: Option<PathBuf>,
    /// A remark for the user.
    pub(crate) remark: Option<String>,
}

/// Finds sources and remembers what it found.
pub(super) struct Sources {
    library: RustLibrary,
    found: RefCell<HashMap<Arc<str>, FoundSource>>,
    changed: RefCell<HashMap<Arc<str>, bool>>,
    /// Files of which the user was told something.
    told: RefCell<HashSet<String>>,
    outlet: Outlet,
}

impl Sources {
    pub(super) fn new(rust_source: Option<PathBuf>, outlet: Outlet) -> Self {
        Self {
            library: RustLibrary::new(rust_source),
            found: RefCell::default(),
            changed: RefCell::default(),
            told: RefCell::default(),
            outlet,
        }
    }

    /// Where `file` is.
    pub(super) fn find(&self, file: &SourceFile) -> FoundSource {
        if let Some(found) = self.found.borrow().get(&file.recorded) {
            return found.clone();
        }
        let found = self.look(file);
        self.found.borrow_mut().insert(file.recorded.clone(), found.clone());
        found
    }

    /// Where `file` is and, by its `state`, whether it is what was compiled.
    pub(super) fn compare(
        &self,
        file: &SourceFile,
        state: impl FnOnce() -> SourceState,
    ) -> FoundSource {
        let mut found = self.find(file);
        // A library is newer than the program wherever its sources were installed after a build; what
        // tells is its commit.
        let dated = file.md5.is_some() || rust_library::split(&file.recorded).is_none();
        if let (Some(path), None, true) = (&found.path, &found.remark, dated) {
            let changed = *self
                .changed
                .borrow_mut()
                .entry(file.recorded.clone())
                .or_insert_with(|| state() == SourceState::Changed);
            if changed {
                self.tell(
                    path.display().to_string(),
                    "has changed since the program was built: lines may be wrong. Build it again.",
                );
                found.remark = Some("changed since the program was built".to_owned());
            }
        }
        found
    }

    /// Says, once a file, that it cannot be shown.
    pub(super) fn miss(&self, file: &SourceFile) {
        if rust_library::split(&file.recorded).is_some() {
            self.tell(
                "Rust's library".to_owned(),
                "has no sources here; install them with: rustup component add rust-src",
            );
        } else if !file.recorded.contains("://") {
            // Toolchains give the sources of their own libraries a scheme: nobody has those.
            self.tell(
                file.recorded.to_string(),
                "is not on this machine; if the program was built elsewhere, map its folder to \
                 yours (`sourceMap`, --source-map).",
            );
        }
    }

    fn look(&self, file: &SourceFile) -> FoundSource {
        if let Some((commit, rest)) = rust_library::split(&file.recorded)
            && (self.library.is_given() || !file.local.is_file())
        {
            return match self.library.find(commit, rest) {
                Some((path, true)) => FoundSource { path: Some(path), remark: None },
                Some((path, false)) => FoundSource {
                    path: Some(path),
                    remark: Some("Rust's library of another version".to_owned()),
                },
                None => FoundSource::default(),
            };
        }
        let path = file.local.is_file().then(|| file.local.clone());
        FoundSource { path, remark: None }
    }

    fn tell(&self, subject: String, what: &str) {
        let text = format!("{subject} {what}");
        if self.told.borrow_mut().insert(subject) {
            self.outlet.notice(OutputCategory::Console, &text);
        }
    }
}

/// A source longer than this is not one that somebody wrote, in bytes.
const LARGEST_SOURCE: u64 = 16 << 20;

/// The text of a source, with what is no text replaced.
///
/// # Errors
/// What the system says.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST_SOURCE).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
