//! VxWorks: `memInfoGet` and `sysPhysMemTop`.
#![allow(unsafe_code, reason = "calls of the system's library, whose arguments are checked here")]

use core::ffi::{c_char, c_int, c_ulong};

use crate::HostView;
use crate::device::{HEAP_ALLOCATED, HEAP_FREE, PHYSICAL_BASE, PHYSICAL_TOP};

/// `MEM_PART_STATS`, whose first members are the same in all versions; later ones are added at its end.
#[repr(C)]
#[derive(Default)]
struct PartitionStatistics {
    bytes_free: c_ulong,
    blocks_free: c_ulong,
    largest_block_free: c_ulong,
    bytes_allocated: c_ulong,
    blocks_allocated: c_ulong,
    later: [c_ulong; 27],
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
            HEAP_FREE => Some(statistics()?.bytes_free.into()),
            HEAP_ALLOCATED => Some(statistics()?.bytes_allocated.into()),
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
