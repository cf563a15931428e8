//! `/proc/self/mountinfo`: where the hierarchies are mounted, and which of their directories is there.
//!
//! A line is `id parent major:minor root point options [tags..] - type source super-options`, blanks, tabs, line ends
//! and backslashes in paths being octal escapes. Only lines of cgroup file systems are taken apart.

use super::path::CgroupPath;
use crate::text::lines;

/// Most mounts of cgroup file systems that are kept. A process sees a dozen; one that binds every container's into
/// its own namespace sees hundreds of which its own comes first.
const MOUNTS: usize = 256;

/// A version of the cgroup file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    One,
    Two,
}

/// A mount of a hierarchy that may limit memory.
#[derive(Debug)]
pub(crate) struct Mount {
    pub(crate) version: Version,
    /// The directory of the hierarchy that is mounted, seen from the cgroup namespace of this process.
    pub(crate) root: CgroupPath,
    /// Where it is mounted.
    pub(crate) point: Vec<u8>,
}

/// The mounts of hierarchies that may limit memory, and whether there are more than are kept.
pub(crate) fn control_groups(table: &[u8]) -> (Vec<Mount>, bool) {
    let mut mounts: Vec<Mount> = Vec::new();
    for mount in lines(table).filter_map(parse_line) {
        // The later mount on the same point hides the earlier one.
        mounts.retain(|earlier| earlier.point != mount.point);
        if mounts.len() == MOUNTS {
            return (mounts, true);
        }
        mounts.push(mount);
    }
    (mounts, false)
}

/// Whether a line is one of those that are looked at, for whoever records a host.
pub(crate) fn is_cgroup(line: &[u8]) -> bool {
    version(line).is_some()
}

/// The version that a line is about, and where its separator is.
fn version(line: &[u8]) -> Option<(Version, usize)> {
    const SEPARATOR: &[u8] = b" - ";
    let separator = line.windows(SEPARATOR.len()).position(|window| window == SEPARATOR)?;
    let mut fields = line.get(separator + SEPARATOR.len()..)?.splitn(3, |&byte| byte == b' ');
    let (kind, _source, options) = (fields.next()?, fields.next()?, fields.next()?);
    match kind {
        b"cgroup2" => Some((Version::Two, separator)),
        b"cgroup" if options.split(|&byte| byte == b',').any(|option| option == b"memory") => {
            Some((Version::One, separator))
        }
        _ => None,
    }
}

fn parse_line(line: &[u8]) -> Option<Mount> {
    let (version, separator) = version(line)?;
    let mut fields = line.get(..separator)?.split(|&byte| byte == b' ').skip(3);
    let (root, point) = (fields.next()?, fields.next()?);
    let point = unescape(point);
    if !point.starts_with(b"/") {
        return None;
    }
    Some(Mount { version, root: CgroupPath::parse(&unescape(root))?, point })
}

/// Replaces `\ooo` by the byte with that octal number; what is none stays.
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&first, behind)) = rest.split_first() {
        let escaped = match rest {
            [b'\\', high @ b'0'..=b'3', middle @ b'0'..=b'7', low @ b'0'..=b'7', ..] => {
                Some((high - b'0') << 6 | (middle - b'0') << 3 | (low - b'0'))
            }
            _ => None,
        };
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { rest.get(4..).unwrap_or_default() } else { behind };
    }
    bytes
}
