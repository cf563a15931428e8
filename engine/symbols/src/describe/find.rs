//! Types by name, in all units: for expressions that name a type, and to find the definition of one
//! that a unit only declares.

use gimli::Section;

use crate::{
    SymbolCharge, TypeId,
    debug_info::DebugInfo,
    names::{is_tail, last_part},
    units::{DieRef, Unit, flag, narrow},
};

/// Where types of a name are. Only hashes of the names are kept.
#[derive(Debug, Default)]
pub(crate) struct TypeNames {
    /// Hash of a type's own name (without what qualifies it), and its DIE, sorted.
    named: Vec<(u32, DieRef)>,
}

/// Types beyond this are left out of the list.
const MAX_NAMED: usize = 4 << 20;
/// Bytes of an entry of the list.
const ENTRY: usize = size_of::<(u32, DieRef)>();
/// Types of the same own name that are compared with a qualified one.
const MAX_CANDIDATES: usize = 1000;
/// How often a declaration may lead to another.
const MAX_STEPS: u32 = 4;

impl TypeNames {
    /// Lists all types, at most so many.
    fn read(info: &DebugInfo, most: usize) -> Self {
        let mut names = Self::default();
        for id in 0..info.index().len() {
            if let Some(unit) = info.unit(id).as_ref() {
                let _ = each_named(unit, |hash, die| {
                    names.named.push((hash, die));
                    names.named.len() < most
                });
            }
            if names.named.len() >= most {
                break;
            }
        }
        names.named.sort_unstable();
        names.named.shrink_to_fit();
        names
    }

    fn candidates(&self, hash: u32) -> &[(u32, DieRef)] {
        let start = self.named.partition_point(|(other, _)| *other < hash);
        let end = self.named.partition_point(|(other, _)| *other <= hash);
        self.named.get(start..end).unwrap_or_default()
    }
}

/// Hash of the own name and DIE of each type of a unit that is no mere declaration, up to the first
/// broken DIE or until `note` says that it is enough.
fn each_named(unit: &Unit, mut note: impl FnMut(u32, DieRef) -> bool) -> gimli::Result<()> {
    let mut entries = unit.unit.entries_raw(None)?;
    while !entries.is_empty() {
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
        if let Some(name) = name.filter(|_| !declaration)
            && !note(hash(name.bytes()), die)
        {
            break;
        }
    }
    Ok(())
}

/// A type's name without C's keyword.
fn without_keyword(name: &str) -> &str {
    let keywords = ["struct ", "union ", "enum ", "class "];
    keywords.iter().find_map(|keyword| name.strip_prefix(keyword)).unwrap_or(name)
}

/// FNV-1a: the names are not secret, and a collision only costs a comparison.
fn hash(name: &[u8]) -> u32 {
    name.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

impl DebugInfo {
    /// See [`crate::TypeSource::find`].
    pub(crate) fn find_type(&self, name: &str) -> Option<TypeId> {
        self.definition(name).map(|die| TypeId(die.pack()))
    }

    /// See [`crate::TypeSource::find_by_tail`].
    pub(crate) fn find_type_by_tail(&self, name: &str) -> Option<TypeId> {
        let is_tail = |die: &DieRef| is_tail(name, without_keyword(&self.type_name(*die)));
        self.definition_where(name, is_tail).map(|die| TypeId(die.pack()))
    }

    fn definition(&self, name: &str) -> Option<DieRef> {
        self.definition_where(name, |die| self.type_name(*die) == name)
    }

    /// The first type with the last part of that name that is wanted.
    fn definition_where(&self, name: &str, is_wanted: impl Fn(&DieRef) -> bool) -> Option<DieRef> {
        let hash = hash(last_part(without_keyword(name)).as_bytes());
        // A type takes a byte for its abbreviation, and three for its name and its size.
        let types = (self.dwarf.debug_info.reader().bytes().len() / 4).min(MAX_NAMED);
        let types = if self.split.is_used() { MAX_NAMED } else { types };
        let bound = types.saturating_mul(ENTRY) as u64;
        if bound > self.budget.limits().bytes {
            return self.definition_in_turn(hash, is_wanted);
        }
        let names = self.type_names.get_or_read(
            0,
            |_| bound,
            || {
                let names = TypeNames::read(self, types);
                let charge = SymbolCharge::bytes(names.named.len() * ENTRY);
                (names, charge)
            },
        );
        // Many units may define the same type (and one that is broken, very often).
        let candidates = names.candidates(hash).iter().take(MAX_CANDIDATES);
        candidates.map(|(_, die)| *die).find(is_wanted)
    }

    /// Looks for a type unit by unit, where a list of all types is larger than the budget.
    fn definition_in_turn(
        &self,
        wanted: u32,
        is_wanted: impl Fn(&DieRef) -> bool,
    ) -> Option<DieRef> {
        let mut candidates = 0;
        let mut found = None;
        for id in 0..self.index().len() {
            if let Some(unit) = self.unit(id).as_ref() {
                let _ = each_named(unit, |hash, die| {
                    if hash == wanted {
                        candidates += 1;
                        found = Some(die).filter(&is_wanted);
                    }
                    found.is_none() && candidates < MAX_CANDIDATES
                });
            }
            if found.is_some() || candidates >= MAX_CANDIDATES {
                break;
            }
        }
        found
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
