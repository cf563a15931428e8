//! The one error of every bounded store.

use core::fmt;

use crate::Account;

/// Where a limit comes from, so that a message can name the place to change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Built into wrtd because nothing else was said.
    Default,
    /// An option on the command line, by its name (`--max-memory`).
    CommandLine(&'static str),
    /// An attribute of a launch request, by its name (`limits.memory`).
    LaunchAttribute(&'static str),
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::CommandLine(option) => write!(f, "the command line ({option})"),
            Self::LaunchAttribute(name) => write!(f, "the launch attribute `{name}`"),
        }
    }
}

/// A store asked for more than its account has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitExceeded {
    /// The account that was asked.
    pub account: Account,
    /// Bytes asked for.
    pub asked: u64,
    /// Bytes that were left at that moment.
    pub left: u64,
    /// Capacity of the account in bytes.
    pub limit: u64,
    /// Where the capacity comes from.
    pub provenance: Provenance,
    /// What a user can do about it: an imperative clause without a full stop.
    pub remedy: &'static str,
}

impl fmt::Display for LimitExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the {} budget has {} bytes left of {} (from {}), and {} were asked for; {}",
            self.account, self.left, self.limit, self.provenance, self.asked, self.remedy
        )
    }
}

impl core::error::Error for LimitExceeded {}
