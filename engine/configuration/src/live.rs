//! The plan of a process on this machine, kept true while what the machine grants changes.

use std::{
    fmt, io,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

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

    /// What was set, by which the plan was made.
    #[must_use]
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
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

/// How long what the machine grants may be something else before it is noticed.
const PERIOD: Duration = Duration::from_millis(500);

/// Bytes of stack for the thread that looks: a detection takes some 20 KiB of it and of the heap each.
const STACK: usize = 256 << 10;

/// Looks at the machine twice a second until it is dropped.
#[derive(Debug)]
pub struct PlanWatch(
    /// The thread ends when nobody holds this any more.
    #[expect(dead_code, reason = "being dropped is its use")]
    Sender<()>,
);

impl LivePlan {
    /// Looks at the machine twice a second, on a thread of its own, and tells what [`LivePlan::poll`] finds, until the
    /// watch is dropped. `None` where no limit can change, and nothing is looked at.
    ///
    /// # Errors
    /// That of the system where it gives no thread.
    pub fn watch(
        mut self,
        mut tell: impl FnMut(Result<Replanned, ConfigurationError>) + Send + 'static,
    ) -> io::Result<Option<PlanWatch>> {
        if !self.watch.can_change() {
            return Ok(None);
        }
        let (held, dropped) = mpsc::channel();
        let look = move || {
            while dropped.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                if let Some(found) = self.poll() {
                    tell(found);
                }
            }
        };
        thread::Builder::new().name("limits".to_owned()).stack_size(STACK).spawn(look)?;
        Ok(Some(PlanWatch(held)))
    }
}
