//! Which of this process's memory the machine really holds.

use crate::Residency;
use crate::residency::survey;

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
use super::mincore as system;
#[cfg(windows)]
use super::working_set as system;

/// How much of `bytes` the machine holds at this moment, in at most `cells` cells; `None` where the system does not
/// tell. Memory that was never touched is not held, nor is what was written elsewhere for want of memory.
///
/// The system is asked about at most `most` pages, though about one of each cell, which bounds the time that it takes:
/// Linux needs 3 ns a page and 1 us a call. Of longer pieces each cell is a sample.
#[must_use]
pub fn residency(bytes: &[u8], cells: usize, most: usize) -> Option<Residency> {
    let page_size = system::page_size()?;
    survey(bytes.as_ptr().addr(), bytes.len(), page_size, (cells, most), |first, flags| {
        first.checked_mul(page_size).is_some_and(|address| system::resident(address, flags))
    })
}

/// A system that tells nothing.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple", windows)))]
mod system {
    pub(super) fn page_size() -> Option<usize> {
        None
    }

    pub(super) fn resident(_address: usize, _flags: &mut [u8]) -> bool {
        false
    }
}
