//! C values as a user sees them at a breakpoint: every type of the language, at both levels of
//! optimisation and in both versions of DWARF.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, types};
use expect_test::{Expect, expect};
use wrtd_debug::{Format, Motion, ScopeKind, VariableView};

/// The types program at a marked line.
fn at(build: &str, marker: &str) -> Scene {
    let mut scene = types(build, &[]);
    scene.break_at(marker);
    let stop = scene.go(Motion::Continue);
    assert!(stop.starts_with("Breakpoint"), "{stop}");
    scene
}

fn locals(build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, marker).scope(0, ScopeKind::Locals));
}

fn tree(scene: &mut Scene, expression: &str, depth: usize) -> String {
    let mut out = String::new();
    match scene.session.evaluate(0, expression, Format::default()) {
        Ok(view) => branch(scene, &view, depth, 0, &mut out),
        Err(error) => out = format!("error: {error}\n"),
    }
    out
}

fn branch(scene: &mut Scene, view: &VariableView, depth: usize, indent: usize, out: &mut String) {
    let space = "  ".repeat(indent);
    out.push_str(&format!("{space}{}: {} = {}\n", view.name, view.type_name, view.value));
    if let (Some(reference), 1..) = (view.children, depth) {
        for child in scene.children(reference) {
            branch(scene, &child, depth - 1, indent + 1, out);
        }
    }
}

#[test]
fn scalars() {
    locals("o0", "scalars", &expect![[""]]);
    locals("o2", "scalars", &expect![[""]]);
}

#[test]
fn aggregates() {
    locals("o0", "aggregates", &expect![[""]]);
    locals("o2", "aggregates", &expect![[""]]);
    let mut scene = at("o0", "aggregates");
    let trees: String = ["circle", "bits", "word", "grid", "cube[1]"]
        .map(|name| tree(&mut scene, name, 2))
        .concat();
    expect![[""]].assert_eq(&trees);
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "grid[1][2]",
        "grid[2]",
        "cube[1][0][1]",
        "corners[1].x",
        "circle.as.circle.radius",
        "bits.middle",
        "bits.middle + 1",
        "bits.flag == true",
        "kind == 10",
        "numbers[1..3]",
        "&numbers[3]",
        "*(&numbers[3])",
        "(char)65",
        "numbers[0] as unsigned",
    ]
    .map(&mut show)
    .concat();
    expect![[""]].assert_eq(&transcript);
}

#[test]
fn pointers() {
    locals("o0", "pointers", &expect![[""]]);
    locals("o2", "pointers", &expect![[""]]);
    let mut scene = at("o0", "pointers");
    let trees: String = ["to_int", "to_pointer", "head", "row", "tail", "null", "dangling"]
        .map(|name| tree(&mut scene, name, 3))
        .concat();
    expect![[""]].assert_eq(&trees);
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "*to_int",
        "**to_pointer",
        "head->next->next->value",
        "head.next.next.next.value",
        "(*row)[3]",
        "inside[1]",
        "inside[0..2]",
        "tail->items[2]",
        "tail->items[0..3]",
        "*null",
        "*dangling",
        "*untyped",
        "*(int *)untyped",
        "*opaque",
        "*plus",
        "(struct point *)to_int",
        "table[1]",
    ]
    .map(&mut show)
    .concat();
    expect![[""]].assert_eq(&transcript);
}

#[test]
fn text() {
    locals("o0", "text", &expect![[""]]);
    locals("o2", "text", &expect![[""]]);
    let mut scene = at("o0", "text");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String =
        ["greeting[4]", "buffer[0]", "buffer[16]", "*greeting", "words[1]", "words[1][0]", "*wild"]
            .map(&mut show)
            .concat();
    expect![[""]].assert_eq(&transcript);
}

#[test]
fn globals() {
    let mut scene = at("o0", "globals");
    expect![[""]].assert_eq(&scene.scope(0, ScopeKind::Statics));
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String =
        ["global_points[2].y", "global_quarter", "global_name", "file_level", "file_static"]
            .map(&mut show)
            .concat();
    expect![[""]].assert_eq(&transcript);
}
