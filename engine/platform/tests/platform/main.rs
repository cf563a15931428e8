//! The detectors on hosts that tests make, the watch over a limit, and recordings.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail")]

mod device;
mod hostile;
mod recorded;
mod support;
mod watch;
