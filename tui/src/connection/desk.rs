//! The requests that wait for the session.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use wrtd_debug::{Cancellation, StopEvent};

use super::{message::Request, query::Query};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Something that is only to be shown.
    Query,
    /// Anything else.
    Command,
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
    /// What is under way.
    under_way: Option<Kind>,
    /// A command waits for the query that is under way, which is therefore given up and asked again afterwards.
    preempted: bool,
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
        if matches!(request, Request::Ask { .. } | Request::Paint { .. }) {
            state.queries.push_back(request);
        } else {
            state.commands.push_back(request);
            if state.under_way == Some(Kind::Query)
                && let Some(cancellation) = &state.cancellation
            {
                cancellation.request();
                state.preempted = true;
            }
        }
        drop(state);
        self.wake.notify_all();
    }

    /// Takes back queries that have not been asked yet; how many it were.
    pub(super) fn withdraw(&self, unwanted: &[Query]) -> usize {
        let mut state = self.lock();
        let before = state.queries.len();
        let is_unwanted = |request: &Request| match request {
            Request::Ask { query, .. } => unwanted.contains(query),
            _ => false,
        };
        state.queries.retain(|request| !is_unwanted(request));
        before - state.queries.len()
    }

    /// Puts the query that was under way back, where a command has made it be given up; `false` otherwise.
    pub(super) fn ask_again(&self, request: Request) -> bool {
        let mut state = self.lock();
        let again = std::mem::take(&mut state.preempted);
        if again {
            state.queries.push_front(request);
        }
        again
    }

    pub(super) fn put_event(&self, event: Work) {
        self.lock().events.push_back(event);
        self.wake.notify_all();
    }

    /// The next thing to do, waiting for one; `None` at the end. Until the next call it can be cancelled.
    pub(super) fn take(&self) -> Option<Work> {
        let mut state = self.lock();
        (state.under_way, state.preempted) = (None, false);
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
            if let Some(work) = &next {
                let query = matches!(work, Work::Request(Request::Ask { .. }));
                state.under_way = Some(if query { Kind::Query } else { Kind::Command });
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
        let mut state = self.lock();
        // Whoever gives it up does not want it again.
        state.preempted = false;
        if let (Some(_), Some(cancellation)) = (state.under_way, &state.cancellation) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(thread: u32) -> Request {
        Request::Ask { epoch: 1, query: Query::Stack { thread, count: 1 } }
    }

    fn command() -> Request {
        Request::Command("next".to_owned())
    }

    fn taken(desk: &Desk) -> Request {
        match desk.take() {
            Some(Work::Request(request)) => request,
            other => panic!("{other:?}"),
        }
    }

    fn desk() -> (Desk, Cancellation) {
        let (desk, cancellation) = (Desk::default(), Cancellation::default());
        desk.set_cancellation(cancellation.clone());
        (desk, cancellation)
    }

    #[test]
    fn a_command_makes_the_query_under_way_be_given_up_and_asked_again_behind_it() {
        let (desk, cancellation) = desk();
        desk.put(ask(1));
        desk.put(ask(2));
        assert_eq!(taken(&desk), ask(1));
        assert!(!cancellation.is_requested());
        desk.put(command());
        assert!(cancellation.is_requested());
        assert!(desk.ask_again(ask(1)));
        assert_eq!([taken(&desk), taken(&desk), taken(&desk)], [command(), ask(1), ask(2)]);
        assert!(!cancellation.is_requested());
    }

    #[test]
    fn a_command_under_way_is_not_given_up_for_another() {
        let (desk, cancellation) = desk();
        desk.put(command());
        assert_eq!(taken(&desk), command());
        desk.put(command());
        assert!(!cancellation.is_requested());
        // Its user may well give it up, and nothing begins it again.
        desk.cancel();
        assert!(cancellation.is_requested() && !desk.ask_again(ask(1)));
    }

    #[test]
    fn what_its_user_gives_up_is_not_asked_again() {
        let (desk, _) = desk();
        desk.put(ask(1));
        assert_eq!(taken(&desk), ask(1));
        desk.put(command());
        desk.cancel();
        assert!(!desk.ask_again(ask(1)));
    }

    #[test]
    fn queries_that_wait_can_be_taken_back() {
        let (desk, _) = desk();
        (1..=500).for_each(|thread| desk.put(ask(thread)));
        desk.put(command());
        let stacks: Vec<_> = (1..500).map(|thread| Query::Stack { thread, count: 1 }).collect();
        assert_eq!((desk.withdraw(&stacks), desk.withdraw(&stacks)), (499, 0));
        assert_eq!([taken(&desk), taken(&desk)], [command(), ask(500)]);
    }
}
