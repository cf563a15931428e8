//! Tail calls: they take no frame, and stops, returns and pauses are as of any other call.

use crate::common::{begin, call, instance, module, store};
use wrtd_core::{Exit, FuncType, InstantiateOptions, Resume, ValType, Value};

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

#[test]
fn a_million_of_them_take_one_frame() {
    let (mut store, id) = instance(LOOPS);
    for (name, result) in [("countdown", 42), ("through", 43), ("outer", 43)] {
        let exit = call(&mut store, id, name, &[Value::I64(1_000_000)]);
        assert_eq!(exit, Exit::Finished(vec![Value::I64(result)]), "{name}");
    }
}

#[test]
fn an_endless_chain_of_them_is_paused() {
    let (mut store, id) = instance(LOOPS);
    begin(&mut store, id, "forever", &[]);
    let handle = store.interrupt();
    for _ in 0..3 {
        handle.request();
        assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
        assert_eq!(store.depth(), 1);
    }
}

#[test]
fn a_return_that_was_marked_stops_though_another_function_returns() {
    let (mut store, id) = instance(LOOPS);
    begin(&mut store, id, "outer", &[Value::I64(3)]);
    while store.depth() < 2 {
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    }
    assert!(store.stop_on_return(0));
    assert_eq!(store.resume(Resume::Run), Exit::Returned);
    assert_eq!(store.depth(), 1);
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I64(43)]));
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
