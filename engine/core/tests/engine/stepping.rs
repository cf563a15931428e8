//! Breakpoints, steps, pauses and returns: where the program stops, and that it goes on as if it
//! had not.

use std::slice::from_ref;

use crate::common::{begin, call, instance, module};
use wrtd_core::{BreakpointError, Exit, InstantiateOptions, Resume, Store, Value};

/// `outer` calls `inner` twice; `inner` doubles.
const CALLS: &str = r#"(module
    (func $inner (param i32) (result i32)
        local.get 0
        i32.const 2
        i32.mul)
    (func (export "outer") (param i32) (result i32)
        local.get 0
        call $inner
        call $inner
        i32.const 1
        i32.add))"#;

/// Adds the numbers below the argument.
const LOOP: &str = r#"(module
    (func (export "sum") (param $n i32) (result i32) (local $sum i32)
        loop $again
            local.get $sum
            local.get $n
            i32.add
            local.set $sum
            local.get $n
            i32.const 1
            i32.sub
            local.tee $n
            br_if $again
        end
        local.get $sum))"#;

/// The Wasm offset of instruction `n` of function `func` of the first instance.
fn offset(store: &Store, func: u32, n: usize) -> u32 {
    let instance = store.instances().next().unwrap();
    store.module(instance).instruction_offsets(func).unwrap()[n]
}

/// Function and number of the instruction at which a frame is.
fn place(store: &Store, frame: usize) -> (u32, usize) {
    let info = store.frame(frame).unwrap();
    let offsets = store.module(info.instance).instruction_offsets(info.func).unwrap();
    (info.func, offsets.iter().position(|&pc| pc == info.pc).unwrap())
}

#[test]
fn an_instruction_step_executes_one_instruction_and_enters_callees() {
    let (mut store, id) = instance(CALLS);
    begin(&mut store, id, "outer", &[Value::I32(5)]);
    let mut places = vec![place(&store, 0)];
    let exit = loop {
        match store.resume(Resume::Instruction) {
            Exit::Stepped => places.push(place(&store, 0)),
            exit => break exit,
        }
    };
    assert_eq!(exit, Exit::Finished(vec![Value::I32(21)]));
    let inner = [(0, 0), (0, 1), (0, 2), (0, 3)];
    let mut expected = vec![(1, 0), (1, 1)];
    expected.extend(inner);
    expected.push((1, 2));
    expected.extend(inner);
    expected.extend([(1, 3), (1, 4), (1, 5)]);
    assert_eq!(places, expected);
}

#[test]
fn a_breakpoint_stops_once_each_time_it_is_reached() {
    let (mut store, id) = instance(CALLS);
    let pc = offset(&store, 0, 2);
    store.set_breakpoint(id, pc).unwrap();
    store.set_breakpoint(id, pc).unwrap();
    assert!(store.has_breakpoint(id, pc));
    begin(&mut store, id, "outer", &[Value::I32(5)]);
    for argument in [5, 10] {
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
        assert_eq!(place(&store, 0), (0, 2));
        assert_eq!(store.operand(0, 0).unwrap(), Value::I32(argument));
        assert_eq!(store.operand(0, 1).unwrap(), Value::I32(2));
    }
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(21)]));
    assert!(store.clear_breakpoint(id, pc));
    assert!(!store.clear_breakpoint(id, pc));
    let exit = call(&mut store, id, "outer", &[Value::I32(1)]);
    assert_eq!(exit, Exit::Finished(vec![Value::I32(5)]));
}

#[test]
fn a_breakpoint_on_the_first_instruction_of_a_step_does_not_stop_it() {
    let (mut store, id) = instance(CALLS);
    for n in 0..5 {
        store.set_breakpoint(id, offset(&store, 1, n)).unwrap();
    }
    begin(&mut store, id, "outer", &[Value::I32(5)]);
    assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    assert_eq!(place(&store, 0), (1, 1));
}

#[test]
fn a_breakpoint_inside_an_instruction_is_refused_with_its_start() {
    let (mut store, id) = instance(CALLS);
    let start = offset(&store, 0, 0);
    let error = store.set_breakpoint(id, start + 1).unwrap_err();
    assert_eq!(error, BreakpointError::NotAnInstruction { instruction: start });
    assert_eq!(store.set_breakpoint(id, 0).unwrap_err(), BreakpointError::NotInCode);
    assert_eq!(store.set_breakpoint(id, u32::MAX).unwrap_err(), BreakpointError::NotInCode);
}

#[test]
fn a_breakpoint_holds_in_every_instance_of_the_module_and_in_no_other() {
    let mut store = crate::common::store();
    let shared = module(CALLS);
    let first = store.instantiate(shared.clone(), InstantiateOptions::default()).unwrap();
    let second = store.instantiate(shared, InstantiateOptions::default()).unwrap();
    let other = store.instantiate(module(CALLS), InstantiateOptions::default()).unwrap();
    let pc = offset(&store, 0, 0);
    store.set_breakpoint(first, pc).unwrap();
    assert_eq!(call(&mut store, second, "outer", &[Value::I32(1)]), Exit::Breakpoint);
    let exit = call(&mut store, other, "outer", &[Value::I32(1)]);
    assert_eq!(exit, Exit::Finished(vec![Value::I32(5)]));
}

#[test]
fn a_range_step_runs_over_calls_until_the_pc_leaves_the_ranges() {
    let (mut store, id) = instance(CALLS);
    begin(&mut store, id, "outer", &[Value::I32(5)]);
    let ranges = offset(&store, 1, 0)..offset(&store, 1, 3);
    let step = Resume::Range { frame: 0, ranges: from_ref(&ranges), enter_calls: false };
    assert_eq!(store.resume(step), Exit::Stepped);
    assert_eq!(place(&store, 0), (1, 3));
    assert_eq!(store.operand(0, 0).unwrap(), Value::I32(20));
    let rest = offset(&store, 1, 3)..u32::MAX;
    let step = Resume::Range { frame: 0, ranges: from_ref(&rest), enter_calls: false };
    assert_eq!(store.resume(step), Exit::Finished(vec![Value::I32(21)]));
}

#[test]
fn a_range_step_stops_in_a_callee_when_asked_or_at_a_breakpoint() {
    for enter_calls in [true, false] {
        let (mut store, id) = instance(CALLS);
        begin(&mut store, id, "outer", &[Value::I32(5)]);
        let pc = offset(&store, 0, 1);
        store.set_breakpoint(id, pc).unwrap();
        let ranges = offset(&store, 1, 0)..offset(&store, 1, 3);
        let exit = store.resume(Resume::Range { frame: 0, ranges: from_ref(&ranges), enter_calls });
        let expected =
            if enter_calls { (Exit::Entered, (0, 0)) } else { (Exit::Breakpoint, (0, 1)) };
        assert_eq!((exit, place(&store, 0)), expected);
        assert_eq!(place(&store, 1), (1, 1), "the outer frame is at its call");
    }
}

#[test]
fn a_range_step_left_at_a_breakpoint_leaves_no_mark_behind() {
    let (mut store, id) = instance(CALLS);
    store.set_breakpoint(id, offset(&store, 0, 1)).unwrap();
    begin(&mut store, id, "outer", &[Value::I32(5)]);
    let ranges = offset(&store, 1, 0)..offset(&store, 1, 3);
    let step = Resume::Range { frame: 0, ranges: from_ref(&ranges), enter_calls: false };
    assert_eq!(store.resume(step), Exit::Breakpoint);
    store.clear_breakpoint(id, offset(&store, 0, 1));
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(21)]));
}

#[test]
fn a_range_step_ends_when_its_frame_returns() {
    let (mut store, id) = instance(CALLS);
    begin(&mut store, id, "outer", &[Value::I32(5)]);
    store.set_breakpoint(id, offset(&store, 0, 0)).unwrap();
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    let ranges = 0..u32::MAX;
    let step = Resume::Range { frame: 1, ranges: from_ref(&ranges), enter_calls: false };
    assert_eq!(store.resume(step), Exit::Returned);
    assert_eq!(place(&store, 0), (1, 2));
    assert_eq!(store.operand(0, 0).unwrap(), Value::I32(10));
}

#[test]
fn a_range_step_stops_at_a_breakpoint_reached_again_in_the_range() {
    let (mut store, id) = instance(LOOP);
    store.set_breakpoint(id, offset(&store, 0, 1)).unwrap();
    begin(&mut store, id, "sum", &[Value::I32(3)]);
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    let ranges = 0..u32::MAX;
    for left in [2, 1] {
        let step = Resume::Range { frame: 0, ranges: from_ref(&ranges), enter_calls: false };
        assert_eq!(store.resume(step), Exit::Breakpoint);
        assert_eq!(store.local(0, 0).unwrap(), Value::I32(left));
    }
}

#[test]
fn stop_on_return_stops_after_the_call_with_the_results_as_operands() {
    let (mut store, id) = instance(CALLS);
    store.set_breakpoint(id, offset(&store, 0, 1)).unwrap();
    begin(&mut store, id, "outer", &[Value::I32(5)]);
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    assert!(store.stop_on_return(0));
    assert!(!store.stop_on_return(2));
    assert_eq!(store.resume(Resume::Run), Exit::Returned);
    assert_eq!((store.depth(), place(&store, 0)), (1, (1, 2)));
    assert_eq!(store.operand(0, 0).unwrap(), Value::I32(10));
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    store.stop_on_return(0);
    store.clear_stop_on_return();
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(21)]));
}

#[test]
fn a_loop_that_never_ends_is_interrupted_from_another_thread_and_goes_on() {
    let (mut store, id) = instance(
        r#"(module (global $turns (export "turns") (mut i64) (i64.const 0))
            (func (export "spin") loop
                (global.set $turns (i64.add (global.get $turns) (i64.const 1)))
                br 0 end))"#,
    );
    begin(&mut store, id, "spin", &[]);
    let mut before = 0;
    for _ in 0..3 {
        let interrupt = store.interrupt();
        let asked = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(20));
            interrupt.request();
            std::time::Instant::now()
        });
        assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
        let reaction = asked.join().unwrap().elapsed();
        assert!(reaction.as_millis() < 500, "stopped after {reaction:?}");
        assert!(!store.interrupt().is_requested(), "the request was taken back");
        let Value::I64(turns) = store.global(id, 0).unwrap() else { panic!() };
        assert!(turns > before);
        before = turns;
    }
    store.abort_call();
    assert_eq!(store.depth(), 0);
}

#[test]
fn recursion_is_interrupted_before_the_call() {
    let (mut store, id) = instance(r#"(module (func $f (export "f") call $f))"#);
    begin(&mut store, id, "f", &[]);
    store.interrupt().request();
    assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
    assert_eq!((store.depth(), place(&store, 0)), (1, (0, 0)));
    assert!(matches!(store.resume(Resume::Run), Exit::Trap(_)));
}

#[test]
fn an_interrupted_bulk_operation_completes_when_it_goes_on() {
    let text = r#"(module (memory (export "memory") 512)
        (func (export "fill") (memory.fill (i32.const 5) (i32.const 7) (i32.const 30000000)))
        (func (export "up") (memory.copy (i32.const 10) (i32.const 3) (i32.const 30000000)))
        (func (export "down") (memory.copy (i32.const 3) (i32.const 10) (i32.const 30000000))))"#;
    let pattern = |i: usize| (i * 31 + i / 251) as u8;
    let bytes: Vec<u8> = (0..512 * 65536).map(pattern).collect();
    for name in ["fill", "up", "down"] {
        let (mut plain, id) = instance(text);
        plain.memory_mut(id, 0).unwrap().copy_from_slice(&bytes);
        assert_eq!(call(&mut plain, id, name, &[]), Exit::Finished(vec![]));

        let (mut store, id) = instance(text);
        store.memory_mut(id, 0).unwrap().copy_from_slice(&bytes);
        begin(&mut store, id, name, &[]);
        let mut interrupts = 0;
        loop {
            store.interrupt().request();
            match store.resume(Resume::Run) {
                Exit::Interrupted => interrupts += 1,
                exit => break assert_eq!(exit, Exit::Finished(vec![])),
            }
        }
        assert!(interrupts > 10, "{name} was interrupted {interrupts} times");
        assert!(store.memory(id, 0) == plain.memory(id, 0), "{name} differs");
    }
}
