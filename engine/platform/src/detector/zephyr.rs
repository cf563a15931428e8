//! Zephyr: the memory that `/chosen/zephyr,sram` of the device tree names.
//!
//! A device has no device tree at run time: the build turns it into the macros of `devicetree_generated.h`, from
//! which the linker script makes `__kernel_ram_start` and `__kernel_ram_end`. So the device is asked for these
//! symbols, and for `_end`, behind which memory is unused and may become a heap. A host that looks at a build folder
//! reads the header, where both are numbers; a blob is nowhere.

#[cfg(feature = "std")]
pub(crate) mod header;

use super::range;
use crate::{Finding, HostView, LimitKind, Problem};

/// First byte of the chosen memory.
pub const KERNEL_RAM_START: &str = "__kernel_ram_start";
/// Behind the last byte of the chosen memory.
pub const KERNEL_RAM_END: &str = "__kernel_ram_end";
/// First byte that the image does not use.
pub const UNUSED_RAM_START: &str = "_end";

pub(crate) fn find(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    let upside_down = Problem {
        what: "__kernel_ram_end lies below the address that it ends",
        remedy: "build with the board's own linker script",
    };
    let unused = (LimitKind::Hard, "memory behind the image", "__kernel_ram_end - _end");
    range(view, (UNUSED_RAM_START, KERNEL_RAM_END), unused, upside_down, each);
    let chosen = (
        LimitKind::Physical,
        "zephyr,sram of the device tree",
        "__kernel_ram_end - __kernel_ram_start",
    );
    range(view, (KERNEL_RAM_START, KERNEL_RAM_END), chosen, upside_down, each);
    #[cfg(feature = "std")]
    header::find(view, each);
}
