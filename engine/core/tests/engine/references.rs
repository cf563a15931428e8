//! Typed function references: what a debugger sees of them, what linking compares, and what is refused.

use wrtd_core::{
    AccessError, DecodeError, Exit, HeapType, InstantiateOptions, Module, RefType, Resume,
    TrapKind, ValType, Value,
};

use crate::common::{begin, call, instance, module, store};

/// Functions that take, keep and call references.
const CALLS: &str = r#"(module
    (type $unary (func (param i32) (result i32)))
    (type $taker (func (param (ref $unary) i32) (result i32)))
    (func $double (export "double") (type $unary) (i32.shl (local.get 0) (i32.const 1)))
    (func $other (export "other"))
    (func $apply (export "apply") (type $taker) (local $kept (ref null $unary))
        (local.set $kept (local.get 0))
        (call_ref $unary (local.get 1) (local.get $kept)))
    (func (export "run") (param i32) (result i32)
        (call $apply (ref.func $double) (local.get 0)))
    (func (export "null") (result i32) (call_ref $unary (i32.const 1) (ref.null $unary)))
    (func (export "tail") (param i32) (result i32)
        (return_call_ref $unary (local.get 0) (ref.func $double)))
    (func (export "not null") (param funcref) (drop (ref.as_non_null (local.get 0))))
    (elem declare func $double))"#;

#[test]
fn calls_go_through_references() {
    let (mut store, id) = instance(CALLS);
    let result = |value| Exit::Finished(vec![Value::I32(value)]);
    assert_eq!(call(&mut store, id, "run", &[Value::I32(21)]), result(42));
    assert_eq!(call(&mut store, id, "tail", &[Value::I32(4)]), result(8));
    let Exit::Trap(trap) = call(&mut store, id, "null", &[]) else { panic!("no trap") };
    assert_eq!(trap.kind, TrapKind::NullFunctionReference);
    let Exit::Trap(trap) = call(&mut store, id, "not null", &[Value::FuncRef(None)]) else {
        panic!("no trap")
    };
    assert_eq!(trap.kind, TrapKind::NullReference);
}

#[test]
fn a_debugger_reads_references_and_writes_only_those_that_fit() {
    let (mut store, id) = instance(CALLS);
    let double = store.export_func(id, "double").unwrap();
    let other = store.export_func(id, "other").unwrap();
    begin(&mut store, id, "run", &[Value::I32(5)]);
    // `ref.func`, `local.get`, the call, `local.get` in the callee.
    for _ in 0..4 {
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    }
    assert_eq!(store.local(0, 0), Ok(Value::FuncRef(Some(double))));
    assert_eq!(store.local(0, 2), Ok(Value::FuncRef(None)));
    assert_eq!(store.operand(0, 0), Ok(Value::FuncRef(Some(double))));
    let ValType::Ref(RefType { heap: HeapType::Concrete(number), .. }) =
        store.func_type(store.export_func(id, "apply").unwrap()).unwrap().params[0]
    else {
        panic!("no concrete type")
    };
    assert_eq!(store.numbered_type(number), store.func_type(double));
    // The parameter is not nullable, and a function of another type has no place in it.
    for wrong in [Value::FuncRef(None), Value::FuncRef(Some(other)), Value::ExternRef(None)] {
        assert!(matches!(store.set_local(0, 0, wrong), Err(AccessError::Type { .. })));
        assert!(matches!(store.set_operand(0, 0, wrong), Err(AccessError::Type { .. })));
    }
    assert_eq!(store.set_local(0, 2, Value::FuncRef(None)), Ok(()));
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(10)]));
    let wrong = store.begin_call(
        store.export_func(id, "apply").unwrap(),
        &[Value::FuncRef(Some(other)), Value::I32(1)],
    );
    assert!(wrong.unwrap_err().to_string().contains("(ref "));
}

/// Every block has a result type of several bytes, and carries a vector beside the reference.
const BLOCKS: &str = r#"(module
    (type $f (func (result i32)))
    (func $seven (type $f) (i32.const 7))
    (elem declare func $seven)
    (func (export "blocks") (param i32) (result i32) (local $f (ref null $f))
        (block $out (result (ref $f))
            (loop $again (result (ref $f))
                (if (result (ref null $f)) (local.get 0)
                    (then (local.set 0 (i32.const 0)) (ref.null $f))
                    (else (ref.func $seven)))
                (br_on_non_null $out)
                (br $again)))
        (call_ref $f))
    (func (export "vectors") (param funcref) (result i32)
        (block $null (result i32 v128)
            (i32.const 1) (v128.const i64x2 3 4)
            (br_on_null $null (local.get 0))
            drop drop drop
            (return (i32.const -1)))
        (i64x2.extract_lane 1) i32.wrap_i64 i32.add)
    (func (export "vectors not null") (param funcref) (result i32)
        (block $some (result v128 funcref)
            (v128.const i64x2 5 6)
            (br_on_non_null $some (local.get 0))
            (return (i64x2.extract_lane 0) i32.wrap_i64))
        drop (i64x2.extract_lane 1) i32.wrap_i64))"#;

#[test]
fn blocks_of_reference_types_run_with_and_without_breakpoints() {
    for breakpoints in [false, true] {
        let (mut store, id) = instance(BLOCKS);
        if breakpoints {
            let module = store.module(id).clone();
            for func in 0..module.func_count() {
                for pc in module.instruction_offsets(func).unwrap() {
                    store.set_breakpoint(id, pc).unwrap();
                }
            }
        }
        let seven = store.func(id, 0);
        for (name, argument, result) in [
            ("blocks", Value::I32(1), 7),
            ("blocks", Value::I32(0), 7),
            ("vectors", Value::FuncRef(None), 5),
            ("vectors", Value::FuncRef(seven), -1),
            ("vectors not null", Value::FuncRef(None), 5),
            ("vectors not null", Value::FuncRef(seven), 6),
        ] {
            begin(&mut store, id, name, &[argument]);
            let exit = loop {
                match store.resume(Resume::Run) {
                    Exit::Breakpoint if breakpoints => {}
                    exit => break exit,
                }
            };
            assert_eq!(exit, Exit::Finished(vec![Value::I32(result)]), "{name}");
        }
    }
}

#[test]
fn linking_compares_the_structure_of_types() {
    let mut store = store();
    let provider = module(
        r#"(module
            (type $other (func)) (type $f (func (param i64))) (type $g (func (param (ref null $f))))
            (func $a (export "a") (type $f)) (func (export "g") (type $g))
            (global (export "const") (ref $f) (ref.func $a))
            (global (export "mut") (mut (ref null $f)) (ref.func $a))
            (table (export "table") 2 (ref null $f) (ref.func $a)))"#,
    );
    let id = store.instantiate(provider, InstantiateOptions::default()).unwrap();
    store.define_instance_exports("m", id);
    assert_eq!(store.table_element(id, 0, 1), Ok(Value::FuncRef(store.export_func(id, "a"))));
    let mut links = |import: &str| {
        let text = format!(
            "(module (type $f (func (param i64))) (type $h (func (param i32)))
                (type $g (func (param (ref null $f)))) (type $k (func (param (ref null $h))))
                (import \"m\" {import}))"
        );
        store.instantiate(module(&text), InstantiateOptions::default()).is_ok()
    };
    for import in [
        "\"g\" (func (type $g))",
        "\"const\" (global (ref $f))",
        "\"const\" (global (ref null $f))",
        "\"const\" (global funcref)",
        "\"mut\" (global (mut (ref null $f)))",
        "\"table\" (table 1 (ref null $f))",
    ] {
        assert!(links(import), "{import}");
    }
    for import in [
        "\"g\" (func (type $k))",
        "\"const\" (global (ref $h))",
        "\"const\" (global externref)",
        "\"mut\" (global (mut funcref))",
        "\"mut\" (global (ref null $f))",
        "\"table\" (table 1 funcref)",
        "\"table\" (table 1 (ref null $h))",
    ] {
        assert!(!links(import), "{import}");
    }
}

#[test]
fn garbage_collection_is_refused_by_name() {
    for text in [
        "(module (type (struct)))",
        "(module (type (array i32)))",
        "(module (func (param anyref)))",
        "(module (func (drop (ref.i31 (i32.const 1)))))",
        "(module (func (param funcref) (drop (ref.null nofunc))))",
        "(module (rec (type $a (func (param (ref null $b)))) (type $b (func (param (ref null $a))))))",
        "(module (type $a (sub (func))) (type (sub $a (func))))",
    ] {
        let error = Module::decode(wat::parse_str(text).unwrap().into()).unwrap_err();
        assert!(matches!(error, DecodeError::GarbageCollection { .. }), "{text}: {error:?}");
        assert!(error.to_string().contains("garbage collection"), "{error}");
    }
    let wide = "(module (func (param i64) (result i64 i64)
        (i64.add128 (local.get 0) (local.get 0) (local.get 0) (local.get 0))))";
    let error = Module::decode(wat::parse_str(wide).unwrap().into());
    assert!(matches!(error, Err(DecodeError::Unsupported { .. })), "{error:?}");
}
