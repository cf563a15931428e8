//! The four clocks.

use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::abi::Errno;
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::fs::host;
use crate::guest::Guest;

/// A clock of preview 1 (`clockid`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Nanoseconds since 1970-01-01 UTC.
    Realtime,
    /// Never goes back; its start means nothing.
    Monotonic,
    /// Processor time of the process that runs the program.
    ProcessCpu,
    /// Processor time of the thread that runs the program.
    ThreadCpu,
}

impl Clock {
    pub(crate) fn from_raw(raw: u32) -> Result<Self, Errno> {
        Ok(match raw {
            0 => Self::Realtime,
            1 => Self::Monotonic,
            2 => Self::ProcessCpu,
            3 => Self::ThreadCpu,
            _ => return Err(Errno::Inval),
        })
    }
}

/// The time as the program sees it, and the way it passes while the program sleeps. Times are in
/// nanoseconds.
pub trait Clocks: Send {
    /// The time between two ticks; `None` for a clock that is not there.
    fn resolution(&mut self, clock: Clock) -> Option<u64>;

    /// The present time; `None` for a clock that is not there.
    fn now(&mut self, clock: Clock) -> Option<u64>;

    /// Lets `time` pass, or less. It is called with a few milliseconds again and again while the
    /// program waits, so that the debugger can pause it in between.
    fn pass(&mut self, time: Duration);
}

/// The clocks of the host; the monotonic one starts with this value.
#[derive(Clone, Copy, Debug)]
pub struct HostClocks {
    start: Instant,
}

impl HostClocks {
    /// Clocks whose monotonic time starts now.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for HostClocks {
    fn default() -> Self {
        Self::new()
    }
}

impl Clocks for HostClocks {
    fn resolution(&mut self, clock: Clock) -> Option<u64> {
        host::clock_resolution(clock)
    }

    fn now(&mut self, clock: Clock) -> Option<u64> {
        match clock {
            Clock::Realtime => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Some(nanoseconds(since))
            }
            // Never zero: programs take a monotonic zero for "no clock".
            Clock::Monotonic => Some(nanoseconds(self.start.elapsed()).saturating_add(1)),
            Clock::ProcessCpu | Clock::ThreadCpu => host::cpu_time(clock),
        }
    }

    fn pass(&mut self, time: Duration) {
        thread::sleep(time);
    }
}

/// A duration in nanoseconds; 584 years at most.
pub(crate) fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// `clock_res_get(id, resolution)`
pub(crate) fn clock_res_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let clock = Clock::from_raw(args.u32(0))?;
    let resolution = context.clocks.resolution(clock).ok_or(Errno::Notsup)?;
    Ok(guest.write_u64(args.u32(1), resolution)?)
}

/// `clock_time_get(id, precision, time)`; the precision asked for never makes it worse.
pub(crate) fn clock_time_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let clock = Clock::from_raw(args.u32(0))?;
    let now = context.clocks.now(clock).ok_or(Errno::Notsup)?;
    Ok(guest.write_u64(args.u32(2), now)?)
}
