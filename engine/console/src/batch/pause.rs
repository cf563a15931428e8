//! Pausing a program that runs in a batch, from another thread.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use wrtd_debug::target::Interrupter;

/// Stops the program of a batch while it runs. Clones press the same button.
#[derive(Clone, Default)]
pub struct PauseButton(Arc<State>);

#[derive(Default)]
struct State {
    running: AtomicBool,
    /// Since it was last asked.
    pressed: AtomicBool,
    interrupter: Mutex<Option<Interrupter>>,
}

impl PauseButton {
    /// Asks the program to stop; `false` if none is running, and nothing was done.
    ///
    /// A press in the very moment in which the program stops by itself may stop the next resume at
    /// once, which is seen and can be resumed.
    #[must_use]
    pub fn press(&self) -> bool {
        let running = self.0.running.load(Ordering::SeqCst);
        if let (true, Some(interrupter)) = (running, &*self.interrupter()) {
            self.0.pressed.store(true, Ordering::SeqCst);
            interrupter.request();
        }
        running
    }

    /// Whether it was pressed since this was last asked.
    pub(super) fn take_pressed(&self) -> bool {
        self.0.pressed.swap(false, Ordering::SeqCst)
    }

    /// Does `work`, during which the button stops the program of `interrupter`.
    pub(super) fn during<R>(&self, interrupter: Interrupter, work: impl FnOnce() -> R) -> R {
        *self.interrupter() = Some(interrupter);
        self.0.running.store(true, Ordering::SeqCst);
        let result = work();
        self.0.running.store(false, Ordering::SeqCst);
        result
    }

    fn interrupter(&self) -> std::sync::MutexGuard<'_, Option<Interrupter>> {
        self.0.interrupter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
