//! Functions of the program that an expression calls: where the program stands, with the stop as it was afterwards.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Scene, inventory, types};
use expect_test::expect;
use wrtd_debug::{Effects, Format, Motion, ScopeKind, SessionError};
use wrtd_limits::{AsilLevel, ComprehensivePlatformLimits, Plan, PlatformId, Provenance};

impl Scene {
    fn run(&mut self, expressions: &[&str]) -> String {
        let mut text = String::new();
        for expression in expressions {
            text += &match self.session.execute(0, expression, Format::default(), Effects::All) {
                Ok(view) => format!("{expression}: {} = {}\n", view.type_name, view.value),
                Err(error) => format!("{expression}: {error}\n"),
            };
        }
        text
    }

    /// Everything that a stop is: frames, variables, the machine's values, all of memory.
    fn whole_stop(&mut self) -> (String, Vec<u8>) {
        let mut text = self.stack();
        for frame in 0..self.session.stack(0, 0).unwrap().frames.len() as u32 {
            text += &self.scope(frame, ScopeKind::Arguments);
            text += &self.scope(frame, ScopeKind::Locals);
            let scopes = self.session.scopes(frame).unwrap();
            let wasm = scopes.last().unwrap().variables;
            for group in self.children(wasm) {
                let values = group.children.map(|values| self.children(values));
                text += &common::lines(&values.unwrap_or_default());
            }
        }
        let memory = self.session.memory_ref("0").unwrap();
        (text, self.session.read_memory(memory, 0, 1 << 30).unwrap().1)
    }
}

#[test]
fn functions_of_c_are_called_with_scalars() {
    for build in ["o0", "o2"] {
        let mut scene = types(build, &[]).stopped_at("recursion bottom");
        let breakpoint = scene.session.breakpoints()[0].id;
        scene.session.remove_breakpoint(breakpoint);
        let before = scene.whole_stop();
        let found = scene.run(&["factorial(5)", "factorial(3) + factorial(factorial(3) - 3) * 2"]);
        assert_eq!(
            found,
            "factorial(5): unsigned int = 120\n\
             factorial(3) + factorial(factorial(3) - 3) * 2: unsigned int = 18\n",
            "{build}"
        );
        let after = scene.whole_stop();
        assert_eq!(before.0, after.0, "{build}");
        assert_eq!(scene.go(Motion::Continue), "exited 0");
        assert!(scene.log.output().contains("factorial"), "{}", scene.log.output());
    }
}

#[test]
fn calls_go_by_name_and_by_pointer() {
    let mut scene = types("o0", &[]).stopped_at("pointers");
    let found = scene.run(&[
        "plus(20, 3)",
        "table[1](20, 3)",
        "(*plus)(1, 2)",
        "add(1, target)",
        "apply(table[0], 4, 5)",
        "add(1)",
        "add(1, \"two\")",
        "add(1, 3000000000)",
        "adds(1, 2)",
        "target(1)",
        "no_operation(1, 2)",
        "*to_int = add(*to_int, 1)",
        "strlen(\"text\")",
        "abs(-5)",
    ]);
    expect![[r#"
        plus(20, 3): int = 23
        table[1](20, 3): int = 17
        (*plus)(1, 2): int = 3
        add(1, target): int = 43
        apply(table[0], 4, 5): int = 9
        add(1): `add` takes 2 arguments, and 1 is given (column 1)
        add(1, "two"): text cannot become `int` (column 8)
        add(1, 3000000000): int = -1294967295
        adds(1, 2): no function or variable `adds` is visible here (column 1)
        target(1): `target` is no function that takes 1 argument, and cannot be called (column 1)
        no_operation(1, 2): `no_operation` is no function that takes 2 arguments, and cannot be called (column 1)
        *to_int = add(*to_int, 1): int = 43
        strlen("text"): text is no address; write a number, `&` and a variable, or null (column 8)
        abs(-5): no function or variable `abs` is visible here (column 1)
    "#]].assert_eq(&found);
    let hover = scene.session.evaluate(0, "add(1, 2)", Format::default()).unwrap_err();
    expect!["functions are not called here, where looking must change nothing; evaluate it in the console or as an expression of its own (column 1)"].assert_eq(&hover.to_string());
}

#[test]
fn what_goes_wrong_inside_is_told_and_undone() {
    let mut scene = types("o0", &[]).stopped_at("main");
    scene.break_at("loop body");
    let before = scene.whole_stop();
    let found = scene.run(&[
        "divide(1, 0)",
        "control(3)",
        "fail(\"abort\")",
        "count_calls()",
        "strlen(argv[0])",
        "scalars()",
        "malloc(24) != 0",
    ]);
    expect![[r#"
        divide(1, 0): `divide` did not return: integer divide by zero; what it had changed is undone
        control(3): `control` did not return: it came to breakpoint 2; what it had changed is undone. Disable the breakpoint to call it
        fail("abort"): text is no address; write a number, `&` and a variable, or null (column 6)
        count_calls(): int = 101
        strlen(argv[0]): unsigned long = 13
        scalars(): `scalars` did not return: it called wasi_snapshot_preview1.fd_fdstat_get, which is the host's; what it had changed is undone. `set host-calls on`, or `hostCallsInExpressions` in a launch request, allows that
        malloc(24) != 0: bool = true
    "#]].assert_eq(&found);
    assert_eq!(scene.whole_stop().0, before.0);
    scene.session.allow_host_calls(true);
    let found = scene.run(&["scalars()"]);
    expect![[r#"
        scalars():  = ()
    "#]]
    .assert_eq(&found);
    expect![[r#"
        Stdout: A -100 250 -30000 60000 -2000000000 4000000000 -5 4294967295 -9000000000000000000 18000000000000000000
        Stdout: -68719476736 ffffffffffffffff 1 0 0.5 -0.333333 32 8 -9223372036854775808
    "#]].assert_eq(&scene.log.output());
}

#[test]
fn functions_of_rust_are_called_and_their_panics_contained() {
    let mut scene = inventory("o0", &["flow"]).stopped_at("loop body");
    let before = scene.whole_stop();
    let found = scene.run(&["descend(100000000)", "spin()", "sum_to(3)"]);
    expect![[r#"
        descend(100000000): `inventory::flow::descend` did not return: call stack exhausted: more than 20000 nested calls (call_depth is from the default; configure a higher limit); what it had changed is undone
        spin(): `inventory::flow::spin` did not return within 2 seconds; what it had changed is undone
        sum_to(3): `inventory::flow::sum_to` did not return: it came to breakpoint 1; what it had changed is undone. Disable the breakpoint to call it
    "#]].assert_eq(&found);
    let after = scene.whole_stop();
    assert_eq!(before.0, after.0);
    assert!(before.1 == after.1, "memory is undone to the last byte");
    let found = scene.run(&[
        "factorial(10)",
        "flow::factorial(i as u64)",
        "is_even(7)",
        "is_even(7) || is_odd(7)",
        "descend(100)",
    ]);
    expect![[r#"
        factorial(10): u64 = 3628800
        flow::factorial(i as u64): u64 = 1
        is_even(7): bool = false
        is_even(7) || is_odd(7): bool = true
        descend(100): u32 = 100
    "#]]
    .assert_eq(&found);
    scene.session.remove_breakpoint(scene.session.breakpoints()[0].id);
    assert_eq!(scene.go(Motion::Continue), "exited 0");
}

#[test]
fn a_level_that_lets_a_debugger_look_runs_nothing() {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, 512 << 20, AsilLevel::C);
    let from = Provenance::CommandLine("--asil-level");
    let plan = Plan::new(limits, Provenance::Profile("Linux"), from);
    let mut spec = common::spec("c/types/types-o0.wasm");
    spec.plan = plan;
    let mut scene = common::launch("c/types/src", spec).stopped_at("recursion bottom");
    for expression in ["factorial(1)", "n = 3"] {
        let error = scene.session.execute(0, expression, Format::default(), Effects::All);
        assert!(matches!(error, Err(SessionError::ReadOnly { .. })), "{expression}: {error:?}");
    }
}
