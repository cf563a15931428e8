//! The way from this session to one in another process, where the program is: one that is attached to, or one that has
//! a terminal of the client's.
//!
//! A client begins here and does not know yet where its program will be. What it has asked so far is kept, and asked
//! again there when there is a connection, with the same numbers; answers that it has had already are left out. From
//! then on messages go through in both directions. Both sides are wrtd, so what the client was told here holds there.

use std::{
    collections::HashSet,
    io,
    net::{Shutdown, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::SyncSender,
    },
    thread,
    time::Duration,
};

use serde_json::{Map, Value, json};

use crate::{
    framing::{FrameError, FrameLimits, FrameReader, write_frame},
    outbox::Room,
    protocol::{Event, generated::BreakpointEvent, message::IncomingRequest},
    shared::Shared,
    terminal::TokenFile,
};

/// Bytes of requests that are kept for a program that may be elsewhere; breakpoints of a large project are a small
/// part of it.
const MOST_KEPT: usize = 16 << 20;
/// How long the client may read nothing while it is held up because too much waits to be read.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the answering thread of a session is told.
pub(crate) enum Incoming {
    /// A message of the client's.
    Message(Vec<u8>),
    /// The client's stream broke off.
    Broken(FrameError),
    /// The client has gone.
    Gone,
    /// There is a connection to the program's process, or there will be none, for this reason.
    Arrived(Result<TcpStream, String>),
    /// The connection has ended; whether the client had been told the end of the session.
    Departed { told: bool },
}

/// The way to another process, if the session needs one.
pub(crate) struct Relay {
    inbox: SyncSender<Incoming>,
    kept: Vec<(i64, Vec<u8>)>,
    bytes: usize,
    way: Way,
}

enum Way {
    /// The program is here, or it is not known yet where it will be.
    None,
    /// Somebody waits for the connection. The request is answered when it is there.
    Awaited {
        request: i64,
        command: String,
        given_up: Arc<AtomicBool>,
        /// What only the waiting needs; it goes with it, also where this process ends at once.
        _token: Option<TokenFile>,
    },
    There {
        stream: TcpStream,
        leaving: bool,
    },
}

impl Relay {
    pub(crate) fn new(inbox: SyncSender<Incoming>) -> Self {
        Self { inbox, kept: Vec::new(), bytes: 0, way: Way::None }
    }

    /// Keeps a request for a program elsewhere.
    pub(crate) fn keep(&mut self, seq: i64, json: &[u8]) {
        self.bytes = self.bytes.saturating_add(json.len());
        if self.bytes <= MOST_KEPT {
            self.kept.push((seq, json.to_vec()));
        }
    }

    /// Forgets a request that has been kept: it is not to be asked again.
    pub(crate) fn forget(&mut self, seq: i64) {
        self.kept.retain(|(kept, _)| *kept != seq);
    }

    /// The program is here: nothing needs to be kept.
    pub(crate) fn stay(&mut self) {
        self.kept = Vec::new();
    }

    /// Whether everything that was asked is kept.
    pub(crate) fn is_complete(&self) -> bool {
        self.bytes <= MOST_KEPT
    }

    /// Lets a thread of its own connect, which gives up once the flag that it is given is set.
    pub(crate) fn await_connection(
        &mut self,
        token: Option<TokenFile>,
        connect: impl FnOnce(&AtomicBool) -> Result<TcpStream, String> + Send + 'static,
    ) -> io::Result<()> {
        let given_up = Arc::new(AtomicBool::new(false));
        self.way = Way::Awaited {
            request: 0,
            command: String::new(),
            given_up: Arc::clone(&given_up),
            _token: token,
        };
        let inbox = self.inbox.clone();
        let work = move || {
            let result = connect(&given_up);
            // Where nobody waits any more the connection closes.
            let _ = inbox.send(Incoming::Arrived(result));
        };
        thread::Builder::new().name("connect".to_owned()).spawn(work)?;
        Ok(())
    }

    /// Whether a connection is waited for.
    pub(crate) fn is_awaited(&self) -> bool {
        matches!(self.way, Way::Awaited { .. })
    }

    /// The request that has begun the waiting, where that has just begun: its answer comes from elsewhere.
    pub(crate) fn defers(&mut self, seq: i64, asked: &str) -> bool {
        match &mut self.way {
            Way::Awaited { request, command, .. } if command.is_empty() => {
                *request = seq;
                asked.clone_into(command);
                true
            }
            _ => false,
        }
    }

    /// Ends the waiting: the request that has begun it, and its command.
    pub(crate) fn give_up(&mut self) -> Option<(i64, String)> {
        match std::mem::replace(&mut self.way, Way::None) {
            Way::Awaited { request, command, given_up, .. } => {
                given_up.store(true, Ordering::Release);
                self.forget(request);
                Some((request, command))
            }
            other => {
                self.way = other;
                None
            }
        }
    }

    /// There is a connection: asks there what was asked here, and lets messages through from now on.
    pub(crate) fn begin(
        &mut self,
        stream: TcpStream,
        shared: &Arc<Shared>,
        limits: FrameLimits,
        capabilities: Value,
    ) -> io::Result<()> {
        let Way::Awaited { request, .. } = &self.way else { return Ok(()) };
        let mut seqs = self.kept.iter().map(|(seq, _)| *seq);
        let before = seqs.by_ref().take_while(|seq| seq != request).collect();
        let after = seqs.collect();
        let back = Back {
            shared: Arc::clone(shared),
            before,
            after,
            initialized: false,
            told: false,
            capabilities,
        };
        let reader = FrameReader::new(stream.try_clone()?, limits);
        let inbox = self.inbox.clone();
        // Before anything is asked: both sides could wait for each other to read.
        thread::Builder::new().name("relay".to_owned()).spawn(move || {
            let told = back.pass_all(reader);
            let _ = inbox.send(Incoming::Departed { told });
        })?;
        let request = *request;
        for (seq, json) in std::mem::take(&mut self.kept) {
            let json = if seq == request { without_what_is_done(json) } else { json };
            write_frame(&mut &stream, &json)?;
        }
        self.way = Way::There { stream, leaving: false };
        Ok(())
    }

    /// Whether messages go through.
    pub(crate) fn is_there(&self) -> bool {
        matches!(self.way, Way::There { .. })
    }

    /// Passes a message of the client's on. That the connection has failed is noticed where answers come from.
    pub(crate) fn forward(&mut self, json: &[u8]) {
        if let Way::There { stream, leaving } = &mut self.way {
            let request = IncomingRequest::read(json).ok().flatten();
            *leaving |= request.is_some_and(|request| request.command == "disconnect");
            let _ = write_frame(&mut &*stream, json);
        }
    }

    /// The connection has ended; whether the client wanted that.
    pub(crate) fn depart(&mut self) -> bool {
        matches!(std::mem::replace(&mut self.way, Way::None), Way::There { leaving: true, .. })
    }
}

/// The request to launch or attach without attributes that are about this process.
fn without_what_is_done(json: Vec<u8>) -> Vec<u8> {
    let Ok(mut request) = serde_json::from_slice::<Value>(&json) else { return json };
    if let Some(attributes) = request.get_mut("arguments").and_then(Value::as_object_mut) {
        for done in ["address", "tokenFile", "trace"] {
            attributes.remove(done);
        }
    }
    serde_json::to_vec(&request).unwrap_or(json)
}

impl Drop for Relay {
    fn drop(&mut self) {
        match &self.way {
            Way::None => {}
            Way::Awaited { given_up, .. } => given_up.store(true, Ordering::Release),
            // The other side does what it does where a client goes. It fails where it has gone first.
            Way::There { stream, .. } => drop(stream.shutdown(Shutdown::Both)),
        }
    }
}

/// The way back.
struct Back {
    shared: Arc<Shared>,
    /// Requests that have been answered here, and came before the one that brought the program.
    before: HashSet<i64>,
    /// The same, after it.
    after: HashSet<i64>,
    initialized: bool,
    told: bool,
    /// What the client was told that wrtd can do.
    capabilities: Value,
}

impl Back {
    /// Passes messages on until the connection ends; whether the client was told that the session has.
    fn pass_all(mut self, mut reader: FrameReader<TcpStream>) -> bool {
        while let Room::Free = self.shared.outbox.wait_for_room(PATIENCE) {
            let Ok(Some(json)) = reader.read() else { break };
            if let Ok(message) = serde_json::from_slice(&json) {
                self.pass(message);
            }
        }
        self.told
    }

    fn pass(&mut self, mut message: Map<String, Value>) {
        message.remove("seq");
        match message.get("type").and_then(Value::as_str) {
            Some("response") => {
                let answers = message.get("request_seq").and_then(Value::as_i64);
                if answers.is_some_and(|seq| self.before.remove(&seq)) {
                    // How breakpoints are that were set before the program was there is told when it is.
                    self.compare(&message);
                    return;
                }
                if answers.is_some_and(|seq| self.after.remove(&seq)) {
                    self.tell_breakpoints(&message);
                    return;
                }
            }
            Some("event") => match message.get("event").and_then(Value::as_str) {
                Some("initialized") if !std::mem::replace(&mut self.initialized, true) => return,
                Some("terminated") => self.told = true,
                _ => {}
            },
            _ => {}
        }
        self.shared.outbox.relay(message);
    }

    /// The client was told of these breakpoints that they wait for the program; here is how they are now.
    fn tell_breakpoints(&self, message: &Map<String, Value>) {
        let body = message.get("body").and_then(|body| body.get("breakpoints"));
        let breakpoints = body.and_then(Value::as_array).into_iter().flatten();
        for breakpoint in breakpoints.filter(|breakpoint| breakpoint.get("id").is_some()) {
            let body = json!({ "reason": "changed", "breakpoint": breakpoint });
            self.shared.outbox.event(BreakpointEvent::EVENT, body);
        }
    }

    /// Says where the other side can do something else than the client was told.
    fn compare(&self, message: &Map<String, Value>) {
        let is_initialize = message.get("command").and_then(Value::as_str) == Some("initialize");
        if is_initialize && message.get("body") != Some(&self.capabilities) {
            self.shared.note(
                "The program runs in another version of wrtd, which can do other things than this one; start it by the same version if something is missing.",
            );
        }
    }
}
