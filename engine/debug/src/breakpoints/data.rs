//! Breakpoints at data, among all others.

use super::{Breakpoints, Request, store::Entry};
use crate::{
    Breakpoint, BreakpointId,
    data::{DataPlace, DataSource},
    target::{DataAccess, Target, TargetWatch},
};

impl Breakpoints {
    /// How many watch data.
    pub(crate) fn watch_count(&self) -> u64 {
        self.entries.values().filter(|entry| entry.watch.is_some()).count() as u64
    }

    /// Whether a breakpoint is one at data.
    pub(crate) fn is_at_data(&self, id: BreakpointId) -> bool {
        self.entries.get(&id).is_some_and(|entry| matches!(entry.request, Request::Data(_)))
    }

    /// The breakpoint behind a watchpoint of the target: its id, what it watches as the user wrote it, and where that
    /// is.
    pub(crate) fn watching(&self, watch: TargetWatch) -> Option<(BreakpointId, String, DataPlace)> {
        let (&id, entry) = self.entries.iter().find(|(_, entry)| entry.watch == Some(watch))?;
        let Request::Data(request) = &entry.request else { return None };
        Some((id, request.source.text(), request.place.clone().ok()?))
    }

    /// A watchpoint of the target has ended with its frame; the breakpoint, which stays and says so.
    pub(crate) fn end_watch(
        &mut self,
        target: &mut dyn Target,
        watch: TargetWatch,
    ) -> Option<Breakpoint> {
        let entry = self.entries.values_mut().find(|entry| entry.watch == Some(watch))?;
        entry.watch = None;
        target.let_go(entry.size());
        let Request::Data(request) = &mut entry.request else { return None };
        let message = request.source.ended();
        request.place = Err(message.clone());
        entry.view = entry.unbound(message);
        Some(entry.view.clone())
    }

    /// Data breakpoints with what they ask for.
    pub(crate) fn data_sources(&self) -> Vec<(BreakpointId, DataSource, bool)> {
        let of = |(&id, entry): (&BreakpointId, &Entry)| match &entry.request {
            Request::Data(request) => {
                let in_frame = request.place.as_ref().is_ok_and(|place| place.depth.is_some());
                Some((id, request.source.clone(), in_frame))
            }
            _ => None,
        };
        self.entries.iter().filter_map(of).collect()
    }

    /// Says where the data of a breakpoint is that is not bound now.
    pub(crate) fn place_data(&mut self, id: BreakpointId, place: Result<DataPlace, String>) {
        if let Some(entry) = self.entries.get_mut(&id)
            && let Request::Data(request) = &mut entry.request
        {
            request.place = place;
        }
    }

    pub(super) fn bind_data(
        &mut self,
        target: &mut dyn Target,
        id: BreakpointId,
        access: DataAccess,
        place: Result<DataPlace, String>,
    ) -> Breakpoint {
        let bound = place.and_then(|place| self.insert_watch(target, id, access, &place));
        let Some(entry) = self.entries.get_mut(&id) else {
            return super::store::new(id, super::BreakpointOptions::default());
        };
        entry.view = match bound {
            Ok(()) => Breakpoint { verified: true, message: None, ..entry.view.clone() },
            Err(message) => entry.unbound(message),
        };
        entry.view.clone()
    }

    fn insert_watch(
        &mut self,
        target: &mut dyn Target,
        id: BreakpointId,
        access: DataAccess,
        place: &DataPlace,
    ) -> Result<(), String> {
        let watched = self.watch_count();
        let Some(entry) = self.entries.get_mut(&id) else { return Ok(()) };
        entry.behaviour()?;
        if !entry.view.enabled || entry.watch.is_some() {
            return Ok(());
        }
        self.watch_limit.check(watched + 1).map_err(|full| full.to_string())?;
        let size = entry.size();
        target.hold(size).map_err(|full| full.to_string())?;
        // Depths are those of a thread, and another one may be selected.
        let selected = target.thread();
        target.show_thread(place.thread);
        let inserted = target.insert_watchpoint(&place.watched, access, place.depth);
        target.show_thread(selected);
        let watch = inserted.map_err(|error| {
            target.let_go(size);
            error.to_string()
        })?;
        entry.watch = Some(watch);
        Ok(())
    }
}
