//! Positions: which moment of its execution a stopped program is at, so that another run of the same
//! program can be taken to the same moment.
//!
//! What is counted are *events*: a `loop` instruction is executed (as each turn of the loop does), or a
//! function of the guest is entered, by a call, a tail call or [`Store::begin_call`](crate::Store::begin_call),
//! or the turn of another thread begins ([`super::threads`]), so that between two of them one thread runs.
//! Their number, the number of frames and the Wasm offset name one moment:
//!
//! Let two moments of an execution have the same count and the same depth. No event is between them, so that
//! no frame was pushed and none was given to another function. The frame of the earlier moment was not popped
//! either, by a return or by an exception, as the depth would not have been reached again: it is the innermost
//! one at both, and in between. Its instructions go on to the next one; its branches, and the handlers of
//! exceptions, to a place further on in the function, or else back to a `loop`. That `loop` is the next
//! instruction then, and executing it is an event, so that such a moment is the last one with its count; the
//! pc was not there earlier at this count, as the event would have come then. So the two moments differ in
//! their pc.
//!
//! This relies on branches leading to the `loop` instruction itself, never behind it, and on host functions
//! not calling back into the guest. A function of the host is one instruction, its call; so no event is
//! needed for it. An instruction that was interrupted (such as a host function, or a long `memory.fill`) has
//! not been executed: the position before it stays the program's until it completes. So does that of an
//! instruction that traps.
//!
//! Both tiers keep the count as what is left up to a limit ([`Events`]). Where nothing is left, the program
//! stops before the next event: [`Resume::UntilPosition`](crate::Resume) lets it run to the last event
//! before the position at full speed, and takes the rest instruction by instruction.
//!
//! Nothing of this is executed while counting is off: the in-place tier looks further where a poll notices
//! that *something* is asked for, and translated code has instructions of its own that count.

use alloc::vec::Vec;

use super::{Exit, Stop};
use crate::store::Store;

/// A moment of a program's execution, while its store counts ([`Store::set_counting`]). The same program
/// with the same inputs comes to it once, in whichever tier it runs and however it is stopped on the way:
/// between two of the events that are counted, control goes on in a function, back to a `loop` (whose execution
/// is the next event) or out to a caller, and so never comes twice to one instruction in one depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// How many `loop` instructions have been executed, guest functions entered, and turns passed on to other threads.
    pub count: u64,
    /// Number of frames of the thread whose turn it is.
    pub depth: u32,
    /// Wasm offset of the next instruction of its innermost frame.
    pub pc: u32,
}

/// The events so far, as how many are left before the program is to stop. Both are less than 2⁶³, so that the
/// sign tells that none was left.
pub(crate) struct Events {
    left: i64,
    limit: i64,
}

impl Events {
    /// More than any program lives to see.
    const UNLIMITED: u64 = i64::MAX as u64;

    /// None so far, and no limit.
    pub(super) const fn new() -> Self {
        Self { left: i64::MAX, limit: i64::MAX }
    }

    fn count(&self) -> u64 {
        (self.limit - self.left).cast_unsigned()
    }

    /// Lets the program stop before more than `limit` events, which is not less than there have been.
    pub(super) fn set_limit(&mut self, limit: u64) {
        let limit = limit.min(Self::UNLIMITED).cast_signed();
        self.left = limit - (self.limit - self.left);
        self.limit = limit;
    }

    /// Counts an event that is about to happen; `false`, and it may not happen, where none is left.
    #[inline(always)]
    pub(super) fn pass(&mut self) -> bool {
        let is_left = self.left > 0;
        self.left -= i64::from(is_left);
        is_left
    }

    /// [`Events::pass`] in one instruction of the host and a branch: where it is `false`,
    /// [`Events::take_back`] is due.
    #[cfg(threaded_tier)]
    #[inline(always)]
    pub(super) fn take(&mut self) -> bool {
        self.left -= 1;
        self.left >= 0
    }

    /// Undoes an [`Events::take`] that was `false`.
    #[cfg(threaded_tier)]
    pub(super) fn take_back(&mut self) {
        self.left += 1;
    }
}

impl Store {
    /// Whether to count, which [`Store::position`] needs. It begins with 0, also where it was on before, and
    /// may change at any stop: a program's frames go on where they are. A program with threads is counted in any case.
    pub fn set_counting(&mut self, counting: bool) {
        self.want_counting(counting);
    }

    /// Counts from 0 on, or not.
    pub(super) fn restart_counting(&mut self, counting: bool) {
        let changes = counting != self.is_counting();
        self.hot.events = Events::new();
        self.interrupt.set_counting(counting);
        if changes {
            #[cfg(threaded_tier)]
            self.renew_translations();
        }
    }

    /// Whether events are counted.
    #[must_use]
    pub fn is_counting(&self) -> bool {
        self.interrupt.is_counting()
    }

    /// How many `loop` instructions have been executed and guest functions entered; 0 while nothing counts.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.hot.events.count()
    }

    /// Which moment of its execution the stopped program is at; `None` without frames, and while nothing
    /// counts. After a trap, it is the moment before the trapping instruction.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        if !self.is_counting() {
            return None;
        }
        let frames = self.frames_of_turn();
        let pc = frames.last()?.pc;
        Some(Position { count: self.event_count(), depth: frames.len() as u32, pc })
    }

    /// Where counting is all that polls are to notice, counts the event before which one has noticed it;
    /// whether the program may go on with the event.
    #[inline(always)]
    pub(super) fn only_counts(&mut self) -> bool {
        self.interrupt.only_counts() && self.hot.events.pass()
    }

    /// Counts an event that is about to happen, where events are counted; whether it may happen.
    pub(super) fn pass_event(&mut self) -> bool {
        !self.interrupt.is_counting() || self.hot.events.pass()
    }

    /// Whether the program is to stop before the next event.
    pub(super) fn is_counted_out(&self) -> bool {
        self.interrupt.is_counting() && self.hot.events.left == 0
    }

    /// Runs until the program is at `target`, or can no longer come there.
    pub(super) fn run_to_position(&mut self, target: Position) -> Exit {
        let mut first = true;
        self.show_turn();
        loop {
            let Some(here) = self.position() else {
                let over = self.frames_of_turn().is_empty();
                return if over { Exit::Finished(Vec::new()) } else { Exit::PositionMissed };
            };
            if here == target {
                return Exit::Position;
            }
            // Only events lead to more frames.
            let is_above = here.count == target.count && here.depth < target.depth;
            if here.count > target.count || is_above {
                return Exit::PositionMissed;
            }
            if !first && self.at_breakpoint() {
                return Exit::Breakpoint;
            }
            if self.interrupt.is_requested() {
                return Exit::Interrupted;
            }
            first = false;
            let stop = if here.count + 1 < target.count {
                self.run_to_count(target.count - 1)
            } else {
                self.step_once()
            };
            if let Some(Stop::Exit(exit)) = stop {
                return exit;
            }
        }
    }

    /// Runs at full speed until the next event would be one more than `count`.
    fn run_to_count(&mut self, count: u64) -> Option<Stop> {
        self.set_event_limit(count);
        let stop = self.run_to_stop();
        self.set_event_limit(Events::UNLIMITED);
        stop
    }
}
