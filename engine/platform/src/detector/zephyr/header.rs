//! The header that Zephyr's build generates from the device tree, in a build folder that a host looks at.
//!
//! Newer versions have it below `include/generated/zephyr`, older ones one folder higher.

use crate::text::{lines, prefixed};
use crate::{Finding, HostView, LimitKind, Problem, ReadError};

/// Where it lies in a build folder.
pub(crate) const PATHS: [&[u8]; 2] = [
    b"/zephyr/include/generated/zephyr/devicetree_generated.h",
    b"/zephyr/include/generated/devicetree_generated.h",
];

/// Most bytes that are read: headers of large boards have about 2 MiB.
const LENGTH: usize = 8 << 20;
const CHOSEN: &[u8] = b"#define DT_CHOSEN_zephyr_sram ";
const SIZE: &[u8] = b"_REG_IDX_0_VAL_SIZE ";

pub(crate) fn find(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    let read = PATHS.iter().find_map(|path| match read(view, path) {
        Err(ReadError::Missing) => None,
        read => Some(read),
    });
    let bytes = match read {
        None => return,
        Some(Err(_)) => None,
        Some(Ok(header)) => size(&header),
    };
    each(match bytes {
        Some(bytes) => Finding::Limit {
            bytes: Some(bytes),
            kind: LimitKind::Physical,
            source: "zephyr,sram of the device tree",
            location: "devicetree_generated.h",
        },
        None => Finding::Problem(Problem {
            what: "devicetree_generated.h names no zephyr,sram with a size",
            remedy: "choose a memory node in the board's device tree, or give a limit",
        }),
    });
}

fn read(view: &dyn HostView, path: &[u8]) -> Result<Vec<u8>, ReadError> {
    // A short read first: mostly there is no such file, and then room for a long one is for nothing.
    let mut buffer = vec![0; 4096];
    let mut length = view.read(path, &mut buffer)?;
    if length == buffer.len() {
        buffer = vec![0; LENGTH];
        length = view.read(path, &mut buffer)?;
    }
    buffer.truncate(length);
    Ok(buffer)
}

/// Bytes in the first range of the chosen node.
fn size(header: &[u8]) -> Option<u64> {
    let node = lines(header).find_map(|line| line.strip_prefix(CHOSEN))?.trim_ascii();
    let value = lines(header)
        .find_map(|line| line.strip_prefix(b"#define ")?.strip_prefix(node)?.strip_prefix(SIZE))?;
    // `262144 /* 0x40000 */`
    value.trim_ascii().split(u8::is_ascii_whitespace).next().and_then(prefixed)
}

/// Whether a line is one of those that are looked at, for whoever records a build folder.
pub(crate) fn is_kept(line: &[u8]) -> bool {
    line.starts_with(CHOSEN) || line.windows(SIZE.len()).any(|window| window == SIZE)
}
