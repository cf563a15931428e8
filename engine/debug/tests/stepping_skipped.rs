//! Steps pass code that a user wants to see nothing of, and stop in what that calls back.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, fixtures, launch, spec, stepped};
use expect_test::expect;
use wrtd_debug::{
    Motion::{Continue, StepIn, StepOut, StepOver},
    SkipRules,
};

fn rules(files: &[&str], functions: &[&str]) -> SkipRules {
    SkipRules {
        files: files.iter().map(ToString::to_string).collect(),
        functions: functions.iter().map(ToString::to_string).collect(),
    }
}

fn visited(build: &str, rules: SkipRules) -> Scene {
    let mut scene = stepped("rust", build, &["chains"]);
    scene.session.set_skip_rules(rules).unwrap();
    scene.only_at("visited")
}

/// The stack, each frame with whether it is subtle.
fn frames(scene: &mut Scene) -> String {
    let page = scene.session.stack(0, 0).unwrap();
    let shown = page.frames.iter().filter(|frame| frame.function.contains("steps::"));
    let line = |frame: &wrtd_debug::FrameView| {
        format!("{}{}\n", if frame.subtle { "- " } else { "+ " }, frame.function)
    };
    shown.map(line).collect()
}

#[test]
fn a_skipped_source_is_passed_and_the_closure_that_it_calls_is_entered() {
    let mut scene = visited("o0", SkipRules::default());
    let expected = expect![[r#"
        Step steps::vendor::list::List::of list.rs:10 | let items = items.to_vec(); // BREAK: vendor
        Step steps::vendor::list::List::of list.rs:11 | Self { items }
        Step steps::vendor::list::List::of list.rs:12 | }
        Step steps::chains::visited chains.rs:46 | let mut last = 0;
        Step steps::chains::visited chains.rs:47 | list.visit(|number| {
        Step steps::vendor::list::List::visit list.rs:16 | let mut rest = self.items.as_slice(); // BREAK: vendor visit
    "#]];
    expected.assert_eq(&scene.walk(StepIn, 6));
    let expected = expect![[r#"
        Step steps::chains::visited chains.rs:46 | let mut last = 0;
        Step steps::chains::visited chains.rs:47 | list.visit(|number| {
        Step steps::chains::visited::{{closure}} chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} chains.rs:49 | });
        Step steps::chains::visited::{{closure}} chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} chains.rs:49 | });
        Step steps::chains::visited::{{closure}} chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} chains.rs:49 | });
        Step steps::chains::visited::{{closure}} chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} chains.rs:49 | });
        Step steps::chains::visited chains.rs:50 | last // BREAK: visited end
        Step steps::chains::visited chains.rs:51 | }
    "#]];
    let mut scene = visited("o0", rules(&["**/vendor/**"], &[]));
    expected.assert_eq(&scene.walk(StepIn, 12));
    let expected = expect![[r#"
        Step steps::chains::visited chains.rs:46 | let mut last = 0;
        Step steps::chains::visited chains.rs:47 | list.visit(|number| {
        Step steps::chains::visited::{{closure}} (inlined) chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} (inlined) chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} (inlined) chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} (inlined) chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited chains.rs:50 | last // BREAK: visited end
        Step steps::chains::visited chains.rs:51 | }
    "#]];
    let mut scene = visited("o2", rules(&["vendor/"], &[]));
    expected.assert_eq(&scene.walk(StepIn, 8));
}

#[test]
fn a_skipped_function_is_passed() {
    let mut scene = visited("o0", rules(&[], &["List::of"]));
    let expected = expect![[r#"
        Step steps::chains::visited chains.rs:46 | let mut last = 0;
        Step steps::chains::visited chains.rs:47 | list.visit(|number| {
        Step steps::vendor::list::List::visit list.rs:16 | let mut rest = self.items.as_slice(); // BREAK: vendor visit
        Step steps::vendor::list::List::visit list.rs:17 | while let Some((first, after)) = rest.split_first() {
        Step steps::vendor::list::List::visit list.rs:18 | visitor(*first); // BREAK: vendor call
    "#]];
    expected.assert_eq(&scene.walk(StepIn, 5));
    let mut scene = visited("o0", rules(&[], &["steps::vendor::*"]));
    let expected = expect![[r#"
        Step steps::chains::visited chains.rs:46 | let mut last = 0;
        Step steps::chains::visited chains.rs:47 | list.visit(|number| {
        Step steps::chains::visited::{{closure}} chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} chains.rs:49 | });
        Step steps::chains::visited::{{closure}} chains.rs:48 | last = black_box(number); // BREAK: visitor
    "#]];
    expected.assert_eq(&scene.walk(StepIn, 5));
    // An inlined function is one as well.
    let mut scene = stepped("c", "o2", &[]);
    scene.session.set_skip_rules(rules(&[], &["square", "t*e"])).unwrap();
    let mut scene = scene.only_at("calls");
    let expected = expect!["Step calls steps.c:29 | return sum; // BREAK: calls end"];
    expected.assert_eq(&scene.go(StepIn));
}

#[test]
fn frames_of_skipped_code_are_subtle_and_rules_may_change_at_a_stop() {
    let mut scene = visited("o0", rules(&["**/vendor/**"], &[]));
    while !scene.frame(0).contains("BREAK: visitor") {
        scene.go(StepIn);
    }
    let expected = expect![[r#"
        + steps::chains::visited::{{closure}}
        - steps::vendor::list::List::visit
        + steps::chains::visited
        + steps::chains::tour
        + steps::main
    "#]];
    expected.assert_eq(&frames(&mut scene));
    scene.session.set_skip_rules(rules(&[], &["visited"])).unwrap();
    let expected = expect![[r#"
        + steps::chains::visited::{{closure}}
        + steps::vendor::list::List::visit
        - steps::chains::visited
        + steps::chains::tour
        + steps::main
    "#]];
    expected.assert_eq(&frames(&mut scene));
    // Now the vendor's code is stepped into.
    let expected = expect![[r#"
        Step steps::chains::visited::{{closure}} chains.rs:49 | });
        Step steps::vendor::list::List::visit list.rs:19 | rest = after;
        Step steps::vendor::list::List::visit list.rs:17 | while let Some((first, after)) = rest.split_first() {
    "#]];
    expected.assert_eq(&scene.walk(StepIn, 3));
    // Nobody steps out into what is skipped.
    scene.session.set_skip_rules(rules(&["**/vendor/**"], &[])).unwrap();
    while !scene.frame(0).contains("BREAK: visitor") {
        scene.go(StepIn);
    }
    let expected = expect!["Step steps::chains::visited chains.rs:47 | list.visit(|number| {"];
    expected.assert_eq(&scene.go(StepOut));
}

#[test]
fn a_step_that_begins_in_skipped_code_goes_through_it() {
    let mut scene = stepped("rust", "o0", &["chains"]);
    scene.session.set_skip_rules(rules(&["**/vendor/**"], &[])).unwrap();
    let mut scene = scene.only_at("vendor visit");
    let expected = expect![[r#"
        Step steps::vendor::list::List::visit list.rs:17 | while let Some((first, after)) = rest.split_first() {
        Step steps::vendor::list::List::visit list.rs:18 | visitor(*first); // BREAK: vendor call
        Step steps::vendor::list::List::visit list.rs:19 | rest = after;
        Step steps::vendor::list::List::visit list.rs:17 | while let Some((first, after)) = rest.split_first() {
    "#]];
    expected.assert_eq(&scene.walk(StepOver, 4));
    // Into code that can be shown, and not into the library's, which is not here.
    let expected = expect![[r#"
        Step steps::vendor::list::List::visit list.rs:18 | visitor(*first); // BREAK: vendor call
        Step steps::chains::visited::{{closure}} chains.rs:48 | last = black_box(number); // BREAK: visitor
        Step steps::chains::visited::{{closure}} chains.rs:49 | });
        Step steps::chains::visited::{{closure}} chains.rs:48 | last = black_box(number); // BREAK: visitor
    "#]];
    expected.assert_eq(&scene.walk(StepIn, 4));
}

#[test]
fn rules_of_a_launch_hold_after_a_restart() {
    let mut spec = spec("rust/steps/steps-o0.wasm");
    spec.args = vec!["chains".to_owned()];
    spec.skip = rules(&[&format!("{}/rust/steps/src/vendor/**", fixtures().display())], &[]);
    let mut scene = launch("rust/steps/src", spec);
    for _ in 0..2 {
        let breakpoint = scene.break_at("visited");
        scene.go(Continue);
        assert!(scene.go(StepIn).contains("steps::chains::visited "));
        scene.session.remove_breakpoint(breakpoint.id);
        scene.session.restart().unwrap();
    }
}

#[test]
fn a_pattern_that_is_none_changes_nothing() {
    let mut scene = stepped("rust", "o0", &["chains"]);
    scene.session.set_skip_rules(rules(&[], &["/^steps::vendor/"])).unwrap();
    let error = scene.session.set_skip_rules(rules(&[], &["/(/"])).unwrap_err();
    let expected = "/(/ skips no functions: the regular expression cannot be used: unclosed group";
    assert_eq!(error.to_string(), expected);
    assert_eq!(scene.session.skip_rules(), &rules(&[], &["/^steps::vendor/"]));
    let mut scene = scene.only_at("visited");
    assert!(!scene.walk(StepIn, 12).contains("steps::vendor"));
}
