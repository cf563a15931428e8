//! What is taken of several sources, and what is said of a wrong value.
#![allow(clippy::unwrap_used, reason = "tests")]

mod formatters;
mod levels;
mod precedence;
mod support;
mod wrong;
