//! Call stacks: inlined frames, recursion, pages of deep stacks, variables of outer frames.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, inventory, launch, portable, spec, types};
use expect_test::expect;
use wrtd_debug::{
    Format,
    Motion::{Continue, StepIn},
    ScopeKind, SessionError,
};

fn at(mut scene: Scene, marker: &str) -> Scene {
    scene.break_at(marker);
    let stop = scene.go(Continue);
    assert!(stop.starts_with("Breakpoint "), "{stop}");
    scene
}

/// The value of an expression in a frame.
fn value(scene: &mut Scene, frame: u32, expression: &str) -> String {
    scene.session.evaluate(frame, expression, Format::default()).unwrap().value
}

#[test]
fn inlined_frames_stand_at_the_lines_of_their_calls() {
    for build in ["o0", "o2"] {
        let mut scene = at(inventory(build, &["flow"]), "inner inlined");
        let expected = expect![[r#"
            inventory::flow::inner (inlined) flow.rs:98 | counters::count(45); // BREAK: inner inlined
            inventory::flow::outer (inlined) flow.rs:90 | let result = inner(doubled);
            inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
            inventory::flow::tour flow.rs:11 | println!("inlined {}", inlined(black_box(6), black_box(7)));
            inventory::main main.rs:38 | "flow" => flow::tour(),
        "#]];
        expected.assert_eq(&scene.stack());
        // The same from inside of a call that is not inlined.
        scene.go(StepIn);
        let stack = scene.stack();
        let (inner, outer) = stack.split_once('\n').unwrap();
        assert!(inner.starts_with("inventory::counters::count counters.rs:"), "{inner}");
        expected.assert_eq(outer);
        let mut scene = at(types(build, &[]), "inlined");
        let expected = expect![[r#"
            squared (inlined) shapes.c:38 | count_calls(); // BREAK: inlined
            shape_area shapes.c:45 | return 3.0 * squared(shape->as.circle.radius); // BREAK: circle area
            aggregates main.c:106 | printf("%d %d %g %g %g\n", point.x, point.y, shape_area(&circle), shape_area(&square),
            main main.c:209 | aggregates();
        "#]];
        expected.assert_eq(&scene.stack());
    }
}

#[test]
fn every_frame_of_a_recursion_has_its_own_variables() {
    for mut scene in [
        at(inventory("o0", &["flow"]), "recursion bottom"),
        at(inventory("o2", &["flow"]), "recursion bottom"),
        at(types("o0", &[]), "recursion bottom"),
    ] {
        for frame in 0..5 {
            let n = (frame + 1).to_string();
            assert_eq!(value(&mut scene, frame, "n"), n);
            let arguments = scene.scope(frame, ScopeKind::Arguments);
            assert!(arguments.starts_with("n: u") && arguments.ends_with(&format!(" = {n}\n")));
            let line = scene.frame(frame);
            let marker = if frame == 0 { "BREAK: recursion bottom" } else { "BREAK: recursion" };
            assert!(line.contains("factorial ") && line.ends_with(marker), "{line}");
        }
        assert!(scene.session.evaluate(5, "n", Format::default()).is_err());
    }
}

#[test]
fn outer_frames_show_their_variables() {
    let mut scene = at(inventory("o0", &["flow"]), "closures");
    scene.go(StepIn);
    assert_eq!(value(&mut scene, 0, "event"), "40");
    // `scale(10)` is 30 and `calls` then 1; `scale(20)` is 60 and `calls` then 2.
    let locals = scene.scope(1, ScopeKind::Locals);
    for local in ["first: i32 = 31\n", "second: i32 = 62\n", "calls: i32 = 2\n"] {
        assert!(locals.contains(local), "{locals}");
    }
    assert_eq!(value(&mut scene, 1, "factor"), "3");
    assert_eq!(value(&mut scene, 1, "calls + first"), "33");
    let mut scene = at(types("o0", &[]), "static local");
    scene.go(Continue);
    assert!(scene.frame(1).starts_with("aggregates main.c:105"));
    assert_eq!(value(&mut scene, 1, "corners[1].x + point.y"), "5");
    assert_eq!(value(&mut scene, 2, "argc"), "1");
    // Optimised, an inlined frame has variables of its own as well.
    let mut scene = at(inventory("o2", &["flow"]), "inner inlined");
    assert_eq!(value(&mut scene, 1, "extra"), "6");
    assert_eq!(value(&mut scene, 2, "a * b"), "42");
}

#[test]
fn a_stack_comes_in_pages() {
    let mut scene = at(inventory("o0", &["flow"]), "recursion bottom");
    let all = scene.session.stack(0, 0).unwrap();
    assert!(all.complete);
    assert_eq!(all.total as usize, all.frames.len());
    assert!(all.frames.iter().zip(0..).all(|(frame, index)| frame.index == index));
    let page = |scene: &mut Scene, start, count| scene.session.stack(start, count).unwrap().frames;
    assert_eq!(page(&mut scene, 0, 3), all.frames[..3]);
    assert_eq!(page(&mut scene, 3, 4), all.frames[3..7]);
    assert_eq!(page(&mut scene, 2, 0), all.frames[2..]);
    assert_eq!(page(&mut scene, all.total - 1, 10), all.frames[all.frames.len() - 1..]);
    assert_eq!(page(&mut scene, all.total, 1), []);
    let nowhere = scene.session.scopes(all.total).unwrap_err();
    assert_eq!(nowhere, SessionError::NoSuchFrame(all.total));
    // Before all of it was looked at the number of frames is a lower bound.
    scene.go(Continue);
    let mut scene = at(inventory("o0", &["flow"]), "recursion bottom");
    let first = scene.session.stack(0, 1).unwrap();
    assert!(!first.complete && first.total <= all.total, "{first:?}");
}

#[test]
fn a_recursion_of_thousands_of_frames_is_read_in_pages() {
    let mut scene = inventory("o0", &["depth", "5000"]);
    // `return 0;` of `descend`.
    scene.session.add_line_breakpoint("src/flow.rs", 30);
    scene.go(Continue);
    assert_eq!(scene.value("depth"), "0");
    let page = scene.session.stack(4000, 20).unwrap();
    assert_eq!(page.frames.len(), 20);
    assert!(page.total > 5000 && !page.complete);
    for frame in &page.frames {
        assert_eq!((frame.function.as_str(), frame.line), ("inventory::flow::descend", 32));
    }
    assert_eq!(value(&mut scene, 4000, "depth"), "4000");
    assert_eq!(value(&mut scene, 5000, "depth"), "5000");
    let line = scene.frame(5001);
    assert_eq!(
        line,
        "inventory::main main.rs:54 | println!(\"depth {depth}: {}\", flow::descend(depth));"
    );
    assert_eq!(value(&mut scene, 5001, "depth"), "5000");
    // As text, the middle is left out.
    let text = portable(&scene.session.backtrace(false));
    assert!(text.lines().count() < 250, "{}", text.lines().count());
    let expected = expect![[r#"
        |   0: inventory::flow::descend
        |          at FIXTURES/rust/inventory/src/flow.rs:30:16
        |   1: inventory::flow::descend
        |          at FIXTURES/rust/inventory/src/flow.rs:32:9
    "#]];
    let start: String = text.lines().take(4).map(|line| format!("|{line}\n")).collect();
    expected.assert_eq(&start);
    assert!(text.contains("\n      … 49"), "{text}");
}

#[test]
fn library_frames_are_marked() {
    let mut scene = at(inventory("o0", &["flow"]), "in map");
    let frames = scene.session.stack(0, 0).unwrap().frames;
    let chain = frames.iter().position(|frame| frame.function == "inventory::flow::chain");
    let between = &frames[1..chain.unwrap()];
    assert!(!between.is_empty());
    for frame in between {
        assert!(frame.library && frame.subtle, "{frame:?}");
        let source = frame.source.as_ref().unwrap();
        assert_eq!(source.path, None);
        let origin = source.origin.as_ref().unwrap();
        assert!(origin.starts_with("not found: ") && origin.contains("/library/core/"));
    }
    assert!(!frames[0].library && !frames[0].subtle);
    let expected = expect![[r#"
        inventory::flow::chain::{{closure}} flow.rs:68 | square + 1 // BREAK: in map
        inventory::flow::chain flow.rs:70 | .sum()
        inventory::flow::tour flow.rs:10 | println!("chain {}", chain(black_box(&[1, 2, 3, 4, 5, 6])));
        inventory::main main.rs:38 | "flow" => flow::tour(),
    "#]];
    expected.assert_eq(&scene.stack());
    // Optimised, nothing is left of the closure, and the program stands before the library's code.
    let mut scene = at(inventory("o2", &["flow"]), "in map");
    assert_eq!(scene.frame(0), "inventory::flow::chain flow.rs:70 | .sum()");
}

#[test]
fn frames_without_debug_information_are_marked_beside_those_of_the_program_s_own() {
    let start = |scene: &mut Scene| {
        let frames = scene.session.stack(0, 0).unwrap().frames;
        let start = frames.iter().find(|frame| frame.function == "__main_void").unwrap().clone();
        let source = start.source.as_ref().unwrap();
        assert!(source.reference.is_some(), "{source:?}");
        start
    };
    // Below it is the library alone, as in all of a program with no other debug information.
    let mut scene = inventory("o0", &["flow"]);
    scene.session.add_function_breakpoint("__main_void");
    assert!(scene.go(Continue).starts_with("Breakpoint "));
    assert!(!start(&mut scene).subtle);
    assert!(start(&mut at(scene, "in map")).subtle);
    // The program's own may be elsewhere.
    let mut elsewhere = spec("rust/inventory/inventory-o0.wasm");
    elsewhere.source_map.clear();
    elsewhere.args = vec!["flow".to_owned()];
    let mut scene = launch("rust/inventory/src", elsewhere);
    scene.session.add_function_breakpoint("inventory::flow::chain");
    assert!(scene.go(Continue).starts_with("Breakpoint "));
    assert!(start(&mut scene).subtle);
}
