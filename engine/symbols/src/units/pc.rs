//! The code that a DIE covers: `DW_AT_low_pc`, `DW_AT_high_pc`, `DW_AT_ranges`.

use std::ops::Range;

use gimli::{Attribute, AttributeValue};

use super::{Dwarf, Reader, Value};
use crate::code::Code;

/// The attributes of one DIE that say where its code is.
#[derive(Default)]
pub(crate) struct PcAttributes {
    low: Option<Value>,
    high: Option<Value>,
    ranges: Option<Value>,
}

impl PcAttributes {
    /// Keeps the attribute if it is one of the three.
    pub(crate) fn note(&mut self, attribute: &Attribute<Reader>) {
        match attribute.name() {
            gimli::DW_AT_low_pc => self.low = Some(attribute.value()),
            gimli::DW_AT_high_pc => self.high = Some(attribute.value()),
            gimli::DW_AT_ranges => self.ranges = Some(attribute.value()),
            _ => {}
        }
    }

    /// Whether the DIE says anything about its code.
    pub(crate) fn any(&self) -> bool {
        self.low.is_some() || self.ranges.is_some()
    }

    /// `DW_AT_low_pc` as an address.
    pub(crate) fn low_pc(&self, dwarf: &Dwarf, unit: &gimli::Unit<Reader>) -> Option<u64> {
        dwarf.attr_address(unit, self.low.clone()?).ok().flatten()
    }

    /// The ranges of code that the linker kept, as Wasm offsets, sorted. `budget` bounds how many
    /// range-list entries a whole unit may read: broken lists may overlap endlessly.
    pub(crate) fn collect(
        self,
        dwarf: &Dwarf,
        unit: &gimli::Unit<Reader>,
        code: &Code,
        budget: &mut usize,
    ) -> Vec<Range<u32>> {
        let mut found = Vec::new();
        self.each(dwarf, unit, code, budget, |range| found.push(range));
        found.sort_unstable_by_key(|range| (range.start, range.end));
        found
    }

    /// The same ranges one by one, in the order of the debug information.
    pub(crate) fn each(
        self,
        dwarf: &Dwarf,
        unit: &gimli::Unit<Reader>,
        code: &Code,
        budget: &mut usize,
        mut note: impl FnMut(Range<u32>),
    ) {
        if let Some(list) = self.ranges.clone() {
            let Ok(Some(mut list)) = dwarf.attr_ranges(unit, list) else { return };
            while let Ok(Some(range)) = list.next() {
                let Some(left) = budget.checked_sub(1) else { break };
                *budget = left;
                if let Some(range) = code.live(range.begin..range.end) {
                    note(range);
                }
            }
        } else if let Some(range) = self.single(dwarf, unit).and_then(|range| code.live(range)) {
            note(range);
        }
    }

    fn single(self, dwarf: &Dwarf, unit: &gimli::Unit<Reader>) -> Option<Range<u64>> {
        let low = self.low_pc(dwarf, unit)?;
        let high = match self.high? {
            AttributeValue::Udata(length) => low.checked_add(length)?,
            other => dwarf.attr_address(unit, other).ok().flatten()?,
        };
        Some(low..high)
    }
}

/// Range-list entries that one unit may read, far more than a real one has.
pub(crate) const RANGE_BUDGET: usize = 1 << 22;
