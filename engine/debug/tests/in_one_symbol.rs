//! Scenarios with one symbol and one source file in memory, so that next to nothing is kept: they read word for word as they do
//! without a limit, only slower. What the limits are is said where the scenarios are launched.
#![allow(clippy::duplicate_mod, reason = "each scenario brings what it shares with the others")]

#[path = "breakpoints.rs"]
mod breakpoints;
#[path = "debug_info.rs"]
mod debug_info;
#[path = "exceptions.rs"]
mod exceptions;
#[path = "loops.rs"]
mod loops;
#[path = "stacks.rs"]
mod stacks;
#[path = "stepping.rs"]
mod stepping;
#[path = "stepping_inlined.rs"]
mod stepping_inlined;
#[path = "values_c.rs"]
mod values_c;
#[path = "values_dynamic.rs"]
mod values_dynamic;
#[path = "values_enums.rs"]
mod values_enums;
#[path = "values_library.rs"]
mod values_library;
#[path = "values_rust.rs"]
mod values_rust;
#[path = "values_vectors.rs"]
mod values_vectors;
