//! WASI in the engine: pausing, ending, and the two names of the interface.

use std::thread;
use std::time::{Duration, Instant};

use expect_test::expect;
use wrtd_core::{Exit, Resume, Store};
use wrtd_wasi::{Stdin, StdinPipe, WasiConfig};

use crate::runner::{Run, start, wasm};

/// Reads standard input in pieces of 8 bytes and writes what it reads, until the end.
const ECHO: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\40\00\00\00\08\00\00\00")
    (func (export "_start")
        (loop $more
            (i32.store (i32.const 4) (i32.const 8))
            (if (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16)) (then unreachable))
            (if (i32.eqz (i32.load (i32.const 16))) (then return))
            (i32.store (i32.const 4) (i32.load (i32.const 16)))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
            (br $more))))"#;

/// Resumes a program that waits, and pauses it after 20 ms: how long that takes.
fn pause(store: &mut Store) -> Duration {
    let interrupt = store.interrupt();
    let request = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        interrupt.request();
        Instant::now()
    });
    assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
    request.join().unwrap().elapsed()
}

#[test]
fn a_program_that_waits_for_input_can_be_paused_and_inspected() {
    let pipe = StdinPipe::new();
    let (sender, output) = std::sync::mpsc::channel();
    let config = WasiConfig::new()
        .stdin(Stdin::Pipe(pipe.clone()))
        .on_stdout(move |bytes| drop(sender.send(bytes.to_vec())));
    let mut store = start(&wasm(ECHO), config);
    let delays: Vec<_> = (0..5).map(|_| pause(&mut store)).collect();
    let least = delays.iter().min().unwrap();
    assert!(*least < Duration::from_millis(10), "paused after {delays:?}");
    assert_eq!(store.depth(), 1);
    assert_eq!(store.operand_count(0), 4, "the call's arguments are still on the stack");
    pipe.feed(b"fed while paused").unwrap();
    pipe.close();
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![]));
    let output: Vec<_> = output.try_iter().collect();
    assert_eq!(output, [b"fed whil".to_vec(), b"e paused".to_vec()]);
}

#[test]
fn single_steps_give_way_and_go_on_too() {
    let pipe = StdinPipe::new();
    let mut store = start(&wasm(ECHO), WasiConfig::new().stdin(Stdin::Pipe(pipe.clone())));
    while store.operand_count(0) < 4 {
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    }
    let pc = store.frame(0).unwrap().pc;
    store.interrupt().request();
    assert_eq!(store.resume(Resume::Instruction), Exit::Interrupted);
    assert_eq!(store.frame(0).unwrap().pc, pc, "still at the call");
    pipe.feed(b"x").unwrap();
    assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    assert!(store.frame(0).unwrap().pc > pc);
    assert_eq!(store.operand_count(0), 1, "the call's result");
}

#[test]
fn a_program_ends_with_its_exit_code_or_the_signal_it_raises() {
    let ends = |call: &str| {
        let module = format!(
            r#"(module
                (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (import "wasi_snapshot_preview1" "proc_raise" (func $raise (param i32) (result i32)))
                (func (export "_start") {call}))"#
        );
        Run::wasm(&wasm(&module), WasiConfig::new()).exit
    };
    assert_eq!(ends("(call $exit (i32.const 42))"), Exit::HostExit(42));
    assert_eq!(ends("(call $exit (i32.const -1))"), Exit::HostExit(-1));
    let Exit::Trap(trap) = ends("(drop (call $raise (i32.const 6)))") else {
        panic!("SIGABRT is a trap");
    };
    expect!["the program raised SIGABRT, which ends it. Look at the caller for the reason."]
        .assert_eq(&trap.kind.to_string());
}

#[test]
fn a_program_without_memory_gets_an_error_number() {
    let module = r#"(module
        (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (func (export "_start") (call $exit (call $random (i32.const 0) (i32.const 8)))))"#;
    assert_eq!(Run::wasm(&wasm(module), WasiConfig::new()).exit, Exit::HostExit(21));
}

#[test]
fn the_older_interface_is_there_under_its_name() {
    let module = r#"(module
        (import "wasi_unstable" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_unstable" "path_open"
            (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "wasi_unstable" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
        (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\10\00\00\00\04\00\00\00")
        (data (i32.const 16) "old\n")
        (func (export "_start")
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))
            (drop (call $open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 3) (i32.const 1)
                (i64.const 70) (i64.const 0) (i32.const 0) (i32.const 32)))
            (drop (call $write (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 40)))
            ;; 1 is the end of the file in this interface.
            (drop (call $seek (i32.const 4) (i64.const -1) (i32.const 1) (i32.const 40)))
            (call $exit (i32.load (i32.const 40)))))"#;
    let run = Run::wasm(&wasm(module), WasiConfig::new());
    assert_eq!(run.exit, Exit::HostExit(3));
    assert_eq!(run.stdout, "old\n");
    assert_eq!(run.left_over, ["old"]);
}
