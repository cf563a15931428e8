//! Exceptions of C++: what is thrown, who catches it, and what is said where nobody does.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use std::fmt::Write as _;

use common::{Scene, launch, spec};
use expect_test::{Expect, expect};
use wrtd_debug::{CppFate, Motion};

/// A build of the program, with arguments.
fn exceptions(build: &str, args: &[&str]) -> Scene {
    let mut spec = spec(&format!("cpp/exceptions/exceptions-{build}.wasm"));
    spec.args = args.iter().map(ToString::to_string).collect();
    launch("cpp/exceptions/src", spec)
}

/// Runs to the end, and tells each throw on the way: what, whether again, who catches it, and the program's own frames.
fn throws(build: &str, args: &[&str]) -> String {
    let mut scene = exceptions(build, args);
    scene.session.add_function_breakpoint("_Unwind_RaiseException");
    let mut text = String::new();
    while let Some(stop) = scene.session.resume(Motion::Continue).unwrap() {
        let Some(throw) = scene.session.cpp_throw() else {
            writeln!(text, "{}", stop.text.unwrap()).unwrap();
            break;
        };
        let again = if throw.again { " again" } else { "" };
        let frame = |session: &mut wrtd_debug::DebugSession, physical| {
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

fn check(build: &str, args: &[&str], expected: &Expect) {
    expected.assert_eq(&throws(build, args));
}

#[test]
fn explore() {
    for build in ["o0", "o2", "o0-legacy"] {
        for args in [
            &["all"][..],
            &["noexcept"],
            &["uncaught", "number"],
            &["uncaught", "own"],
            &["uncaught", "refusal"],
            &["uncaught", "stock"],
            &["uncaught", "sensor"],
            &["uncaught", "letters"],
            &["uncaught", "string"],
            &["uncaught", "system"],
            &["uncaught", "memory"],
            &["uncaught"],
        ] {
            println!("== {build} {args:?}\n{}", throws(build, args));
        }
    }
}
