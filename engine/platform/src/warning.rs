//! What a user should know about a detection besides the numbers. Each text ends in what to do.

use core::fmt;

use crate::{Problem, ReadError};

/// Bytes of a host's text that a warning shows.
const SHOWN: usize = 40;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The process is slowed down before it reaches its limit.
    ThrottleBelowLimit {
        /// What slows it down (`memory.high of /pod`).
        source: String,
        /// At how many bytes.
        throttle: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The limit leaves no memory at all.
    NoMemory {
        /// What the limit is.
        source: String,
    },
    /// A file that should be there cannot be read.
    Unreadable {
        /// Its path.
        path: String,
        /// Why.
        error: ReadError,
    },
    /// A file holds something else than the number that it should.
    Nonsense {
        /// Its path.
        path: String,
        /// The beginning of what it holds.
        text: String,
    },
    /// A table has more bytes than are read.
    Truncated {
        /// Its path.
        path: String,
        /// Bytes that were read.
        read: usize,
    },
    /// There are more mounts of cgroups than are looked at.
    TooManyMounts {
        /// How many are.
        kept: usize,
    },
    /// The cgroup of the process has more levels than are read.
    TooDeep {
        /// The cgroup.
        cgroup: String,
        /// How many are read, from the root of the mount.
        read: usize,
    },
    /// No mount shows the cgroup of the process; the limits of the mount's root were taken.
    OutsideMount {
        /// The cgroup of the process.
        cgroup: String,
        /// Where the mount is.
        mount: String,
    },
    /// The mount begins above the cgroup namespace of the process, so that levels between are not seen.
    HiddenLevels {
        /// Where the mount is.
        mount: String,
    },
    /// The hierarchy that limits memory is not mounted.
    NotMounted {
        /// The cgroup of the process in it.
        cgroup: String,
    },
    /// No level of the cgroup has a memory controller.
    NoMemoryController {
        /// The cgroup of the process.
        cgroup: String,
    },
    /// Nothing was found that says how much memory there is.
    NothingFound,
    /// What the detector of the platform says.
    Problem(Problem),
}

impl Warning {
    pub(crate) fn unreadable(path: &[u8], error: ReadError) -> Self {
        Self::Unreadable { path: lossy(path), error }
    }

    pub(crate) fn truncated(path: &[u8], read: usize) -> Self {
        Self::Truncated { path: lossy(path), read }
    }

    pub(crate) fn nonsense(path: &[u8], text: &[u8]) -> Self {
        let text = text.trim_ascii();
        let shown = text.get(..SHOWN).unwrap_or(text);
        let text = shown.escape_ascii().to_string();
        Self::Nonsense { path: lossy(path), text }
    }
}

fn lossy(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ThrottleBelowLimit { source, throttle, limit } => write!(
                f,
                "the process is slowed down from {throttle} bytes on ({source}), before its limit of {limit}; \
                 raise {source}, or give a lower limit with --max-memory"
            ),
            Self::NoMemory { source } => {
                write!(f, "{source} is 0, which leaves no memory; raise it")
            }
            Self::Unreadable { path, error: ReadError::Missing } => {
                write!(f, "there is no {path}; mount /proc, or give a limit with --max-memory")
            }
            Self::Unreadable { path, error } => {
                write!(
                    f,
                    "{path}: {error}; let the process read it, or give a limit with --max-memory"
                )
            }
            Self::Nonsense { path, text } => write!(
                f,
                "{path} holds \"{text}\", which is no size; mend it, or give a limit with --max-memory"
            ),
            Self::Truncated { path, read } => write!(
                f,
                "{path} is longer than the {read} bytes that are read; if the limit is wrong, give it with \
                 --max-memory"
            ),
            Self::TooManyMounts { kept } => write!(
                f,
                "there are more mounts of cgroups than the {kept} that are looked at; if the limit is wrong, give \
                 it with --max-memory"
            ),
            Self::TooDeep { cgroup, read } => write!(
                f,
                "the cgroup {cgroup} has more levels than the {read} that are read; if the limit is wrong, give it \
                 with --max-memory"
            ),
            Self::OutsideMount { cgroup, mount } => write!(
                f,
                "the cgroup of the process, {cgroup}, is not below {mount}, whose own limits are taken; mount the \
                 hierarchy from its root, or give a limit with --max-memory"
            ),
            Self::HiddenLevels { mount } => write!(
                f,
                "{mount} begins above the cgroup namespace, so that limits between are not seen; mount the \
                 namespace's own hierarchy, or give a limit with --max-memory"
            ),
            Self::NotMounted { cgroup } => write!(
                f,
                "the process is in the cgroup {cgroup} of a hierarchy that is not mounted; mount it, or give a \
                 limit with --max-memory"
            ),
            Self::NoMemoryController { cgroup } => write!(
                f,
                "no level of the cgroup {cgroup} has a memory controller; enable it (cgroup.subtree_control, or \
                 cgroup_enable=memory for the kernel), or give a limit with --max-memory"
            ),
            Self::NothingFound => {
                f.write_str("nothing says how much memory there is; give a limit with --max-memory")
            }
            Self::Problem(problem) => problem.fmt(f),
        }
    }
}
