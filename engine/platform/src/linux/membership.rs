//! `/proc/self/cgroup`: the path of this process in each hierarchy, seen from its cgroup namespace.
//!
//! A line is `hierarchy:controllers:path`, and the path may hold colons. Version 2 is `0::path`.

use super::path::CgroupPath;
use crate::text::lines;

/// The paths that say where memory is limited.
#[derive(Debug, Default)]
pub(crate) struct Membership {
    /// In the hierarchy of version 1 with the memory controller.
    pub(crate) memory: Option<CgroupPath>,
    /// In the hierarchy of version 2.
    pub(crate) unified: Option<CgroupPath>,
}

enum Hierarchy {
    Memory,
    Unified,
}

impl Membership {
    pub(crate) fn parse(table: &[u8]) -> Self {
        let mut membership = Self::default();
        for (hierarchy, path) in lines(table).filter_map(parse_line) {
            let place = match hierarchy {
                Hierarchy::Memory => &mut membership.memory,
                Hierarchy::Unified => &mut membership.unified,
            };
            if place.is_none() {
                *place = CgroupPath::parse(path);
            }
        }
        membership
    }
}

/// Whether a line is one of those that are looked at, for whoever records a host.
pub(crate) fn is_kept(line: &[u8]) -> bool {
    parse_line(line).is_some()
}

fn parse_line(line: &[u8]) -> Option<(Hierarchy, &[u8])> {
    let mut fields = line.splitn(3, |&byte| byte == b':');
    let (identifier, controllers, path) = (fields.next()?, fields.next()?, fields.next()?);
    match (identifier, controllers) {
        (b"0", b"") => Some((Hierarchy::Unified, path)),
        // Hierarchy 0 is version 2, whose controllers are never listed.
        (b"0", _) => None,
        _ if controllers.split(|&byte| byte == b',').any(|name| name == b"memory") => {
            Some((Hierarchy::Memory, path))
        }
        _ => None,
    }
}
