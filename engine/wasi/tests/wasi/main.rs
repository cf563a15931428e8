//! WASI in the engine.
#![allow(clippy::unwrap_used, reason = "tests")]

mod budget;
mod pausing;
mod positions;
mod programs;
mod runner;
