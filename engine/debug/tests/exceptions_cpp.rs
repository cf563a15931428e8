//! Exceptions of C++: what is thrown, who catches it, and what is said where nobody does.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use std::fmt::Write as _;

use common::{Scene, launch, spec};
use expect_test::expect;
use wrtd_debug::{CppFate, DebugSession, ExceptionFilter, ExceptionKind, MemoryRef, Motion};

/// All builds of the program.
const ALL: [&str; 3] = ["o0", "o2", "o0-legacy"];

/// A build of the program, with arguments.
fn exceptions(build: &str, args: &[&str]) -> Scene {
    let mut spec = spec(&format!("cpp/exceptions/exceptions-{build}.wasm"));
    spec.args = args.iter().map(ToString::to_string).collect();
    launch("cpp/exceptions/src", spec)
}

/// Runs to the end, and tells each throw on the way: what, whether again, who catches it, and the program's own frames.
fn throws(build: &str, args: &[&str]) -> String {
    let mut scene = exceptions(build, args);
    scene.session.set_exception_filters(&[ExceptionFilter::new(ExceptionKind::Trap)]);
    scene.session.add_function_breakpoint("_Unwind_RaiseException");
    let mut text = String::new();
    while let Some(stop) = scene.session.resume(Motion::Continue).unwrap() {
        let Some(throw) = scene.session.cpp_throw() else {
            writeln!(text, "{}", stop.text.unwrap()).unwrap();
            break;
        };
        let again = if throw.again { " again" } else { "" };
        let frame = |session: &mut DebugSession, physical| {
            let frames = session.stack(0, 0).unwrap().frames;
            let mut of = frames.into_iter().filter(|frame| !frame.inlined);
            of.nth(physical as usize).unwrap().function
        };
        let fate = match throw.fate {
            CppFate::Caught { frame: at } => format!("{} catches", frame(&mut scene.session, at)),
            CppFate::Terminates { frame: at } => {
                format!("{} terminates", frame(&mut scene.session, at))
            }
            CppFate::Uncaught => "nobody catches".to_owned(),
        };
        writeln!(text, "{}{again}: {fate}", throw.exception).unwrap();
    }
    text
}

/// The same without addresses, which differ between builds.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        plain += "0x..";
        plain += part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    plain
}

/// What all of these builds tell.
fn told(builds: &[&str], args: &[&str]) -> String {
    let mut all = builds.iter().map(|build| without_addresses(&throws(build, args)));
    let first = all.next().unwrap();
    for (other, build) in all.zip(&builds[1..]) {
        assert_eq!(other, first, "{build}");
    }
    first
}

#[test]
fn every_throw_says_what_is_thrown_and_who_catches_it() {
    expect![[r#"
        std::runtime_error "out of paper": text catches
        int 42: number catches
        OwnError {code = 3}: own catches
        StockError "shelf is empty" {shelf = 12}: derived catches
        SensorError {Named = {name = 0x.. "sensor"}, OwnError = {code = 9}}: derived catches
        std::runtime_error "passed on": pass_on catches
        std::runtime_error "passed on" again: again catches
        const char* 0x.. "just letters": text_pointer catches
        Refusal {code = 7, reason = 0x.. "no room"}: anything catches
        std::runtime_error "first": nested catches
        int 2: nested catches
        OwnError {code = 5}: stored catches
        OwnError {code = 5} again: stored catches
        std::runtime_error "paper jam": destructors catches
        int 11: filtered catches
    "#]]
    .assert_eq(&told(&ALL, &["all"]));
}

#[test]
fn an_exception_that_nobody_catches_is_known_where_it_is_thrown_and_where_it_has_left_everything() {
    let mut text = String::new();
    for kind in [
        "number", "own", "refusal", "stock", "sensor", "letters", "string", "system", "memory",
        "no paper",
    ] {
        text += &told(&ALL, &["uncaught", kind]);
    }
    expect![[r#"
        int 42: nobody catches
        uncaught C++ exception int: 42
        OwnError {code = 3}: nobody catches
        uncaught C++ exception OwnError: {code = 3}
        Refusal {code = 7, reason = 0x.. "no room"}: nobody catches
        uncaught C++ exception Refusal: {code = 7, reason = 0x.. "no room"}
        StockError "shelf is empty" {shelf = 12}: nobody catches
        uncaught C++ exception StockError: shelf is empty
        SensorError {Named = {name = 0x.. "sensor"}, OwnError = {code = 9}}: nobody catches
        uncaught C++ exception SensorError: {Named = {name = 0x.. "sensor"}, OwnError = {code = 9}}
        const char* 0x.. "just letters": nobody catches
        uncaught C++ exception const char*: 0x.. "just letters"
        std::string "a string of its own": nobody catches
        uncaught C++ exception std::string: "a string of its own"
        std::system_error "open: No such file or directory": nobody catches
        uncaught C++ exception std::system_error: open: No such file or directory
        std::bad_alloc: nobody catches
        uncaught C++ exception std::bad_alloc
        std::runtime_error "no paper": nobody catches
        uncaught C++ exception std::runtime_error: no paper
    "#]]
    .assert_eq(&text);
}

#[test]
fn an_exception_that_meets_a_promise_not_to_throw_terminates() {
    expect![[r#"
        std::runtime_error "a broken promise": promises terminates
        unreachable executed
    "#]]
    .assert_eq(&told(&["o0", "o0-legacy"], &["noexcept"]));
}

#[test]
fn a_throw_is_known_at_the_function_of_the_language_too() {
    let mut scene = exceptions("o0", &["again"]);
    scene.session.add_function_breakpoint("__cxa_throw");
    scene.go(Motion::Continue);
    let throw = scene.session.cpp_throw().unwrap();
    assert_eq!(throw.exception.to_string(), r#"std::runtime_error "passed on""#);
    assert_eq!(throw.exception.text.as_deref(), Some("passed on"));
    assert!(!throw.again);
    assert!(matches!(throw.fate, CppFate::Caught { .. }));
    // One instruction on, nothing is about to be thrown.
    scene.go(Motion::StepInstruction);
    assert_eq!(scene.session.cpp_throw(), None);
}

#[test]
fn each_module_with_the_runtime_has_one_point_where_exceptions_pass() {
    for build in ALL {
        let scene = exceptions(build, &[]);
        let [point] = scene.session.cpp_throw_points()[..] else { panic!("{build}") };
        let mut session = scene.session;
        let breakpoints = session.add_function_breakpoint("_Unwind_RaiseException");
        assert_eq!(breakpoints.offsets, [point.offset]);
    }
    // A program without it.
    let scene = launch("cpp/objects/src", spec("cpp/objects/objects-o0.wasm"));
    assert_eq!(scene.session.cpp_throw_points(), []);
    assert_eq!(scene.session.cpp_throw(), None);
}

/// Numbers without a pattern (xorshift).
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn memory_may_hold_anything_where_a_description_of_a_type_should_be() {
    let mut scene = exceptions("o0", &["uncaught", "sensor"]);
    scene.session.add_function_breakpoint("_Unwind_RaiseException");
    scene.go(Motion::Continue);
    let whole = scene.session.cpp_throw().unwrap();
    let module = whole.exception.module;
    let place = |address| MemoryRef { module, address };
    // What precedes the object: the header of the library, and in it the address of the type's description.
    let header = whole.exception.address - 80;
    let word = |session: &DebugSession, address| {
        let (_, bytes) = session.read_memory(place(address), 0, 4).unwrap();
        u64::from(u32::from_le_bytes(bytes.try_into().unwrap()))
    };
    let description = word(&scene.session, header);
    let mut random = 0x2545_f491_4f6c_dd1d;
    let mut others = 0;
    for turn in 0..600 {
        // The header, the description, or the table before which that of the description lies; then all constants.
        let at = match turn % 4 {
            0 => header + 4 * (next(&mut random) % 20),
            1 => description + 4 * (next(&mut random) % 8),
            2 => word(&scene.session, description) - 4,
            _ => 0x1_0000 + 4 * (next(&mut random) % 0x1800),
        };
        let written = match next(&mut random) % 4 {
            0 => description,
            1 => u64::from(u32::MAX),
            2 => next(&mut random) % 0x2_0000,
            _ => next(&mut random),
        };
        let (_, before) = scene.session.read_memory(place(at), 0, 4).unwrap();
        scene.session.write_memory(place(at), 0, &written.to_le_bytes()[..4], false).unwrap();
        others += u32::from(scene.session.cpp_throw().as_ref() != Some(&whole));
        scene.session.write_memory(place(at), 0, &before, false).unwrap();
        assert_eq!(scene.session.cpp_throw().as_ref(), Some(&whole), "turn {turn} at {at:#x}");
    }
    // Some of it was read.
    assert!(others > 20, "{others}");
}

#[test]
fn a_handler_that_cleans_up_throws_on_what_was_thrown() {
    for build in ["o0", "o0-legacy"] {
        let mut scene = exceptions(build, &["destructors"]);
        scene.session.add_function_breakpoint("_Unwind_RaiseException");
        scene.go(Motion::Continue);
        let thrown = scene.session.cpp_throw().unwrap();
        assert_eq!(scene.session.cpp_thrown_on(), None);
        let throws = [ExceptionFilter::new(ExceptionKind::Throw)];
        scene.session.set_exception_filters(&throws);
        scene.go(Motion::Continue);
        // At the instruction itself, what the function is called for.
        assert_eq!(scene.session.cpp_throw().as_ref(), Some(&thrown));
        assert_eq!(scene.session.cpp_thrown_on(), None);
        // It passes on its way without a stop, and is met by who goes by instructions.
        let passes = (0..50_000).find_map(|_| {
            scene.go(Motion::StepInstruction);
            scene.session.cpp_thrown_on()
        });
        assert_eq!(passes.as_ref(), Some(&thrown.exception));
        assert_eq!(scene.session.cpp_throw(), None);
    }
}
