//! Sources of Rust's standard library, whose recorded paths begin with `/rustc/COMMIT/`.

use std::{
    cell::OnceCell,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use wrtd_symbols::rust_source_in;

/// How long the local toolchain may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The commit and the path inside the repository of a recorded path of Rust's library. Without a
/// commit where the compiler recorded its own folder, which holds what it compiled.
pub(super) fn split(recorded: &str) -> Option<(Option<&str>, &str)> {
    if let Some(rest) = recorded.strip_prefix("/rustc/") {
        let (commit, rest) = rest.split_once('/')?;
        return Some((Some(commit), rest));
    }
    recorded.split_once("/lib/rustlib/src/rust/").map(|(_, rest)| (None, rest))
}

/// The library's sources on this machine; the toolchain is asked at most once, when first needed.
pub(super) struct RustLibrary {
    given: Option<PathBuf>,
    installed: OnceCell<Option<Installed>>,
}

/// The sources that belong to the local toolchain.
struct Installed {
    folder: PathBuf,
    commit: String,
}

impl RustLibrary {
    pub(super) fn new(given: Option<PathBuf>) -> Self {
        Self { given, installed: OnceCell::new() }
    }

    /// Whether the user named the folder: it is then the only one.
    pub(super) fn is_given(&self) -> bool {
        self.given.is_some()
    }

    /// The local file for `rest` of the library of `commit`, and whether it is of that commit
    /// (a folder that the user named is taken to be).
    pub(super) fn find(&self, commit: Option<&str>, rest: &str) -> Option<(PathBuf, bool)> {
        if let Some(folder) = &self.given {
            return existing(folder, rest).map(|path| (path, true));
        }
        let installed = self.installed.get_or_init(ask).as_ref()?;
        existing(&installed.folder, rest).map(|path| (path, commit == Some(&installed.commit)))
    }
}

fn existing(folder: &Path, rest: &str) -> Option<PathBuf> {
    let path = folder.join(rest);
    path.is_file().then_some(path)
}

fn ask() -> Option<Installed> {
    // Both questions at once: each goes through rustup's proxy.
    let mut version = start(&["-vV"])?;
    let mut sysroot = start(&["--print", "sysroot"])?;
    let deadline = Instant::now() + PATIENCE;
    let version = answer(&mut version, deadline);
    let sysroot = answer(&mut sysroot, deadline)?;
    let commit = version?
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))
        .map(|hash| hash.trim().to_owned())?;
    let folder = rust_source_in(Path::new(sysroot.trim()))?;
    Some(Installed { folder, commit })
}

fn start(args: &[&str]) -> Option<Child> {
    Command::new("rustc")
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

/// What the process prints, where it ends well in time. Its answer is shorter than a pipe's buffer.
fn answer(child: &mut Child, deadline: Instant) -> Option<String> {
    use std::io::Read;
    loop {
        match child.try_wait().ok()? {
            Some(status) if status.success() => break,
            Some(_) => return None,
            None if Instant::now() >= deadline => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
            None => thread::sleep(Duration::from_millis(1)),
        }
    }
    let mut text = String::new();
    child.stdout.take()?.take(64 * 1024).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_folder_serves_every_commit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("library/core/src/lib.rs");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "").unwrap();
        let (commit, rest) = split("/rustc/0123abcd/library/core/src/lib.rs").unwrap();
        let library = RustLibrary::new(Some(folder.path().to_owned()));
        assert_eq!(library.find(commit, rest), Some((file, true)));
        assert_eq!(library.find(commit, "library/core/src/other.rs"), None);
        assert_eq!(split("/home/me/src/lib.rs"), None);
    }
}
