//! VxWorks: `memInfoGet` and `sysPhysMemTop`.
#![allow(unsafe_code, reason = "calls of the system's library, whose arguments are checked here")]

use core::ffi::{c_char, c_int};

use crate::HostView;
use crate::device::{HEAP_ALLOCATED, HEAP_FREE, PHYSICAL_BASE, PHYSICAL_TOP};

/// `MEM_PART_STATS`, whose first members are the same in all versions; later ones are added at its end. They are of
/// type `unsigned long`, which is as wide as an address in both of the system's data models.
#[repr(C)]
#[derive(Default)]
struct PartitionStatistics {
    bytes_free: usize,
    blocks_free: usize,
    largest_block_free: usize,
    bytes_allocated: usize,
    blocks_allocated: usize,
    later: [usize; 27],
}

unsafe extern "C" {
    fn memInfoGet(statistics: *mut PartitionStatistics) -> c_int;
    fn sysPhysMemTop() -> *const c_char;
}

/// A device with VxWorks, seen from its kernel.
#[derive(Clone, Copy, Debug)]
pub struct VxWorksHost {
    /// Address of the first byte of physical memory: `LOCAL_MEM_LOCAL_ADRS` of the board, a macro that no call gives.
    pub physical_base: u64,
}

impl HostView for VxWorksHost {
    fn key(&self, name: &str) -> Option<u64> {
        match name {
            HEAP_FREE => Some(statistics()?.bytes_free as u64),
            HEAP_ALLOCATED => Some(statistics()?.bytes_allocated as u64),
            PHYSICAL_BASE => Some(self.physical_base),
            // SAFETY: the call takes nothing; the pointer is only looked at as a number.
            PHYSICAL_TOP => Some(unsafe { sysPhysMemTop() }.addr() as u64),
            _ => None,
        }
    }
}

fn statistics() -> Option<PartitionStatistics> {
    let mut statistics = PartitionStatistics::default();
    // SAFETY: the call writes its structure into `statistics`, which is at least as long in every version.
    (unsafe { memInfoGet(&raw mut statistics) } == 0).then_some(statistics)
}
