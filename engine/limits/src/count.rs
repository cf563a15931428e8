//! How many there may be of something.

use crate::{CountExceeded, LimitName, Provenance};

/// A most, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountLimit {
    /// What is counted.
    pub name: LimitName,
    /// How many there may be.
    pub most: u64,
    /// Where that comes from.
    pub provenance: Provenance,
}

impl CountLimit {
    /// As many as a `u64` counts.
    #[must_use]
    pub const fn unlimited(name: LimitName) -> Self {
        Self { name, most: u64::MAX, provenance: Provenance::Default }
    }

    /// Whether there may be `asked` of them.
    ///
    /// # Errors
    /// [`CountExceeded`] where that is too many.
    pub const fn check(self, asked: u64) -> Result<(), CountExceeded> {
        if asked <= self.most {
            return Ok(());
        }
        let Self { name, most, provenance } = self;
        Err(CountExceeded { name, asked, most, provenance })
    }
}
