//! Shared memories and atomic instructions, beyond what the official suite shows: waiting, and growing
//! in place.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::common::{begin, call, instance, module, store};
use wrtd_core::{
    Exit, GrowRefusal, InstantiateOptions, Notice, Resume, Store, StoreLimits, TrapKind, Value,
};
use wrtd_limits::{Account, Ledger, Provenance};

/// Waits on memories of both address types, the first of them not shared.
const WAITS: &str = r#"(module (memory 1) (memory $shared 1 2 shared) (memory $wide i64 1 1 shared)
    (data (memory $shared) (i32.const 16) "\01\02\03\04\05\06\07\08")
    (func (export "unshared") (result i32)
        (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const 0)))
    (func (export "wait32") (param i32 i32 i64) (result i32)
        (memory.atomic.wait32 $shared (local.get 0) (local.get 1) (local.get 2)))
    (func (export "wait64") (param i64 i64 i64) (result i32)
        (memory.atomic.wait64 $wide offset=8 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "notify") (param i32) (result i32)
        (memory.atomic.notify $shared offset=4 (local.get 0) (i32.const -1))))"#;

/// What is stored at 16 of the shared memory.
const STORED: Value = Value::I32(0x0403_0201);

const NOT_EQUAL: i32 = 1;
const TIMED_OUT: i32 = 2;

fn finished(answer: i32) -> Exit {
    Exit::Finished(vec![Value::I32(answer)])
}

fn trap_kind(exit: Exit) -> TrapKind {
    match exit {
        Exit::Trap(trap) => trap.kind,
        other => panic!("{other:?}"),
    }
}

fn wait32(store: &mut Store, expected: Value, timeout: i64) -> Exit {
    let instance = store.instances().next().unwrap();
    call(store, instance, "wait32", &[Value::I32(16), expected, Value::I64(timeout)])
}

#[test]
fn a_wait_ends_by_another_value_or_by_its_timeout() {
    let (mut store, id) = instance(WAITS);
    assert_eq!(wait32(&mut store, Value::I32(5), -1), finished(NOT_EQUAL));
    assert_eq!(wait32(&mut store, STORED, 0), finished(TIMED_OUT));
    // Without a clock, time passes at once.
    assert_eq!(wait32(&mut store, STORED, i64::MAX), finished(TIMED_OUT));
    let wide = |address, expected| [Value::I64(address), Value::I64(expected), Value::I64(9)];
    assert_eq!(call(&mut store, id, "wait64", &wide(8, 0)), finished(TIMED_OUT));
    assert_eq!(call(&mut store, id, "wait64", &wide(8, 1)), finished(NOT_EQUAL));
    assert_eq!(call(&mut store, id, "notify", &[Value::I32(16)]), finished(0));
}

#[test]
fn a_wait_that_nobody_can_end_is_a_deadlock() {
    let (mut store, id) = instance(WAITS);
    begin(&mut store, id, "wait32", &[Value::I32(16), STORED, Value::I64(-1)]);
    let Exit::Trap(trap) = store.resume(Resume::Run) else { panic!() };
    assert_eq!(trap.kind, TrapKind::Deadlock { address: 16, waiting: vec![] });
    assert_eq!(
        trap.kind.to_string(),
        "deadlock: the program waits on address 0x10 without a timeout, and there is no other thread \
         that could notify it"
    );
    assert_eq!(store.frame(0).unwrap().pc, trap.pc);
    assert_eq!(store.operand(0, 2).unwrap(), Value::I64(-1), "the operands are still there");
    store.abort_call();
}

#[test]
fn waits_that_are_wrong_trap_whatever_the_value_is() {
    let (mut store, id) = instance(WAITS);
    let kind = trap_kind(call(&mut store, id, "unshared", &[]));
    assert_eq!(kind, TrapKind::WaitOnUnsharedMemory);
    let mut wait = |name: &str, address| {
        let zeros = [address, Value::I64(0), Value::I64(0)];
        let zeros = zeros.map(|value| match (name, value) {
            ("wait32", Value::I64(value)) => Value::I32(value as i32),
            (_, value) => value,
        });
        let timeout = [zeros[0], zeros[1], Value::I64(0)];
        trap_kind(call(&mut store, id, name, &timeout))
    };
    let memory_size = 65536;
    assert_eq!(wait("wait32", Value::I64(18)), TrapKind::UnalignedAtomic { address: 18, size: 4 });
    assert_eq!(
        wait("wait32", Value::I64(65536)),
        TrapKind::MemoryOutOfBounds { address: 65536, size: 4, memory_size }
    );
    assert_eq!(wait("wait64", Value::I64(4)), TrapKind::UnalignedAtomic { address: 12, size: 8 });
    // The offset takes the address past 64 bits.
    assert_eq!(
        wait("wait64", Value::I64(-8)),
        TrapKind::MemoryOutOfBounds { address: u64::MAX, size: 8, memory_size }
    );
    let kind = trap_kind(call(&mut store, id, "notify", &[Value::I32(2)]));
    assert_eq!(kind, TrapKind::UnalignedAtomic { address: 6, size: 4 });
}

/// A store whose clock runs in a list: how long it was asked to sleep each time. At the sleep with the
/// number `interrupt_at` somebody interrupts the program.
fn with_clock(interrupt_at: usize) -> (Store, Arc<Mutex<Vec<Duration>>>) {
    let (mut store, _) = instance(WAITS);
    let slept = Arc::new(Mutex::new(Vec::new()));
    let (log, interrupt) = (slept.clone(), store.interrupt());
    store.set_sleep(Box::new(move |time| {
        let mut log = log.lock().unwrap();
        log.push(time);
        if log.len() == interrupt_at {
            interrupt.request();
        }
        time
    }));
    (store, slept)
}

#[test]
fn a_wait_sleeps_as_long_as_its_timeout_in_short_pieces() {
    let (mut store, slept) = with_clock(usize::MAX);
    let timeout = Duration::from_micros(52_700);
    assert_eq!(wait32(&mut store, STORED, timeout.as_nanos() as i64), finished(TIMED_OUT));
    let slept = slept.lock().unwrap();
    assert_eq!(slept.iter().sum::<Duration>(), timeout);
    assert!(slept.iter().all(|piece| piece.as_millis() <= 5), "{slept:?}");
}

#[test]
fn an_interrupted_wait_goes_on_for_the_rest_of_its_time() {
    for how in [Resume::Run, Resume::Instruction] {
        let (mut store, slept) = with_clock(3);
        let id = store.instances().next().unwrap();
        let timeout = Duration::from_millis(52);
        let arguments = [Value::I32(16), STORED, Value::I64(timeout.as_nanos() as i64)];
        begin(&mut store, id, "wait32", &arguments);
        let mut interrupts = 0;
        let exit = loop {
            match store.resume(how.clone()) {
                Exit::Stepped => {}
                Exit::Interrupted => {
                    interrupts += 1;
                    let left = timeout - slept.lock().unwrap().iter().sum::<Duration>();
                    let operand = store.operand(0, 2).unwrap();
                    assert_eq!(operand, Value::I64(left.as_nanos() as i64));
                    assert_eq!(
                        store.local(0, 2).unwrap(),
                        arguments[2],
                        "the variable keeps its value"
                    );
                }
                exit => break exit,
            }
        };
        assert_eq!(exit, finished(TIMED_OUT));
        assert_eq!(interrupts, 1);
        assert_eq!(slept.lock().unwrap().iter().sum::<Duration>(), timeout);
    }
}

#[test]
fn a_wait_of_minutes_is_interrupted_from_another_thread() {
    let (mut store, id) = instance(WAITS);
    store.set_sleep(Box::new(|time| {
        let start = Instant::now();
        std::thread::sleep(time);
        start.elapsed()
    }));
    begin(&mut store, id, "wait32", &[Value::I32(16), STORED, Value::I64(600_000_000_000)]);
    let interrupt = store.interrupt();
    let asked = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        interrupt.request();
        Instant::now()
    });
    assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
    let reaction = asked.join().unwrap().elapsed();
    assert!(reaction.as_millis() < 500, "stopped after {reaction:?}");
    // Somebody who looks at it changes the memory: then the wait ends at once.
    store.memory_mut(id, 1).unwrap()[16] = 0;
    assert_eq!(store.resume(Resume::Run), finished(NOT_EQUAL));
}

#[test]
fn a_shared_memory_grows_in_place_and_no_further() {
    let text = r#"(module (memory (export "memory") 1 100 shared)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#;
    let mut ledger = Ledger::unlimited();
    let source = Provenance::CommandLine("--max-memory");
    ledger.set_capacity(Account::WasmLinear, 10 * 65536, source, "raise --max-memory");
    let mut store = Store::new(StoreLimits::default(), ledger).unwrap();
    let notices = Arc::new(Mutex::new(Vec::new()));
    let log = notices.clone();
    store.set_notice_handler(Box::new(move |notice| log.lock().unwrap().push(notice)));
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    let place = store.memory(id, 0).unwrap().as_ptr();
    assert_eq!(call(&mut store, id, "grow", &[Value::I32(9)]), finished(1));
    assert_eq!(store.memory(id, 0).unwrap().as_ptr(), place);
    assert_eq!(call(&mut store, id, "grow", &[Value::I32(1)]), finished(-1));
    // What is granted later is not behind the memory.
    let account = Account::WasmLinear;
    store.ledger_mut().set_capacity(account, 50 * 65536, source, "raise --max-memory");
    assert_eq!(call(&mut store, id, "grow", &[Value::I32(1)]), finished(-1));
    assert_eq!(store.memory(id, 0).unwrap().len(), 10 * 65536);
    assert_eq!(store.ledger().state(account).used, 10 * 65536);
    let notices = notices.lock().unwrap();
    let reason = |i: usize| {
        let Notice::MemoryGrowRefused { reason, .. } = &notices[i] else {
            panic!("another notice")
        };
        *reason
    };
    assert!(matches!(reason(0), GrowRefusal::Budget(_)));
    assert_eq!(reason(1), GrowRefusal::SharedRoom(10 * 65536));
    assert!(notices[1].to_string().contains("cannot be moved"), "{}", notices[1]);
}

#[test]
fn shared_and_other_memories_do_not_link() {
    let exports = r#"(module (memory (export "plain") 1 2) (memory (export "shared") 1 2 shared)
        (memory (export "wide") i64 1 2) (memory (export "bytes") 1 2 (pagesize 1)))"#;
    let mut store = store();
    let id = store.instantiate(module(exports), InstantiateOptions::default()).unwrap();
    store.define_instance_exports("m", id);
    let types = [
        ("plain", "1 2", "1..2 pages"),
        ("shared", "1 2 shared", "1..2 shared pages"),
        ("wide", "i64 1 2", "i64 1..2 pages"),
        ("bytes", "1 2 (pagesize 1)", "1..2 pages of 1 byte"),
    ];
    for (name, _, found) in types {
        for (wanted, ty, words) in types {
            let import = module(&format!(r#"(module (import "m" "{name}" (memory {ty})))"#));
            match store.instantiate(import, InstantiateOptions::default()) {
                Ok(_) => assert_eq!(name, wanted),
                Err(error) => {
                    assert_ne!(name, wanted);
                    let message = error.to_string();
                    let both = message.contains(&format!("of type {words}, "))
                        && message.contains(&format!("a memory of {found} "));
                    assert!(both, "{message}");
                }
            }
        }
    }
}
