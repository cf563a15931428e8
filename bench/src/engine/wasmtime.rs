//! wasmtime: a compiler to machine code, either by Cranelift, which optimises, or by Winch, which does
//! not. Compilation uses one thread, as all else here does.

use std::{any::Any, sync::Arc};

use anyhow::{Context, Result};
pub(super) use wasmtime::Strategy;
use wasmtime::{Config, Instance, Linker, Module, Store, TypedFunc};

use super::{Engine, Loader, Program};
use crate::Workload;

pub(super) struct Wasmtime {
    name: String,
    engine: wasmtime::Engine,
}

impl Wasmtime {
    /// wasmtime's default configuration with one of its compilers.
    pub(super) fn new(name: impl Into<String>, strategy: Strategy) -> Result<Self> {
        let mut config = Config::new();
        config.strategy(strategy);
        Ok(Self { name: name.into(), engine: wasmtime::Engine::new(&config)? })
    }

    fn instantiate(&self, bytes: &[u8]) -> Result<(Store<()>, Instance)> {
        let module = Module::new(&self.engine, bytes)?;
        let mut store = Store::new(&self.engine, ());
        let mut linker = Linker::new(&self.engine);
        linker.define_unknown_imports_as_traps(&module)?;
        let instance = linker.instantiate(&mut store, &module)?;
        Ok((store, instance))
    }
}

impl Engine for Wasmtime {
    fn name(&self) -> &str {
        &self.name
    }

    fn prepare(&self, workload: &Workload) -> Result<Box<dyn Program>> {
        let (mut store, instance) = self.instantiate(&workload.bytes)?;
        if let Some(initialize) = instance.get_func(&mut store, "_initialize") {
            initialize.call(&mut store, &[], &mut [])?;
        }
        let run = instance.get_typed_func(&mut store, "run");
        let run = run.map_err(anyhow::Error::from).context("the export run")?;
        Ok(Box::new(Prepared { store, run }))
    }
}

impl Loader for Wasmtime {
    fn name(&self) -> &str {
        &self.name
    }

    fn load(&self, bytes: &Arc<[u8]>) -> Result<Box<dyn Any>> {
        Ok(Box::new(self.instantiate(bytes)?))
    }
}

struct Prepared {
    store: Store<()>,
    run: TypedFunc<i32, i64>,
}

impl Program for Prepared {
    fn run(&mut self, argument: i32) -> Result<i64> {
        Ok(self.run.call(&mut self.store, argument)?)
    }
}
