//! The program is told to go on at another line of the function in which it stands.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, device, launch, plan, spec, stepped};
use expect_test::expect;
use wrtd_debug::{
    Motion::{Continue, Goto, StepOut, StepOver},
    SessionError,
};
use wrtd_limits::{AsilLevel, Provenance};

/// Lets the program go on at a marker of its function; where it then stands, or why not.
fn goto(scene: &mut Scene, source: &str, line: u32) -> String {
    match scene.session.goto_targets(source, line) {
        Ok(targets) => scene.go(Goto(targets[0].id)) + "\n",
        Err(error) => format!("{error}\n"),
    }
}

fn line(folder: &str, marker: &str) -> u32 {
    common::marker(folder, marker).1
}

#[test]
fn lines_are_run_again_or_not_at_all_in_c() {
    let at = |marker| line("c/steps/src", marker);
    let mut scene = stepped("c", "o0", &[]).only_at("kept end");
    let mut transcript = goto(&mut scene, "steps.c", at("kept call"));
    let sum = scene.value("sum");
    transcript += &scene.walk(StepOver, 2);
    transcript += &format!("sum was {sum} and is {}\n", scene.value("sum"));
    // Forward, over the calls.
    transcript += &goto(&mut scene, "steps.c", at("kept"));
    transcript += &goto(&mut scene, "steps.c", at("kept end"));
    transcript += &scene.walk(StepOver, 2);
    transcript += &format!("first = {}\n", {
        scene.go(StepOver);
        scene.value("first")
    });
    let expected = expect![[r#"
        Goto kept steps.c:42 | sum += twice(value); // BREAK: kept call
        Step kept steps.c:43 | sum += twice(sum);
        Step kept steps.c:44 | return sum; // BREAK: kept end
        sum was 33 and is 129
        Goto kept steps.c:41 | int sum = 1; // BREAK: kept
        Goto kept steps.c:44 | return sum; // BREAK: kept end
        Step main steps.c:85 | int second = changed(6);
        Step main steps.c:86 | struct shape shape = {1.5, 2.0};
        first = 129
    "#]];
    expected.assert_eq(&transcript);
}

#[test]
fn a_loop_is_left_and_entered_in_rust() {
    let at = |marker| line("rust/steps/src", marker);
    let mut scene = stepped("rust", "o0", &["lines"]).only_at("search");
    let mut transcript = scene.walk(StepOver, 2);
    transcript += &goto(&mut scene, "lines.rs", at("found"));
    transcript += &scene.walk(StepOver, 2);
    transcript += &format!("found = {}\n", scene.value("found"));
    transcript += &goto(&mut scene, "lines.rs", at("search end"));
    transcript += &scene.walk(StepOver, 2);
    transcript += &format!("found = {}\n", scene.value("found"));
    let expected = expect![[r#"
        Step steps::lines::searched lines.rs:45 | for number in 0..limit {
        Step steps::lines::searched lines.rs:46 | if number == 3 {
        Goto steps::lines::searched lines.rs:47 | found = twice(number); // BREAK: found
        Step steps::lines::searched lines.rs:46 | if number == 3 {
        Step steps::lines::searched lines.rs:45 | for number in 0..limit {
        found = 0
        Goto steps::lines::searched lines.rs:50 | found += 1; // BREAK: search end
        Step steps::lines::searched lines.rs:51 | found
        Step steps::lines::searched lines.rs:52 | }
        found = error: no variable `found` is visible here (column 1)
    "#]];
    expected.assert_eq(&transcript);
    assert_eq!(scene.go(Continue), "exited 0");
}

#[test]
fn optimised_code_goes_on_where_its_operands_allow_it() {
    let at = |marker| line("c/steps/src", marker);
    let mut scene = stepped("c", "o2", &[]).only_at("changed loop");
    let mut transcript = scene.frame(0) + "\n";
    transcript += &goto(&mut scene, "steps.c", at("changed end"));
    transcript += &scene.walk(StepOver, 2);
    let mut scene = stepped("c", "o2", &[]).only_at("kept");
    transcript += &goto(&mut scene, "steps.c", at("operand"));
    transcript += &goto(&mut scene, "steps.c", at("kept end"));
    // Into an expression, with an operand that is not there.
    let mut scene = stepped("c", "o0", &[]).only_at("calls");
    let calls = scene.session.goto_targets("steps.c", at("calls")).unwrap().len();
    transcript += &format!("{calls} places\n");
    let expected = expect![[r#"
        changed steps.c:50 | while (value != 1) { // BREAK: changed loop
        Goto changed steps.c:54 | return steps; // BREAK: changed end
        Step main steps.c:87 | double measured = area(&shape); // BREAK: main area
        Step main steps.c:88 | printf("%d %d %g %s %d\n", first, second, measured, name_of(first), split(4));
        kept, in which the program stands, has no code at line 78 of that source; choose a line of it
        Goto kept steps.c:44 | return sum; // BREAK: kept end
        1 places
    "#]];
    expected.assert_eq(&transcript);
}

#[test]
fn what_is_refused_says_why_and_changes_nothing() {
    let at = |marker| line("c/steps/src", marker);
    let mut scene = stepped("c", "o0", &[]).only_at("kept call");
    let stand = scene.frame(0);
    let mut transcript = goto(&mut scene, "steps.c", at("changed end"));
    transcript += &goto(&mut scene, "other.c", at("kept end"));
    transcript += &format!("{}\n", scene.session.resume(Goto(7)).unwrap_err());
    // A place ends with its stop.
    let old = scene.session.goto_targets("steps.c", at("kept end")).unwrap()[0].id;
    assert_eq!(scene.frame(0), stand);
    scene.go(StepOver);
    assert_eq!(scene.session.resume(Goto(old)), Err(SessionError::NoSuchPlace(old)));
    let expected = expect![[r#"
        kept, in which the program stands, has no code at line 54 of that source; choose a line of it
        kept, in which the program stands, has no code at line 44 of that source; choose a line of it
        there is no place 7 to go on at; ask for the places again, they end at each resume
    "#]];
    expected.assert_eq(&transcript);
    assert_eq!(scene.go(Continue), "exited 0");
    assert_eq!(scene.session.goto_targets("steps.c", 1), Err(SessionError::NotAlive));
}

#[test]
fn after_a_trap_there_is_nothing_to_go_on_at() {
    let mut scene = common::types("o0", &["fail", "divide"]);
    assert!(scene.go(Continue).starts_with("Trap "));
    let (path, line) = common::marker("c/types/src", "divide");
    let refusal = goto(&mut scene, path.to_str().unwrap(), line);
    let expected = expect![[r#"
        the program cannot go on there after integer divide by zero; let a frame begin again, or restart it
    "#]];
    expected.assert_eq(&refusal);
}

#[test]
fn an_instruction_of_the_disassembly_is_a_line_like_others() {
    let mut spec = spec("wat/plain.wasm");
    spec.entry = wrtd_debug::Entry::Invoke { function: "fibonacci".into(), args: vec!["5".into()] };
    let mut scene = launch("wat", spec);
    let page = scene.session.stack(0, 1).unwrap();
    let (reference, first) =
        (page.frames[0].source.clone().unwrap().reference.unwrap(), page.frames[0].line);
    let offset = page.frames[0].offset;
    scene.go(wrtd_debug::Motion::StepInstruction);
    scene.go(wrtd_debug::Motion::StepInstruction);
    let targets = scene.session.goto_targets_in(reference, first).unwrap();
    assert_eq!(targets.iter().map(|target| target.offset).collect::<Vec<_>>(), [offset]);
    scene.go(Goto(targets[0].id));
    assert_eq!(scene.session.stack(0, 1).unwrap().frames[0].offset, offset);
    let missing = scene.session.goto_targets_in(99, 1);
    assert_eq!(missing, Err(SessionError::NoSuchSource(99)));
}

#[test]
fn a_device_goes_on_elsewhere_too() {
    let mut spec = spec("c/blink/blink-o0.wasm");
    spec.plan = device();
    let mut scene = launch("c/blink/src", spec).only_at("blink");
    let back = line("c/blink/src", "blink");
    let mut transcript = scene.value("lamp->is_lit") + "\n";
    transcript += &scene.walk(StepOver, 1);
    transcript += &format!("{}\n", scene.value("lamp->is_lit"));
    transcript += &goto(&mut scene, "blink.c", back - 1);
    transcript += &scene.walk(StepOver, 1);
    transcript += &format!("{}\n", scene.value("lamp->is_lit"));
    transcript += &(scene.go(StepOut) + "\n");
    let expected = expect![[r#"
        1
        Step blink blink.c:40 | }
        1
        Goto blink blink.c:38 | lamp->is_lit ^= 1;
        Step blink blink.c:39 | lamp->brightness = lamp->is_lit ? 100 : 0; // BREAK: blink
        0
        Step tick blink.c:75 | drivers[lamp->mode](lamp); // BREAK: drive
    "#]];
    expected.assert_eq(&transcript);
}

#[test]
fn a_read_only_debugger_lets_no_program_go_on_elsewhere() {
    let mut spec = spec("c/steps/steps-o0.wasm");
    spec.plan = plan(&[]);
    spec.plan.set_asil(AsilLevel::C, Provenance::LaunchAttribute("asilLevel")).unwrap();
    let mut scene = launch("c/steps/src", spec).only_at("kept call");
    let end = line("c/steps/src", "kept end");
    let place = scene.session.goto_targets("steps.c", end).unwrap()[0].id;
    let refusal = scene.session.resume(Goto(place)).unwrap_err();
    assert!(matches!(refusal, SessionError::ReadOnly { .. }), "{refusal}");
    let refusal = scene.session.resume(wrtd_debug::Motion::RestartFrame(0)).unwrap_err();
    assert!(matches!(refusal, SessionError::ReadOnly { .. }), "{refusal}");
}
