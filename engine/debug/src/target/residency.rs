//! Which parts of linear memories the machine really holds.
//!
//! Invariant: one question asks the system about no more pages and cells than it may in all, however many memories
//! there are and however long they are, so that a program that runs waits less than a millisecond for it.

use thiserror::Error;
use wrtd_platform::{Residency, live};

/// Pages that the system is asked about for one question: 512 MiB of pages of 4 KiB, for which Linux takes 0.4 ms.
const MOST_PAGES: usize = 1 << 17;

/// Cells of one question: where a memory is longer than its share of pages, each takes a call of the system, 1 us.
const MOST_CELLS: usize = 512;

/// How much of a linear memory of an instance the machine holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryResidency {
    /// Name of the instance.
    pub instance: String,
    /// The memory's index in the instance, imported ones first.
    pub index: u32,
    /// Its cells, or why there are none.
    pub residency: Result<Residency, NoResidency>,
}

/// Why nobody knows which pages of a memory are resident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoResidency {
    /// The system has no answer.
    #[error("this system does not tell which pages of a memory are resident")]
    Untold,
    /// A device has no pages.
    #[error(
        "a device sets its linear memory aside when the program starts, and has all of it in memory from then on"
    )]
    Device,
}

/// What the system says of memories of this process, one after another.
pub(super) struct Survey {
    cells: usize,
    pages: usize,
}

impl Survey {
    /// Of so many memories, each in at most `cells` cells.
    pub(super) fn new(memories: usize, cells: usize) -> Self {
        let memories = memories.max(1);
        let share = |most: usize| (most / memories).max(1);
        Self { cells: cells.clamp(1, share(MOST_CELLS)), pages: share(MOST_PAGES) }
    }

    pub(super) fn of(&self, bytes: &[u8]) -> Result<Residency, NoResidency> {
        live::residency(bytes, self.cells, self.pages).ok_or(NoResidency::Untold)
    }
}
