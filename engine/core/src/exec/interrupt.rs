//! Asking a running program to stop, from any thread.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicU8, Ordering};

/// Asks the engine to stop at its next poll: a loop's head, a function's entry, a chunk of a bulk
/// memory operation, a few milliseconds of an atomic wait, or a poll of a host function.
///
/// [`Store::resume`](crate::Store::resume) takes the request back when it answers
/// [`Exit::Interrupted`](crate::Exit::Interrupted); a request made while nothing runs stops the next resume at
/// its first poll.
#[derive(Clone, Debug, Default)]
pub struct InterruptHandle(Arc<AtomicU8>);

impl InterruptHandle {
    /// A stop is asked for.
    const REQUESTED: u8 = 1;
    /// The in-place tier is to go over to the other tier where it can. This is no interrupt, but is noticed
    /// by the same poll.
    const SWITCHING: u8 = 2;
    /// The in-place tier is to count the events at which it polls, see [`super::position`].
    const COUNTING: u8 = 4;

    /// Asks for a stop.
    pub fn request(&self) {
        self.0.fetch_or(Self::REQUESTED, Ordering::Relaxed);
    }

    /// Takes the request back.
    pub fn clear(&self) {
        self.0.fetch_and(!Self::REQUESTED, Ordering::Relaxed);
    }

    /// Whether a stop is asked for.
    #[must_use]
    #[inline(always)]
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed) & Self::REQUESTED != 0
    }

    /// Whether anything is asked for.
    #[inline(always)]
    pub(crate) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    /// Whether nothing is asked for but to count.
    #[inline(always)]
    pub(crate) fn only_counts(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::COUNTING
    }

    pub(crate) fn is_counting(&self) -> bool {
        self.0.load(Ordering::Relaxed) & Self::COUNTING != 0
    }

    pub(crate) fn set_counting(&self, on: bool) {
        self.set(Self::COUNTING, on);
    }

    fn set(&self, flag: u8, on: bool) {
        if on {
            self.0.fetch_or(flag, Ordering::Relaxed);
        } else {
            self.0.fetch_and(!flag, Ordering::Relaxed);
        }
    }

    #[cfg(threaded_tier)]
    pub(crate) fn set_switching(&self, on: bool) {
        self.set(Self::SWITCHING, on);
    }

    #[cfg(threaded_tier)]
    pub(crate) fn is_switching(&self) -> bool {
        self.0.load(Ordering::Relaxed) & Self::SWITCHING != 0
    }
}
