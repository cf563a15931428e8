//! The way to the program: a thread that asks its session, so that whoever draws never waits.
//!
//! Requests go in, messages come out, both without waiting. What users do goes before what is only to be shown. A
//! query of a stop that is over is not asked any more, and one that takes long is given up where a command comes, and asked
//! again afterwards.

mod busy;
mod catalogue;
mod desk;
mod glance;
mod ink;
mod kept;
mod message;
mod painter;
mod places;
mod query;
mod scrollback;
mod source_text;
mod worker;

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use wrtd_debug::{DrivenSession, LaunchSpec, StdinFeed, StdinSource};

pub use catalogue::{Hit, Listing, Place};
use desk::Desk;
pub use glance::{Glance, Glimpse, Standing};
pub use ink::{Colour, Ink};
pub use kept::{Kept, KeptBreakpoint, Restored};
pub use message::{CommandOutcome, Message, Request, Stopped, ToggleAt, Word};
pub use painter::{CHUNK, Colours};
pub use places::{MemoryExtent, NamedBytes};
pub use query::{Answer, FunctionCode, Lifetime, Query, Selection, SourceKey, frame_source};
pub use scrollback::{OutputLine, Scrollback, Stream};
pub use source_text::SourceText;

/// How long the program may take to end: a little more than its driver gives it.
const PATIENCE: Duration = Duration::from_millis(2500);

/// Where messages go: called on any thread, and must not wait.
pub type MessageSink = Arc<dyn Fn(Message) + Send + Sync>;

/// A program under the debugger, and the thread that asks its session. Dropping it ends the program.
pub struct Connection {
    desk: Arc<Desk>,
    reach: Reach,
    scrollback: Scrollback,
    feed: StdinFeed,
    messages: MessageSink,
    thread: Option<JoinHandle<()>>,
    /// Nobody sends: it ends with the thread.
    ended: Receiver<()>,
    painter: Mutex<painter::Painter>,
}

/// What reaches the session past the requests that wait. Empty until the program is loaded.
#[derive(Clone, Default)]
struct Reach(Arc<Mutex<Option<Direct>>>);

#[derive(Clone)]
struct Direct {
    pause: Arc<dyn Fn() + Send + Sync>,
    session: DrivenSession,
}

impl Reach {
    fn set(&self, direct: Direct) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(direct);
    }

    fn get(&self) -> Option<Direct> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Connection {
    /// Begins to load the program of `spec`, whose input is what [`Connection::feed`] gives if `spec` says
    /// [`wrtd_debug::StdinSource::Fed`] of it.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(mut spec: LaunchSpec, feed: StdinFeed, messages: MessageSink) -> io::Result<Self> {
        if spec.plan.limits().platform.is_device() && matches!(spec.stdin, StdinSource::Fed(_)) {
            // A device has no input, and refuses a program that is to have one.
            spec.stdin = StdinSource::None;
            feed.close();
        }
        let (desk, reach, scrollback) =
            (Arc::<Desk>::default(), Reach::default(), Scrollback::default());
        let worker = worker::Worker::new(
            Arc::clone(&desk),
            reach.clone(),
            scrollback.clone(),
            Arc::clone(&messages),
        );
        let (ends, ended) = mpsc::channel();
        let serve = move || {
            worker.serve(spec);
            drop(ends);
        };
        let thread = Some(thread::Builder::new().name("session".to_owned()).spawn(serve)?);
        let painter = Mutex::default();
        Ok(Self { desk, reach, scrollback, feed, messages, thread, ended, painter })
    }

    /// Leaves a request for the session, or for the painter.
    pub fn send(&self, request: Request) {
        match request {
            Request::Paint { epoch, query, text } => self.paint(epoch, query, text),
            request => self.desk.put(request),
        }
    }

    fn paint(&self, epoch: u64, query: Query, text: Arc<SourceText>) {
        let mut painter = self.painter.lock().unwrap_or_else(PoisonError::into_inner);
        if painter.paint(epoch, query, text, &self.messages).is_err() {
            // Without a thread there are no colours, which are no reason to stop debugging.
            (self.messages)(Message::Done);
        }
    }

    /// Takes back what was asked and is not wanted any more. Each request that is taken back counts as done.
    pub fn withdraw(&self, unwanted: &[Query]) {
        for _ in 0..self.desk.withdraw(unwanted) {
            (self.messages)(Message::Done);
        }
    }

    /// Asks the running program to stop. One that is waited for in an expression ends.
    pub fn pause(&self) {
        if let Some(direct) = self.reach.get() {
            (direct.pause)();
        }
    }

    /// Gives up what is being asked.
    pub fn cancel(&self) {
        self.desk.cancel();
    }

    /// What the program has written.
    #[must_use]
    pub fn scrollback(&self) -> &Scrollback {
        &self.scrollback
    }

    /// Gives the program something to read.
    ///
    /// # Errors
    /// In a sentence for the user, where its input has ended or is full.
    pub fn feed(&self, bytes: &[u8]) -> io::Result<()> {
        self.feed.feed(bytes)?;
        self.scrollback.append(Stream::Input, bytes);
        Ok(())
    }

    /// Ends the program's input.
    pub fn close_input(&self) {
        self.feed.close();
    }

    /// The session itself, past the requests that wait: for whoever may wait.
    #[must_use]
    pub fn session(&self) -> Option<DrivenSession> {
        Some(self.reach.get()?.session)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.desk.close();
        // What is being loaded has done nothing yet that would have to end in order.
        let patience = if self.reach.get().is_some() { PATIENCE } else { Duration::ZERO };
        // A session that hangs in the system is left behind.
        if self.ended.recv_timeout(patience) == Err(RecvTimeoutError::Disconnected)
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}
