//! Exceptions: what a debugger sees of them, how they are caught, kept and given up.

use std::ops::Range;

use wrtd_core::{
    Exit, GrowRefusal, InstantiateOptions, PendingThrow, Resume, StopOnThrow, Store, StoreLimits,
    TrapKind, Value,
};
use wrtd_limits::{Account, Ledger, Provenance};

use crate::common::{begin, call, instance, module, store};

/// The opcode of the instruction that throws what was caught.
const THROW_REF: u8 = 0x0a;

fn finished(values: impl Into<Vec<Value>>) -> Exit {
    Exit::Finished(values.into())
}

/// The kind of trap that an exit is.
fn trap(exit: Exit) -> TrapKind {
    match exit {
        Exit::Trap(trap) => trap.kind,
        other => panic!("{other:?} is no trap"),
    }
}

#[test]
fn the_whole_stack_is_there_at_an_exception_that_nobody_catches() {
    let (mut store, id) = instance(
        r#"(module
            (tag $other) (tag $pair (export "pair") (param i32 i64))
            (func $inner (param i32) (result i32)
                (i32.const 9)
                (throw $pair (local.get 0) (i64.const -1)))
            (func $middle (param i32) (result i32)
                (block $h
                    (try_table (catch $other $h) (drop (call $inner (local.get 0)))))
                (i32.const 0))
            (func (export "run") (result i32) (call $middle (i32.const 42))))"#,
    );
    begin(&mut store, id, "run", &[]);
    let kind = trap(store.resume(Resume::Run));
    assert_eq!(kind.to_string(), "uncaught exception: pair (42, -1)");
    let TrapKind::UncaughtException { tag, values, .. } = kind else { panic!("{kind:?}") };
    assert_eq!(values, [Value::I32(42), Value::I64(-1)]);
    assert_eq!(store.tag_name(tag).as_deref(), Some("pair"));
    let frames: Vec<u32> =
        (0..store.depth()).map(|frame| store.frame(frame).unwrap().func).collect();
    assert_eq!(frames, [0, 1, 2]);
    assert_eq!(store.local(0, 0), Ok(Value::I32(42)));
    let operands: Vec<_> = (0..store.operand_count(0)).map(|i| store.operand(0, i)).collect();
    assert_eq!(operands, [Ok(Value::I32(9)), Ok(Value::I32(42)), Ok(Value::I64(-1))]);
    // It is over: there is nothing to go on with.
    assert!(matches!(store.resume(Resume::Instruction), Exit::Trap(_)));
    assert_eq!(store.pending_throw(), None);
}

#[test]
fn handlers_are_visited_from_where_each_throws_again() {
    // The offsets are those at which the two handlers of `middle` throw.
    let (mut store, id) = instance(
        r#"(module
            (tag $other) (tag $own (param i32))
            (func $inner (throw $own (i32.const 1)))
            (func $middle (local $e exnref)
                (block $outer (result exnref)
                    (try_table (catch_all_ref $outer)
                        (block $clean (result exnref)
                            (try_table (catch $other 3) (catch_all_ref $clean) (call $inner))
                            (return))
                        (local.set $e)
                        (throw_ref (local.get $e)))
                    (return))
                (throw_ref))
            (func (export "run")
                (block $h (result i32)
                    (try_table (catch $own $h) (call $middle))
                    (return))
                (drop)))"#,
    );
    begin(&mut store, id, "run", &[]);
    store.stop_on_throw(StopOnThrow::Always);
    assert_eq!(store.resume(Resume::Run), Exit::Throw);
    let tag = store.pending_throw().unwrap().tag;
    let bytes = store.module(id).bytes().clone();
    let throws_behind = |pc: u32| {
        (pc..).find(|&at| bytes[at as usize] == THROW_REF).expect("a handler that throws again")
    };
    let mut visited = Vec::new();
    store.each_handler(tag, |handler| {
        visited.push((handler.frame, handler.catches_all));
        handler.catches_all.then(|| throws_behind(handler.pc))
    });
    // The one of the call, the one around that handler, and the one of the outer function.
    assert_eq!(visited, [(1, true), (1, true), (2, false)]);
    // It ends when the visitor says so, and where a handler is said to throw at a place that leads to itself.
    let mut count = 0;
    store.each_handler(tag, |_| {
        count += 1;
        None
    });
    assert_eq!(count, 1);
    let call = store.frame(1).unwrap().pc;
    count = 0;
    store.each_handler(tag, |handler| {
        count += 1;
        (handler.frame == 1).then_some(call)
    });
    assert_eq!(count, 3);
    let other = store.tag(id, 0).unwrap();
    visited.clear();
    store.each_handler(other, |handler| {
        visited.push((handler.frame, handler.catches_all));
        None
    });
    assert_eq!(visited, [(1, false)]);
}

#[test]
fn tags_have_names_from_where_there_are_any() {
    let uncaught = |text: &str, name: &str| {
        let mut store = store();
        let options = InstantiateOptions { stub_missing: true, name: name.into() };
        let id = store.instantiate(module(text), options).unwrap();
        trap(call(&mut store, id, "f", &[])).to_string()
    };
    let text = "(module (tag $named) (func (export \"f\") (throw 0)))";
    assert_eq!(uncaught(text, "app"), "uncaught exception: named");
    let text = "(module (tag) (func (export \"f\") (throw 0)))";
    assert_eq!(uncaught(text, "app"), "uncaught exception: tag 0 of app");
    assert_eq!(uncaught(text, ""), "uncaught exception: tag 0");
    let text = "(module (tag (export \"out\")) (func (export \"f\") (throw 0)))";
    assert_eq!(uncaught(text, ""), "uncaught exception: out");
    // A tag that nobody provides, where functions get stubs.
    let text = "(module (import \"env\" \"e\" (tag (param i32)))
        (func (export \"f\") (throw 0 (i32.const 7))))";
    assert_eq!(uncaught(text, ""), "uncaught exception: env.e (7)");
    let missing = store().instantiate(module(text), InstantiateOptions::default()).unwrap_err();
    assert!(missing.to_string().contains("env.e: tag (i32) -> ()"), "{missing}");
}

#[test]
fn one_instance_catches_what_another_throws() {
    let mut store = store();
    let thrower = module(
        r#"(module (tag $e (export "e") (param i32)) (memory 1)
            (func (export "throw") (param i32)
                (i32.store (i32.const 0) (i32.const 1)) (throw $e (local.get 0))))"#,
    );
    let thrower = store.instantiate(thrower, InstantiateOptions::default()).unwrap();
    store.define_instance_exports("m", thrower);
    let catcher = module(
        r#"(module
            (import "m" "throw" (func $throw (param i32)))
            (import "m" "e" (tag $e (param i32)))
            (tag $same (param i32)) (memory 2) (data (i32.const 0) "\05")
            (func (export "catch") (param i32) (result i32)
                (block $h (result i32)
                    (try_table (catch $same $h) (catch $e $h)
                        (call $throw (local.get 0)))
                    (return (i32.const -1)))
                (i32.add (i32.load (i32.const 0)))))"#,
    );
    let catcher = store.instantiate(catcher, InstantiateOptions::default()).unwrap();
    assert_eq!(call(&mut store, catcher, "catch", &[Value::I32(10)]), finished([Value::I32(15)]));
    let wrong = module(r#"(module (import "m" "e" (tag (param i64))))"#);
    let error = store.instantiate(wrong, InstantiateOptions::default()).unwrap_err();
    assert!(error.to_string().contains("a tag (i32) -> () is provided"), "{error}");
}

#[test]
fn vectors_are_thrown_whole() {
    let (mut store, id) = instance(
        r#"(module
            (tag $e (param i32 v128 i64))
            (func $throw
                (throw $e (i32.const 3) (v128.const i64x2 5 7) (i64.const 11)))
            (func (export "caught") (result v128 i32 v128 i64)
                (v128.const i64x2 1 2)
                (block $h (result i32 v128 i64)
                    (try_table (catch $e $h) (call $throw))
                    unreachable))
            (func (export "again") (result i32 v128 i64 exnref) (local $x exnref)
                (block $h (result i32 v128 i64 exnref)
                    (try_table (catch_ref $e $h)
                        (block $r (result exnref)
                            (try_table (catch_all_ref $r) (call $throw))
                            unreachable)
                        throw_ref)
                    unreachable)))"#,
    );
    let vector = |low: u128, high: u128| Value::V128(low | high << 64);
    let rest = [Value::I32(3), vector(5, 7), Value::I64(11)];
    let all: Vec<Value> = [vector(1, 2)].into_iter().chain(rest).collect();
    assert_eq!(call(&mut store, id, "caught", &[]), finished(all));
    let Exit::Finished(values) = call(&mut store, id, "again", &[]) else { panic!("no values") };
    let Value::ExnRef(Some(exception)) = values[3] else { panic!("{values:?}") };
    assert_eq!(values[..3], rest);
    assert_eq!(store.exception(exception).unwrap().values, rest);
}

/// Keeps an exception in each kind of place, and throws it again.
const KEEPER: &str = r#"(module
    (tag $e (export "e") (param i32))
    (tag $around (param exnref))
    (global $kept (export "kept") (mut exnref) (ref.null exn))
    (table $table 4 exnref)
    (func $catch (param i32) (result exnref) (local exnref)
        (block $h (result i32 exnref)
            (try_table (catch_ref $e $h) (throw $e (local.get 0)))
            unreachable)
        (local.set 1) drop (local.get 1))
    (func (export "catch") (param i32) (result exnref) (call $catch (local.get 0)))
    (func (export "to global") (param i32) (global.set $kept (call $catch (local.get 0))))
    (func (export "from global") (throw_ref (global.get $kept)))
    (func (export "to table") (param i32)
        (table.set $table (i32.const 2) (call $catch (local.get 0))))
    (func (export "from table") (throw_ref (table.get $table (i32.const 2))))
    (func (export "wrap")
        (global.set $kept
            (block $h (result exnref)
                (try_table (catch_all_ref $h) (throw $around (global.get $kept)))
                unreachable)))
    (func (export "throw") (param exnref) (throw_ref (local.get 0)))
    (func (export "many") (param i32) (local $own exnref)
        (local.set $own (call $catch (i32.const 77)))
        (loop $again
            (drop (call $catch (local.get 0)))
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (throw_ref (local.get $own)))
    (func (export "deep") (param i32)
        (if (local.get 0)
            (then (drop (call $catch (local.get 0)))
                (call $hold (call $catch (local.get 0)) (local.get 0)))))
    (func $hold (param exnref i32)
        (loop $more (call $hold (call $catch (local.get 1)) (i32.sub (local.get 1) (i32.const 1))))))"#;

/// A store with few bytes for exceptions and an instance of [`KEEPER`].
fn keeper(bytes: u64, ledger: Ledger) -> (Store, wrtd_core::InstanceId) {
    let limits = StoreLimits { max_exception_bytes: bytes, ..StoreLimits::default() };
    let mut store = Store::new(limits, ledger).unwrap();
    let id = store.instantiate(module(KEEPER), InstantiateOptions::default()).unwrap();
    (store, id)
}

#[test]
fn what_refers_to_an_exception_keeps_it() {
    let (mut store, id) = keeper(2000, Ledger::unlimited());
    let mut run = |name: &str, args: &[Value]| call(&mut store, id, name, args);
    assert_eq!(run("to global", &[Value::I32(1)]), finished([]));
    assert_eq!(run("to table", &[Value::I32(2)]), finished([]));
    // Enough garbage for many collections; a local of an outer frame is a reference, too.
    let many = trap(run("many", &[Value::I32(5000)]));
    assert_eq!(many.to_string(), "uncaught exception: e (77)");
    assert_eq!(trap(run("from global", &[])).to_string(), "uncaught exception: e (1)");
    assert_eq!(trap(run("from table", &[])).to_string(), "uncaught exception: e (2)");
    // The value of another exception.
    assert_eq!(run("wrap", &[]), finished([]));
    assert_eq!(run("wrap", &[]), finished([]));
    trap(run("many", &[Value::I32(1000)]));
    let mut exception = match store.global(id, 0) {
        Ok(Value::ExnRef(Some(exception))) => exception,
        other => panic!("{other:?}"),
    };
    for _ in 0..2 {
        let around = store.exception(exception).unwrap();
        let [Value::ExnRef(Some(inner))] = around.values[..] else { panic!("{around:?}") };
        exception = inner;
    }
    assert_eq!(store.exception(exception).unwrap().values, [Value::I32(1)]);
    assert!(store.exception_count() < 40);
}

#[test]
fn exceptions_that_the_embedder_has_are_safe_and_last_if_it_holds_them() {
    let (mut store, id) = keeper(2000, Ledger::unlimited());
    let mut caught = |number| match call(&mut store, id, "catch", &[Value::I32(number)]) {
        Exit::Finished(values) => match values[..] {
            [Value::ExnRef(Some(exception))] => exception,
            _ => panic!("{values:?}"),
        },
        other => panic!("{other:?}"),
    };
    let (held, loose) = (caught(1), caught(2));
    assert!(store.hold_exception(held));
    // Both can be given back as long as they are there.
    let thrown = trap(call(&mut store, id, "throw", &[Value::ExnRef(Some(loose))]));
    assert_eq!(thrown.to_string(), "uncaught exception: e (2)");
    trap(call(&mut store, id, "many", &[Value::I32(1000)]));
    assert_eq!(store.exception(held).unwrap().values, [Value::I32(1)]);
    assert_eq!(store.exception(loose), None);
    assert!(!store.hold_exception(loose));
    let func = store.export_func(id, "throw").unwrap();
    assert!(store.begin_call(func, &[Value::ExnRef(Some(loose))]).is_err());
    assert!(store.set_global(id, 0, Value::ExnRef(Some(loose))).is_err());
    store.release_exception(held);
    trap(call(&mut store, id, "many", &[Value::I32(1000)]));
    assert_eq!(store.exception(held), None);
    let null = trap(call(&mut store, id, "throw", &[Value::ExnRef(None)]));
    assert_eq!(null, TrapKind::NullExceptionReference);
}

#[test]
fn exceptions_are_bounded_by_the_limit_and_by_the_budget() {
    let (mut store, id) = keeper(3000, Ledger::unlimited());
    let kind = trap(call(&mut store, id, "deep", &[Value::I32(100_000)]));
    let reason = GrowRefusal::StoreLimit(3000);
    assert_eq!(kind, TrapKind::ExceptionsExhausted { reason });
    assert!(kind.to_string().contains("3000 bytes"), "{kind}");
    // The stack is gone, and so is what it kept.
    assert_eq!(call(&mut store, id, "to global", &[Value::I32(1)]), finished([]));

    let runtime = |store: &Store| store.ledger().state(Account::Runtime).used;
    let (mut store, id) = keeper(u64::MAX, Ledger::unlimited());
    call(&mut store, id, "catch", &[Value::I32(1)]);
    let (before, exceptions) = (runtime(&store), store.exception_count());
    call(&mut store, id, "catch", &[Value::I32(1)]);
    assert_eq!(store.exception_count(), exceptions + 1);
    assert!(runtime(&store) > before);
    let mut ledger = Ledger::unlimited();
    ledger.set_capacity(Account::Runtime, before + 3000, Provenance::Default, "raise it");
    let (mut store, id) = keeper(u64::MAX, ledger);
    let kind = trap(call(&mut store, id, "deep", &[Value::I32(100_000)]));
    assert!(
        matches!(kind, TrapKind::ExceptionsExhausted { reason: GrowRefusal::Budget(_) }),
        "{kind:?}"
    );
}

#[test]
fn a_debugger_can_stop_at_every_throw() {
    let (mut store, id) = instance(
        r#"(module
            (tag $e (export "e") (param i32))
            (func $throw (param i32) (throw $e (local.get 0)))
            (func (export "run") (result i32)
                (block $h (result i32)
                    (try_table (catch $e $h) (call $throw (i32.const 5)))
                    unreachable)
                (drop)
                (block $again (result exnref)
                    (try_table (catch_all_ref $again) (call $throw (i32.const 6)))
                    unreachable)
                throw_ref))"#,
    );
    store.stop_on_throw(StopOnThrow::Always);
    begin(&mut store, id, "run", &[]);
    assert_eq!(store.pending_throw(), None);
    let tag = store.tag(id, 0).unwrap();
    for (values, caught_by, depth) in [(5, Some(1), 2), (6, Some(1), 2), (6, None, 1)] {
        assert_eq!(store.resume(Resume::Run), Exit::Throw);
        assert_eq!(store.depth(), depth);
        let pending = PendingThrow { tag, values: vec![Value::I32(values)], caught_by };
        assert_eq!(store.pending_throw(), Some(pending));
    }
    assert_eq!(trap(store.resume(Resume::Run)).to_string(), "uncaught exception: e (6)");
    store.abort_call();
    // One instruction at a time each throw is met once, too.
    begin(&mut store, id, "run", &[]);
    let mut throws = 0;
    loop {
        match store.resume(Resume::Instruction) {
            Exit::Stepped => {}
            Exit::Throw => throws += 1,
            Exit::Trap(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(throws, 3);
    store.abort_call();
    // Only the last one is caught by nobody.
    store.stop_on_throw(StopOnThrow::Uncaught);
    begin(&mut store, id, "run", &[]);
    assert_eq!(store.resume(Resume::Run), Exit::Throw);
    assert_eq!(store.pending_throw().unwrap().caught_by, None);
    assert!(matches!(store.resume(Resume::Run), Exit::Trap(_)));
    store.abort_call();
    store.stop_on_throw(StopOnThrow::Never);
    begin(&mut store, id, "run", &[]);
    assert!(matches!(store.resume(Resume::Run), Exit::Trap(_)));
}

#[test]
fn handlers_are_found_through_thousands_of_frames() {
    let (mut store, id) = instance(
        r#"(module
            (tag $e (param i32)) (tag $other)
            (func $down (param i32)
                (block $no
                    (try_table (catch $other $no)
                        (if (i32.eqz (local.get 0)) (then (throw $e (i32.const 3))))
                        (call $down (i32.sub (local.get 0) (i32.const 1))))))
            (func (export "run") (param i32) (result i32)
                (block $h (result i32)
                    (try_table (catch $e $h) (call $down (local.get 0)))
                    (i32.const -1))))"#,
    );
    let run = |store: &mut Store| call(store, id, "run", &[Value::I32(19_000)]);
    assert_eq!(run(&mut store), finished([Value::I32(3)]));
    assert_eq!(run(&mut store), finished([Value::I32(3)]));
    // Somebody who asks for a stop gets one; what was begun is then done.
    begin(&mut store, id, "run", &[Value::I32(19_000)]);
    store.stop_on_throw(StopOnThrow::Always);
    assert_eq!(store.resume(Resume::Run), Exit::Throw);
    store.interrupt().request();
    assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
    assert_eq!(store.depth(), 19_002);
    assert_eq!(store.resume(Resume::Run), finished([Value::I32(3)]));
}

/// `$step` is stepped in; it calls `$throw`, and `$run` catches around it.
const STEPPED: &str = r#"(module
    (tag $e (param i32)) (tag $own)
    (func $throw (param i32) (throw $e (local.get 0)))
    (func $caught
        (block $h (try_table (catch $own $h) (throw $own))))
    (func $step (param i32)
        (call $caught)
        (call $throw (local.get 0))
        nop)
    (func (export "run") (result i32)
        (i32.const 1)
        (block $h (result i32)
            (try_table (catch $e $h) (call $step (i32.const 4)))
            (i32.const 0))
        (i32.add))
    (func (export "same frame") (result i32)
        (block $h (result i32)
            (try_table (catch $e $h) (call $throw (i32.const 4)) (call $caught))
            (i32.const 0))
        nop))"#;

/// All Wasm offsets.
const EVERYTHING: &[Range<u32>] = std::slice::from_ref(&(0..u32::MAX));

/// Runs until the function of this index is the innermost, at its first instruction.
fn enter(store: &mut Store, func: u32) {
    while store.frame(0).unwrap().func != func {
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    }
}

fn offset(store: &Store, id: wrtd_core::InstanceId, func: u32, from_end: usize) -> u32 {
    let offsets = store.module(id).instruction_offsets(func).unwrap();
    offsets[offsets.len() - from_end]
}

#[test]
fn a_step_ends_in_the_frame_that_catches() {
    let (mut store, id) = instance(STEPPED);
    // `i32.add` and the last `end` follow the handler.
    let handler = offset(&store, id, 3, 2);
    let expect = |store: &mut Store, exit: Exit| {
        assert_eq!(exit, Exit::Caught);
        let frame = store.frame(0).unwrap();
        assert_eq!((store.depth(), frame.func, frame.pc), (1, 3, handler));
        let operands: Vec<_> = (0..store.operand_count(0)).map(|i| store.operand(0, i)).collect();
        assert_eq!(operands, [Ok(Value::I32(1)), Ok(Value::I32(4))]);
        assert_eq!(store.resume(Resume::Run), finished([Value::I32(5)]));
    };
    for enter_calls in [false, true] {
        // The whole of `$step` is passed, and what it calls as well.
        begin(&mut store, id, "run", &[]);
        enter(&mut store, 2);
        let step = |store: &mut Store, frame| {
            store.resume(Resume::Range { frame, ranges: EVERYTHING, enter_calls })
        };
        let mut exit = step(&mut store, 1);
        while exit == Exit::Entered {
            exit = step(&mut store, 1);
        }
        expect(&mut store, exit);
    }
    // The frame that is stepped in throws itself.
    begin(&mut store, id, "run", &[]);
    enter(&mut store, 0);
    let exit = store.resume(Resume::Range { frame: 2, ranges: EVERYTHING, enter_calls: false });
    expect(&mut store, exit);
    // A step out of each of the frames that the exception leaves.
    for frame in [0, 1] {
        begin(&mut store, id, "run", &[]);
        enter(&mut store, 0);
        assert!(store.stop_on_return(frame));
        let exit = store.resume(Resume::Run);
        expect(&mut store, exit);
    }
    // One of the frame that catches is not disturbed.
    begin(&mut store, id, "run", &[]);
    enter(&mut store, 0);
    assert!(store.stop_on_return(2));
    assert_eq!(store.resume(Resume::Run), finished([Value::I32(5)]));
}

#[test]
fn a_step_goes_on_in_its_frame_where_that_catches() {
    let (mut store, id) = instance(STEPPED);
    let handler = offset(&store, id, 4, 2);
    begin(&mut store, id, "same frame", &[]);
    let exit = store.resume(Resume::Range { frame: 0, ranges: EVERYTHING, enter_calls: false });
    assert_eq!(exit, finished([Value::I32(4)]));
    // Everything but the handler is passed.
    begin(&mut store, id, "same frame", &[]);
    let before = 0..handler;
    let ranges = std::slice::from_ref(&before);
    let exit = store.resume(Resume::Range { frame: 0, ranges, enter_calls: false });
    assert_eq!(exit, Exit::Stepped);
    assert_eq!((store.depth(), store.frame(0).unwrap().pc), (1, handler));
    assert_eq!(store.operand(0, 0), Ok(Value::I32(4)));
    // A breakpoint in the handler stops what runs, and what steps.
    store.abort_call();
    store.set_breakpoint(id, handler).unwrap();
    begin(&mut store, id, "same frame", &[]);
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    assert_eq!(store.resume(Resume::Run), finished([Value::I32(4)]));
    begin(&mut store, id, "same frame", &[]);
    let exit = store.resume(Resume::Range { frame: 0, ranges: EVERYTHING, enter_calls: false });
    assert_eq!(exit, Exit::Breakpoint);
    assert_eq!(store.frame(0).unwrap().pc, handler);
}
