//! Compares the tiers on random modules for a while, without a fuzzing engine, in an optimised build:
//! handlers lead to each other by jumps only there.
//!
//! ```sh
//! cargo run --release --manifest-path fuzz/Cargo.toml --example tiers -- --seconds 600 --seed 1
//! ```
//!
//! Inputs in which two ways differ go to `fuzz/artifacts/tiers`, each with its module; given as arguments
//! they are run again.

use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use wrtd_fuzz::tiers::{self, Counts, Random};

/// How long an input is at most, in bytes.
const LONGEST: usize = 6000;
/// Time between two reports.
const REPORT: Duration = Duration::from_secs(30);
/// After so many inputs that show a difference it is time to look at them.
const MOST_DIFFERENCES: u64 = 20;

const USAGE: &str = "usage: tiers [--seconds N] [--seed N] [--threads N] [INPUT...]";

/// What was done so far, by all threads.
#[derive(Default)]
struct Total {
    counts: Counts,
    inputs: u64,
    differences: u64,
}

struct Options {
    seconds: u64,
    seed: u64,
    threads: usize,
    inputs: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let options = match options(env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let total = Mutex::new(Total::default());
    if options.inputs.is_empty() {
        generate(&options, &total);
    } else {
        for path in &options.inputs {
            match fs::read(path) {
                Ok(bytes) => run(&bytes, &total),
                Err(error) => {
                    eprintln!("{}: {error}", path.display());
                    return ExitCode::from(2);
                }
            }
        }
    }
    let total = total.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    println!("{} inputs, {} differences, {:?}", total.inputs, total.differences, total.counts);
    if total.differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut options = Options { seconds: 60, seed: 0, threads, inputs: Vec::new() };
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let value = arguments.next().and_then(|value| value.parse().ok());
            value.ok_or_else(|| format!("{argument} needs a number"))
        };
        match argument.as_str() {
            "--seconds" => options.seconds = number()?,
            "--seed" => options.seed = number()?,
            "--threads" => options.threads = usize::try_from(number()?).unwrap_or(threads),
            option if option.starts_with('-') => return Err(format!("unknown option {option}")),
            input => options.inputs.push(input.into()),
        }
    }
    Ok(options)
}

/// Random inputs on all threads until the time is over.
fn generate(options: &Options, total: &Mutex<Total>) {
    let began = Instant::now();
    let end = began + Duration::from_secs(options.seconds);
    thread::scope(|scope| {
        for thread in 0..options.threads.max(1) {
            let seed = Random::new(options.seed ^ (thread as u64) << 48).next();
            scope.spawn(move || {
                let mut random = Random::new(seed);
                let mut report = Instant::now() + REPORT;
                while Instant::now() < end && !enough(total) {
                    run(&input(&mut random), total);
                    if thread == 0 && Instant::now() >= report {
                        report += REPORT;
                        print_rate(total, began.elapsed());
                    }
                }
            });
        }
    });
    print_rate(total, began.elapsed());
}

fn input(random: &mut Random) -> Vec<u8> {
    let length = 64 + random.below(LONGEST - 64);
    (0..length).map(|_| random.next().to_le_bytes()[0]).collect()
}

fn run(bytes: &[u8], total: &Mutex<Total>) {
    let counts = panic::catch_unwind(|| tiers::check(bytes));
    let Ok(mut total) = total.lock() else { return };
    total.inputs += 1;
    match counts {
        Ok(counts) => total.counts += counts,
        Err(_) => {
            total.differences += 1;
            keep(bytes);
        }
    }
}

fn enough(total: &Mutex<Total>) -> bool {
    total.lock().map_or(true, |total| total.differences >= MOST_DIFFERENCES)
}

/// Writes the input and its module.
fn keep(bytes: &[u8]) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts/tiers");
    let checksum = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let path = directory.join(format!("difference-{checksum:016x}"));
    let module = tiers::module(bytes).unwrap_or_default();
    let written = fs::create_dir_all(&directory)
        .and_then(|()| fs::write(&path, bytes))
        .and_then(|()| fs::write(path.with_extension("wasm"), module));
    match written {
        Ok(()) => eprintln!("the input is {}", path.display()),
        Err(error) => eprintln!("the input cannot be kept: {error}"),
    }
}

fn print_rate(total: &Mutex<Total>, elapsed: Duration) {
    let Ok(total) = total.lock() else { return };
    let rate = total.inputs as f64 / elapsed.as_secs_f64().max(0.001);
    println!(
        "{:.0} s: {} inputs ({rate:.0} a second), {} differences, {:?}",
        elapsed.as_secs_f64(),
        total.inputs,
        total.differences,
        total.counts
    );
}
