//! Zig: slices, optionals, error unions, tagged unions, collections, in two builds.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, spec};
use expect_test::{Expect, expect};
use wrtd_debug::{Motion, ScopeKind};

fn at(build: &str, marker: &str) -> Scene {
    launch("zig/kinds/src", spec(&format!("zig/kinds/kinds-{build}.wasm"))).stopped_at(marker)
}

fn locals(build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, marker).scope(0, ScopeKind::Locals));
}

#[test]
fn scalars() {
    locals("debug", "scalars", &expect![[r#""#]]);
    locals("fast", "scalars", &expect![[r#""#]]);
}

#[test]
fn pointers() {
    locals("debug", "pointers", &expect![[r#""#]]);
    locals("fast", "pointers", &expect![[r#""#]]);
}

#[test]
fn unions() {
    locals("debug", "unions", &expect![[r#""#]]);
    locals("fast", "unions", &expect![[r#""#]]);
}

#[test]
fn collections() {
    locals("debug", "collections", &expect![[r#""#]]);
    locals("fast", "collections", &expect![[r#""#]]);
}

#[test]
fn paths() {
    let mut scene = at("debug", "pointers");
    let mut transcript = String::new();
    let mut show = |scene: &mut Scene, expressions: &[&str]| {
        for text in expressions {
            transcript += &format!("{text} = {}\n", scene.value(text));
        }
    };
    show(
        &mut scene,
        &[
            "slice[1]",
            "slice[3]",
            "text[2..7]",
            "text[0]",
            "text == \"a slice of bytes\"",
            "single.x + single.y",
            "first.next.value",
            "zero_terminated[1]",
            "matrix[1][2]",
            "counter",
        ],
    );
    scene.break_at("unions");
    scene.break_at("collections");
    scene.go(Motion::Continue);
    show(
        &mut scene,
        &[
            "some + 1",
            "some_point.x",
            "circle.circle",
            "square.square.side",
            "square.circle",
            "header.length",
        ],
    );
    scene.go(Motion::Continue);
    show(&mut scene, &["list.items[1]", "names[\"one\"]", "numbers[19]", "numbers[20]"]);
    expect![[r#""#]].assert_eq(&transcript);
}
