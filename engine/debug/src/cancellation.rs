//! Giving up what takes long, from another thread.

use wrtd_symbols::Cancellation;

use crate::{DebugSession, SessionError};

impl DebugSession {
    /// Gives up, from another thread, what a request collects: it fails with [`SessionError::Cancelled`], as does
    /// whatever is asked for before that is withdrawn. A function that an expression calls is ended, and what it had
    /// changed is undone. Breakpoints are set all the same, but those whose place was not found before stay without
    /// one.
    #[must_use]
    pub fn cancellation(&self) -> Cancellation {
        self.cancellation.clone()
    }

    /// # Errors
    /// [`SessionError::Cancelled`] where somebody has given up.
    pub(crate) fn check_cancelled(&self) -> Result<(), SessionError> {
        if self.cancellation.is_requested() { Err(SessionError::Cancelled) } else { Ok(()) }
    }
}
