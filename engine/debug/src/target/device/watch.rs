//! Watchpoints, of which the machine of devices knows nothing: it carries out one instruction after the other, and
//! after each what is watched is compared with what it was. So changes are seen, whatever makes them, and nothing else.

use super::{DeviceTarget, MODULE, running::Halt};
use crate::target::{
    CodeAddress, DataAccess, Resume, Target, TargetError, TargetHit, TargetStop, TargetWatch,
    TargetWatched, memory_range,
};

/// Most bytes that one watchpoint can watch: they are compared after each instruction.
const MOST_WATCHED: u64 = 4096;

/// The watchpoints, and those that have ended since somebody asked.
#[derive(Default)]
pub(super) struct Watches {
    all: Vec<Watch>,
    last: u32,
    ended: Vec<TargetWatch>,
}

struct Watch {
    name: TargetWatch,
    watched: TargetWatched,
    /// The frame with which it ends, 1 the outermost.
    depth: Option<u32>,
    bytes: Box<[u8]>,
}

impl Watches {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn remove(&mut self, name: TargetWatch) {
        self.all.retain(|watch| watch.name != name);
    }

    pub(super) fn take_ended(&mut self) -> Vec<TargetWatch> {
        std::mem::take(&mut self.ended)
    }

    /// Ends those of frames that are no longer there.
    fn end(&mut self, depth: u32) -> bool {
        let before = self.ended.len();
        let gone = |watch: &Watch| watch.depth.is_some_and(|of| of > depth);
        self.ended.extend(self.all.iter().filter(|watch| gone(watch)).map(|watch| watch.name));
        self.all.retain(|watch| !gone(watch));
        self.ended.len() > before
    }
}

impl DeviceTarget {
    pub(super) fn watch(
        &mut self,
        watched: &TargetWatched,
        access: DataAccess,
        depth: Option<u32>,
    ) -> Result<TargetWatch, TargetError> {
        if access != DataAccess::Change {
            return Err(TargetError::Failed(
                "the machine of devices tells of changes only; watch for changes".to_owned(),
            ));
        }
        if let TargetWatched::Memory { length, .. } = watched
            && !(1..=MOST_WATCHED).contains(length)
        {
            return Err(TargetError::Failed(format!(
                "{length} bytes cannot be watched on a device; watch 1 to {MOST_WATCHED} of them"
            )));
        }
        let bytes = self
            .bytes_of(watched)
            .ok_or_else(|| TargetError::NotFound("what is to be watched".to_owned()))?;
        let depth = match watched {
            TargetWatched::Local { depth, .. } => Some(*depth),
            _ => depth,
        };
        self.watches.last += 1;
        let name = TargetWatch(self.watches.last);
        self.watches.all.push(Watch { name, watched: watched.clone(), depth, bytes });
        Ok(name)
    }

    /// What something holds that is watched; `None` where it is not there.
    fn bytes_of(&self, watched: &TargetWatched) -> Option<Box<[u8]>> {
        let value = match *watched {
            TargetWatched::Memory { module: MODULE, address, length } => {
                let range = memory_range(address, usize::try_from(length).ok()?)?;
                return self.machine().memory().get(range).map(Box::from);
            }
            TargetWatched::Global { module: MODULE, index } => self.global(0, index)?,
            TargetWatched::Local { depth, index } => {
                self.local(self.depth().checked_sub(depth)?, index)?
            }
            _ => return None,
        };
        value.number().map(|number| number.to_le_bytes().into())
    }

    /// Takes note of what the debugger has written.
    pub(super) fn refresh_watches(&mut self) {
        _ = self.changes(None);
    }

    /// The watchpoints whose places hold something else than before. The instruction was `at`.
    fn changes(&mut self, at: Option<CodeAddress>) -> Vec<TargetHit> {
        let mut hits = Vec::new();
        for index in 0..self.watches.all.len() {
            let Some(new) = self.bytes_of(&self.watches.all[index].watched) else { continue };
            let watch = &mut self.watches.all[index];
            if watch.bytes == new {
                continue;
            }
            let old = std::mem::replace(&mut watch.bytes, new.clone());
            if let Some(address) = at {
                hits.push(TargetHit {
                    watch: watch.name,
                    written: true,
                    host: None,
                    address,
                    old,
                    new,
                });
            }
        }
        hits
    }

    /// Runs the call that is on the stack while something is watched.
    pub(super) fn run_watching(&mut self, how: &Resume) -> Halt {
        loop {
            let (at, before) = (self.frame(0).map(|frame| frame.address), self.depth());
            match self.step() {
                Halt::Stop(TargetStop::Stepped) => {}
                halt => return halt,
            }
            let ended = self.watches.end(self.depth());
            let hits = self.changes(at);
            if !hits.is_empty() {
                return TargetStop::Watchpoint(hits).into();
            }
            if let Some(stop) = self.has_arrived(how, before) {
                return stop.into();
            }
            if ended {
                return TargetStop::WatchpointEnded.into();
            }
        }
    }

    /// Why the program stops after an instruction before which it was at depth `before`; `None` where it goes on.
    fn has_arrived(&self, how: &Resume, before: u32) -> Option<TargetStop> {
        let now = self.depth();
        let arrived = match how {
            Resume::Instruction => Some(TargetStop::Stepped),
            Resume::Run => None,
            Resume::Return { depth } | Resume::Range { depth, .. } if now < *depth => {
                Some(TargetStop::Returned)
            }
            Resume::Return { .. } => None,
            Resume::Range { depth, enter_calls: true, .. } if now > *depth && before == *depth => {
                Some(TargetStop::Entered)
            }
            Resume::Range { depth, ranges, .. } => {
                let pc = self.machine().frame(0).map_or(0, |frame| frame.pc);
                let left = now == *depth && !ranges.iter().any(|range| range.contains(&pc));
                left.then_some(TargetStop::Stepped)
            }
        };
        let at_breakpoint = || self.machine().is_at_breakpoint().then_some(TargetStop::Breakpoint);
        arrived.or_else(at_breakpoint)
    }
}
