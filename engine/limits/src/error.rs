//! The errors of bounded stores: too many bytes, or too many things.

use core::fmt;

use crate::{Account, LimitName, Provenance};

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

/// There would be more of something than there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountExceeded {
    /// What is counted.
    pub name: LimitName,
    /// How many there would be.
    pub asked: u64,
    /// How many there may be.
    pub most: u64,
    /// Where that comes from.
    pub provenance: Provenance,
}

impl fmt::Display for CountExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, asked, most, provenance } = self;
        let (things, remedy) = (name.things(), provenance.remedy());
        write!(
            f,
            "{asked} {things} are more than the {most} that there may be (from {provenance}); {remedy}"
        )
    }
}

impl core::error::Error for CountExceeded {}
