//! Bare metal: the symbols of the linker script of `cortex-m-rt`.
#![allow(unsafe_code, reason = "symbols of the linker script, of which only the address is taken")]

use core::ptr;

use crate::HostView;
use crate::device::{HEAP_START, RAM_END, RAM_START};

mod symbols {
    unsafe extern "C" {
        pub(super) static _ram_start: u8;
        pub(super) static _ram_end: u8;
        pub(super) static __sheap: u8;
    }
}

/// A device without an operating system, by three addresses.
#[derive(Clone, Copy, Debug)]
pub struct BareMetalHost {
    /// First byte of the memory.
    pub ram_start: u64,
    /// Behind the last byte of the memory.
    pub ram_end: u64,
    /// First byte behind the statics.
    pub heap_start: u64,
}

impl BareMetalHost {
    /// The addresses that the linker script of `cortex-m-rt` gives (`_ram_start`, `_ram_end`, `__sheap`). A program
    /// that calls this must be linked by it; others name their own symbols in a `BareMetalHost`.
    #[must_use]
    #[inline]
    pub fn of_linker_symbols() -> Self {
        Self {
            ram_start: ptr::addr_of!(symbols::_ram_start).addr() as u64,
            ram_end: ptr::addr_of!(symbols::_ram_end).addr() as u64,
            heap_start: ptr::addr_of!(symbols::__sheap).addr() as u64,
        }
    }
}

impl HostView for BareMetalHost {
    fn key(&self, name: &str) -> Option<u64> {
        match name {
            RAM_START => Some(self.ram_start),
            RAM_END => Some(self.ram_end),
            HEAP_START => Some(self.heap_start),
            _ => None,
        }
    }
}
