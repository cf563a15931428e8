//! What is counted of a file beside its module: custom sections by name, and the parts of a component.
//!
//! Invariant: names are kept for as many kinds of sections as debug information has, however many a file has.

use alloc::string::String;
use alloc::vec::Vec;

/// Kinds of custom sections of which the names are kept; DWARF 5 and what linkers add have fewer than 30.
const MOST_NAMES: usize = 64;

/// Longest name that is kept, in bytes.
const LONGEST_NAME: usize = 100;

/// Counts of a file.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) components: u64,
    pub(super) modules: u64,
    /// Instances that components make.
    pub(super) instances: u64,
    /// How deep modules and components lie in each other.
    pub(super) nesting: u64,
    /// Size of the custom sections of each name.
    pub(super) customs: Vec<(String, u64)>,
    /// Size of those whose names are not kept.
    pub(super) other_customs: u64,
}

impl Tally {
    /// Counts a custom section with contents of `size` bytes.
    pub(super) fn custom(&mut self, name: &str, size: u64) {
        if let Some((_, bytes)) = self.customs.iter_mut().find(|(other, _)| other == name) {
            *bytes += size;
        } else if self.customs.len() < MOST_NAMES && name.len() <= LONGEST_NAME {
            self.customs.push((name.into(), size));
        } else {
            self.other_customs += size;
        }
    }
}
