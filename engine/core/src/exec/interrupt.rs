//! Asking a running program to stop, from any thread.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, Ordering};

/// Asks the engine to stop at its next poll: a loop's head, a function's entry, a chunk of a bulk
/// memory operation, or a poll of a host function.
///
/// [`Store::resume`](crate::Store::resume) takes the request back when it answers
/// [`Exit::Interrupted`](crate::Exit::Interrupted); a request made while nothing runs stops the next resume at
/// its first poll.
#[derive(Clone, Debug, Default)]
pub struct InterruptHandle(Arc<AtomicBool>);

impl InterruptHandle {
    /// Asks for a stop.
    pub fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Takes the request back.
    pub fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether a stop is asked for.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
