//! The engines that are measured, each in a file of its own.

use std::{any::Any, sync::Arc};

use anyhow::Result;
use wrtd_core::WatchFor;

use crate::Workload;

mod check;
mod wasmi;
mod wasmparser;
mod wasmtime;
mod wrtd;

pub use self::wrtd::{Memory, memory};

/// An engine in one configuration, which runs workloads.
pub trait Engine {
    /// Its name in tables.
    fn name(&self) -> &str;

    /// Makes a workload ready to run.
    ///
    /// # Errors
    /// The engine refuses the module.
    fn prepare(&self, workload: &Workload) -> Result<Box<dyn Program>>;
}

/// A workload's instance in an engine.
pub trait Program {
    /// Calls the exported `run`.
    ///
    /// # Errors
    /// It does not return.
    fn run(&mut self, argument: i32) -> Result<i64>;
}

/// An engine in one configuration, or a part of one, which loads modules.
pub trait Loader {
    /// Its name in tables.
    fn name(&self) -> &str;

    /// Whether it uses several threads: then its time is the one on the wall, on all cores.
    fn uses_threads(&self) -> bool {
        false
    }

    /// Does all that comes before the first call of an export, with a trap for each function that
    /// the module imports. What the result holds is released by the caller, who does not measure that.
    ///
    /// # Errors
    /// The engine refuses the module.
    fn load(&self, bytes: &Arc<[u8]>) -> Result<Box<dyn Any>>;
}

/// The name of the engine that ratios are given to.
pub const WASMI: &str = "wasmi";

/// The name of the compiler that ratios are given to.
pub const WASMTIME: &str = "wasmtime";

/// The name of the measure of loading.
pub const VALIDATION: &str = "validation";

/// The name of the check of a stream.
pub const CHECK: &str = "wrtd check";

/// What a second entry of the same engine adds to its name: the two differ by noise only.
pub const AGAIN: &str = " again";

/// All engines that run workloads.
///
/// # Errors
/// One of them cannot be configured on this machine.
pub fn engines() -> Result<Vec<Box<dyn Engine>>> {
    use self::{wasmi::*, wasmtime::*, wrtd::*};
    Ok(vec![
        Box::new(Wasmi::new(WASMI, CompilationMode::LazyTranslation)),
        Box::new(Wasmi::new(format!("{WASMI}{AGAIN}"), CompilationMode::LazyTranslation)),
        Box::new(Wasmtime::new(WASMTIME, Strategy::Cranelift)?),
        Box::new(Wasmtime::new("wasmtime Winch", Strategy::Winch)?),
        Box::new(Wrtd::new(Configuration::Plain)),
        Box::new(Wrtd::new(Configuration::InPlace)),
        Box::new(Wrtd::new(Configuration::Counting)),
        Box::new(Wrtd::new(Configuration::BreakpointElsewhere)),
        Box::new(Wrtd::new(Configuration::BreakpointInHotFunction)),
        Box::new(Wrtd::new(Configuration::Watching(WatchFor::Writes))),
        Box::new(Wrtd::new(Configuration::Watching(WatchFor::Accesses))),
    ])
}

/// All that load modules.
///
/// # Errors
/// One of them cannot be configured on this machine.
pub fn loaders() -> Result<Vec<Box<dyn Loader>>> {
    use self::{check::*, wasmi::*, wasmparser::*, wasmtime::*, wrtd::*};
    Ok(vec![
        Box::new(Validation::new(VALIDATION)),
        Box::new(Validation::new(format!("{VALIDATION}{AGAIN}"))),
        Box::new(Check),
        Box::new(Wrtd::new(Configuration::Plain)),
        Box::new(Wrtd::new(Configuration::AllCores)),
        Box::new(Wasmi::new(WASMI, CompilationMode::LazyTranslation)),
        Box::new(Wasmi::new("wasmi lazy", CompilationMode::Lazy)),
        Box::new(Wasmi::new("wasmi eager", CompilationMode::Eager)),
        Box::new(Wasmtime::new(WASMTIME, Strategy::Cranelift)?),
        Box::new(Wasmtime::new("wasmtime Winch", Strategy::Winch)?),
    ])
}
