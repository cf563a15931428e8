//! Tail calls: they take no frame, and stops, returns and pauses are as of any other call.

use crate::common::{begin, call, module, store};
use crate::stops;
use crate::tiers::{WAYS, store_that_runs};
use wrtd_core::{
    Exit, FuncType, InstanceId, InstantiateOptions, Resume, Store, StoreLimits, Tier, TrapKind,
    ValType, Value,
};
use wrtd_limits::Ledger;

/// `countdown` calls itself in tail position; `through` does so by the table; `forever` without end.
const LOOPS: &str = r#"(module
    (type $unary (func (param i64) (result i64)))
    (table funcref (elem $through))
    (func $countdown (export "countdown") (param i64) (result i64)
        (if (i64.eqz (local.get 0)) (then (return (i64.const 42))))
        (return_call $countdown (i64.sub (local.get 0) (i64.const 1))))
    (func $through (export "through") (param i64) (result i64)
        (if (i64.eqz (local.get 0)) (then (return (i64.const 43))))
        (return_call_indirect (type $unary) (i64.sub (local.get 0) (i64.const 1)) (i32.const 0)))
    (func $forever (export "forever") (return_call $forever))
    (func (export "outer") (param i64) (result i64)
        (i64.add (call $countdown (local.get 0)) (i64.const 1))))"#;

fn loops(way: (Tier, bool)) -> (Store, InstanceId) {
    let mut store = store_that_runs(way);
    let id = store.instantiate(module(LOOPS), InstantiateOptions::default()).unwrap();
    (store, id)
}

#[test]
fn a_million_of_them_take_one_frame() {
    for way in WAYS {
        let (mut store, id) = loops(way);
        for (name, result) in [("countdown", 42), ("through", 43), ("outer", 43)] {
            let exit = call(&mut store, id, name, &[Value::I64(1_000_000)]);
            assert_eq!(exit, Exit::Finished(vec![Value::I64(result)]), "{way:?} {name}");
        }
    }
}

#[test]
fn an_endless_chain_of_them_is_paused() {
    for way in WAYS {
        let (mut store, id) = loops(way);
        begin(&mut store, id, "forever", &[]);
        let handle = store.interrupt();
        for _ in 0..3 {
            let request = handle.clone();
            let later = std::thread::spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(5));
                request.request();
            });
            assert_eq!(store.resume(Resume::Run), Exit::Interrupted, "{way:?}");
            assert_eq!(store.depth(), 1, "{way:?}");
            later.join().unwrap();
        }
    }
}

#[test]
fn a_return_that_was_marked_stops_though_another_function_returns() {
    for way in WAYS {
        let (mut store, id) = loops(way);
        call(&mut store, id, "outer", &[Value::I64(3)]);
        begin(&mut store, id, "outer", &[Value::I64(3)]);
        while store.depth() < 2 {
            assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
        }
        assert!(store.stop_on_return(0));
        assert_eq!(store.resume(Resume::Run), Exit::Returned, "{way:?}");
        assert_eq!(store.depth(), 1);
        assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I64(43)]), "{way:?}");
    }
}

#[test]
fn a_host_function_in_tail_position_gives_the_callers_results() {
    let mut store = store();
    let ty = FuncType::new([ValType::I32], [ValType::I32]);
    let twice = Box::new(|_: &mut wrtd_core::Caller<'_>, args: &[Value], out: &mut [Value]| {
        let Value::I32(value) = args[0] else { unreachable!() };
        out[0] = Value::I32(value * 2);
        Ok(())
    });
    store.define_host("host", "twice", ty, twice);
    let text = r#"(module
        (import "host" "twice" (func $twice (param i32) (result i32)))
        (func $inner (param i32 i32) (result i32) (local i64 i64)
            (return_call $twice (i32.add (local.get 0) (local.get 1))))
        (func (export "go") (param i32) (result i32)
            (i32.add (call $inner (local.get 0) (i32.const 1)) (i32.const 100))))"#;
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    let exit = call(&mut store, id, "go", &[Value::I32(5)]);
    assert_eq!(exit, Exit::Finished(vec![Value::I32(112)]));
}

/// Functions that call each other in tail position in all ways: with more and fewer arguments, locals and operands,
/// arguments in other places than they come from, vectors, by tables, and to the host.
const WEB: &str = r#"(module
    (import "host" "f" (func $host (param i32) (result i32)))
    (memory (export "memory") 1) (table $table funcref (elem $few $many $vectors $exchange $host $binary))
    (table $wide i64 2 funcref)
    (elem (table $wide) (i64.const 0) func $few $many)
    (type $unary (func (param i32) (result i32)))
    (type $binary (func (param i32 i32) (result i32)))
    (global $count (mut i32) (i32.const 0))
    (func $few (type $unary) (local $a i32) (local $b i64)
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        (local.set $a (i32.or (local.get $a) (i32.wrap_i64 (local.get $b))))
        (if (local.get $a) (then (unreachable)))
        (local.set $b (i64.const -1)) (local.set $a (i32.const 5))
        (if (i32.eqz (local.get 0)) (then (return (global.get $count))))
        (i32.const 77) (i64.const 78)
        (return_call $exchange (local.get $a) (i32.sub (local.get 0) (i32.const 1)) (f64.const 0.5)
            (i64.const 9)))
    (func $exchange (param i32 i32 f64 i64) (result i32)
        (global.set $count (i32.add (global.get $count) (local.get 0)))
        (if (i32.gt_s (local.get 0) (i32.const 4))
            (then (return_call $exchange (local.get 1) (i32.sub (local.get 0) (i32.const 3))
                (f64.add (local.get 2) (f64.const 1)) (i64.extend_i32_s (local.get 0)))))
        (i32.store (i32.const 8) (i32.trunc_f64_s (local.get 2)))
        (return_call_indirect $table (type $unary)
            (select (local.get 1) (local.get 0) (i32.lt_s (local.get 1) (local.get 0))) (i32.const 1)))
    (func $many (type $unary) (local i32 i32 i32 i32 v128 i32)
        (if (v128.any_true (local.get 5)) (then (unreachable)))
        (local.set 5 (i32x4.splat (local.get 0)))
        (local.set 1 (i32.add (local.get 6) (i32.const 3)))
        (return_call $vectors (local.get 5) (local.get 0) (v128.not (local.get 5))))
    (func $vectors (param v128 i32 v128) (result i32) (local v128 i64)
        (if (v128.any_true (local.get 3)) (then (unreachable)))
        (local.set 3 (v128.or (local.get 0) (local.get 2)))
        (if (i32.and (local.get 1) (i32.const 1))
            (then (return_call $vectors (local.get 3) (i32.sub (local.get 1) (i32.const 1)) (local.get 0))))
        (if (i32.eqz (local.get 1)) (then
            (return_call_indirect $table (type $binary) (i32x4.extract_lane 3 (local.get 0))
                (i32x4.extract_lane 2 (local.get 2)) (i32.const 5))))
        (return_call_indirect $wide (type $unary) (i32.sub (local.get 1) (i32.const 1)) (i64.const 0)))
    (func $binary (type $binary)
        (return_call $host (i32.add (local.get 0) (local.get 1))))
    (func (export "run") (param $n i32) (result i32) (local $sum i32)
        (loop $turn
            (local.set $sum (i32.add (local.get $sum) (call $few (local.get $n))))
            (local.set $sum (i32.xor (local.get $sum) (call $many (local.get $n))))
            (br_if $turn (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $sum))
    (func (export "trap") (param $n i32) (result i32)
        (drop (call $few (local.get $n)))
        (return_call_indirect $table (type $unary) (local.get $n) (i32.add (local.get $n) (i32.const 1)))))"#;

fn web(way: (Tier, bool)) -> (Store, InstanceId) {
    let mut store = store_that_runs(way);
    let ty = FuncType::new([ValType::I32], [ValType::I32]);
    let host = |_: &mut wrtd_core::Caller<'_>, args: &[Value], results: &mut [Value]| {
        if let [Value::I32(n)] = args {
            results[0] = Value::I32(n.wrapping_mul(5));
        }
        Ok(())
    };
    store.define_host("host", "f", ty, Box::new(host));
    let id = store.instantiate(module(WEB), InstantiateOptions::default()).unwrap();
    (store, id)
}

#[test]
fn a_breakpoint_on_each_instruction_alone_stops_in_the_same_states() {
    stops::each_instruction_alone(web);
}

#[test]
fn many_breakpoints_stop_in_the_same_states() {
    stops::many_at_once(web);
}

#[test]
fn breakpoints_that_are_judged_stop_where_they_are_to() {
    stops::judged(web);
}

#[test]
fn a_callee_that_has_no_room_traps_at_the_call() {
    // The second function's frame is larger than the guest's stack.
    let declared = "i64 ".repeat(40_000);
    let text = format!(
        r#"(module (func $large (param i32) (result i32) (local {declared}) (local.get 0))
            (func $small (param i32) (result i32) (return_call $large (local.get 0)))
            (func (export "go") (param i32) (result i32) (call $small (local.get 0))))"#
    );
    for (tier, jumping) in WAYS {
        let limits = StoreLimits { stack_slots: 30_000, ..StoreLimits::default() };
        let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
        store.set_tier(tier);
        store.set_jumping(jumping);
        let id = store.instantiate(module(&text), InstantiateOptions::default()).unwrap();
        for _ in 0..3 {
            let func = store.export_func(id, "go").unwrap();
            store.begin_call(func, &[Value::I32(1)]).unwrap();
            let Exit::Trap(trap) = store.resume(Resume::Run) else { panic!("{tier:?}") };
            assert!(matches!(trap.kind, TrapKind::CallStackExhausted { .. }), "{trap:?}");
            assert_eq!((store.depth(), store.frame(0).unwrap().func), (2, 1), "{tier:?}");
            store.abort_call();
        }
    }
}
