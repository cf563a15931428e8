//! Progress of what takes long: where a request is not answered within half a second, a client that shows progress
//! is told of it, and then once a second until the answer.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    outbox::Outbox,
    protocol::{
        Event,
        generated::{
            ProgressEndEvent, ProgressEndEventBody, ProgressStartEvent, ProgressStartEventBody,
            ProgressUpdateEvent, ProgressUpdateEventBody,
        },
    },
};

/// What is answered sooner needs no progress.
const SOON: Duration = Duration::from_millis(500);
/// Time between two updates.
const PERIOD: Duration = Duration::from_secs(1);

/// Requests that can be given up while they are answered. Of a launch that is what is read of the debug information for
/// breakpoints.
const CANCELLABLE: &[&str] = &[
    "attach",
    "breakpointLocations",
    "completions",
    "disassemble",
    "evaluate",
    "launch",
    "loadedSources",
    "modules",
    "restart",
    "setBreakpoints",
    "setFunctionBreakpoints",
    "stackTrace",
    "variables",
];

/// The request that a progress is about, by its id.
pub(crate) fn request_of(id: &str) -> Option<i64> {
    id.strip_prefix("request-")?.parse().ok()
}

fn id_of(request: i64) -> String {
    format!("request-{request}")
}

/// The request that is being answered.
#[derive(Debug)]
struct Current {
    request: i64,
    command: String,
    begun: Instant,
    /// The client has been told.
    told: bool,
}

#[derive(Debug, Default)]
struct State {
    current: Option<Current>,
    closed: bool,
}

/// Watches how long requests take, on a thread of its own, which ends with it.
pub(crate) struct Progress {
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl Progress {
    /// Begins to watch; what takes long goes to `told`.
    pub(crate) fn start(told: Arc<dyn Told>) -> io::Result<Self> {
        let shared = Arc::<(Mutex<State>, Condvar)>::default();
        let watched = Arc::clone(&shared);
        thread::Builder::new()
            .name("progress".to_owned())
            .spawn(move || watch(&watched, &*told))?;
        Ok(Self { shared })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request begins to be answered.
    pub(crate) fn begin(&self, request: i64, command: &str) {
        let (command, begun) = (command.to_owned(), Instant::now());
        self.lock().current = Some(Current { request, command, begun, told: false });
        self.shared.1.notify_all();
    }

    /// It is about to be answered: tells the end of its progress, if that was told.
    pub(crate) fn end(&self, outbox: &Outbox) {
        let Some(current) = self.lock().current.take().filter(|current| current.told) else {
            return;
        };
        let body = ProgressEndEventBody { progress_id: id_of(current.request), message: None };
        outbox.event_now(ProgressEndEvent::EVENT, json!(body));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.lock().closed = true;
        self.shared.1.notify_all();
    }
}

/// Where progress is told.
pub(crate) trait Told: Send + Sync {
    fn tell(&self, event: &'static str, body: Value);
}

fn watch((state, changed): &(Mutex<State>, Condvar), told: &dyn Told) {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    while !state.closed {
        let now = Instant::now();
        let next = match &mut state.current {
            None => None,
            Some(current) => {
                let taken = now.duration_since(current.begun);
                if taken >= SOON {
                    tell(current, taken, told);
                }
                let due = if current.told { now + PERIOD } else { current.begun + SOON };
                Some((current.request, due))
            }
        };
        let same = |state: &State, request| {
            !state.closed && state.current.as_ref().map(|it| it.request) == request
        };
        state = match next {
            None => changed
                .wait_while(state, |state| same(state, None))
                .unwrap_or_else(PoisonError::into_inner),
            Some((request, due)) => {
                let left = due.saturating_duration_since(Instant::now());
                changed
                    .wait_timeout_while(state, left, |state| same(state, Some(request)))
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            }
        };
    }
}

/// Under the lock, so that nothing is told of a request whose end has been.
fn tell(current: &mut Current, taken: Duration, told: &dyn Told) {
    let progress_id = id_of(current.request);
    if std::mem::replace(&mut current.told, true) {
        let message = Some(format!("{} s", taken.as_secs()));
        let body = ProgressUpdateEventBody { progress_id, message, percentage: None };
        told.tell(ProgressUpdateEvent::EVENT, json!(body));
        return;
    }
    let body = ProgressStartEventBody {
        progress_id,
        title: title(&current.command).to_owned(),
        request_id: i32::try_from(current.request).ok(),
        cancellable: Some(CANCELLABLE.contains(&&*current.command)),
        ..ProgressStartEventBody::default()
    };
    told.tell(ProgressStartEvent::EVENT, json!(body));
}

fn title(command: &str) -> &'static str {
    match command {
        "launch" | "attach" | "restart" => "Loading the program",
        "setBreakpoints" | "setFunctionBreakpoints" | "breakpointLocations" => {
            "Reading debug information for breakpoints"
        }
        "stackTrace" => "Reading debug information for the stack",
        "scopes" | "variables" | "evaluate" => "Reading values",
        "modules" | "loadedSources" => "Reading debug information",
        "disassemble" | "source" => "Disassembling",
        _ => "Working",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Heard(Mutex<Vec<(&'static str, Value)>>);

    impl Told for Heard {
        fn tell(&self, event: &'static str, body: Value) {
            self.0.lock().unwrap().push((event, body));
        }
    }

    #[test]
    fn only_what_takes_long_is_told_with_its_end() {
        let heard = Arc::<Heard>::default();
        let progress = Progress::start(Arc::clone(&heard) as Arc<dyn Told>).unwrap();
        let outbox = Outbox::default();
        progress.begin(1, "threads");
        progress.end(&outbox);
        progress.begin(2, "stackTrace");
        thread::sleep(SOON + PERIOD + Duration::from_millis(700));
        progress.end(&outbox);
        thread::sleep(PERIOD + Duration::from_millis(500));
        drop(progress);
        let heard = heard.0.lock().unwrap();
        let names: Vec<_> = heard.iter().map(|(event, _)| *event).collect();
        assert_eq!(names, ["progressStart", "progressUpdate"]);
        assert_eq!(heard[0].1["progressId"], "request-2");
        assert_eq!(heard[0].1["cancellable"], true);
        assert_eq!(heard[0].1["requestId"], 2);
        outbox.close();
        let end = json!(outbox.next().unwrap());
        assert_eq!(
            (&end["event"], &end["body"]["progressId"]),
            (&json!("progressEnd"), &json!("request-2"))
        );
        assert_eq!(outbox.next(), None);
    }

    #[test]
    fn ids_are_read_as_they_are_written() {
        assert_eq!(request_of(&id_of(17)), Some(17));
        assert_eq!([request_of("17"), request_of("request-x")], [None, None]);
    }
}
