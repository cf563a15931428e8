//! Linux and macOS: `mincore`.
#![allow(unsafe_code, reason = "calls of the C library, whose arguments are checked here")]

use core::ptr;

/// Bytes of a page.
pub(super) fn page_size() -> Option<usize> {
    // SAFETY: the call takes a number and gives one.
    let size = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).ok()?;
    size.is_power_of_two().then_some(size)
}

/// Sets the lowest bit of each byte where the page is resident, for the pages from an address on. `false` where the
/// system does not know, as it does where one of them is not mapped.
pub(super) fn resident(address: usize, flags: &mut [u8]) -> bool {
    let length = page_size().and_then(|size| size.checked_mul(flags.len()));
    let Some(length) = length else { return false };
    let pages = ptr::without_provenance_mut(address);
    // SAFETY: the call looks at no byte of the pages, and refuses those that are none of this process. It writes a
    // byte for each of them, of which there are as many as flags.
    unsafe { libc::mincore(pages, length, flags.as_mut_ptr().cast()) == 0 }
}
