//! `wrtd debug`: the sessions of `fixtures/sessions` and how batches end.

use crate::call::{project, wrtd};
use expect_test::{ExpectFile, expect, expect_file};

const INVENTORY: &str = "fixtures/rust/inventory/inventory-o0.wasm";

/// Runs a bundled session; its transcript stands beside it.
fn session(name: &str, program: &str, expected: &ExpectFile) {
    session_with(&[], name, program, expected);
}

/// The same with more options.
pub(crate) fn session_with(options: &[&str], name: &str, program: &str, expected: &ExpectFile) {
    let script = format!("fixtures/sessions/{name}.wrtd");
    let words = [&["debug", "--batch", &script], options, &[program]].concat();
    let done = wrtd(&words).done();
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{done}");
    expected.assert_eq(&wherever_it_lies(&done.stdout));
}

/// A transcript without the sizes that depend on the folder of the project: paths are debug information too.
fn wherever_it_lies(transcript: &str) -> String {
    let line = |line: &str| match line.starts_with("Debug information: ") {
        true => "Debug information: N bytes resident\n".to_owned(),
        false => line.to_owned(),
    };
    transcript.split_inclusive('\n').map(line).collect()
}

#[test]
fn the_inventory_session() {
    let expected = expect_file!["../../../fixtures/sessions/inventory.transcript"];
    session("inventory", INVENTORY, &expected);
}

#[test]
fn readme_shows_a_piece_of_the_inventory_session() {
    let read = |file: &str| std::fs::read_to_string(project().join(file)).unwrap();
    let readme = read("README.md");
    let (_, rest) = readme.split_once("```text\n# ").unwrap();
    let (piece, _) = rest.split_once("```\n").unwrap();
    assert!(read("fixtures/sessions/inventory.transcript").contains(piece), "{piece}");
}

#[test]
fn the_types_session() {
    let expected = expect_file!["../../../fixtures/sessions/types.transcript"];
    session("types", "fixtures/c/types/types-o0.wasm", &expected);
}

#[test]
fn the_session_of_objects() {
    let expected = expect_file!["../../../fixtures/sessions/objects.transcript"];
    session("objects", "fixtures/cpp/objects/objects-o0.wasm", &expected);
}

/// A program in text form is assembled when it is loaded.
#[test]
fn the_session_of_a_text() {
    let words = ["debug", "--batch", "fixtures/sessions/sum.wrtd", "--invoke", "sum"];
    let done = wrtd(&[&words[..], &["fixtures/wat/plain.wat", "3"]].concat()).done();
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{done}");
    expect_file!["../../../fixtures/sessions/sum.transcript"].assert_eq(&done.stdout);
}

#[test]
fn the_jump_session() {
    let expected = expect_file!["../../../fixtures/sessions/jump.transcript"];
    session("jump", "fixtures/c/jump/jump-o0.wasm", &expected);
}

#[test]
fn the_session_of_expressions() {
    let expected = expect_file!["../../../fixtures/sessions/expressions.transcript"];
    session("expressions", "fixtures/c/types/types-o0.wasm", &expected);
}

#[test]
fn the_sessions_of_steps_in_both_builds() {
    let c = "fixtures/c/steps/steps";
    let expected = expect_file!["../../../fixtures/sessions/steps-c-o0.transcript"];
    session("steps-c", &format!("{c}-o0.wasm"), &expected);
    let expected = expect_file!["../../../fixtures/sessions/steps-c-o2.transcript"];
    session("steps-c", &format!("{c}-o2.wasm"), &expected);
    let rust = "fixtures/rust/steps/steps";
    let expected = expect_file!["../../../fixtures/sessions/steps-rust-o0.transcript"];
    session("steps-rust", &format!("{rust}-o0.wasm"), &expected);
    let expected = expect_file!["../../../fixtures/sessions/steps-rust-o2.transcript"];
    session("steps-rust", &format!("{rust}-o2.wasm"), &expected);
}

#[test]
fn the_watch_session() {
    let expected = expect_file!["../../../fixtures/sessions/watch.transcript"];
    session("watch", "fixtures/c/watch/watch-o0.wasm", &expected);
}

#[test]
fn the_session_of_conditions() {
    let expected = expect_file!["../../../fixtures/sessions/conditions.transcript"];
    session("conditions", INVENTORY, &expected);
}

#[test]
fn the_session_of_exceptions() {
    let expected = expect_file!["../../../fixtures/sessions/exceptions.transcript"];
    session("exceptions", "fixtures/cpp/exceptions/exceptions-o0.wasm", &expected);
}

#[test]
fn the_session_of_workers() {
    let expected = expect_file!["../../../fixtures/sessions/workers.transcript"];
    session("workers", "fixtures/rust/workers/workers-o0.wasm", &expected);
}

#[test]
fn the_sessions_of_threads_and_their_variables() {
    let expected = expect_file!["../../../fixtures/sessions/threads.transcript"];
    session("threads", "fixtures/c/threads/threads-o0.wasm", &expected);
    let expected = expect_file!["../../../fixtures/sessions/keys.transcript"];
    session("keys", "fixtures/rust/keys/keys-o0.wasm", &expected);
}

#[test]
fn the_session_of_code() {
    let expected = expect_file!["../../../fixtures/sessions/code.transcript"];
    session("code", "fixtures/c/types/types-o0.wasm", &expected);
}

/// What users of gdb type, on a C program and on a Rust one.
#[test]
fn the_sessions_of_gdbs_users() {
    let expected = expect_file!["../../../fixtures/sessions/gdb.transcript"];
    session("gdb", "fixtures/c/types/types-o0.wasm", &expected);
    let expected = expect_file!["../../../fixtures/sessions/gdb-rust.transcript"];
    session("gdb-rust", INVENTORY, &expected);
}

#[test]
fn the_session_of_loops() {
    let expected = expect_file!["../../../fixtures/sessions/loops.transcript"];
    session("loops", "fixtures/c/loops/loops-o0.wasm", &expected);
}

/// An error of a step has the step's name.
#[test]
fn a_step_that_is_not_possible_is_named() {
    let done =
        wrtd(&["debug", "-x", "run", "-x", "next", "fixtures/c/threads/threads-o0.wasm", "trap"])
            .done();
    assert_eq!(done.code, Some(1), "{done}");
    let expected = "error: next: the program cannot step on after integer divide by zero";
    assert!(done.stdout.contains(expected), "{done}");
}

#[test]
fn commands_on_the_command_line() {
    let done =
        wrtd(&["debug", "-x", "break factorial", "-x", "run", "-x", "args", INVENTORY, "flow"])
            .done();
    expect![[r#"
        (wrtd) break factorial
        Breakpoint 1 at flow.rs:18
        (wrtd) run
        out│ inventory: flow
        note: /wrtd/fixtures/rust/inventory/src/flow.rs is not on this machine; if the program was built elsewhere, map its folder to yours (`sourceMap`, --source-map).
        Stopped at breakpoint 1: inventory::flow::factorial at flow.rs:18
          (flow.rs is not on this machine; map its folder with --source-map)
        (wrtd) args
        n: u64 = 5
        --- exit code 0
    "#]].assert_eq(&done.to_string());
}

#[test]
fn a_script_on_standard_input() {
    let done =
        wrtd(&["debug", "--batch", "-", INVENTORY, "exit", "9"]).stdin("# all of it\nrun\n").done();
    expect![[r#"
        # all of it
        (wrtd) run
        out│ inventory: exit
        err│ inventory: leaving with 9
        The program ended with exit code 9.
        --- exit code 0
    "#]]
    .assert_eq(&done.to_string());
}

#[test]
fn an_expectation_that_is_not_met_fails() {
    let done = wrtd(&["debug", "--batch", "-", INVENTORY, "exit", "9"])
        .stdin("run\nexpect exit code 9\nexpect exit code 10\necho not reached\n")
        .done();
    expect![[r#"
        (wrtd) run
        out│ inventory: exit
        err│ inventory: leaving with 9
        The program ended with exit code 9.
        (wrtd) expect exit code 9
        (wrtd) expect exit code 10
        error: expect: `exit code 10` does not occur in the answer before it
        --- stderr
        error: the script stopped at line 3: expect: `exit code 10` does not occur in the answer before it
        --- exit code 1
    "#]].assert_eq(&done.to_string());
}

#[test]
fn expectations_are_texts_and_patterns_and_what_should_not_be() {
    let exit = |script: &str| {
        let done = wrtd(&["debug", "--batch", "-", INVENTORY, "exit", "9"]).stdin(script).done();
        (done.code, done.stderr)
    };
    let met = "run\nexpect leaving with 9\nexpect not leaving with 8\nexpect /^inventory: \\w+$/\n\
               expect not /^leaving/\nexpect /code \\d\\.$/\n";
    assert_eq!(exit(met), (Some(0), String::new()));
    for (line, expected) in [
        ("expect not leaving with 9", "`leaving with 9` occurs in the answer before it"),
        ("expect /code \\d\\d/", "`/code \\d\\d/` does not occur in the answer before it"),
        ("expect not /code \\d/", "`/code \\d/` occurs in the answer before it"),
        ("expect not", "`not` does not occur in the answer before it"),
        (
            "expect /(/",
            "`(` is no regular expression: unclosed group; usage: expect [not] TEXT | /REGEX/",
        ),
        ("expect", "the text is missing; usage: expect [not] TEXT | /REGEX/"),
    ] {
        let error = format!("error: the script stopped at line 4: expect: {expected}\n");
        assert_eq!(exit(&format!("# one\n\nrun\n{line}\nquit\n")), (Some(1), error), "{line}");
    }
}

#[test]
fn what_is_wrong_with_a_script_has_its_line() {
    let run = |script: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("script.wrtd");
        std::fs::write(&path, script).unwrap();
        let done = wrtd(&["debug", "--batch", path.to_str().unwrap(), INVENTORY]).done();
        assert_eq!(done.code, Some(1), "{done}");
        done.stderr
    };
    let error = run(b"# settings\nset args exit\nset colour on\n");
    assert!(error.contains("stopped at line 3: set: there is no setting `colour`"), "{error}");
    let error = run(b"echo one\n\xff\xfe\n");
    assert!(error.contains("cannot be read at line 2: "), "{error}");
    let error = run(&[&b"echo one\n"[..], &vec![b'x'; 3 << 20]].concat());
    assert!(error.contains("at line 2: it has more than 1 MiB"), "{error}");
    let error = run(b"echo one\r\nrestart\r\n\r\nframe 77");
    assert!(error.contains("stopped at line 4: frame: there is no frame 77"), "{error}");
}

/// The transcript says where the program was, and what follows in the script is not done.
#[cfg(unix)]
#[test]
fn an_interrupt_from_the_keyboard_ends_a_script() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};
    if crate::run::ignores_interrupts() {
        println!(
            "SKIPPED: this process was started with SIGINT ignored, and so would be its child"
        );
        return;
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_wrtd"))
        .args(["debug", "--batch", "-", INVENTORY, "spin"])
        .current_dir(project())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let script = b"echo first\nrun\necho not reached\n";
    child.stdin.take().unwrap().write_all(script).unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("out\u{2502} inventory: spin") {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "it ended too soon");
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{rest}{error}");
    assert_eq!(error, "error: the script was interrupted at line 2\n");
    assert!(rest.contains("Paused in "), "{rest}");
    assert!(!rest.contains("not reached"), "{rest}");
}

#[test]
fn a_wrong_command_fails_with_the_right_one() {
    let done = wrtd(&["debug", "-x", "brake main", INVENTORY]).done();
    expect![[r#"
        (wrtd) brake main
        error: there is no command `brake`; did you mean `break`?
        --- stderr
        error: the script stopped at line 1: there is no command `brake`; did you mean `break`?
        --- exit code 1
    "#]]
    .assert_eq(&done.to_string());
}

#[test]
fn a_person_gets_an_answer_and_another_chance() {
    let done = wrtd(&["debug", INVENTORY, "exit", "9"]).stdin("brake\nrun\nquit\n").done();
    expect![[r#"
        (wrtd) error: there is no command `brake`; did you mean `break`?
        (wrtd) out│ inventory: exit
        err│ inventory: leaving with 9
        The program ended with exit code 9.
        (wrtd) --- exit code 0
    "#]]
    .assert_eq(&done.to_string());
}

#[test]
fn a_missing_script_is_named() {
    let done = wrtd(&["debug", "--batch", "no-such-script", INVENTORY]).done();
    expect![[r#"
        --- stderr
        error: cannot read the script no-such-script: No such file or directory (os error 2)
        --- exit code 1
    "#]]
    .assert_eq(&done.to_string());
}
