//! Debug information in a separate file: one that the program names in its `external_debug_info`
//! section, or `NAME.debug.wasm` beside it.

use std::path::{Path, PathBuf};

use wasmparser::BinaryReader;

use super::WasmFile;
use crate::Warning;

/// The separate file with the program's DWARF.
pub(super) fn find(
    program: &WasmFile,
    path: Option<&Path>,
    warnings: &mut Vec<Warning>,
) -> Option<(WasmFile, Option<PathBuf>)> {
    let named = named_file(program);
    let mut candidates: Vec<(PathBuf, bool)> = Vec::new();
    if let Some(name) = &named {
        candidates.extend(path_of(name, path).map(|path| (path, true)));
        if candidates.is_empty() {
            warnings.push(Warning(format!(
                "The program's debug information is at {name:?}, which is not a local file. Download \
                 it beside the program as NAME.debug.wasm."
            )));
        }
    }
    candidates.extend(path.into_iter().flat_map(beside).map(|path| (path, false)));
    for (candidate, is_named) in candidates {
        if !is_named && !candidate.exists() {
            continue;
        }
        match WasmFile::open(&candidate) {
            Ok(file) => match mismatch(program, &file) {
                None => return Some((file, Some(candidate))),
                Some(why) => warnings.push(Warning(format!(
                    "{} is not used: {why}. Build it together with the program.",
                    candidate.display()
                ))),
            },
            Err(error) => warnings.push(Warning(format!(
                "The debug information in {} cannot be read: {error}. Put the file that was built \
                 with the program there.",
                candidate.display()
            ))),
        }
    }
    None
}

/// What the `external_debug_info` section says: a path or URL.
fn named_file(program: &WasmFile) -> Option<String> {
    let section = program.section("external_debug_info");
    let mut reader = BinaryReader::new(section.bytes(), 0);
    let name = reader.read_string().ok()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// A named file as a local path; relative ones are relative to the program.
fn path_of(name: &str, program: Option<&Path>) -> Option<PathBuf> {
    let name = name.strip_prefix("file://").unwrap_or(name);
    if name.contains("://") {
        return None;
    }
    let folder = program.and_then(Path::parent);
    Some(folder.map_or_else(|| PathBuf::from(name), |folder| folder.join(name)))
}

/// `NAME.debug.wasm` and `NAME.wasm.debug.wasm` for `NAME.wasm`.
fn beside(program: &Path) -> Vec<PathBuf> {
    let mut long = program.as_os_str().to_owned();
    long.push(".debug.wasm");
    vec![program.with_extension("debug.wasm"), long.into()]
}

/// Why a file cannot belong to the program.
fn mismatch(program: &WasmFile, file: &WasmFile) -> Option<&'static str> {
    if !file.has_dwarf() {
        return Some("it has no debug information");
    }
    let (ours, theirs) = (program.section("build_id"), file.section("build_id"));
    let (ours, theirs) = (ours.bytes(), theirs.bytes());
    if !ours.is_empty() && !theirs.is_empty() {
        return (ours != theirs).then_some("its build id is another one");
    }
    let length = |file: &WasmFile| file.sections.code.as_ref().map(ExactSizeIterator::len);
    match (length(program), length(file)) {
        (Some(ours), Some(theirs)) if ours != theirs => {
            Some("its code section is not the program's")
        }
        _ => None,
    }
}
