//! Breakpoints that are hit, removed, replaced and refused.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, inventory, launch, marker, plan, show, spec, types};
use expect_test::expect;
use wrtd_debug::{BreakpointOptions, Entry, Motion, SessionError, StopReason};
use wrtd_limits::{
    AsilLevel, ComprehensivePlatformLimits, LimitName, Plan, PlatformId, Provenance,
};

#[test]
fn a_loop_hits_in_each_turn_and_recursion_in_each_call() {
    let mut scene = inventory("o0", &["flow"]);
    scene.break_at("loop body");
    let expected = expect![[r#"
        Breakpoint inventory::flow::sum_to flow.rs:39: i = 1
        Breakpoint inventory::flow::sum_to flow.rs:39: i = 2
        Breakpoint inventory::flow::sum_to flow.rs:39: i = 3
        Breakpoint inventory::flow::sum_to flow.rs:39: i = 4
        exited 0"#]];
    expected.assert_eq(&scene.hits("i"));
    let recursion = |mut scene: Scene| {
        for marker in ["recursion", "recursion bottom", "recursion return"] {
            scene.break_at(marker);
        }
        scene.hits("n")
    };
    let expected = expect![[r#"
        Breakpoint inventory::flow::factorial flow.rs:22: n = 5
        Breakpoint inventory::flow::factorial flow.rs:22: n = 4
        Breakpoint inventory::flow::factorial flow.rs:22: n = 3
        Breakpoint inventory::flow::factorial flow.rs:22: n = 2
        Breakpoint inventory::flow::factorial flow.rs:19: n = 1
        Breakpoint inventory::flow::factorial flow.rs:23: n = 2
        Breakpoint inventory::flow::factorial flow.rs:23: n = 3
        Breakpoint inventory::flow::factorial flow.rs:23: n = 4
        Breakpoint inventory::flow::factorial flow.rs:23: n = 5
        exited 0"#]];
    expected.assert_eq(&recursion(inventory("o0", &["flow"])));
    let expected = expect![[r#"
        Breakpoint inventory::flow::factorial flow.rs:22: n = 5
        Breakpoint inventory::flow::factorial flow.rs:22: n = 4
        Breakpoint inventory::flow::factorial flow.rs:22: n = 3
        Breakpoint inventory::flow::factorial flow.rs:22: n = 2
        Breakpoint inventory::flow::factorial flow.rs:19: n = 1
        Breakpoint inventory::flow::factorial flow.rs:23: n = 2
        Breakpoint inventory::flow::factorial flow.rs:23: n = 3
        Breakpoint inventory::flow::factorial flow.rs:23: n = 4
        Breakpoint inventory::flow::factorial flow.rs:23: n = 5
        exited 0"#]];
    expected.assert_eq(&recursion(inventory("o2", &["flow"])));
    let expected = expect![[r#"
        Breakpoint factorial shapes.c:32: n = 5
        Breakpoint factorial shapes.c:32: n = 4
        Breakpoint factorial shapes.c:32: n = 3
        Breakpoint factorial shapes.c:32: n = 2
        Breakpoint factorial shapes.c:29: n = 1
        Breakpoint factorial shapes.c:33: n = 2
        Breakpoint factorial shapes.c:33: n = 3
        Breakpoint factorial shapes.c:33: n = 4
        Breakpoint factorial shapes.c:33: n = 5
        exited 0"#]];
    expected.assert_eq(&recursion(types("o0", &[])));
    // The compiler made a loop of the recursion, in which `n` is nowhere.
    let expected = expect![[r#"
        Breakpoint factorial shapes.c:33: n = <optimized out>
        Breakpoint factorial shapes.c:32: n = <optimized out>
        Breakpoint factorial shapes.c:33: n = <optimized out>
        Breakpoint factorial shapes.c:32: n = <optimized out>
        Breakpoint factorial shapes.c:33: n = <optimized out>
        Breakpoint factorial shapes.c:32: n = <optimized out>
        Breakpoint factorial shapes.c:33: n = <optimized out>
        Breakpoint factorial shapes.c:32: n = <optimized out>
        Breakpoint factorial shapes.c:29: n = <optimized out>
        exited 0"#]];
    expected.assert_eq(&recursion(types("o2", &[])));
}

#[test]
fn a_breakpoint_can_be_removed_and_set_while_the_program_stands() {
    let mut scene = inventory("o0", &["flow"]);
    let recursion = scene.break_at("recursion");
    scene.go(Motion::Continue);
    assert!(scene.session.remove_breakpoint(recursion.id));
    assert!(!scene.session.remove_breakpoint(recursion.id));
    let after = scene.break_at("after loop");
    assert_eq!(after.id.0, 2, "ids are not used again");
    assert_eq!(
        scene.hits("sum"),
        "Breakpoint inventory::flow::sum_to flow.rs:41: sum = 10\nexited 0"
    );
}

#[test]
fn the_breakpoints_of_a_source_are_replaced_together() {
    let mut scene = inventory("o0", &["flow"]);
    let (flow, bottom) = marker("rust/inventory/src", "recursion bottom");
    let (_, turn) = marker("rust/inventory/src", "loop body");
    let flow = flow.to_str().unwrap();
    let other = scene.break_at("main");
    let mut set = |lines: &[u32]| {
        let lines = lines.iter().map(|&line| common::at_line(line, None)).collect();
        scene.session.set_line_breakpoints(flow, lines).iter().map(show).collect::<String>()
    };
    let transcript = [set(&[bottom]), set(&[turn, bottom]), set(&[turn]), set(&[])];
    let expected = expect![[r#"
        2 flow.rs:19
        --
        3 flow.rs:39
        2 flow.rs:19
        --
        3 flow.rs:39
        --
    "#]];
    expected.assert_eq(&transcript.join("--\n"));
    assert_eq!(scene.session.breakpoints(), [other], "other sources keep theirs");
}

#[test]
fn two_breakpoints_on_one_line_are_hit_together() {
    for build in ["o0", "o2"] {
        let mut scene = inventory(build, &["flow"]);
        let first = scene.break_at("recursion bottom");
        let second = scene.break_at("recursion bottom");
        assert_eq!(first.offsets, second.offsets);
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.reason, StopReason::Breakpoint(vec![first.id, second.id]));
        assert!(stop.description.starts_with("breakpoints 1, 2 at "), "{}", stop.description);
        scene.session.remove_breakpoint(first.id);
        scene.session.restart().unwrap();
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.reason, StopReason::Breakpoint(vec![second.id]));
        assert_eq!(scene.session.resume(Motion::Continue), Ok(None));
    }
}

#[test]
fn the_limit_of_breakpoints_refuses_the_next_one() {
    let mut given = spec("c/types/types-o0.wasm");
    given.plan = plan(&[(LimitName::Breakpoints, 2)]);
    let mut scene = launch("c/types/src", given);
    let first = scene.break_at("inlined");
    let mut transcript = show(&first) + &show(&scene.break_at("main"));
    transcript += &show(&scene.break_at("main end"));
    scene.session.remove_breakpoint(first.id);
    transcript += &show(&scene.break_at("inlined"));
    let expected = expect![[r#"
        1 shapes.c:38 in 2 places
        2 main.c:191
        3 main.c:216 unverified: 3 breakpoints are more than the 2 that there may be (from the launch attribute `limits`); raise the attribute
        4 shapes.c:38 in 2 places
    "#]];
    expected.assert_eq(&transcript);
    assert_eq!(
        scene.go(Motion::Continue).split_once(" | ").unwrap().0,
        "Breakpoint main main.c:191"
    );
}

#[test]
fn without_debug_information_instructions_have_breakpoints() {
    // Both builds have the same functions; only one has their names.
    let mut named = launch("c/types/src", spec("c/types/types-names.wasm"));
    named.session.add_function_breakpoint("main");
    named.go(Motion::Continue);
    let reference = named.session.disassembly(0).unwrap().source.reference.unwrap();
    let text = named.session.source(reference).unwrap().text;
    let (main, _) = text.split_once(" <main> ").unwrap();
    let mut scene = types("stripped", &[]);
    scene.session.add_function_breakpoint(main);
    let stop = scene.go(Motion::Continue);
    assert!(stop.starts_with(&format!("Breakpoint {main} {main}:")), "{stop}");
    let view = scene.session.disassembly(0).unwrap();
    let reference = view.source.reference.unwrap();
    let text = scene.session.source(reference).unwrap().text;
    // The last call of `main`, which the tour always comes to.
    let calls = text.lines().zip(1..).filter(|(line, _)| line.contains(" call "));
    let line = calls.last().unwrap().1;
    let wanted = [line, 100_000].map(|line| common::at_line(line, None)).to_vec();
    let set = scene.session.set_reference_breakpoints(reference, wanted);
    assert_eq!((set[0].verified, set[0].line), (true, Some(line)));
    assert_eq!((set[1].verified, set[1].line), (false, None));
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Breakpoint(vec![set[0].id]));
    assert_eq!(scene.session.disassembly(0).unwrap().line, line);
    assert_eq!(scene.session.source(99).unwrap_err(), SessionError::NoSuchSource(99));
}

#[test]
fn the_first_instruction_of_all_is_reached_as_any_other() {
    let mut spec = spec("wat/plain.wasm");
    spec.entry = Entry::Invoke { function: "add".to_owned(), args: vec!["2".into(), "3".into()] };
    let mut scene = launch("wat", spec);
    scene.session.add_function_breakpoint("add");
    for _ in 0..2 {
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert!(matches!(stop.reason, StopReason::Breakpoint(_)), "{stop:?}");
        assert_eq!(scene.go(Motion::Continue), "exited 0");
        assert_eq!(scene.session.results(), ["5"]);
        scene.session.restart().unwrap();
    }
}

/// What is called first has its own first instruction, and so has what comes after it.
#[test]
fn the_first_instruction_of_each_call_is_reached() {
    let board = ComprehensivePlatformLimits::new(PlatformId::Zephyr, 1 << 20, AsilLevel::B);
    let from = Provenance::CommandLine("--max-memory");
    for plan in [spec("wat/plain.wasm").plan, Plan::new(board, from, from)] {
        let mut spec = spec("wat/plain.wasm");
        spec.plan = plan;
        spec.initialize = vec!["count".to_owned()];
        spec.entry =
            Entry::Invoke { function: "add".to_owned(), args: vec!["2".into(), "3".into()] };
        let mut scene = launch("wat", spec);
        let first = scene.session.add_function_breakpoint("count").id;
        let second = scene.session.add_function_breakpoint("add").id;
        for id in [first, second] {
            let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
            assert_eq!(stop.reason, StopReason::Breakpoint(vec![id]));
        }
        assert_eq!(scene.go(Motion::Continue), "exited 0");
        assert_eq!(scene.session.results(), ["5"]);
        scene.session.restart().unwrap();
        // A condition that is false there lets the call begin.
        scene.session.remove_breakpoint(first);
        let never = Some("$local0 == 7".to_owned());
        let options = BreakpointOptions { condition: never, ..BreakpointOptions::default() };
        scene.session.change_breakpoint(second, options).unwrap();
        assert_eq!(scene.go(Motion::Continue), "exited 0");
    }
}
