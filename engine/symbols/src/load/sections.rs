//! The sections of a `.wasm` file, as far as debug information needs them.

use std::ops::Range;

use wasmparser::BinaryReader;

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const EXPORT: u8 = 7;
const CODE: u8 = 10;

/// Where the sections lie, as byte ranges of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sections {
    /// Content of the code section.
    pub(crate) code: Option<Range<usize>>,
    /// Content of the import section.
    pub(crate) imports: Option<Range<usize>>,
    /// Content of the export section.
    pub(crate) exports: Option<Range<usize>>,
    /// Name and content of each custom section.
    custom: Vec<(String, Range<usize>)>,
}

impl Sections {
    /// Reads the section headers, up to the first broken one. `None` for what is no core module.
    pub(crate) fn scan(file: &[u8]) -> Option<Self> {
        let content = file.strip_prefix(HEADER)?;
        let mut reader = BinaryReader::new(content, 0);
        let mut sections = Self::default();
        while !reader.eof() {
            let Ok(id) = reader.read_u8() else { break };
            let Ok(body) = reader.read_reader() else { break };
            sections.note(id, body);
        }
        Some(sections)
    }

    fn note(&mut self, id: u8, mut body: BinaryReader<'_>) {
        match id {
            CUSTOM => {
                let Ok(name) = body.read_string() else { return };
                let name = name.to_owned();
                self.custom.push((name, file_range(&body)));
            }
            IMPORT => self.imports = Some(file_range(&body)),
            EXPORT => self.exports = Some(file_range(&body)),
            CODE => self.code = Some(file_range(&body)),
            _ => {}
        }
    }

    /// Content of the first custom section of that name.
    pub(crate) fn custom(&self, name: &str) -> Option<Range<usize>> {
        self.custom.iter().find(|(found, _)| found == name).map(|(_, range)| range.clone())
    }
}

/// The rest of `body` as a range of the file. Positions fit: the file is in memory.
fn file_range(body: &BinaryReader<'_>) -> Range<usize> {
    let range = body.remaining_range();
    let at = |position: u64| usize::try_from(position).unwrap_or(usize::MAX);
    let header = HEADER.len();
    at(range.start).saturating_add(header)..at(range.end).saturating_add(header)
}
