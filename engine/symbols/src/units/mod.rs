//! The units of the debug information: where each begins, which code it covers, and what it contains.
//!
//! Building the index reads every unit's root entry and nothing below it.

pub(crate) mod abbreviations;
pub(crate) mod index;
pub(crate) mod outline;
pub(crate) mod pc;
pub(crate) mod root;
pub(crate) mod runs;

use std::sync::Arc;

use gimli::{DebuggingInformationEntry, Section, UnitOffset};

use outline::FunctionCode;

/// How debug sections are read: a part of a file that is in memory, shared, never copied.
pub(crate) type Reader = gimli::EndianArcSlice<gimli::LittleEndian>;
/// The debug sections of one file.
pub(crate) type Dwarf = gimli::Dwarf<Reader>;
/// A debugging information entry (DIE) with its attributes.
pub(crate) type Entry = DebuggingInformationEntry<Reader>;
/// The value of an attribute.
pub(crate) type Value = gimli::AttributeValue<Reader>;

/// Names one DIE: the position of its unit in the index, and its offset in that unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DieRef {
    pub(crate) unit: u32,
    pub(crate) offset: u32,
}

impl DieRef {
    /// As one number, for ids that leave this crate.
    pub(crate) fn pack(self) -> u64 {
        u64::from(self.unit) << 32 | u64::from(self.offset)
    }

    /// The reverse of [`DieRef::pack`]; any number gives a reference, which may lead nowhere.
    #[expect(clippy::cast_possible_truncation, reason = "both halves have 32 bits")]
    pub(crate) fn unpack(id: u64) -> Self {
        Self { unit: (id >> 32) as u32, offset: id as u32 }
    }
}

/// A function that has code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FunctionDie {
    pub(crate) die: DieRef,
    /// Offset in the unit after the DIEs inside it.
    pub(crate) end: u32,
}

impl FunctionDie {
    /// A function of a unit's outline.
    pub(crate) fn new(unit: u32, function: &FunctionCode) -> Self {
        Self { die: DieRef { unit, offset: function.die }, end: function.end }
    }
}

/// A unit whose abbreviations are read, so that its DIEs can be.
#[derive(Debug)]
pub(crate) struct Unit {
    /// Position in the index.
    pub(crate) id: u32,
    /// The file's sections that it refers to.
    pub(crate) dwarf: Arc<Dwarf>,
    /// Header, abbreviations and bases. Its line program is never set: see [`crate::lines`].
    pub(crate) unit: gimli::Unit<Reader>,
    /// What the root DIE says.
    pub(crate) root: root::Root,
    /// Read from a `.dwo` or `.dwp` file, where a skeleton pointed.
    pub(crate) split: bool,
    /// Length of the `.dwo` file, which is in memory for as long as one of its units.
    pub(crate) file_bytes: u64,
}

impl Unit {
    /// Bytes of it in its section.
    pub(crate) fn length(&self) -> u64 {
        self.unit.header.length_including_self() as u64
    }

    /// Bytes of memory that it takes where it is split, at most: its own abbreviations and its file.
    pub(crate) fn split_size(&self) -> u64 {
        if !self.split {
            return 0;
        }
        let section = self.dwarf.debug_abbrev.reader();
        let start = self.unit.header.debug_abbrev_offset().0.min(section.bytes().len());
        abbreviations::size_of_table(section.range_from(start..)).saturating_add(self.file_bytes)
    }

    /// The DIE at `offset`; `None` where there is none that can be read.
    pub(crate) fn entry(&self, offset: u32) -> Option<Entry> {
        let offset = UnitOffset(usize::try_from(offset).ok()?);
        self.unit.entry(offset).ok().filter(|entry| !entry.is_null())
    }

    /// Names a DIE of this unit.
    pub(crate) fn die(&self, offset: UnitOffset<usize>) -> DieRef {
        DieRef { unit: self.id, offset: narrow(offset) }
    }

    /// A string attribute's bytes as text.
    pub(crate) fn string(&self, value: Value) -> Option<String> {
        let text = self.dwarf.attr_string(&self.unit, value).ok()?;
        Some(String::from_utf8_lossy(text.bytes()).into_owned())
    }

    /// The attribute `name` of an entry as text.
    pub(crate) fn text(&self, entry: &Entry, name: gimli::DwAt) -> Option<String> {
        entry.attr_value(name).and_then(|value| self.string(value))
    }

    /// Whether the attribute `name` of an entry is a text with `word` in it.
    pub(crate) fn text_has(&self, entry: &Entry, name: gimli::DwAt, word: &str) -> bool {
        let text =
            entry.attr_value(name).and_then(|value| self.dwarf.attr_string(&self.unit, value).ok());
        text.is_some_and(|text| String::from_utf8_lossy(text.bytes()).contains(word))
    }
}

/// A unit offset in 32 bits; files of 4 GiB and more are refused when they are loaded.
pub(crate) fn narrow(offset: UnitOffset<usize>) -> u32 {
    u32::try_from(offset.0).unwrap_or(u32::MAX)
}

/// An attribute that holds a non-negative number.
pub(crate) fn unsigned(entry: &Entry, name: gimli::DwAt) -> Option<u64> {
    entry.attr_value(name).and_then(|value| value.udata_value())
}

/// Whether a flag attribute is set.
pub(crate) fn flag(entry: &Entry, name: gimli::DwAt) -> bool {
    matches!(entry.attr_value(name), Some(gimli::AttributeValue::Flag(true)))
}
