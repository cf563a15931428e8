//! Accesses of host functions: what they say they did, and what is found to be other than before.

use alloc::vec::Vec;

use super::{Accessor, Place, Touch, WatchHit, WatchId};
use crate::host::Caller;
use crate::store::Store;

impl Caller<'_> {
    /// Whether somebody wants to know which memory is accessed: see [`Caller::note_access`].
    #[must_use]
    pub fn is_watched(&self) -> bool {
        !self.store.watches.is_empty()
    }

    /// Says that the function has read or written `len` bytes of [`Caller::memory`] at `address`. What it changes is seen
    /// without that; what it reads, or writes as it was before, is not.
    pub fn note_access(&mut self, address: u64, len: u64, written: bool) {
        let memory = self.instance.and_then(|id| self.store.default_memory_place(id));
        if let Some(memory) = memory
            && self.is_watched()
        {
            let touch =
                Touch::Memory { memory, start: address, len, reads: !written, writes: written };
            self.store.watches.by_host.push(touch);
        }
    }
}

impl Store {
    /// What watchpoints say of the host function that the instruction has called.
    pub(super) fn hits_by_host(&mut self, host: u32, by: Accessor, hits: &mut Vec<WatchHit>) {
        let mut wanted = {
            let touches = core::mem::take(&mut self.watches.by_host);
            self.watches.wanted(touches.iter())
        };
        let known = |id: WatchId| wanted.iter().any(|&(wanted, _)| wanted == id);
        let hit = |id: WatchId| hits.iter().any(|hit: &WatchHit| hit.watch == id);
        let changed = self.watches.all.iter().filter(|watch| {
            let written = watch.wants.writes() && matches!(watch.place, Place::Memory { .. });
            written
                && !known(watch.id)
                && !hit(watch.id)
                && self.has_changed(&watch.place, &watch.bytes)
        });
        let changed: Vec<_> = changed.map(|watch| (watch.id, true)).collect();
        wanted.extend(changed);
        for (id, written) in wanted {
            if let Some(mut hit) = self.hit(id, written, by) {
                hit.host = Some(self.host_name(host).1);
                hits.push(hit);
            }
        }
    }
}
