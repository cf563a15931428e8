//! Keeps the measuring thread on one core, so that moves between cores are no part of a time.

use anyhow::Result;

/// Pins the calling thread, and all it starts later, to `core`, or to the last core it may use. Gives
/// the core, or `None` on a system where that cannot be asked for.
///
/// # Errors
/// The system refuses, such as for a core that does not exist.
#[cfg(target_os = "linux")]
pub fn pin(core: Option<usize>) -> Result<Option<usize>> {
    use anyhow::Context;
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let allowed = sched_getaffinity(None).context("cannot ask for the cores that may be used")?;
    let last = (0..CpuSet::MAX_CPU).rev().find(|&core| allowed.is_set(core));
    let core = core.or(last).context("no core may be used")?;
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(None, &one)
        .with_context(|| format!("cannot use core {core} alone; choose another with --core"))?;
    Ok(Some(core))
}

/// Does nothing here.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn pin(_core: Option<usize>) -> Result<Option<usize>> {
    Ok(None)
}

/// Does `work` on all cores that this process may use, and keeps the thread on `core` again afterwards.
///
/// # Errors
/// What `work` gives, or as for [`pin`].
#[cfg(target_os = "linux")]
pub fn on_all_cores<T>(core: Option<usize>, work: impl FnOnce() -> Result<T>) -> Result<T> {
    use anyhow::Context;
    use rustix::thread::{CpuSet, sched_setaffinity};

    let mut all = CpuSet::new();
    // The system leaves out those that there are not.
    (0..CpuSet::MAX_CPU).for_each(|core| all.set(core));
    sched_setaffinity(None, &all).context("cannot use all cores")?;
    let done = work();
    pin(core)?;
    done
}

/// Does `work`.
///
/// # Errors
/// What `work` gives.
#[cfg(not(target_os = "linux"))]
pub fn on_all_cores<T>(_core: Option<usize>, work: impl FnOnce() -> Result<T>) -> Result<T> {
    work()
}
