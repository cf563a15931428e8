//! Standard input that is not a file: a buffer that a thread or a front end fills and the program
//! empties.
//!
//! A byte leaves the buffer only when it is copied into the program's memory, so an interrupted
//! read loses nothing.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use crate::WasiError;

/// Most bytes in a pipe that the program has not read: what somebody types or pastes. A front end that has
/// more gives it as the program reads.
const PIPE_CAPACITY: usize = 1024 * 1024;

/// Bytes that the thread reads from standard input of the process at once.
const READ_AHEAD: usize = 64 * 1024;
/// Bytes of the stack of the thread that reads, whose buffer lies elsewhere.
const READER_STACK: usize = 128 * 1024;

/// A standard input that a front end feeds while the program runs. Clones are the same pipe.
#[derive(Clone, Debug, Default)]
pub struct StdinPipe {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    bytes: VecDeque<u8>,
    closed: bool,
    /// The bytes were there from the start, so that they are charged to the program.
    charged: bool,
    /// The program waits for bytes: the thread that reads standard input may read some.
    wanted: bool,
}

/// What a reader finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readiness {
    /// So many bytes, at least one.
    Bytes(usize),
    /// Nothing, now and ever.
    End,
    /// Nothing yet.
    Nothing,
}

impl StdinPipe {
    /// An open, empty pipe.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A closed pipe that holds `bytes`.
    pub(crate) fn holding(bytes: Vec<u8>) -> Self {
        let pipe = Self::new();
        {
            let mut state = pipe.lock();
            state.bytes = bytes.into();
            state.closed = true;
            state.charged = true;
        }
        pipe
    }

    /// Gives the program `bytes`.
    ///
    /// # Errors
    /// `BrokenPipe` where the pipe is closed, `StorageFull` where the program has not read what it was
    /// given before; nothing is taken then.
    pub fn feed(&self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.lock();
        if state.closed {
            return Err(io::Error::new(
                io::ErrorKind::BrokenPipe,
                "the program's standard input is closed. Start the program again to give it more.",
            ));
        }
        if bytes.len() > PIPE_CAPACITY.saturating_sub(state.bytes.len()) {
            return Err(io::Error::new(
                io::ErrorKind::StorageFull,
                format!(
                    "the program has not read {} bytes of its standard input. \
                     Let it run on before you send more than {PIPE_CAPACITY}.",
                    state.bytes.len()
                ),
            ));
        }
        state.bytes.extend(bytes);
        self.shared.changed.notify_all();
        Ok(())
    }

    /// Ends the input: the program reads what is left and then finds the end.
    pub fn close(&self) {
        self.lock().closed = true;
        self.shared.changed.notify_all();
    }

    /// What a read would find. Asks for more where there is nothing.
    pub(crate) fn readiness(&self) -> Readiness {
        let mut state = self.lock();
        let readiness = state.readiness();
        if readiness == Readiness::Nothing && !state.wanted {
            state.wanted = true;
            self.shared.changed.notify_all();
        }
        readiness
    }

    /// Waits until there is something to read or the end, for `time` at most.
    pub(crate) fn wait(&self, time: Duration) {
        let state = self.lock();
        let waiting = |state: &mut State| state.readiness() == Readiness::Nothing;
        drop(self.shared.changed.wait_timeout_while(state, time, waiting));
    }

    /// Moves bytes into `buffer`; answers how many. A pipe that is closed and empty has no buffer any more.
    pub(crate) fn take(&self, buffer: &mut [u8]) -> usize {
        let mut state = self.lock();
        // Reading from a `VecDeque` copies what there is and cannot fail.
        let count = state.bytes.read(buffer).unwrap_or(0);
        if state.readiness() == Readiness::End {
            state.bytes = VecDeque::new();
        }
        count
    }

    /// Bytes that are charged to the program: what it was given at the start and has not read to its end. What
    /// is fed while it runs is bounded and belongs to whoever feeds it.
    pub(crate) fn size(&self) -> u64 {
        let state = self.lock();
        if state.charged { state.bytes.capacity() as u64 } else { 0 }
    }

    /// A panic elsewhere while the lock was held cannot have left a queue of bytes half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the program wants bytes that are not there.
    fn wait_until_wanted(&self) {
        let state = self.lock();
        let idle = |state: &mut State| !state.wanted;
        drop(self.shared.changed.wait_while(state, idle));
    }

    fn deliver(&self, bytes: &[u8]) {
        let mut state = self.lock();
        state.wanted = false;
        state.bytes.extend(bytes);
        self.shared.changed.notify_all();
    }
}

impl State {
    fn readiness(&self) -> Readiness {
        match (self.bytes.len(), self.closed) {
            (0, false) => Readiness::Nothing,
            (0, true) => Readiness::End,
            (bytes, _) => Readiness::Bytes(bytes),
        }
    }
}

/// Standard input of this process as a pipe. One thread serves all programs that run in it one
/// after another, so that what it has read before a program ended goes to the next.
pub(crate) fn of_this_process() -> Result<StdinPipe, WasiError> {
    static PIPE: OnceLock<StdinPipe> = OnceLock::new();
    if let Some(pipe) = PIPE.get() {
        return Ok(pipe.clone());
    }
    let pipe = StdinPipe::new();
    let filled = pipe.clone();
    thread::Builder::new()
        .name("wasi-stdin".to_owned())
        .stack_size(READER_STACK)
        .spawn(move || read_on_demand(&filled))
        .map_err(WasiError::StdinThread)?;
    Ok(PIPE.get_or_init(|| pipe).clone())
}

/// Reads only when the program wants bytes: what it never asks for stays for whoever reads after
/// it.
fn read_on_demand(pipe: &StdinPipe) {
    let mut buffer = vec![0; READ_AHEAD];
    loop {
        pipe.wait_until_wanted();
        match io::stdin().lock().read(&mut buffer) {
            Ok(0) => return pipe.close(),
            Ok(count) => pipe.deliver(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // There is no way to tell the program more than that nothing will come.
            Err(_) => return pipe.close(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_gives_back_what_it_was_fed_and_then_ends() {
        let pipe = StdinPipe::new();
        assert_eq!(pipe.readiness(), Readiness::Nothing);
        pipe.feed(b"hello").unwrap();
        assert_eq!(pipe.readiness(), Readiness::Bytes(5));
        let mut buffer = [0; 3];
        assert_eq!(pipe.take(&mut buffer), 3);
        assert_eq!(&buffer, b"hel");
        pipe.close();
        assert_eq!(pipe.readiness(), Readiness::Bytes(2));
        assert_eq!(pipe.take(&mut buffer), 2);
        assert_eq!(pipe.readiness(), Readiness::End);
        assert_eq!(pipe.feed(b"more").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_pipe_holds_a_bounded_number_of_bytes() {
        let pipe = StdinPipe::new();
        pipe.feed(&vec![0; PIPE_CAPACITY - 1]).unwrap();
        assert_eq!(pipe.feed(b"ab").unwrap_err().kind(), io::ErrorKind::StorageFull);
        pipe.feed(b"a").unwrap();
    }

    #[test]
    fn waiting_ends_as_soon_as_bytes_come() {
        let pipe = StdinPipe::new();
        let feeder = pipe.clone();
        let thread = thread::spawn(move || feeder.feed(b"x"));
        pipe.wait(Duration::from_secs(60));
        assert_eq!(pipe.readiness(), Readiness::Bytes(1));
        thread.join().unwrap().unwrap();
    }
}
