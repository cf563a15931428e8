//! wrtd's engine, alone and as a debugger leaves it that waits for a breakpoint.

use std::{any::Any, num::NonZero, sync::Arc, thread};

use anyhow::{Context, Result, bail};
use wrtd_core::{
    Exit, FootprintPart, FuncId, InstanceId, InstantiateOptions, Module, Resume, Store,
    StoreLimits, Tier, Value, WatchFor, Watched, Workers,
};
use wrtd_limits::Ledger;

use super::{Engine, Loader, Program};
use crate::Workload;

/// How wrtd is measured.
#[derive(Clone, Copy, Debug)]
pub(super) enum Configuration {
    /// As it is, without a debugger.
    Plain,
    /// The same, with functions validated on all cores.
    AllCores,
    /// The in-place tier alone, without a debugger.
    InPlace,
    /// Without a debugger, while events are counted, so that each moment has a position.
    Counting,
    /// With a breakpoint in a function that nobody calls.
    BreakpointElsewhere,
    /// With a breakpoint in a function in which much time is spent, on an instruction that is never
    /// reached.
    BreakpointInHotFunction,
    /// While some of the first bytes of memory are watched for this, which compilers leave alone, as a null pointer
    /// points there.
    Watching(WatchFor),
}

pub(super) struct Wrtd {
    configuration: Configuration,
}

impl Wrtd {
    pub(super) fn new(configuration: Configuration) -> Self {
        Self { configuration }
    }

    fn name(&self) -> &'static str {
        match self.configuration {
            Configuration::Plain => "wrtd",
            Configuration::AllCores => "wrtd, all cores",
            Configuration::InPlace => "wrtd in place",
            Configuration::Counting => "wrtd, counting",
            Configuration::BreakpointElsewhere => "wrtd, elsewhere",
            Configuration::BreakpointInHotFunction => "wrtd, in hot",
            Configuration::Watching(WatchFor::Accesses) => "wrtd, accesses watched",
            Configuration::Watching(_) => "wrtd, writes watched",
        }
    }

    /// An instance whose start function has run.
    fn instantiate(&self, bytes: &Arc<[u8]>) -> Result<(Store, InstanceId)> {
        let module = match self.configuration {
            Configuration::AllCores => Module::decode_with(bytes.clone(), &Cores)?,
            _ => Module::decode(bytes.clone())?,
        };
        let mut store = Store::new(StoreLimits::default(), Ledger::unlimited())?;
        if let Configuration::InPlace = self.configuration {
            store.set_tier(Tier::InPlace);
        }
        if let Configuration::Counting = self.configuration {
            store.set_counting(true);
        }
        let options = InstantiateOptions { stub_missing: true, ..InstantiateOptions::default() };
        let instance = store.instantiate(module, options)?;
        if let Some(start) = store.start_function(instance) {
            call(&mut store, start, &[])?;
        }
        Ok((store, instance))
    }

    /// Where the configuration has a breakpoint, as a Wasm offset.
    fn breakpoint(&self, workload: &Workload, module: &Module) -> Result<Option<u32>> {
        Ok(match self.configuration {
            Configuration::Plain
            | Configuration::AllCores
            | Configuration::InPlace
            | Configuration::Counting
            | Configuration::Watching(_) => None,
            Configuration::BreakpointElsewhere => {
                module.code_range(workload.never_called(module)?).map(|code| code.start)
            }
            Configuration::BreakpointInHotFunction => Some(self.never_reached(workload)?),
        })
    }

    /// The first instruction of the hot function that a run never reaches: each has a breakpoint, which
    /// is cleared when it is hit, and those that are left were never reached.
    fn never_reached(&self, workload: &Workload) -> Result<u32> {
        let (mut store, instance) = self.initialized(workload)?;
        // Every breakpoint that is cleared would have the function translated again.
        store.set_tier(Tier::InPlace);
        let module = store.module(instance).clone();
        let func = workload.hot_function(&module)?;
        for pc in module.instruction_offsets(func).unwrap_or_default() {
            store.set_breakpoint(instance, pc)?;
        }
        let run = store.export_func(instance, "run").context("the export run")?;
        store.begin_call(run, &[Value::I32(workload.argument)])?;
        while store.resume(Resume::Run) == Exit::Breakpoint {
            let frame = store.frame(0).context("no frame at a breakpoint")?;
            store.clear_breakpoint(instance, frame.pc);
        }
        let mut instructions = module.instruction_offsets(func).unwrap_or_default().into_iter();
        let unreached = instructions.find(|&pc| store.has_breakpoint(instance, pc));
        unreached.context("a run reaches every instruction of the hot function")
    }

    /// An instance that is ready for calls of `run`.
    fn initialized(&self, workload: &Workload) -> Result<(Store, InstanceId)> {
        let (mut store, instance) = self.instantiate(&workload.bytes)?;
        if let Some(initialize) = store.export_func(instance, "_initialize") {
            call(&mut store, initialize, &[])?;
        }
        Ok((store, instance))
    }
}

/// Watches bytes of the memory, where there is one.
fn watch(store: &mut Store, instance: InstanceId, accesses: WatchFor) -> Result<()> {
    if store.memory_count(instance) > 0 {
        let range = 16..24;
        store.set_watchpoint(&Watched::Memory { instance, memory: 0, range }, accesses, None)?;
    }
    Ok(())
}

/// Calls a function, which must return.
fn call(store: &mut Store, func: FuncId, arguments: &[Value]) -> Result<Vec<Value>> {
    store.begin_call(func, arguments)?;
    match store.resume(Resume::Run) {
        Exit::Finished(results) => Ok(results),
        exit => bail!("the program did not finish: {exit:?}"),
    }
}

impl Engine for Wrtd {
    fn name(&self) -> &str {
        self.name()
    }

    fn prepare(&self, workload: &Workload) -> Result<Box<dyn Program>> {
        let (mut store, instance) = self.initialized(workload)?;
        if let Some(pc) = self.breakpoint(workload, store.module(instance))? {
            store.set_breakpoint(instance, pc)?;
        }
        if let Configuration::Watching(accesses) = self.configuration {
            watch(&mut store, instance, accesses)?;
        }
        let run = store.export_func(instance, "run").context("the export run")?;
        Ok(Box::new(Prepared { store, run }))
    }
}

impl Loader for Wrtd {
    fn name(&self) -> &str {
        self.name()
    }

    fn uses_threads(&self) -> bool {
        matches!(self.configuration, Configuration::AllCores)
    }

    fn load(&self, bytes: &Arc<[u8]>) -> Result<Box<dyn Any>> {
        Ok(Box::new(self.instantiate(bytes)?))
    }
}

struct Prepared {
    store: Store,
    run: FuncId,
}

impl Program for Prepared {
    fn run(&mut self, argument: i32) -> Result<i64> {
        match call(&mut self.store, self.run, &[Value::I32(argument)])?[..] {
            [Value::I64(result)] => Ok(result),
            ref results => bail!("run gave {results:?} and not one i64"),
        }
    }
}

/// A thread for each core.
struct Cores;

impl Workers for Cores {
    fn run(&self, most: usize, work: &(dyn Fn() + Sync)) {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            for _ in 1..most.min(cores) {
                scope.spawn(work);
            }
            work();
        });
    }
}

/// What a loaded module takes, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Its code section.
    pub code: u64,
    /// What the engine keeps of it and its instance, beside its bytes, its linear memory and the stack.
    pub kept: u64,
}

/// What wrtd keeps of a module before any of its functions runs.
///
/// # Errors
/// The engine refuses the module.
pub fn memory(bytes: &Arc<[u8]>) -> Result<Memory> {
    let module = Module::decode(bytes.clone())?;
    let code = module.code_section().len() as u64;
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited())?;
    let options = InstantiateOptions { stub_missing: true, ..InstantiateOptions::default() };
    store.instantiate(module, options)?;
    let footprint = store.footprint();
    let others = footprint.of(FootprintPart::Stack) + footprint.of(FootprintPart::File);
    Ok(Memory { code, kept: footprint.total() - others })
}
