//! Programs that throw: where steps end, what stops show, and how references to exceptions and functions
//! look.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, spec};
use expect_test::expect;
use wrtd_debug::{DebugSession, Format, LaunchSpec, Motion, StopReason};

/// The program with setjmp and longjmp in one of its builds, at a marked line.
fn at(build: &str, marker: &str) -> Scene {
    launch("c/jump/src", spec(&format!("c/jump/jump-{build}.wasm"))).stopped_at(marker)
}

#[test]
fn a_step_over_a_call_that_throws_ends_in_the_frame_that_catches() {
    for build in ["o0", "o0-legacy"] {
        let mut scene = at(build, "unfinished");
        scene.break_at("longjmp");
        // The call in `evaluate` is the one that the exception leaves, from ten calls further down.
        let steps = scene.walk(Motion::Continue, 1) + &scene.stack();
        expect![[r#"
            Breakpoint fail main.c:18 | longjmp(parser->failed, failure); // BREAK: longjmp
            fail main.c:18 | longjmp(parser->failed, failure); // BREAK: longjmp
            operand main.c:36 | fail(parser, NO_NUMBER); // BREAK: no number
            product main.c:46 | int value = operand(parser);
            sum main.c:68 | value += product(parser); // BREAK: term
            operand main.c:27 | int value = sum(parser); // BREAK: bracket
            product main.c:50 | value *= operand(parser);
            sum main.c:65 | int value = product(parser);
            operand main.c:27 | int value = sum(parser); // BREAK: bracket
            product main.c:46 | int value = operand(parser);
            sum main.c:68 | value += product(parser); // BREAK: term
            evaluate main.c:77 | int value = sum(&parser); // BREAK: try
            main main.c:92 | evaluate("1+(2*(3+"); // BREAK: unfinished
        "#]]
        .assert_eq(&steps);
        let steps = scene.walk(Motion::StepOver, 5);
        expect![[r#"
            Step evaluate main.c:75 | int failure = setjmp(parser.failed); // BREAK: setjmp
            Step evaluate main.c:76 | if (failure == NO_FAILURE) {
            Step evaluate main.c:80 | printf("%s: %s at %d, depth %d\n", text, messages[failure], (int)(parser.at - text), // BREAK: failed
            Step evaluate main.c:81 | parser.depth);
            Step evaluate main.c:80 | printf("%s: %s at %d, depth %d\n", text, messages[failure], (int)(parser.at - text), // BREAK: failed
        "#]]
        .assert_eq(&steps);
        assert_eq!(scene.value("failure"), "1");
    }
}

#[test]
fn a_step_out_of_a_call_that_throws_ends_there_too() {
    for build in ["o0", "o0-legacy", "o2"] {
        let mut scene = at(build, "unfinished");
        scene.break_at("longjmp");
        scene.go(Motion::Continue);
        expect!["Step evaluate main.c:73 | __attribute__((noinline)) static void evaluate(const char *text) {"]
            .assert_eq(&scene.go(Motion::StepOut));
    }
}

/// Throws an exception with values and one that holds another, and leaves one that nobody catches.
const REFERENCES: &str = r#"(module
    (type $f (func (result i32)))
    (import "env" "log" (func $log (param i32)))
    (tag $pair (export "pair") (param i32 f64))
    (tag $around (export "around") (param exnref funcref))
    (func $seven (type $f) (i32.const 7))
    (elem declare func $seven $log)
    (global $none (mut externref) (ref.null extern))
    (func $main (export "_start")
        (local $inner exnref) (local $outer exnref) (local $f (ref $f)) (local $host funcref)
        (local.set $f (ref.func $seven))
        (local.set $host (ref.func $log))
        (block $h (result i32 f64 exnref)
            (try_table (catch_ref $pair $h) (throw $pair (i32.const 42) (f64.const 1.5)))
            unreachable)
        (local.set $inner) drop drop
        (block $all (result exnref)
            (try_table (catch_all_ref $all)
                (throw $around (local.get $inner) (local.get $f)))
            unreachable)
        (local.tee $outer)
        throw_ref))"#;

#[test]
fn references_show_what_they_refer_to() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("references.wasm");
    std::fs::write(&program, wat::parse_str(REFERENCES).unwrap()).unwrap();
    let spec = LaunchSpec { program, stub_missing: true, ..LaunchSpec::default() };
    let mut session = DebugSession::launch(spec, Box::new(|_| {})).unwrap();
    let stop = session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Trap);
    let mut text = stop.text.unwrap_or_default() + "\n";
    for expression in ["$local0", "$local1", "$local2", "$local3", "$operand0", "$global0"] {
        let view = session.evaluate(0, expression, Format::default()).unwrap();
        text += &format!("{}: {} = {}\n", view.name, view.type_name, view.value);
    }
    expect![[r#"
        uncaught exception: around (exception#1, func#93)
        $local0 (inner): exnref = pair(42, 1.5)
        $local1 (outer): exnref = around(pair(42, 1.5), seven)
        $local2 (f): funcref = seven
        $local3 (host): funcref = env.log
        $operand0: exnref = around(pair(42, 1.5), seven)
        $global0 (none): externref = null
    "#]]
    .assert_eq(&text);
}

/// Handlers in both encodings.
const HANDLERS: &str = r#"(module
    (type $f (func (result i32)))
    (import "env" "log" (tag $log (param i32)))
    (tag $own (export "own"))
    (func $main (export "_start") (local (ref null $f))
        (block $h (result i32)
            (try_table (result i32) (catch $log $h) (catch_all 1) (throw $own)))
        drop
        try
            try
                (throw $log (i32.const 1))
            delegate 0
        catch $log
            rethrow 0
        catch_all
            (drop (call_ref $f (ref.null $f)))
            (drop (ref.null exn))
        end))"#;

#[test]
fn handlers_are_indented_and_named_in_disassembly() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("handlers.wasm");
    std::fs::write(&program, wat::parse_str(HANDLERS).unwrap()).unwrap();
    let spec =
        LaunchSpec { program, stub_missing: true, stop_on_entry: true, ..LaunchSpec::default() };
    let mut session = DebugSession::launch(spec, Box::new(|_| {})).unwrap();
    let reference = session.disassembly(0).unwrap().source.reference.unwrap();
    let text = session.source(reference).unwrap().text;
    expect![[r#"
        func[0] <main> () -> ()
          local 0: (ref null 0)
        00000047:   block (result i32)
        00000049:     try_table (result i32) (catch 0 <log> 0) (catch_all 1)
        00000051:       throw 1 <own>
        00000053:     end
        00000054:   end
        00000055:   drop
        00000056:   try
        00000058:     try
        0000005a:       i32.const 1
        0000005c:       throw 0 <log>
        0000005e:     delegate 0
        00000060:   catch 0 <log>
        00000062:     rethrow 0
        00000064:   catch_all
        00000065:     ref.null 0
        00000067:     call_ref () -> (i32)
        00000069:     drop
        0000006a:     ref.null exn
        0000006c:     drop
        0000006d:   end
        0000006e: end
    "#]]
    .assert_eq(&text);
}
