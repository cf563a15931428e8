//! Steps through optimised programs, and through inlined calls in all of them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, inventory, types};
use expect_test::expect;
use wrtd_debug::{
    Motion::{self, Continue, StepIn, StepOut, StepOver},
    StopReason,
};

/// The scene at a marker; nothing stops it there again.
fn at(mut scene: Scene, marker: &str) -> Scene {
    let breakpoint = scene.break_at(marker);
    let stop = scene.go(Continue);
    assert!(stop.starts_with("Breakpoint "), "{stop}");
    scene.session.remove_breakpoint(breakpoint.id);
    scene
}

fn steps(mut scene: Scene, motions: &[Motion]) -> String {
    motions.iter().map(|&motion| scene.go(motion) + "\n").collect()
}

#[test]
fn inlined_calls_are_stepped_over_into_and_out_of() {
    let o0 = || at(inventory("o0", &["flow"]), "before inlined");
    let expected = expect![[r#"
        Step inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        Step inventory::flow::inlined flow.rs:77 | sum - b // BREAK: after inlined
        Step inventory::flow::inlined flow.rs:78 | }
        Step inventory::flow::tour flow.rs:12 | println!("even {} odd {}", is_even(7), is_odd(7));
    "#]];
    expected.assert_eq(&steps(o0(), &[StepOver; 4]));
    let expected = expect![[r#"
        Step inventory::flow::multiply (inlined) flow.rs:82 | let product = left * right;
        Step inventory::flow::multiply (inlined) flow.rs:83 | counters::count(44); // BREAK: inlined
        Step inventory::counters::count counters.rs:18 | EVENTS.fetch_add(1, Ordering::Relaxed);
        Step inventory::counters::count counters.rs:19 | LOCAL_EVENTS.with(|cell| cell.set(cell.get() + 1));
        Step inventory::counters::count::{{closure}} counters.rs:19 | LOCAL_EVENTS.with(|cell| cell.set(cell.get() + 1));
        Step inventory::counters::count counters.rs:21 | unsafe { LAST_EVENT = event }; // BREAK: statics
        Step inventory::counters::count counters.rs:22 | }
        Step inventory::flow::multiply (inlined) flow.rs:84 | black_box(product)
        Step inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        Step inventory::flow::outer (inlined) flow.rs:89 | let doubled = black_box(value * 2);
        Step inventory::flow::outer (inlined) flow.rs:90 | let result = inner(doubled);
        Step inventory::flow::inner (inlined) flow.rs:97 | let shifted = value + 100;
        Step inventory::flow::inner (inlined) flow.rs:98 | counters::count(45); // BREAK: inner inlined
        Step inventory::counters::count counters.rs:18 | EVENTS.fetch_add(1, Ordering::Relaxed);
    "#]];
    expected.assert_eq(&steps(o0(), &[StepIn; 14]));
    let expected = expect![[r#"
        Step inventory::flow::multiply (inlined) flow.rs:82 | let product = left * right;
        Step inventory::flow::inlined flow.rs:75 | let product = multiply(a, b); // BREAK: before inlined
        Step inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        Step inventory::flow::outer (inlined) flow.rs:89 | let doubled = black_box(value * 2);
        Step inventory::flow::outer (inlined) flow.rs:90 | let result = inner(doubled);
        Step inventory::flow::inner (inlined) flow.rs:97 | let shifted = value + 100;
        Step inventory::flow::outer (inlined) flow.rs:90 | let result = inner(doubled);
        Step inventory::flow::outer (inlined) flow.rs:91 | counters::count(46); // BREAK: outer inlined
        Step inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        Step inventory::flow::inlined flow.rs:77 | sum - b // BREAK: after inlined
    "#]];
    expected.assert_eq(&steps(
        o0(),
        &[
            StepIn, StepOut, StepOver, StepIn, StepOver, StepIn, StepOut, StepOver, StepOut,
            StepOver,
        ],
    ));
    let o2 = || at(inventory("o2", &["flow"]), "before inlined");
    let expected = expect![[r#"
        Step inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        Step inventory::flow::inlined flow.rs:78 | }
        Step inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        Step inventory::flow::inlined flow.rs:77 | sum - b // BREAK: after inlined
    "#]];
    expected.assert_eq(&steps(o2(), &[StepOver; 4]));
    let expected = expect![[r#"
        Step inventory::flow::multiply (inlined) flow.rs:83 | counters::count(44); // BREAK: inlined
        Step inventory::counters::count counters.rs:21 | unsafe { LAST_EVENT = event }; // BREAK: statics
        Step inventory::counters::count counters.rs:18 | EVENTS.fetch_add(1, Ordering::Relaxed);
        Step inventory::counters::count counters.rs:19 | LOCAL_EVENTS.with(|cell| cell.set(cell.get() + 1));
        Step inventory::counters::count::{{closure}} (inlined) counters.rs:19 | LOCAL_EVENTS.with(|cell| cell.set(cell.get() + 1));
        Step inventory::counters::count counters.rs:22 | }
        Step inventory::flow::multiply (inlined) flow.rs:82 | let product = left * right;
        Step inventory::flow::multiply (inlined) flow.rs:84 | black_box(product)
        Step inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        Step inventory::flow::outer (inlined) flow.rs:89 | let doubled = black_box(value * 2);
    "#]];
    expected.assert_eq(&steps(o2(), &[StepIn; 10]));
    let mut scene = at(inventory("o2", &["flow"]), "inner inlined");
    let expected = expect![[r#"
        Step inventory::flow::outer (inlined) flow.rs:91 | counters::count(46); // BREAK: outer inlined
        Step inventory::flow::inlined flow.rs:78 | }
        Step inventory::flow::tour flow.rs:11 | println!("inlined {}", inlined(black_box(6), black_box(7)));
        Step inventory::main main.rs:38 | "flow" => flow::tour(),
    "#]];
    expected.assert_eq(&scene.walk(StepOut, 4));
}

#[test]
fn inlined_calls_of_c_are_stepped_over_into_and_out_of() {
    for build in ["o0", "o2"] {
        let circle = || at(types(build, &[]), "circle area");
        let over = steps(circle(), &[StepOver; 2]);
        let into = steps(circle(), &[StepIn; 4]);
        let out = steps(at(types(build, &[]), "inlined"), &[StepIn, StepOut, StepOut, StepOut]);
        let transcript = format!("over\n{over}in\n{into}out\n{out}");
        match build {
            "o0" => expect![[r#"
                over
                Step shape_area shapes.c:52 | }
                Step aggregates main.c:107 | shape_area(&empty));
                in
                Step squared (inlined) shapes.c:37 | double result = value * value;
                Step squared (inlined) shapes.c:38 | count_calls(); // BREAK: inlined
                Step count_calls shapes.c:56 | calls++;
                Step count_calls shapes.c:57 | file_static ^= 0xff;
                out
                Step count_calls shapes.c:56 | calls++;
                Step squared (inlined) shapes.c:38 | count_calls(); // BREAK: inlined
                Step shape_area shapes.c:45 | return 3.0 * squared(shape->as.circle.radius); // BREAK: circle area
                Step aggregates main.c:106 | printf("%d %d %g %g %g\n", point.x, point.y, shape_area(&circle), shape_area(&square),
            "#]].assert_eq(&transcript),
            _ => expect![[r#"
                over
                Step shape_area shapes.c:52 | }
                Step aggregates main.c:107 | shape_area(&empty));
                in
                Step squared (inlined) shapes.c:38 | count_calls(); // BREAK: inlined
                Step count_calls shapes.c:56 | calls++;
                Step count_calls shapes.c:57 | file_static ^= 0xff;
                Step count_calls shapes.c:58 | return calls; // BREAK: static local
                out
                Step count_calls shapes.c:56 | calls++;
                Step squared (inlined) shapes.c:38 | count_calls(); // BREAK: inlined
                Step shape_area shapes.c:45 | return 3.0 * squared(shape->as.circle.radius); // BREAK: circle area
                Step aggregates main.c:106 | printf("%d %d %g %g %g\n", point.x, point.y, shape_area(&circle), shape_area(&square),
            "#]].assert_eq(&transcript),
        }
    }
}

#[test]
fn optimised_recursion_is_stepped_in_its_frame() {
    let mut scene = at(inventory("o2", &["flow"]), "recursion");
    assert_eq!(scene.value("n"), "5");
    let stop = scene.go(StepOver);
    assert!(stop.contains("BREAK: recursion return"), "{stop}");
    assert_eq!(scene.value("n"), "5");
    let mut scene = at(inventory("o2", &["flow"]), "recursion bottom");
    for n in 2..=5 {
        let stop = scene.go(StepOut);
        assert!(stop.ends_with("BREAK: recursion"), "{stop}");
        assert_eq!(scene.value("n"), n.to_string());
    }
    let expected = expect![[
        r#"Step inventory::flow::tour flow.rs:7 | println!("factorial {}", factorial(5));"#
    ]];
    expected.assert_eq(&scene.go(StepOut));
}

#[test]
fn an_optimised_dynamic_call_is_stepped_into() {
    let scene = at(inventory("o2", &["shapes"]), "dynamic call");
    let expected = expect![[r#"
        Step <inventory::shapes::Circle as inventory::shapes::Shape>::area shapes.rs:25 | 3.0 * self.radius * self.radius // BREAK: circle area
        Step inventory::shapes::total_area shapes.rs:97 | let area = shape.area(); // BREAK: dynamic call
        Step inventory::shapes::total_area shapes.rs:98 | total += area;
        Step inventory::shapes::total_area shapes.rs:96 | for shape in shapes {
        Step inventory::shapes::total_area shapes.rs:97 | let area = shape.area(); // BREAK: dynamic call
        Step <inventory::shapes::Rectangle as inventory::shapes::Shape>::area shapes.rs:34 | self.width * self.height // BREAK: rectangle area
        Step <inventory::shapes::Rectangle as inventory::shapes::Shape>::area shapes.rs:35 | }
    "#]];
    expected.assert_eq(&steps(
        scene,
        &[StepIn, StepOut, StepOver, StepOver, StepOver, StepIn, StepOver],
    ));
}

/// Every step ends on a line of a source that is here, and all of them lead to the program's end.
fn all_steps_end_on_lines(mut scene: Scene, motion: Motion, entry: &str) {
    scene.session.add_function_breakpoint(entry);
    scene.go(Continue);
    let mut last = (0, String::new(), 0);
    for count in 0..3000 {
        let Some(stop) = scene.session.resume(motion).unwrap() else {
            assert!(count > 5, "{count} steps");
            return;
        };
        assert_eq!(stop.reason, StopReason::Step, "{}", stop.description);
        let page = scene.session.stack(0, 1).unwrap();
        let frame = &page.frames[0];
        let source = frame.source.as_ref().unwrap();
        assert!(source.path.is_some() && frame.line > 0 && !frame.subtle, "{frame:?}");
        let text = scene.frame(0);
        let (_, line) = text.split_once(" | ").unwrap();
        assert!(!line.is_empty() && !line.starts_with("//"), "{text}");
        let place = (page.total, frame.function.clone(), frame.line);
        assert!(place != last || motion == StepIn, "a step ends where it began: {text}");
        last = place;
    }
    panic!("still at {}", scene.frame(0));
}

#[test]
fn no_step_ends_without_a_line() {
    if common::keeps_little_debug_info() {
        // Each of the thousands of steps of the others reads a large function again.
        return all_steps_end_on_lines(inventory("o2", &["flow"]), StepOver, "inventory::main");
    }
    for build in ["o0", "o2"] {
        for motion in [StepIn, StepOver] {
            all_steps_end_on_lines(inventory(build, &["flow"]), motion, "inventory::main");
            all_steps_end_on_lines(
                inventory(build, &["shapes"]),
                motion,
                "inventory::shapes::tour",
            );
            all_steps_end_on_lines(types(build, &[]), motion, "main");
        }
    }
    all_steps_end_on_lines(inventory("o2", &["all"]), StepIn, "inventory::main");
}
