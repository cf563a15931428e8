//! A session within limits: what does not fit is refused with a reason, and what a safety level forbids is too.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Scene, inventory, launch, marker, plan, spec};
use expect_test::expect;
use wrtd_debug::{
    DebugSession, Event, Format, LaunchError, LaunchSpec, Motion, SessionError, StopReason,
};
use wrtd_limits::{
    AsilLevel, ComprehensivePlatformLimits, LimitName, Plan, PlanError, PlatformId, Provenance,
};

const MIB: u64 = 1 << 20;
const OPTION: Provenance = Provenance::CommandLine("--asil-level");

fn board(level: AsilLevel) -> Plan {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Qnx, 64 * MIB, level);
    Plan::new(limits, Provenance::Profile("QNX"), OPTION)
}

fn program(plan: Plan, args: &[&str]) -> LaunchSpec {
    let mut spec = spec("rust/inventory/inventory-o0.wasm");
    spec.args = args.iter().map(ToString::to_string).collect();
    LaunchSpec { plan, ..spec }
}

fn on_board(level: AsilLevel, args: &[&str]) -> Scene {
    launch("rust/inventory/src", program(board(level), args))
}

#[test]
fn nobody_attaches_to_a_program_of_the_highest_level() {
    let refused = DebugSession::launch(program(board(AsilLevel::D), &[]), Box::new(|_| ()));
    let Err(error @ LaunchError::NoDebugging { level: AsilLevel::D, .. }) = refused else {
        panic!("launched")
    };
    expect!["ASIL D does not allow debugging (from the command line (--asil-level)); set a lower level there, or let the program run without a debugger: `wrtd run`, in a launch request `noDebug`"]
        .assert_eq(&error.to_string());
    let spec = LaunchSpec { undebugged: true, ..program(board(AsilLevel::D), &["exit", "3"]) };
    let mut scene = launch("rust/inventory/src", spec);
    let breakpoint = scene.session.add_function_breakpoint("main");
    assert!(!breakpoint.verified, "{breakpoint:?}");
    assert_eq!(scene.go(Motion::Continue), "exited 3");
}

#[test]
fn a_level_that_is_raised_while_a_program_stands_ends_its_debugging() {
    let mut scene = on_board(AsilLevel::C, &["values"]).stopped_at("integers");
    scene.session.scopes(0).unwrap();
    scene.session.set_asil(AsilLevel::D, Provenance::RunTime).unwrap();
    let changed = scene.log.events().into_iter().rev().find_map(|event| match event {
        Event::BreakpointChanged(breakpoint) => Some(breakpoint),
        _ => None,
    });
    let changed = changed.unwrap();
    assert!(!changed.verified);
    expect!["ASIL D does not allow debugging (from a request at run time); set a lower level there and launch the program again"]
        .assert_eq(&changed.message.unwrap());
    let forbidden = |error: SessionError| matches!(error, SessionError::NoDebugging { .. });
    assert!(forbidden(scene.session.stack(0, 1).unwrap_err()));
    assert!(forbidden(scene.session.scopes(0).unwrap_err()));
    assert!(forbidden(scene.session.resume(Motion::StepOver).unwrap_err()));
    assert!(matches!(scene.session.restart(), Err(LaunchError::NoDebugging { .. })));
    let lower = scene.session.set_asil(AsilLevel::A, Provenance::RunTime);
    assert!(matches!(lower, Err(PlanError::LowerLevel { .. })));
    assert_eq!(scene.go(Motion::Continue), "exited 0");
}

#[test]
fn the_fifty_first_breakpoint_on_a_control_unit_is_refused() {
    let mut scene = on_board(AsilLevel::C, &["values"]);
    let (path, line) = marker("rust/inventory/src", "integers");
    let path = path.to_str().unwrap();
    let set: Vec<_> = (0..51).map(|_| scene.session.add_line_breakpoint(path, line)).collect();
    assert!(set[..50].iter().all(|breakpoint| breakpoint.verified));
    expect!["51 breakpoints are more than the 50 that there may be (from the QNX profile); configure a higher limit"]
        .assert_eq(set[50].message.as_ref().unwrap());
    // What is removed makes room for it.
    scene.session.remove_breakpoint(set[0].id);
    assert!(scene.session.add_line_breakpoint(path, line).verified);
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    let StopReason::Breakpoint(hit) = stop.reason else { panic!("{stop:?}") };
    assert_eq!(hit.len(), 50);
}

#[test]
fn limits_that_are_lowered_refuse_what_is_more_and_hold_after_a_restart() {
    let (path, line) = marker("rust/inventory/src", "integers");
    let path = path.to_str().unwrap();
    let mut scene = inventory("o0", &["values"]);
    let first = scene.session.add_line_breakpoint(path, line);
    scene.session.update_limits(plan(&[(LimitName::Breakpoints, 1)])).unwrap();
    assert!(first.verified && !scene.session.add_line_breakpoint(path, line).verified);
    scene.go(Motion::Continue);
    let less = plan(&[(LimitName::WasmLinear, MIB / 2)]);
    let before = scene.used("Wasm linear memory");
    assert!(before > MIB / 2);
    scene.session.update_limits(less).unwrap();
    assert_eq!(scene.used("Wasm linear memory"), before, "nothing is taken away");
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    let error = scene.session.restart().unwrap_err().to_string();
    assert!(error.contains("524288 (from the launch attribute `limits`)"), "{error}");
}

#[test]
fn a_stack_is_kept_as_far_as_there_is_room() {
    let limits = [(LimitName::StackFrames, 30), (LimitName::CallDepth, 200)];
    let mut scene = launch("rust/inventory/src", program(plan(&limits), &["overflow"]));
    scene.session.resume(Motion::Continue).unwrap().unwrap();
    let page = scene.session.stack(0, 0).unwrap();
    assert_eq!((page.frames.len(), page.total, page.complete), (30, 30, true));
    let cut = page.cut.unwrap();
    assert_eq!(cut.frames, 170);
    expect!["170 more frames not kept: 31 stack frames are more than the 30 that there may be (from the launch attribute `limits`); raise the attribute"]
        .assert_eq(&cut.to_string());
    assert!(scene.session.backtrace(false).ends_with(&format!("      … {cut}\n")));
    assert_eq!(scene.session.scopes(30), Err(SessionError::NoSuchFrame(30)));
}

#[test]
fn values_that_do_not_fit_say_so_and_the_next_stop_has_room_again() {
    let mut scene = inventory("o0", &["values"]).stopped_at("compounds");
    let most = scene.used("debug") + 2500;
    scene.session.update_limits(plan(&[(LimitName::Debug, most)])).unwrap();
    let mut opened = 0;
    let refusal = loop {
        let value = scene.session.evaluate(0, "point", Format::default()).unwrap();
        if value.children.is_none() {
            break value.value;
        }
        opened += 1;
        assert!(opened < 100);
    };
    assert!(opened > 1, "{opened}");
    assert!(refusal.contains("(cannot be opened: the debug budget has "), "{refusal}");
    assert!(matches!(scene.session.scopes(0), Err(SessionError::Limit(_))));
    scene.go(Motion::StepOver);
    scene.session.scopes(0).unwrap();
}
