//! Positions: each moment of an execution has its own, it is the same in whichever way the program runs, and any
//! run of the program can be taken to it.

use std::collections::HashMap;
use std::slice::from_ref;
use std::sync::{Arc, LazyLock, Mutex};

use wrtd_core::{
    Exit, FuncType, HostError, InstanceId, InstantiateOptions, Module, Position, Resume, Store,
    Tier, ValType, Value,
};

use crate::common::{begin, call, module};
use crate::stops::{Program, instructions, state};
use crate::tiers::{self, WAYS, store_that_runs};

/// Another instance, to and from which calls go.
const OTHER: &str = r#"(module
    (import "host" "double" (func $double (param i32) (result i32)))
    (func (export "triple") (param $n i32) (result i32) (local $i i32) (local $s i32)
        (loop $again
            (local.set $s (i32.add (local.get $s) (local.get $n)))
            (br_if $again (i32.lt_u
                (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))
        (local.get $s))
    (func (export "tail") (param i32) (result i32) (return_call $double (local.get 0))))"#;

/// Everything that is an event, or might be taken for one.
const EVENTS: &str = r#"(module
    (import "host" "double" (func $double (param i32) (result i32)))
    (import "other" "triple" (func $triple (param i32) (result i32)))
    (import "other" "tail" (func $tail (param i32) (result i32)))
    (type $unary (func (param i32) (result i32)))
    (memory (export "memory") 1) (tag $thrown (param i32)) (global $total (mut i32) (i32.const 0))
    (table $table funcref (elem $double $triple $tail $fib $even))
    (func $fib (type $unary)
        (if (i32.lt_s (local.get 0) (i32.const 2)) (then (return (local.get 0))))
        (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                 (call $fib (i32.sub (local.get 0) (i32.const 2)))))
    (func $even (type $unary)
        (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
        (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
    (func $odd (type $unary)
        (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
        (return_call_indirect (type $unary)
            (i32.sub (local.get 0) (i32.const 1)) (i32.const 4)))
    (func $deep (type $unary)
        (if (i32.eqz (local.get 0)) (then (throw $thrown (i32.const 3))))
        (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
    (func $catches (type $unary) (local $caught i32)
        (block $done (result i32)
            (i32.const 0)
            (loop $again (param i32) (result i32)
                (local.set $caught (i32.add (local.get $caught)))
                (if (i32.gt_s (local.get $caught) (i32.const 8))
                    (then (br $done (local.get $caught))))
                (try_table (catch $thrown $again) (drop (call $deep (local.get 0))))
                (i32.const 0))))
    (func $within (type $unary)
        (block $caught (result i32)
            (try_table (catch $thrown $caught) (throw $thrown (local.get 0)))
            (i32.const 0)))
    (func $spin (param $n i32)
        (loop (loop $inner
            (br_if $inner (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
    (func $carry (param $n i32) (result i32) (local $x i32)
        (block $out (result i32 i32)
            (i32.const 5) (local.get $n)
            (loop $turn (param i32 i32) (result i32 i32)
                (local.set $n) (local.set $x)
                (i32.const 99)
                (i32.add (local.get $x) (local.get $n)) (i32.sub (local.get $n) (i32.const 1))
                (br_table $turn $out (i32.le_s (local.get $n) (i32.const 0)))))
        (i32.add))
    (func $carry_if (param $n i32) (result i32)
        (local.get $n)
        (loop $turn (param i32) (result i32)
            (local.set $n) (i32.const 99) (i32.sub (local.get $n) (i32.const 1))
            (br_if $turn (i32.gt_s (local.get $n) (i32.const 1)))
            (i32.add)))
    (func $reference (param $n i32) (result i32) (local $turns i32)
        (local.get $n)
        (loop $again (result (ref $unary))
            (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $turns) (i32.const 3)))
            (ref.func $fib))
        (call_ref $unary))
    (func $add (param i32) (global.set $total (i32.add (global.get $total) (local.get 0))))
    (func (export "run") (param $n i32) (result i32)
        (loop $turn
            (call $add (call $fib (local.get $n)))
            (call $add (call $even (local.get $n)))
            (call $add (call $catches (local.get $n)))
            (call $add (call $within (local.get $n)))
            (call $spin (local.get $n))
            (call $add (call $carry (local.get $n)))
            (call $add (call $carry_if (local.get $n)))
            (call $add (call $reference (local.get $n)))
            (call $add (call $double (local.get $n)))
            (call $add (call $triple (local.get $n)))
            (call $add (call $tail (local.get $n)))
            (call $add (call_indirect (type $unary) (local.get $n)
                (i32.and (local.get $n) (i32.const 3))))
            (i32.store (local.get $n) (global.get $total))
            (memory.fill (i32.const 100) (local.get $n) (local.get $n))
            (br_if $turn (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (global.get $total))
    (func (export "trap") (param $n i32) (result i32)
        (loop $turn
            (call $add (call $fib (local.get $n)))
            (call $add (i32.div_u (i32.const 100) (i32.sub (local.get $n) (i32.const 1))))
            (local.set $n (i32.sub (local.get $n) (i32.const 1)))
            (br $turn))
        (i32.const 0)))"#;

/// An instance of [`EVENTS`] in a store whose host function does as `double` says.
fn events_with(
    way: (Tier, bool),
    double: impl FnMut(&mut wrtd_core::Caller<'_>) -> Result<(), HostError> + Send + 'static,
) -> (Store, InstanceId) {
    static MODULES: LazyLock<[Arc<Module>; 2]> = LazyLock::new(|| [module(OTHER), module(EVENTS)]);
    let mut store = store_that_runs(way);
    let ty = FuncType::new([ValType::I32], [ValType::I32]);
    let mut double = double;
    store.define_host(
        "host",
        "double",
        ty,
        Box::new(move |caller, args, results| {
            double(caller)?;
            let [Value::I32(n)] = *args else { unreachable!() };
            results[0] = Value::I32(n * 2);
            Ok(())
        }),
    );
    let [other, main] = &*MODULES;
    let other = store.instantiate(other.clone(), InstantiateOptions::default()).unwrap();
    store.define_instance_exports("other", other);
    let main = store.instantiate(main.clone(), InstantiateOptions::default()).unwrap();
    (store, main)
}

fn events(way: (Tier, bool)) -> (Store, InstanceId) {
    events_with(way, |_| Ok(()))
}

/// The programs, and the argument with which each is run.
const PROGRAMS: [(Program, i32); 2] = [(events, 3), (tiers::program, 2)];

fn counting(program: Program, way: (Tier, bool)) -> (Store, InstanceId) {
    let (mut store, id) = program(way);
    store.set_counting(true);
    (store, id)
}

/// What is to be seen at each position of a call of `export`, in their order, and how the call ends.
struct Run {
    moments: Vec<(Position, String)>,
    numbers: HashMap<Position, usize>,
    exit: Exit,
}

impl Run {
    /// Executes one instruction after the other.
    fn of(program: Program, export: &str, argument: i32) -> Self {
        let (mut store, id) = counting(program, WAYS[0]);
        begin(&mut store, id, export, &[Value::I32(argument)]);
        let (mut moments, mut numbers) = (Vec::new(), HashMap::new());
        loop {
            let position = store.position().unwrap();
            let before = numbers.insert(position, moments.len());
            assert_eq!(before, None, "{position:?} names two moments");
            moments.push((position, state(&store, id)));
            match store.resume(Resume::Instruction) {
                Exit::Stepped => {}
                exit => return Self { moments, numbers, exit },
            }
        }
    }

    /// The number of the moment at which the program is, which looks as it did.
    fn check(&self, store: &Store, id: InstanceId) -> usize {
        let position = store.position().unwrap();
        let number = *self.numbers.get(&position).unwrap_or_else(|| panic!("no {position:?}"));
        assert_eq!(state(store, id), self.moments[number].1, "{position:?}");
        number
    }
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

#[test]
fn each_moment_is_reached_from_the_start_in_each_way() {
    for (program, argument) in PROGRAMS {
        for export in ["run", "trap"] {
            let run = Run::of(program, export, argument);
            for way in WAYS {
                for (number, (position, _)) in run.moments.iter().enumerate() {
                    let (mut store, id) = counting(program, way);
                    begin(&mut store, id, export, &[Value::I32(argument)]);
                    let exit = store.resume(Resume::UntilPosition(*position));
                    assert_eq!(exit, Exit::Position, "{way:?} {position:?}");
                    assert_eq!(run.check(&store, id), number, "{way:?}");
                }
            }
        }
    }
}

#[test]
fn each_moment_is_reached_from_the_one_before() {
    for (program, argument) in PROGRAMS {
        let run = Run::of(program, "trap", argument);
        for way in WAYS {
            let (mut store, id) = counting(program, way);
            begin(&mut store, id, "trap", &[Value::I32(argument)]);
            for (position, state_then) in &run.moments {
                let exit = store.resume(Resume::UntilPosition(*position));
                assert_eq!(exit, Exit::Position, "{way:?} {position:?}");
                assert_eq!(&state(&store, id), state_then, "{way:?}");
            }
            assert_eq!(store.resume(Resume::Run), run.exit, "{way:?}");
            assert_eq!(run.check(&store, id), run.moments.len() - 1, "{way:?}");
        }
    }
}

/// What a debugger does on the way to random moments changes nothing: breakpoints that come and go, pauses,
/// other tiers, steps.
#[test]
fn random_moments_are_reached_through_stops_of_all_kinds() {
    for (program, argument) in PROGRAMS {
        let (run, pcs) = (Run::of(program, "run", argument + 2), instructions(program));
        for seed in 1..=10 {
            for way in WAYS {
                let mut random = Random(seed * 0x9e37_79b9);
                let (mut store, id) = counting(program, way);
                begin(&mut store, id, "run", &[Value::I32(argument + 2)]);
                let (mut at, mut set) = (0, Vec::new());
                while at + 1 < run.moments.len() {
                    at += 1 + random.below((run.moments.len() - at - 1).min(400));
                    interfere(&mut store, id, &mut random, &pcs, &mut set);
                    let target = Resume::UntilPosition(run.moments[at].0);
                    loop {
                        match store.resume(target.clone()) {
                            Exit::Position => break,
                            Exit::Breakpoint | Exit::Interrupted => {
                                assert!(run.check(&store, id) < at, "{way:?}");
                            }
                            exit => panic!("{way:?} {seed} {exit:?}"),
                        }
                    }
                    assert_eq!(run.check(&store, id), at, "{way:?} {seed}");
                }
                assert_eq!(store.resume(Resume::Run), run.exit, "{way:?} {seed}");
            }
        }
    }
}

fn interfere(
    store: &mut Store,
    id: InstanceId,
    random: &mut Random,
    pcs: &[u32],
    set: &mut Vec<u32>,
) {
    match random.below(6) {
        0 => store.interrupt().request(),
        1 => store.set_tier(Tier::InPlace),
        2 => store.set_tier(Tier::Threaded),
        3 if !set.is_empty() => {
            store.clear_breakpoint(id, set.remove(0));
        }
        4 if set.len() < 4 => {
            let pc = pcs[random.below(pcs.len())];
            store.set_breakpoint(id, pc).unwrap();
            set.push(pc);
        }
        _ => {}
    }
}

#[test]
fn counting_may_change_while_frames_are_active() {
    for (program, argument) in PROGRAMS {
        let pcs: Vec<u32> = instructions(program).into_iter().step_by(5).collect();
        let mut reference = Vec::new();
        for way in WAYS {
            let (mut store, id) = program(way);
            call(&mut store, id, "run", &[Value::I32(argument)]);
            for &pc in &pcs {
                store.set_breakpoint(id, pc).unwrap();
            }
            begin(&mut store, id, "run", &[Value::I32(argument)]);
            let mut seen = Vec::new();
            for turn in 0.. {
                let exit = store.resume(Resume::Run);
                seen.push((format!("{exit:?}"), store.position(), state(&store, id)));
                if exit != Exit::Breakpoint {
                    break;
                }
                match turn % 7 {
                    0 | 3 => store.set_counting(true),
                    5 => store.set_counting(false),
                    _ => {}
                }
            }
            if way == WAYS[0] {
                reference = seen;
            } else {
                assert!(seen == reference, "{way:?}\n{seen:#?}\n{reference:#?}");
            }
        }
    }
}

#[test]
fn a_host_call_that_is_interrupted_and_repeated_changes_no_position() {
    let run = Run::of(events, "run", 3);
    for way in WAYS {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let log = calls.clone();
        let (mut store, id) = events_with(way, move |caller| {
            if !caller.is_repeated() {
                return Err(HostError::Interrupted);
            }
            log.lock().unwrap().push(caller.position().unwrap());
            Ok(())
        });
        store.set_counting(true);
        begin(&mut store, id, "run", &[Value::I32(3)]);
        let mut stops = Vec::new();
        let exit = loop {
            match store.resume(Resume::Run) {
                Exit::Interrupted => {
                    run.check(&store, id);
                    stops.push(store.position().unwrap());
                }
                exit => break exit,
            }
        };
        assert_eq!(exit, run.exit, "{way:?}");
        assert!(stops.len() > 5);
        assert_eq!(*calls.lock().unwrap(), stops, "{way:?}");
    }
}

#[test]
fn a_position_that_is_behind_or_that_the_program_does_not_come_to_is_missed() {
    let run = Run::of(events, "run", 3);
    let (first, last) = (run.moments[0].0, run.moments[run.moments.len() - 1].0);
    for way in WAYS {
        let (mut store, id) = counting(events, way);
        begin(&mut store, id, "run", &[Value::I32(3)]);
        let middle = run.moments[run.moments.len() / 2].0;
        assert_eq!(store.resume(Resume::UntilPosition(middle)), Exit::Position);
        // It is there already.
        assert_eq!(store.resume(Resume::UntilPosition(middle)), Exit::Position);
        assert_eq!(store.resume(Resume::UntilPosition(first)), Exit::PositionMissed);
        assert_eq!(store.position(), Some(middle), "it has not moved");
        // No instruction is here: the program stops soon behind.
        let nowhere = Position { count: middle.count + 5, depth: 1, pc: 1 };
        assert_eq!(store.resume(Resume::UntilPosition(nowhere)), Exit::PositionMissed);
        assert_eq!(store.event_count(), middle.count + 6, "{way:?}");
        run.check(&store, id);
        let deeper = Position { count: store.event_count(), depth: 1000, pc: last.pc };
        assert_eq!(store.resume(Resume::UntilPosition(deeper)), Exit::PositionMissed);
        let later = Position { count: last.count + 1, ..last };
        assert_eq!(store.resume(Resume::UntilPosition(later)), run.exit, "{way:?}");
        assert_eq!(store.event_count(), last.count, "{way:?}");
        assert_eq!(store.position(), None);
    }
}

#[test]
fn a_store_that_does_not_count_has_no_positions() {
    let (mut store, id) = events(WAYS[3]);
    begin(&mut store, id, "run", &[Value::I32(3)]);
    assert_eq!((store.position(), store.is_counting()), (None, false));
    let position = Position { count: 1, depth: 1, pc: 0 };
    assert_eq!(store.resume(Resume::UntilPosition(position)), Exit::PositionMissed);
    store.set_counting(true);
    let pc = store.frame(0).unwrap().pc;
    assert_eq!(store.position(), Some(Position { count: 0, depth: 1, pc }));
}

#[test]
fn a_breakpoint_at_the_position_gives_way_to_it_and_one_on_the_way_stops() {
    let run = Run::of(events, "run", 3);
    for way in WAYS {
        let (mut store, id) = counting(events, way);
        begin(&mut store, id, "run", &[Value::I32(3)]);
        let fib = store.module(id).code_range(3).unwrap().start;
        let target = run.moments.iter().filter(|moment| moment.0.pc == fib).nth(5).unwrap().0;
        store.set_breakpoint(id, fib).unwrap();
        let mut stops = 0;
        while store.resume(Resume::UntilPosition(target)) == Exit::Breakpoint {
            assert_eq!(store.frame(0).unwrap().pc, fib);
            stops += 1;
        }
        assert_eq!(stops, 5, "{way:?}");
        assert_eq!(store.position(), Some(target));
    }
}

#[test]
fn calls_one_after_the_other_have_positions_of_their_own() {
    for way in WAYS {
        let (mut store, id) = counting(events, way);
        begin(&mut store, id, "run", &[Value::I32(3)]);
        let start = store.position().unwrap();
        assert_eq!((start.count, start.depth), (1, 1));
        store.resume(Resume::Run);
        let count = store.event_count();
        begin(&mut store, id, "run", &[Value::I32(3)]);
        let again = store.position().unwrap();
        assert_eq!(again, Position { count: count + 1, ..start }, "{way:?}");
        store.set_counting(true);
        assert_eq!(store.event_count(), 0, "it begins anew");
    }
}

#[test]
fn a_step_over_calls_counts_what_they_do() {
    let run = Run::of(events, "run", 3);
    let mut reference = Vec::new();
    for way in WAYS {
        let (mut store, id) = counting(events, way);
        begin(&mut store, id, "run", &[Value::I32(3)]);
        let mut seen = Vec::new();
        loop {
            // As long as it stays at one instruction, which is until its callee has returned.
            let pc = store.frame(0).unwrap().pc;
            let range = pc..pc + 1;
            let step = Resume::Range { frame: 0, ranges: from_ref(&range), enter_calls: false };
            match store.resume(step) {
                Exit::Stepped => seen.push(run.check(&store, id)),
                exit => break assert_eq!(exit, run.exit, "{way:?}"),
            }
        }
        if way == WAYS[0] {
            reference = seen;
        } else {
            assert_eq!(seen, reference, "{way:?}");
        }
    }
}
