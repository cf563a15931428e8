//! Reads keys and clicks on a thread of its own, which holds still while somebody else has the terminal: else it would
//! take every second key of an editor.

use std::{
    io,
    sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc::Sender},
    thread,
    time::Duration,
};

use crossterm::event::{poll, read};

use crate::application::Incoming;

/// How long one looks for a key before one looks whether somebody else wants the terminal.
const LOOK: Duration = Duration::from_millis(100);

#[derive(Default)]
struct Turn {
    /// Somebody else has the terminal.
    lent: bool,
    /// Keys are being looked for.
    reads: bool,
}

static TURN: Mutex<Turn> = Mutex::new(Turn { lent: false, reads: false });
static TURNED: Condvar = Condvar::new();

fn lock() -> MutexGuard<'static, Turn> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait_while(condition: impl FnMut(&mut Turn) -> bool) -> MutexGuard<'static, Turn> {
    TURNED.wait_while(lock(), condition).unwrap_or_else(PoisonError::into_inner)
}

/// Reads until the terminal is gone.
pub(crate) fn start(incoming: Sender<Incoming>) -> io::Result<()> {
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        loop {
            wait_while(|turn| turn.lent).reads = true;
            let next = match poll(LOOK) {
                Ok(true) => Some(read().map_or(Incoming::End, Incoming::Input)),
                Ok(false) => None,
                Err(_) => Some(Incoming::End),
            };
            lock().reads = false;
            TURNED.notify_all();
            let Some(next) = next else { continue };
            let ends = matches!(next, Incoming::End);
            if incoming.send(next).is_err() || ends {
                return;
            }
        }
    })?;
    Ok(())
}

/// Reads nothing while `work` is done.
pub(crate) fn hold<R>(work: impl FnOnce() -> R) -> R {
    lock().lent = true;
    drop(wait_while(|turn| turn.reads));
    let result = work();
    lock().lent = false;
    TURNED.notify_all();
    result
}
