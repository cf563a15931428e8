//! QNX: the system page, the size of a page and the limits of the process.
#![allow(unsafe_code, reason = "calls of the system's library, and reads of the system page")]

use core::ffi::{CStr, c_char};
use core::ptr;

use crate::device::PAGE_SIZE;
use crate::{Region, Resource};

/// The beginning of `struct asinfo_entry`, which has the same members in all versions; how far entries lie apart the
/// system page says.
#[repr(C)]
#[derive(Clone, Copy)]
struct AddressSpaceEntry {
    start: u64,
    end: u64,
    owner: u16,
    name: u16,
    attributes: u16,
    priority: u16,
}

/// `syspage_array_info`, whose members the crate `libc` keeps to itself.
#[repr(C)]
#[derive(Clone, Copy)]
struct ArrayPlace {
    offset: u16,
    size: u16,
    step: u16,
}

/// Most entries: the page's offsets have 16 bits, so that there are never more.
const ENTRIES: usize = u16::MAX as usize / size_of::<AddressSpaceEntry>();

pub(super) fn resource_limit(resource: Resource) -> Option<u64> {
    let resource = match resource {
        Resource::AddressSpace => libc::RLIMIT_AS,
        Resource::Data => libc::RLIMIT_DATA,
    };
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the call writes into `limit` only.
    let result = unsafe { libc::getrlimit(resource, &raw mut limit) };
    (result == 0 && limit.rlim_cur != libc::RLIM_INFINITY).then_some(limit.rlim_cur)
}

pub(super) fn key(name: &str) -> Option<u64> {
    if name != PAGE_SIZE {
        return None;
    }
    // SAFETY: the call takes a number and gives one.
    u64::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).ok()
}

pub(super) fn regions(each: &mut dyn FnMut(Region<'_>)) {
    // SAFETY: the library sets the pointer before `main`, to the page that the kernel maps into every process for
    // reading and never changes or unmaps.
    let page: *const libc::syspage_entry = unsafe { ptr::addr_of!(libc::_syspage_ptr).read() };
    if page.is_null() {
        return;
    }
    // SAFETY: the page begins with this structure, whose members are plain numbers; an array's place is three of them.
    let (total, strings, entries) = unsafe {
        let entries = ptr::addr_of!((*page).new_asinfo).cast::<ArrayPlace>().read_unaligned();
        ((*page).total_size, (*page).strings, entries)
    };
    let total = usize::from(total);
    let (offset, size, step) =
        (usize::from(entries.offset), usize::from(entries.size), usize::from(entries.step));
    let strings = (usize::from(strings.entry_off), usize::from(strings.entry_size));
    if step < size_of::<AddressSpaceEntry>()
        || offset + size > total
        || strings.0 + strings.1 > total
    {
        return;
    }
    for index in 0..(size / step).min(ENTRIES) {
        // SAFETY: the entry lies in the page, as `offset + size` does and an entry is at most a step long. It need
        // not be aligned.
        let entry = unsafe {
            page.cast::<u8>()
                .add(offset + index * step)
                .cast::<AddressSpaceEntry>()
                .read_unaligned()
        };
        let name_offset = usize::from(entry.name);
        if name_offset >= strings.1 {
            continue;
        }
        // SAFETY: the name begins in the strings of the page, which end in a zero: they are a list that an empty
        // string closes.
        let name = unsafe { CStr::from_ptr(page.cast::<c_char>().add(strings.0 + name_offset)) };
        let Ok(name) = name.to_str() else { continue };
        // `end` is the last byte.
        let size = entry.end.saturating_sub(entry.start).saturating_add(1);
        each(Region { name, start: entry.start, size });
    }
}
