//! What a store takes, and what of it instances are charged for.
//!
//! Invariant: the parts of a store's footprint are what it has charged, each to its own account
//! ([`FootprintPart::account`]).

use core::mem::size_of_val;

use super::{Func, Global, Instance, Loaded, Memory, Store, Table, Tag};
use crate::footprint::{Footprint, FootprintPart, tree_size};
use crate::module::Extent;
use crate::value::{FuncType, ValType};

impl Store {
    /// What the store and its modules take at present; each module counts once, however many instances there
    /// are of it.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        let mut footprint = Footprint::default();
        for loaded in &self.loaded {
            footprint += loaded.module.footprint();
            let size = |copy: Option<&[u8]>| copy.map_or(0, |copy| copy.len() as u64);
            footprint.add(FootprintPart::CodeCopies, size(loaded.rewritten.as_deref()));
            footprint.add(FootprintPart::Breakpoints, size(loaded.patched.as_deref()));
        }
        let loaded = self.loaded.len() as u64 * LOADED;
        footprint.add(FootprintPart::Instances, loaded + self.types_charged);
        for instance in self.instances() {
            footprint.add(FootprintPart::Instances, instance_size(&self.module(instance).extent()));
        }
        let tables = self.tables.iter().map(|table| size_of_val(table.elements()) as u64);
        footprint.add(FootprintPart::Tables, tables.sum());
        let stack = size_of_val(self.stack.as_slice()) + size_of_val(self.high.as_slice());
        footprint.add(FootprintPart::Stack, stack as u64 + self.threads.parked_stacks_size());
        let side_tables = self.prepared.iter().map(|prepared| prepared.size());
        footprint.add(FootprintPart::SideTables, side_tables.sum());
        #[cfg(threaded_tier)]
        footprint.add(FootprintPart::TranslatedCode, self.threaded.size());
        footprint.add(FootprintPart::Exceptions, self.exceptions.size());
        footprint.add(FootprintPart::HostFunctions, self.host_held);
        footprint
    }
}

/// Bytes of what the store keeps of a module beside the module itself, before any function was called.
pub(crate) const LOADED: u64 = size_of::<Loaded>() as u64;

/// Bytes of an instance of a module of this extent: its index spaces, and what it adds to the store's lists.
pub(crate) fn instance_size(extent: &Extent) -> u64 {
    /// A place in a list of the store.
    const PLACE: u64 = size_of::<u32>() as u64;
    /// A function, with the address of its translation.
    const FUNCTION: u64 =
        (size_of::<Func>() + if cfg!(threaded_tier) { size_of::<u64>() } else { 0 }) as u64;
    let places = extent.types
        + extent.all_functions()
        + extent.all_tables()
        + extent.all_memories()
        + extent.all_globals()
        + extent.all_tags();
    size_of::<Instance>() as u64
        + places * PLACE
        + extent.element_segments
        + extent.data_segments
        + extent.functions * FUNCTION
        + extent.tables * size_of::<Table>() as u64
        + extent.memories * size_of::<Memory>() as u64
        + extent.tags * size_of::<Tag>() as u64
        + extent.globals * size_of::<Global>() as u64
}

/// Bytes of so many function types that are added to a store with `known` ones, with so many parameters and results
/// together.
pub(crate) fn types_size(known: u64, types: u64, operands: u64) -> u64 {
    /// A type with the two counts of an `Arc`, and its place in the list.
    const TYPE: u64 = (size_of::<FuncType>() + 3 * size_of::<usize>()) as u64;
    const fn numbers(types: u64) -> u64 {
        tree_size(types, size_of::<usize>() as u64, size_of::<u32>() as u64)
    }
    types * TYPE + operands * size_of::<ValType>() as u64 + numbers(known + types) - numbers(known)
}
