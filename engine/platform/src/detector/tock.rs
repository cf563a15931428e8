//! Tock: the memory of the process (memop 2 and 3) up to where the kernel's grants begin (memop 6).
//!
//! The kernel allocates grants downwards from the end of the process's memory while it runs, so that the number
//! only holds at the moment at which it was read. Memop 4 and 5 give the process's flash, which bounds no memory.

use super::range;
use crate::{Finding, HostView, LimitKind, Problem};

/// Address of the first byte of the process's memory.
pub const MEMORY_BEGINS: &str = "memop.2";
/// Address behind the last byte of the process's memory.
pub const MEMORY_ENDS: &str = "memop.3";
/// Lowest address of the grant region.
pub const GRANT_BEGINS: &str = "memop.6";

const UPSIDE_DOWN: Problem = Problem {
    what: "the kernel gives a memory that ends before it begins",
    remedy: "use a kernel with the memop system calls of Tock 2",
};

pub(crate) fn find(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    let below_grants = (LimitKind::Hard, "memory below the grants", "memop 6 - memop 2");
    range(view, (MEMORY_BEGINS, GRANT_BEGINS), below_grants, UPSIDE_DOWN, each);
    let all = (LimitKind::Hard, "memory of the process", "memop 3 - memop 2");
    range(view, (MEMORY_BEGINS, MEMORY_ENDS), all, UPSIDE_DOWN, each);
}
