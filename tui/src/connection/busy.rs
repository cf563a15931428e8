//! Tells the user what is waited for, once that has taken a while.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{MessageSink, message::Message};

#[derive(Debug, Default)]
struct State {
    /// What is under way and since when.
    current: Option<(String, Instant)>,
    told: bool,
    closed: bool,
}

/// Watches the clock on a thread of its own, which ends with it.
pub(super) struct Watch {
    shared: Arc<(Mutex<State>, Condvar)>,
    messages: MessageSink,
}

impl Watch {
    /// Where the system gives no thread, nothing is told, which harms nothing else.
    pub(super) fn start(soon: Duration, messages: MessageSink) -> Self {
        let shared = Arc::<(Mutex<State>, Condvar)>::default();
        let (watched, tell) = (Arc::clone(&shared), Arc::clone(&messages));
        let _ = thread::Builder::new()
            .name("clock".to_owned())
            .spawn(move || watch(&watched, soon, &tell));
        Self { shared, messages }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin(&self, what: String) {
        self.lock().current = Some((what, Instant::now()));
        self.shared.1.notify_all();
    }

    pub(super) fn end(&self) {
        let told = {
            let mut state = self.lock();
            state.current = None;
            std::mem::take(&mut state.told)
        };
        if told {
            (self.messages)(Message::Busy(None));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.lock().closed = true;
        self.shared.1.notify_all();
    }
}

fn watch((state, changed): &(Mutex<State>, Condvar), soon: Duration, tell: &MessageSink) {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    while !state.closed {
        let waiting = state.current.as_ref().filter(|_| !state.told);
        let left = waiting.map(|(_, since)| soon.saturating_sub(since.elapsed()));
        state = match left {
            Some(Duration::ZERO) => {
                let what = state.current.as_ref().map(|(what, _)| what.clone());
                state.told = true;
                // Under the lock, so that its end is told afterwards.
                tell(Message::Busy(what));
                state
            }
            Some(left) => {
                changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
            }
            None => changed.wait(state).unwrap_or_else(PoisonError::into_inner),
        };
    }
}
