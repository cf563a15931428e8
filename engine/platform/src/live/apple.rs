//! macOS: `sysctlbyname`.
#![allow(unsafe_code, reason = "a call of the system's library, whose arguments are checked here")]

use core::ffi::{CStr, c_char, c_int, c_void};

use crate::device::MEMORY_SIZE;

unsafe extern "C" {
    fn sysctlbyname(
        name: *const c_char,
        value: *mut c_void,
        length: *mut usize,
        new_value: *mut c_void,
        new_length: usize,
    ) -> c_int;
}

pub(super) fn key(name: &str) -> Option<u64> {
    (name == MEMORY_SIZE).then(|| number(c"hw.memsize")).flatten()
}

/// A `sysctl` that is a number of 64 bits.
fn number(name: &CStr) -> Option<u64> {
    let mut value = 0u64;
    let mut length = size_of::<u64>();
    // SAFETY: the name ends in a zero; `value` is as long as `length` says, so that the call writes nothing else;
    // there is no new value.
    let result = unsafe {
        sysctlbyname(
            name.as_ptr(),
            (&raw mut value).cast(),
            &raw mut length,
            core::ptr::null_mut(),
            0,
        )
    };
    (result == 0 && length == size_of::<u64>()).then_some(value)
}
