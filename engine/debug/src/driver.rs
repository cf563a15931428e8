//! A session on a thread of its own, for front ends that must stay responsive.

use crate::{DebugSession, Motion, SessionError};

/// Owns the thread on which a session lives. Dropping it terminates the program and joins.
pub struct SessionDriver {}

impl SessionDriver {
    /// Moves the session to a new thread.
    #[must_use]
    pub fn spawn(_session: DebugSession) -> Self {
        todo!()
    }

    /// Runs `work` on the session's thread and waits for its result. If the program is running it is
    /// interrupted for that time, without a stop event, and goes on afterwards in the same motion.
    pub fn with<R: Send + 'static>(
        &self,
        _work: impl FnOnce(&mut DebugSession) -> R + Send + 'static,
    ) -> R {
        todo!()
    }

    /// Starts a motion and returns at once; the stop comes as an event.
    ///
    /// # Errors
    /// [`SessionError`] if the program runs already or cannot go on.
    pub fn resume(&self, _motion: Motion) -> Result<(), SessionError> {
        todo!()
    }

    /// Asks the running program to stop; the stop comes as an event with reason `Pause`.
    pub fn pause(&self) {
        todo!()
    }

    /// Whether the program is running now.
    #[must_use]
    pub fn is_running(&self) -> bool {
        todo!()
    }
}
