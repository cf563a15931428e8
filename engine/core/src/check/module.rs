//! The sections of a module that are read as a whole: all but those of bodies and of data segments.

use wasmparser::{
    BinaryReader, ElementSectionReader, ExportSectionReader, FunctionSectionReader,
    GlobalSectionReader, ImportSectionReader, MemorySectionReader, TableSectionReader,
    TagSectionReader, TypeSectionReader, Validator,
};

use alloc::format;

use super::level::{
    DATA_COUNT, ELEMENTS, EXPORTS, FUNCTIONS, GLOBALS, IMPORTS, MEMORIES, START, Section, TABLES,
    TAGS, TYPES,
};
use super::refusal::Refusal;

/// Validates the section with these contents.
pub(super) fn validate(
    validator: &mut Validator,
    section: Section,
    reader: BinaryReader<'_>,
) -> Result<(), Refusal> {
    let range = section.start..section.end;
    match section.id {
        TYPES => validator.type_section(&TypeSectionReader::new(reader)?)?,
        IMPORTS => validator.import_section(&ImportSectionReader::new(reader)?)?,
        FUNCTIONS => validator.function_section(&FunctionSectionReader::new(reader)?)?,
        TABLES => validator.table_section(&TableSectionReader::new(reader)?)?,
        MEMORIES => validator.memory_section(&MemorySectionReader::new(reader)?)?,
        TAGS => validator.tag_section(&TagSectionReader::new(reader)?)?,
        GLOBALS => validator.global_section(&GlobalSectionReader::new(reader)?)?,
        EXPORTS => validator.export_section(&ExportSectionReader::new(reader)?)?,
        ELEMENTS => validator.element_section(&ElementSectionReader::new(reader)?)?,
        START => validator.start_section(only_number(reader, "start")?, &range)?,
        DATA_COUNT => {
            validator.data_count_section(only_number(reader, "data count")?, &range)?;
        }
        id => validator.unknown_section(id, &range)?,
    }
    Ok(())
}

/// The number that a section consists of.
fn only_number(mut reader: BinaryReader<'_>, section: &str) -> Result<u32, Refusal> {
    let number = reader.read_var_u32()?;
    if reader.eof() {
        return Ok(number);
    }
    let message = format!("unexpected content in the {section} section");
    Err(Refusal::invalid(reader.original_position(), message))
}
