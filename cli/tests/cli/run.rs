//! `wrtd run`: exit codes, streams, what the program can see, traps.

use crate::call::{project, wrtd};
use expect_test::expect;

const INVENTORY: &str = "fixtures/rust/inventory/inventory-o0.wasm";
const TYPES: &str = "fixtures/c/types/types-o0.wasm";

#[test]
fn the_exit_code_is_the_programs() {
    assert_eq!(wrtd(&["run", INVENTORY, "exit", "42"]).done().code, Some(42));
    assert_eq!(wrtd(&["run", INVENTORY, "flow"]).done().code, Some(0));
    assert_eq!(wrtd(&["run", TYPES, "exit", "3"]).done().code, Some(3));
}

#[test]
fn streams_stay_apart() {
    let done = wrtd(&["run", INVENTORY, "exit", "5"]).done();
    assert_eq!(done.stdout, "inventory: exit\n");
    assert_eq!(done.stderr, "inventory: leaving with 5\n");
}

#[test]
fn arguments_may_look_like_options() {
    let done = wrtd(&["run", INVENTORY, "--help"]).done();
    expect![[r#"
        Run a program

        Usage: wrtd run [OPTIONS] <FILE> [ARGS]...

        Arguments:
          <FILE>     The program: a WebAssembly module
          [ARGS]...  Arguments of the program, or of the function that --invoke calls

        Options:
              --dir <HOST[::GUEST]>        Give the program a folder, under its own name or as GUEST;
                                           repeatable
              --env <KEY=VALUE>            Set an environment variable of the program, which inherits none;
                                           repeatable
              --stdin <FILE>               Read the program's standard input from a file
              --invoke <FUNCTION>          Call this exported function with ARGS by its types, and print its
                                           results
              --preload <NAME=FILE>        Satisfy the imports from module NAME by another file's exports;
                                           repeatable
              --stub-missing               Let imports that nothing provides trap when they are called
              --max-memory <SIZE>          Linear memory the program may have in all: 64KiB, 16MiB, 1GiB or
                                           bytes
              --max-call-depth <FRAMES>    Wasm frames that may be on the call stack
              --source-map <PREFIX=LOCAL>  Look for sources under LOCAL where the debug info says PREFIX;
                                           repeatable
          -h, --help                       Print help

        Examples:
          wrtd run hello.wasm world                        arguments go to the program
          wrtd run --dir data::/data --env LANG=C app.wasm one folder, one variable, nothing else
          wrtd run --invoke add math.wasm 2 -3             prints each result on its own line
          wrtd run --preload env=library.wasm main.wasm    imports from `env` come from library.wasm
          wrtd run --stub-missing page.wasm                imports nobody has trap when they are called

        A trap prints the stack with its source lines to standard error and ends with exit code 134.
        --- exit code 0
    "#]].assert_eq(&done.to_string());
}

#[test]
fn standard_input_is_passed_on() {
    let done = wrtd(&["run", INVENTORY, "echo"]).stdin("one\ntwo").done();
    assert_eq!(done.stdout, "inventory: echo\n1: one\n2: two\n2 lines\n");
}

#[test]
fn standard_input_may_be_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("input");
    std::fs::write(&file, "only\n").unwrap();
    let done = wrtd(&["run", "--stdin", file.to_str().unwrap(), INVENTORY, "echo"]).done();
    assert_eq!(done.stdout, "inventory: echo\n1: only\n1 lines\n");
}

#[test]
fn the_environment_is_only_what_was_given() {
    let done = wrtd(&["run", "--env", "SHELF=a=b", INVENTORY, "env", "SHELF"]).done();
    assert_eq!(done.stdout, "inventory: env\nSHELF=a=b\n");
    let done = wrtd(&["run", INVENTORY, "env", "PATH"]).done();
    assert_eq!(done.stderr, "PATH: environment variable not found\n");
}

#[test]
fn a_panic_shows_the_stack_with_sources() {
    let done = wrtd(&["run", INVENTORY, "panic"]).done();
    expect![[r#"
        inventory: panic
        before the panic
        --- stderr

        thread 'main' (1) panicked at rust/inventory/src/failures.rs:16:5:
        index out of bounds: the len is 3 but the index is 9
        note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
        error: unreachable executed
        thread 'main' (1) panicked at rust/inventory/src/failures.rs:16:5:
        index out of bounds: the len is 3 but the index is 9
           0: abort
                  at abort.c:5:3
           1: std::sys::pal::wasi::helpers::abort_internal
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/sys/pal/wasi/helpers.rs:4:14
           2: std::process::abort
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/process.rs:2533:5
           3: __rustc::__rust_abort
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/rt.rs:33:5
           4: __rustc::__rust_start_panic
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/panic_abort/src/lib.rs:50:5
           5: __rustc::rust_panic
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panicking.rs:886:25
           6: std::panicking::panic_with_hook
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panicking.rs:850:5
           7: std::panicking::panic_handler::{closure#0}
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panicking.rs:698:13
           8: std::sys::backtrace::__rust_end_short_backtrace::<std::panicking::panic_handler::{closure#0}, !>
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/sys/backtrace.rs:182:18
           9: __rustc::rust_begin_unwind
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panicking.rs:689:5
          10: core::panicking::panic_fmt
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/core/src/panicking.rs:80:14
          11: core::panicking::panic_bounds_check
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/core/src/panicking.rs:271:5
          12: inventory::failures::pick
                  at failures.rs:16:5
          13: inventory::failures::index_out_of_bounds
                  at failures.rs:10:16
          14: inventory::main
                  at main.rs:47:20
          15: core::ops::function::FnOnce::call_once
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/core/src/ops/function.rs:250:5
          16: std::sys::backtrace::__rust_begin_short_backtrace
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/sys/backtrace.rs:166:18
          17: std::rt::lang_start::{{closure}}
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/rt.rs:206:18
          18: <&dyn core::ops::function::Fn<(), Output = i32> + core::panic::unwind_safe::RefUnwindSafe + core::marker::Sync as core::ops::function::FnOnce<()>>::call_once (inlined)
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/core/src/ops/function.rs:287:21
          19: std::panicking::catch_unwind::do_call::<&dyn core::ops::function::Fn<(), Output = i32> + core::panic::unwind_safe::RefUnwindSafe + core::marker::Sync, i32> (inlined)
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panicking.rs:581:40
          20: std::panicking::catch_unwind::<i32, &dyn core::ops::function::Fn<(), Output = i32> + core::panic::unwind_safe::RefUnwindSafe + core::marker::Sync> (inlined)
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panicking.rs:544:19
          21: std::panic::catch_unwind::<&dyn core::ops::function::Fn<(), Output = i32> + core::panic::unwind_safe::RefUnwindSafe + core::marker::Sync, i32> (inlined)
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panic.rs:359:14
          22: std::rt::lang_start_internal::{closure#0} (inlined)
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/rt.rs:175:24
          23: std::panicking::catch_unwind::do_call::<std::rt::lang_start_internal::{closure#0}, isize> (inlined)
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panicking.rs:581:40
          24: std::panicking::catch_unwind::<isize, std::rt::lang_start_internal::{closure#0}> (inlined)
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panicking.rs:544:19
          25: std::panic::catch_unwind::<std::rt::lang_start_internal::{closure#0}, isize> (inlined)
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/panic.rs:359:14
          26: std::rt::lang_start_internal
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/rt.rs:171:5
          27: std::rt::lang_start
                  at /root/.rustup/toolchains/stable-x86_64-unknown-linux-gnu/lib/rustlib/src/rust/library/std/src/rt.rs:205:5
          28: __main_void
                  at inventory-o0.wasm+0x4bff7
          29: _start
                  at crt1-command.c:56:11
        --- exit code 134
    "#]].assert_eq(&done.to_string());
}

#[test]
fn a_trap_shows_the_stack_with_sources() {
    let done = wrtd(&["run", TYPES, "fail", "divide"]).done();
    expect![[r#"
        types with 2 arguments
        failing by divide
        --- stderr
        error: integer divide by zero
           0: divide
                  at shapes.c:62:17
           1: fail
                  at shapes.c:71:24
           2: main
                  at main.c:193:9
           3: __main_void
                  at types-o0.wasm+0x3ae5
           4: __original_main
                  at __original_main.c:9:12
           5: _start
                  at crt1-command.c:12:13
           6: _start.command_export
                  at types-o0.wasm+0x7c4a
        --- exit code 134
    "#]]
    .assert_eq(&done.to_string());
}

#[test]
fn endless_recursion_ends_at_the_call_depth() {
    let done = wrtd(&["run", "--max-call-depth", "100", INVENTORY, "overflow"]).done();
    assert_eq!(done.code, Some(134), "{done}");
    assert!(done.stderr.contains("inventory::failures::endless_recursion"), "{done}");
    assert!(done.stderr.lines().count() < 250, "{} lines", done.stderr.lines().count());
}

#[test]
fn memory_can_be_limited() {
    let done = wrtd(&["run", "--max-memory", "64KiB", INVENTORY, "flow"]).done();
    assert_eq!(done.code, Some(1), "{done}");
    assert!(done.stderr.contains("--max-memory"), "{done}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_gone_is_no_error() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_wrtd"))
        .args(["run", INVENTORY])
        .current_dir(project())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "inventory: all\n");
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(141));
}

#[cfg(unix)]
#[test]
fn an_interrupt_from_the_keyboard_ends_it() {
    use std::io::{BufRead, BufReader};
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_wrtd"))
        .args(["run", INVENTORY, "spin"])
        .current_dir(project())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    // What a shell reports as 130.
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}
