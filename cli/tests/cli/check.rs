//! `wrtd check`: the verdict, what a program will take, and where a file is refused.

use std::fs;

use crate::call::{Call, wrtd};
use expect_test::{Expect, expect};
use serde_json::Value;

/// `wrtd check` for a board of 8 MiB, with no variables set.
fn check_for_board(words: &[&str]) -> Call {
    let mut all = vec!["check", "--platform", "qnx", "--max-memory", "8MiB"];
    all.extend(words);
    wrtd(&all).env("WRTD_MAX_MEM", "").env("WRTD_ASIL_LV", "")
}

fn check(call: Call, expected: &Expect) {
    expected.assert_eq(&call.done().to_string());
}

/// A file of this text in a folder of its own.
fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("program.wasm");
    fs::write(&path, wat::parse_str(text).unwrap()).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// The same, whose folder has another name in each run.
fn check_file(text: &str, words: &[&str], expected: &Expect) {
    let (_folder, path) = file(text);
    let mut all = words.to_vec();
    all.push(&path);
    expected.assert_eq(&check_for_board(&all).done().to_string().replace(&path, "program.wasm"));
}

#[test]
fn a_program_for_a_board_with_its_prediction() {
    check(check_for_board(&["fixtures/c/sensor/sensor.wasm"]), &expect![[""]]);
}

#[test]
fn a_large_program_with_what_a_debugger_cannot_do() {
    check(check_for_board(&["fixtures/rust/quill/quill-o0.wasm"]), &expect![[""]]);
}

#[test]
fn a_stack_that_has_a_bound_is_told_with_its_path() {
    check_file(
        r#"(module
            (func $leaf (param i64) (local i64 i64))
            (func $middle (call $leaf (i64.const 1)))
            (func (export "shallow") (call $leaf (i64.const 2)))
            (func (export "deep") (local i64) (call $middle)))"#,
        &[],
        &expect![[""]],
    );
}

#[test]
fn calls_that_may_go_too_deep_are_a_warning() {
    check_file(
        r#"(module
            (func $leaf (local i64 i64 i64 i64 i64 i64 i64 i64))
            (func (export "run") (local i64 i64 i64 i64 i64) (call $leaf)))"#,
        &["--limit", "stack_bytes=64"],
        &expect![[""]],
    );
}

#[test]
fn an_entry_that_can_never_be_called_is_refused() {
    check_file(
        r#"(module (func) (func (export "run") (local i64 i64 i64 i64 i64 i64 i64 i64 i64)))"#,
        &["--limit", "stack_bytes=64"],
        &expect![[""]],
    );
}

#[test]
fn what_does_not_fit_is_refused_with_the_limit_and_the_remedy() {
    check_file("(module (memory 65) (func))", &[], &expect![[""]]);
    check_file(
        r#"(module (import "a" "f" (func)) (import "a" "g" (func)))"#,
        &["--limit", "imports=1"],
        &expect![[""]],
    );
    check_file("(module (table 1000000 funcref))", &[], &expect![[""]]);
}

#[test]
fn several_files_and_standard_input_and_what_is_no_module() {
    let words =
        ["fixtures/wat/hello.wat", "nowhere.wasm", "fixtures/rust/component/component.wasm"];
    check(check_for_board(&words), &expect![[""]]);
    let done = check_for_board(&["-"]).stdin("\0asm\u{1}\0\0\0\u{1}").done();
    expect![[""]].assert_eq(&done.to_string());
}

#[test]
fn json_has_the_same_for_scripts() {
    let (_folder, too_large) = file("(module (memory 65))");
    let done = check_for_board(&["--json", "fixtures/c/sensor/sensor.wasm", &too_large]).done();
    assert_eq!(done.code, Some(1));
    let root: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(root["fits"], false);
    let [fits, refused] = root["files"].as_array().unwrap().as_slice() else { panic!("{root}") };
    assert_eq!((&fits["verdict"], &refused["verdict"]), (&"fits".into(), &"too_large".into()));
    assert_eq!(fits["accounts"]["wasm_linear"]["instantiated"], 704);
    assert_eq!(fits["stack"]["indirect"]["function"]["export"], "run");
    let error = &refused["error"];
    assert_eq!((&error["limit"], &error["allowed"]), (&"wasm_linear".into(), &4_194_304.into()));
    assert_eq!((&error["asked"], &error["offset"]), (&4_259_840.into(), &11.into()));
    assert_eq!(error["from"], "the command line (--max-memory)");
    assert_eq!(error["remedy"], "raise the option");
    let done = check_for_board(&["--json", "fixtures/c/sensor/sensor.wasm"]).done();
    assert_eq!(done.code, Some(0));
}

#[test]
fn a_file_is_needed() {
    let done = wrtd(&["check"]).done();
    assert_eq!(done.code, Some(2));
}
