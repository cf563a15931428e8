//! Watchpoints of the engine as the session names them.

use wrtd_core::{WatchError, WatchFor, WatchHit, WatchId, Watched};

use super::{
    CodeAddress, DataAccess, LocalTarget, ModuleId, TargetError, TargetWatch, TargetWatched,
};
use crate::target::TargetHit;

/// The engine's watchpoints, by the numbers that the session knows them by.
#[derive(Default)]
pub(super) struct Watches {
    known: Vec<(TargetWatch, WatchId)>,
    last: u32,
}

impl Watches {
    fn add(&mut self, id: WatchId) -> TargetWatch {
        self.last += 1;
        self.known.push((TargetWatch(self.last), id));
        TargetWatch(self.last)
    }

    fn name(&self, id: WatchId) -> Option<TargetWatch> {
        self.known.iter().find(|(_, known)| *known == id).map(|(name, _)| *name)
    }

    fn remove(&mut self, name: TargetWatch) -> Option<WatchId> {
        let index = self.known.iter().position(|(known, _)| *known == name)?;
        Some(self.known.swap_remove(index).1)
    }
}

impl LocalTarget {
    pub(super) fn watch(
        &mut self,
        watched: &TargetWatched,
        access: DataAccess,
        depth: Option<u32>,
    ) -> Result<TargetWatch, TargetError> {
        let watched = self.watched(watched)?;
        let wants = match access {
            DataAccess::Change => WatchFor::Changes,
            DataAccess::Write => WatchFor::Writes,
            DataAccess::Read => WatchFor::Reads,
            DataAccess::ReadWrite => WatchFor::Accesses,
        };
        let frame = depth.map(|depth| (depth as usize).saturating_sub(1));
        let id =
            self.store.set_watchpoint(&watched, wants, frame).map_err(|error| match error {
                WatchError::Limit(limit) => TargetError::Limit(limit),
                error => TargetError::Failed(error.to_string()),
            })?;
        Ok(self.watches.add(id))
    }

    fn watched(&self, watched: &TargetWatched) -> Result<Watched, TargetError> {
        let instance = |module: ModuleId| {
            let missing = || TargetError::NotFound(format!("module {}", module.0));
            self.instance_of(module).ok_or_else(missing)
        };
        Ok(match *watched {
            TargetWatched::Memory { module, address, length } => {
                let instance = instance(module)?;
                let memory = self.store.default_memory_index(instance);
                let range = address..address.saturating_add(length);
                Watched::Memory { instance, memory, range }
            }
            TargetWatched::Global { module, index } => {
                Watched::Global { instance: instance(module)?, index }
            }
            TargetWatched::Local { depth, index } => {
                Watched::Local { frame: (depth as usize).saturating_sub(1), index }
            }
        })
    }

    pub(super) fn unwatch(&mut self, watch: TargetWatch) {
        if let Some(id) = self.watches.remove(watch) {
            self.store.clear_watchpoint(id);
        }
    }

    pub(super) fn take_ended(&mut self) -> Vec<TargetWatch> {
        let ended = self.store.take_ended_watchpoints();
        let names: Vec<_> = ended.into_iter().filter_map(|id| self.watches.name(id)).collect();
        for &name in &names {
            self.watches.remove(name);
        }
        names
    }

    pub(super) fn hits(&self, hits: Vec<WatchHit>) -> Vec<TargetHit> {
        let named = hits.into_iter().filter_map(|hit| {
            let module = self.module_of(hit.instance)?;
            Some(TargetHit {
                watch: self.watches.name(hit.watch)?,
                written: hit.written,
                host: hit.host,
                address: CodeAddress { module, offset: hit.pc },
                old: hit.old,
                new: hit.new,
            })
        });
        named.collect()
    }
}
