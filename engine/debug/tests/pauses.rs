//! Stopping a program that runs, ending it, and beginning it anew.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use common::{Scene, inventory, launch, spec};
use expect_test::expect;
use wrtd_debug::{
    Entry, Event, LaunchSpec, Motion, OutputCategory, ScopeKind, SessionError, StdinSource,
    StopReason,
};

/// Resumes, asks for a pause as soon as the program has run for a moment, and gives the stop.
fn pause(scene: &mut Scene) -> String {
    let interrupter = scene.session.interrupter();
    let log = scene.log.clone();
    let (done, running) = mpsc::channel::<()>();
    let asker = thread::spawn(move || {
        while !log.events().contains(&Event::Continued) {
            thread::yield_now();
        }
        // Asked for again, so that no moment is too early.
        while running.recv_timeout(Duration::from_millis(50))
            == Err(mpsc::RecvTimeoutError::Timeout)
        {
            interrupter.request();
        }
    });
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    drop(done);
    asker.join().unwrap();
    assert_eq!(stop.reason, StopReason::Pause);
    assert!(stop.description.starts_with("paused at "), "{}", stop.description);
    scene.stack()
}

#[test]
fn an_endless_loop_is_paused_from_another_thread_and_goes_on() {
    for build in ["o0", "o2"] {
        let mut scene = inventory(build, &["spin"]);
        // However slow the machine is: the loop is reached before the pause.
        let inside = scene.break_at("spin");
        assert!(scene.go(Motion::Continue).starts_with("Breakpoint inventory::flow::spin"));
        assert!(scene.session.remove_breakpoint(inside.id));
        let stack = pause(&mut scene);
        assert!(stack.contains("inventory::flow::spin"), "{stack}");
        let outer = stack.lines().last().unwrap();
        assert_eq!(outer, "inventory::main main.rs:56 | \"spin\" => flow::spin(),");
        let frames = scene.session.stack(0, 0).unwrap().frames;
        let spin = frames.iter().find(|frame| frame.function == "inventory::flow::spin").unwrap();
        let locals = scene.scope(spin.index, ScopeKind::Locals);
        assert!(locals.starts_with("turns: i64 = "), "{locals}");
        scene.break_at("spin");
        assert!(scene.go(Motion::Continue).starts_with("Breakpoint inventory::flow::spin"));
        scene.session.terminate();
    }
    let entry = Entry::Invoke { function: "forever".to_owned(), args: Vec::new() };
    let mut scene = launch("wat", LaunchSpec { entry, ..spec("wat/plain.wasm") });
    pause(&mut scene);
    assert!(scene.frame(0).starts_with("forever forever:"), "{}", scene.frame(0));
}

#[test]
fn a_program_that_waits_on_an_address_is_paused_and_ends_in_time() {
    let waits = |function: &str, args: &[&str]| {
        let args = args.iter().map(ToString::to_string).collect();
        let entry = Entry::Invoke { function: function.to_owned(), args };
        launch("wat", LaunchSpec { entry, ..spec("wat/waits.wasm") })
    };
    let mut scene = waits("sleep", &["600000"]);
    let stack = pause(&mut scene);
    assert!(stack.starts_with("sleep "), "{stack}");
    scene.session.terminate();
    let mut scene = waits("sleep", &["30"]);
    let start = Instant::now();
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert!(start.elapsed().as_millis() >= 30);
    let mut scene = waits("deadlock", &[]);
    assert!(scene.go(Motion::Continue).starts_with("Trap deadlock "), "the trap is shown");
}

/// A child process runs the test below, because only there standard input stays open and empty.
#[test]
fn a_program_that_waits_for_input_is_paused() {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "waits_for_the_input_of_its_process"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = child.stdin.take().unwrap();
    let output = child.wait_with_output().unwrap();
    drop(input);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
#[ignore = "is run by another test, with an input that stays open"]
fn waits_for_the_input_of_its_process() {
    for build in ["o0", "o2"] {
        let mut given = spec(&format!("c/types/types-{build}.wasm"));
        given.args = vec!["echo".to_owned()];
        given.stdin = StdinSource::Inherit;
        let mut scene = launch("c/types/src", given);
        let expected = expect![[r#"
            main main.c:203 | while (fgets(line, sizeof line, stdin) != NULL) {
        "#]];
        expected.assert_eq(&pause(&mut scene));
        scene.session.terminate();
        assert_eq!(scene.session.exit_code(), Some(130));
    }
}

#[test]
fn a_terminated_program_has_ended() {
    let mut scene = inventory("o0", &["spin"]);
    scene.break_at("spin");
    scene.go(Motion::Continue);
    scene.session.terminate();
    assert_eq!(scene.session.exit_code(), Some(130));
    assert_eq!(scene.log.events().last(), Some(&Event::Exited { code: 130, results: vec![] }));
    assert_eq!(scene.session.resume(Motion::StepOver), Err(SessionError::NotAlive));
    let events = scene.log.events().len();
    scene.session.terminate();
    assert_eq!(scene.log.events().len(), events, "it ends once");
}

#[test]
fn a_restart_keeps_breakpoints_and_begins_anew() {
    for build in ["o0", "o2"] {
        let mut scene = inventory(build, &["flow"]);
        let bottom = scene.break_at("recursion bottom");
        let main = scene.session.add_function_breakpoint("inventory::main");
        assert!(scene.go(Motion::Continue).starts_with("Breakpoint inventory::main main.rs:22"));
        assert!(scene.go(Motion::Continue).contains("factorial flow.rs:19"));
        scene.log.take(OutputCategory::Stdout);
        scene.session.restart().unwrap();
        assert_eq!(scene.session.stop().unwrap().reason, StopReason::Entry);
        assert_eq!(scene.session.breakpoints(), [bottom, main]);
        assert!(scene.go(Motion::Continue).starts_with("Breakpoint inventory::main main.rs:22"));
        assert_eq!(scene.log.output(), "");
        assert!(scene.go(Motion::Continue).contains("factorial flow.rs:19"));
        assert_eq!(scene.log.output(), "Stdout: inventory: flow\n");
        assert_eq!(scene.go(Motion::Continue), "exited 0");
        scene.session.restart().unwrap();
        assert_eq!(scene.session.exit_code(), None);
        assert!(scene.go(Motion::Continue).starts_with("Breakpoint inventory::main"));
    }
}
