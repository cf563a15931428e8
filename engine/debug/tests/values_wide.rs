//! A program of 64-bit addresses as a user sees it: pointers, function pointers, and a trap past 4 GiB.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, spec};
use expect_test::expect;
use wrtd_debug::{Entry, LaunchSpec, Motion, ScopeKind};

/// The program at a marked line of its exported function `export`.
fn at(function: &str, marker: &str) -> Scene {
    let entry = Entry::Invoke { function: function.to_owned(), args: Vec::new() };
    launch("c/wide/src", LaunchSpec { entry, ..spec("c/wide/wide.wasm") }).stopped_at(marker)
}

#[test]
fn pointers_of_8_bytes_are_followed() {
    let mut scene = at("total", "node");
    let mut text = scene.scope(0, ScopeKind::Arguments);
    let expressions = [
        "*list",
        "list->next->next->name",
        "list->next->next->next",
        "operations",
        "*(int *)0x100000008",
    ];
    for expression in expressions {
        text += &format!("{expression} = {}\n", scene.value(expression));
    }
    expect![[r#"
        list: const struct node * = 0x10048 → {value = 10, next = 0x10060, name = 0x10030 "first"}
        *list = {value = 10, next = 0x10060, name = 0x10030 "first"}
        list->next->next->name = 0x10036 "last"
        list->next->next->next = NULL
        operations = {NULL, 0x1 <twice>}
        *(int *)0x100000008 = error: `*(int *)0x100000008` points outside memory, to 0x100000008 (column 1)
    "#]].assert_eq(&text);
}

#[test]
fn results_and_arrays_of_longs_are_shown() {
    let mut scene = at("total", "total");
    expect![[r#"
        words: long [3] = {8, 60, 120}
    "#]]
    .assert_eq(&scene.scope(0, ScopeKind::Locals));
}

#[test]
fn an_address_past_4_gib_traps_whole() {
    let mut scene = at("beyond", "beyond");
    expect!["Trap beyond main.c:35 | return *far; // BREAK: beyond"]
        .assert_eq(&scene.go(Motion::Continue));
}
