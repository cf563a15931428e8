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
        inventory: --help
        --- stderr
        inventory: no command "--help"
        --- exit code 2
    "#]]
    .assert_eq(&done.to_string());
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
fn what_was_held_in_memory_is_told_at_the_end() {
    let done =
        wrtd(&["run", "--stats", "--limit", "wasm_linear=4MiB", INVENTORY, "exit", "5"]).done();
    assert_eq!((done.code, done.stdout.as_str()), (Some(5), "inventory: exit\n"));
    for told in [
        "          4194304  [#####...............]  the command line (--limit wasm_linear)",
        "runtime",
        "for 399663 bytes of code",
        "side tables",
        "Loading took",
    ] {
        assert!(done.stderr.contains(told), "{told} in {}", done.stderr);
    }
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
           0: abort
                  at wasisdk://v30.0/src/wasi-libc/libc-bottom-half/sources/abort.c:5:3
              … 11 frames of library code
          12: inventory::failures::pick
                  at /wrtd/fixtures/rust/inventory/src/failures.rs:16:5
          13: inventory::failures::index_out_of_bounds
                  at /wrtd/fixtures/rust/inventory/src/failures.rs:10:16
          14: inventory::main
                  at /wrtd/fixtures/rust/inventory/src/main.rs:47:20
              … 15 frames of library code
        --- exit code 134
    "#]]
    .assert_eq(&done.to_string());
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
                  at /wrtd/fixtures/c/types/src/shapes.c:62:17
           1: fail
                  at /wrtd/fixtures/c/types/src/shapes.c:71:24
           2: main
                  at /wrtd/fixtures/c/types/src/main.c:193:9
           3: __main_void
                  at types-o0.wasm+0x3ae5
           4: __original_main
                  at libc-bottom-half/sources/__original_main.c:9:12
           5: _start
                  at build/libc-bottom-half/crt/crt1-command.c:12:13
           6: _start.command_export
                  at types-o0.wasm+0x7c4a
        --- exit code 134
    "#]]
    .assert_eq(&done.to_string());
}

#[test]
fn exceptions_are_run_in_both_encodings() {
    let expected = expect![[r#"
        1+2*3 = 7
        2*(3+4)*(1+1) = 28
        1+(2*(3+: a number is missing at 8, depth 2
        4/(2+2*(3: a bracket is missing at 9, depth 2
        8/(1*0): division by zero at 7, depth 0
        (5) = 5
        --- exit code 0
    "#]];
    for build in ["o0", "o2", "o0-legacy"] {
        let done = wrtd(&["run", &format!("fixtures/c/jump/jump-{build}.wasm")]).done();
        expected.assert_eq(&done.to_string());
    }
}

#[test]
fn an_uncaught_exception_shows_the_stack_of_its_throw() {
    let done = wrtd(&["run", "fixtures/c/jump/jump-o0.wasm", "lost"]).done();
    expect![[r#"
        --- stderr
        error: uncaught exception: tag 0 of jump-o0.wasm (65496)
           0: __wasm_longjmp
                  at /wrtd/fixtures/c/jump/src/jump.c:21:5
           1: fail
                  at /wrtd/fixtures/c/jump/src/main.c:18:5
           2: main
                  at /wrtd/fixtures/c/jump/src/main.c:88:9
           3: __main_void
                  at jump-o0.wasm+0x2dcd
           4: __original_main
                  at libc-bottom-half/sources/__original_main.c:9:12
           5: _start
                  at build/libc-bottom-half/crt/crt1-command.c:12:13
           6: _start.command_export
                  at jump-o0.wasm+0x68ef
        --- exit code 134
    "#]]
    .assert_eq(&done.to_string());
}

#[test]
fn endless_recursion_ends_at_the_call_depth() {
    let done = wrtd(&["run", "--limit", "call_depth=100", INVENTORY, "overflow"]).done();
    assert_eq!(done.code, Some(134), "{done}");
    assert!(done.stderr.contains("inventory::failures::endless_recursion"), "{done}");
    assert!(done.stderr.lines().count() < 250, "{} lines", done.stderr.lines().count());
}

#[test]
fn memory_can_be_limited() {
    let done = wrtd(&["run", "--max-memory", "1MiB", INVENTORY, "flow"]).done();
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
    if ignores_interrupts() {
        println!(
            "SKIPPED: this process was started with SIGINT ignored, and so would be its child"
        );
        return;
    }
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

/// Whether whoever started this process made it ignore SIGINT, as `nohup` and `&` in a script do.
#[cfg(unix)]
pub(crate) fn ignores_interrupts() -> bool {
    const INTERRUPT: u64 = 1 << (2 - 1);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & INTERRUPT != 0)
}
