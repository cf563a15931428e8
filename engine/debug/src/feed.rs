//! Standard input that a front end gives a program bit by bit.

use std::{
    fmt, io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use wrtd_wasi::StdinPipe;

/// Feeds the standard input of a program from any thread, also while the program waits for it.
///
/// It is made before the session ([`crate::StdinSource::Fed`]); clones feed the same program. Each start of the
/// program begins with an input that is empty and open.
#[derive(Clone, Default)]
pub struct StdinFeed(Arc<Mutex<StdinPipe>>);

impl StdinFeed {
    /// Gives the program `bytes`.
    ///
    /// # Errors
    /// [`io::Error`] in a sentence for the user, where the input has ended or the program has left 1 MiB unread;
    /// nothing is taken then.
    pub fn feed(&self, bytes: &[u8]) -> io::Result<()> {
        self.pipe().feed(bytes)
    }

    /// Ends the input: the program reads what it has not read yet, and then finds the end.
    pub fn close(&self) {
        self.pipe().close();
    }

    /// The pipe of a program that starts now.
    pub(crate) fn begin(&self) -> StdinPipe {
        let mut pipe = self.pipe();
        *pipe = StdinPipe::new();
        pipe.clone()
    }

    fn pipe(&self) -> MutexGuard<'_, StdinPipe> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PartialEq for StdinFeed {
    /// Whether they feed the same program.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for StdinFeed {}

impl fmt::Debug for StdinFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StdinFeed")
    }
}
