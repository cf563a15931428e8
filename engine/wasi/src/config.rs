//! What a program is given: arguments, environment, directories, streams, clocks and random
//! numbers.

use std::io;
use std::path::PathBuf;

use crate::clock::{Clocks, HostClocks};
use crate::output::{OutputFn, OutputSink};
use crate::random::{HostRandom, RandomSource};
use crate::stdin::StdinPipe;

/// A directory of the host that the program can reach, and nothing beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preopen {
    /// The directory on the host.
    pub host: PathBuf,
    /// Its name in the program, such as `.` or `/data`.
    pub guest: String,
}

/// Where the program's standard input comes from.
#[derive(Clone, Debug, Default)]
pub enum Stdin {
    /// At its end from the start.
    #[default]
    None,
    /// Standard input of this process, read by a thread of its own and only when the program asks
    /// for more. All programs of this process share it.
    Inherit,
    /// A file, which the program can also seek in.
    File(PathBuf),
    /// These bytes.
    Bytes(Vec<u8>),
    /// What is fed through the other clones of this pipe until one closes it.
    Pipe(StdinPipe),
}

/// Which standard streams the program takes for a terminal (`isatty`). Programs flush each line to
/// a terminal, and full buffers to anything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terminals {
    /// Standard input.
    pub stdin: bool,
    /// Standard output.
    pub stdout: bool,
    /// Standard error.
    pub stderr: bool,
}

/// What a program is given. The default is nothing: no arguments, no environment, no directory,
/// input at its end, output thrown away, and the host's clocks and random numbers.
pub struct WasiConfig {
    /// The arguments, the program's name first.
    pub args: Vec<Vec<u8>>,
    /// Names and values of the environment.
    pub env: Vec<(String, String)>,
    /// The directories; they become the descriptors from 3 on in this order.
    pub preopens: Vec<Preopen>,
    /// Standard input.
    pub stdin: Stdin,
    /// Standard output.
    pub stdout: Box<dyn OutputSink>,
    /// Standard error.
    pub stderr: Box<dyn OutputSink>,
    /// Which of the three are terminals to the program.
    pub terminals: Terminals,
    /// The clocks.
    pub clocks: Box<dyn Clocks>,
    /// The source of random numbers.
    pub random: Box<dyn RandomSource>,
}

impl Default for WasiConfig {
    fn default() -> Self {
        Self {
            args: Vec::new(),
            env: Vec::new(),
            preopens: Vec::new(),
            stdin: Stdin::None,
            stdout: Box::new(io::sink()),
            stderr: Box::new(io::sink()),
            terminals: Terminals::default(),
            clocks: Box::new(HostClocks::new()),
            random: Box::new(HostRandom),
        }
    }
}

impl WasiConfig {
    /// The default: see [`WasiConfig`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<Vec<u8>>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds a variable.
    #[must_use]
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Adds a directory.
    #[must_use]
    pub fn dir(mut self, host: impl Into<PathBuf>, guest: impl Into<String>) -> Self {
        self.preopens.push(Preopen { host: host.into(), guest: guest.into() });
        self
    }

    /// Sets standard input.
    #[must_use]
    pub fn stdin(mut self, stdin: Stdin) -> Self {
        self.stdin = stdin;
        self
    }

    /// Sends standard output to a function.
    #[must_use]
    pub fn on_stdout(mut self, sink: impl FnMut(&[u8]) + Send + 'static) -> Self {
        self.stdout = Box::new(OutputFn(sink));
        self
    }

    /// Sends standard error to a function.
    #[must_use]
    pub fn on_stderr(mut self, sink: impl FnMut(&[u8]) + Send + 'static) -> Self {
        self.stderr = Box::new(OutputFn(sink));
        self
    }
}
