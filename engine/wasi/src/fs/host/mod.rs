//! What the portable libraries do not offer: the system's error numbers, processor time, and
//! operations on an open file. Everything here takes open files only, never a path: paths are
//! cap-std's business.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

mod file;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub(crate) use file::{HostFile, Polled};
pub(crate) use system::{change_time, clock_resolution, cpu_time, errno, inode, name_bytes};
