//! One call of a WASI function: its arguments, how it can end, and how far it had come when the
//! debugger paused it.
//!
//! The engine repeats a call that ended with [`Fault::Interrupted`] when the program goes on. What
//! such a call has done already is kept as its [`Progress`], so that no byte is written twice and
//! no sleep starts over.

use wrtd_core::Value;

use crate::abi::Errno;

/// Why a function does not answer success.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The function answers this error.
    Errno(Errno),
    /// The program ends with this exit code.
    Exit(i32),
    /// The program traps.
    Trap(String),
    /// The debugger wants to pause; the call will be repeated.
    Interrupted,
}

impl From<Errno> for Fault {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Errno(Errno::from(error))
    }
}

/// The arguments of a call, whose number and types the engine has checked against the declared
/// type.
#[derive(Clone, Copy)]
pub(crate) struct Args<'a>(pub(crate) &'a [Value]);

impl Args<'_> {
    /// Argument `index`, an `i32`, as the unsigned number that preview 1 means by it.
    pub(crate) fn u32(self, index: usize) -> u32 {
        match self.0.get(index) {
            Some(Value::I32(value)) => value.cast_unsigned(),
            _ => 0,
        }
    }

    /// Argument `index`, an `i64`, as an unsigned number.
    pub(crate) fn u64(self, index: usize) -> u64 {
        match self.0.get(index) {
            Some(Value::I64(value)) => value.cast_unsigned(),
            _ => 0,
        }
    }
}

/// How far an interrupted call had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Bytes moved between the program and a file.
    Moved(u64),
    /// The monotonic time in nanoseconds at which the call began to wait.
    WaitingSince(u64),
    /// What has been listed of a directory.
    Listed(Listed),
}

/// How much of a directory a call has listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The entry that comes next.
    pub(crate) next: u64,
    /// Bytes of the buffer that are filled.
    pub(crate) used: usize,
}

/// A call that gave way, to the debugger or to other threads, and has not been repeated yet.
pub(crate) struct InterruptedCall {
    pub(crate) function: usize,
    pub(crate) args: Vec<Value>,
    pub(crate) progress: Progress,
}

/// The progress of the call that runs: what it had before, and what it leaves when it has to give
/// way.
#[derive(Default)]
pub(crate) struct Restart {
    /// What the call had done before it was interrupted, if it is a repeated one.
    pub(crate) before: Option<Progress>,
    /// What it has done now that it is interrupted.
    pub(crate) after: Option<Progress>,
}

impl Restart {
    /// Bytes that the call had moved before it was interrupted.
    pub(crate) fn moved_before(&mut self) -> u64 {
        match self.before.take() {
            Some(Progress::Moved(bytes)) => bytes,
            _ => 0,
        }
    }

    /// The monotonic time at which the call began to wait, if it had begun before it was
    /// interrupted.
    pub(crate) fn waiting_since(&mut self) -> Option<u64> {
        match self.before.take() {
            Some(Progress::WaitingSince(time)) => Some(time),
            _ => None,
        }
    }

    /// What the call had listed of a directory before it was interrupted, if it had begun to.
    pub(crate) fn listed_before(&mut self) -> Option<Listed> {
        match self.before.take() {
            Some(Progress::Listed(listed)) => Some(listed),
            _ => None,
        }
    }

    /// Leaves `progress` for the repeated call; the fault to end this one with.
    pub(crate) fn interrupt(&mut self, progress: Progress) -> Fault {
        self.after = Some(progress);
        Fault::Interrupted
    }
}
