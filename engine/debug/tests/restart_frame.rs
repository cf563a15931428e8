//! A frame begins again with what it was called with.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, device, inventory, launch, spec, stepped};
use expect_test::expect;
use wrtd_debug::{
    Motion::{Continue, RestartFrame, StepInstruction, StepOut, StepOutOf, StepOver},
    OutputCategory,
};

/// Restarts a frame; where the program then stands, or why it was not done.
fn restart(scene: &mut Scene, frame: u32) -> String {
    match scene.session.resume(RestartFrame(frame)) {
        Ok(stop) => scene.at(stop.as_ref()) + "\n",
        Err(error) => format!("{error}\n"),
    }
}

#[test]
fn a_frame_begins_again_in_c() {
    for build in ["o0", "o2"] {
        let mut scene = stepped("c", build, &[]).only_at("kept call");
        scene.go(StepOver);
        scene.log.take(OutputCategory::Console);
        let stop = restart(&mut scene, 0);
        assert!(stop.starts_with("RestartFrame kept steps.c:4"), "{build}: {stop}");
        let expected = expect![[r#"
            kept begins again. What it and its callees have written to memory or put out so far stays.
        "#]];
        if build == "o0" {
            expected.assert_eq(&scene.log.take(OutputCategory::Console));
        }
        assert_eq!(scene.value("value"), "5", "{build}");
        // It gives what it gave.
        while !scene.frame(0).contains("second = changed") {
            scene.go(StepOver);
        }
        assert_eq!(scene.value("first"), "33", "{build}");
    }
}

#[test]
fn an_outer_frame_begins_again_and_those_that_it_called_are_gone() {
    for (language, build) in [("c", "o0"), ("c", "o2")] {
        let mut scene = stepped(language, build, &[]).only_at("kept call");
        while !scene.frame(0).contains("BREAK: twice") {
            scene.go(wrtd_debug::Motion::StepIn);
        }
        let depth = scene.session.stack(0, 0).unwrap().total;
        let stop = restart(&mut scene, 1);
        assert!(stop.starts_with("RestartFrame kept steps.c:4"), "{build}: {stop}");
        assert_eq!(scene.session.stack(0, 0).unwrap().total, depth - 1);
        assert_eq!(scene.value("value"), "5", "{build}");
        while !scene.frame(0).contains("second = changed") {
            scene.go(StepOver);
        }
        assert_eq!(scene.value("first"), "33", "{build}");
    }
}

#[test]
fn the_stack_in_memory_is_where_it_was() {
    for build in ["o0", "o2"] {
        let mut scene = stepped("c", build, &[]).only_at("area");
        while !scene.frame(0).starts_with("area ") {
            scene.go(StepOut);
        }
        let entry = scene.value("$global0");
        let scaled = scene.break_at("scaled");
        for _ in 0..20 {
            let stop = scene.go(Continue);
            assert!(stop.contains("BREAK: scaled"), "{build}: {stop}");
            let stop = restart(&mut scene, 1);
            assert!(stop.starts_with("RestartFrame area "), "{build}: {stop}");
            assert_eq!(scene.value("$global0"), entry, "{build}");
        }
        scene.session.remove_breakpoint(scaled.id);
        assert_eq!(scene.go(Continue), "exited 0", "{build}");
        let output = scene.log.take(OutputCategory::Stdout);
        assert!(output.contains("33 8 12 many 14"), "{build}: {output}");
    }
}

#[test]
fn an_argument_that_may_have_been_overwritten_is_a_reason_to_refuse() {
    // Unoptimised code copies its arguments.
    let mut scene = stepped("c", "o0", &[]).only_at("changed end");
    let mut transcript = format!("value is {}\n", scene.value("value"));
    transcript += &restart(&mut scene, 0);
    transcript += &format!("value is {}\n", scene.value("value"));
    let expected = expect![[r#"
        value is 1
        RestartFrame changed steps.c:49 | int steps = 0; // BREAK: changed
        value is 6
    "#]];
    expected.assert_eq(&transcript);
    // Hand-written code counts its argument down.
    let mut spec = spec("wat/plain.wasm");
    spec.entry = wrtd_debug::Entry::Invoke { function: "sum".into(), args: vec!["5".into()] };
    let mut scene = launch("wat", spec);
    let expected = expect![[r#"
        RestartFrame sum sum:3
        sum cannot begin again: its argument 1 may have been overwritten at 0x149, and what it was is not known; restart a frame around it, or the program
    "#]];
    let mut transcript = restart(&mut scene, 0);
    for _ in 0..12 {
        scene.go(StepInstruction);
    }
    transcript += &restart(&mut scene, 0);
    expected.assert_eq(&transcript);
}

#[test]
fn an_inlined_frame_has_no_beginning_of_its_own() {
    let mut scene = stepped("c", "o0", &[]).only_at("square");
    let expected = expect![[r#"
        square is inlined and has no beginning of its own; restart the function around it
    "#]];
    expected.assert_eq(&restart(&mut scene, 0));
    let stop = restart(&mut scene, 1);
    assert!(stop.starts_with("RestartFrame calls "), "{stop}");
    let expected =
        expect!["there is no frame 99; ask for the stack again, it changes at each resume\n"];
    expected.assert_eq(&restart(&mut scene, 99));
}

#[test]
fn frames_of_rust_begin_again() {
    for build in ["o0", "o2"] {
        let mut scene = inventory(build, &["flow"]).only_at("recursion bottom");
        // Four calls further out.
        let mut frame = 0;
        while !scene.frame(frame).contains("tour ") {
            frame += 1;
        }
        let stop = restart(&mut scene, frame - 1);
        assert!(stop.starts_with("RestartFrame inventory::flow::factorial"), "{build}: {stop}");
        assert_eq!(scene.value("n"), "5", "{build}");
        let breakpoint = scene.break_at("recursion bottom");
        scene.go(Continue);
        scene.session.remove_breakpoint(breakpoint.id);
        scene.go(Continue);
        let output = scene.log.take(OutputCategory::Stdout);
        assert!(output.contains("factorial 120"), "{build}: {output}");
    }
}

#[test]
fn a_program_that_has_trapped_or_panics_goes_on_from_a_frame() {
    let mut scene = common::types("o0", &["fail", "divide"]);
    assert!(scene.go(Continue).starts_with("Trap "));
    let mut transcript = restart(&mut scene, 0);
    scene.go(StepOver);
    transcript += &scene.at(scene.session.stop().cloned().as_ref());
    transcript += "\n";
    let mut scene = inventory("o0", &["panic"]);
    assert!(scene.go(Continue).starts_with("Panic "));
    let focus = scene.session.focus();
    transcript += &restart(&mut scene, focus);
    assert!(scene.go(Continue).starts_with("Panic "));
    let expected = expect![[r#"
        RestartFrame divide shapes.c:62 | return left / right; // BREAK: divide
        Trap divide shapes.c:62 | return left / right; // BREAK: divide
        RestartFrame inventory::failures::pick failures.rs:16 | shelf[index] // BREAK: panic
    "#]];
    expected.assert_eq(&transcript);
}

#[test]
fn a_frame_on_a_device_begins_again() {
    let mut spec = spec("c/blink/blink-o0.wasm");
    spec.plan = device();
    let mut scene = launch("c/blink/src", spec).only_at("blink");
    let lit = scene.value("lamp->is_lit");
    let mut transcript = restart(&mut scene, 0);
    scene.go(StepOver);
    assert_ne!(scene.value("lamp->is_lit"), lit);
    transcript += &restart(&mut scene, 1);
    let expected = expect![[r#"
        RestartFrame blink blink.c:38 | lamp->is_lit ^= 1;
        RestartFrame tick blink.c:70 | u32 changed = 0;
    "#]];
    expected.assert_eq(&transcript);
    assert_eq!(scene.go(Continue), "exited 0");
}

#[test]
fn a_step_out_of_an_outer_frame_drops_nothing_on_the_way() {
    let mut scene = inventory("o0", &["flow"]).only_at("recursion bottom");
    let stop = scene.go(StepOutOf(3));
    assert!(stop.contains("BREAK: recursion") && stop.starts_with("Step "), "{stop}");
    assert_eq!(scene.value("n"), "5");
    // Out of a function around inlined ones.
    let mut scene = inventory("o0", &["flow"]).only_at("inner inlined");
    let expected = expect![[r#"
        Step inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        Step inventory::flow::tour flow.rs:11 | println!("inlined {}", inlined(black_box(6), black_box(7)));
    "#]];
    let mut transcript = scene.go(StepOutOf(1)) + "\n";
    let mut scene = inventory("o2", &["flow"]).only_at("inner inlined");
    transcript += &(scene.go(StepOutOf(2)) + "\n");
    expected.assert_eq(&transcript);
}
