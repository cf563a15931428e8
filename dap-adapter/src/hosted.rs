//! A program that lives longer than its clients: they attach to it one after another, and it goes on without them.
//!
//! Its output goes to the streams of this process, as if nobody debugged it. Of what else happens the client hears
//! who is attached. While nobody is, nothing stops the program but a trap, which is its end.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use wrtd_debug::{
    DebugSession, Event, EventSink, LaunchError, LaunchSpec, Leave, Motion, OutputCategory,
    SessionDriver, SessionError, StopEvent, StopReason,
};

use crate::shared::Shared;

/// Takes what the program writes, and warnings of the debugger's that must be seen where nobody is attached.
pub type Streams = Arc<dyn Fn(OutputCategory, &[u8]) + Send + Sync>;

/// How a program came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It ended, or a client ended it.
    Exited {
        /// Its exit code.
        code: i32,
        /// What the function of `Entry::Invoke` gave, in text form.
        results: Vec<String>,
    },
    /// It trapped while nobody was attached, and stands there.
    Trapped(StopEvent),
}

/// Why nobody can attach now.
#[derive(Debug, Error)]
pub(crate) enum AttachError {
    #[error(
        "{0} is attached to the program; disconnect it first, a program has one client at a time"
    )]
    Taken(String),
    #[error("the program has ended; start it again")]
    Ended,
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// A program in this process that clients attach to.
pub struct HostedProgram {
    driver: Arc<SessionDriver>,
    spec: LaunchSpec,
    front: Arc<Front>,
}

#[derive(Default)]
struct Front {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    /// Who is attached, for people; also while they are leaving.
    taken_by: Option<String>,
    /// Where to tell it.
    client: Option<Client>,
    /// The program has been told to go for the first time.
    started: bool,
    ending: Option<Ending>,
}

#[derive(Clone)]
struct Client {
    shared: Arc<Shared>,
    /// It is told the program's output as well.
    output: bool,
}

impl Front {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, ending: Ending) {
        self.lock().ending.get_or_insert(ending);
        self.ended.notify_all();
    }

    /// The sink of the program's session.
    fn sink(self: &Arc<Self>, streams: Streams) -> EventSink {
        let front = Arc::clone(self);
        Box::new(move |event| front.receive(event, &streams))
    }

    /// On the thread of the session, and without the lock while a client that reads nothing holds the program up.
    fn receive(&self, event: Event, streams: &Streams) {
        let client = self.lock().client.clone();
        if let Event::Output { category, bytes } = &event {
            let of_program = matches!(category, OutputCategory::Stdout | OutputCategory::Stderr);
            if of_program || (client.is_none() && *category == OutputCategory::Important) {
                streams(*category, bytes);
            }
            if let Some(client) = client.filter(|client| client.output || !of_program) {
                client.shared.receive(event);
            }
            return;
        }
        let ending = match &event {
            Event::Exited { code, results } => {
                Some(Ending::Exited { code: *code, results: results.clone() })
            }
            Event::Stopped(stop) if client.is_none() && stop.reason == StopReason::Trap => {
                Some(Ending::Trapped(stop.clone()))
            }
            _ => None,
        };
        if let Some(client) = client {
            client.shared.receive(event);
        }
        if let Some(ending) = ending {
            self.end(ending);
        }
    }
}

impl HostedProgram {
    /// Loads a program, to which nobody is attached; it stands before its first instruction.
    ///
    /// # Errors
    /// [`LaunchError`].
    pub fn launch(spec: LaunchSpec, streams: Streams) -> Result<Arc<Self>, LaunchError> {
        Self::load(spec, streams, State::default())
    }

    /// Loads a program for a client, which is attached from the start.
    pub(crate) fn launch_for(
        shared: &Arc<Shared>,
        spec: LaunchSpec,
        streams: Streams,
    ) -> Result<Attachment, LaunchError> {
        let client = Client { shared: Arc::clone(shared), output: false };
        let state = State {
            taken_by: Some("the client that launched it".to_owned()),
            client: Some(client),
            ..State::default()
        };
        let program = Self::load(spec, streams, state)?;
        Ok(Attachment { program, end: AtEnd::Terminate })
    }

    fn load(spec: LaunchSpec, streams: Streams, state: State) -> Result<Arc<Self>, LaunchError> {
        let front = Arc::new(Front { state: Mutex::new(state), ended: Condvar::new() });
        let session = DebugSession::launch_unattended(spec.clone(), front.sink(streams))?;
        let driver = Arc::new(SessionDriver::spawn(session));
        Ok(Arc::new(Self { driver, spec, front }))
    }

    /// What was launched.
    #[must_use]
    pub fn spec(&self) -> &LaunchSpec {
        &self.spec
    }

    /// Lets the program go, if it has not been before.
    ///
    /// # Errors
    /// [`SessionError`] where it cannot.
    pub fn start(&self) -> Result<(), SessionError> {
        if std::mem::replace(&mut self.front.lock().started, true) {
            return Ok(());
        }
        self.driver.resume(Motion::Continue)
    }

    /// Waits for the program's end.
    #[must_use]
    pub fn wait(&self) -> Ending {
        let mut state = self.front.lock();
        loop {
            if let Some(ending) = &state.ending {
                return ending.clone();
            }
            state = self.front.ended.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Runs `work` on the program's session, as [`SessionDriver::with`].
    ///
    /// # Errors
    /// [`SessionError::Target`] where the session has come to its end by a failure inside.
    pub fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DebugSession) -> R + Send + 'static,
    ) -> Result<R, SessionError> {
        self.driver.with(work)
    }

    pub(crate) fn driver(&self) -> &Arc<SessionDriver> {
        &self.driver
    }

    /// Attaches a client, which hears from now on what happens; `peer` says who it is.
    pub(crate) fn attach(
        self: &Arc<Self>,
        peer: &str,
        shared: &Arc<Shared>,
        output: bool,
    ) -> Result<Attachment, AttachError> {
        {
            let mut state = self.front.lock();
            if state.ending.is_some() {
                return Err(AttachError::Ended);
            }
            if let Some(other) = &state.taken_by {
                return Err(AttachError::Taken(other.clone()));
            }
            state.taken_by = Some(peer.to_owned());
            state.client = Some(Client { shared: Arc::clone(shared), output });
        }
        // One that waits to be started goes on waiting where its client goes before it starts it.
        let started = self.front.lock().started;
        let leave = if started { Leave::Running } else { Leave::Suspended };
        let attachment = Attachment { program: Arc::clone(self), end: AtEnd::Leave(leave) };
        attachment.program.with(|session| session.may_attach())??;
        Ok(attachment)
    }

    fn leave(&self, end: AtEnd) {
        // From here on its queue is nobody's business any more, which may hold the session's thread up.
        self.front.lock().client = None;
        let front = Arc::clone(&self.front);
        let left = self.driver.with(move |session| {
            match end {
                AtEnd::Terminate => session.terminate(),
                AtEnd::Leave(how) => session.detach(how),
            }
            // On the session's thread, so that nobody comes before all is taken out.
            let mut state = front.lock();
            state.taken_by = None;
            state.started |= end != AtEnd::Leave(Leave::Suspended);
            let trap = session.stop().filter(|stop| stop.reason == StopReason::Trap).cloned();
            drop(state);
            if let Some(stop) = trap {
                front.end(Ending::Trapped(stop));
            }
        });
        if left.is_err() {
            // The session has failed inside, which it has told; there is no program any more.
            self.front.end(Ending::Exited { code: 1, results: Vec::new() });
        }
    }
}

/// What becomes of the program when its client goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtEnd {
    Terminate,
    Leave(Leave),
}

/// A client's hold on a program. Dropping it lets go, as `end` says.
pub(crate) struct Attachment {
    program: Arc<HostedProgram>,
    pub(crate) end: AtEnd,
}

impl Attachment {
    pub(crate) fn program(&self) -> &Arc<HostedProgram> {
        &self.program
    }

    /// Whether the program has been told to go before.
    pub(crate) fn has_started(&self) -> bool {
        self.program.front.lock().started
    }

    /// The program goes, by the client's doing.
    pub(crate) fn starts(&mut self) {
        self.program.front.lock().started = true;
        if self.end == AtEnd::Leave(Leave::Suspended) {
            self.end = AtEnd::Leave(Leave::Running);
        }
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        self.program.leave(self.end);
    }
}
