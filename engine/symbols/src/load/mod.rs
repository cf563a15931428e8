//! Finding the debug information of a module: in its own sections, in a file that it names, or in one
//! beside it. Only section headers are read.

mod external;
pub(crate) mod sections;
pub(crate) mod source_map;
pub(crate) mod split;

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use gimli::LittleEndian;
use wasmparser::{BinaryReader, ExportSectionReader, ExternalKind};

use crate::{
    LoadOptions, Warning,
    units::{Dwarf, Reader},
};
use sections::Sections;

/// Bytes of a module's magic number and version.
const PREAMBLE: u64 = 8;

/// A file with sections, in memory.
#[derive(Clone)]
pub(crate) struct WasmFile {
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) sections: Sections,
}

impl WasmFile {
    /// Reads the section headers; what is no core module has no sections. Positions must fit 32 bits,
    /// so nothing is read of larger files.
    pub(crate) fn new(bytes: Arc<[u8]>) -> Self {
        let fits = u32::try_from(bytes.len()).is_ok();
        let sections = if fits { Sections::scan(&bytes) } else { None };
        Self { bytes, sections: sections.unwrap_or_default() }
    }

    /// Reads a file from disk. Programs name such files, and a name can lead to a device without an
    /// end or to anything large: only regular files are opened, and read on only if they begin as
    /// modules do.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let no_module =
            || io::Error::new(io::ErrorKind::InvalidData, "it is not a WebAssembly module");
        let found = fs::metadata(path)?;
        if !found.is_file() || u32::try_from(found.len()).is_err() {
            return Err(no_module());
        }
        let mut file = fs::File::open(path)?.take(found.len());
        let mut bytes = Vec::new();
        file.by_ref().take(PREAMBLE).read_to_end(&mut bytes)?;
        Sections::scan(&bytes).ok_or_else(no_module)?;
        file.read_to_end(&mut bytes)?;
        let sections = Sections::scan(&bytes).ok_or_else(no_module)?;
        Ok(Self { bytes: bytes.into(), sections })
    }

    /// Whether it holds DWARF.
    pub(crate) fn has_dwarf(&self) -> bool {
        self.sections.custom(".debug_info").is_some_and(|range| !range.is_empty())
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Reader {
        Reader::new(Arc::clone(&self.bytes), LittleEndian)
    }

    /// The content of a custom section; empty where there is none.
    pub(crate) fn section(&self, name: &str) -> Reader {
        let range = self.sections.custom(name).filter(|range| range.end <= self.bytes.len());
        self.whole().range(range.unwrap_or(0..0))
    }

    /// Index and name of each exported function, up to the first broken export.
    pub(crate) fn exported_functions(&self) -> impl Iterator<Item = (u32, &str)> {
        let bytes = self.sections.exports.clone().and_then(|range| self.bytes.get(range));
        let exports = bytes
            .and_then(|bytes| ExportSectionReader::new(BinaryReader::new(bytes, 0)).ok())
            .into_iter()
            .flatten()
            .map_while(Result::ok);
        exports
            .filter(|export| export.kind == ExternalKind::Func)
            .map(|export| (export.index, export.name))
    }

    /// The DWARF sections.
    pub(crate) fn dwarf(&self) -> Dwarf {
        let loaded = Dwarf::load(|id| Ok::<_, std::convert::Infallible>(self.section(id.name())));
        match loaded {
            Ok(dwarf) => dwarf,
            Err(never) => match never {},
        }
    }
}

/// The file that holds a program's DWARF: itself, or another. `None` where there is none.
/// With its path, where it is another.
pub(crate) fn dwarf_file(
    program: &WasmFile,
    options: &LoadOptions,
    warnings: &mut Vec<Warning>,
) -> Option<(WasmFile, Option<PathBuf>)> {
    if program.has_dwarf() {
        return Some((program.clone(), None));
    }
    external::find(program, options.path.as_deref(), warnings)
}
