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

/// Bytes that a file takes beside its paths: its place in the table, the counters and lengths of what it
/// consists of, and what the allocator adds to its three parts.
const FILE: usize = 192;

/// Bytes of the recorded paths of a unit's files for each file, at most. Broken units may repeat a long
/// folder for each file; what they have beyond that is left out.
const MEAN_PATH: usize = 512;

impl FileTable {
    /// Bytes that the table of a unit takes at most.
    pub(crate) fn bound(info: &DebugInfo, unit: u32) -> u64 {
        let Some(program) = info.index().line_program(unit, &info.dwarf) else { return 0 };
        let header = program.header();
        let folder = compilation_folder(info, unit).len();
        let mut paths = Paths::of(header);
        let files = numbers(header).map(|number| {
            let length = header.file(number).and_then(|file| path_length(info, header, file));
            let length = length.map(|length| length.saturating_add(folder));
            let kept = length.filter(|length| paths.take(*length)).unwrap_or(0);
            let local = kept.saturating_add(info.sources.longest_local());
            FILE.saturating_add(kept).saturating_add(local)
        });
        files.fold(0, usize::saturating_add) as u64
    }

    /// Reads the header of a unit's line program.
    pub(crate) fn read(info: &DebugInfo, unit: u32) -> Self {
        let Some(program) = info.index().line_program(unit, &info.dwarf) else {
            return Self::default();
        };
        let header = program.header();
        let folder = compilation_folder(info, unit);
        let mut paths = Paths::of(header);
        let files = numbers(header).map(|number| {
            let entry = header.file(number)?;
            let length = path_length(info, header, entry)?.saturating_add(folder.len());
            paths.take(length).then(|| Some(Arc::new(file(info, header, entry, &folder)?)))?
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

    /// Bytes of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        let empty = self.files.iter().filter(|file| file.is_none()).count();
        self.iter().map(|file| size(file)).sum::<usize>() + empty * FILE
    }
}

/// The source files of a unit by their numbers: all of them, or one by one where that is more than the
/// budget has.
pub(crate) enum Files<'a> {
    All(Arc<FileTable>),
    Each { info: &'a DebugInfo, unit: u32 },
}

impl Files<'_> {
    /// The file of a number.
    pub(crate) fn get(&self, number: u64) -> Option<Arc<SourceFile>> {
        match self {
            Self::All(table) => table.get(number).cloned(),
            Self::Each { info, unit } => info.single_file(*unit, number),
        }
    }
}

/// Whether the table of a unit's files is larger than so many bytes, as is quickly told: a file that takes
/// so many bytes in the header of the line program takes about 64 times that with its paths.
pub(crate) fn is_large(info: &DebugInfo, unit: u32, most: u64) -> bool {
    let (_, header) = info.index().line_program_length(unit, &info.dwarf);
    header.saturating_mul(64) > most
}

/// One source file of a unit.
pub(crate) fn read_one(info: &DebugInfo, unit: u32, number: u64) -> Option<Arc<SourceFile>> {
    let program = info.index().line_program(unit, &info.dwarf)?;
    let header = program.header();
    let folder = compilation_folder(info, unit);
    Some(Arc::new(file(info, header, header.file(number)?, &folder)?))
}

/// Bytes that a file takes with its paths.
pub(crate) fn size(file: &SourceFile) -> usize {
    FILE + file.recorded.len() + file.local.as_os_str().len()
}

/// Whether a unit names a file that may be the requested one, going by its last path part; reads
/// the header only.
pub(crate) fn may_contain(info: &DebugInfo, unit: u32, requested: &Requested<'_>) -> bool {
    let Some(program) = info.index().line_program(unit, &info.dwarf) else { return false };
    let header = program.header();
    numbers(header).any(|number| {
        let name = header.file(number).map(FileEntry::path_name);
        name.and_then(|name| info.dwarf.attr_line_string(name).ok())
            .is_some_and(|name| requested.may_be(name.bytes()))
    })
}

/// Bytes of a source that are read.
const MAX_TEXT: usize = 16 << 20;

impl DebugInfo {
    /// See [`crate::ModuleSymbols::embedded_source`].
    pub(crate) fn embedded_source(&self, recorded: &str) -> Option<String> {
        (0..self.index().len()).find_map(|unit| {
            let program = self.index().line_program(unit, &self.dwarf)?;
            let header = program.header();
            if !header.file_has_source() {
                return None;
            }
            let files = self.files(unit);
            let of_file = files.numbered().filter(|(_, file)| &*file.recorded == recorded);
            of_file.into_iter().find_map(|(number, _)| {
                let source = header.file(u64::from(number))?.source()?;
                let text = self.dwarf.attr_line_string(source).ok()?;
                let bytes = &text.bytes()[..text.bytes().len().min(MAX_TEXT)];
                // A file without a text has an empty one.
                (!bytes.is_empty()).then(|| String::from_utf8_lossy(bytes).into_owned())
            })
        })
    }
}

/// Longer paths are broken; many files may share one folder, which would multiply its length.
pub(crate) const MAX_PATH: usize = 4096;

fn compilation_folder(info: &DebugInfo, unit: u32) -> String {
    info.index().folder(unit).as_ref().and_then(path).unwrap_or_default()
}

/// The numbers of the files that a line program names.
fn numbers(header: &LineProgramHeader<Reader>) -> impl Iterator<Item = u64> + use<> {
    0..=header.file_names().len() as u64
}

/// How long the paths of a unit's files may still be.
struct Paths {
    left: usize,
}

impl Paths {
    fn of(header: &LineProgramHeader<Reader>) -> Self {
        let files = header.file_names().len().saturating_add(1);
        Self { left: files.saturating_mul(MEAN_PATH).saturating_add(2 * MAX_PATH) }
    }

    /// Whether there is room for one more.
    fn take(&mut self, length: usize) -> bool {
        let left = self.left.checked_sub(length);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }
}

/// Length of a file's path below the folder in which the compiler ran, at most.
fn path_length(
    info: &DebugInfo,
    header: &LineProgramHeader<Reader>,
    entry: &FileEntry<Reader>,
) -> Option<usize> {
    let length = |value: Value| {
        let text = info.dwarf.attr_line_string(value).ok()?;
        Some(text.bytes().len()).filter(|length| *length <= MAX_PATH)
    };
    let folder = entry.directory(header).and_then(length).unwrap_or(0);
    let separators = 2;
    Some(length(entry.path_name())? + folder + separators)
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
