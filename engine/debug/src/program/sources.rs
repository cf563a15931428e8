//! Where source files are on this machine, and whether they are those that were compiled.

use std::{
    cell::RefCell,
    collections::HashSet,
    fs::File,
    hash::{BuildHasher, RandomState},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use wrtd_symbols::{SourceFile, SourceState, SymbolBudget, SymbolCache, SymbolCharge};

use super::{
    is_library,
    rust_library::{self, RustLibrary},
};
use crate::{OutputCategory, outlet::Outlet};

/// What was found for a source file.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundSource {
    /// The local file, where there is one.
    pub(crate) path: Option<PathBuf>,
    /// A remark for the user.
    pub(crate) remark: Option<String>,
}

/// What is remembered of a source file.
struct Known {
    /// The path that the compiler recorded.
    recorded: Arc<str>,
    found: FoundSource,
    /// It is not what was compiled; worked out when it is asked.
    changed: OnceLock<bool>,
}

impl Known {
    /// Bytes of memory that it takes.
    fn size(&self) -> usize {
        let path = self.found.path.as_ref().map_or(0, |path| path.as_os_str().len());
        let remark = self.found.remark.as_ref().map_or(0, String::len);
        size_of::<Self>() + self.recorded.len() + path + remark
    }
}

/// Finds sources and remembers what it found, as far as the budget has room.
pub(super) struct Sources {
    library: RustLibrary,
    /// Folders of whoever looks at the program, who may be on another machine.
    elsewhere: Vec<PathBuf>,
    /// By a hash of the recorded path.
    known: SymbolCache<Known>,
    hasher: RandomState,
    /// Files of which the user was told something.
    told: RefCell<HashSet<String>>,
    outlet: Outlet,
}

impl Sources {
    pub(super) fn new(rust_source: Option<PathBuf>, outlet: Outlet, budget: &SymbolBudget) -> Self {
        Self {
            library: RustLibrary::new(rust_source),
            elsewhere: Vec::new(),
            known: SymbolCache::new(budget),
            hasher: RandomState::new(),
            told: RefCell::default(),
            outlet,
        }
    }

    /// Takes files below these folders to be there, as whoever looks at the program says.
    pub(super) fn are_elsewhere(&mut self, folders: Vec<PathBuf>) {
        self.elsewhere = folders;
    }

    /// Looks at all files anew: somebody has written to one.
    pub(super) fn recheck(&mut self, budget: &SymbolBudget) {
        self.known = SymbolCache::new(budget);
        self.told.get_mut().clear();
    }

    /// Where `file` is.
    pub(super) fn find(&self, file: &SourceFile) -> FoundSource {
        self.known(file).found.clone()
    }

    fn known(&self, file: &SourceFile) -> Arc<Known> {
        let look = || {
            let (recorded, found) = (Arc::clone(&file.recorded), self.look(file));
            Known { recorded, found, changed: OnceLock::new() }
        };
        let known = self.known.get_or_make(self.hasher.hash_one(&file.recorded), || {
            let known = look();
            let charge = SymbolCharge::bytes(known.size());
            (known, charge)
        });
        // Another file may have the same hash.
        if known.recorded == file.recorded { known } else { Arc::new(look()) }
    }

    /// Where `file` is and, by its `state`, whether it is what was compiled.
    pub(super) fn compare(
        &self,
        file: &SourceFile,
        state: impl FnOnce() -> SourceState,
    ) -> FoundSource {
        let known = self.known(file);
        let mut found = known.found.clone();
        // A library is newer than the program wherever its sources were installed after a build; what
        // tells is its commit.
        let dated = file.md5.is_some() || rust_library::split(&file.recorded).is_none();
        if let (Some(path), None, true) = (&found.path, &found.remark, dated)
            && *known.changed.get_or_init(|| state() == SourceState::Changed)
        {
            self.tell(
                path.display().to_string(),
                "has changed since the program was built: lines may be wrong. Build it again.",
            );
            found.remark = Some("changed since the program was built".to_owned());
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
        } else if !is_library(file) {
            // Nobody has the sources of their toolchain's library, or misses them.
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
        let is_elsewhere = || self.elsewhere.iter().any(|folder| file.local.starts_with(folder));
        let path = (file.local.is_file() || is_elsewhere()).then(|| file.local.clone());
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
