//! State at a stop: frames, locals, operands, globals, memories and tables, read and written.

use crate::common::{begin, call, instance};
use wrtd_core::{
    AccessError, CallError, Exit, Extern, FrameInfo, FuncOrigin, Resume, TrapKind, ValType, Value,
};

const TYPED: &str = r#"(module
    (global $g (export "g") (mut i64) (i64.const 9))
    (global (export "fixed") f32 (f32.const 1.5))
    (memory (export "memory") 1)
    (table (export "table") 3 funcref)
    (elem (i32.const 1) $callee)
    (type $t (func (param i64 f32) (result f64)))
    (func $callee (type $t) (local externref) unreachable)
    (func (export "go") (param $a i32) (result f64) (local $f f64) (local $r funcref)
        i64.const -1
        f32.const 2.5
        i32.const 77
        drop
        local.get $a
        call_indirect (type $t)))"#;

#[test]
fn every_frame_shows_typed_locals_and_operands() {
    let (mut store, id) = instance(TYPED);
    begin(&mut store, id, "go", &[Value::I32(1)]);
    let exit = store.resume(Resume::Run);
    let Exit::Trap(trap) = exit else { panic!("{exit:?}") };
    assert_eq!((&trap.kind, trap.func), (&TrapKind::Unreachable, 0));
    assert_eq!(store.depth(), 2);
    let offsets = store.module(id).instruction_offsets(1).unwrap();
    assert_eq!(store.frame(0), Some(FrameInfo { instance: id, func: 0, pc: trap.pc }));
    assert_eq!(store.frame(1), Some(FrameInfo { instance: id, func: 1, pc: offsets[5] }));
    assert_eq!(store.frame(2), None);

    assert_eq!(
        (0..3).map(|i| store.local(0, i).unwrap()).collect::<Vec<_>>(),
        [Value::I64(-1), Value::F32(2.5f32.to_bits()), Value::ExternRef(None),]
    );
    assert_eq!(store.local_count(1), 3);
    assert_eq!(store.local(1, 2).unwrap(), Value::FuncRef(None));
    assert_eq!(store.local(1, 3).unwrap_err(), AccessError::NoSuchItem);
    assert_eq!(store.local(2, 0).unwrap_err(), AccessError::NoFrame);
    assert_eq!(store.operand_count(1), 0, "the arguments are the callee's now");
    assert_eq!(store.resume(Resume::Run), Exit::Trap(trap), "a trap is final");
    store.abort_call();
    assert_eq!(store.depth(), 0);
}

#[test]
fn operands_have_their_types_before_each_instruction() {
    let (mut store, id) = instance(TYPED);
    begin(&mut store, id, "go", &[Value::I32(1)]);
    let mut heights = Vec::new();
    for _ in 0..5 {
        heights.push(store.operand_count(0));
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    }
    assert_eq!(heights, [0, 1, 2, 3, 2]);
    let types: Vec<ValType> = (0..3).map(|i| store.operand(0, i).unwrap().ty()).collect();
    assert_eq!(types, [ValType::I64, ValType::F32, ValType::I32]);
    assert_eq!(store.operand(0, 3).unwrap_err(), AccessError::NoSuchItem);
    store.set_operand(0, 0, Value::I64(42)).unwrap();
    let error = store.set_operand(0, 1, Value::I32(1)).unwrap_err();
    assert_eq!(error, AccessError::Type { expected: ValType::F32, actual: ValType::I32 });
    store.resume(Resume::Instruction);
    assert_eq!(store.local(0, 0).unwrap(), Value::I64(42));
}

#[test]
fn a_written_local_is_what_the_program_goes_on_with() {
    let (mut store, id) = instance(
        r#"(module (func (export "f") (param i32) (result i32)
            nop (i32.add (local.get 0) (i32.const 1))))"#,
    );
    begin(&mut store, id, "f", &[Value::I32(1)]);
    store.set_local(0, 0, Value::I32(99)).unwrap();
    assert!(store.set_local(0, 0, Value::I64(1)).is_err());
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(100)]));
}

#[test]
fn globals_memories_and_tables_are_read_and_written() {
    let (mut store, id) = instance(TYPED);
    assert_eq!(store.global_count(id), 2);
    assert_eq!(store.export(id, "fixed"), Some(Extern::Global(1)));
    assert_eq!(store.global(id, 0).unwrap(), Value::I64(9));
    store.set_global(id, 0, Value::I64(10)).unwrap();
    assert_eq!(store.global(id, 0).unwrap(), Value::I64(10));
    assert!(store.set_global(id, 1, Value::I64(10)).is_err());
    assert!(store.global(id, 2).is_err());

    store.default_memory_mut(id).unwrap()[7] = 3;
    assert_eq!(store.memory(id, 0).unwrap()[7], 3);
    assert!(store.memory(id, 1).is_none());

    let callee = store.table_element(id, 0, 1).unwrap();
    let Value::FuncRef(Some(func)) = callee else { panic!("{callee:?}") };
    assert_eq!(store.func_origin(func), Some(FuncOrigin::Guest { instance: id, func: 0 }));
    assert_eq!(store.table_element(id, 0, 0).unwrap(), Value::FuncRef(None));
    store.set_table_element(id, 0, 0, callee).unwrap();
    assert_eq!(store.table_element(id, 0, 0).unwrap(), callee);
    assert_eq!(store.table_element(id, 0, 3).unwrap_err(), AccessError::OutOfBounds);
}

#[test]
fn a_call_with_wrong_arguments_does_not_begin() {
    let (mut store, id) = instance(TYPED);
    let func = store.export_func(id, "go").unwrap();
    for args in [&[][..], &[Value::I64(1)], &[Value::I32(1), Value::I32(2)]] {
        assert!(matches!(store.begin_call(func, args), Err(CallError::Arguments { .. })));
    }
    store.begin_call(func, &[Value::I32(1)]).unwrap();
    assert_eq!(store.begin_call(func, &[Value::I32(1)]), Err(CallError::Busy));
}

/// The message of the trap that a body of type `[] -> []` gives.
fn trap_message(body: &str) -> String {
    let text = format!(
        r#"(module (memory 1) (table 2 funcref) (type $t (func (param i32)))
            (func $f) (elem (i32.const 1) $f) (func (export "f") {body}))"#
    );
    let (mut store, id) = instance(&text);
    match call(&mut store, id, "f", &[]) {
        Exit::Trap(trap) => trap.kind.to_string(),
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn traps_say_what_went_wrong() {
    for (body, message) in [
        ("unreachable", "unreachable executed"),
        (
            "(drop (i64.load16_u offset=65000 (i32.const 1000)))",
            "out of bounds memory access: 2 bytes at address 0x101d0, memory has 0x10000 bytes",
        ),
        (
            "(f64.store (i32.const -1) (f64.const 0))",
            "out of bounds memory access: 8 bytes at address 0xffffffff, memory has 0x10000 bytes",
        ),
        ("(drop (i32.rem_u (i32.const 1) (i32.const 0)))", "integer divide by zero"),
        ("(drop (i64.div_s (i64.const -9223372036854775808) (i64.const -1)))", "integer overflow"),
        (
            "(drop (i32.trunc_f64_s (f64.const nan)))",
            "invalid conversion to integer: the float is not a number",
        ),
        (
            "(drop (i64.trunc_f32_u (f32.const -1)))",
            "integer overflow: the float does not fit the integer type",
        ),
        (
            "(call_indirect (type $t) (i32.const 5) (i32.const 1))",
            "indirect call type mismatch: the call expects (i32) -> (), the function is () -> ()",
        ),
        (
            "(call_indirect (type $t) (i32.const 5) (i32.const 0))",
            "uninitialized element: element 0 of the table is null",
        ),
        (
            "(call_indirect (type $t) (i32.const 5) (i32.const 2))",
            "undefined element: index 2 in a table of 2",
        ),
        (
            "(table.set (i32.const 2) (ref.null func))",
            "out of bounds table access: 1 elements at 2, size is 2",
        ),
    ] {
        assert_eq!(trap_message(body), message);
    }
}
