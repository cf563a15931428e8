//! macOS: `sysctl hw.memsize` and the limits of the process.
//!
//! `hw.physmem` is never read: it is a signed number of 32 bits and says 2 GiB on every larger machine.

use crate::{Finding, HostView, LimitKind, Problem, Resource};

/// Bytes of physical memory.
pub const MEMORY_SIZE: &str = "hw.memsize";

pub(crate) fn find(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    resource_limits(view, each);
    each(match view.key(MEMORY_SIZE) {
        Some(0) | None => Finding::Problem(Problem {
            what: "sysctl hw.memsize gives no size",
            remedy: "allow the process to read it, or give a limit with --max-memory",
        }),
        bytes => Finding::Limit {
            bytes,
            kind: LimitKind::Physical,
            source: "physical memory",
            location: "sysctl hw.memsize",
        },
    });
}

/// The limits that every Unix has.
pub(super) fn resource_limits(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    each(Finding::Limit {
        bytes: view.resource_limit(Resource::AddressSpace),
        kind: LimitKind::AddressSpace,
        source: "RLIMIT_AS of the process",
        location: "getrlimit(RLIMIT_AS)",
    });
    each(Finding::Limit {
        bytes: view.resource_limit(Resource::Data),
        kind: LimitKind::Hard,
        source: "RLIMIT_DATA of the process",
        location: "getrlimit(RLIMIT_DATA)",
    });
}
