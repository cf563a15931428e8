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

/// The same numbers for the same seed, so that a run can be repeated: `SplitMix64`, which no secret
/// may depend on.
#[derive(Clone, Copy, Debug)]
pub struct SeededRandom {
    state: u64,
}

impl SeededRandom {
    /// The sequence of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl RandomSource for SeededRandom {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        for part in buffer.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes()[..part.len()]);
        }
        Ok(())
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
