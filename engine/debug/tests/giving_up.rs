//! What takes long is given up from another thread, and nothing of it is kept as if it were whole.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{thread, time::Duration, time::Instant};

use common::{Scene, inventory, types};
use wrtd_debug::{Effects, Format, FunctionBreakpoint, SessionError, VariableFilter};

/// Asks for everything that can be given up; how each went.
fn ask(scene: &mut Scene) -> Vec<(&'static str, Result<usize, SessionError>)> {
    let session = &mut scene.session;
    let path = common::marker("c/types", "globals").0.display().to_string();
    let place = session.code_ref("0", 0).unwrap();
    let locals = session.scopes(0).unwrap()[0].variables;
    vec![
        ("stack", session.stack(0, 0).map(|page| page.frames.len())),
        ("variables", {
            let all = session.variables(locals, VariableFilter::All, 0, 0, Format::default());
            all.map(|all| all.len())
        }),
        (
            "evaluate",
            session.evaluate(0, "1 + 2", Format::default()).map(|value| value.value.len()),
        ),
        ("completions", session.completions(Some(0), "fa", 2).map(|all| all.len())),
        ("functions", session.functions("").map(|all| all.len())),
        ("modules", session.modules().map(|all| all.len())),
        ("loaded sources", session.loaded_sources().map(|(all, _)| all.len())),
        ("places", session.breakpoint_places(&path, 1, 1000, 10_000).map(|all| all.len())),
        ("instructions", session.instructions(place, 0, 3000).map(|all| all.len())),
    ]
}

#[test]
fn what_is_given_up_is_whole_when_it_is_asked_for_again() {
    let mut scene = types("o0", &[]).stopped_at("globals");
    let cancellation = scene.session.cancellation();
    cancellation.request();
    for (name, outcome) in ask(&mut scene) {
        assert_eq!(outcome, Err(SessionError::Cancelled), "{name}");
    }
    cancellation.withdraw();
    let after = ask(&mut scene);
    let untroubled = ask(&mut types("o0", &[]).stopped_at("globals"));
    assert_eq!(after, untroubled);
    assert!(after.iter().all(|(_, outcome)| outcome.as_ref().is_ok_and(|&found| found > 0)));
}

#[test]
fn breakpoints_are_set_but_have_no_place() {
    let mut scene = types("o0", &[]);
    let wanted = || vec![FunctionBreakpoint { name: "add".to_owned(), ..Default::default() }];
    let cancellation = scene.session.cancellation();
    cancellation.request();
    let [given_up] = &scene.session.set_function_breakpoints(wanted())[..] else { unreachable!() };
    let message = given_up.message.as_deref();
    assert_eq!(message, Some("its place was not found before that was given up; set it again"));
    assert!(!given_up.verified);
    cancellation.withdraw();
    let [bound] = &scene.session.set_function_breakpoints(wanted())[..] else { unreachable!() };
    assert_eq!((bound.id, bound.verified), (given_up.id, true));
}

#[test]
fn a_call_ends_where_it_is_given_up() {
    let mut scene = inventory("o0", &["flow"]).stopped_at("recursion bottom");
    let cancellation = scene.session.cancellation();
    let from = Instant::now();
    let asked = thread::spawn({
        let cancellation = cancellation.clone();
        move || {
            thread::sleep(Duration::from_millis(200));
            cancellation.request();
        }
    });
    let outcome = scene.session.execute(0, "spin()", Format::default(), Effects::All);
    asked.join().unwrap();
    assert_eq!(outcome, Err(SessionError::Cancelled));
    assert!(from.elapsed() < Duration::from_millis(1500), "{:?}", from.elapsed());
    cancellation.withdraw();
    // The program stands where it stood, and calls work again.
    let again = scene.session.execute(0, "sum_to(3)", Format::default(), Effects::All).unwrap();
    assert_eq!(again.value, "6");
}
