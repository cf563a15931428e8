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
            (func (export "swap") (param v128 i32 v128) (result v128 i32 v128)
              (local.get 2) (local.get 1) (i32x4.add (local.get 0) (i32x4.splat (local.get 1))))
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
fn vectors_are_numbers_of_128_bits() {
    check(
        "swap",
        &["0x0000000300000002_0000000100000000", "10", "-1"],
        &expect![[r#"
        0xffffffffffffffffffffffffffffffff
        10
        0x0000000d0000000c0000000b0000000a
        --- exit code 0
    "#]],
    );
    check(
        "swap",
        &["340282366920938463463374607431768211455", "1", "0"],
        &expect![[r#"
        0x00000000000000000000000000000000
        1
        0x00000000000000000000000000000000
        --- exit code 0
    "#]],
    );
    check(
        "swap",
        &["1.5", "1", "0"],
        &expect![[r#"
        --- stderr
        error: cannot call `swap`: the argument `1.5` is no v128; write a number such as 0x000102030405060708090a0b0c0d0e0f
        --- exit code 2
    "#]],
    );
}

#[test]
fn results_are_lines() {
    check(
        "add",
        &["2", "-3"],
        &expect![[r#"
        -1
        --- exit code 0
    "#]],
    );
    check(
        "add",
        &["0x7fffffff", "1"],
        &expect![[r#"
        -2147483648
        --- exit code 0
    "#]],
    );
    check(
        "halves",
        &["-9", "0.5", "1e300"],
        &expect![[r#"
        -4
        0.25
        500000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
        --- exit code 0
    "#]],
    );
    check(
        "halves",
        &["0", "inf", "nan"],
        &expect![[r#"
        0
        inf
        NaN
        --- exit code 0
    "#]],
    );
    check(
        "nothing",
        &[],
        &expect![[r#"
        --- exit code 0
    "#]],
    );
}

#[test]
fn wrong_arguments_end_with_2() {
    check(
        "add",
        &["2"],
        &expect![[r#"
            --- stderr
            error: the function `add` is (i32, i32) -> (i32) and takes 2 arguments; 1 is given
            --- exit code 2
        "#]],
    );
    check(
        "add",
        &["2", "three"],
        &expect![[r#"
            --- stderr
            error: cannot call `add`: the argument `three` is no i32; write a number such as 42, -1 or 0x2a, of 32 bits
            --- exit code 2
        "#]],
    );
    check(
        "add",
        &["2", "4294967296"],
        &expect![[r#"
            --- stderr
            error: cannot call `add`: the argument `4294967296` is no i32; write a number such as 42, -1 or 0x2a, of 32 bits
            --- exit code 2
        "#]],
    );
    check(
        "ad",
        &["2", "3"],
        &expect![[r#"
            --- stderr
            error: the module exports no function `ad`. It exports add, halves, swap, nothing, divide.
            --- exit code 2
        "#]],
    );
    check(
        "memory",
        &[],
        &expect![[r#"
            --- stderr
            error: the module exports no function `memory`. It exports add, halves, swap, nothing, divide.
            --- exit code 2
        "#]],
    );
}

#[test]
fn a_trap_is_a_trap() {
    check(
        "divide",
        &["1", "0"],
        &expect![[r#"
            --- stderr
            error: integer divide by zero
               0: divide
                      at small.wasm+0xa8
            --- exit code 134
        "#]],
    );
}

#[test]
fn exceptions_are_caught_in_both_encodings() {
    for function in ["table", "legacy"] {
        for (argument, result) in
            [("0", "100\n"), ("1", "201\n"), ("2", "202\n"), ("3", "300\n"), ("4", "4\n")]
        {
            let file = "fixtures/wat/throws.wasm";
            let done = wrtd(&["run", "--invoke", function, file, argument]).done();
            assert_eq!((done.code, done.stdout.as_str()), (Some(0), result), "{done}");
        }
    }
    let done = wrtd(&["run", "--invoke", "throw", "fixtures/wat/throws.wasm", "2"]).done();
    assert!(done.stderr.contains("uncaught exception: number (2)"), "{done}");
}

/// A module that wants functions called before others, with `options` before its name.
fn prepared(options: &[&str]) -> Done {
    let module = wat::parse_str(
        r#"(module
            (global $value (mut i32) (i32.const 1))
            (func (export "add two") (global.set $value (i32.add (global.get $value) (i32.const 2))))
            (func (export "double") (result i32)
              (global.set $value (i32.mul (global.get $value) (i32.const 2)))
              (global.get $value))
            (func (export "fail") unreachable)
            (func (export "set") (param i32) (global.set $value (local.get 0)))
            (func (export "value") (result i32) (global.get $value)))"#,
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("prepared.wasm");
    std::fs::write(&file, module).unwrap();
    let words: Vec<&str> =
        [&["run"], options, &[file.to_str().unwrap()]].into_iter().flatten().copied().collect();
    wrtd(&words).done()
}

#[test]
fn initialisers_come_first_in_their_order() {
    let value = |options: &[&str]| {
        let done = prepared(&[options, &["--invoke", "value"]].concat());
        assert_eq!(done.code, Some(0), "{done}");
        done.stdout
    };
    assert_eq!(value(&[]), "1\n");
    assert_eq!(value(&["--init", "add two", "--init", "double"]), "6\n");
    assert_eq!(value(&["--init", "double", "--init", "add two"]), "4\n");
    // Alone they are the whole run; the results are nobody's.
    let alone = prepared(&["--init", "double"]);
    assert_eq!((alone.code, alone.stdout.as_str()), (Some(0), ""), "{alone}");
}

#[test]
fn an_initialiser_may_trap_or_not_be_one() {
    let check = |name: &str, expected: &Expect| {
        expected.assert_eq(&prepared(&["--init", name, "--invoke", "value"]).to_string());
    };
    check(
        "fail",
        &expect![[r#"
        --- stderr
        error: unreachable executed
           0: fail
                  at prepared.wasm+0x6c
        --- exit code 134
    "#]],
    );
    check(
        "set",
        &expect![[r#"
        --- stderr
        error: the function `set` is (i32) -> (), and only functions without parameters can be called to initialise; call it from a module for which this one is preloaded (--preload, in a launch request: `preload`)
        --- exit code 2
    "#]],
    );
    check(
        "setup",
        &expect![[r#"
        --- stderr
        error: the module exports no function `setup`. It exports add two, double, fail, set, value.
        --- exit code 2
    "#]],
    );
}
