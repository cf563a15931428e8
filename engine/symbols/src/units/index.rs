//! The list of units, by offset, by code and by type signature.

use std::{collections::HashMap, ops::Range, sync::Arc};

use gimli::{Abbreviations, DebugAbbrev, DebugAbbrevOffset, Section, UnitHeader, UnitType};

use super::{
    Dwarf, Reader, Unit,
    pc::RANGE_BUDGET,
    root::{self, Opened, Root},
};
use crate::code::Code;

/// Units beyond this are ignored: a unit takes at least 11 bytes, so that broken sections could
/// otherwise claim hundreds of millions.
const MAX_UNITS: usize = 1 << 20;

/// All units of the program's debug sections.
#[derive(Debug, Default)]
pub(crate) struct UnitIndex {
    slots: Vec<Slot>,
    by_code: Vec<(Range<u32>, u32)>,
    signatures: HashMap<u64, u32>,
    /// Offsets of all line programs in `.debug_line`, sorted.
    line_programs: Vec<usize>,
}

/// One unit of the index.
#[derive(Debug)]
struct Slot {
    header: UnitHeader<Reader>,
    /// Its abbreviations in `.debug_abbrev`, up to where the next table begins.
    abbreviations: Range<usize>,
    root: Option<Root>,
}

impl UnitIndex {
    /// Reads all unit headers and root DIEs.
    pub(crate) fn build(dwarf: &Dwarf, code: &Code) -> Self {
        let headers = headers(dwarf);
        let tables = abbreviation_tables(dwarf, &headers);
        let uses = table_uses(&headers);
        let mut index = Self::default();
        let mut shared = SharedAbbreviations { uses, read: HashMap::new() };
        let mut budget = RANGE_BUDGET;
        for header in headers {
            let start = header.debug_abbrev_offset().0;
            let abbreviations = start..tables.get(&start).copied().unwrap_or(start);
            let id = u32::try_from(index.slots.len()).unwrap_or(u32::MAX);
            if let UnitType::Type { type_signature, .. } = header.type_() {
                index.signatures.insert(type_signature.0, id);
            }
            let opened = shared
                .get(dwarf, abbreviations.clone())
                .and_then(|table| root::open(dwarf, header.clone(), table));
            let root = opened.map(|Opened { unit, root, pc }| {
                let ranges = pc.collect(dwarf, &unit, code, &mut budget);
                index.by_code.extend(ranges.into_iter().map(|range| (range, id)));
                root
            });
            index.slots.push(Slot { header, abbreviations, root });
        }
        index.by_code.sort_by_key(|(range, _)| (range.start, range.end));
        let roots = index.slots.iter().filter_map(|slot| slot.root.as_ref());
        index.line_programs = roots.filter_map(|root| root.line_program).collect();
        index.line_programs.sort_unstable();
        index.line_programs.dedup();
        index
    }

    /// How many units there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// What a unit's root DIE says; `None` where it is broken.
    pub(crate) fn root(&self, id: u32) -> Option<&Root> {
        self.slots.get(usize::try_from(id).ok()?)?.root.as_ref()
    }

    /// The unit whose root claims the code at a Wasm offset.
    pub(crate) fn at(&self, offset: u32) -> Option<u32> {
        /// Ranges of real units do not overlap; broken ones may, but not endlessly.
        const OVERLAPPING: usize = 16;
        let next = self.by_code.partition_point(|(range, _)| range.start <= offset);
        let before = self.by_code.get(..next)?.iter().rev().take(OVERLAPPING);
        before.into_iter().find(|(range, _)| range.contains(&offset)).map(|(_, id)| *id)
    }

    /// Units that do not say which code they cover.
    pub(crate) fn without_ranges(&self) -> Vec<u32> {
        let mut covered = vec![false; self.slots.len()];
        for (_, id) in &self.by_code {
            if let Some(flag) = usize::try_from(*id).ok().and_then(|id| covered.get_mut(id)) {
                *flag = true;
            }
        }
        let ids = 0..self.len();
        ids.zip(covered)
            .filter(|(id, covered)| {
                !covered && self.root(*id).is_some_and(|root| !root.claims_code)
            })
            .map(|(id, _)| id)
            .collect()
    }

    /// The unit around an offset of `.debug_info`, and that offset in it.
    pub(crate) fn containing(&self, offset: usize) -> Option<(u32, u32)> {
        let end = self.slots.partition_point(|slot| {
            slot.header.debug_info_offset().is_some_and(|start| start.0 <= offset)
        });
        let id = end.checked_sub(1)?;
        let start = self.slots.get(id)?.header.debug_info_offset()?.0;
        Some((u32::try_from(id).ok()?, u32::try_from(offset.checked_sub(start)?).ok()?))
    }

    /// The type unit of a signature, and the offset of its type.
    pub(crate) fn by_signature(&self, signature: u64) -> Option<(u32, u32)> {
        let id = *self.signatures.get(&signature)?;
        let slot = self.slots.get(usize::try_from(id).ok()?)?;
        match slot.header.type_() {
            UnitType::Type { type_offset, .. } => Some((id, super::narrow(type_offset))),
            _ => None,
        }
    }

    /// The header of a unit's line program. Programs do not overlap, so each ends where the next
    /// begins at the latest: broken offsets cannot make the same bytes be read over and over.
    pub(crate) fn line_program(
        &self,
        id: u32,
        dwarf: &Dwarf,
    ) -> Option<gimli::IncompleteLineProgram<Reader>> {
        let slot = self.slots.get(usize::try_from(id).ok()?)?;
        let root = slot.root.as_ref()?;
        let start = root.line_program?;
        let section = dwarf.debug_line.reader();
        let following = self.line_programs.partition_point(|other| *other <= start);
        let end = self.line_programs.get(following).copied().unwrap_or(section.bytes().len());
        let section = section.range_to(..end.min(section.bytes().len()));
        gimli::DebugLine::from(section)
            .program(
                gimli::DebugLineOffset(start),
                slot.header.address_size(),
                root.folder.clone(),
                root.name.clone(),
            )
            .ok()
    }

    /// Reads the abbreviations of a unit, so that its DIEs can be read; and about how many bytes of
    /// memory that takes.
    pub(crate) fn open(&self, id: u32, dwarf: &Arc<Dwarf>) -> Option<(Unit, usize)> {
        let slot = self.slots.get(usize::try_from(id).ok()?)?;
        let abbreviations = Arc::new(abbreviations(dwarf, slot.abbreviations.clone())?);
        let opened = root::open(dwarf, slot.header.clone(), abbreviations)?;
        let weight = slot.abbreviations.len().saturating_mul(16);
        let (unit, root) = (opened.unit, opened.root);
        let unit = Unit { id, dwarf: Arc::clone(dwarf), unit, root, split: false };
        Some((unit, weight))
    }
}

fn headers(dwarf: &Dwarf) -> Vec<UnitHeader<Reader>> {
    let mut found = Vec::new();
    let mut units = dwarf.units();
    while let Ok(Some(header)) = units.next() {
        if found.len() == MAX_UNITS {
            return found;
        }
        found.push(header);
    }
    let mut units = dwarf.type_units();
    while let Ok(Some(header)) = units.next() {
        if found.len() == MAX_UNITS {
            break;
        }
        found.push(header);
    }
    found
}

/// Start and end of each abbreviation table. Tables do not overlap, so one ends where the next
/// begins at the latest: broken offsets cannot make the same bytes be read over and over.
fn abbreviation_tables(dwarf: &Dwarf, headers: &[UnitHeader<Reader>]) -> HashMap<usize, usize> {
    let mut starts: Vec<usize> =
        headers.iter().map(|header| header.debug_abbrev_offset().0).collect();
    starts.sort_unstable();
    starts.dedup();
    let section_end = dwarf.debug_abbrev.reader().bytes().len();
    let ends = starts.iter().skip(1).copied().chain([section_end]);
    starts.iter().copied().zip(ends).filter(|(start, end)| start < end).collect()
}

fn abbreviations(dwarf: &Dwarf, table: Range<usize>) -> Option<Abbreviations> {
    let section = dwarf.debug_abbrev.reader();
    if table.is_empty() || table.end > section.bytes().len() {
        return None;
    }
    let section = DebugAbbrev::from(section.range_to(..table.end));
    section.abbreviations(DebugAbbrevOffset(table.start)).ok()
}

fn table_uses(headers: &[UnitHeader<Reader>]) -> HashMap<usize, usize> {
    let mut uses = HashMap::new();
    for header in headers {
        *uses.entry(header.debug_abbrev_offset().0).or_insert(0) += 1;
    }
    uses
}

/// Reads tables that several units share only once.
struct SharedAbbreviations {
    uses: HashMap<usize, usize>,
    read: HashMap<usize, Option<Arc<Abbreviations>>>,
}

impl SharedAbbreviations {
    fn get(&mut self, dwarf: &Dwarf, table: Range<usize>) -> Option<Arc<Abbreviations>> {
        let read = || abbreviations(dwarf, table.clone()).map(Arc::new);
        match self.uses.get(&table.start) {
            Some(2..) => self.read.entry(table.start).or_insert_with(read).clone(),
            _ => read(),
        }
    }
}
