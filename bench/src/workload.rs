//! The workloads: modules with the argument they are run with and the result they must give.

use std::{fs, path::Path, sync::Arc};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use wrtd_core::Module;

/// `workload.toml` beside a workload's module.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    argument: i32,
    expected: i64,
    breakpoint_in: String,
}

/// One program that all engines run.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Name of its folder and its module.
    pub name: String,
    /// The module's bytes.
    pub bytes: Arc<[u8]>,
    /// What the exported `run` gets.
    pub argument: i32,
    /// What `run` gives back, as wasmtime did when the workload was chosen.
    pub expected: i64,
    /// Name of a function in which much time is spent, or a part of it that no other name has.
    breakpoint_in: String,
}

impl Workload {
    /// All workloads in the order of their names.
    ///
    /// # Errors
    /// A manifest or a module cannot be read.
    pub fn all() -> Result<Vec<Self>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("workloads");
        let mut workloads = Vec::new();
        for entry in fs::read_dir(&root).with_context(|| format!("cannot list {root:?}"))? {
            let folder = entry?.path();
            if folder.join("workload.toml").exists() {
                let workload = Self::read(&folder);
                workloads.push(workload.with_context(|| format!("the workload in {folder:?}"))?);
            }
        }
        workloads.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(workloads)
    }

    fn read(folder: &Path) -> Result<Self> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let manifest: Manifest =
            toml::from_str(&fs::read_to_string(folder.join("workload.toml"))?)?;
        let bytes = fs::read(folder.join(&name).with_extension("wasm"))?.into();
        let Manifest { argument, expected, breakpoint_in } = manifest;
        Ok(Self { name, bytes, argument, expected, breakpoint_in })
    }

    /// Index of the exported function that nobody calls.
    ///
    /// # Errors
    /// There is none.
    pub fn never_called(&self, module: &Module) -> Result<u32> {
        let export = module.export("never_called");
        Ok(export.context("the module does not export never_called")?.index)
    }

    /// Index of the function in which much time is spent.
    ///
    /// # Errors
    /// There is no such function, or several could be meant.
    pub fn hot_function(&self, module: &Module) -> Result<u32> {
        let named = |is_hot: &dyn Fn(&str) -> bool| -> Vec<u32> {
            let is_hot = |&func: &u32| module.function_name(func).is_some_and(|name| is_hot(&name));
            (module.imported_func_count()..module.func_count()).filter(is_hot).collect()
        };
        let mut found = named(&|name| name == self.breakpoint_in);
        if found.is_empty() {
            found = named(&|name| name.contains(&self.breakpoint_in));
        }
        ensure!(found.len() == 1, "{} functions are called {}", found.len(), self.breakpoint_in);
        Ok(found[0])
    }

    /// Whether `result` is what the workload must give.
    ///
    /// # Errors
    /// It is not.
    pub fn check(&self, result: i64) -> Result<()> {
        ensure!(
            result == self.expected,
            "{} gave {result}, and {} was expected",
            self.name,
            self.expected
        );
        Ok(())
    }
}
