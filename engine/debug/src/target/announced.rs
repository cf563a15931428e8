//! What a program is about to do that somebody waits for.

use wrtd_core::StopOnThrow;

use super::{TargetException, TargetValue};

/// The exception that the next instruction throws.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetThrow {
    /// The exception.
    pub exception: TargetException,
    /// The physical frame that catches it, 0 the innermost; `None` where nothing does.
    pub caught_by: Option<u32>,
}

/// The call of a host function that the next instruction makes.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetHostCall {
    /// Module name of the import, such as `wasi_snapshot_preview1`.
    pub module: String,
    /// Its name.
    pub name: String,
    /// Its arguments.
    pub args: Vec<TargetValue>,
}

impl TargetHostCall {
    /// Both names: `wasi_snapshot_preview1.fd_write`.
    pub(crate) fn full_name(&self) -> String {
        format!("{}.{}", self.module, self.name)
    }
}

/// Before what a program is to stop.
pub struct Announce<'a> {
    /// Instructions that throw an exception.
    pub throws: StopOnThrow,
    /// Calls of the host functions of these module names and names.
    pub host_calls: &'a dyn Fn(&str, &str) -> bool,
}
