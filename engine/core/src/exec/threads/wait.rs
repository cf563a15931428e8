//! Waiting on an address until another thread notifies, or the time is over.

use core::time::Duration;

use super::{State, ThreadState};
use crate::exec::Stop;
use crate::store::Store;

/// How a wait ends: somebody has notified.
const WOKEN: u32 = 0;
/// How a wait ends: its time is over.
const TIMED_OUT: u32 = 2;

/// A thread's wait.
pub(super) struct Wait {
    /// Place of the memory in the store's list.
    memory: usize,
    address: u64,
    /// By [`Store::now`].
    deadline: Option<Duration>,
    /// Which of all waits it is: those who came first are woken first.
    number: u64,
}

impl Wait {
    pub(super) fn told(&self) -> ThreadState {
        ThreadState::Waiting { address: self.address, timed: self.is_timed() }
    }

    pub(super) fn is_timed(&self) -> bool {
        self.deadline.is_some()
    }

    pub(super) fn address(&self) -> u64 {
        self.address
    }
}

impl Store {
    /// Whether there is a thread that could end a wait.
    pub(in crate::exec) fn has_other_threads(&self) -> bool {
        self.threads.list.len() > 1
    }

    /// The answer of the running thread's wait, where that is over.
    pub(in crate::exec) fn take_answer(&mut self) -> Option<u32> {
        let thread = self.threads.list.get_mut(self.threads.turn)?;
        let State::Woken(answer) = thread.state else { return None };
        thread.state = State::Ready;
        Some(answer)
    }

    /// Lets the running thread wait, without end where there is no timeout. Its instruction is executed again when
    /// the wait is over.
    pub(in crate::exec) fn park(&mut self, memory: usize, address: u64, timeout: Option<Duration>) {
        let deadline = timeout.map(|timeout| self.now().saturating_add(timeout));
        self.threads.waits += 1;
        let number = self.threads.waits;
        let turn = self.threads.turn;
        self.threads.list[turn].state = State::Waiting(Wait { memory, address, deadline, number });
        self.stop = Some(Stop::Parked);
    }

    /// Wakes up to `most` threads that wait on the address, in the order in which they came; gives how many.
    pub(in crate::exec) fn wake(&mut self, memory: usize, address: u64, most: u32) -> u32 {
        let mut woken = 0;
        while woken < most {
            let first = self
                .threads
                .list
                .iter_mut()
                .filter_map(|thread| match &thread.state {
                    State::Waiting(wait) if (wait.memory, wait.address) == (memory, address) => {
                        Some((wait.number, &mut thread.state))
                    }
                    _ => None,
                })
                .min_by_key(|(number, _)| *number);
            let Some((_, state)) = first else { break };
            *state = State::Woken(WOKEN);
            woken += 1;
        }
        woken
    }

    /// Ends the waits whose time is over, and gives when the next one is.
    pub(super) fn end_waits(&mut self) -> Option<Duration> {
        let is_timed =
            |state: &State| matches!(state, State::Waiting(Wait { deadline: Some(_), .. }));
        if !self.threads.list.iter().any(|thread| is_timed(&thread.state)) {
            return None;
        }
        let now = self.now();
        let mut next: Option<Duration> = None;
        for thread in &mut self.threads.list {
            let State::Waiting(Wait { deadline: Some(deadline), .. }) = thread.state else {
                continue;
            };
            if deadline <= now {
                thread.state = State::Woken(TIMED_OUT);
            } else {
                next = Some(next.map_or(deadline, |next| next.min(deadline)));
            }
        }
        next
    }

    /// The time that threads wait by.
    pub(super) fn now(&mut self) -> Duration {
        match &mut self.clock {
            Some(clock) => clock(),
            None => self.threads.slept,
        }
    }

    /// Lets up to `time` pass.
    pub(super) fn let_pass(&mut self, time: Duration) {
        let passed = self.sleep.as_mut().map_or(time, |sleep| sleep(time));
        self.threads.slept = self.threads.slept.saturating_add(passed);
    }
}
