//! QNX: the RAM entries of the system page (`asinfo`), `/proc/vm/stats` and the limits of the process.
//!
//! `ram` entries are all of the RAM, `sysram` entries lie in them and are what the memory manager may give to
//! processes; each may be several. Their `end` is the last byte, not the one behind it, which the host view has
//! already counted. There is no safety level to ask for, and memory partitions are optional: where there are some,
//! they show as a smaller `sysram`.

use super::macos::resource_limits;
use crate::text::{lines, prefixed};
use crate::{Finding, HostView, LimitKind, Problem, ReadError};

/// Statistics of the memory manager. It must be read by one call: it cannot be read on.
pub(crate) const STATISTICS: &[u8] = b"/proc/vm/stats";
/// Bytes in a page.
pub const PAGE_SIZE: &str = "sysconf(_SC_PAGESIZE)";
/// How the line begins that is looked at.
pub(crate) const PAGE_COUNT: &str = "page_count=";
/// The file has about 30 lines of at most 60 bytes.
const STATISTICS_LENGTH: usize = 4096;

pub(crate) fn find(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    resource_limits(view, each);
    let (mut ram, mut system_ram): (Option<u64>, Option<u64>) = (None, None);
    view.regions(&mut |region| {
        // `/memory/below4G/ram/sysram` as `pidin` shows it, or its last part as the system page has it.
        let sum = match region.name.rsplit('/').next() {
            Some("ram") => &mut ram,
            Some("sysram") => &mut system_ram,
            _ => return,
        };
        *sum = Some(sum.unwrap_or(0).saturating_add(region.size));
    });
    let regions = [
        (system_ram, "system RAM", "sysram entries of the system page's asinfo"),
        (ram, "RAM", "ram entries of the system page's asinfo"),
    ];
    for (bytes, source, location) in regions {
        if bytes.is_some() {
            each(Finding::Limit { bytes, kind: LimitKind::Physical, source, location });
        }
    }
    statistics(view, each);
}

/// The pages that the memory manager has.
fn statistics(view: &dyn HostView, each: &mut dyn FnMut(Finding)) {
    let mut buffer = [0; STATISTICS_LENGTH];
    let length = match view.read(STATISTICS, &mut buffer) {
        Ok(length) => length,
        // Versions before 7.1 have no such file.
        Err(ReadError::Missing) => return,
        Err(ReadError::Denied | ReadError::Failed) => {
            return each(Finding::Problem(Problem {
                what: "/proc/vm/stats cannot be read",
                remedy: "allow the process to read it; the system page is taken until then",
            }));
        }
    };
    let text = buffer.get(..length).unwrap_or_default();
    let Some(value) = lines(text).find_map(|line| line.strip_prefix(PAGE_COUNT.as_bytes())) else {
        return;
    };
    // `0xe0000 (3.500GB)`: pages, and the same for people.
    let pages = value.split(u8::is_ascii_whitespace).next().and_then(prefixed);
    let page_size = view.key(PAGE_SIZE).unwrap_or(4096);
    each(match pages.and_then(|pages| pages.checked_mul(page_size)) {
        Some(bytes) if bytes > 0 => Finding::Limit {
            bytes: Some(bytes),
            kind: LimitKind::Physical,
            source: "pages of the memory manager",
            location: "page_count in /proc/vm/stats",
        },
        _ => Finding::Problem(Problem {
            what: "page_count in /proc/vm/stats is no number of pages",
            remedy: "give a limit with --max-memory",
        }),
    });
}
