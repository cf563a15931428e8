//! What of the client's messages must not wait for its turn: how much of them may wait, and what is given up.
//!
//! The thread that reads messages is ahead of the one that answers them, so that a `cancel` reaches a request that is
//! being answered, or one that waits behind it.

use std::{
    collections::BTreeSet,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use wrtd_debug::Cancellation;

use crate::{progress, protocol::message::IncomingRequest};

/// Bytes of messages that wait to be answered before no more are read; one may be longer.
const MOST_BYTES: usize = 4 << 20;
/// A `cancel` is shorter than this.
const LONGEST_CANCEL: usize = 4 << 10;
/// Requests that were given up before they came to be answered; of more, the earliest are forgotten.
const MOST_CANCELLED: usize = 1024;

/// Shared by the thread that reads and the one that answers.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes of the messages that wait.
    waiting: usize,
    /// Nobody answers any more.
    closed: bool,
    /// Requests that were given up and have not come to be answered.
    cancelled: BTreeSet<i64>,
    /// The request that is being answered.
    current: Option<i64>,
    /// That was given up while it was.
    given_up: bool,
    /// Gives up what the session is doing.
    session: Option<Cancellation>,
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A message has been read: waits until there is room for it, and acts on what cannot wait.
    pub(crate) fn arrive(&self, message: &[u8]) {
        if let Some(request) = cancelled_by(message) {
            self.cancel(request);
        }
        let full = |state: &mut State| state.waiting >= MOST_BYTES && !state.closed;
        let state = self.changed.wait_while(self.lock(), full);
        state.unwrap_or_else(PoisonError::into_inner).waiting += message.len();
    }

    /// A message is taken to be answered.
    pub(crate) fn take(&self, message: &[u8]) {
        let mut state = self.lock();
        state.waiting = state.waiting.saturating_sub(message.len());
        drop(state);
        self.changed.notify_all();
    }

    /// Nobody takes messages any more.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// What gives up the work of the session that there now is; of a request that was given up before there was one as
    /// well.
    pub(crate) fn follow(&self, session: Option<Cancellation>) {
        let mut state = self.lock();
        if let Some(session) = session.as_ref().filter(|_| state.given_up) {
            session.request();
        }
        state.session = session;
    }

    fn cancel(&self, request: i64) {
        let mut state = self.lock();
        if state.current == Some(request) {
            state.given_up = true;
            if let Some(session) = &state.session {
                session.request();
            }
            return;
        }
        state.cancelled.insert(request);
        if state.cancelled.len() > MOST_CANCELLED {
            state.cancelled.pop_first();
        }
    }

    /// A request begins to be answered; `false` where it was given up before.
    pub(crate) fn begin(&self, request: i64) -> bool {
        let mut state = self.lock();
        let wanted = !state.cancelled.remove(&request);
        state.current = Some(request).filter(|_| wanted);
        state.given_up = false;
        wanted
    }

    /// The request that was begun has been answered.
    pub(crate) fn end(&self) {
        let mut state = self.lock();
        if state.current.take().is_some()
            && let Some(session) = &state.session
        {
            session.withdraw();
        }
    }
}

/// The request that a message gives up, by its own number or that of its progress.
fn cancelled_by(message: &[u8]) -> Option<i64> {
    let names_it = || message.windows(8).any(|word| word == b"\"cancel\"");
    if message.len() > LONGEST_CANCEL || !names_it() {
        return None;
    }
    let request = IncomingRequest::read(message).ok()??;
    let arguments = Some(request.arguments).filter(|_| request.command == "cancel")?;
    let by_progress = || progress::request_of(arguments["progressId"].as_str()?);
    arguments["requestId"].as_i64().or_else(by_progress)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cancel(arguments: &str) -> Vec<u8> {
        format!(r#"{{"seq":9,"type":"request","command":"cancel","arguments":{arguments}}}"#)
            .into_bytes()
    }

    #[test]
    fn a_request_that_waits_is_not_begun() {
        let inbox = Inbox::default();
        inbox.arrive(&cancel(r#"{"requestId":7}"#));
        inbox.arrive(&cancel(r#"{"progressId":"request-8"}"#));
        assert_eq!([6, 7, 8, 7].map(|request| inbox.begin(request)), [true, false, false, true]);
        for nonsense in ["{}", "[]", "null", r#"{"requestId":"x"}"#, r#"{"progressId":"8"}"#] {
            inbox.arrive(&cancel(nonsense));
        }
        assert!(inbox.lock().cancelled.is_empty());
    }

    #[test]
    fn what_the_session_is_doing_is_given_up_with_its_request_only() {
        let inbox = Inbox::default();
        let session = Cancellation::default();
        inbox.follow(Some(session.clone()));
        let is_cancelled = || format!("{session:?}").contains("true");
        assert!(inbox.begin(3));
        inbox.arrive(&cancel(r#"{"requestId":4}"#));
        assert!(!is_cancelled());
        inbox.arrive(&cancel(r#"{"requestId":3}"#));
        assert!(is_cancelled());
        inbox.end();
        assert!(!is_cancelled());
        assert!(!inbox.begin(4));
    }

    #[test]
    fn of_requests_that_never_come_few_are_remembered() {
        let inbox = Inbox::default();
        (0..10_000).for_each(|request| inbox.cancel(request));
        assert_eq!(inbox.lock().cancelled.len(), MOST_CANCELLED);
    }
}
