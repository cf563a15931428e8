//! The schedule while a function is called beside the program: the thread that is shown runs, and no other.

use core::mem;
use core::time::Duration;

use super::{State, ThreadId};
use crate::store::Store;

/// Whose turn it was, and what its thread was doing.
pub(in crate::exec) struct Schedule {
    turn: usize,
    last_turn: ThreadId,
    turn_end: u64,
    event_limit: u64,
    is_over: bool,
    yields: bool,
    single: Option<ThreadId>,
    patience: Option<Duration>,
    /// Of the thread that is shown, where there are several.
    shown: Option<(State, bool)>,
}

impl Store {
    /// Gives the turn to the thread that is shown, whatever it waits for, until [`Store::take_up_schedule`].
    pub(in crate::exec) fn set_schedule_aside(&mut self) -> Schedule {
        let thread = self.thread();
        let threads = &mut self.threads;
        threads.is_aside = true;
        Schedule {
            turn: mem::replace(&mut threads.turn, threads.shown),
            last_turn: mem::replace(&mut threads.last_turn, thread),
            turn_end: mem::replace(&mut threads.turn_end, u64::MAX),
            event_limit: mem::replace(&mut threads.event_limit, u64::MAX),
            is_over: mem::take(&mut threads.is_over),
            yields: mem::take(&mut threads.yields),
            single: threads.single.replace(thread),
            patience: threads.patience.take(),
            shown: threads.list.get_mut(threads.shown).map(|shown| {
                let state = mem::replace(&mut shown.state, State::Ready);
                (state, mem::replace(&mut shown.has_begun, true))
            }),
        }
    }

    /// Goes on with the turn that there was. Threads that were spawned meanwhile have theirs from now on.
    pub(in crate::exec) fn take_up_schedule(&mut self, schedule: Schedule) {
        let threads = &mut self.threads;
        threads.is_aside = false;
        threads.turn = schedule.turn;
        threads.last_turn = schedule.last_turn;
        threads.turn_end = schedule.turn_end;
        threads.event_limit = schedule.event_limit;
        threads.is_over = schedule.is_over;
        threads.yields = schedule.yields;
        threads.single = schedule.single;
        threads.patience = schedule.patience;
        let shown = threads.list.get_mut(threads.shown);
        if let Some((thread, (state, has_begun))) = shown.zip(schedule.shown) {
            thread.state = state;
            thread.has_begun = has_begun;
        }
        if !self.threads.list.is_empty() {
            self.count_for_threads();
        }
    }
}
