//! Values of C's enumerations by their names, which are in scope wherever the enumeration is.

use crate::{
    Language, TypeId, TypeKind,
    debug_info::DebugInfo,
    units::{DieRef, Unit, narrow},
};

impl DebugInfo {
    /// See [`crate::TypeSource::enumerator`]. Walks through the units of C and C++ until one has it.
    pub(crate) fn find_enumerator(&self, name: &str) -> Option<(TypeId, i128)> {
        let last = name.rsplit("::").next().unwrap_or(name);
        (0..self.index().len()).find_map(|id| {
            let unit = self.unit(id);
            let unit = unit.as_ref().as_ref()?;
            if !matches!(unit.root.language, Language::C | Language::Cpp | Language::Other) {
                return None;
            }
            let enumeration = enumeration_with(unit, last.as_bytes()).ok()??;
            let ty = TypeId(enumeration.pack());
            let TypeKind::Enum(description) = &self.ty(ty).kind else { return None };
            let found = description.enumerators.iter().find(|it| &*it.name == last)?;
            Some((ty, found.value))
        })
    }
}

/// The first enumeration of a unit that has a value of that name.
fn enumeration_with(unit: &Unit, name: &[u8]) -> gimli::Result<Option<DieRef>> {
    let mut entries = unit.unit.entries_raw(None)?;
    let mut enumeration = None;
    while !entries.is_empty() {
        let die = DieRef { unit: unit.id, offset: narrow(entries.next_offset()) };
        let Some(abbreviation) = entries.read_abbreviation()? else { continue };
        match abbreviation.tag() {
            gimli::DW_TAG_enumeration_type => enumeration = Some(die),
            gimli::DW_TAG_enumerator => {
                for specification in abbreviation.attributes() {
                    let attribute = entries.read_attribute(*specification)?;
                    if attribute.name() == gimli::DW_AT_name
                        && let Ok(text) = unit.dwarf.attr_string(&unit.unit, attribute.value())
                        && text.bytes() == name
                    {
                        return Ok(enumeration);
                    }
                }
                continue;
            }
            _ => {}
        }
        entries.skip_attributes(abbreviation.attributes())?;
    }
    Ok(None)
}
