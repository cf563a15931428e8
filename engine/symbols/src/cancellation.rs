//! Giving up what takes long, from another thread.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Asks whoever searches the debug information, or collects something else, to give up. Clones are the same one.
///
/// A search that is given up has found less than there is, and whoever asked for the search throws that away; what is kept of
/// the debug information for later is always whole.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// What is being collected, and whatever is asked for before [`Cancellation::withdraw`], is given up. What changes
    /// something is carried out all the same, as far as it was found.
    pub fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// From here on everything is carried out again.
    pub fn withdraw(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    /// Whether it was requested and not withdrawn.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
