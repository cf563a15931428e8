//! Moving bytes between buffers of the program and a file.
//!
//! A transfer looks at the interrupt between chunks. What it had moved by then is kept for the
//! repeated call, which goes on behind it.

use std::io;
use std::time::Duration;

use crate::abi::Errno;
use crate::call::{Fault, Progress, Restart};
use crate::guest::{Guest, Range};

/// Most bytes moved between two looks at the interrupt: well under a millisecond's worth for a
/// cached file.
const CHUNK: usize = 1024 * 1024;

/// Most bytes that a front end is given at once. It copies them, so this is what a program can make it
/// hold beside what it bounds itself.
pub(crate) const PIECE: usize = 64 * 1024;

/// Longest wait between two looks at the interrupt: a fifth of the time in which a pause has to
/// work.
pub(crate) const SLICE: Duration = Duration::from_millis(2);

/// Which chunks make up a transfer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Until all is moved, or the file takes or gives less than a chunk.
    All,
    /// One chunk: a stream gives what it has.
    One,
    /// As `All`, in pieces for a front end.
    Pieces,
}

impl Extent {
    /// Most bytes of a chunk.
    const fn chunk(self) -> usize {
        match self {
            Self::All | Self::One => CHUNK,
            Self::Pieces => PIECE,
        }
    }
}

/// The part of `buffers` that follows their first `done` bytes, in one buffer and at most `most`
/// bytes long; `None` at the end.
fn next_chunk(buffers: &[Range], mut done: u64, most: usize) -> Option<Range> {
    for buffer in buffers {
        let len = buffer.len() as u64;
        if done < len {
            return Some(buffer.part(done, most));
        }
        done -= len;
    }
    None
}

/// Moves `buffers` chunk by chunk with `step`, which gets a chunk and the bytes moved before it and
/// answers how many it moved; answers how many were moved in all. `wait` is called where `step`
/// says `WouldBlock`.
///
/// An error after something was moved ends the transfer with success, as POSIX has it: the next
/// call meets it again.
pub(crate) fn transfer(
    restart: &mut Restart,
    guest: &mut Guest<'_>,
    buffers: &[Range],
    extent: Extent,
    mut wait: Option<&mut dyn FnMut() -> io::Result<()>>,
    mut step: impl FnMut(&mut Guest<'_>, Range, u64) -> io::Result<usize>,
) -> Result<u32, Fault> {
    let mut done = restart.moved_before();
    let failed = loop {
        let Some(chunk) = next_chunk(buffers, done, extent.chunk()) else {
            break None;
        };
        if guest.interrupted() {
            return Err(restart.interrupt(Progress::Moved(done)));
        }
        match step(guest, chunk, done) {
            Ok(moved) => {
                done += moved as u64;
                if moved < chunk.len() || extent == Extent::One {
                    break None;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => match &mut wait {
                Some(wait) if guest.may_wait(SLICE).is_some() => wait()?,
                Some(_) => return Err(restart.interrupt(Progress::Moved(done))),
                None => break Some(error),
            },
            Err(error) => break Some(error),
        }
    };
    match failed {
        Some(error) if done == 0 => Err(error.into()),
        // Buffers have less than 4 GiB together.
        _ => Ok(u32::try_from(done).map_err(|_| Errno::Overflow)?),
    }
}
