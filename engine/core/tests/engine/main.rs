//! Scenarios of the engine, and the official specification suite.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod announced;
mod atomics;
mod check;
mod common;

mod device;
mod device_suite;
mod dispatch;
mod embedding;
mod exceptions;
mod host_budget;
mod judges;
mod landing;
mod legacy_exceptions;
mod limits;
mod memories;
mod mutants;
mod nans;
mod positions;
mod references;
mod spec_suite;
mod state;
mod stepping;
mod stops;
mod suite_files;
mod tail_calls;
mod threads;
mod tiers;
mod vector_instructions;
mod vector_tiers;
mod vectors;
mod watchpoints;
mod workers;
