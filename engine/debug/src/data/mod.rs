//! Breakpoints at data: what can be watched, and what is said when it is accessed.

mod found;
mod hits;
mod info;
mod place;
mod set;

pub(crate) use found::DataFound;
pub use info::DataInfo;
pub use place::{DataBreakpoint, DataSource};
pub(crate) use place::{DataPlace, DataRequest};
