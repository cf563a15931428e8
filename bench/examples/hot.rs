//! Says in which functions a workload spends its time: where the name in its manifest comes from.
//!
//! `cargo run --release --manifest-path bench/Cargo.toml --example hot -- NAME..`
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use wrtd_bench::Workload;
use wrtd_core::{Exit, InstantiateOptions, Module, Resume, Store, StoreLimits, Value};
use wrtd_limits::Ledger;

fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    for workload in Workload::all()? {
        if names.is_empty() || names.contains(&workload.name) {
            let samples = samples(&workload)?;
            let total: u32 = samples.iter().map(|(_, count)| count).sum();
            println!("{}", workload.name);
            for (name, count) in samples.iter().take(6) {
                println!("  {:5.1} %  {name}", f64::from(*count) * 100.0 / f64::from(total));
            }
        }
    }
    Ok(())
}

/// The functions that were running when the program was interrupted, by how often.
fn samples(workload: &Workload) -> Result<Vec<(String, u32)>> {
    let module = Module::decode(workload.bytes.clone())?;
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited())?;
    let options = InstantiateOptions { stub_missing: true, ..InstantiateOptions::default() };
    let instance = store.instantiate(module.clone(), options)?;
    for (name, arguments) in [("_initialize", vec![]), ("run", vec![Value::I32(workload.argument)])]
    {
        let Some(func) = store.export_func(instance, name) else { continue };
        store.begin_call(func, &arguments)?;
        let counts = interrupted_in(&mut store)?;
        if name == "run" {
            let name = |func| module.function_name(func).unwrap_or_default();
            let mut counts: Vec<_> =
                counts.into_iter().map(|(f, count)| (name(f), count)).collect();
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            return Ok(counts);
        }
    }
    bail!("{} does not export run", workload.name)
}

/// Runs the active call to its end, interrupted every millisecond.
fn interrupted_in(store: &mut Store) -> Result<HashMap<u32, u32>> {
    let (interrupt, finished) = (store.interrupt(), AtomicBool::new(false));
    let mut counts = HashMap::new();
    let outcome = thread::scope(|scope| {
        scope.spawn(|| {
            while !finished.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(1));
                interrupt.request();
            }
        });
        let outcome = loop {
            match store.resume(Resume::Run) {
                Exit::Interrupted => {
                    let frame = store.frame(0).context("no frame")?;
                    *counts.entry(frame.func).or_insert(0) += 1;
                }
                Exit::Finished(_) => break Ok(()),
                exit => break Err(anyhow::anyhow!("the program did not finish: {exit:?}")),
            }
        };
        finished.store(true, Ordering::Relaxed);
        outcome
    });
    outcome.map(|()| counts)
}
