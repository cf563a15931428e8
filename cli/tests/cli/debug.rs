//! `wrtd debug`: the sessions of `fixtures/sessions` and how batches end.

use crate::call::wrtd;
use expect_test::{ExpectFile, expect, expect_file};

const INVENTORY: &str = "fixtures/rust/inventory/inventory-o0.wasm";

/// Runs a bundled session; its transcript stands beside it.
fn session(name: &str, program: &str, expected: &ExpectFile) {
    let script = format!("fixtures/sessions/{name}.wrtd");
    let done = wrtd(&["debug", "--batch", &script, program]).done();
    expected.assert_eq(&done.to_string());
}

#[test]
fn the_inventory_session() {
    let expected = expect_file!["../../../fixtures/sessions/inventory.transcript"];
    session("inventory", INVENTORY, &expected);
}

#[test]
fn the_types_session() {
    let expected = expect_file!["../../../fixtures/sessions/types.transcript"];
    session("types", "fixtures/c/types/types-o0.wasm", &expected);
}

#[test]
fn commands_on_the_command_line() {
    let done =
        wrtd(&["debug", "-x", "break factorial", "-x", "run", "-x", "args", INVENTORY, "flow"])
            .done();
    expect![[""]].assert_eq(&done.to_string());
}

#[test]
fn a_script_on_standard_input() {
    let done =
        wrtd(&["debug", "--batch", "-", INVENTORY, "exit", "9"]).stdin("# all of it\nrun\n").done();
    expect![[""]].assert_eq(&done.to_string());
}

#[test]
fn an_expectation_that_is_not_met_fails() {
    let done = wrtd(&["debug", "--batch", "-", INVENTORY, "exit", "9"])
        .stdin("run\nexpect exit code 9\nexpect exit code 10\necho not reached\n")
        .done();
    expect![[""]].assert_eq(&done.to_string());
}

#[test]
fn a_wrong_command_fails_with_the_right_one() {
    let done = wrtd(&["debug", "-x", "brake main", INVENTORY]).done();
    expect![[""]].assert_eq(&done.to_string());
}

#[test]
fn a_person_gets_an_answer_and_another_chance() {
    let done = wrtd(&["debug", INVENTORY, "exit", "9"]).stdin("brake\nrun\nquit\n").done();
    expect![[""]].assert_eq(&done.to_string());
}

#[test]
fn a_missing_script_is_named() {
    let done = wrtd(&["debug", "--batch", "no-such-script", INVENTORY]).done();
    expect![[""]].assert_eq(&done.to_string());
}
