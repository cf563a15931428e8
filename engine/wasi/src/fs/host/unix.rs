//! The parts that differ from system to system, for Unix.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirEntryExt as _;
use std::time::Duration;

use cap_std::fs::{DirEntry, File, FileExt as _, Metadata, MetadataExt};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::OFlags;
use rustix::io::Errno as Host;
use rustix::time::ClockId;

use super::Polled;
use crate::abi::Errno;
use crate::abi::flags::Advice;
use crate::clock::{Clock, nanoseconds};

/// The error number of preview 1 for the system's, where `error` has one.
pub(crate) fn errno(error: &io::Error) -> Option<Errno> {
    let raw = error.raw_os_error()?;
    NUMBERS.iter().find(|(host, _)| host.raw_os_error() == raw).map(|(_, errno)| *errno)
}

const NUMBERS: [(Host, Errno); 56] = [
    (Host::TOOBIG, Errno::TooBig),
    (Host::ACCESS, Errno::Acces),
    (Host::AGAIN, Errno::Again),
    (Host::ALREADY, Errno::Already),
    (Host::BADF, Errno::Badf),
    (Host::BADMSG, Errno::Badmsg),
    (Host::BUSY, Errno::Busy),
    (Host::CANCELED, Errno::Canceled),
    (Host::CHILD, Errno::Child),
    (Host::CONNABORTED, Errno::Connaborted),
    (Host::CONNREFUSED, Errno::Connrefused),
    (Host::CONNRESET, Errno::Connreset),
    (Host::DEADLK, Errno::Deadlk),
    (Host::DOM, Errno::Dom),
    (Host::DQUOT, Errno::Dquot),
    (Host::EXIST, Errno::Exist),
    (Host::FAULT, Errno::Fault),
    (Host::FBIG, Errno::Fbig),
    (Host::ILSEQ, Errno::Ilseq),
    (Host::INPROGRESS, Errno::Inprogress),
    (Host::INTR, Errno::Intr),
    (Host::INVAL, Errno::Inval),
    (Host::IO, Errno::Io),
    (Host::ISDIR, Errno::Isdir),
    (Host::LOOP, Errno::Loop),
    (Host::MFILE, Errno::Mfile),
    (Host::MLINK, Errno::Mlink),
    (Host::MSGSIZE, Errno::Msgsize),
    (Host::NAMETOOLONG, Errno::Nametoolong),
    (Host::NFILE, Errno::Nfile),
    (Host::NODEV, Errno::Nodev),
    (Host::NOENT, Errno::Noent),
    (Host::NOEXEC, Errno::Noexec),
    (Host::NOLCK, Errno::Nolck),
    (Host::NOMEM, Errno::Nomem),
    (Host::NOSPC, Errno::Nospc),
    (Host::NOSYS, Errno::Nosys),
    (Host::NOTDIR, Errno::Notdir),
    (Host::NOTEMPTY, Errno::Notempty),
    (Host::NOTRECOVERABLE, Errno::Notrecoverable),
    (Host::NOTSOCK, Errno::Notsock),
    (Host::NOTSUP, Errno::Notsup),
    (Host::NOTTY, Errno::Notty),
    (Host::NXIO, Errno::Nxio),
    (Host::OVERFLOW, Errno::Overflow),
    (Host::OWNERDEAD, Errno::Ownerdead),
    (Host::PERM, Errno::Perm),
    (Host::PIPE, Errno::Pipe),
    (Host::RANGE, Errno::Range),
    (Host::ROFS, Errno::Rofs),
    (Host::SPIPE, Errno::Spipe),
    (Host::SRCH, Errno::Srch),
    (Host::STALE, Errno::Stale),
    (Host::TIMEDOUT, Errno::Timedout),
    (Host::TXTBSY, Errno::Txtbsy),
    (Host::XDEV, Errno::Xdev),
];

/// Nanoseconds between two ticks of a clock.
pub(crate) fn clock_resolution(clock: Clock) -> Option<u64> {
    let resolution = rustix::time::clock_getres(clock_id(clock));
    Duration::try_from(resolution).ok().map(nanoseconds)
}

/// Processor time in nanoseconds that this process or thread has taken.
pub(crate) fn cpu_time(clock: Clock) -> Option<u64> {
    let time = rustix::time::clock_gettime(clock_id(clock));
    Duration::try_from(time).ok().map(nanoseconds)
}

fn clock_id(clock: Clock) -> ClockId {
    match clock {
        Clock::Realtime => ClockId::Realtime,
        Clock::Monotonic => ClockId::Monotonic,
        Clock::ProcessCpu => ClockId::ProcessCPUTime,
        Clock::ThreadCpu => ClockId::ThreadCPUTime,
    }
}

/// The time of the last change of a file's attributes, in nanoseconds since 1970-01-01 UTC.
pub(crate) fn change_time(metadata: &Metadata) -> u64 {
    let seconds = u64::try_from(metadata.ctime()).unwrap_or(0);
    let rest = u64::try_from(metadata.ctime_nsec()).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}

/// The inode of a directory's entry.
pub(crate) fn inode(entry: &DirEntry) -> u64 {
    entry.ino()
}

/// A file's name as a program gets it.
pub(crate) fn name_bytes(name: &OsStr) -> Vec<u8> {
    name.as_bytes().to_vec()
}

pub(super) fn is_terminal(file: &File) -> bool {
    io::IsTerminal::is_terminal(&rustix::fd::AsFd::as_fd(file))
}

pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    file.read_at(buffer, offset)
}

pub(super) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    file.write_at(bytes, offset)
}

/// Writes of an open file can be made to go to its end, whatever others write.
pub(super) const HAS_APPEND_MODE: bool = true;

pub(super) fn set_append(file: &File, append: bool) -> io::Result<()> {
    set_flag(file, OFlags::APPEND, append)
}

pub(super) fn set_nonblocking(file: &File) -> io::Result<()> {
    set_flag(file, OFlags::NONBLOCK, true)
}

fn set_flag(file: &File, flag: OFlags, on: bool) -> io::Result<()> {
    let mut flags = rustix::fs::fcntl_getfl(file)?;
    if flags.contains(flag) != on {
        flags.set(flag, on);
        rustix::fs::fcntl_setfl(file, flags)?;
    }
    Ok(())
}

#[cfg(not(any(target_vendor = "apple", target_os = "nto")))]
pub(super) fn advise(file: &File, offset: u64, len: u64, advice: Advice) -> io::Result<()> {
    use rustix::fs::Advice as System;
    let advice = match advice {
        Advice::Normal => System::Normal,
        Advice::Sequential => System::Sequential,
        Advice::Random => System::Random,
        Advice::WillNeed => System::WillNeed,
        Advice::DontNeed => System::DontNeed,
        Advice::NoReuse => System::NoReuse,
    };
    let len = std::num::NonZeroU64::new(len);
    Ok(rustix::fs::fadvise(file, offset, len, advice)?)
}

/// These systems take no advice, and none has to be taken.
#[cfg(any(target_vendor = "apple", target_os = "nto"))]
pub(super) fn advise(_file: &File, _offset: u64, _len: u64, _advice: Advice) -> io::Result<()> {
    Ok(())
}

pub(super) fn allocate(file: &File, offset: u64, len: u64) -> io::Result<()> {
    Ok(rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), offset, len)?)
}

pub(super) fn poll(file: &File, write: bool, time: Duration) -> io::Result<Polled> {
    let wanted = if write { PollFlags::OUT } else { PollFlags::IN };
    let mut polled = [PollFd::new(file, wanted)];
    let time = Timespec::try_from(time).map_err(|_| io::ErrorKind::InvalidInput)?;
    match rustix::event::poll(&mut polled, Some(&time)) {
        Ok(0) | Err(Host::INTR) => Ok(Polled::NotYet),
        Ok(_) => Ok(Polled::Ready { hangup: polled[0].revents().contains(PollFlags::HUP) }),
        Err(error) => Err(error.into()),
    }
}
