//! How long it takes to set 10,000 breakpoints at once: in one file of a quarter of a million lines, and in all
//! files of a program.
//!
//! `cargo bench -p wrtd-debug --bench breakpoints`; wants `fixtures/build.sh third-party sqlite rhai` first.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints and may fail")]

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use wrtd_debug::{DebugSession, LaunchSpec, LineBreakpoint, Motion};

const COUNT: usize = 10_000;
const RUNS: usize = 5;

fn main() {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/built");
    let built = built.canonicalize().unwrap_or(built);
    let sqlite = built.join("libsqlite3-sys/sqlite3/sqlite3.c");
    let fixtures = built.parent().unwrap();
    measure("one file: sqlite3.c", fixtures, &built.join("sqlite.wasm"), &[sqlite]);
    let mut sources = Vec::new();
    collect(&built.join("rhai/src"), &mut sources);
    sources.sort();
    measure("files of rhai", fixtures, &built.join("rhai-run.wasm"), &sources);
}

/// Sets breakpoints at every line of the files, one setting for each file, until there are so many.
fn measure(what: &str, fixtures: &Path, program: &Path, sources: &[PathBuf]) {
    if !program.exists() || sources.iter().any(|source| !source.exists()) {
        println!("skipped: {} or its sources are missing", program.display());
        return;
    }
    let lines: Vec<(&Path, u32)> = sources
        .iter()
        .map(|path| (path.as_path(), std::fs::read(path).unwrap()))
        .map(|(path, text)| (path, text.iter().filter(|&&byte| byte == b'\n').count() as u32))
        .collect();
    let total: u32 = lines.iter().map(|(_, lines)| lines).sum();
    // Every so many lines, so that they lie in all of the code.
    let step = (total as usize / COUNT).max(1);
    let (mut first, mut again) = (Vec::new(), Vec::new());
    let mut bound = (0, 0);
    let spec = LaunchSpec {
        program: program.to_owned(),
        source_map: recorded_map(program, fixtures, sources),
        ..LaunchSpec::default()
    };
    for _ in 0..RUNS {
        let mut session = DebugSession::launch(spec.clone(), Box::new(|_| ())).unwrap();
        for times in [&mut first, &mut again] {
            let (begun, ran) = (Instant::now(), running());
            bound = set(&mut session, &lines, step);
            times.push((begun.elapsed(), running().saturating_sub(ran)));
        }
        drop(session.resume(Motion::StepInstruction));
    }
    println!("{what}: {} breakpoints, {} of them bound", bound.0, bound.1);
    report("  set at once", &first);
    report("  the same again", &again);
}

/// From the folder of the fixtures as it was when the program was built to where it is.
fn recorded_map(program: &Path, fixtures: &Path, sources: &[PathBuf]) -> Vec<(String, String)> {
    let spec = LaunchSpec { program: program.to_owned(), ..LaunchSpec::default() };
    let session = DebugSession::launch(spec, Box::new(|_| ())).unwrap();
    let (loaded, _) = session.loaded_sources().unwrap();
    let folder = |source: &PathBuf| {
        let ending = format!("/{}", source.strip_prefix(fixtures).unwrap().display());
        let recorded = loaded.iter().filter_map(|loaded| loaded.recorded.as_deref());
        recorded.filter_map(|path| path.strip_suffix(&ending)).next()
    };
    let folder = sources.iter().find_map(folder);
    folder.map(|folder| (folder.to_owned(), fixtures.display().to_string())).into_iter().collect()
}

/// How many were set, and how many of them are bound.
fn set(session: &mut DebugSession, files: &[(&Path, u32)], step: usize) -> (usize, usize) {
    let (mut count, mut verified) = (0, 0);
    for (path, lines) in files {
        let wanted: Vec<LineBreakpoint> = (1..=*lines)
            .step_by(step)
            .take(COUNT - count)
            .map(|line| LineBreakpoint { line, ..LineBreakpoint::default() })
            .collect();
        let set = session.set_line_breakpoints(path.to_str().unwrap(), wanted);
        count += set.len();
        verified += set.iter().filter(|breakpoint| breakpoint.verified).count();
    }
    (count, verified)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// How long this thread has run; on Linux, where that is to be had.
fn running() -> Duration {
    let run = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = run.split_whitespace().next().and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// Prints the median of the times on the wall with their spread, and of those that the thread ran.
fn report(name: &str, times: &[(Duration, Duration)]) {
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let (mut wall, mut ran): (Vec<_>, Vec<_>) = times.iter().copied().unzip();
    wall.sort_unstable();
    ran.sort_unstable();
    println!(
        "{name:20} {:9.2} ms  (min {:.2}, max {:.2}, {} runs), of which {:.2} running",
        millis(wall[wall.len() / 2]),
        millis(wall[0]),
        millis(wall[wall.len() - 1]),
        wall.len(),
        millis(ran[ran.len() / 2]),
    );
}
