//! VxWorks: the system memory partition (`memInfoGet`), which is what can be allocated, and the top of physical
//! memory (`sysPhysMemTop`).

use super::range;
use crate::{Finding, HostView, LimitKind, Problem};

/// Free bytes of the heap (`numBytesFree` of `memInfoGet`).
pub const HEAP_FREE: &str = "memInfoGet.numBytesFree";
/// Allocated bytes of the heap (`numBytesAlloc` of `memInfoGet`).
pub const HEAP_ALLOCATED: &str = "memInfoGet.numBytesAlloc";
/// Address of the first byte of physical memory (`LOCAL_MEM_LOCAL_ADRS` of the board).
pub const PHYSICAL_BASE: &str = "LOCAL_MEM_LOCAL_ADRS";
/// Address behind the last byte of physical memory.
pub const PHYSICAL_TOP: &str = "sysPhysMemTop";

pub(crate) fn find(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    if let (Some(free), Some(allocated)) = (view.key(HEAP_FREE), view.key(HEAP_ALLOCATED)) {
        each(match free.checked_add(allocated) {
            // What wrtd itself has allocated is memory that it may use.
            Some(bytes) if bytes > 0 => Finding::Limit {
                bytes: Some(bytes),
                kind: LimitKind::Hard,
                source: "system memory partition, free and allocated",
                location: "memInfoGet",
            },
            _ => Finding::Problem(Problem {
                what: "memInfoGet gives no sizes",
                remedy: "include memory partition statistics (INCLUDE_MEM_MGR_FULL), or give a limit",
            }),
        });
    }
    let physical = (LimitKind::Physical, "physical memory", "sysPhysMemTop - LOCAL_MEM_LOCAL_ADRS");
    let upside_down = Problem {
        what: "sysPhysMemTop lies below LOCAL_MEM_LOCAL_ADRS",
        remedy: "mend the board's configuration (config.h), or give a limit",
    };
    range(view, (PHYSICAL_BASE, PHYSICAL_TOP), physical, upside_down, each);
}
