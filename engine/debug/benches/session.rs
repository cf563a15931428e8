//! How long a user waits: for the first stop in a large program, for a step, for a page of values.
//!
//! `cargo bench -p wrtd-debug --bench session`; wants `fixtures/build.sh third-party rhai` first. The
//! same run is timed with and without a session, interleaved, so that the difference is what debugging
//! costs.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints and may fail")]

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use wrtd_core::{Exit, InstantiateOptions, Module, Resume, Store, StoreLimits};
use wrtd_debug::{
    DebugSession, Format, LaunchSpec, Motion, StopReason, VariableFilter, VariablesRef,
};
use wrtd_limits::Ledger;
use wrtd_wasi::WasiConfig;

const RUNS: usize = 15;

fn main() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let program = fixtures.join("built/rhai-run.wasm");
    if !program.exists() {
        println!(
            "skipped: {} is missing; run fixtures/build.sh third-party rhai",
            program.display()
        );
        return;
    }
    let spec = LaunchSpec {
        program,
        args: vec!["/scripts/primes.rhai".to_owned()],
        dirs: vec![(fixtures.join("rust/rhai"), "/scripts".to_owned())],
        ..LaunchSpec::default()
    };
    let source = fixtures.join("built/rhai/src/packages/array_basic.rs");
    first_stop(&spec, &source);
    steps(&spec, &source);
    values(&fixtures);
}

/// From launch to the first stop, against the same engine that runs to the same instruction.
fn first_stop(spec: &LaunchSpec, source: &Path) {
    let line = line_of(source, "        array.push(item);");
    let (mut plain, mut debugged) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        let (session, offset) = stop_at(spec, source, line);
        debugged.push(begun.elapsed());
        drop(session);

        let begun = Instant::now();
        run_to(spec, offset);
        plain.push(begun.elapsed());
    }
    report("engine alone to the line", &mut plain);
    report("launch to first stop, stack and locals shown", &mut debugged);
    println!(
        "{:48} {:9.2} ms",
        "difference of the medians",
        millis(median(&debugged)) - millis(median(&plain))
    );
}

/// A session that stands at the line with its stack and locals read, and the Wasm offset of the stop.
fn stop_at(spec: &LaunchSpec, source: &Path, line: u32) -> (DebugSession, u32) {
    let mut session = DebugSession::launch(spec.clone(), Box::new(|_| ())).unwrap();
    let breakpoint = session.add_line_breakpoint(source.to_str().unwrap(), line);
    assert!(breakpoint.verified, "{breakpoint:?}");
    let stop = session.resume(Motion::Continue).unwrap().unwrap();
    assert!(matches!(stop.reason, StopReason::Breakpoint(_)), "{stop:?}");
    let offset = session.stack(0, 20).unwrap().frames[0].offset;
    for scope in session.scopes(0).unwrap().iter().filter(|scope| !scope.expensive) {
        children(&mut session, scope.variables, 0);
    }
    (session, offset)
}

/// Decodes, links and runs the program without any debugging until it reaches an instruction.
fn run_to(spec: &LaunchSpec, offset: u32) {
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
    let mut wasi = WasiConfig::new().arg("rhai-run.wasm").arg(spec.args[0].as_str());
    for (host, guest) in &spec.dirs {
        wasi = wasi.dir(host, guest);
    }
    wrtd_wasi::define(&mut store, wasi).unwrap();
    let bytes = std::fs::read(&spec.program).unwrap();
    let module = Module::decode(bytes.into()).unwrap();
    let options = InstantiateOptions { stub_missing: false, name: "rhai-run.wasm".to_owned() };
    let instance = store.instantiate(module, options).unwrap();
    let start = store.export_func(instance, "_start").unwrap();
    store.begin_call(start, &[]).unwrap();
    store.set_breakpoint(instance, offset).unwrap();
    assert!(matches!(store.resume(Resume::Run), Exit::Breakpoint));
}

/// Steps over lines in the middle of the large program, reading the stack after each.
fn steps(spec: &LaunchSpec, source: &Path) {
    let line = line_of(source, "        array.push(item);");
    let (mut session, _) = stop_at(spec, source, line);
    for (name, motion) in [
        ("step over", Motion::StepOver),
        ("step in", Motion::StepIn),
        ("step out", Motion::StepOut),
    ] {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let begun = Instant::now();
            if session.resume(motion).unwrap().is_none() {
                break;
            }
            session.stack(0, 20).unwrap();
            times.push(begun.elapsed());
        }
        report(name, &mut times);
    }
}

/// Pages of a collection of 1,000 elements.
fn values(fixtures: &Path) {
    let spec = LaunchSpec {
        program: fixtures.join("rust/inventory/inventory-o0.wasm"),
        source_map: vec![("/wrtd/fixtures".to_owned(), fixtures.display().to_string())],
        ..LaunchSpec::default()
    };
    let source = fixtures.join("rust/inventory/src/collections.rs");
    let line = line_of(&source, "BREAK: sequences");
    let (mut session, _) = stop_at(&spec, &source, line);
    let thousand = session.evaluate(0, "thousand", Format::default()).unwrap();
    let elements = thousand.children.unwrap();
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        assert_eq!(children(&mut session, elements, 1000), 1000);
        times.push(begun.elapsed());
    }
    report("variables: 1,000 elements of a Vec<u32>", &mut times);
}

fn children(session: &mut DebugSession, reference: VariablesRef, count: u64) -> usize {
    session.variables(reference, VariableFilter::All, 0, count, Format::default()).unwrap().len()
}

/// The first line of a file that holds a text.
fn line_of(path: &Path, text: &str) -> u32 {
    let source = std::fs::read_to_string(PathBuf::from(path)).unwrap();
    source.lines().position(|line| line.contains(text)).unwrap() as u32 + 1
}

fn median(sorted: &[Duration]) -> Duration {
    sorted[sorted.len() / 2]
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Sorts the times and prints their spread.
fn report(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    println!(
        "{name:48} {:9.2} ms  (min {:.2}, max {:.2}, {} runs)",
        millis(median(times)),
        millis(times[0]),
        millis(times[times.len() - 1]),
        times.len()
    );
}
