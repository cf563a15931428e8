//! Whose turn it is.
//!
//! That another thread gets its turn is an event ([`super::super::position`]), so that between two events one thread runs.

use alloc::vec::Vec;
use core::time::Duration;

use super::{State, ThreadId};
use crate::exec::{Exit, Stop, Trap, TrapKind, Waiter};
use crate::host::Caller;
use crate::store::{InstanceId, Store};

/// Events of a turn: some tenths of a millisecond at full speed, so that what changing over takes is nothing beside it.
pub(super) const TURN: u64 = 20_000;

/// How long a host function may wait while only other host functions wait: half of what a pause may take.
const MOMENT: Duration = Duration::from_millis(2);

/// Most of the time that nobody looks whether somebody asks for a stop.
const SLICE: Duration = Duration::from_millis(5);

impl Caller<'_> {
    /// How long the function may wait for something, such as input, before it ends with
    /// [`HostError::Interrupted`](crate::HostError::Interrupted) to let other threads run, which repeats the call later;
    /// `None` where nobody waits for that. This is beside [`Caller::interrupt_requested`].
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        self.store.threads.patience
    }
}

impl Store {
    /// Runs the threads at full speed until something stops the program; `None` where there is nothing to run.
    pub(in crate::exec) fn run_to_stop(&mut self) -> Option<Stop> {
        while self.begin_turn(None) {
            self.run_turn();
            if !self.is_turn_over() {
                break;
            }
        }
        self.stop.take()
    }

    /// Executes one instruction of a thread, after what others do before its turn comes; `None` where it completed, and
    /// the thread is the one that is shown. Where the thread has ended, the others go on.
    pub(in crate::exec) fn step_thread(&mut self, thread: ThreadId) -> Option<Stop> {
        while self.begin_turn(Some(thread)) {
            let is_subject = self.thread() == thread;
            if !is_subject {
                self.run_turn();
            } else if !self.step_in_place() {
                return Some(Stop::Exit(Exit::Finished(Vec::new())));
            } else if self.stop.is_none() {
                return None;
            }
            let completes =
                matches!(self.stop, Some(Stop::TurnOver | Stop::Exit(Exit::Finished(_))));
            if !self.is_turn_over() {
                break;
            }
            if !self.has_thread(thread) {
                return self.run_to_stop();
            }
            if is_subject && completes {
                return None;
            }
        }
        self.stop.take()
    }

    /// Executes one instruction of the thread whose turn it is, or lets the turn pass on, whichever is next.
    pub(in crate::exec) fn step_once(&mut self) -> Option<Stop> {
        if self.must_pass_turn() {
            return self.pass_turn().err();
        }
        if !self.step_in_place() {
            return Some(Stop::Exit(Exit::Finished(Vec::new())));
        }
        if self.is_turn_over() { None } else { self.stop.take() }
    }

    /// Lets the thread whose turn it is run until something stops it.
    fn run_turn(&mut self) {
        if self.starts_threaded() || self.step_in_place() {
            self.drive();
        }
    }

    /// Shows the thread whose turn it is now; `false` where something stops the program before it runs. That may be a
    /// breakpoint to which the thread has come when its last turn ended, but for the thread that is `stepped`.
    fn begin_turn(&mut self, stepped: Option<ThreadId>) -> bool {
        if self.must_pass_turn()
            && let Err(stop) = self.pass_turn()
        {
            self.stop = Some(stop);
            return false;
        }
        let Some(thread) = self.threads.list.get(self.threads.turn) else { return true };
        if !thread.has_begun
            && Some(thread.id) != stepped
            && self.at_breakpoint()
            && self.stops_here()
        {
            self.stop = Some(Stop::Exit(Exit::Breakpoint));
            return false;
        }
        true
    }

    /// Shows the thread whose turn it is.
    pub(in crate::exec) fn show_turn(&mut self) {
        if !self.threads.list.is_empty() {
            self.show(self.threads.turn);
        }
    }

    /// Shows the thread whose turn it is, and gives whether that cannot go on now.
    fn must_pass_turn(&mut self) -> bool {
        if self.threads.list.is_empty() {
            return false;
        }
        self.show_turn();
        let thread = &self.threads.list[self.threads.turn];
        self.threads.is_over
            || matches!(thread.state, State::Waiting(_))
            || self.threads.single.is_some_and(|single| single != thread.id)
    }

    /// After the thread whose turn it is has stopped: whether that only ends its turn, which is then taken note of.
    fn is_turn_over(&mut self) -> bool {
        if self.threads.is_aside {
            self.threads.yields = false;
            return self.stop.take_if(|stop| matches!(stop, Stop::TurnOver)).is_some();
        }
        if core::mem::take(&mut self.threads.yields) && !self.threads.list.is_empty() {
            self.count_for_threads();
        }
        let has_begun = match &self.stop {
            Some(Stop::TurnOver) => false,
            Some(Stop::Parked) => true,
            Some(Stop::Counted) => {
                if self.threads.list.is_empty() || self.event_count() < self.threads.turn_end {
                    return false;
                }
                true
            }
            Some(Stop::Exit(Exit::Finished(_))) if self.thread() != ThreadId::MAIN => {
                return self.is_thread_call_over();
            }
            Some(Stop::Exit(Exit::HostExit(_))) => {
                self.end_threads();
                return false;
            }
            _ => return false,
        };
        self.stop = None;
        self.end_turn(has_begun);
        true
    }

    /// [`Store::is_turn_over`] where a thread's call has returned.
    fn is_thread_call_over(&mut self) -> bool {
        self.stop = None;
        self.end_turn(false);
        match self.finish_thread_call() {
            Ok(()) => true,
            Err(kind) => {
                self.stop = Some(Stop::Exit(Exit::Trap(self.trap_here(kind))));
                false
            }
        }
    }

    fn end_turn(&mut self, has_begun: bool) {
        if let Some(thread) = self.threads.list.get_mut(self.threads.turn) {
            thread.has_begun = has_begun;
            self.threads.is_over = true;
        }
    }

    /// Gives the turn to the next thread that can go on, after waiting for one where there is none.
    fn pass_turn(&mut self) -> Result<(), Stop> {
        let next = self.next_thread()?;
        let thread = self.threads.list[next].id;
        if thread != self.threads.last_turn {
            self.hot.events.set_limit(self.threads.event_limit);
            if !self.hot.events.pass() {
                return Err(Stop::Counted);
            }
        }
        self.show(next);
        let threads = &mut self.threads;
        (threads.turn, threads.last_turn, threads.is_over) = (next, thread, false);
        let state = &mut threads.list[next].state;
        if matches!(state, State::InHost) {
            *state = State::Ready;
        }
        self.threads.turn_end = self.event_count() + self.threads.turn_length;
        self.limit_events();
        Ok(())
    }

    /// The thread whose turn is next. Where all wait for time to pass, it passes.
    fn next_thread(&mut self) -> Result<usize, Stop> {
        loop {
            let deadline = self.end_waits();
            let threads = &self.threads;
            let count = threads.list.len();
            let mut order: Vec<usize> = (1..=count).map(|i| (threads.turn + i) % count).collect();
            if let Some(single) = threads.single {
                let place = threads.place(single).ok_or(Stop::Exit(Exit::ThreadEnded))?;
                order = [place].into();
            }
            let is_waiting = |place: usize| matches!(threads.list[place].state, State::Waiting(_));
            if let Some(next) = order.iter().copied().find(|&place| !is_waiting(place)) {
                self.threads.patience = self.patience_of(next, &order, deadline);
                return Ok(next);
            }
            if let [single] = order[..]
                && threads.single.is_some()
                && let State::Waiting(wait) = &threads.list[single].state
                && !wait.is_timed()
            {
                return Err(Stop::Exit(Exit::Blocked));
            }
            if self.interrupt.is_requested() {
                return Err(Stop::Exit(Exit::Interrupted));
            }
            match deadline {
                Some(deadline) => {
                    let left = deadline.saturating_sub(self.now());
                    self.let_pass(left.min(SLICE));
                }
                None => return Err(self.deadlock()),
            }
        }
    }

    /// How long a host function that the thread at this place calls may wait: not where another thread can go on at
    /// once, and for a moment where all others that can, call such functions as well.
    fn patience_of(
        &mut self,
        place: usize,
        order: &[usize],
        deadline: Option<Duration>,
    ) -> Option<Duration> {
        let list = &self.threads.list;
        if self.threads.single.is_some() || list.len() == 1 {
            return None;
        }
        if list[place].is_ready() || order.iter().any(|&other| list[other].is_ready()) {
            return Some(Duration::ZERO);
        }
        let left = deadline.map(|deadline| deadline.saturating_sub(self.now()));
        Some(left.map_or(MOMENT, |left| left.min(MOMENT)))
    }

    /// Lets the thread wait whose call of a host function has given way to others; `false` where nobody but the
    /// embedder can have asked for that.
    pub(in crate::exec) fn park_in_host(&mut self) -> bool {
        if self.interrupt.is_requested() || self.threads.patience.is_none() {
            return false;
        }
        let turn = self.threads.turn;
        self.threads.list[turn].state = State::InHost;
        self.stop = Some(Stop::Parked);
        true
    }

    /// Whether the host function that has returned ends the turn.
    pub(in crate::exec) fn is_yielding(&self) -> bool {
        self.threads.yields
    }

    fn has_thread(&self, thread: ThreadId) -> bool {
        self.threads.place(thread).is_some() || self.threads.list.is_empty()
    }

    /// Begins to count, where that was not wanted before there were threads.
    pub(super) fn count_for_threads(&mut self) {
        if !self.is_counting() {
            self.begin_counting(true);
        }
    }

    /// Lets the program stop where the turn ends, or where the embedder wants it to.
    pub(in crate::exec) fn limit_events(&mut self) {
        let turn_end = if self.threads.list.is_empty() { u64::MAX } else { self.threads.turn_end };
        self.hot.events.set_limit(self.threads.event_limit.min(turn_end));
    }

    /// Lets the program stop before it has more events than this.
    pub(in crate::exec) fn set_event_limit(&mut self, limit: u64) {
        self.threads.event_limit = limit;
        self.limit_events();
    }

    /// Counts from 0 on, or not, as the embedder wants it; the turn that has begun keeps its length.
    pub(in crate::exec) fn want_counting(&mut self, counting: bool) {
        self.threads.is_counting_wanted = counting;
        self.begin_counting(counting || !self.threads.list.is_empty());
    }

    fn begin_counting(&mut self, counting: bool) {
        let turn_end = self.threads.turn_end.saturating_sub(self.event_count());
        self.restart_counting(counting);
        self.threads.turn_end = turn_end;
        self.limit_events();
    }

    /// All threads wait for each other.
    fn deadlock(&mut self) -> Stop {
        let mut waiting = Vec::new();
        for (place, thread) in self.threads.list.iter().enumerate() {
            let frames =
                if place == self.threads.shown { &self.frames } else { &thread.context.frames };
            if let (State::Waiting(wait), Some(frame)) = (&thread.state, frames.last()) {
                waiting.push(Waiter {
                    thread: thread.id,
                    address: wait.address(),
                    func: self.guest_index(frame.func),
                    pc: frame.pc,
                });
            }
        }
        let address = match &self.threads.list[self.threads.turn].state {
            State::Waiting(wait) => wait.address(),
            _ => 0,
        };
        Stop::Exit(Exit::Trap(self.trap_here(TrapKind::Deadlock { address, waiting })))
    }

    /// A trap on the next instruction of the shown thread.
    fn trap_here(&mut self, kind: TrapKind) -> Trap {
        let frame = self.frames.last();
        let trap = Trap {
            kind,
            instance: frame.map(|frame| InstanceId(frame.instance)),
            func: frame.map_or(0, |frame| self.guest_index(frame.func)),
            pc: frame.map_or(0, |frame| frame.pc),
        };
        self.trap = Some(trap.clone());
        trap
    }

    /// After a stop: the breakpoint at which the shown thread stands, if it does, has been dealt with.
    pub(in crate::exec) fn take_note_of_stop(&mut self) {
        if let Some(thread) = self.threads.list.get_mut(self.threads.shown) {
            thread.has_begun = true;
        }
    }
}
