//! What a store takes, and what of it instances are charged for.
//!
//! Invariant: the parts of a store's footprint are what it has charged, each to its own account
//! ([`FootprintPart::account`]).

use core::mem::size_of_val;

use super::{Func, Global, Instance, Memory, Store, Table, Tag};
use crate::footprint::{Footprint, FootprintPart};
use crate::module::Module;

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
        for instance in self.instances() {
            footprint.add(FootprintPart::Instances, instance_size(self.module(instance)));
        }
        let tables = self.tables.iter().map(|table| size_of_val(table.elements()) as u64);
        footprint.add(FootprintPart::Tables, tables.sum());
        let stack = size_of_val(self.stack.as_slice()) + size_of_val(self.high.as_slice());
        footprint.add(FootprintPart::Stack, stack as u64);
        let side_tables = self.prepared.iter().map(|prepared| prepared.size());
        footprint.add(FootprintPart::SideTables, side_tables.sum());
        #[cfg(threaded_tier)]
        footprint.add(FootprintPart::TranslatedCode, self.threaded.size());
        footprint.add(FootprintPart::Exceptions, self.exceptions.size());
        footprint.add(FootprintPart::HostFunctions, self.host_held);
        footprint
    }
}

/// Bytes of an instance of `module`: its index spaces, and what it adds to the store's lists.
pub(super) fn instance_size(module: &Module) -> u64 {
    /// A place in a list of the store.
    const PLACE: usize = size_of::<u32>();
    /// The address of a function's translation.
    const ENTRY: usize = if cfg!(threaded_tier) { size_of::<u64>() } else { 0 };
    let defined = |all: usize, imported: u32| all - imported as usize;
    let functions = module.func_types.len();
    let tables = module.tables.len();
    let memories = module.memories.len();
    let tags = module.tags.len();
    let places = module.types.len() + functions + tables + memories + module.globals.len() + tags;
    let bytes = size_of::<Instance>()
        + places * PLACE
        + module.elements.len()
        + module.data.len()
        + defined(functions, module.imported_funcs) * (size_of::<Func>() + ENTRY)
        + defined(tables, module.imported_tables) * size_of::<Table>()
        + defined(memories, module.imported_memories) * size_of::<Memory>()
        + defined(tags, module.imported_tags) * size_of::<Tag>()
        + module.global_defs.len() * size_of::<Global>();
    bytes as u64
}
