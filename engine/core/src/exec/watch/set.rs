//! Setting watchpoints, and taking them away.

use alloc::vec::Vec;

use wrtd_limits::Account;

use super::{Hull, MOST_WATCHED, Place, Watch, WatchError, WatchFor, WatchId, Watched};
#[cfg(threaded_tier)]
use crate::exec::threaded::WatchedPlaces;
use crate::exec::{Exit, Frame, Stop, ThreadId};
use crate::store::Store;

impl Store {
    /// Watches a place from now on. With `frame`, a frame of the thread that is shown by its depth counted from the outermost (0), the watchpoint ends with that
    /// frame: see [`Store::take_ended_watchpoints`].
    ///
    /// # Errors
    /// [`WatchError`]; nothing is watched then.
    pub fn set_watchpoint(
        &mut self,
        watched: &Watched,
        wants: WatchFor,
        frame: Option<usize>,
    ) -> Result<WatchId, WatchError> {
        let place = self.watched_place(watched)?;
        if let Place::Memory { memory, range } = &place {
            let size = self.memories[*memory].bytes().len() as u64;
            match range.end.checked_sub(range.start) {
                None | Some(0) => return Err(WatchError::Empty),
                Some(asked) if asked > MOST_WATCHED => return Err(WatchError::TooLong { asked }),
                Some(_) if range.end > size => return Err(WatchError::OutsideMemory { size }),
                Some(_) => {}
            }
        }
        let frame = match place {
            Place::Local { .. } if wants.reads() => return Err(WatchError::LocalRead),
            Place::Local { frame, .. } => Some(frame),
            _ => frame,
        };
        if frame.is_some_and(|frame| frame >= self.frames.len()) {
            return Err(WatchError::NoFrame);
        }
        let bytes = self.bytes_at(&place).ok_or(WatchError::NoSuchPlace)?;
        self.ledger.charge(Account::Debug, charge(bytes.len())).map_err(WatchError::Limit)?;
        let id = WatchId(self.watches.next);
        self.watches.next += 1;
        if let Some(frame) = frame {
            self.frames[frame].marks |= Frame::WATCHED;
        }
        let frame = frame.map(|frame| (self.thread(), frame));
        self.watches.all.push(Watch { id, place, wants, bytes, frame });
        self.watchpoints_changed();
        Ok(id)
    }

    /// Takes a watchpoint away, and gives whether there was one of this number.
    pub fn clear_watchpoint(&mut self, id: WatchId) -> bool {
        let Some(index) = self.watches.all.iter().position(|watch| watch.id == id) else {
            return false;
        };
        let watch = self.watches.all.remove(index);
        self.ledger.release(Account::Debug, charge(watch.bytes.len()));
        self.watchpoints_changed();
        true
    }

    /// The watchpoints that have ended with their frames since this was last asked. They are gone.
    pub fn take_ended_watchpoints(&mut self) -> Vec<WatchId> {
        core::mem::take(&mut self.watches.ended)
    }

    /// Takes note of what somebody else than the program has written to memories and globals: to be called after that.
    pub fn refresh_watchpoints(&mut self) {
        for index in 0..self.watches.all.len() {
            let watch = &self.watches.all[index];
            if self.has_changed(&watch.place, &watch.bytes)
                && let Some(bytes) = self.bytes_at(&watch.place)
            {
                self.watches.all[index].bytes = bytes;
            }
        }
    }

    /// Ends the watchpoints of the present thread's frames from depth `left` on, counted from the outermost; gives
    /// whether there were any.
    pub(in crate::exec) fn end_watchpoints(&mut self, left: usize) -> bool {
        self.end_watchpoints_of(self.thread(), left)
    }

    /// [`Store::end_watchpoints`] of another thread.
    pub(in crate::exec) fn end_watchpoints_of(&mut self, thread: ThreadId, left: usize) -> bool {
        let has_ended =
            |watch: &Watch| watch.frame.is_some_and(|(of, frame)| of == thread && frame >= left);
        let ended: Vec<WatchId> = self
            .watches
            .all
            .iter()
            .filter(|watch| has_ended(watch))
            .map(|watch| watch.id)
            .collect();
        for &id in &ended {
            self.clear_watchpoint(id);
        }
        let any = !ended.is_empty();
        self.watches.ended.extend(ended);
        any
    }

    /// Lets the watchpoints of the present thread's frames wait until these are there again
    /// ([`Store::take_up_watchpoints`]): others have their depths meanwhile.
    pub(in crate::exec) fn set_watchpoints_aside(&mut self) {
        self.hand_watchpoints(self.thread(), ThreadId::ASIDE);
    }

    /// The frames that were put away are there again.
    pub(in crate::exec) fn take_up_watchpoints(&mut self) {
        self.hand_watchpoints(ThreadId::ASIDE, self.thread());
    }

    fn hand_watchpoints(&mut self, from: ThreadId, to: ThreadId) {
        for watch in &mut self.watches.all {
            let local = match &mut watch.place {
                Place::Local { thread, .. } => Some(thread),
                Place::Memory { .. } | Place::Global { .. } => None,
            };
            let frame = watch.frame.as_mut().map(|(thread, _)| thread);
            for thread in local.into_iter().chain(frame).filter(|thread| **thread == from) {
                *thread = to;
            }
        }
    }

    /// Ends the watchpoints of frames from depth `left` on, and stops where there were any and nothing else has stopped
    /// the program.
    pub(in crate::exec) fn stop_at_ended_watchpoints(&mut self, left: usize) {
        if self.end_watchpoints(left) && self.stop.is_none() {
            self.stop = Some(Stop::Exit(Exit::WatchpointEnded));
        }
    }

    /// Lets both tiers know what is watched.
    fn watchpoints_changed(&mut self) {
        let (mut reads, mut writes) = (Hull::default(), Hull::default());
        for watch in &self.watches.all {
            if let Place::Memory { range, .. } = &watch.place {
                if watch.wants.reads() {
                    reads.add(range);
                }
                if watch.wants.writes() {
                    writes.add(range);
                }
            }
        }
        (self.watches.reads, self.watches.writes) = (reads, writes);
        #[cfg(threaded_tier)]
        self.instrument_translations(self.watched_places());
    }

    /// What translated code is to look at.
    #[cfg(threaded_tier)]
    fn watched_places(&self) -> WatchedPlaces {
        let mut places = WatchedPlaces::default();
        let (mut globals, mut locals) = (Vec::new(), Vec::new());
        for watch in &self.watches.all {
            match watch.place {
                Place::Memory { memory, .. } => {
                    if watch.wants.reads() {
                        places.loads.push(memory);
                    }
                    if watch.wants.writes() {
                        places.stores.push(memory);
                    }
                }
                Place::Global { global } => globals.push(global),
                Place::Local { func, index, .. } => locals.push((func, index)),
            }
        }
        for memories in [&mut places.loads, &mut places.stores] {
            memories.sort_unstable();
            memories.dedup();
        }
        globals.sort_unstable();
        globals.dedup();
        locals.sort_unstable();
        locals.dedup();
        (places.globals, places.locals) = (globals.into(), locals.into());
        places
    }
}

/// Bytes that a watchpoint takes.
fn charge(watched: usize) -> u64 {
    (size_of::<Watch>() + watched) as u64
}
