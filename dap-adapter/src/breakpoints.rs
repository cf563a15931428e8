//! Breakpoints as the client knows them.
//!
//! The client's ids outlive a debug session of ours: they are given out before a program is loaded and
//! stay through a restart with another program, so they are kept apart from the session's own.

use std::collections::{BTreeMap, HashMap};

use wrtd_debug::{Breakpoint, BreakpointId};

/// A source as the client names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SourceKey {
    /// A file.
    Path(String),
    /// A text of the session's own.
    Reference(u32),
}

/// A breakpoint that the client asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Requested {
    pub(crate) id: i32,
    /// From 1.
    pub(crate) line: u32,
    /// From 1.
    pub(crate) column: Option<u32>,
}

/// All breakpoints that the client asked for, and the ids of both sides.
#[derive(Debug, Default)]
pub(crate) struct Breakpoints {
    sources: BTreeMap<SourceKey, Vec<Requested>>,
    client_ids: HashMap<BreakpointId, i32>,
    /// Where the session's breakpoints are, as `PATH:LINE` for people; those of files that are here.
    places: HashMap<BreakpointId, String>,
    last_id: i32,
}

impl Breakpoints {
    /// Replaces what was asked for in one source, before a program is loaded. Returns it with its ids.
    pub(crate) fn replace(
        &mut self,
        source: SourceKey,
        places: &[(u32, Option<u32>)],
    ) -> Vec<Requested> {
        let requested: Vec<_> = places
            .iter()
            .map(|&(line, column)| {
                self.last_id += 1;
                Requested { id: self.last_id, line, column }
            })
            .collect();
        if requested.is_empty() {
            self.sources.remove(&source);
        } else {
            self.sources.insert(source, requested.clone());
        }
        requested
    }

    /// Ties the session's ids of one source, in the order of its places, to the client's. A breakpoint
    /// that the session knew already keeps the id that the client has for it.
    pub(crate) fn bind(&mut self, source: &SourceKey, bound: &[BreakpointId]) -> Vec<i32> {
        let Some(requested) = self.sources.get_mut(source) else {
            return Vec::new();
        };
        for (requested, id) in requested.iter_mut().zip(bound) {
            requested.id = *self.client_ids.entry(*id).or_insert(requested.id);
        }
        requested.iter().map(|requested| requested.id).collect()
    }

    /// Everything that was asked for, to set it in a new session.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&SourceKey, &[Requested])> {
        self.sources.iter().map(|(source, requested)| (source, requested.as_slice()))
    }

    /// A new session begins: none of the ids of the earlier one is valid any more.
    pub(crate) fn forget_session(&mut self) {
        self.client_ids.clear();
        self.places.clear();
    }

    /// Remembers where a breakpoint is.
    pub(crate) fn learn_place(&mut self, breakpoint: &Breakpoint) {
        let path = breakpoint.source.as_ref().and_then(|source| source.path.as_ref());
        match path.zip(breakpoint.line) {
            Some((path, line)) => {
                self.places.insert(breakpoint.id, format!("{}:{line}", path.display()));
            }
            None => {
                self.places.remove(&breakpoint.id);
            }
        }
    }

    /// Where these breakpoints are, if that is one place and known.
    pub(crate) fn place(&self, ids: &[BreakpointId]) -> Option<&str> {
        let place = self.places.get(ids.first()?)?;
        ids.iter().all(|id| self.places.get(id) == Some(place)).then_some(place)
    }

    /// The client's id of a breakpoint of the session, and whether it is new to the client.
    pub(crate) fn client_id(&mut self, id: BreakpointId) -> (i32, bool) {
        match self.client_ids.get(&id) {
            Some(&known) => (known, false),
            None => {
                self.last_id += 1;
                self.client_ids.insert(id, self.last_id);
                (self.last_id, true)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wrtd_debug::SourceRef;

    use super::*;

    #[test]
    fn ids_stay_through_a_restart() {
        let source = SourceKey::Path("a.rs".to_owned());
        let mut breakpoints = Breakpoints::default();
        let ids: Vec<i32> = breakpoints
            .replace(source.clone(), &[(3, None), (9, Some(4))])
            .iter()
            .map(|requested| requested.id)
            .collect();
        assert_eq!(breakpoints.bind(&source, &[BreakpointId(7), BreakpointId(8)]), ids);
        breakpoints.forget_session();
        assert_eq!(breakpoints.bind(&source, &[BreakpointId(1), BreakpointId(2)]), ids);
        assert_eq!(breakpoints.client_id(BreakpointId(2)), (ids[1], false));
    }

    #[test]
    fn a_breakpoint_that_the_session_knew_keeps_its_id() {
        let source = SourceKey::Path("a.rs".to_owned());
        let mut breakpoints = Breakpoints::default();
        breakpoints.replace(source.clone(), &[(3, None)]);
        let first = breakpoints.bind(&source, &[BreakpointId(1)]);
        breakpoints.replace(source.clone(), &[(3, None), (5, None)]);
        let second = breakpoints.bind(&source, &[BreakpointId(1), BreakpointId(2)]);
        assert_eq!(second[0], first[0]);
        assert_ne!(second[1], first[0]);
    }

    #[test]
    fn a_place_is_told_where_it_is_one() {
        let at = |id, line| Breakpoint {
            id: BreakpointId(id),
            verified: true,
            message: None,
            source: Some(SourceRef {
                name: "a.rs".to_owned(),
                path: Some("/here/a.rs".into()),
                recorded: None,
                reference: None,
                origin: None,
            }),
            line: Some(line),
            column: None,
            offsets: Vec::new(),
        };
        let mut breakpoints = Breakpoints::default();
        let ids = [BreakpointId(1), BreakpointId(2)];
        breakpoints.learn_place(&at(1, 3));
        assert_eq!(breakpoints.place(&ids[..1]), Some("/here/a.rs:3"));
        assert_eq!(breakpoints.place(&ids), None);
        breakpoints.learn_place(&at(2, 3));
        assert_eq!(breakpoints.place(&ids), Some("/here/a.rs:3"));
        breakpoints.learn_place(&at(2, 4));
        assert_eq!(breakpoints.place(&ids), None);
        breakpoints.learn_place(&Breakpoint { source: None, ..at(1, 3) });
        assert_eq!(breakpoints.place(&ids[..1]), None);
    }
}
