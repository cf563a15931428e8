//! The requests that wait for the session.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use wrtd_debug::{Cancellation, StopEvent};

use super::message::Request;

/// Something for the session's thread to do.
#[derive(Debug)]
pub(super) enum Work {
    /// A request of the screen.
    Request(Request),
    /// The program has stopped, which is to be described.
    Stopped(StopEvent),
    /// The program has ended.
    Exited(i32, Vec<String>),
    /// The program has been written to.
    Written,
}

#[derive(Debug, Default)]
struct State {
    /// What the program did, before anything else.
    events: VecDeque<Work>,
    /// What users do.
    commands: VecDeque<Request>,
    /// What is to be shown.
    queries: VecDeque<Request>,
    /// Gives up what is being asked, where something is.
    cancellation: Option<Cancellation>,
    /// Something is being asked.
    busy: bool,
    closed: bool,
}

/// Where requests lie until the session's thread takes them.
#[derive(Debug, Default)]
pub(super) struct Desk {
    state: Mutex<State>,
    wake: Condvar,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn put(&self, request: Request) {
        let mut state = self.lock();
        match request {
            Request::Ask { .. } | Request::Paint { .. } => state.queries.push_back(request),
            Request::Command(_)
            | Request::Again
            | Request::Select(_)
            | Request::Set { .. }
            | Request::Toggle(_)
            | Request::Complete { .. }
            | Request::Find { .. }
            | Request::Locate(_)
            | Request::Restore(_)
            | Request::SourcesChanged => {
                state.commands.push_back(request);
            }
        }
        drop(state);
        self.wake.notify_all();
    }

    pub(super) fn put_event(&self, event: Work) {
        self.lock().events.push_back(event);
        self.wake.notify_all();
    }

    /// The next thing to do, waiting for one; `None` at the end. Until the next call it can be cancelled.
    pub(super) fn take(&self) -> Option<Work> {
        let mut state = self.lock();
        state.busy = false;
        if let Some(cancellation) = &state.cancellation {
            cancellation.withdraw();
        }
        loop {
            if state.closed {
                return None;
            }
            let next = match state.events.pop_front() {
                Some(event) => Some(event),
                None => {
                    let command = state.commands.pop_front();
                    command.or_else(|| state.queries.pop_front()).map(Work::Request)
                }
            };
            if next.is_some() {
                state.busy = true;
                return next;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        let state = self.lock();
        state.events.is_empty() && state.commands.is_empty() && state.queries.is_empty()
    }

    /// What the program has done meanwhile.
    pub(super) fn take_event(&self) -> Option<Work> {
        self.lock().events.pop_front()
    }

    pub(super) fn set_cancellation(&self, cancellation: Cancellation) {
        self.lock().cancellation = Some(cancellation);
    }

    /// Gives up what is being asked.
    pub(super) fn cancel(&self) {
        let state = self.lock();
        if let (true, Some(cancellation)) = (state.busy, &state.cancellation) {
            cancellation.request();
        }
    }

    /// Nothing more is taken, and what is being asked is given up.
    pub(super) fn close(&self) {
        self.cancel();
        self.lock().closed = true;
        self.wake.notify_all();
    }
}
