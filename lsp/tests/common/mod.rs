//! The corpus of `wit-parser`, from the sources of the crate that is depended on.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder of the corpus.
pub(crate) fn corpus() -> PathBuf {
    // The lock file is complete and so nothing is resolved anew; without a network cargo answers
    // from what it has downloaded, which for other platforms than this one is not everything.
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform"])
        .args([host().as_str(), "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&metadata.stdout).into_owned();
    let manifest = text
        .split('"')
        .find(|part| part.contains("wit-parser-0.") && part.ends_with("Cargo.toml"))
        .unwrap_or_else(|| panic!("cargo: {}", String::from_utf8_lossy(&metadata.stderr)));
    Path::new(manifest).with_file_name("tests").join("ui")
}

/// The platform the tests are built for, as rustc names it.
fn host() -> String {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc tells its host").to_owned()
}

/// Every `.wit` file in a folder and below.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "wit") {
            files.push(path);
        }
    }
}

/// What is in a folder.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}
