//! The directories from the cgroup of the process up to the root of a mount, and the numbers in them.
//!
//! Every mount of the hierarchy that shows the process's cgroup is a way to the same numbers; the one that shows most
//! of the levels above it wins, and one in which nothing can be read is passed over.

use super::mount::{Mount, Version};
use super::path::{CgroupPath, Place};
use super::{is_refused, version1, version2};
use crate::detection::Gathering;
use crate::text::{Number, decimal, lines, number};
use crate::{HostView, ReadError, Warning};

/// Most levels that are read. Kubernetes nests five, systemd in a container three more.
const LEVELS: usize = 64;
/// Most mounts that are tried. The first is nearly always the one; each further one is a copy of it that somebody made.
const WAYS: usize = 8;
/// Bytes that are read of a file with one number; the longest number has 20 digits.
const NUMBER_LENGTH: usize = 64;
/// Bytes that are read of `memory.stat`; it has about 4 KiB.
const STATISTICS_LENGTH: usize = 16 << 10;

/// One directory.
pub(super) struct Level {
    /// The cgroup's path for users.
    pub(super) name: String,
    /// The directory's path.
    pub(super) directory: Vec<u8>,
}

impl Level {
    /// The path of a file in it.
    pub(super) fn file(&self, name: &str) -> Vec<u8> {
        let mut path = self.directory.clone();
        if path.last() != Some(&b'/') {
            path.push(b'/');
        }
        path.extend_from_slice(name.as_bytes());
        path
    }
}

/// What a file must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One number.
    Number,
    /// The number of the line `hierarchical_memory_limit` in `memory.stat`.
    Hierarchical,
    /// Any bytes, of which only a change counts.
    Whole,
}

/// What a file held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    Number(Number),
    /// A checksum of any bytes.
    Checksum(u64),
    Unreadable(ReadError),
}

impl Reading {
    /// FNV-1a: two tables that differ give the same with a probability of 2^-64.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum: u64, &byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self::Checksum(sum)
    }
}

/// The line of `memory.stat` with the smallest limit of the levels above.
pub(crate) const HIERARCHICAL: &str = "hierarchical_memory_limit ";

/// Reads one file, and gives what it held and its beginning.
pub(crate) fn read_limit(view: &dyn HostView, path: &[u8], format: Format) -> (Reading, Vec<u8>) {
    let length = match format {
        Format::Number => NUMBER_LENGTH,
        Format::Hierarchical => STATISTICS_LENGTH,
        Format::Whole => super::SHORT_TABLE_LENGTH,
    };
    let mut buffer = vec![0; length];
    match view.read(path, &mut buffer) {
        Err(error) => (Reading::Unreadable(error), Vec::new()),
        Ok(read) => {
            buffer.truncate(read);
            let reading = match format {
                Format::Number => Reading::Number(number(&buffer)),
                Format::Hierarchical => {
                    let line =
                        lines(&buffer).find_map(|line| line.strip_prefix(HIERARCHICAL.as_bytes()));
                    match line {
                        None => Reading::Unreadable(ReadError::Missing),
                        Some(value) => Reading::Number(
                            decimal(value.trim_ascii()).map_or(Number::Nonsense, Number::Value),
                        ),
                    }
                }
                Format::Whole => Reading::of_bytes(&buffer),
            };
            (reading, buffer)
        }
    }
}

/// Reads a number, has it watched, and warns where it is none; `None` where there is no such file.
pub(super) fn read_number(
    view: &dyn HostView,
    path: &[u8],
    format: Format,
    gathering: &mut Gathering,
) -> Option<Number> {
    let (reading, bytes) = read_limit(view, path, format);
    gathering.watch(path, format, reading);
    match reading {
        Reading::Number(Number::Nonsense) => {
            gathering.warn(Warning::nonsense(path, &bytes));
            None
        }
        Reading::Number(number) => Some(number),
        Reading::Unreadable(error) => {
            if is_refused(error) {
                gathering.warn(Warning::unreadable(path, error));
            }
            None
        }
        Reading::Checksum(_) => None,
    }
}

/// Finds the limits of one hierarchy. Without the process's path only the roots of the mounts are looked at.
pub(super) fn find(
    view: &dyn HostView,
    version: Version,
    mounts: &[Mount],
    process: Option<&CgroupPath>,
    gathering: &mut Gathering,
) {
    let mut ways: Vec<(Place, &Mount)> = mounts
        .iter()
        .filter(|mount| mount.version == version)
        .map(|mount| (process.map_or(Place::Outside, |path| path.place(&mount.root)), mount))
        .collect();
    let (Some(process), false) = (process, ways.is_empty()) else {
        return without(view, version, &ways, process, gathering);
    };
    ways.sort_by_key(|(place, mount)| {
        let (rank, levels) = match place {
            Place::Below(names) => (0, *names),
            Place::SomewhereBelow => (1, 0),
            Place::Outside => (2, 0),
        };
        // Most levels first, and the usual place before others that somebody mounted besides.
        (rank, core::cmp::Reverse(levels), !mount.point.starts_with(b"/sys/fs/cgroup"))
    });
    for (place, mount) in ways.iter().take(WAYS) {
        let levels = levels(process, place, mount, gathering);
        if read_levels(view, version, &levels, gathering) {
            match place {
                Place::Below(_) => {}
                Place::SomewhereBelow => {
                    gathering.warn(Warning::HiddenLevels { mount: lossy(&mount.point) });
                }
                Place::Outside => gathering.warn(Warning::OutsideMount {
                    cgroup: process.display(),
                    mount: lossy(&mount.point),
                }),
            }
            return;
        }
    }
    let warning = match ways.first() {
        // The root of the hierarchy has no limit, and no file that says so.
        Some((Place::Below(0), mount)) if mount.root.names().is_empty() => return,
        Some((Place::Outside, _)) => Warning::NotMounted { cgroup: process.display() },
        _ => Warning::NoMemoryController { cgroup: process.display() },
    };
    gathering.warn(warning);
}

/// The hierarchy is not mounted, or nobody knows where in it the process is.
fn without(
    view: &dyn HostView,
    version: Version,
    ways: &[(Place, &Mount)],
    process: Option<&CgroupPath>,
    gathering: &mut Gathering,
) {
    if let Some(process) = process {
        return gathering.warn(Warning::NotMounted { cgroup: process.display() });
    }
    for (_, mount) in ways.iter().take(WAYS) {
        let level = Level { name: mount.root.display(), directory: mount.point.clone() };
        if read_levels(view, version, &[level], gathering) {
            return;
        }
    }
}

/// The directories from the process's cgroup to the mount's root.
fn levels(
    process: &CgroupPath,
    place: &Place,
    mount: &Mount,
    gathering: &mut Gathering,
) -> Vec<Level> {
    let below = match place {
        Place::Below(names) => *names,
        Place::SomewhereBelow | Place::Outside => {
            return vec![Level { name: mount.root.display(), directory: mount.point.clone() }];
        }
    };
    let names = process.names();
    let at_root = names.len() - below;
    if below >= LEVELS {
        gathering.warn(Warning::TooDeep { cgroup: process.display(), read: LEVELS });
    }
    let mut levels = Vec::new();
    // The levels at the root are the ones whose limits are set; of a path that is too deep the lowest are left out.
    let deepest = names.len().min(at_root + LEVELS - 1);
    for count in (at_root..=deepest).rev() {
        let mut directory = mount.point.clone();
        for name in &names[at_root..count] {
            if directory.last() != Some(&b'/') {
                directory.push(b'/');
            }
            directory.extend_from_slice(name);
        }
        levels.push(Level { name: process.ancestor(count).display(), directory });
    }
    levels
}

fn read_levels(
    view: &dyn HostView,
    version: Version,
    levels: &[Level],
    gathering: &mut Gathering,
) -> bool {
    match version {
        Version::One => version1::find(view, levels, gathering),
        Version::Two => version2::find(view, levels, gathering),
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
