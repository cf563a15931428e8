//! Stops at exceptional events, and what filters narrow them to.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fmt::Write;

use common::{Scene, device, launch, spec};
use expect_test::{Expect, expect};
use wrtd_core::{FuncType, ValType};
use wrtd_debug::{
    DebugSession, ExceptionFilter, ExceptionKind, HostFunctions, LaunchSpec, Motion, StopReason,
};

fn filters(wanted: &[(ExceptionKind, &str)]) -> Vec<ExceptionFilter> {
    let narrowed = |&(kind, condition)| ExceptionFilter::narrowed(kind, condition).unwrap();
    wanted.iter().map(narrowed).collect()
}

/// A Rust program with ways to fail.
fn types(filtered: &[(ExceptionKind, &str)], how: &str) -> Scene {
    let mut given = spec("rust/inventory/inventory-o0.wasm");
    given.args = vec![how.to_owned()];
    let mut scene = launch("rust/inventory/src", given);
    scene.session.set_exception_filters(&filters(filtered));
    scene
}

/// The next stop or end.
fn went(scene: &mut Scene) -> String {
    let line = scene.go(Motion::Continue);
    line.split_once(' ').map_or(line.clone(), |(word, _)| match word {
        "exited" => line.clone(),
        _ => word.to_owned(),
    })
}

#[test]
fn traps_are_told_apart_by_their_kinds() {
    use ExceptionKind::Trap;
    for (condition, expected) in [
        ("unreachable", "Trap"),
        ("memory, unreach*", "Trap"),
        ("!memory", "Trap"),
        ("!unreachable", "exited 134"),
        ("memory, stack", "exited 134"),
        ("/^(m|s)/", "exited 134"),
    ] {
        assert_eq!(went(&mut types(&[(Trap, condition)], "abort")), expected, "{condition}");
    }
    // Filters add up.
    let both = [(Trap, "memory"), (Trap, "unreachable")];
    assert_eq!(went(&mut types(&both, "abort")), "Trap");
}

#[test]
fn panics_are_told_apart_by_their_messages() {
    use ExceptionKind::RustPanic;
    for (condition, expected) in [
        ("", "Panic"),
        ("attempt to divide by zero", "Panic"),
        ("attempt to*", "Panic"),
        ("!index out of bounds*", "Panic"),
        ("index out of bounds*", "exited 134"),
        ("!/zero$/", "exited 134"),
    ] {
        assert_eq!(went(&mut types(&[(RustPanic, condition)], "divide")), expected, "{condition}");
    }
}

#[test]
fn what_is_no_condition_is_refused() {
    let refused = |kind, condition: &str| ExceptionFilter::narrowed(kind, condition).unwrap_err();
    expect![
        "there is no kind of trap `segfault`; the kinds are unreachable, memory, atomic, deadlock, divide-by-zero, \
         overflow, conversion, call-type, table, null, exception, stack, limit, host, missing-import"
    ]
    .assert_eq(&refused(ExceptionKind::Trap, "memory, segfault"));
    expect!["the regular expression cannot be used: unclosed group"]
        .assert_eq(&refused(ExceptionKind::Throw, "/(/"));
    assert!(refused(ExceptionKind::Exit, &"1,".repeat(4096)).contains("at most 4096 bytes"));
}

/// Throws three times: caught by its tag, caught by a handler of everything that throws it again, and so by nobody.
const THROWS: &str = r#"(module
    (tag $own (export "own") (param i32))
    (tag $other (export "other"))
    (func $throw (param i32) (throw $own (local.get 0)))
    (func (export "_start")
        (block $caught (result i32)
            (try_table (catch $own $caught) (call $throw (i32.const 1)))
            unreachable)
        drop
        (block $other
            (try_table (catch $other $other) (throw $other)))
        (block $again (result exnref)
            (try_table (catch_all_ref $again) (call $throw (i32.const 2)))
            unreachable)
        throw_ref))"#;

/// Every stop of a module in text form up to its end, a line each.
fn stops(text: &str, given: LaunchSpec, filtered: &[(ExceptionKind, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program.wasm");
    std::fs::write(&program, wat::parse_str(text).unwrap()).unwrap();
    let given = LaunchSpec { program, ..given };
    let mut session = DebugSession::launch(given, Box::new(|_| {})).unwrap();
    session.set_exception_filters(&filters(filtered));
    let mut lines = String::new();
    while let Some(stop) = session.resume(Motion::Continue).unwrap() {
        let depth = session.stack(0, 0).unwrap().total;
        let text = stop.text.unwrap_or_default();
        writeln!(lines, "{:?}: {text}, {depth} frames", stop.reason).unwrap();
        if stop.reason == StopReason::Trap {
            break;
        }
    }
    lines
}

fn throws(filtered: &[(ExceptionKind, &str)], expected: &Expect) {
    expected.assert_eq(&stops(THROWS, LaunchSpec::default(), filtered));
}

#[test]
fn exceptions_stop_before_they_are_thrown() {
    use ExceptionKind::{Throw, Trap, Uncaught};
    throws(
        &[(Throw, "")],
        &expect![[r#"
            Throw: own (1), 2 frames
            Throw: other (), 1 frames
            Throw: own (2), 2 frames
            Throw: own (2), 1 frames
        "#]],
    );
    throws(
        &[(Throw, "other"), (Uncaught, "")],
        &expect![[r#"
            Throw: other (), 1 frames
            Uncaught: own (2), 1 frames
        "#]],
    );
    // The trap is at the same place.
    throws(
        &[(Uncaught, ""), (Trap, "")],
        &expect![[r#"
            Trap: uncaught exception: own (2), 1 frames
        "#]],
    );
    throws(&[(Uncaught, "!own"), (Trap, "!exception")], &expect![[""]]);
}

/// Prints by WASI, directly and through a table, and ends with exit code 3.
const CALLS: &str = r#"(module
    (type $write (func (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (type $write)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 64 (pagesize 1))
    (table funcref (elem $write))
    (data (i32.const 16) "hello\n")
    (data (i32.const 0) "\10\00\00\00\06\00\00\00")
    (func (export "_start")
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (drop (call_indirect (type $write)
            (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 0)))
        (call $exit (i32.const 3))))"#;

#[test]
fn calls_of_the_host_and_the_end_stop_before_they_happen() {
    use ExceptionKind::{Exit, HostCall};
    let on_device = LaunchSpec { plan: device(), ..LaunchSpec::default() };
    let direct = "(call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))";
    assert!(CALLS.contains(direct));
    // A device calls no imported functions through tables.
    let without_table = CALLS.replace("(table funcref (elem $write))", "").replace(
        "(call_indirect (type $write)
            (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 0))",
        "(call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8))",
    );
    for (text, given) in [(CALLS, LaunchSpec::default()), (&*without_table, on_device)] {
        let went = |filtered: &[(ExceptionKind, &str)]| stops(text, given.clone(), filtered);
        expect![[r#"
            HostCall: wasi_snapshot_preview1.fd_write(1, 0, 1, 8), 1 frames
            HostCall: wasi_snapshot_preview1.fd_write(2, 0, 1, 8), 1 frames
            Exit: the program is about to end with exit code 3, 1 frames
        "#]]
        .assert_eq(&went(&[(HostCall, "fd_*"), (Exit, "")]));
        expect![[r#"
            HostCall: wasi_snapshot_preview1.proc_exit(3), 1 frames
        "#]]
        .assert_eq(&went(&[(HostCall, "!fd_write"), (Exit, "1, 2")]));
        expect![[r#"
            Exit: the program is about to end with exit code 3, 1 frames
        "#]]
        .assert_eq(&went(&[(Exit, "!2")]));
        assert_eq!(went(&[(Exit, "!3")]), "");
    }
}

/// Calls a function that is none of WASI's.
const OWN_CALL: &str = r#"(module
    (import "env" "tell" (func $tell (param i32)))
    (func (export "_start") (call $tell (i32.const 7))))"#;

#[test]
fn only_calls_of_wasi_stop_where_no_names_are_given() {
    let host = HostFunctions::new(|store| {
        let ty = FuncType::new([ValType::I32], []);
        store.define_host("env", "tell", ty, Box::new(|_, _, _| Ok(())));
    });
    let given = LaunchSpec { host, ..LaunchSpec::default() };
    let went = |condition| stops(OWN_CALL, given.clone(), &[(ExceptionKind::HostCall, condition)]);
    assert_eq!(went(""), "");
    assert_eq!(went("env.tell"), "HostCall: env.tell(7), 1 frames\n");
    assert_eq!(went("tell"), "HostCall: env.tell(7), 1 frames\n");
}

#[test]
fn a_step_ends_before_a_call_that_somebody_waits_for_and_goes_on_over_it() {
    let mut given = spec("c/steps/steps-o0.wasm");
    given.args = vec!["steps".to_owned()];
    let mut scene = launch("c/steps/src", given);
    scene.session.set_exception_filters(&filters(&[(ExceptionKind::HostCall, "fd_write")]));
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::HostCall);
    assert!(stop.description.starts_with("call of wasi_snapshot_preview1.fd_write("), "{stop:?}");
    // The line shown is the program's own that prints.
    assert!(scene.session.focus() > 0);
    assert!(stop.description.contains("steps/src"), "{stop:?}");
    let stepped = scene.session.resume(Motion::StepInstruction).unwrap().unwrap();
    assert_eq!(stepped.reason, StopReason::Step);
}

/// The stops of a C++ program, each with the line of the program's own frame.
fn cpp_stops(build: &str, args: &[&str], filtered: &[(ExceptionKind, &str)]) -> String {
    let mut given = spec(&format!("cpp/exceptions/exceptions-{build}.wasm"));
    given.args = args.iter().map(ToString::to_string).collect();
    let mut scene = launch("cpp/exceptions/src", given);
    scene.session.set_exception_filters(&filters(filtered));
    let mut lines = String::new();
    while let Some(stop) = scene.session.resume(Motion::Continue).unwrap() {
        let focus = scene.session.focus();
        let frame = scene.session.stack(focus, 1).unwrap().frames.remove(0);
        let kind = scene.session.exception_type().unwrap_or_default();
        let text = stop.text.unwrap_or_default();
        writeln!(lines, "{:?} [{kind}] {text}: {} {}", stop.reason, frame.function, frame.line)
            .unwrap();
        if stop.reason == StopReason::Trap {
            break;
        }
    }
    lines
}

#[test]
fn exceptions_of_cpp_are_told_apart_by_their_types() {
    use ExceptionKind::{Throw, Trap, Uncaught};
    for build in ["o0", "o0-legacy"] {
        expect![[r#"
            Throw [std::runtime_error] std::runtime_error "out of paper": throw_text 48
            Throw [int] int 42: throw_number 52
            Throw [std::runtime_error] std::runtime_error "passed on": throw_text 48
            Throw [std::runtime_error] std::runtime_error "passed on", thrown again: pass_on 123
            Throw [std::runtime_error] std::runtime_error "first": throw_text 48
            Throw [int] int 2: throw_number 52
            Throw [std::runtime_error] std::runtime_error "paper jam": throw_text 48
            Throw [int] int 11: throw_number 52
        "#]]
        .assert_eq(&cpp_stops(build, &["all"], &[(Throw, "std::*, int")]));
        expect![[r#""#]].assert_eq(&cpp_stops(build, &["all"], &[(Uncaught, "")]));
        let all = [(Uncaught, ""), (Trap, "")];
        expect![[r#"
            Uncaught [StockError] StockError "shelf is empty" {shelf = 12}: throw_kind 63
            Trap [StockError] uncaught C++ exception StockError: shelf is empty: uncaught 219
        "#]]
        .assert_eq(&cpp_stops(build, &["uncaught", "stock"], &all));
        let none = [(Uncaught, "!StockError"), (Trap, "!exception")];
        assert_eq!(cpp_stops(build, &["uncaught", "stock"], &none), "");
        expect![[r#"
            Uncaught [std::runtime_error] std::runtime_error "a broken promise", in a function that promises to throw nothing: throw_text 48
            Trap [] unreachable executed: promises 210
        "#]].assert_eq(&cpp_stops(build, &["noexcept"], &all));
    }
}
