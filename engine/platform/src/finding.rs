//! What a detector that allocates nothing finds.

use core::fmt;

/// How a number bounds the memory of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitKind {
    /// Allocation fails, or the process is killed, past it.
    Hard,
    /// The process is slowed down past it, and nothing fails.
    Throttle,
    /// There is no more memory than this.
    Physical,
    /// There are no more addresses than this, used or only reserved.
    AddressSpace,
}

impl LimitKind {
    /// The name used in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hard => "hard limit",
            Self::Throttle => "throttle",
            Self::Physical => "physical memory",
            Self::AddressSpace => "address space",
        }
    }
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One answer of a detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A number that bounds the memory.
    Limit {
        /// Bytes; `None` where the system says that there is no limit.
        bytes: Option<u64>,
        /// How it bounds.
        kind: LimitKind,
        /// What it is (`job memory limit of the job object`).
        source: &'static str,
        /// Where exactly it was read: a file, a call, a symbol.
        location: &'static str,
    },
    /// Something that makes no sense, and is not counted.
    Problem(Problem),
}

/// What is wrong with a host's answers, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened: a clause.
    pub what: &'static str,
    /// What a user can do: an imperative clause without a full stop.
    pub remedy: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

impl core::error::Error for Problem {}
