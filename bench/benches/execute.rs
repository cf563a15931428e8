//! How long the workloads run in each engine.
//!
//! `cargo bench --manifest-path bench/Cargo.toml --bench execute -- --help`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]

use anyhow::{Context, Result};
use clap::Parser;
use wrtd_bench::{
    Options, Workload, clock,
    engine::{self, AGAIN, Engine, Program, WASMI, WASMTIME},
    pin,
    report::{Measured, Report},
    rounds,
};

/// Measures how long the workloads run in each engine
#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    options: Options,
}

fn main() -> Result<()> {
    let CommandLine { options } = CommandLine::parse();
    let core = pin(options.core)?;
    let mut engines = engine::engines()?;
    engines.retain(|engine| options.wants_engine(engine.name()));
    let mut report = Report::new(engines.iter().map(|engine| engine.name().to_owned()));
    for workload in Workload::all()?.iter().filter(|it| options.wants_workload(&it.name)) {
        eprintln!("{} ..", workload.name);
        let times = measure(workload, &engines, options.rounds)
            .with_context(|| format!("the workload {}", workload.name))?;
        report.add(&workload.name, times.into_iter().map(Measured::Times).collect());
    }
    println!("{}", report.heading("One run of each workload", options.rounds, core));
    print!("{}", report.times(options.markdown));
    for base in [WASMI, WASMTIME] {
        print!("{}", report.ratios(base, options.markdown));
    }
    println!("{}", report.noise(WASMI, AGAIN));
    Ok(())
}

/// The times of one workload, engine by engine, in milliseconds. The first run of each is not
/// measured: in it, engines prepare what they need later.
fn measure(workload: &Workload, engines: &[Box<dyn Engine>], rounds: u32) -> Result<Vec<Vec<f64>>> {
    let mut programs: Vec<Box<dyn Program>> = Vec::new();
    for engine in engines {
        let mut program = engine.prepare(workload).with_context(|| engine.name().to_owned())?;
        run(workload, program.as_mut()).with_context(|| engine.name().to_owned())?;
        programs.push(program);
    }
    rounds::interleaved(programs.len(), rounds, |which| {
        let begun = clock::now();
        run(workload, programs[which].as_mut())
            .with_context(|| engines[which].name().to_owned())?;
        Ok(clock::now() - begun)
    })
}

fn run(workload: &Workload, program: &mut dyn Program) -> Result<()> {
    workload.check(program.run(workload.argument)?)
}
