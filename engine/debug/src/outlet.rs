//! The way of events from the program and the session to the front end.
//!
//! Both write on the thread that runs the program, so the locks are never contended; they exist
//! because host functions and the session share the sink.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Event, EventSink, OutputCategory};

/// Bytes of standard error that are remembered, for the message of a panic.
const TAIL: usize = 16 * 1024;

/// Sends events; clones send to the same front end.
#[derive(Clone)]
pub(crate) struct Outlet {
    sink: Arc<Mutex<EventSink>>,
    stderr: Arc<Mutex<Vec<u8>>>,
}

impl Outlet {
    pub(crate) fn new(sink: EventSink) -> Self {
        Self { sink: Arc::new(Mutex::new(sink)), stderr: Arc::default() }
    }

    /// Sends one event.
    pub(crate) fn send(&self, event: Event) {
        (lock(&self.sink))(event);
    }

    /// Sends what the program wrote.
    pub(crate) fn write(&self, category: OutputCategory, bytes: &[u8]) {
        if category == OutputCategory::Stderr {
            self.remember(bytes);
        }
        self.send(Event::Output { category, bytes: bytes.to_vec() });
    }

    /// Sends a line of the debugger's own.
    pub(crate) fn notice(&self, category: OutputCategory, text: &str) {
        self.send(Event::Output { category, bytes: format!("{text}\n").into_bytes() });
    }

    /// The end of what the program wrote to standard error.
    pub(crate) fn stderr_tail(&self) -> String {
        String::from_utf8_lossy(&lock(&self.stderr)).into_owned()
    }

    /// Forgets what was written: a new run begins.
    pub(crate) fn forget(&self) {
        lock(&self.stderr).clear();
    }

    fn remember(&self, bytes: &[u8]) {
        let mut tail = lock(&self.stderr);
        tail.extend_from_slice(&bytes[bytes.len().saturating_sub(TAIL)..]);
        if tail.len() > 2 * TAIL {
            let surplus = tail.len() - TAIL;
            tail.drain(..surplus);
        }
    }
}

/// A front end that panicked in its sink does not make the sink unusable.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_standard_error_no_more_than_the_end_is_kept() {
        let outlet = Outlet::new(Box::new(drop));
        for _ in 0..1000 {
            outlet.write(OutputCategory::Stderr, &[b'x'; 50_000]);
            outlet.write(OutputCategory::Stdout, &[b'o'; 50_000]);
            outlet.write(OutputCategory::Stderr, b"a line\n");
            assert!(lock(&outlet.stderr).capacity() <= 4 * TAIL);
        }
        let tail = outlet.stderr_tail();
        assert!((TAIL..=2 * TAIL).contains(&tail.len()), "{} bytes", tail.len());
        assert!(tail.ends_with("xxxxa line\n"));
    }
}
