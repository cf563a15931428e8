//! Rust values as a user sees them at a breakpoint: every variable of the marked lines, at both
//! levels of optimisation, its children, and the expressions that lead to them.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, inventory};
use expect_test::{Expect, expect};
use wrtd_debug::{Format, Motion, ScopeKind, VariableFilter, VariableView};

/// The inventory program at a marked line.
fn at(build: &str, part: &str, marker: &str) -> Scene {
    let mut scene = inventory(build, &[part]);
    scene.break_at(marker);
    let stop = scene.go(Motion::Continue);
    assert!(stop.starts_with("Breakpoint"), "{stop}");
    scene
}

/// All locals.
fn locals(build: &str, part: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, part, marker).scope(0, ScopeKind::Locals));
}

/// An expression and what is inside it, to some depth.
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

/// Checks that what each child offers as its expression gives the child again.
fn round_trip(scene: &mut Scene, view: &VariableView, depth: usize) -> usize {
    let mut checked = 0;
    if let Some(expression) = &view.evaluate_name {
        let again = scene.session.evaluate(0, expression, Format::default()).unwrap();
        assert_eq!(
            (&again.value, &again.type_name),
            (&view.value, &view.type_name),
            "{expression}"
        );
        checked += 1;
    }
    if let (Some(reference), 1..) = (view.children, depth) {
        for child in scene.children(reference) {
            checked += round_trip(scene, &child, depth - 1);
        }
    }
    checked
}

#[test]
fn integers() {
    locals("o0", "values", "integers", &expect![[""]]);
    locals("o2", "values", "integers", &expect![[""]]);
}

#[test]
fn reals_and_text() {
    locals("o0", "values", "text", &expect![[""]]);
    locals("o2", "values", "text", &expect![[""]]);
}

#[test]
fn compounds() {
    locals("o0", "values", "compounds", &expect![[""]]);
    locals("o2", "values", "compounds", &expect![[""]]);
}

#[test]
fn pointers() {
    locals("o0", "values", "pointers", &expect![[""]]);
    let mut scene = at("o0", "values", "pointers");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "*raw",
        "(*raw).x",
        "raw.x",
        "raw->y",
        "*shared",
        "shared.y",
        "**reference_to_reference",
        "reference_to_reference.x",
        "*null",
        "*dangling",
        "&point",
        "*&point.y",
        "point.x + point.y * 2",
        "point.x == 30 && point.y > 39",
        "point.z",
        "poin",
        "raw as usize as u8",
    ]
    .map(&mut show)
    .concat();
    expect![[""]].assert_eq(&transcript);
}

#[test]
fn sequences() {
    locals("o0", "collections", "sequences", &expect![[""]]);
    locals("o2", "collections", "sequences", &expect![[""]]);
    let mut scene = at("o0", "collections", "sequences");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "numbers[4]",
        "numbers[5]",
        "numbers[-1]",
        "numbers[1..4]",
        "numbers[3..]",
        "numbers[..=1]",
        "numbers[2..9]",
        "numbers.len",
        "words[1]",
        "words[1][1..3]",
        "nested[2][1]",
        "thousand[999]",
        "ring[2]",
        "ring[3]",
        "units[2]",
        "empty[0]",
    ]
    .map(&mut show)
    .concat();
    expect![[""]].assert_eq(&transcript);
    expect![[""]].assert_eq(&tree(&mut scene, "nested", 2));
    expect![[""]].assert_eq(&tree(&mut scene, "ring", 1));
}

#[test]
fn maps() {
    locals("o0", "collections", "maps", &expect![[""]]);
    locals("o2", "collections", "maps", &expect![[""]]);
    let mut scene = at("o0", "collections", "maps");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "prices[\"bolt\"]",
        "prices[\"nut\"]",
        "ordered[2]",
        "ordered[4]",
        "deep[199]",
        "letters[1]",
    ]
    .map(&mut show)
    .concat();
    expect![[""]].assert_eq(&transcript);
    expect![[""]].assert_eq(&tree(&mut scene, "ordered", 1));
    let deep = scene.session.evaluate(0, "deep", Format::default()).unwrap();
    assert_eq!(deep.indexed, 200);
    let children = scene
        .session
        .variables(deep.children.unwrap(), VariableFilter::Indexed, 97, 3, Format { hex: true })
        .unwrap();
    expect![[""]].assert_eq(&common::lines(&children));
}

#[test]
fn ownership() {
    locals("o0", "collections", "ownership", &expect![[""]]);
    locals("o2", "collections", "ownership", &expect![[""]]);
    let mut scene = at("o0", "collections", "borrowed");
    let trees: String = ["shared", "weak", "text", "counted_slice", "ref_cell", "lock", "borrowed"]
        .map(|name| tree(&mut scene, name, 1))
        .concat();
    expect![[""]].assert_eq(&trees);
}

#[test]
fn a_cycle_opens_one_step_at_a_time() {
    let mut scene = at("o0", "collections", "cycle");
    expect![[""]].assert_eq(&tree(&mut scene, "root", 6));
}

#[test]
fn enums() {
    locals("o0", "stock", "enums", &expect![[""]]);
    locals("o2", "stock", "enums", &expect![[""]]);
    let mut scene = at("o0", "stock", "enums");
    expect![[""]].assert_eq(&tree(&mut scene, "receive", 1));
    expect![[""]].assert_eq(&tree(&mut scene, "list", 3));
    expect![[""]].assert_eq(&scene.value("list.next.0.value"));
}

#[test]
fn options_and_results() {
    locals("o0", "stock", "options", &expect![[""]]);
    locals("o2", "stock", "options", &expect![[""]]);
    locals("o0", "stock", "results", &expect![[""]]);
    locals("o2", "stock", "results", &expect![[""]]);
}

#[test]
fn trait_objects() {
    locals("o0", "shapes", "dyn", &expect![[""]]);
    locals("o2", "shapes", "dyn", &expect![[""]]);
    let mut scene = at("o0", "shapes", "dyn");
    expect![[""]].assert_eq(&tree(&mut scene, "shapes", 2));
    expect![[""]].assert_eq(&scene.value("shapes[1].width"));
    locals("o0", "shapes", "stack", &expect![[""]]);
}

#[test]
fn closures() {
    locals("o0", "flow", "closures", &expect![[""]]);
    let mut scene = at("o0", "flow", "closures");
    expect![[""]].assert_eq(&tree(&mut scene, "owner", 2));
    expect![[""]].assert_eq(&tree(&mut scene, "boxed", 2));
}

#[test]
fn statics() {
    let mut scene = at("o0", "values", "statics");
    expect![[""]].assert_eq(&scene.scope(0, ScopeKind::Statics));
    expect![[""]].assert_eq(&scene.value("counters::SHELF_HEIGHTS[2]"));
}

#[test]
fn every_offered_expression_gives_its_value_again() {
    let mut checked = 0;
    for (part, marker) in [
        ("values", "compounds"),
        ("values", "pointers"),
        ("collections", "sequences"),
        ("collections", "maps"),
        ("collections", "borrowed"),
        ("collections", "cycle"),
        ("stock", "enums"),
        ("stock", "options"),
        ("stock", "results"),
        ("shapes", "dyn"),
        ("flow", "closures"),
    ] {
        let mut scene = at("o0", part, marker);
        let scopes = scene.session.scopes(0).unwrap();
        for scope in scopes.iter().filter(|scope| scope.kind == ScopeKind::Locals) {
            for variable in scene.children(scope.variables) {
                checked += round_trip(&mut scene, &variable, 4);
            }
        }
    }
    assert!(checked > 1000, "{checked}");
}
