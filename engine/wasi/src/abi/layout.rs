//! Structures as they lie in guest memory. Offsets are those of the witx types; padding is written
//! as zero.

use super::flags::{FdFlags, FileType};
use super::{Errno, Rights, Snapshot};

/// Bytes of a `fdstat`.
pub(crate) const FDSTAT_SIZE: usize = 24;
/// Bytes of a `prestat`.
pub(crate) const PRESTAT_SIZE: usize = 8;
/// Bytes of a `dirent` before its name.
pub(crate) const DIRENT_SIZE: usize = 24;
/// Bytes of an `iovec` or `ciovec`: a pointer and a length.
pub(crate) const IOVEC_SIZE: u32 = 8;
/// Bytes of an `event`.
pub(crate) const EVENT_SIZE: u32 = 32;

/// What a descriptor is and may do (`fdstat`).
pub(crate) struct FdStat {
    pub(crate) file_type: FileType,
    pub(crate) flags: FdFlags,
    pub(crate) base: Rights,
    pub(crate) inheriting: Rights,
}

impl FdStat {
    pub(crate) fn encode(&self) -> [u8; FDSTAT_SIZE] {
        let mut bytes = [0; FDSTAT_SIZE];
        bytes[0] = self.file_type as u8;
        bytes[2..4].copy_from_slice(&self.flags.raw().to_le_bytes());
        bytes[8..16].copy_from_slice(&self.base.bits().to_le_bytes());
        bytes[16..24].copy_from_slice(&self.inheriting.bits().to_le_bytes());
        bytes
    }
}

/// Attributes of a file (`filestat`); times in nanoseconds since 1970-01-01 UTC.
pub(crate) struct FileStat {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) file_type: FileType,
    pub(crate) links: u64,
    /// Bytes.
    pub(crate) size: u64,
    pub(crate) accessed: u64,
    pub(crate) modified: u64,
    pub(crate) changed: u64,
}

impl FileStat {
    /// 64 bytes in preview 1; 56 in preview 0, which has a 32-bit link count beside the type.
    pub(crate) fn encode(&self, snapshot: Snapshot) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(&self.device.to_le_bytes());
        bytes.extend_from_slice(&self.inode.to_le_bytes());
        match snapshot {
            Snapshot::Preview1 => {
                bytes.extend_from_slice(&u64::from(self.file_type as u8).to_le_bytes());
                bytes.extend_from_slice(&self.links.to_le_bytes());
            }
            Snapshot::Preview0 => {
                let links = u32::try_from(self.links).unwrap_or(u32::MAX);
                bytes.extend_from_slice(&u32::from(self.file_type as u8).to_le_bytes());
                bytes.extend_from_slice(&links.to_le_bytes());
            }
        }
        for number in [self.size, self.accessed, self.modified, self.changed] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes
    }
}

/// A preopened directory (`prestat` with the tag `dir`) whose guest name has `name_len` bytes.
pub(crate) fn prestat_dir(name_len: u32) -> [u8; PRESTAT_SIZE] {
    let mut bytes = [0; PRESTAT_SIZE];
    bytes[4..8].copy_from_slice(&name_len.to_le_bytes());
    bytes
}

/// The fixed part of a directory entry (`dirent`); its name follows.
pub(crate) fn dirent(next: u64, inode: u64, name_len: u32, kind: FileType) -> [u8; DIRENT_SIZE] {
    let mut bytes = [0; DIRENT_SIZE];
    bytes[0..8].copy_from_slice(&next.to_le_bytes());
    bytes[8..16].copy_from_slice(&inode.to_le_bytes());
    bytes[16..20].copy_from_slice(&name_len.to_le_bytes());
    bytes[20] = kind as u8;
    bytes
}

/// What `poll_oneoff` is to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interest {
    /// `timeout` in nanoseconds, of the clock's time if `absolute`, else from now.
    Clock {
        id: u32,
        timeout: u64,
        absolute: bool,
    },
    Read {
        fd: u32,
    },
    Write {
        fd: u32,
    },
}

/// One `subscription`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) userdata: u64,
    /// An error stands for a subscription that cannot be understood: it is answered by an event
    /// with that error.
    pub(crate) interest: Result<Interest, Errno>,
    /// The tag as it was given, for the event.
    pub(crate) tag: u8,
}

/// Bytes of a `subscription`: preview 0 has one more word in a clock's.
pub(crate) const fn subscription_size(snapshot: Snapshot) -> u32 {
    match snapshot {
        Snapshot::Preview0 => 56,
        Snapshot::Preview1 => 48,
    }
}

/// Reads one `subscription` from its [`subscription_size`] bytes.
pub(crate) fn decode_subscription(bytes: &[u8], snapshot: Snapshot) -> Option<Subscription> {
    let tag = *bytes.get(8)?;
    let clock = match snapshot {
        Snapshot::Preview0 => 24,
        Snapshot::Preview1 => 16,
    };
    let interest = match tag {
        0 => match u16_at(bytes, clock + 24)? {
            flags @ (0 | 1) => Ok(Interest::Clock {
                id: u32_at(bytes, clock)?,
                timeout: u64_at(bytes, clock + 8)?,
                absolute: flags == 1,
            }),
            _ => Err(Errno::Inval),
        },
        1 => Ok(Interest::Read { fd: u32_at(bytes, 16)? }),
        2 => Ok(Interest::Write { fd: u32_at(bytes, 16)? }),
        _ => Err(Errno::Inval),
    };
    Some(Subscription { userdata: u64_at(bytes, 0)?, interest, tag })
}

/// What happened to a subscription (`event`).
pub(crate) struct Event {
    pub(crate) userdata: u64,
    pub(crate) error: Option<Errno>,
    pub(crate) tag: u8,
    /// Bytes that can be read or written without waiting.
    pub(crate) ready: u64,
    /// The other end is closed.
    pub(crate) hangup: bool,
}

impl Event {
    pub(crate) fn encode(&self) -> [u8; EVENT_SIZE as usize] {
        let mut bytes = [0; EVENT_SIZE as usize];
        bytes[0..8].copy_from_slice(&self.userdata.to_le_bytes());
        let error = self.error.map_or(0, |errno| errno as u16);
        bytes[8..10].copy_from_slice(&error.to_le_bytes());
        bytes[10] = self.tag;
        bytes[16..24].copy_from_slice(&self.ready.to_le_bytes());
        bytes[24] = u8::from(self.hangup);
        bytes
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}
