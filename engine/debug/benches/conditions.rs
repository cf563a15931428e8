//! What a breakpoint costs that is reached and does not stop, by what its condition looks at.
//!
//! `cargo bench -p wrtd-debug --bench conditions`, with names of rows to measure only these. The time per hit is that of a
//! run with the breakpoint without that of a run with none, divided by the hits.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints and may fail")]

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use Rule::{Condition, Hits};
use wrtd_debug::{BreakpointOptions, DebugSession, LaunchSpec, LineBreakpoint, Motion};

const RUNS: usize = 5;
/// Of a run without a breakpoint and one with it.
const HITS: u32 = 200_000;

/// A program that reaches its marked line as often as it is told, and what breakpoints there look at.
struct Program {
    name: &'static str,
    file: &'static str,
    source: &'static str,
    rows: &'static [(&'static str, Rule)],
}

#[derive(Clone, Copy, Debug)]
enum Rule {
    /// A condition that never holds.
    Condition(&'static str),
    /// A rule for hits that none of them meets; behind `if` a condition that always holds.
    Hits(&'static str),
}

const C: &[(&str, Rule)] = &[
    ("local", Condition("sum == -1")),
    ("parameter", Condition("step == -1")),
    ("two of them", Condition("step > 7 && sum < 0 || sum == -1")),
    ("static", Condition("visits == -1")),
    ("static of another unit", Condition("fees == -1")),
    ("field behind a pointer", Condition("account->balance == -1")),
    ("string", Condition("account->owner == \"nobody\"")),
    ("Wasm local", Condition("$local0 == 1")),
    ("memory", Condition("$mem[1024] == 1")),
    ("hits", Hits("% 1000000")),
    ("hits where it holds", Hits("% 1000000 if step >= 0")),
];

const PROGRAMS: &[Program] = &[
    Program {
        name: "C -O0",
        file: "c/visits/visits-o0.wasm",
        source: "c/visits/src/main.c",
        rows: C,
    },
    Program {
        name: "C -O2",
        file: "c/visits/visits-o2.wasm",
        source: "c/visits/src/main.c",
        rows: C,
    },
    Program {
        name: "C++ -O0",
        file: "cpp/visits/visits-o0.wasm",
        source: "cpp/visits/src/main.cpp",
        rows: &[
            ("local", Condition("sum == -1")),
            ("member", Condition("balance_ == -1")),
            ("member, by `this`", Condition("this->balance_ == -1")),
            ("static member", Condition("checksum == 4294967296")),
            ("string_view", Condition("owner_ == \"nobody\"")),
        ],
    },
    Program {
        name: "Rust, debug",
        file: "rust/visits/visits-o0.wasm",
        source: "rust/visits/src/main.rs",
        rows: &[
            ("local", Condition("sum == -1")),
            ("parameter", Condition("step == -1")),
            ("static", Condition("VISITS == 0")),
            ("static of another unit", Condition("fees::TAKEN == -1")),
            ("field of self", Condition("self.balance == -1")),
            ("String", Condition("self.owner == \"nobody\"")),
            ("hits", Hits("% 1000000")),
        ],
    },
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    println!("{HITS} hits, medians of {RUNS} runs\n");
    println!("| program | condition | ns per hit | time with / without |");
    println!("|---|---|--:|--:|");
    for program in PROGRAMS {
        for (row, rule) in program.rows {
            let full = format!("{}, {row}", program.name);
            if wanted.is_empty() || wanted.iter().any(|name| full.contains(name.as_str())) {
                measure(program, row, *rule);
            }
        }
    }
}

fn measure(program: &Program, row: &str, rule: Rule) {
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        without.push(run(program, None));
        with.push(run(program, Some(rule)));
    }
    let (without, with) = (median(&mut without), median(&mut with));
    let text = match rule {
        Condition(text) | Hits(text) => text.replace('|', "\\|"),
    };
    println!(
        "| {} | {row}: `{text}` | {:.0} | {:.1} |",
        program.name,
        (with.as_secs_f64() - without.as_secs_f64()) * 1e9 / f64::from(HITS),
        with.as_secs_f64() / without.as_secs_f64(),
    );
}

/// How long a run takes, from its first instruction to its end.
fn run(program: &Program, rule: Option<Rule>) -> Duration {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let fixtures = fixtures.canonicalize().unwrap();
    let spec = LaunchSpec {
        program: fixtures.join(program.file),
        args: vec![HITS.to_string()],
        source_map: vec![("/wrtd/fixtures".to_owned(), fixtures.display().to_string())],
        rust_source: Some(PathBuf::from("/nonexistent")),
        ..LaunchSpec::default()
    };
    let mut session = DebugSession::launch(spec, Box::new(|_| ())).unwrap();
    if let Some(rule) = rule {
        let source = fixtures.join(program.source);
        let options = options(rule);
        let line = LineBreakpoint { line: marked(&source), column: None, options };
        let set = session.set_line_breakpoints(source.to_str().unwrap(), vec![line]);
        assert!(set[0].verified, "{set:?}");
    }
    let begun = Instant::now();
    let stop = session.resume(Motion::Continue).unwrap();
    let time = begun.elapsed();
    assert_eq!(stop, None, "it has no value, or it holds: {rule:?}");
    time
}

fn options(rule: Rule) -> BreakpointOptions {
    match rule {
        Condition(text) => {
            BreakpointOptions { condition: Some(text.to_owned()), ..BreakpointOptions::default() }
        }
        Hits(text) => {
            let (hits, condition) = text
                .split_once(" if ")
                .map_or((text, None), |(hits, text)| (hits, Some(text.to_owned())));
            let hit_condition = Some(hits.to_owned());
            BreakpointOptions { condition, hit_condition, log_message: None }
        }
    }
}

fn marked(source: &Path) -> u32 {
    let text = std::fs::read_to_string(source).unwrap();
    let found = text.lines().position(|line| line.ends_with("// BREAK: visit"));
    found.unwrap() as u32 + 1
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
