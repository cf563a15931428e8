//! wasmi: an interpreter that translates to code of its own.

use std::{any::Any, sync::Arc};

use anyhow::{Context, Result};
pub(super) use wasmi::CompilationMode;
use wasmi::{Config, Error, ExternType, Func, Instance, Linker, Module, Store, TypedFunc};

use super::{Engine, Loader, Program};
use crate::Workload;

pub(super) struct Wasmi {
    name: String,
    engine: wasmi::Engine,
}

impl Wasmi {
    /// wasmi's default configuration, but for when functions are validated and translated.
    pub(super) fn new(name: impl Into<String>, mode: CompilationMode) -> Self {
        let mut config = Config::default();
        config.compilation_mode(mode);
        Self { name: name.into(), engine: wasmi::Engine::new(&config) }
    }

    fn instantiate(&self, bytes: &[u8]) -> Result<(Store<()>, Instance)> {
        let module = Module::new(&self.engine, bytes)?;
        let mut store = Store::new(&self.engine, ());
        let mut linker = Linker::new(&self.engine);
        for import in module.imports() {
            if let ExternType::Func(ty) = import.ty() {
                let trap = |_: wasmi::Caller<'_, ()>, _: &[wasmi::Val], _: &mut [wasmi::Val]| {
                    Err(Error::new("an import was called"))
                };
                let func = Func::new(&mut store, ty.clone(), trap);
                // The same import may stand in a module twice; the first definition is as good.
                let _ = linker.define(import.module(), import.name(), func);
            }
        }
        let instance = linker.instantiate_and_start(&mut store, &module)?;
        Ok((store, instance))
    }
}

impl Engine for Wasmi {
    fn name(&self) -> &str {
        &self.name
    }

    fn prepare(&self, workload: &Workload) -> Result<Box<dyn Program>> {
        let (mut store, instance) = self.instantiate(&workload.bytes)?;
        if let Some(initialize) = instance.get_func(&store, "_initialize") {
            initialize.call(&mut store, &[], &mut [])?;
        }
        let run = instance.get_typed_func(&store, "run").context("the export run")?;
        Ok(Box::new(Prepared { store, run }))
    }
}

impl Loader for Wasmi {
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
