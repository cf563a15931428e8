//! The parts that differ from system to system, for Windows.

use std::ffi::OsStr;
use std::io;
use std::time::Duration;

use cap_fs_ext::{DirEntryExt as _, MetadataExt as _};
use cap_std::fs::{DirEntry, File, FileExt as _, Metadata};

use super::Polled;
use crate::abi::Errno;
use crate::abi::flags::Advice;
use crate::clock::Clock;

/// The error number of preview 1 for the system's, where the kind of `error` does not say enough.
pub(crate) fn errno(error: &io::Error) -> Option<Errno> {
    match error.raw_os_error()? {
        ERROR_ACCESS_DENIED => Some(Errno::Acces),
        ERROR_INVALID_HANDLE => Some(Errno::Badf),
        ERROR_TOO_MANY_OPEN_FILES => Some(Errno::Mfile),
        ERROR_SHARING_VIOLATION | ERROR_LOCK_VIOLATION => Some(Errno::Acces),
        ERROR_NEGATIVE_SEEK => Some(Errno::Inval),
        ERROR_STOPPED_ON_SYMLINK => Some(Errno::Loop),
        ERROR_PRIVILEGE_NOT_HELD => Some(Errno::Perm),
        _ => None,
    }
}

const ERROR_TOO_MANY_OPEN_FILES: i32 = 4;
const ERROR_ACCESS_DENIED: i32 = 5;
const ERROR_INVALID_HANDLE: i32 = 6;
const ERROR_SHARING_VIOLATION: i32 = 32;
const ERROR_LOCK_VIOLATION: i32 = 33;
const ERROR_NEGATIVE_SEEK: i32 = 131;
const ERROR_STOPPED_ON_SYMLINK: i32 = 681;
const ERROR_PRIVILEGE_NOT_HELD: i32 = 1314;

/// Nanoseconds between two ticks of a clock: the system's file times and performance counters count
/// 100 ns.
pub(crate) fn clock_resolution(clock: Clock) -> Option<u64> {
    match clock {
        Clock::Realtime | Clock::Monotonic => Some(100),
        Clock::ProcessCpu | Clock::ThreadCpu => None,
    }
}

/// The standard library does not offer processor time here.
pub(crate) fn cpu_time(_clock: Clock) -> Option<u64> {
    None
}

/// The system keeps no time of the last change of attributes that the standard library offers.
pub(crate) fn change_time(_metadata: &Metadata) -> u64 {
    0
}

/// The inode of a directory's entry.
pub(crate) fn inode(entry: &DirEntry) -> u64 {
    entry.full_metadata().map_or(0, |metadata| metadata.ino())
}

/// A file's name as a program gets it; what is no Unicode is replaced.
pub(crate) fn name_bytes(name: &OsStr) -> Vec<u8> {
    name.to_string_lossy().into_owned().into_bytes()
}

pub(super) fn is_terminal(file: &File) -> bool {
    io::IsTerminal::is_terminal(&std::os::windows::io::AsHandle::as_handle(file))
}

/// Moves the position as a side effect; it is put back.
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    keeping_position(file, || file.seek_read(buffer, offset))
}

/// Moves the position as a side effect; it is put back.
pub(super) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    keeping_position(file, || file.seek_write(bytes, offset))
}

fn keeping_position<T>(mut file: &File, action: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    use io::Seek as _;
    let position = file.stream_position()?;
    let result = action();
    file.seek(io::SeekFrom::Start(position))?;
    result
}

/// Only a file that is opened for nothing but appending has that mode here.
pub(super) const HAS_APPEND_MODE: bool = false;

pub(super) fn set_append(_file: &File, _append: bool) -> io::Result<()> {
    Ok(())
}

/// Files do not block here; pipes and consoles do.
pub(super) fn set_nonblocking(_file: &File) -> io::Result<()> {
    Ok(())
}

/// The system takes no advice, and none has to be taken.
pub(super) fn advise(_file: &File, _offset: u64, _len: u64, _advice: Advice) -> io::Result<()> {
    Ok(())
}

pub(super) fn allocate(_file: &File, _offset: u64, _len: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn poll(_file: &File, _write: bool, _time: Duration) -> io::Result<Polled> {
    Ok(Polled::Ready { hangup: false })
}
