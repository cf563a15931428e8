//! Abbreviation tables: what the DIEs of a unit are made of.

use gimli::{Abbreviation, Abbreviations, DebugAbbrev, DebugAbbrevOffset, Reader as _, Section};

use super::{Dwarf, Reader};

/// Start and end of a table in `.debug_abbrev`, the end being where the next one begins at the latest.
pub(crate) type Table = (u32, u32);

/// Reads a table. `None` where it is broken.
pub(crate) fn read(dwarf: &Dwarf, table: Table) -> Option<Abbreviations> {
    let section = section(dwarf, table)?;
    let start = usize::try_from(table.0).ok()?;
    DebugAbbrev::from(section).abbreviations(DebugAbbrevOffset(start)).ok()
}

/// The section up to the end of a table.
fn section(dwarf: &Dwarf, (start, end): Table) -> Option<Reader> {
    let section = dwarf.debug_abbrev.reader();
    let end = usize::try_from(end).ok().filter(|_| start < end)?;
    (end <= section.bytes().len()).then(|| section.range_to(..end))
}

/// Bytes of memory that a table takes.
pub(crate) fn size(dwarf: &Dwarf, table: Table) -> u64 {
    let section = section(dwarf, table);
    let start = usize::try_from(table.0).ok();
    let rest = section.zip(start).map(|(section, start)| section.range_from(start..));
    rest.map_or(0, size_of_table)
}

/// Bytes of memory that the abbreviations take with which a section begins.
pub(crate) fn size_of_table(mut section: Reader) -> u64 {
    let mut size = Size::default();
    let _ = size.count(&mut section);
    // A list has room for up to twice as many.
    let list = size.listed.next_power_of_two().saturating_mul(size_of::<Abbreviation>() as u64);
    list.saturating_add(size.elsewhere)
}

#[derive(Default)]
struct Size {
    /// Abbreviations whose codes follow each other, which are in a list.
    listed: u64,
    /// Bytes of other ones, and of attributes that have lists of their own.
    elsewhere: u64,
}

impl Size {
    fn count(&mut self, table: &mut Reader) -> gimli::Result<()> {
        loop {
            let code = table.read_uleb128()?;
            if code == 0 {
                return Ok(());
            }
            table.read_uleb128()?;
            table.read_u8()?;
            let mut attributes = 0_u64;
            loop {
                let (name, form) = (table.read_uleb128()?, table.read_uleb128()?);
                if form == u64::from(gimli::DW_FORM_implicit_const.0) {
                    table.read_sleb128()?;
                }
                if (name, form) == (0, 0) {
                    break;
                }
                attributes += 1;
            }
            self.add(code, attributes);
        }
    }

    fn add(&mut self, code: u64, attributes: u64) {
        /// Attributes that have room in an abbreviation.
        const INLINE: u64 = 5;
        /// Bytes of an attribute.
        const ATTRIBUTE: u64 = 16;
        if code == self.listed + 1 {
            self.listed += 1;
        } else {
            // A tree's nodes are half full, at the worst.
            let node = 2 * size_of::<(u64, Abbreviation)>() as u64;
            self.elsewhere = self.elsewhere.saturating_add(node);
        }
        if attributes > INLINE {
            let list = attributes.div_ceil(INLINE).next_power_of_two() * INLINE;
            self.elsewhere = self.elsewhere.saturating_add(list.saturating_mul(ATTRIBUTE));
        }
    }
}
