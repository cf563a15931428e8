//! Zephyr: the symbols of its linker script.
#![allow(unsafe_code, reason = "symbols of the linker script, of which only the address is taken")]

use core::ptr;

use crate::HostView;
use crate::device::{KERNEL_RAM_END, KERNEL_RAM_START, UNUSED_RAM_START};

mod symbols {
    unsafe extern "C" {
        pub(super) static __kernel_ram_start: u8;
        pub(super) static __kernel_ram_end: u8;
        pub(super) static _end: u8;
    }
}

/// A device with Zephyr. A program that makes one must be linked by Zephyr's linker script.
#[derive(Clone, Copy, Debug, Default)]
pub struct ZephyrHost;

impl HostView for ZephyrHost {
    // So that a program without a ZephyrHost has no reference to the symbols.
    #[inline]
    fn key(&self, name: &str) -> Option<u64> {
        let symbol = match name {
            KERNEL_RAM_START => ptr::addr_of!(symbols::__kernel_ram_start),
            KERNEL_RAM_END => ptr::addr_of!(symbols::__kernel_ram_end),
            UNUSED_RAM_START => ptr::addr_of!(symbols::_end),
            _ => return None,
        };
        Some(symbol.addr() as u64)
    }
}
