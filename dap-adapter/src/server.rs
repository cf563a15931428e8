//! Transports: standard input and output, and TCP, where other machines can come only with a token.
//!
//! A connection has three threads: one reads, one writes, and this one answers. When the client goes
//! away, whether it said so or not, its program ends with it.

mod door;

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::Duration,
};

use thiserror::Error;
use wrtd_remote::{Token, handshake::HandshakeError, keep_alive};

use self::door::Door;
use crate::{
    adapter::Adapter,
    framing::{FrameError, FrameLimits, FrameReader, write_frame},
    hosted::HostedProgram,
    outbox::{Outbox, Room},
    protocol::{
        generated::{TerminatedEvent, TerminatedEventBody},
        message::Numbered,
    },
    relay::{Incoming, Relay},
    seat::Seat,
    shared::Shared,
    trace::{Direction, Trace},
};

/// Clients at the same time on one port.
const MOST_CLIENTS: usize = 16;
/// Messages that may wait to be answered; then the client is held up, or before where they are long.
const MOST_WAITING: usize = 64;
/// How long a client that is leaving gets to read what is still on its way.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long a client may read nothing while it is held up because too much waits to be read.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes that are written at once, so that a client that reads a long message slowly is seen to read.
const PIECE: usize = 64 << 10;

/// How to serve.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where to write a trace of both directions.
    pub trace: Option<PathBuf>,
    /// Bounds of a client's messages.
    pub limits: FrameLimits,
    /// What clients of a TCP port must prove to have; nothing, where only this machine can reach it.
    pub token: Option<Token>,
}

/// What is the same for all clients of a server.
#[derive(Clone)]
pub(crate) struct Terms {
    pub(crate) limits: FrameLimits,
    pub(crate) trace: Trace,
    pub(crate) seat: Seat,
}

/// Why serving could not begin, or ended.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The trace's file cannot be made.
    #[error("cannot write the trace to {}: {error}; choose another path", path.display())]
    Trace {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The address is not one of this machine's own.
    #[error(
        "{0} can be reached from other machines, and who reaches a debugger can run anything; ask for a token with `--token-file`, which `wrtd token FILE` makes, or listen on 127.0.0.1 and let `ssh -L` bring the connection there"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}; choose another port, or 0 for a free one")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The client's stream broke off.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The client goes on asking and does not read the answers.
    #[error(
        "the client sends requests and has read nothing for {} seconds, with {unread} bytes of answers and events waiting for it; a client reads while it writes",
        PATIENCE.as_secs()
    )]
    Unread {
        /// Bytes that wait, about.
        unread: usize,
    },
}

/// What happens on a port, for whoever looks at the server's own output.
#[derive(Debug)]
pub enum Notice {
    /// A client's stream broke off.
    Client(SocketAddr, ServeError),
    /// A connection was refused, as were others; this is told at most once a second.
    Refused {
        /// The one that was refused last.
        peer: SocketAddr,
        /// Why; `None` where too many of its address had failed before.
        error: Option<HandshakeError>,
        /// How many were refused since this was told last.
        count: u64,
        /// How many were refused in all.
        in_all: u64,
    },
    /// A connection could not be accepted.
    Accept(io::Error),
}

/// Serves one client on standard input and output, until it goes away.
///
/// # Errors
/// [`ServeError::Trace`], [`ServeError::Frame`].
pub fn serve_stdio(options: &Options) -> Result<(), ServeError> {
    let trace = open_trace(options)?;
    let terms = Terms { limits: options.limits, trace, seat: Seat::Launcher };
    serve(io::stdin(), io::stdout(), terms, "the client of standard input".to_owned())
}

/// Serves clients on a port.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    terms: Terms,
    /// Where clients prove a token.
    door: Option<Arc<Door>>,
    clients: Arc<Clients>,
}

impl Server {
    /// Takes the port; each client launches a program of its own.
    ///
    /// # Errors
    /// [`ServeError::NotLoopback`], [`ServeError::Listen`], [`ServeError::Trace`].
    pub fn bind(address: SocketAddr, options: &Options) -> Result<Self, ServeError> {
        Self::bind_for(address, options, Seat::Launcher)
    }

    /// Takes the port for clients that attach to `program`.
    ///
    /// # Errors
    /// As for [`Server::bind`].
    pub fn bind_program(
        address: SocketAddr,
        options: &Options,
        program: Arc<HostedProgram>,
    ) -> Result<Self, ServeError> {
        Self::bind_for(address, options, Seat::Program(program))
    }

    fn bind_for(address: SocketAddr, options: &Options, seat: Seat) -> Result<Self, ServeError> {
        if !address.ip().is_loopback() && options.token.is_none() {
            return Err(ServeError::NotLoopback(address));
        }
        let trace = open_trace(options)?;
        let cannot_listen = |error| ServeError::Listen { address, error };
        let listener = TcpListener::bind(address).map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;
        let terms = Terms { limits: options.limits, trace, seat };
        let door = options.token.clone().map(|token| Arc::new(Door::new(token)));
        Ok(Self { listener, address, terms, door, clients: Arc::default() })
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Those who are connected.
    #[must_use]
    pub fn clients(&self) -> Arc<Clients> {
        Arc::clone(&self.clients)
    }

    /// Serves for ever. What happens is told to `notice`, from any thread.
    pub fn serve(&self, notice: impl Fn(Notice) + Send + Sync + 'static) {
        let notice = Arc::new(notice);
        for stream in self.listener.incoming() {
            match stream.and_then(|stream| Ok((stream.peer_addr()?, stream))) {
                Ok((peer, stream)) => {
                    let knock = match self.door.as_ref().map(|door| door.knock(peer, &stream)) {
                        None => None,
                        Some(Ok(knock)) => Some(knock),
                        Some(Err(refused)) => {
                            refused.into_iter().for_each(&*notice);
                            continue;
                        }
                    };
                    let (notice, terms) = (Arc::clone(&notice), self.terms.clone());
                    let clients = Arc::clone(&self.clients);
                    thread::spawn(move || {
                        if let Some(Err(refused)) = knock.map(|knock| knock.open(&stream)) {
                            refused.into_iter().for_each(&*notice);
                            return;
                        }
                        // Dropping the stream of one too many closes it.
                        let Some(_place) = Clients::enter(&clients) else { return };
                        if let Err(error) = serve_tcp(stream, peer, terms) {
                            notice(Notice::Client(peer, error));
                        }
                    });
                }
                Err(error) => notice(Notice::Accept(error)),
            }
        }
    }
}

/// The clients of a server.
#[derive(Debug, Default)]
pub struct Clients {
    count: Mutex<usize>,
    fewer: Condvar,
}

/// A client's place among them, as long as it is held.
struct Place(Arc<Clients>);

impl Clients {
    fn count(&self) -> MutexGuard<'_, usize> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(clients: &Arc<Self>) -> Option<Place> {
        let mut count = clients.count();
        if *count >= MOST_CLIENTS {
            return None;
        }
        *count += 1;
        drop(count);
        Some(Place(Arc::clone(clients)))
    }

    /// Waits until all have gone, having read what is for them; for two seconds at most, in which a client that was
    /// told of the end goes.
    pub fn wait_until_gone(&self) {
        let count = self.count();
        drop(self.fewer.wait_timeout_while(count, FAREWELL, |count| *count > 0));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.count() -= 1;
        self.0.fewer.notify_all();
    }
}

fn open_trace(options: &Options) -> Result<Trace, ServeError> {
    match &options.trace {
        None => Ok(Trace::default()),
        Some(path) => {
            Trace::to_file(path).map_err(|error| ServeError::Trace { path: path.clone(), error })
        }
    }
}

fn serve_tcp(stream: TcpStream, peer: SocketAddr, terms: Terms) -> Result<(), ServeError> {
    // Messages are small and each is waited for.
    stream.set_nodelay(true).map_err(FrameError::from)?;
    keep_alive(&stream).map_err(FrameError::from)?;
    let result = serve_stream(&stream, terms, format!("the client at {peer}"));
    // Also wakes the reading thread. It fails where the client closed first.
    let _ = stream.shutdown(Shutdown::Both);
    result
}

/// Serves the client of a connection, which stays open.
pub(crate) fn serve_stream(
    stream: &TcpStream,
    terms: Terms,
    peer: String,
) -> Result<(), ServeError> {
    let (input, output) = (
        stream.try_clone().map_err(FrameError::from)?,
        stream.try_clone().map_err(FrameError::from)?,
    );
    serve(input, output, terms, peer)
}

/// Serves one client on any pair of streams, until it goes away or its stream breaks off.
pub(crate) fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    terms: Terms,
    peer: String,
) -> Result<(), ServeError> {
    let Terms { limits, trace, seat } = terms;
    let shared = Arc::new(Shared::default());
    let (inbox, incoming) = mpsc::sync_channel(MOST_WAITING);
    {
        let (inbox, shared) = (inbox.clone(), Arc::clone(&shared));
        thread::spawn(move || {
            read(FrameReader::new(input, limits), &inbox, &shared);
        });
    }
    let (written, all_written) = mpsc::channel::<()>();
    {
        let (shared, trace) = (Arc::clone(&shared), trace.clone());
        thread::spawn(move || {
            write(output, &shared, &trace);
            drop(written);
        });
    }
    let relay = Relay::new(inbox);
    let mut adapter = Adapter::new(Arc::clone(&shared), trace.clone(), seat, peer, relay);
    let result = answer(&incoming, &mut adapter, &trace);
    shared.inbox.close();
    shared.outbox.close();
    // The channel closes when the writer is done; one that hangs is left behind.
    let _ = all_written.recv_timeout(FAREWELL);
    result
}

/// Answers until the client leaves; then it has no program any more.
fn answer(
    incoming: &Receiver<Incoming>,
    adapter: &mut Adapter,
    trace: &Trace,
) -> Result<(), ServeError> {
    let result = answer_all(incoming, adapter, trace);
    let shared = &adapter.shared;
    if let Err(error) = &result {
        // Nobody is told anything who is not a client of this protocol.
        if !matches!(error, ServeError::Frame(FrameError::Http)) {
            shared.note(&format!("The session ends: {error}."));
            if shared.end() {
                shared.send::<TerminatedEvent>(&TerminatedEventBody::default());
            }
        }
    }
    // The program may wait for the client to read, and is waited for.
    shared.outbox.leave();
    adapter.drop_debuggee();
    result
}

fn answer_all(
    incoming: &Receiver<Incoming>,
    adapter: &mut Adapter,
    trace: &Trace,
) -> Result<(), ServeError> {
    for item in incoming {
        match item {
            Incoming::Message(json) => {
                adapter.shared.inbox.take(&json);
                trace.message(Direction::FromClient, &json);
                if adapter.relay.is_there() {
                    adapter.relay.forward(&json);
                    continue;
                }
                match adapter.shared.outbox.wait_for_room(PATIENCE) {
                    Room::Free => {}
                    Room::Stalled(unread) => return Err(ServeError::Unread { unread }),
                    Room::Closed => return Ok(()),
                }
                adapter.handle(&json);
            }
            Incoming::Arrived(result) => adapter.arrive(result),
            Incoming::Departed { told } => adapter.depart(told),
            Incoming::Broken(error) => return Err(error.into()),
            Incoming::Gone => return Ok(()),
        }
        if adapter.finished {
            break;
        }
    }
    Ok(())
}

fn read(mut reader: FrameReader<impl Read>, inbox: &SyncSender<Incoming>, shared: &Shared) {
    loop {
        let item = match reader.read() {
            Ok(Some(json)) => Incoming::Message(json),
            Ok(None) => Incoming::Gone,
            Err(error) => Incoming::Broken(error),
        };
        let last = !matches!(item, Incoming::Message(_));
        if last {
            // Before what waits is answered: that must not wait for a client that reads no more.
            shared.outbox.leave();
        }
        if let Incoming::Message(message) = &item {
            shared.inbox.arrive(message);
        }
        if inbox.send(item).is_err() || last {
            return;
        }
    }
}

/// Tells the outbox that the client reads, piece by piece.
struct Told<'a, W> {
    output: W,
    outbox: &'a Outbox,
}

impl<W: Write> Write for Told<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.output.write(&bytes[..bytes.len().min(PIECE)])?;
        self.outbox.progress();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

fn write(output: impl Write, shared: &Shared, trace: &Trace) {
    let mut output = Told { output, outbox: &shared.outbox };
    let mut seq = 0;
    while let Some(message) = shared.outbox.next() {
        seq += 1;
        let Ok(json) = serde_json::to_vec(&Numbered { seq, message: &message }) else {
            continue;
        };
        trace.message(Direction::ToClient, &json);
        if write_frame(&mut output, &json).is_err() {
            // The client is gone; the reading side notices as well, or with the next request.
            shared.outbox.abandon();
            return;
        }
    }
}

#[cfg(test)]
mod tests;
