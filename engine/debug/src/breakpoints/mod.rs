//! Breakpoints: what the user asked for, and where it lies in the code.
//!
//! Each code position is charged to the debug account of a ledger of the session's own. Where the
//! account is full the breakpoint stays, unverified, with the limit's message.

mod resolve;
mod store;

pub(crate) use store::{Breakpoints, Ground, Request};
