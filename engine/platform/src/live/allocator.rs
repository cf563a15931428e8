//! How the C library's allocator uses the addresses of this process.
#![allow(unsafe_code, reason = "a call of the C library")]

use rustix::process::{Resource, getrlimit};

/// Keeps the allocator from taking addresses that it does not use, where the process may have few: to be called
/// before there is a second thread.
///
/// glibc gives each thread that allocates an arena, for which it takes 64 MiB of addresses at once, and 128 MiB for
/// a moment. Below a limit on addresses (`RLIMIT_AS`) that starves the rest of the process.
pub fn spare_addresses() {
    if getrlimit(Resource::As).current.is_some() {
        // SAFETY: the call takes two numbers and changes the allocator alone, under its own lock.
        unsafe { libc::mallopt(libc::M_ARENA_MAX, 1) };
    }
}
