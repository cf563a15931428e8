//! Flag words and small enumerations of preview 1. A number with an unknown bit or value is
//! `EINVAL`.

use super::{Errno, Snapshot};

/// `filetype`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum FileType {
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SocketStream = 6,
    SymbolicLink = 7,
}

/// `fdflags`: how a descriptor reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FdFlags(u16);

impl FdFlags {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const APPEND: Self = Self(1);
    pub(crate) const DSYNC: Self = Self(2);
    pub(crate) const NONBLOCK: Self = Self(4);
    pub(crate) const RSYNC: Self = Self(8);
    pub(crate) const SYNC: Self = Self(16);

    /// The flags that a host can only set when it opens the file.
    const SYNC_BITS: u16 = Self::DSYNC.0 | Self::RSYNC.0 | Self::SYNC.0;

    pub(crate) fn from_raw(raw: u32) -> Result<Self, Errno> {
        Ok(Self(bits(raw, 0x1f)?))
    }

    pub(crate) const fn raw(self) -> u16 {
        self.0
    }

    pub(crate) const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the two agree on everything that can only be chosen when a file is opened.
    pub(crate) const fn same_sync(self, other: Self) -> bool {
        self.0 & Self::SYNC_BITS == other.0 & Self::SYNC_BITS
    }
}

/// `oflags`: how `path_open` opens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenFlags(u16);

impl OpenFlags {
    pub(crate) fn from_raw(raw: u32) -> Result<Self, Errno> {
        Ok(Self(bits(raw, 0xf)?))
    }

    pub(crate) const fn create(self) -> bool {
        self.0 & 1 != 0
    }

    pub(crate) const fn directory(self) -> bool {
        self.0 & 2 != 0
    }

    pub(crate) const fn exclusive(self) -> bool {
        self.0 & 4 != 0
    }

    pub(crate) const fn truncate(self) -> bool {
        self.0 & 8 != 0
    }
}

/// `lookupflags`: whether a symbolic link at the end of a path is followed.
pub(crate) fn follows_symlinks(raw: u32) -> Result<bool, Errno> {
    Ok(bits(raw, 1)? == 1)
}

/// `whence`: what an offset counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whence {
    Start,
    Current,
    End,
}

impl Whence {
    /// Preview 0 counts current, end, start; preview 1 start, current, end.
    pub(crate) fn from_raw(raw: u32, snapshot: Snapshot) -> Result<Self, Errno> {
        match (snapshot, raw) {
            (Snapshot::Preview1, 0) | (Snapshot::Preview0, 2) => Ok(Self::Start),
            (Snapshot::Preview1, 1) | (Snapshot::Preview0, 0) => Ok(Self::Current),
            (Snapshot::Preview1, 2) | (Snapshot::Preview0, 1) => Ok(Self::End),
            _ => Err(Errno::Inval),
        }
    }
}

/// A time stamp to set on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewTime {
    Keep,
    Now,
    /// Nanoseconds since 1970-01-01 UTC.
    At(u64),
}

/// `fstflags` with their two arguments: the new access and modification time.
pub(crate) fn new_times(atim: u64, mtim: u64, raw: u32) -> Result<(NewTime, NewTime), Errno> {
    let flags = bits(raw, 0xf)?;
    let pick = |time: u64, set: u16, now: u16| match (flags & set != 0, flags & now != 0) {
        (true, true) => Err(Errno::Inval),
        (true, false) => Ok(NewTime::At(time)),
        (false, true) => Ok(NewTime::Now),
        (false, false) => Ok(NewTime::Keep),
    };
    Ok((pick(atim, 1, 2)?, pick(mtim, 4, 8)?))
}

/// `advice` of `fd_advise`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Advice {
    Normal,
    Sequential,
    Random,
    WillNeed,
    DontNeed,
    NoReuse,
}

impl Advice {
    pub(crate) fn from_raw(raw: u32) -> Result<Self, Errno> {
        Ok(match raw {
            0 => Self::Normal,
            1 => Self::Sequential,
            2 => Self::Random,
            3 => Self::WillNeed,
            4 => Self::DontNeed,
            5 => Self::NoReuse,
            _ => return Err(Errno::Inval),
        })
    }
}

/// The low 16 bits of a flag argument, if it has no bit outside `known`.
fn bits(raw: u32, known: u16) -> Result<u16, Errno> {
    if raw & !u32::from(known) != 0 {
        return Err(Errno::Inval);
    }
    u16::try_from(raw).map_err(|_| Errno::Inval)
}
