//! Vectors wherever a value can be: they keep both halves through every instruction that moves them,
//! in every way of running, and can be read and written at every instruction.

use std::sync::{Arc, Mutex};

use crate::common::{begin, call, instance, module, store};
use wrtd_core::{
    AccessError, BreakpointError, CallError, Exit, FuncType, HostError, InstanceId,
    InstantiateOptions, Resume, Store, StoreLimits, Tier, TrapKind, ValType, Value,
};
use wrtd_limits::{Account, Ledger, Provenance};

/// Vectors whose halves all differ.
const A: Value = Value::V128(0xa3a3_a3a3_a2a2_a2a2_a1a1_a1a1_a0a0_a0a0);
const B: Value = Value::V128(0xb3b3_b3b3_b2b2_b2b2_b1b1_b1b1_b0b0_b0b0);
const C: Value = Value::V128(0xc3c3_c3c3_c2c2_c2c2_c1c1_c1c1_c0c0_c0c0);

fn int(value: i32) -> Value {
    Value::I32(value)
}

/// A vector of four equal lanes.
fn splat(lane: u32) -> Value {
    Value::V128(u128::from(lane) * 0x1_0000_0001_0000_0001_0000_0001)
}

/// One function for each way that a vector can go.
const MOVES: &str = r#"(module
    (type $pick (func (param v128 v128 i32) (result v128)))
    (table funcref (elem $first $second $neither))
    (global $g (export "g") (mut v128) (v128.const i64x2 1 2))
    (global $constant v128 (v128.const i32x4 7 7 7 7))
    (func $first (type $pick) (local.get 0))
    (func $second (type $pick) (local.get 1))
    (func $neither (param i32) (result i32) (local.get 0))
    (func (export "params") (param i64 v128 i32 v128) (result v128 i32 v128 i64)
        (local.get 3) (local.get 2) (local.get 1) (local.get 0))
    (func (export "locals") (param v128 v128) (result v128 v128 v128 v128)
        (local i32 v128 f64 v128 v128)
        (local.set 3 (local.get 1))
        (local.tee 5 (local.get 0))
        (local.get 3) (local.get 5) (local.get 6))
    (func (export "br") (param v128 v128 i32) (result v128)
        (block (result v128) (i32.const 9) (local.get 0) (br 0 (local.get 1))))
    (func (export "br of many") (param v128 v128 i32) (result v128 i32 v128)
        (block (result v128 i32 v128)
            (v128.const i64x2 3 4) (i64.const 9)
            (br 0 (local.get 1) (local.get 2) (local.get 0))))
    (func (export "br_if") (param v128 v128 i32) (result v128)
        (block (result v128)
            (v128.const i64x2 3 4)
            (br_if 0 (local.get 0) (local.get 2))
            (drop) (drop) (local.get 1)))
    (func (export "br_table") (param v128 v128 i32) (result v128 i32)
        (block $c (result v128)
            (block $b (result v128)
                (block $a (result v128)
                    (i64.const 9)
                    (br_table $a $b $c (local.get 0) (local.get 2)))
                (return (i32.const 100)))
            (drop)
            (return (local.get 1) (i32.const 101)))
        (i32.const 102))
    (func (export "loop") (param v128 v128 i32) (result v128 i32)
        (local.get 0) (local.get 2)
        (loop (param v128 i32) (result v128 i32)
            (local.set 2) (local.set 0)
            (i32x4.add (local.get 0) (local.get 1))
            (i32.sub (local.get 2) (i32.const 1))
            (local.tee 2)
            (br_if 0 (local.get 2))))
    (func (export "if") (param v128 v128 i32) (result v128 v128)
        (local.get 0)
        (if (param v128) (result v128 v128) (local.get 2)
            (then (local.get 1))
            (else (local.set 0) (local.get 1) (local.get 0))))
    (func (export "select") (param v128 v128 i32) (result v128 v128)
        (select (local.get 0) (local.get 1) (local.get 2))
        (select (result v128) (local.get 0) (local.get 1) (local.get 2)))
    (func (export "return") (param v128 v128 i32) (result v128)
        (i32.const 1) (local.get 0) (return (local.get 1)))
    (func $rotate (export "rotate") (param v128 v128 i32) (result v128) (local v128)
        (if (i32.eqz (local.get 2)) (then (return (local.get 0))))
        (return_call $rotate (local.get 1) (local.get 0) (i32.sub (local.get 2) (i32.const 1))))
    (func (export "tail by table") (type $pick) (local i64 v128)
        (return_call_indirect (type $pick)
            (local.get 1) (local.get 0) (local.get 2) (local.get 2)))
    (func (export "call by table") (type $pick)
        (call_indirect (type $pick) (local.get 0) (local.get 1) (local.get 2) (local.get 2)))
    (func (export "call") (param v128 v128 i32) (result v128 i32)
        (i32.const 4) (drop)
        (call $second (local.get 0) (call $first (local.get 1) (local.get 0) (i32.const 0))
            (call $neither (local.get 2)))
        (call $neither (local.get 2)))
    (func $fresh (export "fresh") (param i32 v128) (result v128) (local v128 i32 v128)
        (if (i32.eqz (local.get 0)) (then (return (v128.or (local.get 2) (local.get 4)))))
        (local.set 2 (local.get 1)) (local.set 4 (local.get 1))
        (v128.or
            (call $fresh (i32.sub (local.get 0) (i32.const 1)) (local.get 1))
            (call $fresh (i32.sub (local.get 0) (i32.const 1)) (local.get 1))))
    (func (export "globals") (param v128) (result v128 v128 v128)
        (global.get $g) (global.set $g (local.get 0)) (global.get $g) (global.get $constant)))"#;

/// Name, arguments and results of calls in [`MOVES`].
fn moves() -> Vec<(&'static str, Vec<Value>, Vec<Value>)> {
    let (zero, one) = (Value::V128(0), Value::V128(2 << 64 | 1));
    let wide = Value::I64(-5);
    vec![
        ("params", vec![wide, A, int(3), B], vec![B, int(3), A, wide]),
        ("locals", vec![A, B], vec![A, B, A, zero]),
        ("br", vec![A, B, int(0)], vec![B]),
        ("br of many", vec![A, B, int(5)], vec![B, int(5), A]),
        ("br_if", vec![A, B, int(1)], vec![A]),
        ("br_if", vec![A, B, int(0)], vec![B]),
        ("br_table", vec![A, B, int(0)], vec![A, int(100)]),
        ("br_table", vec![A, B, int(1)], vec![B, int(101)]),
        ("br_table", vec![A, B, int(77)], vec![A, int(102)]),
        ("loop", vec![splat(5), splat(0x4000_0000), int(3)], vec![splat(0xc000_0005), int(0)]),
        ("if", vec![A, B, int(1)], vec![A, B]),
        ("if", vec![A, B, int(0)], vec![B, A]),
        ("select", vec![A, B, int(1)], vec![A, A]),
        ("select", vec![A, B, int(0)], vec![B, B]),
        ("return", vec![A, B, int(0)], vec![B]),
        ("rotate", vec![A, B, int(1000)], vec![A]),
        ("rotate", vec![A, B, int(1001)], vec![B]),
        ("tail by table", vec![A, B, int(0)], vec![B]),
        ("tail by table", vec![A, B, int(1)], vec![A]),
        ("call by table", vec![A, B, int(0)], vec![A]),
        ("call by table", vec![A, B, int(1)], vec![B]),
        ("call", vec![A, B, int(6)], vec![B, int(6)]),
        ("fresh", vec![int(3), A], vec![zero]),
        ("globals", vec![C], vec![one, C, splat(7)]),
        ("globals", vec![A], vec![C, A, splat(7)]),
    ]
}

fn break_everywhere(store: &mut Store, id: InstanceId) {
    let module = store.module(id).clone();
    for func in 0..module.func_count() {
        for pc in module.instruction_offsets(func).unwrap_or_default() {
            store.set_breakpoint(id, pc).unwrap();
        }
    }
}

fn clear_everywhere(store: &mut Store, id: InstanceId) {
    let module = store.module(id).clone();
    for func in 0..module.func_count() {
        for pc in module.instruction_offsets(func).unwrap_or_default() {
            assert!(store.clear_breakpoint(id, pc));
        }
    }
}

/// What can be read of a stopped program: for each frame its pc, locals and operands.
type State = Vec<(u32, Vec<Value>, Vec<Value>)>;

fn state(store: &Store) -> State {
    (0..store.depth())
        .map(|frame| {
            let locals = (0..store.local_count(frame)).map(|i| store.local(frame, i).unwrap());
            // Operands of code that cannot be reached have no type.
            let operands = (0..store.operand_count(frame)).map_while(|i| {
                let operand = store.operand(frame, i);
                assert!(operand.is_ok() || operand == Err(AccessError::Unreachable));
                operand.ok()
            });
            (store.frame(frame).unwrap().pc, locals.collect(), operands.collect())
        })
        .collect()
}

/// Runs the active call to its end in one way, with the state at each stop.
fn run(store: &mut Store, how: &Resume<'_>) -> (Vec<State>, Vec<Value>) {
    let mut states = vec![state(store)];
    loop {
        match store.resume(how.clone()) {
            Exit::Stepped | Exit::Breakpoint => states.push(state(store)),
            Exit::Finished(values) => return (states, values),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn both_halves_go_every_way_and_can_be_read_at_every_step() {
    let (mut full, full_id) = instance(MOVES);
    let (mut steps, steps_id) = instance(MOVES);
    let (mut breaks, breaks_id) = instance(MOVES);
    break_everywhere(&mut breaks, breaks_id);
    for (name, args, results) in moves() {
        let exit = call(&mut full, full_id, name, &args);
        assert_eq!(exit, Exit::Finished(results.clone()), "{name}");
        begin(&mut steps, steps_id, name, &args);
        let stepped = run(&mut steps, &Resume::Instruction);
        begin(&mut breaks, breaks_id, name, &args);
        let (states, values) = run(&mut breaks, &Resume::Run);
        assert_eq!(stepped.1, results, "{name}");
        assert_eq!(values, results, "{name}");
        assert_eq!(stepped.0, states, "{name}");
    }
}

#[test]
fn operands_and_locals_are_what_the_instructions_say() {
    let (mut store, id) = instance(MOVES);
    begin(&mut store, id, "locals", &[A, B]);
    let (states, _) = run(&mut store, &Resume::Instruction);
    let zero = Value::V128(0);
    let fresh = vec![A, B, int(0), zero, Value::F64(0), zero, zero];
    let [begun, got, set, got_again, teed, ..] = &states[..] else { panic!() };
    assert_eq!((&begun[0].1, &begun[0].2), (&fresh, &vec![]));
    assert_eq!(got[0].2, [B]);
    assert_eq!((&set[0].1[3], &set[0].2), (&B, &vec![]));
    assert_eq!(got_again[0].2, [A]);
    assert_eq!((&teed[0].1[5], &teed[0].2), (&A, &vec![A]));
    assert_eq!(states.last().unwrap()[0].2, [A, B, A, zero]);
}

#[test]
fn a_write_to_a_vector_takes_effect() {
    let (mut store, id) = instance(MOVES);
    begin(&mut store, id, "locals", &[A, B]);
    store.set_local(0, 0, C).unwrap();
    assert_eq!(store.local(0, 0), Ok(C));
    let wrong = AccessError::Type { expected: ValType::V128, actual: ValType::I64 };
    assert_eq!(store.set_local(0, 0, Value::I64(1)), Err(wrong.clone()));
    assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    assert_eq!(store.set_operand(0, 0, Value::I64(1)), Err(wrong));
    store.set_operand(0, 0, A).unwrap();
    assert_eq!(store.operand(0, 0), Ok(A));
    let results = vec![C, A, C, Value::V128(0)];
    assert_eq!(store.resume(Resume::Run), Exit::Finished(results));

    store.set_global(id, 0, B).unwrap();
    assert_eq!(store.global(id, 0), Ok(B));
    let exit = call(&mut store, id, "globals", &[A]);
    assert_eq!(exit, Exit::Finished(vec![B, A, splat(7)]));
    assert_eq!(store.global(id, 0), Ok(A));
}

#[test]
fn results_are_operands_of_the_caller_after_a_stop_on_return() {
    let (mut store, id) = instance(MOVES);
    begin(&mut store, id, "call", &[A, B, int(1)]);
    while store.depth() < 2 {
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    }
    assert!(store.stop_on_return(0));
    assert_eq!(store.resume(Resume::Run), Exit::Returned);
    assert_eq!((store.operand(0, 0), store.operand(0, 1)), (Ok(A), Ok(B)));
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![B, int(1)]));
}

#[test]
fn breakpoints_set_before_and_after_code_is_rewritten_execute_what_they_replace() {
    // Every instruction of the program has its breakpoint set while its function has never been
    // called, and again when it has.
    for before in [true, false] {
        let (mut store, id) = instance(MOVES);
        if before {
            break_everywhere(&mut store, id);
        }
        for round in 0..2 {
            for (name, args, results) in moves().into_iter().filter(|(name, ..)| *name != "globals")
            {
                begin(&mut store, id, name, &args);
                let (states, values) = run(&mut store, &Resume::Run);
                assert_eq!(values, results, "{name}");
                assert_eq!(states.len() > 1, before == (round == 0), "{name}");
            }
            match before {
                true if round == 0 => clear_everywhere(&mut store, id),
                false if round == 0 => break_everywhere(&mut store, id),
                _ => {}
            }
        }
    }
}

#[test]
fn one_breakpoint_on_a_moving_instruction_comes_and_goes() {
    let (mut store, id) = instance(MOVES);
    let func = store.module(id).export("br").unwrap().index;
    let offsets = store.module(id).instruction_offsets(func).unwrap();
    let args = [A, B, int(0)];
    // The `br` is the last but two: the block's `end` and the function's follow.
    let pc = offsets[offsets.len() - 3];
    let run_past = |store: &mut Store| {
        begin(store, id, "br", &args);
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
        assert_eq!(store.frame(0).unwrap().pc, pc);
        assert_eq!([0, 1, 2].map(|i| store.operand(0, i).unwrap()), [int(9), A, B]);
        assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![B]));
    };
    store.set_breakpoint(id, pc).unwrap();
    run_past(&mut store);
    run_past(&mut store);
    assert!(store.clear_breakpoint(id, pc));
    assert_eq!(call(&mut store, id, "br", &args), Exit::Finished(vec![B]));
    store.set_breakpoint(id, pc).unwrap();
    run_past(&mut store);
    // It goes while the program stands on it.
    begin(&mut store, id, "br", &args);
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    assert!(store.clear_breakpoint(id, pc));
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![B]));
    assert!(matches!(
        store.set_breakpoint(id, pc + 1),
        Err(BreakpointError::NotAnInstruction { .. })
    ));
}

#[test]
fn code_is_rewritten_under_a_running_program() {
    // The caller runs on the module's own bytes, and has no vectors, until its callee is prepared.
    let text = r#"(module
        (func $vector (param i32) (result i32) (local v128)
            (local.set 1 (i32x4.splat (local.get 0)))
            (i32x4.extract_lane 3 (local.get 1)))
        (func (export "go") (param i32) (result i32)
            (i32.add (call $vector (local.get 0)) (call $vector (i32.const 1)))))"#;
    for breakpoints in [false, true] {
        let (mut store, id) = instance(text);
        if breakpoints {
            break_everywhere(&mut store, id);
        }
        begin(&mut store, id, "go", &[int(41)]);
        let (_, values) = run(&mut store, &Resume::Run);
        assert_eq!(values, [int(42)]);
    }
}

#[test]
fn vectors_go_between_instances() {
    let mut store = store();
    let library = r#"(module
        (global (export "g") (mut v128) (v128.const i64x2 1 2))
        (func (export "swap") (param v128 i32 v128) (result v128 i32 v128) (local v128)
            (local.get 2) (local.get 1) (local.get 0)))"#;
    let library = store.instantiate(module(library), InstantiateOptions::default()).unwrap();
    store.define_instance_exports("lib", library);
    let text = r#"(module
        (import "lib" "swap" (func $swap (param v128 i32 v128) (result v128 i32 v128)))
        (import "lib" "g" (global $g (mut v128)))
        (table funcref (elem $swap))
        (type $t (func (param v128 i32 v128) (result v128 i32 v128)))
        (func (export "go") (param v128 v128) (result v128 i32 v128)
            (global.get $g)
            (global.set $g (local.get 1))
            (drop)
            (call $swap (local.get 0) (i32.const 3) (local.get 1)))
        (func (export "by table") (param v128 v128) (result v128 i32 v128)
            (call_indirect (type $t) (local.get 0) (i32.const 3) (local.get 1) (i32.const 0)))
        (func (export "tail") (param v128 v128) (result v128 i32 v128)
            (return_call $swap (local.get 0) (i32.const 3) (local.get 1))))"#;
    let user = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    for name in ["go", "by table", "tail"] {
        let exit = call(&mut store, user, name, &[A, B]);
        assert_eq!(exit, Exit::Finished(vec![B, int(3), A]), "{name}");
    }
    assert_eq!((store.global(library, 0), store.global(user, 0)), (Ok(B), Ok(B)));
    store.set_global(library, 0, C).unwrap();
    assert_eq!(store.global(user, 0), Ok(C));
}

#[test]
fn an_imported_global_initialises_another() {
    let mut store = store();
    let library = r#"(module (global (export "g") v128 (v128.const i64x2 -1 5)))"#;
    let library = store.instantiate(module(library), InstantiateOptions::default()).unwrap();
    store.define_instance_exports("lib", library);
    let text = r#"(module (import "lib" "g" (global v128)) (global v128 (global.get 0)))"#;
    let user = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    let value = Value::V128(5 << 64 | u128::from(u64::MAX));
    assert_eq!((store.global(user, 0), store.global(user, 1)), (Ok(value), Ok(value)));
}

#[test]
fn host_functions_take_and_give_vectors() {
    let ty = FuncType::new([ValType::I32, ValType::V128], [ValType::V128, ValType::I32]);
    let text = r#"(module
        (import "host" "f" (func $f (param i32 v128) (result v128 i32)))
        (table funcref (elem $f))
        (type $t (func (param i32 v128) (result v128 i32)))
        (func (export "call") (param v128) (result v128 i32)
            (call $f (i32.const 1) (local.get 0)))
        (func (export "by table") (param v128) (result v128 i32)
            (call_indirect (type $t) (i32.const 1) (local.get 0) (i32.const 0)))
        (func (export "tail") (param v128) (result v128 i32) (local v128 i64)
            (return_call $f (i32.const 1) (local.get 0)))
        (export "direct" (func $f)))"#;
    let mut store = store();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    // Interrupted each first time, repeated then.
    let host =
        Box::new(move |caller: &mut wrtd_core::Caller<'_>, args: &[Value], out: &mut [Value]| {
            log.lock().unwrap().push((caller.is_repeated(), args.to_vec()));
            if !caller.is_repeated() {
                return Err(HostError::Interrupted);
            }
            let Value::V128(vector) = args[1] else { panic!("{args:?}") };
            out[0] = Value::V128(!vector);
            out[1] = args[0];
            Ok(())
        });
    store.define_host("host", "f", ty, host);
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    let Value::V128(bits) = A else { unreachable!() };
    for name in ["call", "by table", "tail", "direct"] {
        let args = if name == "direct" { vec![int(1), A] } else { vec![A] };
        begin(&mut store, id, name, &args);
        assert_eq!(store.resume(Resume::Run), Exit::Interrupted, "{name}");
        let exit = store.resume(Resume::Run);
        assert_eq!(exit, Exit::Finished(vec![Value::V128(!bits), int(1)]), "{name}");
        let calls = std::mem::take(&mut *seen.lock().unwrap());
        assert_eq!(calls, [(false, vec![int(1), A]), (true, vec![int(1), A])], "{name}");
    }
}

#[test]
fn a_host_function_that_gives_something_else_than_a_vector_traps() {
    let mut store = store();
    let ty = FuncType::new([], [ValType::V128]);
    let host = Box::new(|_: &mut wrtd_core::Caller<'_>, _: &[Value], out: &mut [Value]| {
        out[0] = Value::I64(1);
        Ok(())
    });
    store.define_host("host", "f", ty, host);
    let text = r#"(module (import "host" "f" (func $f (result v128)))
        (func (export "go") (result v128) (call $f)))"#;
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    let Exit::Trap(trap) = call(&mut store, id, "go", &[]) else { panic!() };
    let message = "the host function host.f gave i64 for a result of type v128";
    assert_eq!(trap.kind, TrapKind::Host(message.into()));
}

#[test]
fn arguments_of_another_type_are_refused() {
    let (mut store, id) = instance(MOVES);
    let func = store.export_func(id, "br").unwrap();
    for args in [&[A, B][..], &[A, Value::I64(1), int(0)], &[A, B, C]] {
        assert!(matches!(store.begin_call(func, args), Err(CallError::Arguments { .. })));
    }
}

#[test]
fn accesses_outside_memory_trap_with_address_and_size() {
    let loads = [
        ("v128.load", 16),
        ("v128.load8x8_s", 8),
        ("v128.load8x8_u", 8),
        ("v128.load16x4_s", 8),
        ("v128.load16x4_u", 8),
        ("v128.load32x2_s", 8),
        ("v128.load32x2_u", 8),
        ("v128.load8_splat", 1),
        ("v128.load16_splat", 2),
        ("v128.load32_splat", 4),
        ("v128.load64_splat", 8),
        ("v128.load32_zero", 4),
        ("v128.load64_zero", 8),
    ];
    let lanes = [(8, 1), (16, 2), (32, 4), (64, 8)];
    let vector = "(v128.const i64x2 1 2)";
    let mut bodies = vec![(format!("(v128.store offset=4 (local.get 0) {vector})"), 16)];
    for (name, size) in loads {
        bodies.push((format!("(drop ({name} offset=4 (local.get 0)))"), size));
    }
    for (width, size) in lanes {
        bodies.push((
            format!("(drop (v128.load{width}_lane offset=4 1 (local.get 0) {vector}))"),
            size,
        ));
        bodies.push((format!("(v128.store{width}_lane offset=4 1 (local.get 0) {vector})"), size));
    }
    for (body, size) in bodies {
        let (mut store, id) =
            instance(&format!(r#"(module (memory 1) (func (export "f") (param i32) {body}))"#));
        let memory_size = 65536;
        let last = memory_size - size - 4;
        let exit = call(&mut store, id, "f", &[int(last as i32)]);
        assert_eq!(exit, Exit::Finished(vec![]), "{body}");
        let written = store.memory(id, 0).unwrap().to_vec();
        for base in [last + 1, memory_size, u64::from(u32::MAX)] {
            let Exit::Trap(trap) = call(&mut store, id, "f", &[int(base as u32 as i32)]) else {
                panic!("{body}")
            };
            let address = base + 4;
            let kind = TrapKind::MemoryOutOfBounds { address, size, memory_size };
            assert_eq!(trap.kind, kind, "{body}");
            assert_eq!(store.memory(id, 0).unwrap(), written, "{body}");
        }
    }
}

/// Slots of the stores below; each has 8 bytes, and 8 more where there are vectors.
const SLOTS: u64 = 1000;

fn charged_store(bytes: Option<u64>) -> Store {
    let limits = StoreLimits { stack_slots: SLOTS as u32, ..StoreLimits::default() };
    let mut ledger = Ledger::unlimited();
    if let Some(bytes) = bytes {
        let source = Provenance::CommandLine("--max-memory");
        ledger.set_capacity(Account::Runtime, bytes, source, "raise --max-memory");
    }
    let mut store = Store::new(limits, ledger).unwrap();
    // Translations are charged, too.
    store.set_tier(Tier::InPlace);
    store
}

fn used(store: &Store) -> u64 {
    store.ledger().state(Account::Runtime).used
}

/// `scalar` calls `vector`, which has vectors and an instruction that moves one.
const CHARGED: &str = r#"(module
    (func $scalar (export "scalar") (param i32) (result i32)
        (if (result i32) (local.get 0)
            (then (call $vector (local.get 0)))
            (else (i32.const -1))))
    (func $vector (export "vector") (param i32) (result i32) (local v128)
        (local.set 1 (i32x4.splat (local.get 0)))
        (i32x4.extract_lane 2 (local.get 1)))
    (func (export "takes") (param v128) (result v128) (local.get 0)))"#;

#[test]
fn vectors_are_charged_when_a_function_has_some_and_not_before() {
    let mut store = charged_store(None);
    assert_eq!(used(&store), SLOTS * 8);
    let id = store.instantiate(module(CHARGED), InstantiateOptions::default()).unwrap();
    let code = u64::from(store.module(id).code_section().end);
    let loaded = used(&store);
    assert_eq!(call(&mut store, id, "scalar", &[int(0)]), Exit::Finished(vec![int(-1)]));
    let scalar = used(&store);
    assert!(scalar < loaded + code, "{scalar} after {loaded}");
    assert_eq!(call(&mut store, id, "scalar", &[int(5)]), Exit::Finished(vec![int(5)]));
    let vector = used(&store);
    assert!(vector >= scalar + SLOTS * 8 + code, "{vector} after {scalar}");
    // Once for all.
    assert_eq!(call(&mut store, id, "scalar", &[int(6)]), Exit::Finished(vec![int(6)]));
    assert_eq!(used(&store), vector);
    assert_eq!(call(&mut store, id, "takes", &[A]), Exit::Finished(vec![A]));
    assert!(used(&store) < vector + code);
}

#[test]
fn a_budget_without_room_for_vectors_traps_with_the_limits_message() {
    let mut store = charged_store(None);
    let id = store.instantiate(module(CHARGED), InstantiateOptions::default()).unwrap();
    call(&mut store, id, "scalar", &[int(0)]);
    let scalar = used(&store);
    let halves = scalar + SLOTS * 8;
    let code = halves + u64::from(store.module(id).code_section().end);
    call(&mut store, id, "scalar", &[int(5)]);
    let all = used(&store);
    assert!(all > code);
    // What lacks: the high halves, the code, the side table, nothing.
    for budget in [scalar, halves - 1, halves, code - 1, code, all - 1, all] {
        let fits = budget == all;
        let mut store = charged_store(Some(budget));
        let id = store.instantiate(module(CHARGED), InstantiateOptions::default()).unwrap();
        // Again and again it is the same.
        for _ in 0..3 {
            match call(&mut store, id, "scalar", &[int(5)]) {
                Exit::Finished(values) => assert!(fits && values == [int(5)], "{budget}"),
                Exit::Trap(trap) => {
                    let TrapKind::Host(message) = &trap.kind else { panic!("{trap:?}") };
                    assert!(!fits && message.contains("raise --max-memory"), "{budget}: {message}");
                    assert_eq!(trap.func, 0);
                }
                other => panic!("{other:?}"),
            }
            assert!(used(&store) <= budget);
            assert_eq!(call(&mut store, id, "scalar", &[int(0)]), Exit::Finished(vec![int(-1)]));
        }
        let func = store.export_func(id, "takes").unwrap();
        let Err(CallError::Refused(message)) = store.begin_call(func, &[A]) else {
            panic!("{budget}")
        };
        assert!(message.contains("raise --max-memory"), "{budget}: {message}");
        assert!(!store.is_call_active());
    }
}

#[test]
fn endless_recursion_with_vectors_traps() {
    let text = r#"(module (func $f (export "f") (param v128) (result v128) (local v128 v128)
        (i8x16.add (local.get 0) (call $f (local.get 0)))))"#;
    let limits = StoreLimits { stack_slots: 1000, ..StoreLimits::default() };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    begin(&mut store, id, "f", &[A]);
    let Exit::Trap(trap) = store.resume(Resume::Run) else { panic!() };
    assert_eq!(trap.kind, TrapKind::CallStackExhausted { limit: 1000, slots: true });
    for frame in 0..store.depth() {
        assert_eq!(store.local(frame, 0), Ok(A));
        assert_eq!(store.local(frame, 2), Ok(Value::V128(0)));
    }
}
