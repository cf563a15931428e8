//! Types by name, in all units: for expressions that name a type, and to find the definition of one
//! that a unit only declares.

use crate::{
    TypeId,
    debug_info::DebugInfo,
    names::last_part,
    units::{DieRef, Unit, flag, narrow},
};

/// Where types of a name are. Only hashes of the names are kept.
#[derive(Debug, Default)]
pub(crate) struct TypeNames {
    /// Hash of a type's own name (without what qualifies it), and its DIE, sorted.
    named: Vec<(u32, DieRef)>,
}

/// Types beyond this are left out of the list, which stays in memory.
const MAX_NAMED: usize = 4 << 20;
/// Types of the same own name that are compared with a qualified one.
const MAX_CANDIDATES: usize = 1000;
/// How often a declaration may lead to another.
const MAX_STEPS: u32 = 4;

impl TypeNames {
    fn read(info: &DebugInfo) -> Self {
        let mut names = Self::default();
        for id in 0..info.index().len() {
            if let Some(unit) = info.unit(id).as_ref() {
                let _ = names.add(unit);
            }
        }
        names.named.sort_unstable();
        names
    }

    fn add(&mut self, unit: &Unit) -> gimli::Result<()> {
        let mut entries = unit.unit.entries_raw(None)?;
        while !entries.is_empty() && self.named.len() < MAX_NAMED {
            let die = DieRef { unit: unit.id, offset: narrow(entries.next_offset()) };
            let Some(abbreviation) = entries.read_abbreviation()? else { continue };
            let is_type = matches!(
                abbreviation.tag(),
                gimli::DW_TAG_base_type
                    | gimli::DW_TAG_structure_type
                    | gimli::DW_TAG_class_type
                    | gimli::DW_TAG_union_type
                    | gimli::DW_TAG_enumeration_type
                    | gimli::DW_TAG_typedef
                    | gimli::DW_TAG_pointer_type
            );
            if !is_type {
                entries.skip_attributes(abbreviation.attributes())?;
                continue;
            }
            let mut name = None;
            let mut declaration = false;
            for specification in abbreviation.attributes() {
                let attribute = entries.read_attribute(*specification)?;
                match attribute.name() {
                    gimli::DW_AT_name => name = Some(attribute.value()),
                    gimli::DW_AT_declaration => declaration = true,
                    _ => {}
                }
            }
            let name = name.and_then(|name| unit.dwarf.attr_string(&unit.unit, name).ok());
            if let Some(name) = name.filter(|_| !declaration) {
                self.named.push((hash(name.bytes()), die));
            }
        }
        Ok(())
    }

    fn candidates(&self, own_name: &str) -> &[(u32, DieRef)] {
        let hash = hash(own_name.as_bytes());
        let start = self.named.partition_point(|(other, _)| *other < hash);
        let end = self.named.partition_point(|(other, _)| *other <= hash);
        self.named.get(start..end).unwrap_or_default()
    }
}

/// FNV-1a: the names are not secret, and a collision only costs a comparison.
fn hash(name: &[u8]) -> u32 {
    name.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

impl DebugInfo {
    fn type_names(&self) -> &TypeNames {
        self.type_names.get_or_init(|| TypeNames::read(self))
    }

    /// See [`crate::TypeSource::find`].
    pub(crate) fn find_type(&self, name: &str) -> Option<TypeId> {
        self.definition(name).map(|die| TypeId(die.pack()))
    }

    fn definition(&self, name: &str) -> Option<DieRef> {
        let keywords = ["struct ", "union ", "enum ", "class "];
        let plain = keywords.iter().find_map(|keyword| name.strip_prefix(keyword)).unwrap_or(name);
        let candidates = self.type_names().candidates(last_part(plain)).iter();
        // Many units may define the same type (and one that is broken, very often).
        let mut candidates = candidates.take(MAX_CANDIDATES).map(|(_, die)| *die);
        candidates.find(|die| self.type_name(*die) == name)
    }

    /// The definition of a type that is only declared here, or that a type unit defines; the type
    /// itself where there is none.
    pub(crate) fn complete(&self, die: DieRef) -> DieRef {
        let mut at = die;
        for _ in 0..MAX_STEPS {
            match self.next_definition(at) {
                Some(next) if next != at => at = next,
                _ => break,
            }
        }
        at
    }

    fn next_definition(&self, die: DieRef) -> Option<DieRef> {
        let unit = self.unit(die.unit);
        let unit = unit.as_ref().as_ref()?;
        let entry = unit.entry(die.offset)?;
        if !flag(&entry, gimli::DW_AT_declaration) {
            return None;
        }
        self.follow(unit, &entry, gimli::DW_AT_signature)
            .or_else(|| self.definition(&self.type_name(die)))
    }
}
