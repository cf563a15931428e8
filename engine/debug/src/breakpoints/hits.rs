//! How often a breakpoint was hit.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// The hits of one breakpoint, which the session counts and, where it lets the program pass, a judge. Only one thread at a
/// time does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hits(Arc<AtomicU64>);

impl Hits {
    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// One more.
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}
