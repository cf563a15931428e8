//! Keys and clicks, read on a thread of its own, which leaves the terminal alone while somebody else has it.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc::Sender},
    thread,
    time::Duration,
};

use crossterm::event;

use crate::application::{Ended, Incoming};

/// The bytes of one key may come one after the other, over a serial line above all; half of a key would be another key.
const ONE_KEY: Duration = Duration::from_millis(3);
/// Keys that have come are read without waiting for more. Zero would make crossterm look at nothing.
const NO_WAIT: Duration = Duration::from_millis(1);

/// Half of a key may have come, whose rest is waited for; who wants the terminal waits no longer than so for it.
const HALF_A_KEY: Duration = Duration::from_secs(1);

/// The thread that reads.
pub(crate) struct Keyboard {
    gate: Arc<Gate>,
    #[cfg(unix)]
    wake: std::os::unix::net::UnixStream,
}

#[derive(Default)]
struct Gate {
    turn: Mutex<Turn>,
    changed: Condvar,
}

#[derive(Default)]
struct Turn {
    /// Somebody else has the terminal, or wants it.
    lent: bool,
    /// The thread reads nothing until that is over.
    waits: bool,
    /// The thread is gone.
    ended: bool,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while(&self, condition: impl Fn(&Turn) -> bool) {
        let turn = self.changed.wait_while(self.lock(), |turn| condition(turn));
        drop(turn.unwrap_or_else(PoisonError::into_inner));
    }

    fn wait_for(&self, most: Duration, condition: impl Fn(&Turn) -> bool) {
        let turn = self.changed.wait_timeout_while(self.lock(), most, |turn| !condition(turn));
        drop(turn.unwrap_or_else(PoisonError::into_inner));
    }

    /// Where the thread waits while the terminal is lent.
    fn pass(&self) {
        self.lock().waits = true;
        self.changed.notify_all();
        self.wait_while(|turn| turn.lent);
        self.lock().waits = false;
    }
}

/// However the thread ends, nobody waits for it any more, and the loop learns that no key will come.
struct Ending {
    gate: Arc<Gate>,
    incoming: Sender<Incoming>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.gate.lock().ended = true;
        self.gate.changed.notify_all();
        let _ = self.incoming.send(Incoming::End(Ended::Hangup));
    }
}

impl Keyboard {
    /// Begins to read, until the terminal is gone.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(crate) fn start(incoming: Sender<Incoming>) -> io::Result<Self> {
        let gate = Arc::<Gate>::default();
        let ending = Ending { gate: Arc::clone(&gate), incoming };
        #[cfg(unix)]
        let (wake, woken) = std::os::unix::net::UnixStream::pair()?;
        #[cfg(unix)]
        woken.set_nonblocking(true)?;
        let serve = move || {
            #[cfg(unix)]
            let next = || unix::wait(&woken);
            #[cfg(not(unix))]
            let next = || match event::poll(Duration::from_millis(50)) {
                Ok(true) => Next::Keys,
                Ok(false) => Next::Look,
                Err(_) => Next::Gone,
            };
            read(&ending, next);
        };
        thread::Builder::new().name("keys".to_owned()).spawn(serve)?;
        Ok(Self {
            gate,
            #[cfg(unix)]
            wake,
        })
    }

    /// Reads nothing while `work` is done: whoever else reads the terminal gets every key.
    pub(crate) fn without<R>(&self, work: impl FnOnce() -> R) -> R {
        self.gate.lock().lent = true;
        self.wake();
        self.gate.wait_for(HALF_A_KEY, |turn| turn.waits || turn.ended);
        let result = work();
        self.gate.lock().lent = false;
        self.gate.changed.notify_all();
        result
    }

    #[cfg(unix)]
    fn wake(&self) {
        // A pipe that is full wakes as well.
        let _ = io::Write::write(&mut &self.wake, &[0]);
    }

    #[cfg(not(unix))]
    fn wake(&self) {}
}

/// What the thread has waited for.
enum Next {
    /// There is something to read.
    Keys,
    /// The gate may be closed.
    Look,
    /// The terminal is gone.
    Gone,
}

fn read(ending: &Ending, mut next: impl FnMut() -> Next) {
    loop {
        ending.gate.pass();
        match next() {
            Next::Look => {}
            Next::Gone => return,
            Next::Keys => {
                thread::sleep(ONE_KEY);
                while let Ok(true) = event::poll(NO_WAIT) {
                    let Ok(input) = event::read() else { return };
                    if ending.incoming.send(Incoming::Input(input)).is_err() {
                        return;
                    }
                }
            }
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::{
        io::{self, Read},
        os::unix::net::UnixStream,
    };

    use rustix::{
        event::{PollFd, PollFlags, poll},
        io::Errno,
    };

    use super::Next;

    /// Waits for a key, for the end of the terminal, which crossterm would go on to read without a pause, or for
    /// whoever wants the terminal.
    pub(super) fn wait(woken: &UnixStream) -> Next {
        let stdin = io::stdin();
        let mut waited = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(woken, PollFlags::IN)];
        match poll(&mut waited, None) {
            Ok(_) => {}
            Err(Errno::INTR) => return Next::Look,
            Err(_) => return Next::Gone,
        }
        let (terminal, wake) = (waited[0].revents(), waited[1].revents());
        if terminal.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Next::Gone;
        }
        if !wake.is_empty() {
            let _ = (&mut &*woken).read(&mut [0; 64]);
            return Next::Look;
        }
        Next::Keys
    }
}
