//! The map of the debug information: its units by offset, by code and by type signature.
//!
//! It is always there, so it keeps of a unit only what is needed to find the unit again.

use std::sync::Arc;

use gimli::{DebugInfoOffset, DebugTypes, Reader as _, Section, UnitHeader, UnitType};

use super::{
    Dwarf, Reader, Unit,
    abbreviations::{self, Table},
    narrow,
    pc::RANGE_BUDGET,
    root::{self, Opened, Root},
    runs::CodeRuns,
};
use crate::code::Code;

/// Units beyond this are ignored: a unit takes at least 11 bytes, so that broken sections could
/// otherwise claim hundreds of millions.
const MAX_UNITS: usize = 1 << 20;

/// All units of the program's debug sections.
#[derive(Debug)]
pub(crate) struct UnitIndex {
    /// Those of `.debug_info` in the order of their offsets, then those of `.debug_types`.
    slots: Vec<Slot>,
    by_code: CodeRuns,
    /// Signatures of type units with the numbers of these, sorted.
    signatures: Vec<(u64, u32)>,
    /// Offsets of all line programs in `.debug_line`, sorted.
    line_programs: Vec<u32>,
    /// The file that the sections are parts of.
    file: Reader,
}

/// One unit of the index.
#[derive(Clone, Debug)]
struct Slot {
    /// Offset of the header in its section.
    start: u32,
    /// Its abbreviations in `.debug_abbrev`, up to where the next table begins.
    abbreviations: Table,
    /// Offset of the line program in `.debug_line`; [`NONE`] without one.
    line_program: u32,
    /// Name of the source file, as given to the compiler.
    name: Text,
    /// Folder in which the compiler ran.
    folder: Text,
    address_size: u8,
    /// In `.debug_types`.
    is_type: bool,
    /// Its root DIE could be read.
    has_root: bool,
    /// Says which code the unit covers (which may all have been dropped by the linker).
    claims_code: bool,
}

const _: () = assert!(size_of::<Slot>() <= 40);

/// No offset: files that long are refused when they are loaded.
const NONE: u32 = u32::MAX;

/// A text in the file.
#[derive(Clone, Copy, Debug)]
struct Text {
    start: u32,
    length: u32,
}

impl Text {
    const NONE: Self = Self { start: NONE, length: 0 };

    fn of(text: Option<&Reader>, file: &Reader) -> Self {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Self::NONE };
        Self { start: narrow_offset(text.offset_from(file)), length: narrow_offset(text.len()) }
    }

    fn read(self, file: &Reader) -> Option<Reader> {
        let start = usize::try_from(self.start).ok().filter(|_| self.start != NONE)?;
        let end = start.checked_add(usize::try_from(self.length).ok()?)?;
        (end <= file.bytes().len()).then(|| file.range(start..end))
    }
}

impl UnitIndex {
    /// Reads all unit headers and root DIEs of the debug sections, which are parts of `file`.
    pub(crate) fn build(dwarf: &Dwarf, code: &Code, file: &Reader) -> Self {
        let mut index = Self {
            slots: Vec::new(),
            by_code: CodeRuns::default(),
            signatures: Vec::new(),
            line_programs: Vec::new(),
            file: file.clone(),
        };
        index.add_headers(dwarf);
        index.end_abbreviations(dwarf);
        index.read_roots(dwarf, code);
        let mut line_programs: Vec<u32> =
            index.slots.iter().map(|slot| slot.line_program).collect();
        line_programs.retain(|offset| *offset != NONE);
        line_programs.sort_unstable();
        line_programs.dedup();
        line_programs.shrink_to_fit();
        index.line_programs = line_programs;
        index
    }

    fn add_headers(&mut self, dwarf: &Dwarf) {
        let mut units = dwarf.units();
        while let Ok(Some(header)) = units.next() {
            let start = header.debug_info_offset().map_or(NONE, |offset| narrow_offset(offset.0));
            if !self.add_header(&header, start, false) {
                break;
            }
        }
        let mut start = 0;
        let mut units = dwarf.type_units();
        while let Ok(Some(header)) = units.next() {
            if !self.add_header(&header, narrow_offset(start), true) {
                break;
            }
            start = start.saturating_add(header.length_including_self());
        }
        self.signatures.sort_unstable();
        self.signatures.shrink_to_fit();
        self.slots.shrink_to_fit();
    }

    fn add_header(&mut self, header: &UnitHeader<Reader>, start: u32, is_type: bool) -> bool {
        if self.slots.len() == MAX_UNITS {
            return false;
        }
        if let UnitType::Type { type_signature, .. } = header.type_() {
            self.signatures.push((type_signature.0, self.len()));
        }
        let abbreviations = narrow_offset(header.debug_abbrev_offset().0);
        self.slots.push(Slot {
            start,
            abbreviations: (abbreviations, abbreviations),
            line_program: NONE,
            name: Text::NONE,
            folder: Text::NONE,
            address_size: header.address_size(),
            is_type,
            has_root: false,
            claims_code: false,
        });
        true
    }

    /// Finds where abbreviation tables end. They do not overlap, so one ends where the next begins at the
    /// latest: broken offsets cannot make the same bytes be read over and over.
    fn end_abbreviations(&mut self, dwarf: &Dwarf) {
        let mut starts: Vec<u32> = self.slots.iter().map(|slot| slot.abbreviations.0).collect();
        starts.sort_unstable();
        starts.dedup();
        let section_end = narrow_offset(dwarf.debug_abbrev.reader().bytes().len());
        for slot in &mut self.slots {
            let next = starts.partition_point(|start| *start <= slot.abbreviations.0);
            slot.abbreviations.1 = starts.get(next).copied().unwrap_or(section_end);
        }
    }

    /// Reads the root DIEs, table by table, so that one that many units share is read once and no more
    /// than one is in memory.
    fn read_roots(&mut self, dwarf: &Dwarf, code: &Code) {
        let mut order: Vec<u32> = (0..self.len()).collect();
        order.sort_by_key(|id| self.slot(*id).map(|slot| slot.abbreviations));
        let mut table = None;
        let mut budget = RANGE_BUDGET;
        for id in order {
            let Some(slot) = self.slot(id) else { continue };
            let wanted = slot.abbreviations;
            if table.as_ref().is_none_or(|(read, _)| *read != wanted) {
                table = Some((wanted, abbreviations::read(dwarf, wanted).map(Arc::new)));
            }
            let Some((_, Some(abbreviations))) = &table else { continue };
            let header = self.header(id, dwarf);
            let opened =
                header.and_then(|header| root::open(dwarf, header, Arc::clone(abbreviations)));
            let Some(Opened { unit, root, pc }) = opened else { continue };
            pc.each(dwarf, &unit, code, &mut budget, |range| self.by_code.add(range, id, code));
            self.note_root(id, &root);
        }
        self.by_code.finish();
    }

    fn note_root(&mut self, id: u32, root: &Root) {
        let name = Text::of(root.name.as_ref(), &self.file);
        let folder = Text::of(root.folder.as_ref(), &self.file);
        let slot = usize::try_from(id).ok().and_then(|id| self.slots.get_mut(id));
        let Some(slot) = slot else { return };
        (slot.name, slot.folder) = (name, folder);
        slot.line_program = root.line_program.map_or(NONE, narrow_offset);
        slot.has_root = true;
        slot.claims_code = root.claims_code;
    }

    fn slot(&self, id: u32) -> Option<&Slot> {
        self.slots.get(usize::try_from(id).ok()?)
    }

    /// The header of a unit, read again.
    fn header(&self, id: u32, dwarf: &Dwarf) -> Option<UnitHeader<Reader>> {
        let slot = self.slot(id)?;
        let start = usize::try_from(slot.start).ok()?;
        if !slot.is_type {
            return dwarf.debug_info.header_from_offset(DebugInfoOffset(start)).ok();
        }
        let section = dwarf.debug_types.reader();
        let from_here = (start <= section.bytes().len()).then(|| section.range_from(start..))?;
        DebugTypes::from(from_here).units().next().ok()?
    }

    /// Whether addresses have 64 bits, which those of all units of a module do, or none.
    pub(crate) fn has_wide_addresses(&self) -> bool {
        self.slots.first().is_some_and(|slot| slot.address_size == 8)
    }

    /// How many units there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// Bytes of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>()
            + self.signatures.capacity() * size_of::<(u64, u32)>()
            + self.line_programs.capacity() * size_of::<u32>()
            + self.by_code.size()
    }

    /// Folder in which the compiler ran.
    pub(crate) fn folder(&self, id: u32) -> Option<Reader> {
        self.slot(id)?.folder.read(&self.file)
    }

    /// The unit whose root claims the code at a Wasm offset.
    pub(crate) fn at(&self, offset: u32) -> Option<u32> {
        self.by_code.at(offset)
    }

    /// Units that do not say which code they cover.
    pub(crate) fn without_ranges(&self) -> Vec<u32> {
        let mut covered = vec![false; self.slots.len()];
        for id in self.by_code.units() {
            if let Some(flag) = usize::try_from(id).ok().and_then(|id| covered.get_mut(id)) {
                *flag = true;
            }
        }
        let ids = (0..self.len()).zip(&self.slots).zip(covered);
        ids.filter(|((_, slot), covered)| !covered && slot.has_root && !slot.claims_code)
            .map(|((id, _), _)| id)
            .collect()
    }

    /// The unit around an offset of `.debug_info`, and that offset in it.
    pub(crate) fn containing(&self, offset: usize) -> Option<(u32, u32)> {
        let offset = u32::try_from(offset).ok()?;
        let end = self.slots.partition_point(|slot| !slot.is_type && slot.start <= offset);
        let id = end.checked_sub(1)?;
        let start = self.slots.get(id)?.start;
        Some((u32::try_from(id).ok()?, offset.checked_sub(start)?))
    }

    /// The type unit of a signature, and the offset of its type.
    pub(crate) fn by_signature(&self, signature: u64, dwarf: &Dwarf) -> Option<(u32, u32)> {
        let next = self.signatures.partition_point(|(other, _)| *other <= signature);
        let (found, id) = *self.signatures.get(next.checked_sub(1)?)?;
        let header = self.header(id, dwarf).filter(|_| found == signature)?;
        match header.type_() {
            UnitType::Type { type_offset, .. } => Some((id, narrow(type_offset))),
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
        let slot = self.slot(id).filter(|slot| slot.line_program != NONE)?;
        let section = dwarf.debug_line.reader();
        let following = self.line_programs.partition_point(|other| *other <= slot.line_program);
        let next = self.line_programs.get(following).and_then(|end| usize::try_from(*end).ok());
        let length = section.bytes().len();
        let section = section.range_to(..next.unwrap_or(length).min(length));
        gimli::DebugLine::from(section)
            .program(
                gimli::DebugLineOffset(usize::try_from(slot.line_program).ok()?),
                slot.address_size,
                slot.folder.read(&self.file),
                slot.name.read(&self.file),
            )
            .ok()
    }

    /// Bytes of a unit's line program and of its header alone, as that says; no more than there are.
    pub(crate) fn line_program_length(&self, id: u32, dwarf: &Dwarf) -> (u64, u64) {
        let slot = self.slot(id).filter(|slot| slot.line_program != NONE);
        let start = slot.and_then(|slot| usize::try_from(slot.line_program).ok());
        let section = dwarf.debug_line.reader();
        let Some(start) = start.filter(|start| *start <= section.bytes().len()) else {
            return (0, 0);
        };
        let mut rest = section.range_from(start..);
        let mut lengths = || {
            let (program, format) = rest.read_initial_length()?;
            let program = program.min(rest.len());
            if rest.read_u16()? >= 5 {
                rest.skip(2)?;
            }
            let header = rest.read_length(format)?.min(program);
            Ok::<_, gimli::Error>((program as u64, header as u64))
        };
        lengths().unwrap_or_default()
    }

    /// Bytes of memory that the abbreviations of a unit take.
    pub(crate) fn abbreviations_size(&self, id: u32, dwarf: &Dwarf) -> u64 {
        self.slot(id).map_or(0, |slot| abbreviations::size(dwarf, slot.abbreviations))
    }

    /// Reads the abbreviations of a unit, so that its DIEs can be read.
    pub(crate) fn open(&self, id: u32, dwarf: &Arc<Dwarf>) -> Option<Unit> {
        let table = self.slot(id).filter(|slot| slot.has_root)?.abbreviations;
        let abbreviations = Arc::new(abbreviations::read(dwarf, table)?);
        let Opened { unit, root, .. } = root::open(dwarf, self.header(id, dwarf)?, abbreviations)?;
        Some(Unit { id, dwarf: Arc::clone(dwarf), unit, root, split: false, file_bytes: 0 })
    }
}

/// An offset in a file; files of 4 GiB and more are refused when they are loaded.
fn narrow_offset(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(NONE)
}
