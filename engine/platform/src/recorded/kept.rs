//! What of a host's files may leave it.
//!
//! Invariant: a file is recorded only if it is named here, and of a table only the lines that a detector looks at.
//! So no line of another mount, no address and no name of a user's folder gets into a recording. Names of cgroups do,
//! which hold the identifiers of containers.

use crate::container::{CONTAINER, KUBERNETES, MARKS};
use crate::detector::{QNX_PAGE_COUNT, QNX_STATISTICS, zephyr_header};
use crate::linux;
use crate::text::lines;

/// Files with one number.
const NUMBERS: [&str; 5] = [
    "memory.max",
    "memory.high",
    "memory.limit_in_bytes",
    "memory.soft_limit_in_bytes",
    "memory.use_hierarchy",
];

/// What is recorded of a file's bytes; `None` where the file is none that may be.
pub(super) fn of_file(path: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    match path {
        linux::MEMBERSHIP => return Some(only(bytes, linux::membership_keeps)),
        linux::MOUNTS => return Some(only(bytes, linux::mount_is_cgroup)),
        linux::MEMORY => {
            return Some(only(bytes, |line| line.starts_with(linux::MEMORY_TOTAL.as_bytes())));
        }
        QNX_STATISTICS => {
            return Some(only(bytes, |line| line.starts_with(QNX_PAGE_COUNT.as_bytes())));
        }
        _ => {}
    }
    if MARKS.iter().any(|(mark, _)| *mark == path) {
        // That it is there is all that counts; Podman's names the image.
        return Some(Vec::new());
    }
    if zephyr_header::PATHS.contains(&path) {
        return Some(only(bytes, zephyr_header::is_kept));
    }
    let name = path.rsplit(|&byte| byte == b'/').next()?;
    if name == b"memory.stat" {
        return Some(only(bytes, |line| line.starts_with(linux::HIERARCHICAL.as_bytes())));
    }
    NUMBERS.iter().any(|number| number.as_bytes() == name).then(|| bytes.to_vec())
}

/// What is recorded of a variable's value; `None` where the variable is none that may be.
pub(super) fn of_variable(name: &str, value: &[u8]) -> Option<String> {
    match name {
        CONTAINER => Some(value.escape_ascii().to_string()),
        // The value is an address of the cluster; that there is one is all that counts.
        KUBERNETES => Some("set".to_owned()),
        _ => None,
    }
}

fn only(bytes: &[u8], keep: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    lines(bytes).filter(|line| keep(line)).flat_map(|line| [line, b"\n"].concat()).collect()
}
