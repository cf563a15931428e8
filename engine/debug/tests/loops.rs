//! Loops of every form: each turn reaches the lines of the body, and steps go round.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, launch, spec};
use expect_test::{Expect, expect};
use wrtd_debug::Motion;

fn scene() -> Scene {
    launch("c/loops/src", spec("c/loops/loops-o0.wasm"))
}

/// How often a breakpoint on a marked line stops.
fn hits(marker: &str) -> usize {
    let mut scene = scene();
    assert!(scene.break_at(marker).verified, "{marker}");
    let mut hits = 0;
    while scene.go(Motion::Continue).starts_with("Breakpoint") {
        hits += 1;
    }
    hits
}

#[test]
fn a_breakpoint_in_a_body_stops_in_each_turn() {
    for (marker, expected) in [
        ("endless", 4),
        ("for body", 4),
        ("while body", 4),
        ("do body", 4),
        ("do condition", 4),
        ("goto", 4),
        ("continue", 3),
        ("nested body", 6),
        ("after inner", 3),
    ] {
        assert_eq!(hits(marker), expected, "{marker}");
    }
}

/// Lines of the program to which steps over lead from a marked line.
fn walk(marker: &str, steps: usize, expected: &Expect) {
    let mut scene = scene();
    let breakpoint = scene.break_at(marker);
    scene.go(Motion::Continue);
    scene.session.remove_breakpoint(breakpoint.id);
    expected.assert_eq(&scene.walk(Motion::StepOver, steps));
}

#[test]
fn steps_go_round_an_endless_loop() {
    walk(
        "endless",
        7,
        &expect![[r#"
        Step endless main.c:10 | if (--n == 0) {
        Step endless main.c:8 | for (;;) {
        Step endless main.c:9 | sum += n; // BREAK: endless
        Step endless main.c:10 | if (--n == 0) {
        Step endless main.c:8 | for (;;) {
        Step endless main.c:9 | sum += n; // BREAK: endless
        Step endless main.c:10 | if (--n == 0) {
    "#]],
    );
}

#[test]
fn steps_go_back_by_goto() {
    walk(
        "goto",
        6,
        &expect![[r#"
        Step backwards main.c:44 | if (--n) {
        Step backwards main.c:45 | goto again;
        Step backwards main.c:43 | sum += n; // BREAK: goto
        Step backwards main.c:44 | if (--n) {
        Step backwards main.c:45 | goto again;
        Step backwards main.c:43 | sum += n; // BREAK: goto
    "#]],
    );
}

#[test]
fn steps_come_by_the_condition_of_each_turn() {
    walk(
        "for body",
        4,
        &expect![[r#"
        Step counted main.c:18 | for (int i = 0; i < n; i++) { // BREAK: for
        Step counted main.c:19 | sum += i;                 // BREAK: for body
        Step counted main.c:18 | for (int i = 0; i < n; i++) { // BREAK: for
        Step counted main.c:19 | sum += i;                 // BREAK: for body
    "#]],
    );
    walk(
        "while body",
        4,
        &expect![[r#"
        Step guarded main.c:26 | while (n > 0) { // BREAK: while
        Step guarded main.c:27 | sum += n--; // BREAK: while body
        Step guarded main.c:26 | while (n > 0) { // BREAK: while
        Step guarded main.c:27 | sum += n--; // BREAK: while body
    "#]],
    );
    walk(
        "do body",
        5,
        &expect![[r#"
        Step at_least_once main.c:36 | } while (--n > 0); // BREAK: do condition
        Step at_least_once main.c:35 | sum += n;        // BREAK: do body
        Step at_least_once main.c:36 | } while (--n > 0); // BREAK: do condition
        Step at_least_once main.c:35 | sum += n;        // BREAK: do body
        Step at_least_once main.c:36 | } while (--n > 0); // BREAK: do condition
    "#]],
    );
}
