//! C++: the standard library, classes and what only their objects know, at both levels of
//! optimisation.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, round_trip, spec, tree};
use expect_test::{Expect, expect};
use wrtd_debug::{Format, Motion, ScopeKind};

/// A program in one of its builds at a marked line.
fn at(program: &str, build: &str, marker: &str) -> Scene {
    let spec = spec(&format!("cpp/{program}/{program}-{build}.wasm"));
    launch(&format!("cpp/{program}/src"), spec).stopped_at(marker)
}

fn locals(program: &str, build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(program, build, marker).scope(0, ScopeKind::Locals));
}

fn values(scene: &mut Scene, expressions: &[&str]) -> String {
    expressions.iter().map(|text| format!("{text} = {}\n", scene.value(text))).collect()
}

#[test]
fn texts() {
    locals("standard", "o0", "texts", &expect![[r#""#]]);
    locals("standard", "o2", "texts", &expect![[r#""#]]);
}

#[test]
fn sequences() {
    locals("standard", "o0", "sequences", &expect![[r#""#]]);
    locals("standard", "o2", "sequences", &expect![[r#""#]]);
}

#[test]
fn maps() {
    locals("standard", "o0", "maps", &expect![[r#""#]]);
    locals("standard", "o2", "maps", &expect![[r#""#]]);
}

#[test]
fn owners() {
    locals("standard", "o0", "owners", &expect![[r#""#]]);
    locals("standard", "o2", "owners", &expect![[r#""#]]);
}

/// Lengths without end, nodes that lead to themselves, an end before the beginning.
#[test]
fn memory_that_no_library_would_leave_behind() {
    let mut spec = spec("cpp/standard/standard-o0.wasm");
    spec.args = vec!["broken".to_owned()];
    let mut scene = launch("cpp/standard/src", spec).stopped_at("broken");
    expect![[r#""#]].assert_eq(&values(
        &mut scene,
        &["circle", "ring", "reversed", "huge", "torn", "wild", "outside", "circle[2]", "huge[1]"],
    ));
}

#[test]
fn paths_into_the_library() {
    let mut scene = at("standard", "o0", "maps");
    expect![[r#""#]].assert_eq(&values(
        &mut scene,
        &[
            "prices[\"rope\"]",
            "prices[\"gold\"]",
            "squares[299]",
            "ordered[\"odd\"][1]",
            "hashed[\"one\"] + 1",
            "pair.second",
            "tuple.1",
            "set[2]",
        ],
    ));
    scene.break_at("owners");
    scene.go(Motion::Continue);
    expect![[r#""#]].assert_eq(&values(
        &mut scene,
        &[
            "unique->name",
            "(*unique).cents",
            "shared->name",
            "shared.strong",
            "weak.value.cents",
            "*gone",
            "some + 1",
            "*some_text",
            "second == \"in a variant\"",
            "lambda.captured",
            "duration.count / 100",
            "atomic == 9",
            "wrapped",
            "array[2]",
        ],
    ));
}

#[test]
fn paths_into_texts_and_sequences() {
    let mut scene = at("standard", "o0", "texts");
    expect![[r#""#]].assert_eq(&values(
        &mut scene,
        &[
            "short_text == \"anvil\"",
            "short_text[0]",
            "short_text[5]",
            "long_text[2..6]",
            "*pointer",
            "wide",
        ],
    ));
    scene.break_at("sequences");
    scene.go(Motion::Continue);
    expect![[r#""#]].assert_eq(&values(
        &mut scene,
        &[
            "numbers[2] * 10",
            "numbers[1..3]",
            "numbers[5]",
            "items[1].name",
            "flags[2]",
            "nested[2][1]",
            "deque[1000]",
            "list[1]",
            "stack[0]",
            "bits[9]",
            "*iterator",
        ],
    ));
}

#[test]
fn classes() {
    locals("objects", "o0", "classes", &expect![[r#""#]]);
    locals("objects", "o2", "classes", &expect![[r#""#]]);
}

/// Without the program's own type information the debug information's tables say what an object is.
#[test]
fn classes_of_a_program_without_type_information() {
    let scope = |build| at("objects", build, "classes").scope(0, ScopeKind::Locals);
    let without_addresses = |text: String| {
        let parts = text.split("0x").enumerate();
        let plain = |(index, part): (usize, &str)| {
            if index == 0 {
                return part.to_owned();
            }
            part.trim_start_matches(|c: char| c.is_ascii_hexdigit()).to_owned()
        };
        parts.map(plain).collect::<String>()
    };
    assert_eq!(without_addresses(scope("no-rtti")), without_addresses(scope("o0")));
}

#[test]
fn kinds() {
    locals("objects", "o0", "kinds", &expect![[r#""#]]);
    locals("objects", "o2", "kinds", &expect![[r#""#]]);
}

#[test]
fn members_through_bases_and_dynamic_types() {
    let mut scene = at("objects", "o0", "classes");
    expect![[r#""#]].assert_eq(&values(
        &mut scene,
        &[
            "circle.id_",
            "shape->radius_",
            "*shape",
            "second->side_",
            "reference.side_",
            "shapes[1]->label_",
            "plugin->factor",
            "otter.legs",
            "animal->age",
            "animal->legs",
            "nobody->id_",
            "geo::Square::count",
            "Square::count + 1",
        ],
    ));
}

/// `this` goes without saying, in methods and in lambdas.
#[test]
fn names_inside_methods_and_lambdas() {
    let mut scene = at("objects", "o0", "ring");
    let mut transcript = values(&mut scene, &["head", "slots[1]", "this->head"]);
    scene.break_at("method");
    scene.break_at("lambda");
    scene.go(Motion::Continue);
    transcript += &values(&mut scene, &["id", "made", "more"]);
    scene.go(Motion::Continue);
    transcript += &values(&mut scene, &["number", "counter.id", "sum", "unknown"]);
    expect![[r#""#]].assert_eq(&transcript);
}

/// What a client offers as the expression of a child gives the child again.
#[test]
fn children_of_objects() {
    let mut scene = at("objects", "o0", "classes");
    let mut transcript = String::new();
    for name in ["square", "shape", "otter"] {
        transcript += &tree(&mut scene, name, 2);
        let view = scene.session.evaluate(0, name, Format::default()).unwrap();
        assert!(round_trip(&mut scene, &view, 3) > 1, "{name}");
    }
    expect![[r#""#]].assert_eq(&transcript);
}
