//! Breakpoints: what the user asked for, and where it lies in the code.
//!
//! There are as many as the plan says, and each code position is charged to the debug account. What does not
//! fit stays, unverified, with the limit's message.

mod resolve;
mod store;

pub(crate) use store::{Breakpoints, Ground, Request};
