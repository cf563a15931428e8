//! Linux and macOS: the limits of the process.

use rustix::process::{Resource as Limit, getrlimit};

use crate::Resource;

pub(super) fn resource_limit(resource: Resource) -> Option<u64> {
    getrlimit(match resource {
        Resource::AddressSpace => Limit::As,
        Resource::Data => Limit::Data,
    })
    .current
}
