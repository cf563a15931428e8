//! The pass over the DIEs of a unit.

use std::ops::Range;

use gimli::{Abbreviation, DwTag, EntriesRaw};

use super::{FunctionCode, Outline, Scope, StaticDie, is_scope};
use crate::{
    code::Code,
    statics::{Fixed, fixed_address},
    units::{
        Reader, Unit, narrow,
        pc::{PcAttributes, RANGE_BUDGET},
    },
};

/// What the pass does with what it finds.
pub(super) trait Findings {
    /// Whether variables are wanted.
    const VARIABLES: bool = true;
    /// How many functions there are.
    fn functions(&self) -> usize;
    fn function(&mut self, function: FunctionCode);
    /// Some functions end here.
    fn end_functions(&mut self, which: Range<usize>, end: u32);
    fn inlined(&mut self, die: u32);
    fn variable(&mut self, variable: StaticDie);
    /// How many scopes there are.
    fn scopes(&self) -> usize;
    fn scope(&mut self, scope: Scope);
    /// A scope ends here.
    fn end_scope(&mut self, index: usize, end: u32);
}

/// What an open DIE with children is to the pass.
enum Open {
    Scope(usize),
    /// A function, with its entries: one for each range of its code.
    Function(Range<usize>),
    Other,
}

struct Pass<'a, F> {
    unit: &'a Unit,
    code: &'a Code,
    found: &'a mut F,
    open: Vec<Open>,
    /// Entries that there may still be.
    left: u64,
    /// Range-list entries that may still be read.
    ranges_left: usize,
}

/// Goes through a unit of so many bytes, up to its first broken DIE.
pub(super) fn pass(unit: &Unit, code: &Code, length: u64, found: &mut impl Findings) {
    let Ok(entries) = unit.unit.entries_raw(None) else { return };
    let left = Outline::most_entries(length);
    let mut pass = Pass { unit, code, found, open: Vec::new(), left, ranges_left: RANGE_BUDGET };
    let _ = pass.run(entries);
    while !pass.open.is_empty() {
        pass.close(u32::MAX);
    }
}

impl<F: Findings> Pass<'_, F> {
    fn run(&mut self, mut entries: EntriesRaw<'_, Reader>) -> gimli::Result<()> {
        while !entries.is_empty() && self.left > 0 {
            let die = narrow(entries.next_offset());
            let Some(abbreviation) = entries.read_abbreviation()? else {
                self.close(die);
                continue;
            };
            let functions = self.found.functions();
            match abbreviation.tag() {
                gimli::DW_TAG_subprogram => self.function(die, abbreviation, &mut entries)?,
                gimli::DW_TAG_variable if F::VARIABLES => {
                    self.variable(die, abbreviation, &mut entries)?
                }
                _ => entries.skip_attributes(abbreviation.attributes())?,
            }
            let functions = functions..self.found.functions();
            if abbreviation.has_children() {
                self.enter(die, abbreviation.tag(), functions);
            } else {
                self.found.end_functions(functions, narrow(entries.next_offset()));
            }
        }
        Ok(())
    }

    /// Notes that there is one more entry; `false` where there are too many.
    fn take(&mut self) -> bool {
        let taken = self.left > 0;
        self.left = self.left.saturating_sub(1);
        taken
    }

    fn enter(&mut self, die: u32, tag: DwTag, functions: Range<usize>) {
        let open = match tag {
            tag if is_scope(tag) && self.take() => {
                let index = self.found.scopes();
                let parent = self.open.iter().rev().find_map(|open| match open {
                    Open::Scope(index) => u32::try_from(*index).ok(),
                    Open::Function(_) | Open::Other => None,
                });
                self.found.scope(Scope { start: die, end: u32::MAX, parent });
                Open::Scope(index)
            }
            gimli::DW_TAG_subprogram => Open::Function(functions),
            _ => Open::Other,
        };
        self.open.push(open);
    }

    fn close(&mut self, end: u32) {
        match self.open.pop() {
            Some(Open::Scope(index)) => self.found.end_scope(index, end),
            Some(Open::Function(functions)) => self.found.end_functions(functions, end),
            Some(Open::Other) | None => {}
        }
    }

    fn function(
        &mut self,
        die: u32,
        abbreviation: &Abbreviation,
        entries: &mut EntriesRaw<'_, Reader>,
    ) -> gimli::Result<()> {
        let mut pc = PcAttributes::default();
        for specification in abbreviation.attributes() {
            let attribute = entries.read_attribute(*specification)?;
            if attribute.name() == gimli::DW_AT_inline && self.take() {
                self.found.inlined(die);
            }
            pc.note(&attribute);
        }
        if pc.any() {
            let Self { unit, code, found, left, ranges_left, .. } = self;
            pc.each(&unit.dwarf, &unit.unit, code, ranges_left, |range| {
                if *left > 0 {
                    *left -= 1;
                    found.function(FunctionCode { range, die, end: u32::MAX });
                }
            });
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
        let in_function = self.open.iter().any(|open| matches!(open, Open::Function(_)));
        let address = match fixed_address(self.unit, &location) {
            Fixed::At(address) => Some(address),
            Fixed::No if !in_function && !declaration => None,
            Fixed::No | Fixed::Dropped => return Ok(()),
        };
        if self.take() {
            self.found.variable(StaticDie { die, address, in_function });
        }
        Ok(())
    }
}
