//! Source files: paths as the compiler recorded them, paths on this machine, and whether the file
//! there is the one that was compiled.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use md5::{Digest, Md5};

use crate::{LoadOptions, SourceFile};

/// Whether a local source file is what the program was compiled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceState {
    /// Its MD5 is the one that the compiler recorded.
    Same,
    /// Its MD5 differs from the recorded one; or none was recorded and the file is newer than the
    /// program.
    Changed,
    /// There is no such file on this machine.
    Missing,
    /// No MD5 was recorded, and the file is not newer than the program, or lies elsewhere than where
    /// the compiler saw it.
    Unknown,
}

/// A file written this much later than the program counts as newer: tools that unpack both at once
/// write them in any order.
const SAME_TIME: Duration = Duration::from_secs(2);

/// Sources larger than this are not read to check their MD5.
const MAX_SOURCE: u64 = 64 << 20;

/// Rust's library sources below a toolchain's folder (`rustc --print sysroot`), where the component
/// `rust-src` is installed; for [`LoadOptions::rust_source`].
#[must_use]
pub fn rust_source_in(sysroot: &Path) -> Option<PathBuf> {
    let source = sysroot.join("lib/rustlib/src/rust");
    source.join("library").is_dir().then_some(source)
}

/// Turns recorded paths into local ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// Longest prefix first.
    map: Vec<(String, String)>,
    rust_source: Option<PathBuf>,
    program: Option<PathBuf>,
}

impl Sources {
    pub(crate) fn new(options: &LoadOptions) -> Self {
        let mut map = options.source_map.clone();
        map.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        Self { map, rust_source: options.rust_source.clone(), program: options.path.clone() }
    }

    /// By how many bytes a local path may be longer than the recorded one.
    pub(crate) fn longest_local(&self) -> usize {
        let folders = self.map.iter().map(|(_, local)| local.len());
        let library = self.rust_source.iter().map(|folder| folder.as_os_str().len());
        let program = self.program.iter().map(|program| program.as_os_str().len());
        folders.chain(library).chain(program).max().unwrap_or(0).saturating_add(1)
    }

    /// The file that the compiler recorded under this absolute path.
    pub(crate) fn file(&self, recorded: &str, md5: Option<[u8; 16]>) -> SourceFile {
        SourceFile { recorded: recorded.into(), local: self.local(recorded), md5 }
    }

    fn local(&self, recorded: &str) -> PathBuf {
        let mapped = self.map.iter().find_map(|(prefix, local)| {
            let rest = strip_folder(recorded, prefix)?;
            Some(if rest.is_empty() { PathBuf::from(local) } else { Path::new(local).join(rest) })
        });
        let found = mapped.or_else(|| self.library(recorded)).or_else(|| self.beside(recorded));
        found.unwrap_or_else(|| PathBuf::from(recorded))
    }

    /// A relative path (of a build that hides its folder), where the program's folder has the file.
    fn beside(&self, recorded: &str) -> Option<PathBuf> {
        let folder = self.program.as_ref()?.parent()?;
        let path = folder.join(recorded);
        (!is_absolute(recorded) && path.exists()).then_some(path)
    }

    /// The local copy of a file of Rust's library: rustc records `/rustc/COMMIT/library/...`, or the
    /// path in the toolchain that compiled the program.
    fn library(&self, recorded: &str) -> Option<PathBuf> {
        let source = self.rust_source.as_ref()?;
        let rest = match recorded.strip_prefix("/rustc/") {
            Some(rest) => rest.split_once('/')?.1,
            None => recorded.split_once("/lib/rustlib/src/rust/")?.1,
        };
        (!Path::new(recorded).exists()).then(|| source.join(rest))
    }

    /// See [`SourceState`].
    pub(crate) fn state(&self, file: &SourceFile) -> SourceState {
        let Ok(found) = fs::metadata(&file.local) else { return SourceState::Missing };
        if !found.is_file() {
            return SourceState::Missing;
        }
        if let Some(md5) = file.md5 {
            if found.len() > MAX_SOURCE {
                return SourceState::Unknown;
            }
            return match fs::read(&file.local) {
                Ok(text) if <[u8; 16]>::from(Md5::digest(&text)) == md5 => SourceState::Same,
                Ok(_) => SourceState::Changed,
                Err(_) => SourceState::Missing,
            };
        }
        if is_absolute(&file.recorded) && file.local != Path::new(&*file.recorded) {
            // Built elsewhere: the times of copies say nothing.
            return SourceState::Unknown;
        }
        let program = self.program.as_ref().and_then(|path| fs::metadata(path).ok());
        let compiled = program.and_then(|program| program.modified().ok());
        match (compiled, found.modified()) {
            (Some(compiled), Ok(written))
                if written.duration_since(compiled).is_ok_and(|later| later > SAME_TIME) =>
            {
                SourceState::Changed
            }
            _ => SourceState::Unknown,
        }
    }
}

/// `path` below `folder`, compared by whole path parts.
fn strip_folder<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?;
    if folder.ends_with(['/', '\\']) || rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix(['/', '\\'])
}

/// `path` as seen from `folder`, without `.` and `..` where they can be resolved.
pub(crate) fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() || is_absolute(path) {
        return normalize(path);
    }
    let separator = if folder.contains('\\') && !folder.contains('/') { '\\' } else { '/' };
    let folder = folder.strip_suffix(separator).unwrap_or(folder);
    normalize(&format!("{folder}{separator}{path}"))
}

/// Absolute on any system, or below a scheme such as `wasisdk://`.
fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || drive(path).is_some() || scheme_end(path).is_some()
}

/// The drive letter that a Windows path begins with.
fn drive(path: &str) -> Option<char> {
    let mut characters = path.chars();
    let letter = characters.next().filter(char::is_ascii_alphabetic)?;
    let rest = characters.as_str();
    (rest.starts_with(":\\") || rest.starts_with(":/")).then_some(letter)
}

fn scheme_end(path: &str) -> Option<usize> {
    let (scheme, _) = path.split_once("://")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    (scheme.len() > 1 && scheme.chars().all(plain)).then_some(scheme.len() + 3)
}

fn normalize(path: &str) -> String {
    let windows = drive(path).is_some() || path.starts_with('\\');
    let root = match (scheme_end(path), drive(path)) {
        (Some(end), _) => end,
        (None, Some(_)) => 3,
        (None, None) => usize::from(path.starts_with(['/', '\\'])),
    };
    let (root, rest) = path.split_at(root);
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split(|c| c == '/' || (windows && c == '\\')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if !root.is_empty() => {}
            part => parts.push(part),
        }
    }
    let separator = if windows && rest.contains('\\') { "\\" } else { "/" };
    format!("{root}{}", parts.join(separator))
}

/// How well a recorded file fits the path that a user named: more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// So many last parts of the paths are the same; at least the file name.
    Suffix(usize),
    /// The path that the compiler recorded.
    Recorded,
    /// The path on this machine.
    Local,
}

/// A path that a user named.
pub(crate) struct Requested<'a> {
    parts: Vec<&'a str>,
    /// Set where such a file exists.
    resolved: Option<PathBuf>,
}

impl<'a> Requested<'a> {
    pub(crate) fn new(path: &'a str) -> Self {
        Self { parts: parts(path), resolved: fs::canonicalize(path).ok() }
    }

    /// Whether the last part of a recorded path is the requested file name: cheap, and necessary.
    pub(crate) fn may_be(&self, recorded: &[u8]) -> bool {
        let name = recorded.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or(recorded);
        self.parts.last().is_some_and(|last| last.as_bytes() == name)
    }

    /// How well `file` fits; `None` where it is another file.
    pub(crate) fn fit(&self, file: &SourceFile) -> Option<Fit> {
        let local = file.local.to_str().map(parts).unwrap_or_default();
        if same(&self.parts, &local) == self.parts.len() && local.len() == self.parts.len() {
            return Some(Fit::Local);
        }
        let recorded = parts(&file.recorded);
        let common = same(&self.parts, &recorded);
        if common == recorded.len() && common == self.parts.len() {
            return Some(Fit::Recorded);
        }
        if let Some(resolved) = &self.resolved
            && let Ok(other) = fs::canonicalize(&file.local)
        {
            // Both exist here, so that nothing needs guessing.
            return (other == *resolved).then_some(Fit::Local);
        }
        (common > 0).then_some(Fit::Suffix(common))
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect()
}

/// How many parts two paths share at their ends. Drive letters have no case.
fn same(left: &[&str], right: &[&str]) -> usize {
    let equal = |(left, right): &(&&str, &&str)| {
        left == right || (left.ends_with(':') && left.eq_ignore_ascii_case(right))
    };
    left.iter().rev().zip(right.iter().rev()).take_while(equal).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_paths_become_absolute_and_plain() {
        let cases = [
            (("/home/u/proj", "src/main.rs"), "/home/u/proj/src/main.rs"),
            (("/home/u/proj/", "./src/../src/main.rs"), "/home/u/proj/src/main.rs"),
            (
                ("/home/u", "/rustc/abc/library/core/src/lib.rs"),
                "/rustc/abc/library/core/src/lib.rs",
            ),
            (("wasisdk://v30.0/build", "wasisdk://v30.0/src/../a.c"), "wasisdk://v30.0/a.c"),
            (("C:\\proj", "src\\main.rs"), "C:\\proj\\src\\main.rs"),
            (("C:/proj", "../main.rs"), "C:/main.rs"),
            (("", "../main.c"), "../main.c"),
            (("/", "../../main.c"), "/main.c"),
        ];
        for ((folder, path), expected) in cases {
            assert_eq!(join(folder, path), expected);
        }
    }

    #[test]
    fn the_longest_mapped_prefix_of_whole_parts_wins() {
        let map = [("/wrtd", "/a"), ("/wrtd/fixtures", "/b/"), ("/wrt", "/c")];
        let map = map.map(|(from, to)| (from.to_owned(), to.to_owned())).to_vec();
        let options = LoadOptions { source_map: map, ..LoadOptions::default() };
        let sources = Sources::new(&options);
        assert_eq!(sources.local("/wrtd/fixtures/x.c"), Path::new("/b/x.c"));
        assert_eq!(sources.local("/wrtd/fixtures2/x.c"), Path::new("/a/fixtures2/x.c"));
        assert_eq!(sources.local("/wrtdx/x.c"), Path::new("/wrtdx/x.c"));
    }

    #[test]
    fn rust_library_paths_lead_to_the_installed_sources() {
        let options =
            LoadOptions { rust_source: Some("/tool/rust".into()), ..LoadOptions::default() };
        let sources = Sources::new(&options);
        let commit = "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/num.rs";
        assert_eq!(sources.local(commit), Path::new("/tool/rust/library/core/src/num.rs"));
        let other = "/nowhere/lib/rustlib/src/rust/library/core/src/num.rs";
        assert_eq!(sources.local(other), Path::new("/tool/rust/library/core/src/num.rs"));
    }

    #[test]
    fn without_a_sum_a_source_that_is_newer_than_the_program_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let (program, source) = (folder.path().join("a.wasm"), folder.path().join("a.c"));
        for path in [&program, &source] {
            fs::write(path, "").unwrap();
        }
        let built = fs::metadata(&program).unwrap().modified().unwrap();
        let written = |after: u64| {
            let file = fs::File::options().write(true).open(&source).unwrap();
            file.set_modified(built + Duration::from_secs(after)).unwrap();
        };
        let options = LoadOptions { path: Some(program), ..LoadOptions::default() };
        let state = |map: &[(String, String)], recorded: &str| {
            let options = LoadOptions { source_map: map.to_vec(), ..options.clone() };
            let sources = Sources::new(&options);
            sources.state(&sources.file(recorded, None))
        };
        let recorded = source.to_str().unwrap();
        written(10);
        assert_eq!(state(&[], recorded), SourceState::Changed);
        let elsewhere = [("/build".to_owned(), folder.path().display().to_string())];
        assert_eq!(
            state(&elsewhere, "/build/a.c"),
            SourceState::Unknown,
            "a copy has its own time"
        );
        assert_eq!(state(&[], "/build/a.c"), SourceState::Missing);
        written(1);
        assert_eq!(state(&[], recorded), SourceState::Unknown, "unpacked together");
    }

    #[test]
    fn a_requested_path_fits_by_its_last_parts() {
        let file = |recorded: &str| Sources::default().file(recorded, None);
        let requested = Requested::new("c:\\work\\proj\\src\\main.rs");
        let fit = |recorded: &str| requested.fit(&file(recorded));
        assert_eq!(fit("C:/work/proj/src/main.rs"), Some(Fit::Local));
        assert_eq!(fit("/build/proj/src/main.rs"), Some(Fit::Suffix(3)));
        assert_eq!(fit("/build/other/src/main.rs"), Some(Fit::Suffix(2)));
        assert_eq!(fit("/build/main.rs"), Some(Fit::Suffix(1)));
        assert_eq!(fit("/build/domain.rs"), None);
        assert!(Fit::Suffix(9) < Fit::Recorded && Fit::Recorded < Fit::Local);
    }
}
