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
    protocol::{
        generated::{TerminatedEvent, TerminatedEventBody},
        message::Numbered,
    },
    shared::Shared,
    trace::{Direction, Trace},
};

/// Clients at the same time on one port.
const MOST_CLIENTS: usize = 16;
/// Messages that may wait to be answered; then the client is held up.
const MOST_WAITING: usize = 256;
/// How long a client that said goodbye gets to read what is still on its way.
const FAREWELL: Duration = Duration::from_secs(2);

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
    #[error("{0}")]
    Frame(#[from] FrameError),
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
    stream.set_nodelay(true).map_err(FrameError::Io)?;
    let (input, output) =
        (stream.try_clone().map_err(FrameError::Io)?, stream.try_clone().map_err(FrameError::Io)?);
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
    thread::spawn(move || read(FrameReader::new(input, limits), &requests));
    let (written, all_written) = mpsc::channel::<()>();
    {
        let (shared, trace) = (Arc::clone(&shared), trace.clone());
        thread::spawn(move || {
            write(output, &shared, &trace);
            drop(written);
        });
    }
    let result = answer(&incoming, &shared, trace);
    shared.outbox.close();
    // The channel closes when the writer is done; one that hangs is left behind.
    let _ = all_written.recv_timeout(FAREWELL);
    result.map_err(ServeError::Frame)
}

/// Answers until the client leaves; then its program is gone as well.
fn answer(
    incoming: &Receiver<Result<Vec<u8>, FrameError>>,
    shared: &Arc<Shared>,
    trace: Trace,
) -> Result<(), FrameError> {
    let mut adapter = Adapter::new(Arc::clone(shared), trace.clone());
    let mut result = Ok(());
    for message in incoming {
        match message {
            Ok(json) => {
                trace.message(Direction::FromClient, &json);
                adapter.handle(&json);
            }
            Err(error) => {
                // Nobody is told anything who is not a client of this protocol.
                if !matches!(error, FrameError::Http) {
                    shared.note(&format!("The session ends: {error}."));
                    if shared.end() {
                        shared.send::<TerminatedEvent>(&TerminatedEventBody::default());
                    }
                }
                result = Err(error);
            }
        }
        if adapter.finished || result.is_err() {
            break;
        }
    }
    adapter.drop_debuggee();
    result
}

fn read(mut reader: FrameReader<impl Read>, requests: &SyncSender<Result<Vec<u8>, FrameError>>) {
    loop {
        let message = match reader.read() {
            Ok(Some(message)) => Ok(message),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let last = message.is_err();
        if requests.send(message).is_err() || last {
            return;
        }
    }
}

fn write(mut output: impl Write, shared: &Shared, trace: &Trace) {
    let mut seq = 0;
    while let Some(message) = shared.outbox.next() {
        seq += 1;
        let Ok(json) = serde_json::to_vec(&Numbered { seq, message: &message }) else {
            continue;
        };
        trace.message(Direction::ToClient, &json);
        if write_frame(&mut output, &json).is_err() {
            // The client is gone; the reading side will notice as well.
            shared.outbox.close();
            return;
        }
    }
}
