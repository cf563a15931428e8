//! What a debugger sees at every stop of a program, compared between the ways to run it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wrtd_core::{Exit, InstanceId, Reached, Resume, Store, Tier, Value};

use crate::common::{begin, call};
use crate::tiers::WAYS;

/// Makes a store with an instance that exports `run` and `trap`, both of one i32, and has a memory.
pub(crate) type Program = fn((Tier, bool)) -> (Store, InstanceId);

/// All frames of the stopped program.
pub(crate) fn frames(store: &Store) -> String {
    let mut text = String::new();
    for frame in 0..store.depth() {
        let info = store.frame(frame).unwrap();
        let locals: Vec<Value> =
            (0..store.local_count(frame)).map(|i| store.local(frame, i).unwrap()).collect();
        let operands: Vec<_> =
            (0..store.operand_count(frame)).map(|i| store.operand(frame, i)).collect();
        writeln!(text, "func {} pc {:#x} {locals:x?} {operands:x?}", info.func, info.pc).unwrap();
    }
    text
}

/// All that a debugger sees of the stopped program.
pub(crate) fn state(store: &Store, id: InstanceId) -> String {
    let mut text = frames(store);
    let count = store.global_count(id);
    let globals: Vec<_> = (0..count).map(|i| store.global(id, i).unwrap()).collect();
    let sum: u64 = store.memory(id, 0).unwrap().iter().map(|&byte| u64::from(byte)).sum();
    writeln!(text, "{globals:x?} memory {sum}").unwrap();
    text
}

/// How a run with breakpoints is made.
#[derive(Clone, Copy, Debug)]
struct Conditions {
    export: &'static str,
    /// Everything has run once before.
    warm: bool,
    /// The store counts.
    counting: bool,
}

/// The states and the positions at all stops of a run with breakpoints on `pcs`.
fn stops(program: Program, way: (Tier, bool), how: Conditions, pcs: &[u32]) -> Vec<String> {
    let Conditions { export, warm, counting } = how;
    let (mut store, id) = program(way);
    store.set_counting(counting);
    if warm {
        // Everything is translated before it gets its breakpoints.
        call(&mut store, id, export, &[Value::I32(4)]);
    }
    for &pc in pcs {
        store.set_breakpoint(id, pc).unwrap();
    }
    begin(&mut store, id, export, &[Value::I32(4)]);
    let mut stops = Vec::new();
    loop {
        let exit = store.resume(Resume::Run);
        stops.push(format!("{exit:?} {:?}\n{}", store.position(), state(&store, id)));
        if exit != Exit::Breakpoint {
            return stops;
        }
    }
}

/// The Wasm offsets of all instructions.
pub(crate) fn instructions(program: Program) -> Vec<u32> {
    let (store, id) = program(WAYS[0]);
    let module = store.module(id).clone();
    (module.imported_func_count()..module.func_count())
        .flat_map(|func| module.instruction_offsets(func).unwrap())
        .collect()
}

/// A breakpoint on each instruction alone stops in the same states.
pub(crate) fn each_instruction_alone(program: Program) {
    for pc in instructions(program) {
        for (export, warm, counting) in [
            ("run", false, false),
            ("run", true, false),
            ("trap", true, false),
            ("run", true, true),
        ] {
            let how = Conditions { export, warm, counting };
            let expected = stops(program, WAYS[0], how, &[pc]);
            for way in &WAYS[1..] {
                let seen = stops(program, *way, how, &[pc]);
                assert_eq!(seen, expected, "{way:?} {pc:#x} {how:?}");
            }
        }
    }
}

/// Many breakpoints at once stop in the same states.
pub(crate) fn many_at_once(program: Program) {
    let all = instructions(program);
    for (from, step) in [(0, 1), (0, 2), (1, 3), (2, 7), (5, 11)] {
        let pcs: Vec<u32> = all.iter().copied().skip(from).step_by(step).collect();
        for counting in [false, true] {
            let how = Conditions { export: "run", warm: true, counting };
            let expected = stops(program, WAYS[0], how, &pcs);
            for way in &WAYS[1..] {
                let seen = stops(program, *way, how, &pcs);
                assert_eq!(seen, expected, "{way:?} {from} {step} {how:?}");
            }
        }
    }
}

/// Breakpoints that judges let pass, or not, do what they should in each way.
pub(crate) fn judged(program: Program) {
    for pc in instructions(program) {
        for (export, warm, counting) in
            [("run", true, false), ("run", false, true), ("trap", true, false)]
        {
            let how = Conditions { export, warm, counting };
            let plain = stops(program, WAYS[0], how, &[]);
            let all = stops(program, WAYS[0], how, &[pc]);
            for way in WAYS {
                let passed = judged_stops(program, way, how, pc, |_| false);
                assert_eq!(passed.0, plain, "{way:?} {pc:#x} {how:?}");
                assert_eq!(passed.1, all.len() - 1, "{way:?} {pc:#x} {how:?}");
            }
            let way = WAYS[3];
            let stopped = judged_stops(program, way, how, pc, |_| true);
            assert_eq!(stopped.0, all, "{way:?} {pc:#x} {how:?}");
        }
    }
}

/// Judges of many breakpoints, of which every other one stops the program at each third arrival, are asked as often as
/// the program arrives there.
pub(crate) fn judged_at_once(program: Program) {
    let all = instructions(program);
    for (from, step) in [(0, 1), (0, 2), (1, 3), (2, 7)] {
        let pcs: Vec<u32> = all.iter().copied().skip(from).step_by(step).collect();
        for (export, warm) in [("run", true), ("run", false), ("trap", true)] {
            let how = Conditions { export, warm, counting: false };
            let arrivals = arrivals(program, how, &pcs);
            for way in WAYS {
                let judged = judged_arrivals(program, way, how, &pcs);
                assert_eq!(judged, arrivals, "{way:?} {from} {step} {how:?}");
            }
        }
    }
}

/// How often the program comes to each of these.
fn arrivals(program: Program, how: Conditions, pcs: &[u32]) -> Vec<usize> {
    let (mut store, id) = program(WAYS[0]);
    if how.warm {
        call(&mut store, id, how.export, &[Value::I32(4)]);
    }
    pcs.iter().for_each(|&pc| store.set_breakpoint(id, pc).unwrap());
    begin(&mut store, id, how.export, &[Value::I32(4)]);
    let mut counts = vec![0; pcs.len()];
    while store.resume(Resume::Run) == Exit::Breakpoint {
        let pc = store.frame(0).unwrap().pc;
        counts[pcs.iter().position(|&it| it == pc).unwrap()] += 1;
    }
    counts
}

/// The same as judges count it, which let pass, and whoever sees the stops.
fn judged_arrivals(
    program: Program,
    way: (Tier, bool),
    how: Conditions,
    pcs: &[u32],
) -> Vec<usize> {
    let (mut store, id) = program(way);
    if how.warm {
        call(&mut store, id, how.export, &[Value::I32(4)]);
    }
    let counts: Vec<_> = pcs.iter().map(|_| Arc::new(AtomicUsize::new(0))).collect();
    for (place, (&pc, count)) in pcs.iter().zip(&counts).enumerate() {
        store.set_breakpoint(id, pc).unwrap();
        let count = Arc::clone(count);
        let judge = move |_: &Reached<'_>| {
            let now = count.load(Ordering::Relaxed) + 1;
            let stops = place % 2 == 1 && now % 3 == 0;
            if !stops {
                count.store(now, Ordering::Relaxed);
            }
            stops
        };
        store.judge_breakpoint(id, pc, Some(Box::new(judge)));
    }
    begin(&mut store, id, how.export, &[Value::I32(4)]);
    while store.resume(Resume::Run) == Exit::Breakpoint {
        let pc = store.frame(0).unwrap().pc;
        counts[pcs.iter().position(|&it| it == pc).unwrap()].fetch_add(1, Ordering::Relaxed);
    }
    counts.iter().map(|count| count.load(Ordering::Relaxed)).collect()
}

/// The states at all stops of a run with one breakpoint that is judged, and how often it was.
fn judged_stops(
    program: Program,
    way: (Tier, bool),
    how: Conditions,
    pc: u32,
    judge: fn(&Reached<'_>) -> bool,
) -> (Vec<String>, usize) {
    let (mut store, id) = program(way);
    store.set_counting(how.counting);
    if how.warm {
        call(&mut store, id, how.export, &[Value::I32(4)]);
    }
    store.set_breakpoint(id, pc).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let judge = move |reached: &Reached<'_>| {
        count.fetch_add(1, Ordering::Relaxed);
        judge(reached)
    };
    assert!(store.judge_breakpoint(id, pc, Some(Box::new(judge))));
    begin(&mut store, id, how.export, &[Value::I32(4)]);
    let mut stops = Vec::new();
    loop {
        let exit = store.resume(Resume::Run);
        stops.push(format!("{exit:?} {:?}\n{}", store.position(), state(&store, id)));
        if exit != Exit::Breakpoint {
            return (stops, asked.load(Ordering::Relaxed));
        }
    }
}
