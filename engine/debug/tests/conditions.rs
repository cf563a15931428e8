//! Breakpoints with conditions, with rules for their hits, and those that print instead of stopping.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, inventory, marker};
use expect_test::expect;
use wrtd_debug::{
    Breakpoint, BreakpointOptions, FunctionBreakpoint, LineBreakpoint, Motion, OutputCategory,
};

fn condition(text: &str) -> BreakpointOptions {
    BreakpointOptions { condition: Some(text.to_owned()), ..BreakpointOptions::default() }
}

fn at_hits(rule: &str) -> BreakpointOptions {
    BreakpointOptions { hit_condition: Some(rule.to_owned()), ..BreakpointOptions::default() }
}

fn printing(message: &str) -> BreakpointOptions {
    BreakpointOptions { log_message: Some(message.to_owned()), ..BreakpointOptions::default() }
}

impl Scene {
    /// Sets the only breakpoint of the source at a marker.
    fn set(&mut self, name: &str, options: BreakpointOptions) -> Breakpoint {
        let (path, line) = marker("rust/inventory/src", name);
        let wanted = vec![LineBreakpoint { line, column: None, options }];
        self.session.set_line_breakpoints(path.to_str().unwrap(), wanted).remove(0)
    }

    /// What the debugger has said since.
    fn said(&self) -> String {
        let all = [OutputCategory::Important, OutputCategory::Console];
        all.map(|category| self.log.take(category)).concat()
    }
}

fn stops(build: &str, name: &str, options: BreakpointOptions, show: &str) -> String {
    let mut scene = inventory(build, &["flow"]);
    assert!(scene.set(name, options).verified);
    let hits = scene.hits(show);
    let hits = hits.replace("Breakpoint inventory::flow::", "");
    format!("{hits}\n{}", scene.said())
}

#[test]
fn a_condition_lets_the_program_go_on_where_it_does_not_hold() {
    for build in ["o0", "o2"] {
        let found = stops(build, "recursion", condition("n % 2 == 0 && n > 2"), "n");
        expect![[r#"
            factorial flow.rs:22: n = 4
            exited 0
        "#]]
        .assert_eq(&found);
    }
    let found = stops("o0", "in map", condition("square > 10"), "square");
    expect![[r#"
        chain::{{closure}} flow.rs:68: square = 16
        chain::{{closure}} flow.rs:68: square = 36
        exited 0
    "#]]
    .assert_eq(&found);
    // A number, as C reads it.
    let found = stops("o0", "loop body", condition("sum & 2"), "sum");
    expect![[r#"
        sum_to flow.rs:39: sum = 3
        sum_to flow.rs:39: sum = 6
        exited 0
    "#]]
    .assert_eq(&found);
}

#[test]
fn the_condition_of_an_inlined_function_is_read_in_its_frame() {
    let found = stops("o2", "outer inlined", condition("extra == 6"), "extra");
    expect![[r#"
        outer (inlined) flow.rs:91: extra = 6
        exited 0
    "#]]
    .assert_eq(&found);
    let found = stops("o2", "outer inlined", condition("extra == 7"), "extra");
    expect![[r#"
        exited 0
    "#]]
    .assert_eq(&found);
    let found = stops("o2", "inner inlined", condition("value == 84"), "value");
    expect![[r#"
        inner (inlined) flow.rs:98: value = <optimized out>
        exited 0
        The condition of breakpoint 1 has no value here, so it stops: `value` is <optimized out> (column 1).
    "#]].assert_eq(&found);
}

#[test]
fn hits_are_counted_where_the_condition_holds() {
    expect![[r#"
        sum_to flow.rs:39: i = 3
        exited 0
    "#]]
    .assert_eq(&stops("o0", "loop body", at_hits("3"), "i"));
    expect![[r#"
        sum_to flow.rs:39: i = 2
        sum_to flow.rs:39: i = 4
        exited 0
    "#]]
    .assert_eq(&stops("o0", "loop body", at_hits("% 2"), "i"));
    let both = BreakpointOptions { condition: Some("i > 1".into()), ..at_hits(">= 2") };
    expect![[r#"
        sum_to flow.rs:39: i = 3
        sum_to flow.rs:39: i = 4
        exited 0
    "#]]
    .assert_eq(&stops("o0", "loop body", both, "i"));
}

#[test]
fn a_message_is_printed_and_the_program_goes_on() {
    let found = stops("o0", "loop body", printing("turn {i}: {sum + i} so far {{}}"), "i");
    expect![[r#"
        exited 0
        turn 1: 1 so far {}
        turn 2: 3 so far {}
        turn 3: 6 so far {}
        turn 4: 10 so far {}
    "#]]
    .assert_eq(&found);
    let some = BreakpointOptions { condition: Some("i != 2".into()), ..printing("{i} {nothing}") };
    let some = BreakpointOptions { hit_condition: Some("< 3".into()), ..some };
    expect![[r#"
        exited 0
        1 <no variable `nothing` is visible here (column 1)>
        3 <no variable `nothing` is visible here (column 1)>
    "#]]
    .assert_eq(&stops("o0", "loop body", some, "i"));
}

#[test]
fn a_step_ends_as_if_a_breakpoint_without_effect_were_not_there() {
    let mut scene = inventory("o0", &["flow"]);
    scene.set("loop body", condition("i == 2"));
    scene.go(Motion::Continue);
    scene.set("after loop", condition("sum == 1"));
    let expected = expect![[r#"
        Step inventory::flow::sum_to flow.rs:38 | for i in 1..=limit {
        Step inventory::flow::sum_to flow.rs:39 | sum += black_box(i); // BREAK: loop body
        Step inventory::flow::sum_to flow.rs:38 | for i in 1..=limit {
        Step inventory::flow::sum_to flow.rs:39 | sum += black_box(i); // BREAK: loop body
        Step inventory::flow::sum_to flow.rs:38 | for i in 1..=limit {
        Step inventory::flow::sum_to flow.rs:41 | sum // BREAK: after loop"#]];
    expected.assert_eq(scene.walk(Motion::StepOver, 6).trim_end());
}

#[test]
fn what_cannot_be_read_is_said_at_once_and_stops_nothing() {
    let mut scene = inventory("o0", &["flow"]);
    let wrong = [condition("i >"), condition("i = 3"), at_hits("often"), printing("{i")];
    let messages = wrong.map(|options| {
        let set = scene.set("loop body", options);
        assert!(!set.verified);
        set.message.unwrap()
    });
    expect![[r#"
        the condition cannot be read: a value is missing (column 4)
        the condition cannot be read: an assignment is not made here; `==` compares (column 3)
        `often` is no rule for hits; write `5` or `== 5` (the fifth), `>= 3`, `< 10`, `% 10` (each tenth) or `% 10 == 1`
        the log message cannot be read: `{i` is not closed; a brace as such is `{{`"#]]
    .assert_eq(&messages.join("\n"));
    assert_eq!(scene.go(Motion::Continue), "exited 0");
}

#[test]
fn a_condition_without_a_value_stops_and_says_why() {
    let mut scene = inventory("o0", &["flow"]);
    scene.set("loop body", condition("missing == 1"));
    let stop = scene.go(Motion::Continue);
    expect![[r#"
        Breakpoint inventory::flow::sum_to flow.rs:39 | sum += black_box(i); // BREAK: loop body
        The condition of breakpoint 1 has no value here, so it stops: no variable `missing` is visible here (column 1).
    "#]]
    .assert_eq(&format!("{stop}\n{}", scene.said()));
    scene.set("loop body", condition("\"text\""));
    scene.go(Motion::Continue);
    expect![[r#"
        The condition of breakpoint 2 has no value here, so it stops: text is neither true nor false; compare it (column 1).
    "#]]
    .assert_eq(&scene.said());
}

#[test]
fn a_breakpoint_is_changed_and_disabled_while_the_program_stands() {
    let mut scene = inventory("o0", &["flow"]);
    let id = scene.set("loop body", BreakpointOptions::default()).id;
    scene.go(Motion::Continue);
    let disabled = scene.session.enable_breakpoint(id, false).unwrap();
    assert!(!disabled.enabled && disabled.hits == 1);
    assert_eq!(scene.used("debug"), {
        scene.session.remove_breakpoint(id);
        scene.used("debug")
    });
    let id = scene.set("loop body", BreakpointOptions::default()).id;
    scene.session.change_breakpoint(id, condition("i == 4")).unwrap();
    expect![[r#"
        Breakpoint inventory::flow::sum_to flow.rs:39: i = 4
        exited 0"#]]
    .assert_eq(&scene.hits("i"));
    assert_eq!(scene.session.breakpoints()[0].hits, 1);
    assert_eq!(scene.session.change_breakpoint(wrtd_debug::BreakpointId(99), condition("1")), None);
}

#[test]
fn functions_are_replaced_together() {
    let mut scene = inventory("o0", &["flow"]);
    let at = |name: &str, options| FunctionBreakpoint { name: name.to_owned(), options };
    let wanted = vec![at("factorial", condition("n == 2")), at("no_such", condition("1"))];
    let set = scene.session.set_function_breakpoints(wanted.clone());
    assert_eq!(set.iter().map(|set| set.verified).collect::<Vec<_>>(), [true, false]);
    let again = scene.session.set_function_breakpoints(wanted[..1].to_vec());
    assert_eq!(again[0].id, set[0].id);
    expect![[r#"
        Breakpoint inventory::flow::factorial flow.rs:18: n = 2
        exited 0"#]]
    .assert_eq(&scene.hits("n"));
}
