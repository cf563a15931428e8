//! Terminals of the client's: asking for one, and lending this process's to a session.
//!
//! The client starts `wrtd dap --lend-terminal` in a terminal, which connects back, and the session goes on there: its
//! program has the terminal for input and output. A token for this one connection, in a file that goes with it, lets
//! nobody else in between.

use std::{
    env, fs, io,
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use thiserror::Error;
use wrtd_remote::{Admission, Token, TokenError, handshake};

use crate::{
    connect::{ConnectError, connect},
    hosted::{HostedProgram, Streams},
    protocol::generated::{RunInTerminalRequestArguments, RunInTerminalRequestArgumentsKind},
    seat::{Seat, Terminal},
    server::{self, Options, ServeError, Terms},
};

/// How long a terminal may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Time between two looks whether one has.
const PERIOD: Duration = Duration::from_millis(10);

/// Which terminal a launch wants for its program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Console {
    /// None: the client's debug console shows the output.
    #[default]
    Internal,
    /// One in the client's window.
    Integrated,
    /// One of its own.
    External,
}

/// Why there is no terminal.
#[derive(Debug, Error)]
pub(crate) enum TerminalError {
    #[error("{0}")]
    Token(#[from] TokenError),
    #[error("cannot wait for the terminal: {0}; set `console` to `internalConsole`")]
    Io(#[from] io::Error),
}

/// A terminal that can be asked for.
pub(crate) struct Awaited {
    waiting: Waiting,
    file: TokenFile,
}

/// Where the terminal's process connects to.
pub(crate) struct Waiting {
    listener: TcpListener,
    token: Token,
}

/// A token's file that goes when nobody needs it any more.
pub(crate) struct TokenFile(PathBuf);

impl Drop for TokenFile {
    fn drop(&mut self) {
        // Somebody may have been quicker; the token in it is worth nothing afterwards.
        let _ = fs::remove_file(&self.0);
    }
}

impl Awaited {
    pub(crate) fn new() -> Result<Self, TerminalError> {
        /// Number of terminals so far: names their files.
        static LAST: AtomicU64 = AtomicU64::new(0);

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let token = Token::generate()?;
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let name = format!("wrtd-terminal-{}-{number}", std::process::id());
        let path = env::temp_dir().join(name);
        // Of a process of the same number, which had no time to clean up.
        let _ = fs::remove_file(&path);
        token.write(&path)?;
        Ok(Self { waiting: Waiting { listener, token }, file: TokenFile(path) })
    }

    /// What the client is to run, and where.
    pub(crate) fn request(
        &self,
        console: Console,
        program: &Path,
    ) -> io::Result<RunInTerminalRequestArguments> {
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let address = self.waiting.listener.local_addr()?.to_string();
        let words = [
            text(env::current_exe()?),
            "dap".to_owned(),
            "--lend-terminal".to_owned(),
            address,
            "--token-file".to_owned(),
            text(self.file.0.clone()),
        ];
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        Ok(RunInTerminalRequestArguments {
            args: words.into(),
            // Relative paths of the launch count from here.
            cwd: text(env::current_dir()?),
            kind: Some(match console {
                Console::External => RunInTerminalRequestArgumentsKind::External,
                _ => RunInTerminalRequestArgumentsKind::Integrated,
            }),
            title: Some(format!("wrtd: {name}")),
            ..RunInTerminalRequestArguments::default()
        })
    }

    /// What waits, and what must be there meanwhile.
    pub(crate) fn split(self) -> (Waiting, TokenFile) {
        (self.waiting, self.file)
    }
}

impl Waiting {
    /// Waits for the terminal's process, which proves that it has read the file.
    pub(crate) fn wait(self, given_up: &AtomicBool) -> Result<TcpStream, String> {
        let deadline = Instant::now() + PATIENCE;
        let admission = Arc::<Admission>::default();
        let (proved, proofs) = mpsc::channel();
        while Instant::now() < deadline && !given_up.load(Ordering::Acquire) {
            if let Ok((stream, peer)) = self.listener.accept() {
                let (token, proved) = (self.token.clone(), proved.clone());
                if let Ok(pending) = Admission::enter(&admission, peer.ip(), &stream) {
                    thread::spawn(move || {
                        let ready = stream.set_nonblocking(false).is_ok();
                        if ready && handshake::accept(&stream, &token).is_ok() {
                            pending.proved();
                            let _ = proved.send(stream);
                        }
                    });
                }
            }
            match proofs.recv_timeout(PERIOD) {
                Ok(stream) => {
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Err(_) => continue,
            }
        }
        Err(format!(
            "the terminal has not started wrtd within {} seconds; see what it shows, or set `console` to `internalConsole`",
            PATIENCE.as_secs()
        ))
    }
}

/// Lends the terminal of this process to the session that waits at `address`, until its client leaves. Gives the
/// program that was launched there last, which may run on.
///
/// # Errors
/// [`ConnectError`]; [`ServeError`] where the session broke off.
pub fn lend_terminal(
    address: &str,
    token: &Token,
    streams: Streams,
) -> Result<Option<Arc<HostedProgram>>, LendError> {
    let stream = connect(address, Some(token))?;
    let terminal = Terminal::new(streams);
    let terms = Terms {
        limits: Options::default().limits,
        trace: crate::trace::Trace::default(),
        seat: Seat::Terminal(terminal.clone()),
    };
    let result = server::serve_stream(&stream, terms, "the client that launched it".to_owned());
    let _ = stream.shutdown(Shutdown::Both);
    result?;
    Ok(terminal.program())
}

/// Why a terminal was not lent.
#[derive(Debug, Error)]
pub enum LendError {
    /// The session that waits for it cannot be reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The session broke off.
    #[error(transparent)]
    Serve(#[from] ServeError),
}
