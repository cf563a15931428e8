//! Stops before calls of host functions.

use std::sync::{Arc, Mutex};

use wrtd_core::{
    Exit, FuncType, HostError, InstantiateOptions, PendingHostCall, Resume, Store, Tier, ValType,
    Value,
};

use crate::common::{begin, module, store};

/// Calls `log` in each way that there is, and `other` in between.
const CALLS: &str = r#"(module
    (type $t (func (param i32)))
    (import "host" "log" (func $log (type $t)))
    (import "host" "other" (func $other (type $t)))
    (table funcref (elem $other $log))
    (elem declare func $log)
    (func $tail (param i32) (return_call $log (local.get 0)))
    (func (export "run")
        (local $i i32)
        (loop $more
            (call $other (local.get $i))
            (call $log (local.get $i))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $more (i32.lt_u (local.get $i) (i32.const 3))))
        (call_indirect (type $t) (i32.const 10) (i32.const 1))
        (call_ref $t (i32.const 11) (ref.func $log))
        (call $tail (i32.const 12))))"#;

/// The arguments with which `log` is called.
const ARGUMENTS: [i32; 6] = [0, 1, 2, 10, 11, 12];

struct Program {
    store: Store,
    log: Arc<Mutex<Vec<i32>>>,
}

fn program(tier: Tier) -> Program {
    let mut store = store();
    store.set_tier(tier);
    let log = Arc::new(Mutex::new(Vec::new()));
    let ty = FuncType::new([ValType::I32], []);
    let logged = log.clone();
    let function = move |_: &mut wrtd_core::Caller<'_>, args: &[Value], _: &mut [Value]| {
        if let Value::I32(number) = args[0] {
            logged.lock().unwrap().push(number);
        }
        Ok(())
    };
    store.define_host("host", "log", ty.clone(), Box::new(function));
    store.define_host("host", "other", ty, Box::new(|_, _, _| Ok(())));
    let id = store.instantiate(module(CALLS), InstantiateOptions::default()).unwrap();
    store.stop_on_host_calls(|module, name| (module, name) == ("host", "log"));
    begin(&mut store, id, "run", &[]);
    Program { store, log }
}

fn pending(number: i32) -> PendingHostCall {
    let args = vec![Value::I32(number)];
    PendingHostCall { module: "host".into(), name: "log".into(), args }
}

#[test]
fn each_call_of_an_awaited_function_stops_once_before_it_is_made() {
    for tier in [Tier::InPlace, Tier::Threaded] {
        let Program { mut store, log } = program(tier);
        assert_eq!(store.pending_host_call(), None);
        for (made, number) in ARGUMENTS.into_iter().enumerate() {
            assert_eq!(store.resume(Resume::Run), Exit::HostCall);
            assert_eq!(store.pending_host_call(), Some(pending(number)));
            assert_eq!(*log.lock().unwrap(), ARGUMENTS[..made]);
        }
        assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![]));
        assert_eq!(*log.lock().unwrap(), ARGUMENTS);
        assert_eq!(store.pending_host_call(), None);
    }
}

#[test]
fn steps_stop_before_the_call_and_make_it_with_the_next_one() {
    let Program { mut store, log } = program(Tier::Threaded);
    let mut stops = 0;
    loop {
        match store.resume(Resume::Instruction) {
            Exit::Stepped => {}
            Exit::HostCall => {
                stops += 1;
                let before = log.lock().unwrap().len();
                assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
                assert_eq!(log.lock().unwrap().len(), before + 1);
            }
            Exit::Finished(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(stops, ARGUMENTS.len());
}

#[test]
fn a_breakpoint_at_the_call_stops_first_and_nothing_stops_when_nobody_waits_any_more() {
    let Program { mut store, log } = program(Tier::Threaded);
    assert_eq!(store.resume(Resume::Run), Exit::HostCall);
    let pc = store.frame(0).unwrap().pc;
    let instance = store.frame(0).unwrap().instance;
    store.set_breakpoint(instance, pc).unwrap();
    // It has been told of this call: the breakpoint is for the next one.
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    assert_eq!(store.resume(Resume::Run), Exit::HostCall);
    assert_eq!(store.pending_host_call(), Some(pending(1)));
    store.stop_on_host_calls(|_, _| false);
    assert_eq!(store.pending_host_call(), Some(pending(1)));
    store.clear_breakpoint(instance, pc);
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![]));
    assert_eq!(*log.lock().unwrap(), ARGUMENTS);
}

#[test]
fn a_call_that_waits_in_the_host_is_told_of_once() {
    let mut store = store();
    let mut waits = 2;
    let function = move |_: &mut wrtd_core::Caller<'_>, _: &[Value], results: &mut [Value]| {
        if waits > 0 {
            waits -= 1;
            return Err(HostError::Interrupted);
        }
        results[0] = Value::I32(5);
        Ok(())
    };
    store.define_host("host", "f", FuncType::new([], [ValType::I32]), Box::new(function));
    let text = r#"(module (import "host" "f" (func $f (result i32)))
        (func (export "run") (result i32) (call $f)))"#;
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    store.stop_on_host_calls(|_, _| true);
    begin(&mut store, id, "run", &[]);
    assert_eq!(store.resume(Resume::Run), Exit::HostCall);
    assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
    assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(5)]));
}
