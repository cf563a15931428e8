//! The detectors of seven platforms, one a file. None allocates, so that they run on the devices themselves.
//!
//! Linux is apart: its limits lie in a tree of any depth.

mod bare_metal;
mod macos;
mod qnx;
mod tock;
mod vxworks;
mod windows;
mod zephyr;

use wrtd_limits::PlatformId;

use crate::{Finding, HostView, LimitKind};

#[cfg(feature = "std")]
pub(crate) use qnx::{PAGE_COUNT as QNX_PAGE_COUNT, STATISTICS as QNX_STATISTICS};
#[cfg(feature = "std")]
pub(crate) use zephyr::header as zephyr_header;

/// The keys that detectors ask for, for whoever records a host or makes a [`HostView`].
pub mod device {
    pub use super::bare_metal::{HEAP_START, RAM_END, RAM_START};
    pub use super::macos::MEMORY_SIZE;
    pub use super::qnx::PAGE_SIZE;
    pub use super::smallest;
    pub use super::tock::{GRANT_BEGINS, MEMORY_BEGINS, MEMORY_ENDS};
    pub use super::vxworks::{HEAP_ALLOCATED, HEAP_FREE, PHYSICAL_BASE, PHYSICAL_TOP};
    pub use super::windows::{
        COMMIT_LIMIT, JOB_MEMORY, JOB_PROCESS_MEMORY, JOB_WORKING_SET, TOTAL_PHYSICAL,
        TOTAL_VIRTUAL,
    };
    pub use super::zephyr::{KERNEL_RAM_END, KERNEL_RAM_START, UNUSED_RAM_START};
}

/// Gives what a platform other than Linux says; on Linux nothing.
pub(crate) fn find(view: &dyn HostView, platform: PlatformId, each: &mut dyn FnMut(Finding)) {
    match platform {
        PlatformId::MacOs => macos::find(view, each),
        PlatformId::Windows => windows::find(view, each),
        PlatformId::Qnx => qnx::find(view, each),
        PlatformId::VxWorks => vxworks::find(view, each),
        PlatformId::Zephyr => zephyr::find(view, each),
        PlatformId::Tock => tock::find(view, each),
        PlatformId::BareMetal => bare_metal::find(view, each),
        // Linux, and platforms that this crate does not know yet.
        _ => {}
    }
}

/// The smallest number that bounds the memory, without allocating: a throttle bounds nothing.
///
/// Asked again it reads again, which a device must do where memory is taken while it runs (Tock's grants). On Linux
/// it is `None`.
#[must_use]
pub fn smallest(view: &dyn HostView, platform: PlatformId) -> Option<Finding> {
    let mut smallest: Option<(u64, Finding)> = None;
    find(view, platform, &mut |finding| {
        let Finding::Limit { bytes: Some(bytes), kind, .. } = finding else { return };
        if kind != LimitKind::Throttle && smallest.is_none_or(|(least, _)| bytes < least) {
            smallest = Some((bytes, finding));
        }
    });
    smallest.map(|(_, finding)| finding)
}

/// The bytes from one address up to another, both of which the host gives by a key, as a finding; a problem where the
/// range is upside down, and nothing where a key is missing.
fn range(
    view: &dyn HostView,
    (from, to): (&str, &str),
    (kind, source, location): (LimitKind, &'static str, &'static str),
    upside_down: crate::Problem,
    each: &mut dyn FnMut(Finding),
) {
    let (Some(from), Some(to)) = (view.key(from), view.key(to)) else { return };
    each(match to.checked_sub(from) {
        Some(bytes) => Finding::Limit { bytes: Some(bytes), kind, source, location },
        None => Finding::Problem(upside_down),
    });
}
