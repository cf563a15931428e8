//! How long it takes until a module is ready to run.
//!
//! `cargo bench --manifest-path bench/Cargo.toml --bench load -- --help`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use clap::Parser;
use wrtd_bench::{
    Options, Table, Workload, clock,
    engine::{self, AGAIN, Loader, VALIDATION, WASMI},
    keep_memory_fresh, on_all_cores, pin,
    report::{Measured, Report},
    rounds,
};

/// A module is loaded again and again until so much time has gone, and the mean is what counts: one
/// load of a small module is too short to be measured.
const SAMPLE: Duration = Duration::from_millis(10);

/// Measures how long it takes until a module is ready to run
#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    options: Options,
    /// More modules to load, beside the workloads
    files: Vec<PathBuf>,
}

fn main() -> Result<()> {
    let CommandLine { options, files } = CommandLine::parse();
    keep_memory_fresh()?;
    let core = pin(options.core)?;
    let mut loaders = engine::loaders()?;
    loaders.retain(|loader| options.wants_engine(loader.name()));
    let mut report = Report::new(loaders.iter().map(|loader| loader.name().to_owned()));
    let mut memory = memory_table();
    let mut modules: Vec<(String, Arc<[u8]>)> = Vec::new();
    for workload in Workload::all()?.into_iter().filter(|it| options.wants_workload(&it.name)) {
        modules.push((workload.name, workload.bytes));
    }
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        modules.push((name.into_owned(), bytes.into()));
    }
    for (name, bytes) in &modules {
        let subject = format!("{name} ({} KB)", bytes.len().div_ceil(1000));
        eprintln!("{subject} ..");
        add(&mut report, &subject, bytes, &loaders, options.rounds, core)?;
        if let Ok(engine::Memory { code, kept }) = engine::memory(bytes) {
            let ratio = format!("{:.2}", kept as f64 / code as f64);
            memory.row([subject, code.to_string(), kept.to_string(), ratio]);
        }
    }
    println!("{}", report.heading("Loading each module", options.rounds, core));
    print!("{}", report.times(options.markdown));
    for base in [VALIDATION, WASMI] {
        print!("{}", report.ratios(base, options.markdown));
    }
    println!("{}", report.noise(VALIDATION, AGAIN));
    println!("\n{}", memory.render(options.markdown));
    Ok(())
}

fn memory_table() -> Table {
    let title = "Memory of wrtd: bytes that are kept beside the module's own and its linear memory before \
                 functions run.";
    let headings = ["", "code", "kept", "kept / code"];
    Table::new(title, headings.map(str::to_owned).to_vec())
}

/// Measures all loaders that do not refuse the module.
fn add(
    report: &mut Report,
    subject: &str,
    bytes: &Arc<[u8]>,
    loaders: &[Box<dyn Loader>],
    rounds: u32,
    core: Option<usize>,
) -> Result<()> {
    let mut measured: Vec<Measured> = loaders
        .iter()
        .map(|loader| match loader.load(bytes) {
            Ok(_) => Measured::Times(Vec::new()),
            Err(error) => Measured::Refused(format!("{error:#}")),
        })
        .collect();
    let able: Vec<usize> =
        (0..loaders.len()).filter(|&place| matches!(measured[place], Measured::Times(_))).collect();
    let times = rounds::interleaved(able.len(), rounds, |which| {
        let loader = loaders[able[which]].as_ref();
        if loader.uses_threads() {
            on_all_cores(core, || sample(loader, bytes, clock::wall))
        } else {
            sample(loader, bytes, clock::now)
        }
    })?;
    for (place, times) in able.into_iter().zip(times) {
        measured[place] = Measured::Times(times);
    }
    report.add(subject, measured);
    Ok(())
}

/// The mean time of one load.
fn sample(loader: &dyn Loader, bytes: &Arc<[u8]>, now: fn() -> Duration) -> Result<Duration> {
    let (mut total, mut loads) = (Duration::ZERO, 0);
    while total < SAMPLE {
        let begun = now();
        let loaded = loader.load(bytes)?;
        total += now() - begun;
        loads += 1;
        drop(loaded);
    }
    Ok(total / loads)
}
