//! What one source says.

use std::collections::BTreeMap;

use crate::{Formatter, Notice};
use wrtd_limits::{AsilLevel, LimitName, PlatformId, Provenance};

/// A value, and where it was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it was set.
    pub provenance: Provenance,
}

/// The settings of one source, which may say nothing of anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// The platform whose profile to take.
    pub platform: Option<Setting<PlatformId>>,
    /// The safety level.
    pub asil: Option<Setting<AsilLevel>>,
    /// How values of some types read.
    pub formatters: Vec<Formatter>,
    /// What is wrong with formatters that are not among them.
    pub(crate) formatter_notices: Vec<Notice>,
    limits: BTreeMap<LimitName, Setting<u64>>,
}

impl Layer {
    /// Sets a limit, in bytes or things ([`LimitName::unit`]).
    pub fn set_limit(&mut self, name: LimitName, value: u64, provenance: Provenance) {
        self.limits.insert(name, Setting { value, provenance });
    }

    /// What is set of a limit.
    #[must_use]
    pub fn limit(&self, name: LimitName) -> Option<Setting<u64>> {
        self.limits.get(&name).copied()
    }
}
