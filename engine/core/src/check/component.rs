//! The sections of a component, which is validated and not run.

use wasmparser::{
    BinaryReader, ComponentCanonicalSectionReader, ComponentExportSectionReader,
    ComponentImportSectionReader, ComponentInstanceSectionReader, ComponentStartFunction,
    ComponentTypeSectionReader, CoreTypeSectionReader, InstanceSectionReader, SectionLimited,
    Validator,
};

use super::level::Section;
use super::refusal::Refusal;

/// Validates a section that is there as a whole and holds neither a module nor a component (component model's binary
/// format, "Component Definitions").
pub(super) fn validate(
    validator: &mut Validator,
    section: Section,
    mut reader: BinaryReader<'_>,
) -> Result<(), Refusal> {
    let range = section.start..section.end;
    match section.id {
        2 => validator.instance_section(&InstanceSectionReader::new(reader)?)?,
        3 => validator.core_type_section(&CoreTypeSectionReader::new(reader)?)?,
        5 => validator.component_instance_section(&ComponentInstanceSectionReader::new(reader)?)?,
        6 => validator.component_alias_section(&SectionLimited::new(reader)?)?,
        7 => validator.component_type_section(&ComponentTypeSectionReader::new(reader)?)?,
        8 => {
            validator
                .component_canonical_section(&ComponentCanonicalSectionReader::new(reader)?)?;
        }
        9 => {
            let start: ComponentStartFunction = reader.read()?;
            if !reader.eof() {
                let message = "unexpected content in the component start section";
                return Err(Refusal::invalid(reader.original_position(), message));
            }
            validator.component_start_section(&start, &range)?;
        }
        10 => validator.component_import_section(&ComponentImportSectionReader::new(reader)?)?,
        11 => validator.component_export_section(&ComponentExportSectionReader::new(reader)?)?,
        id => validator.unknown_section(id, &range)?,
    }
    Ok(())
}
