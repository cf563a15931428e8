//! Code that steps do not end in, though its sources are here: libraries, and what a user says.

use wrtd_symbols::{FunctionPattern, SourceFile, SourceFrame};

use super::glob::fits;
use super::rust_library::split;

/// Code of which a user wants to see no lines while stepping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SkipRules {
    /// Patterns for paths of sources, recorded or local: `**/vendor/**`, `generated/*.rs`, `/opt/sdk/`. `*` passes no
    /// folder and `**` does; one that does not begin with `/` may begin at any folder, and one that ends in `/` means all
    /// that is below.
    pub files: Vec<String>,
    /// Functions, as breakpoints name them: `serde::*`, `*::fmt`, `/^core::(fmt|iter)/`. The first parts of a path may be
    /// left out, and so may what is generic where there is no `*`.
    pub functions: Vec<String>,
}

impl SkipRules {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.functions.is_empty()
    }
}

/// The rules, ready to be asked.
#[derive(Debug, Default)]
pub(super) struct Skips {
    files: Vec<String>,
    functions: Vec<FunctionPattern>,
}

impl Skips {
    /// The rules, and what is wrong with those that are left out.
    pub(super) fn new(rules: &SkipRules) -> (Self, Vec<String>) {
        let mut skips = Self { files: rules.files.clone(), functions: Vec::new() };
        let mut problems = Vec::new();
        for typed in &rules.functions {
            match FunctionPattern::parse(typed) {
                Ok(pattern) => skips.functions.push(pattern),
                Err(problem) => problems.push(format!("{typed} skips no functions: {problem}")),
            }
        }
        (skips, problems)
    }

    /// Whether a source is to be skipped.
    pub(crate) fn has_file(&self, file: &SourceFile) -> bool {
        if self.files.is_empty() {
            return false;
        }
        let recorded = file.recorded.replace('\\', "/");
        let local = file.local.to_string_lossy().replace('\\', "/");
        self.files
            .iter()
            .any(|pattern| names_path(pattern, &recorded) || names_path(pattern, &local))
    }

    /// Whether a function is to be skipped.
    pub(crate) fn has_function(&self, name: &str) -> bool {
        self.functions.iter().any(|pattern| pattern.matches(name, None))
    }

    /// Whether the code of a frame is to be skipped.
    pub(crate) fn has(&self, frame: &SourceFrame) -> bool {
        let file = frame.location.as_ref().map(|location| &location.file);
        file.is_some_and(|file| self.has_file(file)) || self.has_function(&frame.function)
    }
}

/// Whether a pattern means a path.
fn names_path(pattern: &str, path: &str) -> bool {
    let below;
    let pattern = match pattern.strip_suffix('/') {
        Some(folder) => {
            below = format!("{folder}/**");
            &below
        }
        None => pattern,
    };
    // `C:/…` is whole, too.
    let is_whole = pattern.starts_with('/') || pattern.get(1..2) == Some(":");
    if is_whole {
        return fits(pattern, path);
    }
    ends(path).any(|end| fits(pattern, end))
}

/// A path, and what is behind each folder in it.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let behind = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
    std::iter::once(path).chain(behind)
}

/// Folders in which nobody has sources of their own: of packages that cargo has fetched, of the C++ standard
/// libraries of GCC and LLVM, and of WASI's C library.
const LIBRARIES: [&str; 5] = [
    "/.cargo/registry/src/",
    "/.cargo/git/checkouts/",
    "/include/c++/",
    "/c++/v1/",
    "/wasi-libc/libc-",
];

/// Whether a file is one of a library: the language's own, a package's, or one to whose sources a toolchain gave a
/// scheme because nobody has them.
pub(crate) fn is_library(file: &SourceFile) -> bool {
    let recorded = &*file.recorded;
    let is_in = |folder: &&str| {
        recorded.contains(*folder)
            || recorded.contains('\\') && recorded.replace('\\', "/").contains(*folder)
    };
    split(recorded).is_some() || recorded.contains("://") || LIBRARIES.iter().any(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(recorded: &str) -> SourceFile {
        SourceFile { recorded: recorded.into(), local: "/here/other.rs".into(), md5: None }
    }

    #[test]
    fn libraries_are_known_by_their_folders() {
        for recorded in [
            "/rustc/0123abcd/library/core/src/iter/mod.rs",
            "/home/me/.cargo/registry/src/index-1949cf8c6b5b557f/serde-1.0.1/src/lib.rs",
            "C:\\Users\\me\\.cargo\\git\\checkouts\\serde-1\\src\\lib.rs",
            "/usr/include/c++/14/bits/stl_vector.h",
            "/opt/wasi-sdk/share/wasi-sysroot/include/c++/v1/__vector/vector.h",
            "wasisdk://v27/libc.c",
            "/src/src/wasi-libc/libc-top-half/musl/src/thread/wasm32/wasi_thread_start.s",
        ] {
            assert!(is_library(&file(recorded)), "{recorded}");
        }
        for recorded in ["/home/me/.cargo/own/main.rs", "/home/me/c++/main.cpp", "main.rs"] {
            assert!(!is_library(&file(recorded)), "{recorded}");
        }
    }

    #[test]
    fn rules_name_paths_and_functions() {
        let rules = |files: &[&str], functions: &[&str]| {
            let (skips, problems) = Skips::new(&SkipRules {
                files: files.iter().map(ToString::to_string).collect(),
                functions: functions.iter().map(ToString::to_string).collect(),
            });
            assert_eq!(problems, [""; 0]);
            skips
        };
        let vendored = file("/work/src/vendor/list.rs");
        for pattern in
            ["**/vendor/**", "vendor/", "vendor/*", "list.rs", "/work/**", "src/*/l*.rs", "/here/"]
        {
            assert!(rules(&[pattern], &[]).has_file(&vendored), "{pattern}");
        }
        for pattern in ["vendor", "endor/", "src/*.rs", "/vendor/**", ""] {
            assert!(!rules(&[pattern], &[]).has_file(&vendored), "{pattern}");
        }
        let name = "steps::vendor::list::List<u32>::visit<steps::main::{closure_env#0}>";
        for pattern in
            ["steps::vendor::*", "vendor::*", "List<*", "*visit*", "*", "/visit</", "/^steps::/"]
        {
            assert!(rules(&[], &[pattern]).has_function(name), "{pattern}");
        }
        for pattern in ["vendor", "dor::*", "main*x", "", "/^vendor/"] {
            assert!(!rules(&[], &[pattern]).has_function(name), "{pattern}");
        }
        assert!(rules(&[], &["List::visit"]).has_function("vendor::List::visit"));
    }
}
