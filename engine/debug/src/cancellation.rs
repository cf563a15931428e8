//! Giving up what takes long, from another thread.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::SessionError;

/// Asks a session to give up the stack, values or instructions that it is collecting. Clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// What is being collected, and whatever is asked for before [`Cancellation::withdraw`], fails with
    /// [`SessionError::Cancelled`]. What changes something is carried out all the same.
    pub fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// From here on everything is carried out again.
    pub fn withdraw(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    pub(crate) fn check(&self) -> Result<(), SessionError> {
        if self.0.load(Ordering::SeqCst) { Err(SessionError::Cancelled) } else { Ok(()) }
    }
}
