//! One pass over the DIEs of a unit: which functions it has and where, which variables live at fixed
//! addresses, and which scopes name what is inside them. Everything else is skipped.

use std::ops::Range;

use gimli::{Abbreviation, DwTag, EntriesRaw};

use super::{
    Reader, Unit, narrow,
    pc::{PcAttributes, RANGE_BUDGET},
};
use crate::{
    code::Code,
    statics::{Fixed, fixed_address},
};

/// What a unit contains.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Code of functions, sorted by its start: one entry for each range of each function.
    pub(crate) functions: Vec<FunctionCode>,
    /// DIE offsets of functions that are inlined somewhere: those that the copies refer to.
    pub(crate) inlined: Vec<u32>,
    /// Variables outside of functions, and those inside that have a fixed address.
    pub(crate) statics: Vec<StaticDie>,
    /// Namespaces and types that have children, in the order of their DIEs.
    scopes: Vec<Scope>,
}

/// A range of code of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FunctionCode {
    /// Wasm offsets.
    pub(crate) range: Range<u32>,
    /// Offset of the function's DIE in the unit.
    pub(crate) die: u32,
}

/// A variable that lives as long as the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StaticDie {
    /// Offset of its DIE in the unit.
    pub(crate) die: u32,
    /// Its address in linear memory, where it is a plain one.
    pub(crate) address: Option<u64>,
    /// Declared inside of a function.
    pub(crate) in_function: bool,
}

/// A DIE whose name qualifies those inside it: it spans `start .. end` of the unit.
#[derive(Debug)]
struct Scope {
    start: u32,
    end: u32,
    parent: Option<u32>,
}

impl Outline {
    /// Reads a unit's DIEs, up to the first broken one.
    pub(crate) fn read(unit: &Unit, code: &Code) -> Self {
        let mut outline = Self::default();
        if let Ok(entries) = unit.unit.entries_raw(None) {
            let mut pass = Pass { unit, code, outline: &mut outline, open: Vec::new() };
            let _ = pass.run(entries);
            pass.close_all();
        }
        outline.functions.sort_by_key(|function| (function.range.start, function.range.end));
        outline
    }

    /// About how many bytes of memory it takes.
    pub(crate) fn weight(&self) -> usize {
        size_of_val(self.functions.as_slice())
            + size_of_val(self.inlined.as_slice())
            + size_of_val(self.statics.as_slice())
            + size_of_val(self.scopes.as_slice())
    }

    /// DIE offset of the function whose code covers a Wasm offset.
    pub(crate) fn function_at(&self, offset: u32) -> Option<&FunctionCode> {
        let next = self.functions.partition_point(|function| function.range.start <= offset);
        let function = self.functions.get(next.checked_sub(1)?)?;
        function.range.contains(&offset).then_some(function)
    }

    /// DIE offsets of the scopes around a DIE, outermost first.
    pub(crate) fn scopes_around(&self, die: u32) -> Vec<u32> {
        let next = self.scopes.partition_point(|scope| scope.start < die);
        let mut at = next.checked_sub(1);
        let mut found = Vec::new();
        while let Some(scope) = at.and_then(|index| self.scopes.get(index)) {
            if die < scope.end {
                found.push(scope.start);
            }
            at = scope.parent.and_then(|parent| usize::try_from(parent).ok());
        }
        found.reverse();
        found
    }
}

/// What an open DIE with children is to the pass.
enum Open {
    Scope(u32),
    Function,
    Other,
}

struct Pass<'a> {
    unit: &'a Unit,
    code: &'a Code,
    outline: &'a mut Outline,
    open: Vec<Open>,
}

impl Pass<'_> {
    fn run(&mut self, mut entries: EntriesRaw<'_, Reader>) -> gimli::Result<()> {
        let mut ranges_left = RANGE_BUDGET;
        while !entries.is_empty() {
            let die = narrow(entries.next_offset());
            let Some(abbreviation) = entries.read_abbreviation()? else {
                self.close(die);
                continue;
            };
            match abbreviation.tag() {
                gimli::DW_TAG_subprogram => {
                    self.function(die, abbreviation, &mut entries, &mut ranges_left)?;
                }
                gimli::DW_TAG_variable => self.variable(die, abbreviation, &mut entries)?,
                _ => entries.skip_attributes(abbreviation.attributes())?,
            }
            if abbreviation.has_children() {
                self.enter(die, abbreviation.tag());
            }
        }
        Ok(())
    }

    fn enter(&mut self, die: u32, tag: DwTag) {
        let open = match tag {
            gimli::DW_TAG_namespace
            | gimli::DW_TAG_module
            | gimli::DW_TAG_structure_type
            | gimli::DW_TAG_class_type
            | gimli::DW_TAG_union_type
            | gimli::DW_TAG_interface_type
            | gimli::DW_TAG_enumeration_type => {
                let index = u32::try_from(self.outline.scopes.len()).unwrap_or(u32::MAX);
                let parent = self.open.iter().rev().find_map(|open| match open {
                    Open::Scope(index) => Some(*index),
                    Open::Function | Open::Other => None,
                });
                self.outline.scopes.push(Scope { start: die, end: u32::MAX, parent });
                Open::Scope(index)
            }
            gimli::DW_TAG_subprogram => Open::Function,
            _ => Open::Other,
        };
        self.open.push(open);
    }

    fn close(&mut self, end: u32) {
        if let Some(Open::Scope(index)) = self.open.pop()
            && let Some(scope) =
                usize::try_from(index).ok().and_then(|index| self.outline.scopes.get_mut(index))
        {
            scope.end = end;
        }
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close(u32::MAX);
        }
    }

    fn function(
        &mut self,
        die: u32,
        abbreviation: &Abbreviation,
        entries: &mut EntriesRaw<'_, Reader>,
        ranges_left: &mut usize,
    ) -> gimli::Result<()> {
        let mut pc = PcAttributes::default();
        for specification in abbreviation.attributes() {
            let attribute = entries.read_attribute(*specification)?;
            if attribute.name() == gimli::DW_AT_inline {
                self.outline.inlined.push(die);
            }
            pc.note(&attribute);
        }
        if pc.any() {
            let ranges = pc.collect(&self.unit.dwarf, &self.unit.unit, self.code, ranges_left);
            let code = ranges.into_iter().map(|range| FunctionCode { range, die });
            self.outline.functions.extend(code);
        }
        Ok(())
    }

    fn variable(
        &mut self,
        die: u32,
        abbreviation: &Abbreviation,
        entries: &mut EntriesRaw<'_, Reader>,
    ) -> gimli::Result<()> {
        let mut location = None;
        let mut declaration = false;
        for specification in abbreviation.attributes() {
            let attribute = entries.read_attribute(*specification)?;
            match attribute.name() {
                gimli::DW_AT_location | gimli::DW_AT_const_value => {
                    location = Some(attribute.value());
                }
                gimli::DW_AT_declaration => declaration = true,
                _ => {}
            }
        }
        let Some(location) = location else { return Ok(()) };
        let in_function = self.open.iter().any(|open| matches!(open, Open::Function));
        let address = match fixed_address(self.unit, &location) {
            Fixed::At(address) => Some(address),
            Fixed::No if !in_function && !declaration => None,
            Fixed::No | Fixed::Dropped => return Ok(()),
        };
        self.outline.statics.push(StaticDie { die, address, in_function });
        Ok(())
    }
}
