//! The source files that a unit's line table names by number.

use std::sync::Arc;

use gimli::{FileEntry, LineProgramHeader};

use crate::{
    SourceFile,
    debug_info::DebugInfo,
    sources::{Requested, join},
    units::{Dwarf, Reader, Value},
};

/// Source files by their number in the line table and in `DW_AT_decl_file`, `DW_AT_call_file`.
#[derive(Debug, Default)]
pub(crate) struct FileTable {
    files: Vec<Option<Arc<SourceFile>>>,
}

impl FileTable {
    /// Reads the header of a unit's line program.
    pub(crate) fn read(info: &DebugInfo, unit: u32) -> Self {
        let Some(program) = info.index().line_program(unit, &info.dwarf) else {
            return Self::default();
        };
        let header = program.header();
        let folder = compilation_folder(info, unit);
        let numbers = 0..=header.file_names().len() as u64;
        let files = numbers.map(|number| {
            let entry = header.file(number)?;
            Some(Arc::new(file(info, header, entry, &folder)?))
        });
        Self { files: files.collect() }
    }

    /// The file of a number.
    pub(crate) fn get(&self, number: u64) -> Option<&Arc<SourceFile>> {
        self.files.get(usize::try_from(number).ok()?)?.as_ref()
    }

    /// All files with their numbers.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (u32, &Arc<SourceFile>)> {
        (0..).zip(&self.files).filter_map(|(number, file)| Some((number, file.as_ref()?)))
    }

    /// All files.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<SourceFile>> {
        self.files.iter().flatten()
    }

    /// About how many bytes of memory it takes.
    pub(crate) fn weight(&self) -> usize {
        self.iter().map(|file| file.recorded.len() * 2 + 64).sum::<usize>() + self.files.len() * 8
    }
}

/// Whether a unit names a file that may be the requested one, going by its last path part; reads
/// the header only.
pub(crate) fn may_contain(info: &DebugInfo, unit: u32, requested: &Requested<'_>) -> bool {
    let Some(program) = info.index().line_program(unit, &info.dwarf) else { return false };
    let header = program.header();
    let mut numbers = 0..=header.file_names().len() as u64;
    numbers.any(|number| {
        let name = header.file(number).map(FileEntry::path_name);
        name.and_then(|name| info.dwarf.attr_line_string(name).ok())
            .is_some_and(|name| requested.may_be(name.bytes()))
    })
}

/// Longer paths are broken; many files may share one folder, which would multiply its length.
const MAX_PATH: usize = 4096;

fn compilation_folder(info: &DebugInfo, unit: u32) -> String {
    let folder = info.index().root(unit).and_then(|root| root.folder.as_ref());
    folder.and_then(path).unwrap_or_default()
}

fn file(
    info: &DebugInfo,
    header: &LineProgramHeader<Reader>,
    entry: &FileEntry<Reader>,
    compilation_folder: &str,
) -> Option<SourceFile> {
    let name = text(&info.dwarf, entry.path_name())?;
    let folder = entry.directory(header).and_then(|folder| text(&info.dwarf, folder));
    let folder = join(compilation_folder, &folder.unwrap_or_default());
    let md5 = header.file_has_md5().then(|| *entry.md5());
    Some(info.sources.file(&join(&folder, &name), md5))
}

fn text(dwarf: &Dwarf, value: Value) -> Option<String> {
    path(&dwarf.attr_line_string(value).ok()?)
}

fn path(text: &Reader) -> Option<String> {
    let bytes = text.bytes();
    (bytes.len() <= MAX_PATH).then(|| String::from_utf8_lossy(bytes).into_owned())
}
