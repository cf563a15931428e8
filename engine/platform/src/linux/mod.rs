//! Linux: cgroups of both versions, the limits of the process, and the machine's memory.
//!
//! The pair of `/proc/self/mountinfo` and `/proc/self/cgroup` decides where the limits lie. `/proc/cgroups` is never
//! read: it tells what the kernel has, not what this process is in, and says so differently in each version.

mod levels;
mod membership;
mod mount;
mod path;
mod version1;
mod version2;

use crate::detection::Gathering;
use crate::text::{decimal, lines};
use crate::{HostView, LimitKind, ReadError, Resource, Warning};

pub(crate) use levels::{Format, HIERARCHICAL, Reading, read_limit};
pub(crate) use membership::is_kept as membership_keeps;
pub(crate) use mount::is_cgroup as mount_is_cgroup;

pub(crate) const MEMBERSHIP: &[u8] = b"/proc/self/cgroup";
pub(crate) const MOUNTS: &[u8] = b"/proc/self/mountinfo";
pub(crate) const MEMORY: &[u8] = b"/proc/meminfo";
/// The line of `MEMORY` that counts.
pub(crate) const MEMORY_TOTAL: &str = "MemTotal:";

/// Most bytes of a table that are read: some 10,000 mounts.
const TABLE_LENGTH: usize = 1 << 20;
/// Bytes that are read at first: nearly every table is shorter.
const SHORT_TABLE_LENGTH: usize = 16 << 10;

/// Gathers every number that bounds the memory of this process.
pub(crate) fn find(view: &dyn HostView, gathering: &mut Gathering) {
    control_groups(view, gathering);
    for (resource, kind) in
        [(Resource::AddressSpace, LimitKind::AddressSpace), (Resource::Data, LimitKind::Hard)]
    {
        let name = resource.name();
        let bytes = view.resource_limit(resource);
        gathering.limit(
            bytes,
            kind,
            format!("{name} of the process"),
            format!("getrlimit({name})"),
        );
    }
    memory_total(view, gathering);
}

fn control_groups(view: &dyn HostView, gathering: &mut Gathering) {
    let Some(mounts) = table(view, MOUNTS, gathering) else { return };
    let (mounts, too_many) = mount::control_groups(&mounts);
    if too_many {
        gathering.warn(Warning::TooManyMounts { kept: mounts.len() });
    }
    let Some(membership) = table(view, MEMBERSHIP, gathering) else {
        // Without it the process may be anywhere below the mounts, whose own limits hold all the same.
        for version in [mount::Version::One, mount::Version::Two] {
            levels::find(view, version, &mounts, None, gathering);
        }
        return;
    };
    let beginning = membership.get(..SHORT_TABLE_LENGTH).unwrap_or(&membership);
    gathering.watch(MEMBERSHIP, Format::Whole, Reading::of_bytes(beginning));
    let membership = membership::Membership::parse(&membership);
    // A controller is in one hierarchy only: where version 1 has the memory controller, version 2 has none.
    if let Some(path) = &membership.memory {
        levels::find(view, mount::Version::One, &mounts, Some(path), gathering);
    } else if let Some(path) = &membership.unified {
        levels::find(view, mount::Version::Two, &mounts, Some(path), gathering);
    }
    let paths = membership.memory.iter().chain(&membership.unified);
    let roots = mounts.iter().map(|mount| &mount.root);
    let names = paths.chain(roots).flat_map(|path| path.names());
    gathering.container_of_paths(names.map(Vec::as_slice));
}

/// A table of `/proc`, up to `TABLE_LENGTH`.
fn table(view: &dyn HostView, path: &[u8], gathering: &mut Gathering) -> Option<Vec<u8>> {
    let mut buffer = vec![0; SHORT_TABLE_LENGTH];
    let mut read = view.read(path, &mut buffer);
    if read == Ok(buffer.len()) {
        buffer = vec![0; TABLE_LENGTH];
        read = view.read(path, &mut buffer);
    }
    match read {
        Ok(length) => {
            if length == TABLE_LENGTH {
                gathering.warn(Warning::truncated(path, length));
            }
            buffer.truncate(length);
            Some(buffer)
        }
        Err(error) => {
            gathering.warn(Warning::unreadable(path, error));
            None
        }
    }
}

fn memory_total(view: &dyn HostView, gathering: &mut Gathering) {
    let mut buffer = [0; 4096];
    let length = match view.read(MEMORY, &mut buffer) {
        Ok(length) => length.min(buffer.len()),
        Err(error) => return gathering.warn(Warning::unreadable(MEMORY, error)),
    };
    let line = lines(&buffer[..length]).find_map(|line| line.strip_prefix(MEMORY_TOTAL.as_bytes()));
    let kibibytes = line
        .map(<[u8]>::trim_ascii)
        .and_then(|value| value.strip_suffix(b"kB"))
        .and_then(|value| decimal(value.trim_ascii()));
    match kibibytes.and_then(|kibibytes| kibibytes.checked_mul(1024)) {
        // A machine without memory runs nothing: an emulation of this file has failed.
        Some(0) | None => gathering.warn(Warning::nonsense(MEMORY, line.unwrap_or_default())),
        bytes => gathering.limit(
            bytes,
            LimitKind::Physical,
            "MemTotal".to_owned(),
            "MemTotal in /proc/meminfo".to_owned(),
        ),
    }
}

/// Whether a read failed for another reason than that there is no such file.
fn is_refused(error: ReadError) -> bool {
    error != ReadError::Missing
}
