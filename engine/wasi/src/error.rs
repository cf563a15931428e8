//! Why the functions cannot be given to a store.

use std::io;
use std::path::PathBuf;

use thiserror::Error;
use wrtd_limits::{CountLimit, LimitExceeded};

/// A part of a [`WasiConfig`](crate::WasiConfig) that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WasiError {
    /// A directory to preopen cannot be opened.
    #[error(
        "cannot open the directory {} for the program's {guest:?}: {source}. \
         Name an existing directory that you may read, as --dir HOST::GUEST.",
        host.display()
    )]
    Preopen {
        /// The host's directory.
        host: PathBuf,
        /// The name that the program would have seen.
        guest: String,
        /// What the system says.
        source: io::Error,
    },
    /// The file to be standard input cannot be opened.
    #[error(
        "cannot open {} as the program's standard input: {source}. \
         Name an existing file that you may read, or give the input as text.",
        path.display()
    )]
    StdinFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The thread that reads standard input cannot be started.
    #[error(
        "cannot start the thread that reads standard input: {0}. \
         Free some of the system's threads or give the program a file or text as its input."
    )]
    StdinThread(io::Error),
    /// An argument, a variable or a directory's name holds a NUL, which would end it for the
    /// program.
    #[error("{what} {text:?} holds a NUL character, which no program can be given. Remove it.")]
    Nul {
        /// What the text is: `argument`, `environment variable`, `directory name`.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// A variable's name is empty or holds a `=`.
    #[error(
        "the environment variable name {name:?} is empty or holds '='. Write it as NAME=VALUE."
    )]
    VariableName {
        /// The name.
        name: String,
    },
    /// Arguments or environment do not fit into any guest's memory.
    #[error(
        "the {what} take {bytes} bytes, more than the {limit} bytes a program can be given. \
         Pass fewer."
    )]
    TooLong {
        /// `arguments` or `environment variables`.
        what: &'static str,
        /// Their size with the NUL after each.
        bytes: usize,
        /// The largest size.
        limit: usize,
    },
    /// More directories are preopened than descriptors can be open at once.
    #[error(
        "{count} preopened directories do not fit the limit of {} open descriptors (`{}`, from {}). \
         Pass fewer directories, or {}.",
        limit.most, limit.name, limit.provenance, limit.provenance.remedy()
    )]
    TooManyPreopens {
        /// Directories asked for.
        count: usize,
        /// Descriptors that can be open at once, three of them for the standard streams.
        limit: CountLimit,
    },
    /// Arguments, environment, names of directories and standard input do not fit the budget.
    #[error("the program's arguments, environment and input do not fit: {0}.")]
    Budget(#[from] LimitExceeded),
}
