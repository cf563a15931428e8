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

/// What was written but for the predictions, which one transcript shows.
fn without_accounts(text: &str) -> String {
    let is_account = |line: &str| line.ends_with(" from") || line.ends_with("(--max-memory)");
    let lines = text.lines().filter(|line| !line.is_empty() && !is_account(line));
    lines.map(|line| format!("{line}\n")).collect()
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
    let text = check_for_board(&all).done().to_string().replace(&path, "program.wasm");
    expected.assert_eq(&without_accounts(&text));
}

#[test]
fn a_program_for_a_board_with_its_prediction() {
    check(
        check_for_board(&["fixtures/c/sensor/sensor.wasm"]),
        &expect![[r#"
            fixtures/c/sensor/sensor.wasm: fits
              module     6180 bytes: 1332 of code, 35 of data, 4656 in custom sections
              has        3 types, 4 functions, 1 global, 1 element segment, 1 data segment, 2 exports
              imports    2 of board
              memory 0   704.. pages of 1 byte: 704 bytes at first, it stays so
              table 0    3..3 funcref
              stack      no bound: 2 (run) calls through a table or a reference at 0x1df
              frames     176 bytes of function 2, 80 bytes of function 3, 24 bytes of function 4
              breakpoint 1448 bytes of debug for the first one
              debug info .debug_loclists 414, .debug_abbrev 648, .debug_info 1147, .debug_str_offsets 291, .debug_str 491, .debug_addr 144, .debug_line 1057, .debug_line_str 75, .debug_rnglists 47, name 122

              bytes            instantiated       at most            of  from
              wasm_linear               704           704       4194304  the command line (--max-memory)
              component_bytes           742           742       1048576  the command line (--max-memory)
              debug                       0        262144        262144  the command line (--max-memory)
              runtime                 39637         75997       1048576  the command line (--max-memory)
              reserve                     0             0       1835008  the command line (--max-memory)
            --- exit code 0
        "#]],
    );
}

#[test]
fn a_large_program_with_what_a_debugger_cannot_do() {
    let done = check_for_board(&["fixtures/rust/quill/quill-o0.wasm"]).done();
    expect![[r#"
        fixtures/rust/quill/quill-o0.wasm: fits, with warnings
          module     4758492 bytes: 521116 of code, 64852 of data, 4168911 in custom sections
          has        45 types, 2253 functions, 2 globals, 1 element segment, 2 data segments, 3 exports
          imports    14 of wasi_snapshot_preview1
          memory 0   18.. pages: 1.1 MiB at first, the program grows it
          table 0    169..169 funcref
          stack      no bound: recursion 2170 > 1977 > 1955 > 1956 > 1959 > 1972 > 2170; 1942 calls through a table or a reference at 0x68898
          frames     1456 bytes of function 1415, 912 bytes of function 1811, 872 bytes of function 1598
          breakpoint 524672 bytes of debug for the first one
          debug info .debug_loc 31818, .debug_abbrev 24151, .debug_info 1310238, .debug_str 1838454, .debug_line 542155, .debug_ranges 198462, name 223285
          warning    the copy of the code for breakpoints: 524672 bytes, and debug allows 262144 (from the command line (--max-memory)); raise the option
        --- exit code 0
    "#]].assert_eq(&without_accounts(&done.to_string()));
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
        &expect![[r#"
            program.wasm: fits
              module     98 bytes: 27 of code, 0 of data, 22 in custom sections
              has        2 types, 4 functions, 2 exports
              stack      at most 32 bytes, 3 calls deep: 3 (deep) > 1 > 0
              frames     24 bytes of function 0, 8 bytes of function 1, 8 bytes of function 2
              breakpoint 74 bytes of debug for the first one
              debug info name 22
            --- exit code 0
        "#]],
    );
}

#[test]
fn calls_that_may_go_too_deep_are_a_warning() {
    check_file(
        r#"(module
            (func $leaf (local i64 i64 i64 i64 i64 i64 i64 i64))
            (func (export "run") (local i64 i64 i64 i64 i64) (call $leaf)))"#,
        &["--limit", "stack_bytes=64"],
        &expect![[r#"
            program.wasm: fits, with warnings
              module     59 bytes: 13 of code, 0 of data, 14 in custom sections
              has        1 type, 2 functions, 1 export
              stack      at most 104 bytes, 2 calls deep: 1 (run) > 0
              frames     64 bytes of function 0, 40 bytes of function 1
              breakpoint 43 bytes of debug for the first one
              debug info name 14
              warning    the deepest path of calls: 104 bytes, and stack_bytes allows 64 (from the command line (--limit stack_bytes)); raise the option
            --- exit code 0
        "#]],
    );
}

#[test]
fn an_entry_that_can_never_be_called_is_refused() {
    check_file(
        r#"(module (func) (func (export "run") (local i64 i64 i64 i64 i64 i64 i64 i64 i64)))"#,
        &["--limit", "stack_bytes=64"],
        &expect![[r#"
            program.wasm: does not fit
              at offset 0x23: the frame of function 1, at which the program is entered: 72 bytes, and stack_bytes allows 64 (from the command line (--limit stack_bytes)); raise the option
            --- exit code 1
        "#]],
    );
}

#[test]
fn what_does_not_fit_is_refused_with_the_limit_and_the_remedy() {
    check_file(
        "(module (memory 65) (func))",
        &[],
        &expect![[r#"
        program.wasm: does not fit
          at offset 0x15: the linear memories: 4259840 bytes, and wasm_linear allows 4194304 (from the command line (--max-memory)); raise the option
        --- exit code 1
    "#]],
    );
    check_file(
        r#"(module (import "a" "f" (func)) (import "a" "g" (func)))"#,
        &["--limit", "imports=1"],
        &expect![[r#"
            program.wasm: does not fit
              at offset 0x10: the module's imports: 2, and imports allows 1 (from the command line (--limit imports)); raise the option
            --- exit code 1
        "#]],
    );
    check_file(
        "(module (table 1000000 funcref))",
        &[],
        &expect![[r#"
            program.wasm: does not fit
              at offset 0xb: the module's instance and its tables: 8000340 bytes, and component_bytes allows 1048576 (from the command line (--max-memory)); raise the option
            --- exit code 1
        "#]],
    );
}

#[test]
fn several_files_and_standard_input_and_what_is_no_module() {
    let words =
        ["fixtures/wat/hello.wat", "nowhere.wasm", "fixtures/rust/component/component.wasm"];
    check(
        check_for_board(&words),
        &expect![[r#"
            fixtures/wat/hello.wat: cannot be run
              this is not a WebAssembly file: it does not begin with the bytes 00 61 73 6d; give a .wasm file, or assemble a .wat file first (wat2wasm, wasm-tools parse)

            nowhere.wasm: cannot be read
              No such file or directory (os error 2); check the name of the file, and whether you may read it

            fixtures/rust/component/component.wasm: does not fit
              at offset 0xc184: the file's instances: 9, and instances allows 8 (from the QNX profile); configure a higher limit
            --- exit code 1
        "#]],
    );
    let done = check_for_board(&["-"]).stdin("\0asm\u{1}\0\0\0\u{1}").done();
    expect![[r#"
        -: cannot be run
          the module is not valid WebAssembly: unexpected end-of-file (at offset 0x9); rebuild it, or check that the file was copied completely
        --- exit code 1
    "#]].assert_eq(&done.to_string());
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
