//! Steps into one of the calls that a line makes.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, stepped};
use expect_test::expect;
use wrtd_debug::{
    Motion::{Continue, StepInTarget, StepInstruction, StepOut, StepOver},
    SessionError,
};

/// The calls that the line is still to make, with the text at which each is written.
fn targets(scene: &mut Scene) -> String {
    let line = scene.frame(0);
    let targets = scene.session.step_targets().unwrap();
    let page = scene.session.stack(0, 1).unwrap();
    let path = page.frames[0].source.clone().unwrap().path.unwrap();
    let source = std::fs::read_to_string(path).unwrap();
    let mut text = line + "\n";
    for target in targets {
        let line = source.lines().nth(target.line as usize - 1).unwrap();
        let rest = line.get(target.column.max(1) as usize - 1..).unwrap_or("");
        let end = rest.find(" + ").unwrap_or(rest.len()).min(24);
        text += &format!("  {} {} at {}\n", target.id, target.name, &rest[..end]);
    }
    text
}

/// Steps into the call of a function, if the line still makes it.
fn into(scene: &mut Scene, name: &str) -> String {
    let targets = scene.session.step_targets().unwrap();
    let target = targets.iter().find(|target| target.name.ends_with(name)).unwrap();
    scene.go(StepInTarget(target.id)) + "\n"
}

#[test]
fn the_calls_of_a_line_are_listed_in_their_order() {
    for build in ["o0", "o2"] {
        let mut scene = stepped("c", build, &[]).only_at("calls");
        let expected = expect![[r#"
            calls steps.c:28 | int sum = twice(value) + square(value) + operations[value & 1](value) + abs(thrice(sink)); // BREAK: calls
              1 twice at twice(value)
              2 square at square(value)
              3 thrice at operations[value & 1](va
              4 thrice at thrice(sink)); // BREAK:
        "#]];
        // The third one is called through a pointer.
        expected.assert_eq(&targets(&mut scene));
        let mut transcript = into(&mut scene, "square");
        transcript += &scene.go(StepOut);
        transcript += "\n";
        transcript += &targets(&mut scene);
        let expected = expect![[r#"
            Step square (inlined) steps.c:23 | int result = value * sink; // BREAK: square
            Step calls steps.c:28 | int sum = twice(value) + square(value) + operations[value & 1](value) + abs(thrice(sink)); // BREAK: calls
            calls steps.c:28 | int sum = twice(value) + square(value) + operations[value & 1](value) + abs(thrice(sink)); // BREAK: calls
              1 thrice at operations[value & 1](va
              2 thrice at thrice(sink)); // BREAK:
        "#]];
        expected.assert_eq(&transcript);
        scene.go(StepOver);
        let expected = expect![[r#"
            calls steps.c:29 | return sum; // BREAK: calls end
        "#]];
        expected.assert_eq(&targets(&mut scene));
    }
    let mut scene = stepped("rust", "o0", &["lines"]).only_at("calls");
    let expected = expect![[r#"
        steps::lines::calls lines.rs:30 | let sum = twice(value) + square(value) + black_box(chosen)(value); // BREAK: calls
          1 steps::lines::twice at twice(value)
          2 steps::lines::square at square(value)
          3 core::hint::black_box at black_box(chosen)(value)
          4 a call through a pointer at black_box(chosen)(value)
    "#]];
    expected.assert_eq(&targets(&mut scene));
    let mut scene = stepped("rust", "o2", &["lines"]).only_at("calls");
    let expected = expect![[r#"
        steps::lines::calls lines.rs:30 | let sum = twice(value) + square(value) + black_box(chosen)(value); // BREAK: calls
          1 steps::lines::twice at twice(value)
          2 steps::lines::square at square(value)
          3 core::hint::black_box at black_box(chosen)(value)
          4 a call through a pointer at black_box(chosen)(value)
    "#]];
    expected.assert_eq(&targets(&mut scene));
}

#[test]
fn a_step_enters_the_call_that_is_meant() {
    for build in ["o0", "o2"] {
        for (name, place) in [("twice", "twice"), ("square", "square"), ("a pointer", "thrice")] {
            let mut scene = stepped("rust", build, &["lines"]).only_at("calls");
            let name = if name == "a pointer" { "through a pointer" } else { name };
            let stop = into(&mut scene, name);
            assert!(stop.contains(&format!("steps::lines::{place} ")), "{build} {name}: {stop}");
            // Optimised code of other lines may stand behind what was inlined.
            let back = scene.go(StepOut);
            let line = if build == "o0" { "BREAK: calls" } else { "steps::lines::calls " };
            assert!(back.contains(line), "{build} {name}: {back}");
        }
    }
    // Code of a library is entered where it is meant; here it has no source.
    let mut scene = stepped("rust", "o0", &["chains"]).only_at("visited");
    let expected = expect![[r#"
        Step steps::vendor::list::List::of list.rs:10 | let items = items.to_vec(); // BREAK: vendor
    "#]];
    let stop = into(&mut scene, "List::of");
    expected.assert_eq(&stop);
}

#[test]
fn an_argument_on_another_line_is_passed() {
    let mut scene = stepped("c", "o0", &[]).only_at("main kept");
    while !scene.frame(0).contains("printf(\"%d %d %g") {
        scene.go(StepOver);
    }
    let expected = expect![[r#"
        main steps.c:88 | printf("%d %d %g %s %d\n", first, second, measured, name_of(first), split(4));
          1 name_of at name_of(first), split(4)
          2 split at split(4));
          3 printf at printf("%d %d %g %s %d\n
    "#]];
    expected.assert_eq(&targets(&mut scene));
    let expected = expect![[r#"
        Step split steps.c:77 | return value +
    "#]];
    expected.assert_eq(&into(&mut scene, "split"));
}

#[test]
fn a_pointer_is_told_where_it_is_an_operand() {
    let mut scene = stepped("rust", "o0", &["lines"]).only_at("calls");
    let through = |scene: &mut Scene| {
        let targets = scene.session.step_targets().unwrap();
        targets.iter().any(|target| target.name == "a call through a pointer")
    };
    // What `black_box` gives is known when it has given it.
    let mut steps = 0;
    while through(&mut scene) {
        scene.go(StepInstruction);
        while !scene.frame(0).contains("BREAK: calls") {
            scene.go(StepOut);
        }
        steps += 1;
        assert!(steps < 200);
    }
    let targets = scene.session.step_targets().unwrap();
    assert_eq!(targets[0].name, "steps::lines::thrice");
}

#[test]
fn breakpoints_on_the_way_stop_and_wrong_numbers_are_refused() {
    let mut scene = stepped("c", "o0", &[]).only_at("calls");
    let wrong = scene.session.resume(StepInTarget(99)).unwrap_err();
    assert_eq!(wrong, SessionError::NoSuchTarget(99));
    scene.break_at("twice");
    let targets = scene.session.step_targets().unwrap();
    let square = targets.iter().find(|target| target.name == "square").unwrap().id;
    assert!(scene.go(StepInTarget(square)).starts_with("Breakpoint twice "));
    // Where the line makes no calls there are none.
    let mut scene = stepped("c", "o0", &[]).only_at("calls end");
    assert_eq!(scene.session.step_targets(), Ok(Vec::new()));
    scene.go(Continue);
    assert_eq!(scene.session.step_targets(), Err(SessionError::NotAlive));
}
