//! How long it takes until a module is ready to run.
//!
//! `cargo bench --manifest-path bench/Cargo.toml --bench load -- --help`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use clap::Parser;
use wrtd_bench::{
    Options, Workload, clock,
    engine::{self, AGAIN, Loader, VALIDATION, WASMI},
    keep_memory_fresh, pin,
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
    for workload in Workload::all()?.iter().filter(|it| options.wants_workload(&it.name)) {
        add(&mut report, &workload.name, &workload.bytes, &loaders, options.rounds)?;
    }
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        add(&mut report, &name, &bytes, &loaders, options.rounds)?;
    }
    println!("{}", report.heading("Loading each module", options.rounds, core));
    print!("{}", report.times(options.markdown));
    for base in [VALIDATION, WASMI] {
        print!("{}", report.ratios(base, options.markdown));
    }
    println!("{}", report.noise(VALIDATION, AGAIN));
    Ok(())
}

/// Measures all loaders that do not refuse the module.
fn add(
    report: &mut Report,
    name: &str,
    bytes: &[u8],
    loaders: &[Box<dyn Loader>],
    rounds: u32,
) -> Result<()> {
    let subject = format!("{name} ({} KB)", bytes.len().div_ceil(1000));
    eprintln!("{subject} ..");
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
        sample(loaders[able[which]].as_ref(), bytes)
    })?;
    for (place, times) in able.into_iter().zip(times) {
        measured[place] = Measured::Times(times);
    }
    report.add(&subject, measured);
    Ok(())
}

/// The mean time of one load.
fn sample(loader: &dyn Loader, bytes: &[u8]) -> Result<Duration> {
    let (mut total, mut loads) = (Duration::ZERO, 0);
    while total < SAMPLE {
        let begun = clock::now();
        let loaded = loader.load(bytes)?;
        total += clock::now() - begun;
        loads += 1;
        drop(loaded);
    }
    Ok(total / loads)
}
