//! Bare metal: what the linker script says of the memory, as the runtime crates for Cortex-M and RISC-V have it.

use super::range;
use crate::{Finding, HostView, LimitKind, Problem};

/// First byte of the memory.
pub const RAM_START: &str = "_ram_start";
/// Behind the last byte of the memory.
pub const RAM_END: &str = "_ram_end";
/// First byte behind the statics, where a heap may begin.
pub const HEAP_START: &str = "__sheap";

const UPSIDE_DOWN: Problem = Problem {
    what: "the memory of the linker script ends before it begins",
    remedy: "mend the region RAM of memory.x",
};

pub(crate) fn find(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    // The stack grows down into this range; who plans a heap leaves room for it.
    let free = (LimitKind::Hard, "memory behind the statics", "_ram_end - __sheap");
    range(view, (HEAP_START, RAM_END), free, UPSIDE_DOWN, each);
    let all = (LimitKind::Physical, "region RAM of the linker script", "_ram_end - _ram_start");
    range(view, (RAM_START, RAM_END), all, UPSIDE_DOWN, each);
}
