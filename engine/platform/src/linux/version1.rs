//! Version 1: `memory.limit_in_bytes` of each level, and `hierarchical_memory_limit` in `memory.stat`, which is the
//! smallest of them all, also of levels above the mount.
//!
//! There is no word for "no limit", but a huge number, which depends on the kernel and its page size. A level above
//! limits the ones below only where its `memory.use_hierarchy` is not 0.

use super::levels::{Format, HIERARCHICAL, Level, read_number};
use crate::detection::Gathering;
use crate::text::Number;
use crate::{HostView, LimitKind};

const LIMIT: &str = "memory.limit_in_bytes";

/// Reads the levels, the lowest first; whether there was a limit to read in any.
pub(super) fn find(view: &dyn HostView, levels: &[Level], gathering: &mut Gathering) -> bool {
    let mut any = false;
    let mut inherited = true;
    for (index, level) in levels.iter().enumerate() {
        if index > 0 && inherited {
            let path = level.file("memory.use_hierarchy");
            let flag = read_number(view, &path, Format::Number, gathering);
            inherited = flag != Some(Number::Value(0));
        }
        let path = level.file(LIMIT);
        if let Some(number) = read_number(view, &path, Format::Number, gathering) {
            any = true;
            gathering.limit_in_file(bytes(number), LimitKind::Hard, LIMIT, &level.name, &path);
            if !inherited {
                gathering.not_inherited();
            }
        }
        let path = level.file("memory.soft_limit_in_bytes");
        let soft = read_number(view, &path, Format::Number, gathering).and_then(bytes);
        if soft.is_some() && inherited {
            let name = "memory.soft_limit_in_bytes";
            gathering.limit_in_file(soft, LimitKind::Throttle, name, &level.name, &path);
        }
    }
    let Some(lowest) = levels.first() else { return any };
    let path = lowest.file("memory.stat");
    if let Some(number) = read_number(view, &path, Format::Hierarchical, gathering) {
        any = true;
        let name = format!("{} in memory.stat", HIERARCHICAL.trim_end());
        gathering.limit_in_file(bytes(number), LimitKind::Hard, &name, &lowest.name, &path);
    }
    any
}

/// The limit, where it is one.
fn bytes(number: Number) -> Option<u64> {
    match number {
        Number::Value(bytes) if !is_unlimited(bytes) => Some(bytes),
        _ => None,
    }
}

/// Whether a number is what kernels write for "no limit".
///
/// With 64 bits it is the largest signed number, since Linux 3.19 rounded down to a page (of at most 1 MiB), or the
/// largest unsigned one in emulations. With 32 bits it is the largest signed number of 32 bits, in pages.
fn is_unlimited(bytes: u64) -> bool {
    const LARGEST_PAGE: u64 = 1 << 20;
    let wide = bytes > i64::MAX as u64 - LARGEST_PAGE;
    let narrow = (12..=18).any(|page_bits| bytes == (i32::MAX as u64) << page_bits);
    wide || narrow
}
