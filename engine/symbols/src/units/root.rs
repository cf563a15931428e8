//! The root DIE of a unit: name, language, bases, and where to go on reading.

use std::sync::Arc;

use gimli::{Abbreviations, AttributeValue, DwLang, DwoId, UnitHeader};

use super::{Dwarf, Reader, Value, pc::PcAttributes};
use crate::{Language, lines::files::MAX_PATH};

/// What the root DIE of a unit says.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    /// Source language.
    pub(crate) language: Language,
    /// Offset of the line program in `.debug_line`.
    pub(crate) line_program: Option<usize>,
    /// Where the rest of the unit is, for the skeleton of a split unit.
    pub(crate) split: Option<Split>,
    /// Says which code the unit covers (which may all have been dropped by the linker).
    pub(crate) claims_code: bool,
    /// WebAssembly in text form, whose locals are described by their numbers.
    pub(crate) is_text: bool,
    /// Name of the source file, as given to the compiler.
    pub(crate) name: Option<Reader>,
    /// Folder in which the compiler ran.
    pub(crate) folder: Option<Reader>,
}

/// The name under which a split unit's `.dwo` file was written, and its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) id: DwoId,
    pub(crate) file: String,
    pub(crate) compilation_folder: String,
}

/// A unit as far as its root DIE goes.
pub(crate) struct Opened {
    pub(crate) unit: gimli::Unit<Reader>,
    pub(crate) root: Root,
    pub(crate) pc: PcAttributes,
}

/// Reads the root DIE. Unlike `gimli::Unit::new` it leaves the line program alone, whose header may
/// be long, and reads what a skeleton says about its split unit.
pub(crate) fn open(
    dwarf: &Dwarf,
    header: UnitHeader<Reader>,
    abbreviations: Arc<Abbreviations>,
) -> Option<Opened> {
    let mut unit = bare(dwarf, header, abbreviations);
    let entry = unit.entry(unit.header.root_offset()).ok()?;
    let mut root = Root {
        language: Language::Other,
        line_program: None,
        split: None,
        claims_code: false,
        is_text: false,
        name: None,
        folder: None,
    };
    let mut pc = PcAttributes::default();
    let (mut name, mut folder, mut split_name, mut producer) = (None, None, None, None);
    for attribute in entry.attrs() {
        pc.note(attribute);
        match (attribute.name(), attribute.value()) {
            (gimli::DW_AT_name, value) => name = Some(value),
            (gimli::DW_AT_comp_dir, value) => folder = Some(value),
            (gimli::DW_AT_producer, value) => producer = Some(value),
            (gimli::DW_AT_dwo_name | gimli::DW_AT_GNU_dwo_name, value) => split_name = Some(value),
            (gimli::DW_AT_language, AttributeValue::Language(language)) => {
                root.language = language_of(language);
            }
            (gimli::DW_AT_stmt_list, AttributeValue::DebugLineRef(offset)) => {
                root.line_program = Some(offset.0);
            }
            (_, value) => set_base(&mut unit, value),
        }
    }
    // Strings and addresses may be indexed, which needs the bases that were set above.
    let string =
        |value: Option<Value>| value.and_then(|value| dwarf.attr_string(&unit, value).ok());
    // Zig says that it is C.
    let producer = string(producer);
    let is_by =
        |name: &[u8]| producer.as_ref().is_some_and(|producer| producer.bytes().starts_with(name));
    if is_by(b"zig ") {
        root.language = Language::Zig;
    }
    root.is_text = is_by(ASSEMBLER);
    let (name, folder, split_name) = (string(name), string(folder), string(split_name));
    let split_name = split_name.filter(|file| file.bytes().len() <= MAX_PATH);
    if let (Some(file), Some(id)) = (split_name, unit.dwo_id) {
        let text = |bytes: &Reader| String::from_utf8_lossy(bytes.bytes()).into_owned();
        let short = folder.as_ref().filter(|folder| folder.bytes().len() <= MAX_PATH);
        let compilation_folder = short.map(text).unwrap_or_default();
        root.split = Some(Split { id, file: text(&file), compilation_folder });
    }
    unit.low_pc = pc.low_pc(dwarf, &unit).unwrap_or(0);
    // What an assembler claims begins before the first function.
    root.claims_code = pc.any() && !root.is_text;
    (root.name, root.folder) = (name, folder);
    Some(Opened { unit, root, pc })
}

/// What the name of an assembler of text begins with.
const ASSEMBLER: &[u8] = b"wast ";

/// Whether the debug information is that of an assembler of text, whose name stands at the beginning of
/// its one unit.
pub(crate) fn is_assembled(dwarf: &Dwarf) -> bool {
    const HEAD: usize = 64;
    let info = gimli::Section::reader(&dwarf.debug_info).bytes();
    let head = info.get(..HEAD).unwrap_or(info);
    head.windows(ASSEMBLER.len()).any(|window| window == ASSEMBLER)
}

fn set_base(unit: &mut gimli::Unit<Reader>, value: Value) {
    match value {
        AttributeValue::DebugStrOffsetsBase(base) => unit.str_offsets_base = base,
        AttributeValue::DebugAddrBase(base) => unit.addr_base = base,
        AttributeValue::DebugLocListsBase(base) => unit.loclists_base = base,
        AttributeValue::DebugRngListsBase(base) => unit.rnglists_base = base,
        AttributeValue::DwoId(id) => unit.dwo_id = unit.dwo_id.or(Some(id)),
        _ => {}
    }
}

fn bare(
    dwarf: &Dwarf,
    header: UnitHeader<Reader>,
    abbreviations: Arc<Abbreviations>,
) -> gimli::Unit<Reader> {
    let (encoding, file) = (header.encoding(), dwarf.file_type);
    gimli::Unit {
        abbreviations,
        name: None,
        comp_dir: None,
        low_pc: 0,
        str_offsets_base: gimli::DebugStrOffsetsBase::default_for_encoding_and_file(encoding, file),
        addr_base: gimli::DebugAddrBase(0),
        loclists_base: gimli::DebugLocListsBase::default_for_encoding_and_file(encoding, file),
        rnglists_base: gimli::DebugRngListsBase::default_for_encoding_and_file(encoding, file),
        line_program: None,
        dwo_id: match header.type_() {
            gimli::UnitType::Skeleton(id) | gimli::UnitType::SplitCompilation(id) => Some(id),
            _ => None,
        },
        header,
    }
}

fn language_of(language: DwLang) -> Language {
    // Codes of the registry at dwarfstd.org that gimli has no name for yet.
    const C23: DwLang = DwLang(0x3e);
    const CPP_23: DwLang = DwLang(0x3a);
    match language {
        gimli::DW_LANG_Rust => Language::Rust,
        gimli::DW_LANG_C
        | gimli::DW_LANG_C89
        | gimli::DW_LANG_C99
        | gimli::DW_LANG_C11
        | gimli::DW_LANG_C17
        | C23 => Language::C,
        gimli::DW_LANG_C_plus_plus
        | gimli::DW_LANG_C_plus_plus_03
        | gimli::DW_LANG_C_plus_plus_11
        | gimli::DW_LANG_C_plus_plus_14
        | gimli::DW_LANG_C_plus_plus_17
        | gimli::DW_LANG_C_plus_plus_20
        | CPP_23 => Language::Cpp,
        gimli::DW_LANG_Zig => Language::Zig,
        _ => Language::Other,
    }
}
