//! `wrtd run --invoke`: arguments by the function's types, results on lines of their own.

use crate::call::{Done, wrtd};
use expect_test::{Expect, expect};

/// Calls a function of a small module.
fn invoke(function: &str, arguments: &[&str]) -> Done {
    let module = wat::parse_str(
        r#"(module
            (func (export "add") (param i32 i32) (result i32)
              (i32.add (local.get 0) (local.get 1)))
            (func (export "halves") (param i64 f32 f64) (result i64 f32 f64)
              (i64.div_s (local.get 0) (i64.const 2))
              (f32.div (local.get 1) (f32.const 2))
              (f64.div (local.get 2) (f64.const 2)))
            (func (export "nothing"))
            (func (export "divide") (param i32 i32) (result i32)
              (i32.div_s (local.get 0) (local.get 1)))
            (memory (export "memory") 1))"#,
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.wasm");
    std::fs::write(&file, module).unwrap();
    let mut words = vec!["run", "--invoke", function, file.to_str().unwrap()];
    words.extend(arguments);
    let mut done = wrtd(&words).done();
    done.stderr = done.stderr.replace(folder.path().to_str().unwrap(), "FOLDER");
    done
}

fn check(function: &str, arguments: &[&str], expected: &Expect) {
    expected.assert_eq(&invoke(function, arguments).to_string());
}

#[test]
fn results_are_lines() {
    check("add", &["2", "-3"], &expect![[""]]);
    check("add", &["0x7fffffff", "1"], &expect![[""]]);
    check("halves", &["-9", "0.5", "1e300"], &expect![[""]]);
    check("halves", &["0", "inf", "nan"], &expect![[""]]);
    check("nothing", &[], &expect![[""]]);
}

#[test]
fn wrong_arguments_end_with_2() {
    check("add", &["2"], &expect![[""]]);
    check("add", &["2", "three"], &expect![[""]]);
    check("add", &["2", "4294967296"], &expect![[""]]);
    check("ad", &["2", "3"], &expect![[""]]);
    check("memory", &[], &expect![[""]]);
}

#[test]
fn a_trap_is_a_trap() {
    check("divide", &["1", "0"], &expect![[""]]);
}
