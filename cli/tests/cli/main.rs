//! The built `wrtd`, called as users call it: one file a part of the command line.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod call;
mod check;
mod configuration;
mod debug;
mod device;
mod hosted;
mod image;
mod invoke;
#[cfg(target_os = "linux")]
mod live_limits;
mod messages;
mod platform;
mod run;
mod usage;
