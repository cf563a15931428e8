//! Breakpoints as the client knows them.
//!
//! The client's ids outlive a debug session of ours: they are given out before a program is loaded and
//! stay through a restart with another program, so they are kept apart from the session's own.

use std::collections::{BTreeMap, HashMap};

use wrtd_debug::{
    Breakpoint, BreakpointId, DataBreakpoint, FunctionBreakpoint, InstructionBreakpoint,
    LineBreakpoint,
};

/// What the client sets breakpoints in, all at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SourceKey {
    /// A file.
    Path(String),
    /// A text of the session's own.
    Reference(u32),
    /// The functions of the program.
    Functions,
    /// The instructions of the program.
    Instructions,
    /// Its data.
    Data,
}

/// A breakpoint as the client wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// In a source.
    Line(LineBreakpoint),
    /// At functions.
    Function(FunctionBreakpoint),
    /// At an instruction.
    Instruction(InstructionBreakpoint),
    /// At data.
    Data(DataBreakpoint),
}

impl Wanted {
    /// The line, of one in a source.
    pub(crate) fn line(&self) -> Option<u32> {
        match self {
            Self::Line(at) => Some(at.line),
            Self::Function(_) | Self::Instruction(_) | Self::Data(_) => None,
        }
    }

    pub(crate) fn into_line(self) -> Option<LineBreakpoint> {
        match self {
            Self::Line(at) => Some(at),
            Self::Function(_) | Self::Instruction(_) | Self::Data(_) => None,
        }
    }

    pub(crate) fn into_function(self) -> Option<FunctionBreakpoint> {
        match self {
            Self::Function(at) => Some(at),
            Self::Line(_) | Self::Instruction(_) | Self::Data(_) => None,
        }
    }

    pub(crate) fn into_instruction(self) -> Option<InstructionBreakpoint> {
        match self {
            Self::Instruction(at) => Some(at),
            Self::Line(_) | Self::Function(_) | Self::Data(_) => None,
        }
    }

    pub(crate) fn into_data(self) -> Option<DataBreakpoint> {
        match self {
            Self::Data(at) => Some(at),
            Self::Line(_) | Self::Function(_) | Self::Instruction(_) => None,
        }
    }
}

/// A breakpoint that the client asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Requested {
    pub(crate) id: i32,
    pub(crate) wanted: Wanted,
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
    pub(crate) fn replace(&mut self, source: SourceKey, wanted: &[Wanted]) -> Vec<Requested> {
        let requested: Vec<_> = wanted
            .iter()
            .map(|wanted| {
                self.last_id += 1;
                Requested { id: self.last_id, wanted: wanted.clone() }
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
        let name = path.and_then(|path| path.file_name());
        match name.zip(breakpoint.line) {
            Some((name, line)) => {
                self.places.insert(breakpoint.id, format!("{}:{line}", name.display()));
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

    /// Whether the client asked for all of these in one source.
    pub(crate) fn are_in(&self, source: &SourceKey, ids: &[BreakpointId]) -> bool {
        let requested = self.sources.get(source);
        let is_one = |id| {
            let id = self.client_ids.get(id);
            requested.into_iter().flatten().any(|requested| Some(&requested.id) == id)
        };
        ids.iter().all(is_one)
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
    use wrtd_debug::{BreakpointOptions, SourceRef};

    use super::*;

    fn lines(lines: &[u32]) -> Vec<Wanted> {
        let at = |&line| Wanted::Line(LineBreakpoint { line, ..LineBreakpoint::default() });
        lines.iter().map(at).collect()
    }

    #[test]
    fn ids_stay_through_a_restart() {
        let source = SourceKey::Path("a.rs".to_owned());
        let mut breakpoints = Breakpoints::default();
        let ids: Vec<i32> = breakpoints
            .replace(source.clone(), &lines(&[3, 9]))
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
        breakpoints.replace(source.clone(), &lines(&[3]));
        let first = breakpoints.bind(&source, &[BreakpointId(1)]);
        breakpoints.replace(source.clone(), &lines(&[3, 5]));
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
            data: None,
            offsets: Vec::new(),
            code: None,
            options: BreakpointOptions::default(),
            enabled: true,
            hits: 0,
        };
        let mut breakpoints = Breakpoints::default();
        let ids = [BreakpointId(1), BreakpointId(2)];
        breakpoints.learn_place(&at(1, 3));
        assert_eq!(breakpoints.place(&ids[..1]), Some("a.rs:3"));
        assert_eq!(breakpoints.place(&ids), None);
        breakpoints.learn_place(&at(2, 3));
        assert_eq!(breakpoints.place(&ids), Some("a.rs:3"));
        breakpoints.learn_place(&at(2, 4));
        assert_eq!(breakpoints.place(&ids), None);
        breakpoints.learn_place(&Breakpoint { source: None, ..at(1, 3) });
        assert_eq!(breakpoints.place(&ids[..1]), None);
    }
}
