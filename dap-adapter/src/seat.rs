//! Where a client's session takes place: in whose process, and whose program it is about.

use std::sync::{Arc, Mutex, PoisonError};

use crate::hosted::{HostedProgram, Streams};

/// Where a client's session takes place.
#[derive(Clone)]
pub(crate) enum Seat {
    /// It launches programs, which live inside this process as long as the session.
    Launcher,
    /// It attaches to the program of this process.
    Program(Arc<HostedProgram>),
    /// It launches programs, which have the terminal of this process.
    Terminal(Terminal),
}

/// The terminal of this process, and the program that was launched in it last.
#[derive(Clone)]
pub(crate) struct Terminal {
    pub(crate) streams: Streams,
    program: Arc<Mutex<Option<Arc<HostedProgram>>>>,
}

impl Terminal {
    pub(crate) fn new(streams: Streams) -> Self {
        Self { streams, program: Arc::default() }
    }

    pub(crate) fn shows(&self, program: Arc<HostedProgram>) {
        *self.program.lock().unwrap_or_else(PoisonError::into_inner) = Some(program);
    }

    /// The program that was launched last, if any was.
    pub(crate) fn program(&self) -> Option<Arc<HostedProgram>> {
        self.program.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
