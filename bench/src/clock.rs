//! Time as the measuring thread uses it.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

/// The time that this thread has been running on a core: what other programs take in between, on a
/// machine that does other things as well, is not in it. Only differences mean something.
#[cfg(unix)]
#[must_use]
pub fn now() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// [`wall`]: the time of a thread is not known here.
#[cfg(not(unix))]
#[must_use]
pub fn now() -> Duration {
    wall()
}

/// The time since the first call, for what runs on several threads.
#[must_use]
pub fn wall() -> Duration {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed()
}
