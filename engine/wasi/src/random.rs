//! Random numbers.

use std::io;

use crate::call::{Args, Fault, Progress};
use crate::context::Context;
use crate::guest::Guest;

/// Bytes made between two looks at the interrupt.
const CHUNK: usize = 64 * 1024;

/// Where random numbers come from.
pub trait RandomSource: Send {
    /// Fills `buffer`.
    ///
    /// # Errors
    /// What the source says; the program gets its error number.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()>;
}

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct HostRandom;

impl RandomSource for HostRandom {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        getrandom::fill(buffer).map_err(io::Error::from)
    }
}

/// `random_get(buf, buf_len)`
pub(crate) fn random_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let buffer = guest.range(args.u32(0), args.u32(1))?;
    let mut done = context.restart.moved_before();
    while done < buffer.len() as u64 {
        if guest.interrupted() {
            return Err(context.restart.interrupt(Progress::Moved(done)));
        }
        let chunk = buffer.part(done, CHUNK);
        context.random.fill(guest.bytes_mut(chunk))?;
        done += chunk.len() as u64;
    }
    Ok(())
}
