//! The plan of a process on this machine, kept true while what the machine grants changes.

use core::fmt;

use wrtd_limits::PlatformId;
use wrtd_platform::{Change, Watch, live::LiveHost};

use crate::{Configuration, ConfigurationError, Configured};

/// A configuration, and the machine that it was planned for.
#[derive(Debug)]
pub struct LivePlan {
    configuration: Configuration,
    watch: Watch,
}

/// A plan in place of the one before, and what made it necessary.
#[derive(Debug)]
pub struct Replanned {
    /// What the machine grants now.
    pub change: Change,
    /// The plan for it.
    pub configured: Configured,
}

impl fmt::Display for Replanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; what holds more than it now may keeps it, and gets no more", self.change)
    }
}

impl LivePlan {
    /// Plans for this machine.
    ///
    /// # Errors
    /// [`ConfigurationError`] where the limits that were set do not go together.
    pub fn start(configuration: Configuration) -> Result<(Self, Configured), ConfigurationError> {
        let watch = Watch::start(&LiveHost, PlatformId::current());
        let configured = configuration.plan(watch.detection())?;
        Ok((Self { configuration, watch }, configured))
    }

    /// Looks at the machine again; the new plan where it grants something else. Takes some 0.1 ms.
    ///
    /// # Errors
    /// [`ConfigurationError`] where the limits that were set do not go together with what it grants now; the
    /// plan of before holds on.
    pub fn poll(&mut self) -> Option<Result<Replanned, ConfigurationError>> {
        let change = self.watch.poll(&LiveHost)?;
        let configured = self.configuration.plan(self.watch.detection());
        Some(configured.map(|configured| Replanned { change, configured }))
    }
}
