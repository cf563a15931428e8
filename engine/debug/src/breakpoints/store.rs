//! All breakpoints of a session.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use wrtd_limits::CountLimit;
use wrtd_symbols::Cancellation;

use super::{
    Behaviour, BreakpointOptions, Hits, SourceLines,
    resolve::{Resolved, resolve},
};
use crate::{
    Breakpoint, BreakpointId, CodeRef, SourceRef,
    data::DataRequest,
    disassembly::Disassemblies,
    program::Program,
    target::{CodeAddress, DataAccess, Target, TargetWatch},
};

/// Bytes that a code position is charged: its entries here and the engine's own.
const LOCATION_BYTES: u64 = 64;

/// What a user asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Request {
    /// A line of a source file.
    Line {
        /// As the user named it.
        path: String,
        /// From 1.
        line: u32,
        /// From 1.
        column: Option<u32>,
    },
    /// A line of a source that the session made.
    Reference {
        /// Which.
        reference: u32,
        /// From 1.
        line: u32,
    },
    /// One instruction.
    Instruction {
        /// Where it begins, as the user wrote it.
        place: String,
        /// So many bytes further on.
        offset: i64,
    },
    /// All functions of a name.
    Function {
        /// The name.
        name: String,
    },
    /// Accesses of data.
    Data(Box<DataRequest>),
}

impl Request {
    /// Bytes of its text.
    fn text_size(&self) -> usize {
        match self {
            Self::Line { path: text, .. }
            | Self::Function { name: text }
            | Self::Instruction { place: text, .. } => text.len(),
            Self::Reference { .. } => 0,
            Self::Data(request) => size_of::<DataRequest>() + request.source.text().len(),
        }
    }

    /// What is watched and for which accesses, where that is data.
    fn data(&self) -> Option<(String, DataAccess)> {
        match self {
            Self::Data(request) => Some((request.source.text(), request.access)),
            _ => None,
        }
    }

    /// Whether both are in the same source, or functions.
    fn same_source(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Line { path: a, .. }, Self::Line { path: b, .. }) => a == b,
            (Self::Reference { reference: a, .. }, Self::Reference { reference: b, .. }) => a == b,
            (Self::Function { .. }, Self::Function { .. })
            | (Self::Instruction { .. }, Self::Instruction { .. })
            | (Self::Data(_), Self::Data(_)) => true,
            _ => false,
        }
    }
}

/// A breakpoint, and the code positions that are inserted for it.
pub(super) struct Entry {
    pub(super) request: Request,
    /// Or why it is none.
    behaviour: Result<Arc<Behaviour>, String>,
    pub(super) view: Breakpoint,
    /// Its hits, also those that the view does not say yet, as a judge has counted them.
    hits: Hits,
    addresses: Vec<CodeAddress>,
    /// Of one at data that is inserted.
    pub(super) watch: Option<TargetWatch>,
}

impl Entry {
    /// Bytes that a breakpoint is charged, its positions apart: the request, and what is shown of it.
    pub(super) fn size(&self) -> u64 {
        let texts = 2 * (self.request.text_size() + self.view.options.size());
        (size_of::<Self>() + size_of::<SourceRef>() + texts) as u64
    }

    /// # Errors
    /// Why its behaviour is none.
    pub(super) fn behaviour(&self) -> Result<(), String> {
        self.behaviour.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// Counts its hits anew. A judge of before counts for nobody.
    fn forget_hits(&mut self) {
        self.hits = Hits::default();
        self.view.hits = 0;
    }

    /// Where it landed.
    fn bound(&self, resolved: Resolved, modules: usize) -> Breakpoint {
        Breakpoint {
            verified: true,
            message: resolved.message,
            source: resolved.source,
            line: resolved.line,
            column: resolved.column,
            offsets: resolved.addresses.iter().map(|address| address.offset).collect(),
            code: resolved.addresses.first().map(|&first| CodeRef::new(first, modules)),
            ..self.view.clone()
        }
    }

    /// Nowhere, and why.
    pub(super) fn unbound(&self, message: String) -> Breakpoint {
        Breakpoint {
            verified: false,
            message: Some(message),
            source: None,
            line: None,
            column: None,
            offsets: Vec::new(),
            code: None,
            ..self.view.clone()
        }
    }
}

/// What binding needs.
pub(crate) struct Ground<'a> {
    pub(crate) program: &'a Program,
    pub(crate) disassemblies: &'a Disassemblies,
    pub(crate) target: &'a mut dyn Target,
    pub(crate) lines: SourceLines<'a>,
    pub(crate) cancellation: &'a Cancellation,
}

/// The code of a request, as long as nobody gives up: what was found until then may be a part.
fn find(request: &Request, ground: &mut Ground<'_>) -> Result<Resolved, String> {
    let given_up = || "its place was not found before that was given up; set it again".to_owned();
    if ground.cancellation.is_requested() {
        return Err(given_up());
    }
    let found = resolve(request, ground);
    if ground.cancellation.is_requested() { Err(given_up()) } else { found }
}

/// The breakpoints, and the code positions inserted for them.
pub(crate) struct Breakpoints {
    pub(super) entries: BTreeMap<BreakpointId, Entry>,
    last: u32,
    /// The breakpoints at each inserted position.
    inserted: HashMap<CodeAddress, BTreeSet<BreakpointId>>,
    /// Positions whose breakpoints have changed since somebody asked who judges them.
    unjudged: BTreeSet<CodeAddress>,
    /// Positions that the session itself wants to stop at.
    own: Vec<CodeAddress>,
    /// How many stop the program.
    armed: u64,
    /// How many may.
    limit: CountLimit,
    /// How many may watch data.
    pub(super) watch_limit: CountLimit,
}

impl Breakpoints {
    /// None yet.
    pub(crate) fn new(limit: CountLimit, watch_limit: CountLimit) -> Self {
        let (entries, inserted) = (BTreeMap::new(), HashMap::new());
        Self {
            entries,
            last: 0,
            inserted,
            unjudged: BTreeSet::new(),
            own: Vec::new(),
            armed: 0,
            limit,
            watch_limit,
        }
    }

    /// Sets how many there may be. Those that there are stay, also where they are more.
    pub(crate) fn keep_to(&mut self, limit: CountLimit, watch_limit: CountLimit) {
        self.limit = limit;
        self.watch_limit = watch_limit;
    }

    /// How many of them may stop the program.
    pub(crate) fn inserted_count(&self) -> u64 {
        self.armed
    }

    /// All breakpoints, by id.
    pub(crate) fn views(&self) -> impl Iterator<Item = &Breakpoint> {
        self.entries.values().map(|entry| &entry.view)
    }

    /// What a breakpoint was asked for.
    pub(crate) fn request(&self, id: BreakpointId) -> Option<&Request> {
        Some(&self.entries.get(&id)?.request)
    }

    /// The function that a breakpoint was asked for by name.
    pub(crate) fn function_name(&self, id: BreakpointId) -> Option<&str> {
        match &self.entries.get(&id)?.request {
            Request::Function { name } => Some(name),
            _ => None,
        }
    }

    /// The breakpoints at a position.
    pub(crate) fn at(&self, address: CodeAddress) -> Vec<BreakpointId> {
        self.inserted.get(&address).map_or_else(Vec::new, |ids| ids.iter().copied().collect())
    }

    /// The positions whose breakpoints have changed since this was last asked, each with those of the user's that are there;
    /// none where the session itself wants to stop.
    pub(crate) fn take_unjudged(&mut self) -> Vec<(CodeAddress, Vec<BreakpointId>)> {
        let changed = std::mem::take(&mut self.unjudged);
        let at = |address| match self.own.contains(&address) {
            true => (address, Vec::new()),
            false => (address, self.at(address)),
        };
        changed.into_iter().map(at).collect()
    }

    /// The hits of a breakpoint, for a judge to count them.
    pub(crate) fn hits(&self, id: BreakpointId) -> Option<Hits> {
        Some(self.entries.get(&id)?.hits.clone())
    }

    /// Lets the views say what judges have counted.
    pub(crate) fn take_hits(&mut self) {
        for entry in self.entries.values_mut() {
            entry.view.hits = entry.hits.count();
        }
    }

    /// What a breakpoint does, of one that stops the program.
    pub(crate) fn behaviour(&self, id: BreakpointId) -> Option<Arc<Behaviour>> {
        self.entries.get(&id)?.behaviour.as_ref().ok().cloned()
    }

    /// Counts a hit; how many there are now.
    pub(crate) fn count_hit(&mut self, id: BreakpointId) -> u64 {
        let Some(entry) = self.entries.get_mut(&id) else { return 0 };
        entry.hits.add();
        entry.view.hits = entry.hits.count();
        entry.view.hits
    }

    /// Adds one breakpoint.
    pub(crate) fn add(
        &mut self,
        ground: &mut Ground<'_>,
        request: Request,
        options: BreakpointOptions,
    ) -> Breakpoint {
        self.last += 1;
        let id = BreakpointId(self.last);
        let behaviour = Behaviour::read(&options).map(Arc::new);
        let view = Breakpoint { data: request.data(), ..new(id, options) };
        let hits = Hits::default();
        let entry = Entry { request, behaviour, view, hits, addresses: Vec::new(), watch: None };
        self.entries.insert(id, entry);
        self.bind(ground, id)
    }

    /// Changes what a breakpoint does, and counts its hits anew; `None` where there is none.
    pub(crate) fn change(
        &mut self,
        ground: &mut Ground<'_>,
        id: BreakpointId,
        options: BreakpointOptions,
    ) -> Option<Breakpoint> {
        self.change_entry(ground, id, |entry| {
            entry.behaviour = Behaviour::read(&options).map(Arc::new);
            entry.view.options = options;
            entry.forget_hits();
        })
    }

    /// Lets a breakpoint do something or nothing; `None` where there is none.
    pub(crate) fn enable(
        &mut self,
        ground: &mut Ground<'_>,
        id: BreakpointId,
        enabled: bool,
    ) -> Option<Breakpoint> {
        self.change_entry(ground, id, |entry| entry.view.enabled = enabled)
    }

    fn change_entry(
        &mut self,
        ground: &mut Ground<'_>,
        id: BreakpointId,
        change: impl FnOnce(&mut Entry),
    ) -> Option<Breakpoint> {
        let mut entry = self.entries.remove(&id)?;
        // It is charged by what it is.
        self.take_out(ground.target, id, &mut entry);
        change(&mut entry);
        self.entries.insert(id, entry);
        Some(self.bind(ground, id))
    }

    /// Removes one breakpoint; whether there was one.
    pub(crate) fn remove(&mut self, target: &mut dyn Target, id: BreakpointId) -> bool {
        let Some(mut entry) = self.entries.remove(&id) else { return false };
        self.take_out(target, id, &mut entry);
        true
    }

    /// Replaces the breakpoints in the source of `requests`, which `same` names. Those that stay as
    /// they were asked for keep their ids.
    pub(crate) fn replace(
        &mut self,
        ground: &mut Ground<'_>,
        same: &Request,
        requests: Vec<(Request, BreakpointOptions)>,
    ) -> Vec<Breakpoint> {
        // Those of before, by what was asked for.
        let mut old: HashMap<(&Request, &BreakpointOptions), Vec<BreakpointId>> = HashMap::new();
        for (&id, entry) in self.entries.iter().rev() {
            if entry.request.same_source(same) {
                old.entry((&entry.request, &entry.view.options)).or_default().push(id);
            }
        }
        let kept: Vec<Option<BreakpointId>> = requests
            .iter()
            .map(|(request, options)| old.get_mut(&(request, options))?.pop())
            .collect();
        let mut gone: Vec<BreakpointId> = old.into_values().flatten().collect();
        gone.sort_unstable();
        for id in gone {
            self.remove(ground.target, id);
        }
        requests
            .into_iter()
            .zip(kept)
            .map(|((request, options), kept)| match kept.and_then(|id| self.entries.get(&id)) {
                // What did not fit before may fit now.
                Some(entry) if entry.view.verified => entry.view.clone(),
                Some(entry) => {
                    let id = entry.view.id;
                    self.bind(ground, id)
                }
                None => self.add(ground, request, options),
            })
            .collect()
    }

    /// Binds all breakpoints anew, in a target that has none inserted, and counts their hits anew; those that changed.
    pub(crate) fn rebind(&mut self, ground: &mut Ground<'_>) -> Vec<Breakpoint> {
        self.inserted.clear();
        self.own.clear();
        self.armed = 0;
        self.entries.values_mut().for_each(Entry::forget_hits);
        let before: Vec<Breakpoint> = self.views().cloned().collect();
        let mut changed = Vec::new();
        for old in before {
            if let Some(entry) = self.entries.get_mut(&old.id) {
                entry.addresses.clear();
                entry.watch = None;
            }
            let new = self.bind(ground, old.id);
            if new != old {
                changed.push(new);
            }
        }
        changed
    }

    fn bind(&mut self, ground: &mut Ground<'_>, id: BreakpointId) -> Breakpoint {
        let Some(entry) = self.entries.get(&id) else {
            return new(id, BreakpointOptions::default());
        };
        if let Request::Data(request) = &entry.request {
            let place = request.place.clone();
            return self.bind_data(ground.target, id, request.access, place);
        }
        let view = match find(&entry.request, ground) {
            Ok(resolved) => {
                let addresses = resolved.addresses.clone();
                let view = entry.bound(resolved, ground.program.module_count());
                let inserted = match (&entry.behaviour, view.enabled) {
                    (Ok(_), true) => self.insert_all(ground.target, id, &addresses),
                    (Ok(_), false) => Ok(()),
                    (Err(message), _) => Err(message.clone()),
                };
                match inserted {
                    Ok(()) => view,
                    Err(message) => Breakpoint { verified: false, message: Some(message), ..view },
                }
            }
            Err(message) => entry.unbound(message),
        };
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.view = view.clone();
        }
        view
    }

    /// Inserts all positions of a breakpoint or none.
    fn insert_all(
        &mut self,
        target: &mut dyn Target,
        id: BreakpointId,
        addresses: &[CodeAddress],
    ) -> Result<(), String> {
        if addresses.is_empty() {
            return Ok(());
        }
        self.limit.check(self.armed + 1).map_err(|full| full.to_string())?;
        let size = self.entries.get(&id).map_or(0, Entry::size);
        target.hold(size).map_err(|full| full.to_string())?;
        for (index, &address) in addresses.iter().enumerate() {
            if let Err(message) = self.insert(target, id, address) {
                for &done in &addresses[..index] {
                    self.release(target, id, done);
                }
                target.let_go(size);
                return Err(message);
            }
        }
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.addresses = addresses.to_vec();
            self.armed += 1;
        }
        Ok(())
    }

    /// Takes a breakpoint out of the program, with what it was charged.
    fn take_out(&mut self, target: &mut dyn Target, id: BreakpointId, entry: &mut Entry) {
        if let Some(watch) = entry.watch.take() {
            target.remove_watchpoint(watch);
            target.let_go(entry.size());
        }
        if entry.addresses.is_empty() {
            return;
        }
        self.armed = self.armed.saturating_sub(1);
        target.let_go(entry.size());
        for address in std::mem::take(&mut entry.addresses) {
            self.release(target, id, address);
        }
    }

    fn insert(
        &mut self,
        target: &mut dyn Target,
        id: BreakpointId,
        address: CodeAddress,
    ) -> Result<(), String> {
        self.unjudged.insert(address);
        if let Some(ids) = self.inserted.get_mut(&address) {
            ids.insert(id);
            return Ok(());
        }
        target.hold(LOCATION_BYTES).map_err(|full| full.to_string())?;
        if let Err(error) = target.insert_breakpoint(address) {
            target.let_go(LOCATION_BYTES);
            return Err(error.to_string());
        }
        self.inserted.insert(address, BTreeSet::from([id]));
        Ok(())
    }

    fn release(&mut self, target: &mut dyn Target, id: BreakpointId, address: CodeAddress) {
        let Some(ids) = self.inserted.get_mut(&address) else { return };
        self.unjudged.insert(address);
        ids.remove(&id);
        if !ids.is_empty() {
            return;
        }
        self.inserted.remove(&address);
        target.let_go(LOCATION_BYTES);
        if !self.own.contains(&address) {
            target.remove_breakpoint(address);
        }
    }

    /// Stops at `addresses` for the session itself, and no longer at those of before.
    pub(crate) fn watch(&mut self, target: &mut dyn Target, addresses: Vec<CodeAddress>) {
        for &old in &self.own {
            if !addresses.contains(&old) && !self.inserted.contains_key(&old) {
                target.remove_breakpoint(old);
            }
        }
        // A position that cannot be watched is not reached either.
        self.unjudged.extend(self.own.iter().chain(&addresses));
        self.own = addresses;
        self.own.retain(|&address| target.insert_breakpoint(address).is_ok());
    }

    /// Takes all out of the program; they stay, unverified, with the reason. Those that stopped it before.
    pub(crate) fn disarm(&mut self, target: &mut dyn Target, reason: &str) -> Vec<Breakpoint> {
        self.watch(target, Vec::new());
        let mut changed = Vec::new();
        for id in self.entries.keys().copied().collect::<Vec<_>>() {
            let Some(mut entry) = self.entries.remove(&id) else { continue };
            self.take_out(target, id, &mut entry);
            if entry.view.verified {
                entry.view.verified = false;
                entry.view.message = Some(reason.to_owned());
                changed.push(entry.view.clone());
            }
            self.entries.insert(id, entry);
        }
        changed
    }

    /// Whether the session itself stops at a position.
    pub(crate) fn is_watched(&self, address: CodeAddress) -> bool {
        self.own.contains(&address)
    }
}

/// One that is not bound yet.
pub(super) fn new(id: BreakpointId, options: BreakpointOptions) -> Breakpoint {
    Breakpoint {
        id,
        verified: false,
        message: None,
        source: None,
        line: None,
        column: None,
        data: None,
        offsets: Vec::new(),
        code: None,
        options,
        enabled: true,
        hits: 0,
    }
}
