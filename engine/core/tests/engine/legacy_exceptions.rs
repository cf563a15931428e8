//! The legacy encoding of exceptions: `try` with `catch`, `catch_all` and `delegate`, and `rethrow`, also
//! beside the present one in the same module.

use wrtd_core::{Exit, Resume, TrapKind, Value};

use crate::common::{begin, call, instance};

/// Throws `$a` for 1, `$b` with 10 times the argument for 2 and 3, `$v` with a vector for 4.
const TEXT: &str = r#"(module
    (tag $a (export "a")) (tag $b (export "b") (param i32)) (tag $v (export "v") (param v128))
    (type $f (func (param i32)))
    (elem declare func $throw)
    (func $throw (type $f)
        (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $a)))
        (if (i32.eq (local.get 0) (i32.const 4)) (then (throw $v (v128.const i64x2 6 8))))
        (if (i32.ge_u (local.get 0) (i32.const 2))
            (then (throw $b (i32.mul (local.get 0) (i32.const 10))))))
    (func (export "catch") (param i32) (result i32)
        i32.const 1000
        try (result i32)
            i32.const 5 local.get 0 call $throw
        catch $a
            i32.const 100
        catch $b
            i32.const 200 i32.add
        catch_all
            i32.const 300
        end
        i32.add)
    (func $nested (export "rethrow") (param i32) (result i32) (local i32)
        try (result i32)
            try (result i32)
                local.get 0 call $throw i32.const 0
            catch_all
                try (result i32)
                    i32.const 3 call $throw i32.const 1
                catch $b
                    local.set 1
                    ;; The exception of the outer `catch_all`, not the one just caught.
                    rethrow 1
                end
            end
        catch $a
            i32.const 7 local.get 1 i32.add
        catch $b
            i32.const 1 i32.add local.get 1 i32.add
        end)
    (func (export "delegate") (param i32) (result i32)
        try $outer (result i32)
            try (result i32)
                try
                    local.get 0 call $throw
                delegate $outer
                i32.const 1
            catch_all
                i32.const 2
            end
        catch $a
            i32.const 3
        end)
    (func (export "to caller") (param i32)
        try
            try local.get 0 call $throw delegate 1
        catch_all
        end)
    (func (export "to a catch") (param i32) (result i32)
        try (result i32)
            try (result i32)
                local.get 0 call $throw i32.const 0
            catch_all
                try i32.const 1 call $throw delegate 0
                i32.const 1
            end
        catch $a
            i32.const 2
        end)
    (func (export "mixed") (param i32) (result i32)
        try (result i32)
            (block $ref (result exnref)
                (try_table (catch_all_ref $ref) (call $throw (local.get 0)))
                (return (i32.const 0)))
            throw_ref
        catch $b
        catch_all
            i32.const -1
        end)
    (func (export "vector") (result i64)
        v128.const i64x2 1 2
        try (result v128)
            try (result v128)
                i32.const 4 call $throw unreachable
            catch_all
                rethrow 0
            end
        catch $v
        end
        i64x2.add
        (i64x2.extract_lane 1))
    (func (export "reference") (param i32) (result i32)
        try (result (ref $f))
            local.get 0 call $throw ref.func $throw
        catch_all
            i32.const 5 return
        end
        ref.is_null))"#;

fn uncaught(exit: &Exit) -> Option<String> {
    match exit {
        Exit::Trap(trap) if matches!(trap.kind, TrapKind::UncaughtException { .. }) => {
            Some(trap.kind.to_string())
        }
        _ => None,
    }
}

#[test]
fn every_form_works_at_full_speed_step_by_step_and_with_breakpoints() {
    let value = |value: i32| Ok(Value::I32(value));
    let b = |value: i32| Err(format!("uncaught exception: b ({value})"));
    let cases: [(&str, &[i32], Result<Value, String>); 18] = [
        ("catch", &[0], value(1005)),
        ("catch", &[1], value(1100)),
        ("catch", &[2], value(1220)),
        ("catch", &[4], value(1300)),
        ("rethrow", &[0], value(0)),
        ("rethrow", &[1], value(37)),
        ("rethrow", &[2], value(51)),
        ("delegate", &[0], value(1)),
        ("delegate", &[1], value(3)),
        ("delegate", &[2], b(20)),
        ("to caller", &[2], b(20)),
        ("to a catch", &[2], value(2)),
        ("mixed", &[0], value(0)),
        ("mixed", &[1], value(-1)),
        ("mixed", &[3], value(30)),
        ("vector", &[], Ok(Value::I64(10))),
        ("reference", &[0], value(0)),
        ("reference", &[1], value(5)),
    ];
    let (mut store, id) = instance(TEXT);
    let module = store.module(id).clone();
    for (name, args, expected) in cases {
        let args: Vec<Value> = args.iter().map(|&arg| Value::I32(arg)).collect();
        let check = |exit: &Exit| {
            let got = match exit {
                Exit::Finished(values) => Ok(values[0]),
                other => Err(uncaught(other).unwrap_or_else(|| format!("{other:?}"))),
            };
            assert_eq!(got, expected, "{name} {args:?}");
        };
        check(&call(&mut store, id, name, &args));
        for how in [Resume::Instruction, Resume::Run] {
            if matches!(how, Resume::Run) {
                for func in 0..module.func_count() {
                    for pc in module.instruction_offsets(func).unwrap() {
                        store.set_breakpoint(id, pc).unwrap();
                    }
                }
            }
            begin(&mut store, id, name, &args);
            let exit = loop {
                // Every value is there at every instruction.
                for frame in 0..store.depth() {
                    for local in 0..store.local_count(frame) {
                        store.local(frame, local).unwrap();
                    }
                    for operand in 0..store.operand_count(frame) {
                        store.operand(frame, operand).unwrap();
                    }
                }
                match store.resume(how.clone()) {
                    Exit::Stepped | Exit::Breakpoint => {}
                    exit => break exit,
                }
            };
            check(&exit);
            store.abort_call();
        }
        for func in 0..module.func_count() {
            for pc in module.instruction_offsets(func).unwrap() {
                store.clear_breakpoint(id, pc);
            }
        }
    }
}

#[test]
fn slots_of_kept_exceptions_are_no_locals() {
    let (mut store, id) = instance(TEXT);
    begin(&mut store, id, "rethrow", &[Value::I32(2)]);
    while store.depth() == 1 {
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    }
    assert_eq!(store.local_count(1), 2);
    assert_eq!(store.local(1, 0), Ok(Value::I32(2)));
    assert!(store.local(1, 2).is_err());
    assert_eq!(store.operand_count(1), 0);
}
