//! Windows: `QueryWorkingSetEx`.
#![allow(unsafe_code, reason = "calls of the system's library, whose arguments are checked here")]

use core::ffi::c_void;

/// `PSAPI_WORKING_SET_EX_INFORMATION`.
#[repr(C)]
#[derive(Clone, Copy)]
struct PageInformation {
    address: usize,
    attributes: usize,
}

/// The attribute of a page that is in the working set.
const VALID: usize = 1;

/// Pages that are asked about at a time: 8 KiB of answers.
const CHUNK: usize = 512;

/// Bytes of a page, on every architecture that the system runs on today.
const PAGE: usize = 4096;

#[link(name = "kernel32")]
unsafe extern "system" {
    fn GetCurrentProcess() -> *mut c_void;
    fn K32QueryWorkingSetEx(process: *mut c_void, pages: *mut PageInformation, size: u32) -> i32;
}

pub(super) fn page_size() -> Option<usize> {
    Some(PAGE)
}

/// Sets the lowest bit of each byte where the page is resident, for the pages from an address on. `false` where the
/// system does not know.
pub(super) fn resident(address: usize, flags: &mut [u8]) -> bool {
    let mut next = address;
    flags.chunks_mut(CHUNK).all(|flags| {
        let mut pages = [PageInformation { address: 0, attributes: 0 }; CHUNK];
        for page in &mut pages[..flags.len()] {
            page.address = next;
            next = next.wrapping_add(PAGE);
        }
        let size = (flags.len() * size_of::<PageInformation>()) as u32;
        // SAFETY: the call reads and writes `size` bytes of `pages`, which has at least that many, and looks at no
        // byte of the pages that it is asked about.
        let told = unsafe { K32QueryWorkingSetEx(GetCurrentProcess(), pages.as_mut_ptr(), size) };
        for (flag, page) in flags.iter_mut().zip(&pages) {
            *flag = (page.attributes & VALID) as u8;
        }
        told != 0
    })
}
