//! Breakpoints that are judged where they are reached: they stop, count and say what a session does that looks each time.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, launch, marker, spec};
use expect_test::expect;
use wrtd_debug::{BreakpointOptions, LineBreakpoint, Motion, OutputCategory};

fn at_hits(rule: &str) -> BreakpointOptions {
    BreakpointOptions { hit_condition: Some(rule.to_owned()), ..BreakpointOptions::default() }
}

/// A breakpoint that only prints: where it is, the program stops for the session to look, each time.
fn looked_at() -> BreakpointOptions {
    BreakpointOptions { log_message: Some("looked".to_owned()), ..BreakpointOptions::default() }
}

/// A sequence of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// Programs that reach their marked line a hundred times.
const VISITS: [(&str, &str); 4] = [
    ("c/visits/visits-o0.wasm", "c/visits/src"),
    ("c/visits/visits-o2.wasm", "c/visits/src"),
    ("cpp/visits/visits-o0.wasm", "cpp/visits/src"),
    ("rust/visits/visits-o0.wasm", "rust/visits/src"),
];

fn visits(program: &str, folder: &str, all: &[BreakpointOptions]) -> Scene {
    let mut scene = launch(folder, spec(program));
    let (path, line) = marker(folder, "visit");
    let wanted =
        all.iter().map(|options| LineBreakpoint { line, column: None, options: options.clone() });
    let set = scene.session.set_line_breakpoints(path.to_str().unwrap(), wanted.collect());
    assert!(set.iter().all(|breakpoint| breakpoint.verified), "{set:?}");
    scene
}

/// The stops of a run, the breakpoints of each, what the debugger has said, and how often each was hit.
fn outcome(mut scene: Scene) -> String {
    let mut text = String::new();
    while let Some(stop) = scene.session.resume(Motion::Continue).unwrap() {
        text += &format!("{:?}\n", stop.reason);
    }
    for category in [OutputCategory::Important, OutputCategory::Console] {
        let said = scene.log.take(category);
        said.lines().filter(|&line| line != "looked").for_each(|line| text += &format!("{line}\n"));
    }
    for breakpoint in scene.session.breakpoints() {
        if breakpoint.options != looked_at() {
            text += &format!("{} hits\n", breakpoint.hits);
        }
    }
    text
}

#[test]
fn what_is_judged_where_it_is_reached_is_what_a_session_finds_that_looks() {
    let names =
        ["sum", "step", "visits", "balance_", "this->visits_", "checksum", "fees", "self.balance"];
    let names =
        names.into_iter().chain(["account->balance", "VISITS", "fees::TAKEN", "TAKEN", "missing"]);
    let names: Vec<&str> = names.chain(["$local0", "$operand0", "account->owner[2]"]).collect();
    let mut random = Random(11);
    for (program, folder) in VISITS {
        for _ in 0..12 {
            let mut options = BreakpointOptions::default();
            if random.below(4) > 0 {
                let name = names[random.below(names.len())];
                let other = names[random.below(names.len())];
                let number = random.below(12);
                options.condition = Some(match random.below(5) {
                    0 => format!("{name} % {} == {number}", number + 2),
                    1 => format!("{name} > {number} && {other} != {number}"),
                    2 => format!("{name} == {other}"),
                    3 => format!("!({name} < {number}) || {other} == 3"),
                    _ => format!("{name} & {number}"),
                });
            }
            if random.below(2) > 0 {
                let number = 1 + random.below(40);
                options.hit_condition = Some(match random.below(3) {
                    0 => format!("% {number}"),
                    1 => format!(">= {}", number + 60),
                    _ => number.to_string(),
                });
            }
            let second = at_hits("% 30");
            for all in [vec![options.clone()], vec![options.clone(), second]] {
                let judged = outcome(visits(program, folder, &all));
                let looked = [all.clone(), vec![looked_at()]].concat();
                let looked = outcome(visits(program, folder, &looked));
                assert_eq!(judged, looked, "{program} {all:?}");
            }
        }
    }
}

#[test]
fn hits_are_counted_exactly_where_a_judge_counts_them() {
    for (program, folder) in VISITS {
        let both = BreakpointOptions { condition: Some("step == 2".into()), ..at_hits("% 5") };
        let all = [at_hits("% 40"), at_hits("100"), both];
        expect![[r#"
            Breakpoint([BreakpointId(3)])
            Breakpoint([BreakpointId(1)])
            Breakpoint([BreakpointId(3)])
            Breakpoint([BreakpointId(1)])
            Breakpoint([BreakpointId(2)])
            100 hits
            100 hits
            13 hits
        "#]]
        .assert_eq(&outcome(visits(program, folder, &all)));
    }
}
