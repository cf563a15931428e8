//! WASI in the engine.
#![allow(clippy::unwrap_used, reason = "tests")]

mod pausing;
mod programs;
mod runner;
