//! Transports: standard input and output, and TCP on the loopback interface.
//!
//! A connection has three threads: one reads, one writes, and this one answers. When the client goes
//! away, whether it said so or not, its program ends with it.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::Duration,
};

use thiserror::Error;

use crate::{
    adapter::Adapter,
    framing::{FrameError, FrameLimits, FrameReader, write_frame},
    outbox::{Outbox, Room},
    protocol::{
        generated::{TerminatedEvent, TerminatedEventBody},
        message::Numbered,
    },
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
        "{0} can be reached from other machines, and who reaches a debugger can run anything; listen on 127.0.0.1 or [::1], and let `ssh -L` bring the connection there"
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
    /// Clients can connect at this address.
    Listening(SocketAddr),
    /// A client's stream broke off, or a connection was refused.
    Client(SocketAddr, ServeError),
    /// A connection could not be accepted.
    Accept(io::Error),
}

/// Serves one client on standard input and output, until it goes away.
///
/// # Errors
/// [`ServeError::Trace`], [`ServeError::Frame`].
pub fn serve_stdio(options: &Options) -> Result<(), ServeError> {
    let trace = open_trace(options)?;
    serve(io::stdin(), io::stdout(), options.limits, trace)
}

/// Serves clients on a port of the loopback interface; returns only where that cannot begin. What
/// happens is told to `notice`, from any thread.
///
/// # Errors
/// [`ServeError::NotLoopback`], [`ServeError::Listen`], [`ServeError::Trace`].
pub fn listen(
    address: SocketAddr,
    options: &Options,
    notice: impl Fn(Notice) + Send + Sync + 'static,
) -> Result<(), ServeError> {
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    let trace = open_trace(options)?;
    let cannot_listen = |error| ServeError::Listen { address, error };
    let listener = TcpListener::bind(address).map_err(cannot_listen)?;
    let notice = Arc::new(notice);
    notice(Notice::Listening(listener.local_addr().map_err(cannot_listen)?));
    let clients = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        match stream.and_then(|stream| Ok((stream.peer_addr()?, stream))) {
            Ok((peer, stream)) => {
                let (notice, clients) = (Arc::clone(&notice), Arc::clone(&clients));
                let (limits, trace) = (options.limits, trace.clone());
                if clients.fetch_add(1, Ordering::AcqRel) >= MOST_CLIENTS {
                    // Dropping the stream closes it.
                    clients.fetch_sub(1, Ordering::AcqRel);
                    continue;
                }
                thread::spawn(move || {
                    if let Err(error) = serve_tcp(stream, limits, trace) {
                        notice(Notice::Client(peer, error));
                    }
                    clients.fetch_sub(1, Ordering::AcqRel);
                });
            }
            Err(error) => notice(Notice::Accept(error)),
        }
    }
    Ok(())
}

fn open_trace(options: &Options) -> Result<Trace, ServeError> {
    match &options.trace {
        None => Ok(Trace::default()),
        Some(path) => {
            Trace::to_file(path).map_err(|error| ServeError::Trace { path: path.clone(), error })
        }
    }
}

fn serve_tcp(stream: TcpStream, limits: FrameLimits, trace: Trace) -> Result<(), ServeError> {
    // Messages are small and each is waited for.
    stream.set_nodelay(true).map_err(FrameError::from)?;
    let (input, output) = (
        stream.try_clone().map_err(FrameError::from)?,
        stream.try_clone().map_err(FrameError::from)?,
    );
    let result = serve(input, output, limits, trace);
    // Also wakes the reading thread. It fails where the client closed first.
    let _ = stream.shutdown(Shutdown::Both);
    result
}

/// Serves one client on any pair of streams, until it goes away or its stream breaks off.
pub(crate) fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    limits: FrameLimits,
    trace: Trace,
) -> Result<(), ServeError> {
    let shared = Arc::new(Shared::default());
    let (requests, incoming) = mpsc::sync_channel(MOST_WAITING);
    {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            read(FrameReader::new(input, limits), &requests, &shared);
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
    let result = answer(&incoming, &shared, trace);
    shared.inbox.close();
    shared.outbox.close();
    // The channel closes when the writer is done; one that hangs is left behind.
    let _ = all_written.recv_timeout(FAREWELL);
    result
}

/// Answers until the client leaves; then its program is gone as well.
fn answer(
    incoming: &Receiver<Result<Vec<u8>, FrameError>>,
    shared: &Arc<Shared>,
    trace: Trace,
) -> Result<(), ServeError> {
    let mut adapter = Adapter::new(Arc::clone(shared), trace.clone());
    let result = answer_all(incoming, &mut adapter, &trace);
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
    incoming: &Receiver<Result<Vec<u8>, FrameError>>,
    adapter: &mut Adapter,
    trace: &Trace,
) -> Result<(), ServeError> {
    for message in incoming {
        let json = message?;
        adapter.shared.inbox.take(&json);
        match adapter.shared.outbox.wait_for_room(PATIENCE) {
            Room::Free => {}
            Room::Stalled(unread) => return Err(ServeError::Unread { unread }),
            Room::Closed => return Ok(()),
        }
        trace.message(Direction::FromClient, &json);
        adapter.handle(&json);
        if adapter.finished {
            break;
        }
    }
    Ok(())
}

fn read(
    mut reader: FrameReader<impl Read>,
    requests: &SyncSender<Result<Vec<u8>, FrameError>>,
    shared: &Shared,
) {
    loop {
        let message = reader.read().transpose();
        let last = !matches!(message, Some(Ok(_)));
        if last {
            // Before what waits is answered: that must not wait for a client that reads no more.
            shared.outbox.leave();
        }
        let Some(message) = message else {
            return;
        };
        if let Ok(message) = &message {
            shared.inbox.arrive(message);
        }
        if requests.send(message).is_err() || last {
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
