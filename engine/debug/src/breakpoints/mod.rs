//! Breakpoints: what the user asked for, and where it lies in the code.
//!
//! There are as many as the plan says, and each code position is charged to the debug account. What does not
//! fit stays, unverified, with the limit's message. What one does where the program reaches it is read when it is set,
//! and carried out by `hits.rs` of the session.

mod behaviour;
mod data;
mod hit_condition;
mod hits;
mod locate;
mod log_message;
mod resolve;
mod source_lines;
mod store;

pub(crate) use behaviour::Behaviour;
pub use behaviour::BreakpointOptions;
pub(crate) use hits::Hits;
pub use locate::{CodePlaces, PlaceName};
pub(crate) use log_message::Piece;
pub(crate) use source_lines::SourceLines;
pub(crate) use store::{Breakpoints, Ground, Request};
