//! In which order entries were used, so that the least recently used one is found.
//!
//! Entries note when they were used last; the queue notes when they were looked at last, which is never
//! later. To use an entry so costs nothing here, and what is at the front of the queue is moved back
//! until the front is as old as the queue says.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::store::Key;

/// A moment: the number of uses before it.
pub(super) type Moment = u64;

/// Entries, the one that was used least recently first.
#[derive(Default)]
pub(super) struct Order {
    queue: BinaryHeap<Reverse<(Moment, Key)>>,
}

/// What an entry at the front of the queue turns out to be.
pub(super) enum Found {
    /// It is gone, or queued under another moment.
    Stale,
    /// It was used at this moment, which is later than the queue says.
    UsedAt(Moment),
    /// The queue is right.
    Oldest,
}

impl Order {
    /// Adds an entry.
    pub(super) fn push(&mut self, moment: Moment, key: Key) {
        self.queue.push(Reverse((moment, key)));
    }

    /// The entry that was used least recently, where that was not after `now`. `ask` tells of an entry
    /// that is queued under a moment what became of it.
    pub(super) fn oldest(
        &mut self,
        now: Moment,
        mut ask: impl FnMut(Moment, Key) -> Found,
    ) -> Option<(Moment, Key)> {
        loop {
            let &Reverse((moment, key)) = self.queue.peek()?;
            if moment > now {
                return None;
            }
            match ask(moment, key) {
                Found::Stale => drop(self.queue.pop()),
                Found::Oldest => return Some((moment, key)),
                Found::UsedAt(later) => {
                    self.queue.pop();
                    self.push(later, key);
                }
            }
        }
    }

    /// Forgets entries.
    pub(super) fn retain(&mut self, keep: impl Fn(Key) -> bool) {
        self.queue.retain(|Reverse((_, key))| keep(*key));
    }
}
