//! What a detector may ask of a host.
//!
//! Invariant: nothing that a host answers makes an answer unbounded: a file is read into a buffer that the
//! detector gives, and everything else is one number.

use core::fmt;

/// A host as detectors see it. What a host does not have it leaves at the default, which is nothing.
pub trait HostView {
    /// Reads a file from its beginning until its end or until the buffer is full; gives the bytes read.
    ///
    /// Paths are absolute, in the bytes that the system uses. A file that is no regular one, or that a symbolic
    /// link of a recorded host leads out of its folder to, is [`ReadError::Missing`].
    ///
    /// # Errors
    ///
    /// Why nothing was read.
    fn read(&self, path: &[u8], buffer: &mut [u8]) -> Result<usize, ReadError> {
        let _ = (path, buffer);
        Err(ReadError::Missing)
    }

    /// Writes the beginning of an environment variable's value into the buffer; gives the bytes written.
    fn variable(&self, name: &str, buffer: &mut [u8]) -> Option<usize> {
        let _ = (name, buffer);
        None
    }

    /// The limit in bytes that is enforced now (the soft one); `None` where there is none.
    fn resource_limit(&self, resource: Resource) -> Option<u64> {
        let _ = resource;
        None
    }

    /// A number that the system gives by a name: a `sysctl`, the result of a call, a linker symbol's address.
    fn key(&self, name: &str) -> Option<u64> {
        let _ = name;
        None
    }

    /// Gives each region of physical memory that the system describes.
    fn regions(&self, each: &mut dyn FnMut(Region<'_>)) {
        let _ = each;
    }
}

/// A resource whose use by this process may be limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// The address space (`RLIMIT_AS`), reservations included.
    AddressSpace,
    /// Private writable memory (`RLIMIT_DATA`).
    Data,
}

impl Resource {
    /// Every resource that detectors ask for.
    pub const ALL: [Self; 2] = [Self::AddressSpace, Self::Data];

    /// The name of the constant, as users know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AddressSpace => "RLIMIT_AS",
            Self::Data => "RLIMIT_DATA",
        }
    }
}

/// A region of physical memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region<'a> {
    /// What the system calls it (`sysram`).
    pub name: &'a str,
    /// Address of its first byte.
    pub start: u64,
    /// Bytes in it. A region of all 2^64 bytes has one less.
    pub size: u64,
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// There is no such file.
    Missing,
    /// This process may not read it.
    Denied,
    /// Reading failed.
    Failed,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "there is no such file",
            Self::Denied => "this process may not read it",
            Self::Failed => "reading failed",
        })
    }
}

impl core::error::Error for ReadError {}
