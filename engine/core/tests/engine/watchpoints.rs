//! Watchpoints: each kind of access stops after it, with what was there before and what is there now, however the
//! program runs; and they end with the frame that they were set for.

use wrtd_core::{
    Exit, FuncType, InstanceId, InstantiateOptions, Resume, Store, StoreLimits, ValType, Value,
    WatchError, WatchFor, WatchHit, Watched,
};
use wrtd_limits::{Account, Ledger, Provenance};

use crate::common::{begin, instance, module};
use crate::tiers::{WAYS, store_that_runs};

fn bytes(instance: InstanceId, range: std::ops::Range<u64>) -> Watched {
    Watched::Memory { instance, memory: 0, range }
}

/// What a stop says: the instructions and whether they wrote, the bytes before and after.
fn text(hits: &[WatchHit]) -> String {
    let one = |hit: &WatchHit| {
        let host = hit.host.as_ref().map_or(String::new(), |name| format!(" by {name}"));
        let what = if hit.written { "wrote" } else { "read" };
        format!("func {} {what}{host} {:02x?} -> {:02x?}", hit.func, hit.old, hit.new)
    };
    hits.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// All stops of a call of `run`, run in each way.
fn stops_in(
    text_of_module: &str,
    args: &[Value],
    watch: impl Fn(&mut Store, InstanceId),
) -> Vec<String> {
    let module = module(text_of_module);
    let mut reference: Option<Vec<String>> = None;
    for way in WAYS {
        for warm in [false, true] {
            let mut store = store_that_runs(way);
            let id = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
            if warm {
                // Everything is translated before anything is watched; then memory is as it was.
                let memories = 0..store.memory_count(id);
                let before: Vec<_> =
                    memories.map(|index| store.memory(id, index).unwrap().to_vec()).collect();
                begin(&mut store, id, "run", args);
                store.resume(Resume::Run);
                store.abort_call();
                for (index, bytes) in (0..).zip(&before) {
                    store.memory_mut(id, index).unwrap().copy_from_slice(bytes);
                }
            }
            watch(&mut store, id);
            begin(&mut store, id, "run", args);
            let mut stops = Vec::new();
            loop {
                match store.resume(Resume::Run) {
                    Exit::Watchpoint(hits) => {
                        let frame = store.frame(0).unwrap();
                        let operands = store.operand_count(0);
                        let offsets = store.module(id).instruction_offsets(frame.func).unwrap();
                        let at = |pc| offsets.iter().position(|&offset| offset == pc).unwrap();
                        stops.push(format!(
                            "{} at {}, now at {} with {operands}",
                            text(&hits),
                            at(hits[0].pc),
                            at(frame.pc)
                        ));
                    }
                    exit => {
                        stops.push(format!("{exit:?}"));
                        break;
                    }
                }
            }
            match &reference {
                None => reference = Some(stops),
                Some(reference) => assert_eq!(&stops, reference, "{way:?} {warm}"),
            }
        }
    }
    reference.unwrap()
}

#[test]
fn a_store_stops_after_it_with_the_bytes_of_before() {
    let program = r#"(module (memory 1) (data (i32.const 100) "\01\02\03\04")
        (func (export "run") (param i32)
            (i32.store (i32.const 96) (i32.const -1))
            (i32.store8 (local.get 0) (i32.const 0x55))
            (i32.store (i32.const 104) (i32.const -1))
            (i64.store offset=90 (i32.const 3) (i64.const 0))))"#;
    let stops = stops_in(program, &[Value::I32(102)], |store, id| {
        store.set_watchpoint(&bytes(id, 100..104), WatchFor::Writes, None).unwrap();
    });
    assert_eq!(
        stops,
        [
            "func 0 wrote [01, 02, 03, 04] -> [01, 02, 55, 04] at 5, now at 6 with 0",
            "func 0 wrote [01, 02, 55, 04] -> [00, 02, 55, 04] at 11, now at 12 with 0",
            "Finished([])"
        ]
    );
}

/// Each instruction that writes memory, with its operands; it writes what is at 16.
const WRITES: &[&str] = &[
    "(i32.store (i32.const 16) (i32.const 7))",
    "(i64.store (local.get 0) (i64.const 7))",
    "(f32.store offset=4 (i32.const 12) (f32.const 1))",
    "(f64.store (i32.add (local.get 0) (i32.const 0)) (f64.const 1))",
    "(i32.store8 (i32.const 16) (local.get 0))",
    "(i32.store16 (i32.const 16) (i32.add (local.get 0) (i32.const 3)))",
    "(i64.store8 (i32.const 16) (i64.const 1))",
    "(i64.store16 (i32.const 16) (i64.const 1))",
    "(i64.store32 (i32.const 16) (i64.const 1))",
    "(v128.store (i32.const 8) (v128.const i32x4 1 2 3 4))",
    "(v128.store8_lane 3 (i32.const 16) (v128.const i32x4 -1 2 3 4))",
    "(v128.store16_lane 3 (i32.const 16) (v128.const i32x4 -1 2 3 4))",
    "(v128.store32_lane 3 (local.get 0) (v128.const i32x4 -1 2 3 4))",
    "(v128.store64_lane 1 (i32.const 16) (v128.const i32x4 -1 2 3 4))",
    "(memory.fill (i32.const 0) (i32.const 9) (i32.const 100))",
    "(memory.copy (i32.const 10) (i32.const 30) (i32.const 8))",
    "(memory.init 0 (i32.const 15) (i32.const 0) (i32.const 3))",
    "(i32.atomic.store (i32.const 16) (i32.const 7))",
    "(i64.atomic.store (i32.const 16) (i64.const 7))",
    "(i32.atomic.store8 (i32.const 16) (i32.const 7))",
    "(drop (i32.atomic.rmw.add (i32.const 16) (i32.const 7)))",
    "(drop (i64.atomic.rmw8.xchg_u (i32.const 16) (i64.const 7)))",
    "(drop (i32.atomic.rmw.cmpxchg (i32.const 16) (i32.const 0x22222222) (i32.const 7)))",
    "(i32.store $second (i32.const 16) (i32.const 7))",
    "(i64.store $third (i64.const 16) (i64.const 7))",
    "(memory.copy $second $memory (i32.const 16) (i32.const 30) (i32.const 8))",
];

/// Each instruction that reads memory, with its operands; it reads what is at 16.
const READS: &[&str] = &[
    "(drop (i32.load (i32.const 16)))",
    "(drop (i64.load (local.get 0)))",
    "(drop (f32.load offset=16 (i32.const 0)))",
    "(drop (f64.load (i32.add (local.get 0) (i32.const 0))))",
    "(drop (i32.load8_s (i32.const 16)))",
    "(drop (i32.load8_u (i32.const 16)))",
    "(drop (i32.load16_s (i32.const 15)))",
    "(drop (i32.load16_u (i32.const 15)))",
    "(drop (i64.load8_s (i32.const 16)))",
    "(drop (i64.load8_u (i32.const 16)))",
    "(drop (i64.load16_s (i32.const 16)))",
    "(drop (i64.load16_u (i32.const 16)))",
    "(drop (i64.load32_s (i32.const 16)))",
    "(drop (i64.load32_u (i32.const 16)))",
    "(drop (v128.load (i32.const 1)))",
    "(drop (v128.load8x8_s (i32.const 9)))",
    "(drop (v128.load32x2_u (i32.const 16)))",
    "(drop (v128.load8_splat (i32.const 16)))",
    "(drop (v128.load64_splat (i32.const 16)))",
    "(drop (v128.load32_zero (i32.const 13)))",
    "(drop (v128.load8_lane 3 (i32.const 16) (v128.const i32x4 -1 2 3 4)))",
    "(drop (v128.load64_lane 1 (i32.const 16) (v128.const i32x4 -1 2 3 4)))",
    "(memory.copy (i32.const 100) (i32.const 10) (i32.const 8))",
    "(drop (i32.atomic.load (i32.const 16)))",
    "(drop (i64.atomic.load32_u (i32.const 16)))",
    "(drop (i32.atomic.rmw.or (i32.const 16) (i32.const 0)))",
    "(drop (i64.atomic.rmw.cmpxchg (i32.const 16) (i64.const 1) (i64.const 2)))",
    "(drop (i32.load $second (i32.const 16)))",
    "(drop (v128.load $second (i32.const 16)))",
    "(drop (i32.load8_u $third (i64.const 16)))",
    "(memory.copy $memory $third (i32.const 16) (i64.const 10) (i32.const 8))",
];

fn program_of(instruction: &str) -> String {
    format!(
        r#"(module (memory $memory 1) (memory $second 1) (memory $third i64 1) (data "abcdef")
        (func (export "run") (param i32)
            (memory.fill (i32.const 0) (i32.const 0x22) (i32.const 48))
            (call $it (local.get 0)))
        (func $it (param i32) {instruction} (nop)))"#
    )
}

fn memory_of(instruction: &str) -> u32 {
    ["$second", "$third"]
        .iter()
        .position(|name| {
            // Of a copy the target is named first; what reads has another one.
            instruction.contains(name)
        })
        .map_or(0, |place| place as u32 + 1)
}

#[test]
fn each_instruction_that_writes_memory_is_seen_and_no_read_is() {
    for (instruction, writes) in
        WRITES.iter().map(|it| (it, true)).chain(READS.iter().map(|it| (it, false)))
    {
        let memory = memory_of(instruction);
        for watch in [WatchFor::Writes, WatchFor::Reads] {
            let stops = stops_in(&program_of(instruction), &[Value::I32(16)], |store, id| {
                // The fill at the beginning is made before anything is watched.
                store.memory_mut(id, 0).unwrap()[..48].fill(0x22);
                let watched = Watched::Memory { instance: id, memory, range: 16..17 };
                store.set_watchpoint(&watched, watch, None).unwrap();
            });
            let in_it = stops.iter().filter(|stop| stop.starts_with("func 1")).count();
            let both = instruction.contains("rmw");
            let expected = both || writes == (watch == WatchFor::Writes);
            assert_eq!(in_it, usize::from(expected), "{instruction} {watch:?}: {stops:#?}");
            let end = stops.last().unwrap();
            assert_eq!(end, "Finished([])", "{instruction}");
        }
    }
}

#[test]
fn what_is_next_to_the_watched_bytes_is_of_no_interest() {
    for instruction in WRITES.iter().chain(READS).filter(|it| !it.contains("memory.")) {
        let memory = memory_of(instruction);
        let stops = stops_in(&program_of(instruction), &[Value::I32(16)], |store, id| {
            for range in [0..1, 33..34, 4096..4100] {
                let watched = Watched::Memory { instance: id, memory, range };
                store.set_watchpoint(&watched, WatchFor::Accesses, None).unwrap();
            }
        });
        assert!(!stops.iter().any(|stop| stop.starts_with("func 1")), "{instruction} {stops:?}");
    }
}

#[test]
fn only_writes_that_change_something_are_changes() {
    let program = r#"(module (memory 1)
        (func (export "run") (local $i i32)
            (loop $again
                (i32.store (i32.const 8) (i32.div_u (local.get $i) (i32.const 4)))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $again (i32.lt_u (local.get $i) (i32.const 12))))))"#;
    let stops = stops_in(program, &[], |store, id| {
        store.set_watchpoint(&bytes(id, 8..12), WatchFor::Changes, None).unwrap();
    });
    assert_eq!(
        stops,
        [
            "func 0 wrote [00, 00, 00, 00] -> [01, 00, 00, 00] at 5, now at 6 with 0",
            "func 0 wrote [01, 00, 00, 00] -> [02, 00, 00, 00] at 5, now at 6 with 0",
            "Finished([])"
        ]
    );
}

#[test]
fn globals_are_watched_through_every_instance() {
    let exporter = r#"(module (global $g (export "g") (mut i64) (i64.const 5)) (memory 1)
        (func (export "run") (param i32)
            (global.set $g (i64.add (global.get $g) (i64.const 1)))
            (global.set $h (f32.const 1)))
        (global $h (mut f32) (f32.const 0)))"#;
    let stops = stops_in(exporter, &[Value::I32(0)], |store, id| {
        store.set_global(id, 0, Value::I64(5)).unwrap();
        store.set_global(id, 1, Value::F32(0)).unwrap();
        let g = Watched::Global { instance: id, index: 0 };
        store.set_watchpoint(&g, WatchFor::Accesses, None).unwrap();
        let h = Watched::Global { instance: id, index: 1 };
        store.set_watchpoint(&h, WatchFor::Changes, None).unwrap();
    });
    assert_eq!(
        stops,
        [
            "func 0 read [05, 00, 00, 00, 00, 00, 00, 00] -> [05, 00, 00, 00, 00, 00, 00, 00] at 0, now at 1 with 1",
            "func 0 wrote [05, 00, 00, 00, 00, 00, 00, 00] -> [06, 00, 00, 00, 00, 00, 00, 00] at 3, now at 4 with 0",
            "func 0 wrote [00, 00, 00, 00] -> [00, 00, 80, 3f] at 5, now at 6 with 0",
            "Finished([])"
        ]
    );

    for way in WAYS {
        let mut store = store_that_runs(way);
        let owner = store.instantiate(module(exporter), InstantiateOptions::default()).unwrap();
        store.define_instance_exports("owner", owner);
        let user = r#"(module (global (import "owner" "g") (mut i64))
            (func (export "run") (global.set 0 (i64.const 9))))"#;
        let user = store.instantiate(module(user), InstantiateOptions::default()).unwrap();
        let g = Watched::Global { instance: owner, index: 0 };
        store.set_watchpoint(&g, WatchFor::Writes, None).unwrap();
        begin(&mut store, user, "run", &[]);
        let Exit::Watchpoint(hits) = store.resume(Resume::Run) else { panic!() };
        assert_eq!((hits.len(), hits[0].instance), (1, user));
    }
}

#[test]
fn what_the_host_writes_is_seen_after_the_call() {
    let program = r#"(module (import "host" "write" (func $write (param i32 i32)))
        (import "host" "say" (func $say (param i32 i32)))
        (memory (export "memory") 1)
        (func (export "run")
            (call $write (i32.const 32) (i32.const 1))
            (call $write (i32.const 64) (i32.const 1))
            (call $write (i32.const 32) (i32.const 1))
            (call $say (i32.const 30) (i32.const 1))
            (call $say (i32.const 30) (i32.const 0))))"#;
    for way in WAYS {
        for (wants, expected) in [
            (WatchFor::Changes, "wrote by write [00] -> [01]"),
            (WatchFor::Writes, "wrote by write [00] -> [01], wrote by say [01] -> [01]"),
            (WatchFor::Reads, "read by say [01] -> [01]"),
        ] {
            let mut store = store_that_runs(way);
            let ty = || FuncType::new([ValType::I32, ValType::I32], []);
            store.define_host(
                "host",
                "write",
                ty(),
                Box::new(|caller, args, _| {
                    let [Value::I32(address), Value::I32(byte)] = *args else { panic!() };
                    caller.memory_mut()[address as usize] = byte as u8;
                    Ok(())
                }),
            );
            store.define_host(
                "host",
                "say",
                ty(),
                Box::new(|caller, args, _| {
                    let [Value::I32(address), Value::I32(written)] = *args else { panic!() };
                    assert!(caller.is_watched());
                    caller.note_access(address as u64, 4, written == 1);
                    Ok(())
                }),
            );
            let id = store.instantiate(module(program), InstantiateOptions::default()).unwrap();
            store.set_watchpoint(&bytes(id, 32..33), wants, None).unwrap();
            begin(&mut store, id, "run", &[]);
            let mut seen = Vec::new();
            while let Exit::Watchpoint(hits) = store.resume(Resume::Run) {
                seen.push(text(&hits).replace("func 2 ", ""));
            }
            assert_eq!(seen.join(", "), expected, "{way:?} {wants:?}");
        }
    }
}

#[test]
fn a_watchpoint_ends_with_its_frame() {
    let program = r#"(module (memory 1) (tag $e)
        (func (export "run") (param $how i32) (result i32)
            (call $outer (local.get $how))
            (i32.store (i32.const 8) (i32.const 1))
            (i32.const 5))
        (func $outer (param $how i32)
            (block $caught (try_table (catch $e $caught) (call $inner (local.get $how)))))
        (func $inner (param $how i32)
            (nop)
            (i32.store (i32.const 8) (i32.const 2))
            (if (local.get $how) (then (throw $e)))
            (nop)))"#;
    for way in WAYS {
        for how in [0, 1] {
            let mut store = store_that_runs(way);
            let id = store.instantiate(module(program), InstantiateOptions::default()).unwrap();
            let start = store.module(id).instruction_offsets(2).unwrap()[0];
            store.set_breakpoint(id, start).unwrap();
            begin(&mut store, id, "run", &[Value::I32(how)]);
            assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
            let before = store.ledger().state(Account::Debug).used;
            let inner = store.depth() - 1;
            let watch =
                store.set_watchpoint(&bytes(id, 8..12), WatchFor::Writes, Some(inner)).unwrap();
            assert!(store.ledger().state(Account::Debug).used > before);
            let Exit::Watchpoint(hits) = store.resume(Resume::Run) else { panic!("{way:?}") };
            assert_eq!(text(&hits), "func 2 wrote [00, 00, 00, 00] -> [02, 00, 00, 00]");
            assert_eq!(store.resume(Resume::Run), Exit::WatchpointEnded, "{way:?} {how}");
            assert_eq!(store.frame(0).unwrap().func, 1);
            assert_eq!(store.take_ended_watchpoints(), [watch]);
            assert_eq!(store.ledger().state(Account::Debug).used, before);
            assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(5)]));
            assert!(!store.clear_watchpoint(watch));
        }
    }
}

#[test]
fn a_local_is_watched_in_its_frame_alone() {
    let program = r#"(module (memory 1)
        (func $count (export "run") (param $n i32) (result i32) (local $i i64) (local $v v128)
            (nop)
            (local.set $i (i64.add (local.get $i) (i64.const 2)))
            (if (local.get $n) (then
                (drop (call $count (i32.sub (local.get $n) (i32.const 1))))))
            (drop (i64.add (local.get $i) (local.tee $i (i64.const 7))))
            (local.set $v (v128.const i64x2 1 2))
            (drop (local.tee $v (v128.const i64x2 3 4)))
            (local.get $n)))"#;
    for way in WAYS {
        for warm in [false, true] {
            let mut store = store_that_runs(way);
            let id = store.instantiate(module(program), InstantiateOptions::default()).unwrap();
            if warm {
                begin(&mut store, id, "run", &[Value::I32(3)]);
                store.resume(Resume::Run);
            }
            begin(&mut store, id, "run", &[Value::I32(2)]);
            let local = |index| Watched::Local { frame: 0, index };
            let reads = store.set_watchpoint(&local(1), WatchFor::Reads, None);
            assert_eq!(reads, Err(WatchError::LocalRead));
            let watches = [1, 2]
                .map(|index| store.set_watchpoint(&local(index), WatchFor::Writes, None).unwrap());
            let mut seen = Vec::new();
            let exit = loop {
                match store.resume(Resume::Run) {
                    Exit::Watchpoint(hits) => {
                        assert_eq!(store.depth(), 1);
                        seen.push((hits[0].old[0], hits[0].new[0], hits[0].new.len()));
                    }
                    exit => break exit,
                }
            };
            let expected = [(0, 2, 8), (2, 7, 8), (0, 1, 16), (1, 3, 16)];
            assert_eq!(
                (seen.as_slice(), exit),
                (&expected[..], Exit::Finished(vec![Value::I32(2)])),
                "{way:?} {warm}"
            );
            assert_eq!(store.take_ended_watchpoints(), watches);
        }
    }
}

#[test]
fn a_frame_that_gives_its_place_away_has_ended() {
    let program = r#"(module (memory 1)
        (func (export "run") (param i32) (result i32) (nop) (return_call $next (local.get 0)))
        (func $next (param i32) (result i32) (i32.store (i32.const 8) (i32.const 1)) (local.get 0)))"#;
    for way in WAYS {
        for warm in [false, true] {
            let mut store = store_that_runs(way);
            let id = store.instantiate(module(program), InstantiateOptions::default()).unwrap();
            if warm {
                begin(&mut store, id, "run", &[Value::I32(3)]);
                store.resume(Resume::Run);
            }
            begin(&mut store, id, "run", &[Value::I32(3)]);
            let watch = store.set_watchpoint(&bytes(id, 8..12), WatchFor::Writes, Some(0)).unwrap();
            assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(3)]), "{way:?}");
            assert_eq!(store.take_ended_watchpoints(), [watch]);
        }
    }
}

#[test]
fn a_fill_that_is_interrupted_is_seen_once_it_is_done() {
    let program = r#"(module (memory 100)
        (func (export "run") (memory.fill (i32.const 0) (i32.const 1) (i32.const 6000000)) (nop)))"#;
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module(program), InstantiateOptions::default()).unwrap();
        store.set_watchpoint(&bytes(id, 100..101), WatchFor::Writes, None).unwrap();
        begin(&mut store, id, "run", &[]);
        // The first chunk is filled before anybody is asked.
        let mut interrupts = 0;
        let hits = loop {
            store.interrupt().request();
            match store.resume(Resume::Run) {
                Exit::Interrupted => interrupts += 1,
                Exit::Watchpoint(hits) => break hits,
                other => panic!("{other:?}"),
            }
        };
        assert!(interrupts > 3, "{interrupts}");
        assert_eq!(text(&hits), "func 0 wrote [00] -> [01]");
    }
}

#[test]
fn what_the_debugger_writes_is_no_access() {
    let (mut store, id) = instance(
        r#"(module (memory 1) (func (export "run") (i32.store (i32.const 8) (i32.const 2))))"#,
    );
    store.set_watchpoint(&bytes(id, 8..9), WatchFor::Changes, None).unwrap();
    store.memory_mut(id, 0).unwrap()[8] = 2;
    store.refresh_watchpoints();
    begin(&mut store, id, "run", &[]);
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![]));
}

#[test]
fn stepping_stops_at_watchpoints_as_well() {
    let program = r#"(module (memory 1)
        (func (export "run") (call $inner) (nop))
        (func $inner (i32.store (i32.const 8) (i32.const 1)) (nop)))"#;
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module(program), InstantiateOptions::default()).unwrap();
        store.set_watchpoint(&bytes(id, 8..9), WatchFor::Writes, None).unwrap();
        begin(&mut store, id, "run", &[]);
        let range = store.module(id).code_range(0).unwrap();
        let how = Resume::Range { frame: 0, ranges: &[range], enter_calls: false };
        let Exit::Watchpoint(hits) = store.resume(how) else { panic!("{way:?}") };
        assert_eq!(hits[0].func, 1);
        store.abort_call();
        store.memory_mut(id, 0).unwrap()[8] = 0;
        store.refresh_watchpoints();
        begin(&mut store, id, "run", &[]);
        let stops = std::iter::from_fn(|| match store.resume(Resume::Instruction) {
            Exit::Finished(_) => None,
            exit => Some(matches!(exit, Exit::Watchpoint(_))),
        });
        let stops: Vec<bool> = stops.collect();
        assert_eq!(stops, [false, false, false, true, false, false, false], "{way:?}");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_the_reason() {
    let mut ledger = Ledger::unlimited();
    ledger.set_capacity(Account::Debug, 1000, Provenance::Default, "raise it");
    let mut store = Store::new(StoreLimits::default(), ledger).unwrap();
    let module = module(r#"(module (memory 1) (global i32 (i32.const 0)))"#);
    let id = store.instantiate(module, InstantiateOptions::default()).unwrap();
    let mut refused = |watched: &Watched, frame| {
        store.set_watchpoint(watched, WatchFor::Writes, frame).unwrap_err().to_string()
    };
    let global = |index| Watched::Global { instance: id, index };
    assert_eq!(refused(&global(1), None), WatchError::NoSuchPlace.to_string());
    assert_eq!(refused(&bytes(id, 8..8), None), WatchError::Empty.to_string());
    assert_eq!(
        refused(&bytes(id, 65_530..65_540), None),
        "the range lies outside memory, which has 65536 bytes"
    );
    assert_eq!(
        refused(&bytes(id, 0..2_000_000), None),
        "2000000 bytes are more than one watchpoint can watch; it can watch 1048576"
    );
    assert_eq!(refused(&global(0), Some(0)), "there is no such frame now");
    assert!(refused(&bytes(id, 0..2000), None).contains("debug"), "the budget");
    let second = Watched::Memory { instance: id, memory: 1, range: 0..1 };
    assert_eq!(refused(&second, None), WatchError::NoSuchPlace.to_string());
}
