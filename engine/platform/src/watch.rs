//! Notices that a limit has changed while the process runs.
//!
//! Every file from which the winner came, or in which a smaller limit may appear, is read again, and nothing else: on
//! Linux `memory.max` of each level and the cgroup that the process is in. Only where one has changed is everything
//! detected anew. Other platforms answer with a few calls, which are made again.

use core::fmt;

use wrtd_limits::PlatformId;

use crate::detection::{Gathering, Watched};
use crate::linux::read_limit;
use crate::{Bound, Detection, HostView, Resource};

/// A detection that can be looked at again.
#[derive(Debug)]
pub struct Watch {
    detection: Detection,
    watched: Vec<Watched>,
    resource_limits: [Option<u64>; Resource::ALL.len()],
}

/// What is different from before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What bounded the memory.
    pub before: Option<Bound>,
    /// What bounds it now.
    pub after: Option<Bound>,
}

impl Change {
    /// Whether there is less memory than before.
    #[must_use]
    pub fn is_lower(&self) -> bool {
        let bytes = |bound: &Option<Bound>| bound.as_ref().map_or(u64::MAX, |bound| bound.bytes);
        bytes(&self.after) < bytes(&self.before)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = if self.is_lower() { "lower" } else { "no longer the same" };
        write!(f, "the memory limit is {direction}: ")?;
        for (word, bound) in [("it was ", &self.before), (" and is ", &self.after)] {
            match bound {
                Some(bound) => write!(f, "{word}{bound}")?,
                None => write!(f, "{word}none")?,
            }
        }
        Ok(())
    }
}

impl Watch {
    /// Detects, and remembers what was read.
    #[must_use]
    pub fn start(view: &dyn HostView, platform: PlatformId) -> Self {
        let resource_limits = Resource::ALL.map(|resource| view.resource_limit(resource));
        let (detection, watched) = Gathering::run(view, platform).finish();
        Self { detection, watched, resource_limits }
    }

    /// The last detection.
    #[must_use]
    pub fn detection(&self) -> &Detection {
        &self.detection
    }

    /// Whether what bounds the memory can change while the process runs. Elsewhere it is that of the machine, or a
    /// limit that a process has set itself.
    #[must_use]
    pub const fn can_change(&self) -> bool {
        matches!(self.detection.platform, PlatformId::Linux | PlatformId::Windows)
    }

    /// Reads again what bounds the memory; tells what has changed since the last time.
    ///
    /// `None` too where files have changed and what bounds the memory has not.
    pub fn poll(&mut self, view: &dyn HostView) -> Option<Change> {
        if self.detection.platform == PlatformId::Linux && !self.is_stale(view) {
            return None;
        }
        let fresh = Self::start(view, self.detection.platform);
        let change = Change { before: self.detection.bound(), after: fresh.detection.bound() };
        *self = fresh;
        (change.before != change.after).then_some(change)
    }

    fn is_stale(&self, view: &dyn HostView) -> bool {
        Resource::ALL.map(|resource| view.resource_limit(resource)) != self.resource_limits
            || self
                .watched
                .iter()
                .any(|(path, format, reading)| read_limit(view, path, *format).0 != *reading)
    }
}
