//! What it costs a program that runs flat out to be asked for its budget and for its resident pages, four times a
//! second, as by a front end that shows both while it runs. It must be less than 1 %.
//!
//! `cargo bench -p wrtd-debug --bench budget`, with names of programs to measure only these. In each round each program
//! runs without being asked, asked at this rate, and asked so often that the cost stands out from the noise, the order
//! turning from round to round. A run's time is that of the processor, of all threads, so that other programs count
//! little; the cost is that of a run that is asked over that of the same round's that is not. From the third column on that is
//! brought down to four questions a second.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints and may fail")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::mpsc::{self, RecvTimeoutError},
    time::{Duration, Instant},
};

use wrtd_debug::{DebugSession, Entry, Event, LaunchSpec, Motion, SessionDriver};

const ROUNDS: usize = 5;
/// Questions a second, as a front end asks them.
const RATE: u32 = 4;
/// And as often as a session answers with time to spare.
const OFTEN: u32 = 100;
/// Cells of a strip.
const CELLS: usize = 64;
const MOST: f64 = 0.01;

/// A program that runs for seconds: the function that is called with this argument.
struct Program {
    name: &'static str,
    file: File,
    function: &'static str,
    argument: &'static str,
}

enum File {
    /// Below the project's folder.
    Built(&'static str),
    /// A module in text form.
    Text(fn() -> String),
}

/// Writes to each page of 1 GiB, and goes on writing to them.
fn gibibyte() -> String {
    r#"(module
  (memory 16384)
  (func (export "run") (param $rounds i32) (result i32) (local $at i32)
    (loop $round
      (local.set $at (i32.const 0))
      (loop $next
        (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br_if $next (i32.lt_u (local.get $at) (i32.const 1073741824))))
      (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $round (local.get $rounds)))
    (i32.load (i32.const 0))))"#
        .to_owned()
}

/// A loop in a function of 220 KB, as large as that of Ruby's interpreter, most of which is not reached.
fn large() -> String {
    let rest = "(local.set $n (i32.mul (i32.add (local.get $n) (i32.const 123)) (i32.const 45)))";
    let rest = rest.repeat(20_000);
    format!(
        r#"(module
  (func (export "run") (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.rem_u (local.get $n) (i32.const 7))))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (if (i32.eq (local.get $sum) (i32.const -1)) (then {rest}))
      (br_if $next (local.get $n)))
    (local.get $sum)))"#
    )
}

const PROGRAMS: &[Program] = &[
    Program {
        name: "fib, C",
        file: File::Built("bench/workloads/fib/fib.wasm"),
        function: "run",
        argument: "39",
    },
    Program {
        name: "sieve, C",
        file: File::Built("bench/workloads/sieve/sieve.wasm"),
        function: "run",
        argument: "150",
    },
    Program {
        name: "SQLite, C",
        file: File::Built("bench/workloads/sqlite/sqlite.wasm"),
        function: "run",
        argument: "150",
    },
    Program {
        name: "JSON, Rust",
        file: File::Built("bench/workloads/json/json.wasm"),
        function: "run",
        argument: "700",
    },
    Program {
        name: "1 GiB of memory",
        file: File::Text(gibibyte),
        function: "run",
        argument: "15",
    },
    Program {
        name: "a large function",
        file: File::Text(large),
        function: "run",
        argument: "300000000",
    },
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let folder = tempfile::tempdir().unwrap();
    println!("{ROUNDS} rounds, medians\n");
    println!(
        "| program | seconds | asked | cost, asked {RATE} times a second | cost, by {OFTEN} times | budget, us | residency, us |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for program in PROGRAMS {
        if wanted.is_empty() || wanted.iter().any(|name| program.name.contains(name.as_str())) {
            measure(program, folder.path());
        }
    }
}

fn measure(program: &Program, folder: &Path) {
    let file = match program.file {
        File::Built(path) => Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path),
        File::Text(text) => {
            let file = folder.join("text.wasm");
            fs::write(&file, wat::parse_str(text()).unwrap()).unwrap();
            file
        }
    };
    let mut runs = Vec::new();
    // The first run warms the caches.
    run(program, &file, None);
    for round in 0..ROUNDS {
        let mut times = [None, Some(RATE), Some(OFTEN)].map(|rate| (rate, Run::default()));
        times.rotate_left(round % 3);
        for (rate, time) in &mut times {
            *time = run(program, &file, *rate);
        }
        times.sort_by_key(|(rate, _)| *rate);
        runs.push(times.map(|(_, time)| time));
    }
    let of = |value: &dyn Fn(&[Run; 3]) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let ratio = |run: &Run, base: &Run| run.time.as_secs_f64() / base.time.as_secs_f64() - 1.0;
    let asked = of(&|[_, run, _]| f64::from(run.questions));
    let direct = of(&|[base, run, _]| ratio(run, base));
    // What one question costs, times those of a second.
    let scaled = of(&|[base, _, run]| {
        let extra = run.time.as_secs_f64() - base.time.as_secs_f64();
        extra / f64::from(run.questions) * f64::from(RATE)
    });
    let micros = |time: Duration, run: &Run| time.as_secs_f64() * 1e6 / f64::from(run.questions);
    println!(
        "| {} | {:.2} | {asked} | {:.2} % | {:.3} % | {:.0} | {:.0} |{}",
        program.name,
        of(&|[base, ..]| base.time.as_secs_f64()),
        direct * 100.0,
        scaled * 100.0,
        of(&|[.., run]| micros(run.budget, run)),
        of(&|[.., run]| micros(run.residency, run)),
        if scaled >= MOST { " MORE THAN 1 %" } else { "" },
    );
}

/// What a run of a program took.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    time: Duration,
    questions: u32,
    /// Of that, in the answers themselves.
    budget: Duration,
    residency: Duration,
}

/// Runs a program from its first instruction to its end, and asks so often a second.
fn run(program: &Program, file: &Path, rate: Option<u32>) -> Run {
    let function = program.function.to_owned();
    let spec = LaunchSpec {
        program: PathBuf::from(file),
        entry: Entry::Invoke { function, args: vec![program.argument.to_owned()] },
        ..LaunchSpec::default()
    };
    let (ended, end) = mpsc::channel();
    let sink = move |event| {
        if let Event::Exited { code, .. } = event {
            // Nobody waits for a run that has failed.
            let _ = ended.send(code);
        }
    };
    let driver = SessionDriver::spawn(DebugSession::launch(spec, Box::new(sink)).unwrap());
    let mut run = Run::default();
    let begun = processor_time();
    driver.resume(Motion::Continue).unwrap();
    let period = rate.map_or(Duration::MAX, |rate| Duration::from_secs(1) / rate);
    let code = loop {
        match end.recv_timeout(period) {
            Ok(code) => break code,
            Err(RecvTimeoutError::Disconnected) => panic!("the session is gone"),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let (budget, residency) = driver
            .with(|session| {
                let begun = Instant::now();
                let report = session.budget();
                let between = Instant::now();
                let residency = session.residency(CELLS);
                assert_eq!(report.memories.len(), residency.len());
                (between - begun, between.elapsed())
            })
            .unwrap();
        run.questions += 1;
        run.budget += budget;
        run.residency += residency;
    };
    run.time = processor_time() - begun;
    assert_eq!(code, 0);
    run
}

/// What all threads of this process have taken of the processors.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn processor_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap()
}

/// Elsewhere a clock's.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn processor_time() -> Duration {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed()
}
