//! Errors of launching and of the session's requests.

use std::path::PathBuf;

use thiserror::Error;
use wrtd_limits::{AsilLevel, CountExceeded, LimitExceeded, Provenance};

/// Why a program could not be launched.
#[derive(Debug, Error)]
pub enum LaunchError {
    /// The file cannot be read.
    #[error("cannot read {}: {error}; check the path of the program", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The function to call, or its arguments, are not what the module has; the text says what it has.
    #[error("{0}")]
    Invocation(String),
    /// The safety level does not allow debugging.
    #[error(
        "{level} does not allow debugging (from {provenance}); set a lower level there, or let the program run \
         without a debugger: `wrtd run`, in a launch request `noDebug`"
    )]
    NoDebugging {
        /// The level.
        level: AsilLevel,
        /// Where it comes from.
        provenance: Provenance,
    },
    /// The program does not fit the memory of its device.
    #[error("{} does not fit: {error}{advice}", path.display())]
    Limit {
        /// The file.
        path: PathBuf,
        /// The account that has less.
        error: LimitExceeded,
        /// What takes so much, and how to make it less: sentences that follow the error.
        advice: String,
    },
    /// The program has more of something than its device may have.
    #[error("{} does not fit: {error}", path.display())]
    Count {
        /// The file.
        path: PathBuf,
        /// What there is too much of.
        error: CountExceeded,
    },
    /// Anything that makes the program impossible to run; the text says what it is and what to do.
    #[error("{0}")]
    Refused(String),
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SessionError {
    /// It needs a stopped program.
    #[error("the program has ended; launch it again to inspect it")]
    NotAlive,
    /// No thread has this number.
    #[error(
        "there is no thread {0} now; ask for the threads again, they end while the program runs"
    )]
    NoSuchThread(u32),
    /// The program cannot go on (after a trap).
    #[error("the program cannot step on after {0}; continue to its end or restart it")]
    CannotResume(String),
    /// It runs already.
    #[error("the program is running; pause it first")]
    Running,
    /// A frame index beyond the stack.
    #[error("there is no frame {0}; ask for the stack again, it changes at each resume")]
    NoSuchFrame(u32),
    /// A call to step into that the line does not make, or not any more.
    #[error(
        "there is no call {0} to step into here; ask for the targets again, they change at each stop"
    )]
    NoSuchTarget(u32),
    /// A place to go on at that was not offered at this stop.
    #[error("there is no place {0} to go on at; ask for the places again, they end at each resume")]
    NoSuchPlace(u32),
    /// Why the program does not go on elsewhere, and what to do.
    #[error("{0}")]
    Goto(String),
    /// Why a frame does not begin again, and what to do.
    #[error("{0}")]
    RestartFrame(String),
    /// A reference of an earlier stop, or none that was given out.
    #[error("variables reference {0} is not valid; references end at each resume")]
    StaleReference(u32),
    /// A source reference that was not given out.
    #[error("there is no source {0}; ask for the stack again")]
    NoSuchSource(u32),
    /// A source file cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Source {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: String,
    },
    /// An expression without a value.
    #[error("{0}")]
    Expression(String),
    /// There is no room for what would be kept.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
    /// What is not written, and why; the text ends in what to do.
    #[error("{0}")]
    Write(String),
    /// The safety level lets a debugger change nothing.
    #[error(
        "{level} lets a debugger look and change nothing (from {provenance}); set a lower level there and launch the \
         program again"
    )]
    ReadOnly {
        /// The level.
        level: AsilLevel,
        /// Where it comes from.
        provenance: Provenance,
    },
    /// The safety level allows no debugging.
    #[error(
        "{level} does not allow debugging (from {provenance}); set a lower level there and launch the program again"
    )]
    NoDebugging {
        /// The level.
        level: AsilLevel,
        /// Where it comes from.
        provenance: Provenance,
    },
    /// Whoever asked has given it up.
    #[error("cancelled")]
    Cancelled,
    /// The target failed.
    #[error("{0}")]
    Target(String),
}
