//! Programs that ask much of their host: what the front end is told, and in which pieces.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::{Arc, Mutex};

use common::plan;
use expect_test::expect;
use wrtd_debug::{DebugSession, Event, LaunchSpec, Motion, OutputCategory};
use wrtd_limits::{LimitName, Plan};

/// Runs a program that is given as text, with a folder, within limits; its exit code, and what was written.
fn run(text: &str, plan: Plan) -> (Option<i32>, Vec<(OutputCategory, Vec<u8>)>) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program.wasm");
    std::fs::write(&program, wat::parse_str(text).unwrap()).unwrap();
    let dirs = vec![(folder.path().to_owned(), "/".to_owned())];
    let written = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&written);
    let sink = move |event| {
        if let Event::Output { category, bytes } = event {
            log.lock().unwrap().push((category, bytes));
        }
    };
    let spec = LaunchSpec { program, dirs, plan, ..LaunchSpec::default() };
    let mut session = DebugSession::launch(spec, Box::new(sink)).unwrap();
    assert_eq!(session.resume(Motion::Continue).unwrap(), None);
    let written = written.lock().unwrap().clone();
    (session.exit_code(), written)
}

/// A front end that reads slowly holds this up between two pieces, and a pause comes between them.
#[test]
fn what_a_program_writes_at_once_comes_in_pieces() {
    let text = r#"(module
        (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 200)
        ;; 10,000,000 bytes from 64 on.
        (data (i32.const 16) "\40\00\00\00\80\96\98\00")
        (func (export "_start")
            (memory.fill (i32.const 64) (i32.const 120) (i32.const 10000000))
            (call $exit (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 32)))))"#;
    let (code, written) = run(text, Plan::default());
    assert_eq!(code, Some(0));
    let output = written.iter().filter(|(category, _)| *category == OutputCategory::Stdout);
    let sizes: Vec<_> = output.map(|(_, bytes)| bytes.len()).collect();
    assert_eq!(sizes.iter().sum::<usize>(), 10_000_000);
    assert_eq!(sizes.iter().max(), Some(&(64 << 10)));
}

/// Tries 1100 times to open its folder; ends with the last error number.
const OPENS: &str = r#"(module
    (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 16) ".")
    (func (export "_start") (local $tries i32) (local $refused i32)
        (loop $again
            (local.set $refused
                (call $open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 2)
                    (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 32)))
            (local.set $tries (i32.add (local.get $tries) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $tries) (i32.const 1100))))
        (call $exit (local.get $refused))))"#;

/// How a program ends that opens too much, and what the console says.
fn opened(plan: Plan) -> String {
    let (code, written) = run(OPENS, plan);
    let mut text = format!("exited {code:?}\n");
    for (category, bytes) in written {
        text += &format!("{category:?}: {}", String::from_utf8_lossy(&bytes));
    }
    text
}

#[test]
fn the_console_says_once_that_a_program_has_no_descriptors_left() {
    let few = opened(plan(&[(LimitName::Resources, 10)]));
    expect![[r#"
        exited Some(33)
        Console: path_open was refused: there may be 10 open descriptors (`resources`, from the launch attribute `limits`); let the program close what it no longer needs, or raise the attribute
    "#]].assert_eq(&few);
    let small = opened(plan(&[(LimitName::ComponentBytes, 6000)]));
    let beginning = "exited Some(48)\nConsole: path_open was refused: the components budget has ";
    assert!(small.starts_with(beginning), "{small}");
    assert!(small.ends_with("were asked for; raise the attribute\n"), "{small}");
    assert_eq!(small.lines().count(), 2, "{small}");
    // The host may have fewer files for a process than a program has descriptors.
    let default = opened(Plan::default());
    let notices = default.matches("path_open was refused: the").count();
    assert!(default.starts_with("exited Some(33)\n") && notices == 1, "{default}");
}
