//! Breakpoints at data: what is watched, what is said of an access, and how they end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::fmt::Write;

use common::{Scene, device, launch, plan, spec};
use expect_test::{Expect, expect};
use wrtd_debug::{
    Breakpoint, BreakpointOptions, DataBreakpoint, DataSource, Event, LaunchSpec, Motion,
    OutputCategory, StdinSource, StopReason, target::DataAccess,
};
use wrtd_limits::{AsilLevel, LimitName, Provenance};

fn program(build: &str) -> LaunchSpec {
    let stdin = StdinSource::Text("hello to you\n".to_owned());
    LaunchSpec { stdin, ..spec(&format!("c/watch/watch-{build}.wasm")) }
}

fn watched(build: &str) -> Scene {
    launch("c/watch/src", program(build))
}

impl Scene {
    /// Watches what an expression means in the innermost frame.
    fn watch_for(&mut self, text: &str, access: DataAccess) -> Breakpoint {
        let source = DataSource::Expression { frame: 0, text: text.to_owned() };
        let options = BreakpointOptions::default();
        self.session.add_data_breakpoint(DataBreakpoint { source, access, options })
    }

    fn watch(&mut self, text: &str) -> Breakpoint {
        let set = self.watch_for(text, DataAccess::Change);
        assert!(set.verified, "{:?}", set.message);
        set
    }

    /// Goes on to the end; each stop with what is said of it.
    fn accesses(&mut self) -> String {
        let mut text = String::new();
        while let Some(stop) = self.session.resume(Motion::Continue).unwrap() {
            let said = stop.text.clone().unwrap_or_default();
            writeln!(text, "{said} | {}", self.at(Some(&stop))).unwrap();
        }
        text + &self.log.take(OutputCategory::Console)
    }
}

/// Everything that happens to `text` from `marker` on.
fn check(build: &str, marker: &str, text: &str, access: DataAccess, expected: &Expect) {
    let mut scene = watched(build).only_at(marker);
    let set = scene.watch_for(text, access);
    assert!(set.verified, "{:?}", set.message);
    expected.assert_eq(&scene.accesses());
}

#[test]
fn a_static_is_watched_wherever_it_is_written() {
    for build in ["o0", "o2"] {
        check(
            build,
            "main",
            "total",
            DataAccess::Change,
            &expect![[r#"
                total changed from 0 to 6 | DataBreakpoint add watch.c:21 | total += sum;                                // BREAK: add total
            "#]],
        );
    }
}

#[test]
fn each_access_is_what_it_was_asked_for() {
    check(
        "o0",
        "main pay",
        "till.balance",
        DataAccess::Write,
        &expect![[r#"
            till.balance changed from 100 to 106 | DataBreakpoint pay watch.c:34 | to->balance += amount;                       // BREAK: pay
            till.balance was written and stays 106 | DataBreakpoint pay watch.c:34 | to->balance += amount;                       // BREAK: pay
            till.balance changed from 106 to 286331153 | DataBreakpoint main watch.c:54 | memcpy(&till, account, sizeof till);         // BREAK: main copy
        "#]],
    );
    check(
        "o0",
        "main pay nothing",
        "till.balance",
        DataAccess::ReadWrite,
        &expect![[r#"
            till.balance was read: 106 | DataBreakpoint pay watch.c:34 | to->balance += amount;                       // BREAK: pay
            till.balance was written and stays 106 | DataBreakpoint pay watch.c:34 | to->balance += amount;                       // BREAK: pay
            till.balance changed from 106 to 286331153 | DataBreakpoint main watch.c:54 | memcpy(&till, account, sizeof till);         // BREAK: main copy
            till.balance was read: 286331153 | DataBreakpoint main watch.c:58 | printf("%d %d %d %d %ld %s", total, till.balance, (int)got, deep, steps, line);
        "#]],
    );
}

#[test]
fn the_host_is_named_where_it_writes() {
    let mut scene = watched("o0").only_at("main copy");
    scene.watch("line[0]");
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert!(matches!(stop.reason, StopReason::DataBreakpoint(_)));
    assert_eq!(
        stop.text.as_deref(),
        Some(r"line[0] changed from 0 '\000' to 104 'h' (by fd_read)")
    );
}

#[test]
fn a_local_is_watched_in_its_frame_and_ends_with_it() {
    let mut scene = watched("o0").only_at("nested");
    let set = scene.watch("here");
    expect![[r#"
        here changed from 68192 to 3 | DataBreakpoint nested watch.c:26 | int here = depth;                            // BREAK: nested
        here changed from 3 to 11 | DataBreakpoint nested watch.c:28 | here += nested(depth - 1);               // BREAK: nested call
        here changed from 11 to 22 | DataBreakpoint nested watch.c:29 | here *= 2;                                   // BREAK: nested back
        Data breakpoint 2: here has ended with its frame.
    "#]]
    .assert_eq(&scene.accesses());
    let ended = scene.log.events().into_iter().find_map(|event| match event {
        Event::BreakpointChanged(changed) if changed.id == set.id => Some(changed),
        _ => None,
    });
    let ended = ended.unwrap();
    assert!(!ended.verified);
    assert_eq!(ended.message.as_deref(), Some("here has ended with its frame"));
}

#[test]
fn a_wasm_local_that_holds_a_variable_is_watched_as_the_variable() {
    let mut scene = watched("o2").only_at("collatz next");
    let set = scene.watch("steps");
    expect![[r#"
        steps changed from 1 to 2 | DataBreakpoint collatz watch.c:41 | steps++;                                 // BREAK: collatz step
        steps changed from 2 to 3 | DataBreakpoint collatz watch.c:41 | steps++;                                 // BREAK: collatz step
        steps changed from 3 to 4 | DataBreakpoint collatz watch.c:41 | steps++;                                 // BREAK: collatz step
        steps changed from 4 to 5 | DataBreakpoint collatz watch.c:41 | steps++;                                 // BREAK: collatz step
        steps changed from 5 to 6 | DataBreakpoint collatz watch.c:41 | steps++;                                 // BREAK: collatz step
        steps changed from 6 to 7 | DataBreakpoint collatz watch.c:41 | steps++;                                 // BREAK: collatz step
        steps changed from 7 to 8 | DataBreakpoint collatz watch.c:41 | steps++;                                 // BREAK: collatz step
        steps changed from 8 to 9 | DataBreakpoint collatz watch.c:41 | steps++;                                 // BREAK: collatz step
        Data breakpoint 2: steps has ended with its frame.
    "#]].assert_eq(&scene.accesses());
    assert_eq!(set.data, Some(("steps".to_owned(), DataAccess::Change)));
}

#[test]
fn a_variable_that_has_no_place_says_so() {
    let mut scene = watched("o2").only_at("main pay");
    let mut refused = |text: &str, access| {
        let set = scene.watch_for(text, access);
        assert!(!set.verified);
        set.message.unwrap()
    };
    let change = DataAccess::Change;
    assert_eq!(
        refused("total + 1", change),
        "`total + 1` cannot be watched: it is computed, and kept nowhere"
    );
    assert_eq!(
        refused("&till", change),
        "`&till` cannot be watched: it is computed, and kept nowhere"
    );
    assert!(refused("nobody", change).starts_with("no variable `nobody` is visible here"));
    assert_eq!(
        refused("$local0", DataAccess::Read),
        "only writes of a Wasm local can be watched, as no instruction of its own reads it"
    );
    assert!(refused("$global99", change).contains("globals"), "{}", refused("$global99", change));
}

#[test]
fn a_restart_finds_again_what_lives_as_long_as_the_program() {
    let mut scene = watched("o0").only_at("add");
    let total = scene.session.data_info(Some(0), "total", None).unwrap();
    assert_eq!(total.source, DataSource::Static("total".to_owned()));
    let sum = scene.session.data_info(Some(0), "sum", None).unwrap();
    assert!(matches!(sum.source, DataSource::Found { .. }));
    assert!(sum.description.ends_with(", until its frame returns"), "{}", sum.description);
    let wanted = |source| DataBreakpoint {
        source,
        access: DataAccess::Change,
        options: BreakpointOptions::default(),
    };
    let set = scene
        .session
        .set_data_breakpoints(vec![wanted(total.source.clone()), wanted(sum.source.clone())]);
    assert!(set.iter().all(|breakpoint| breakpoint.verified));
    scene.session.restart().unwrap();
    let after = scene.session.breakpoints();
    let texts: Vec<_> = after.iter().map(|it| (it.verified, it.message.as_deref())).collect();
    assert_eq!(texts, [(true, None), (false, Some("sum has ended with its frame"))]);
    // Nothing is watched twice, and what is asked for again stays.
    let again = scene.session.set_data_breakpoints(vec![wanted(total.source)]);
    assert_eq!(again[0].id, set[0].id);
    assert!(scene.go(Motion::Continue).starts_with("DataBreakpoint add watch.c:21"));
}

#[test]
fn what_was_found_in_a_frame_is_for_the_present_stop() {
    let mut scene = watched("o0").only_at("add");
    let sum = scene.session.data_info(Some(0), "sum", None).unwrap();
    scene.go(Motion::StepOver);
    let late = scene.session.add_data_breakpoint(DataBreakpoint {
        source: sum.source,
        access: DataAccess::Change,
        options: BreakpointOptions::default(),
    });
    assert_eq!(late.message.as_deref(), Some("sum has ended with its frame"));
}

#[test]
fn conditions_and_rules_for_hits_hold_for_accesses() {
    let mut scene = watched("o0").only_at("add");
    for (condition, hit_condition, expected) in [
        (Some("turn == 2"), None, "sum changed from 2 to 6"),
        (None, Some("2"), "sum changed from 2 to 6"),
    ] {
        let options = BreakpointOptions {
            condition: condition.map(str::to_owned),
            hit_condition: hit_condition.map(str::to_owned),
            log_message: None,
        };
        let source = DataSource::Expression { frame: 0, text: "sum".to_owned() };
        let access = DataAccess::Change;
        scene.session.add_data_breakpoint(DataBreakpoint { source, access, options });
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.text.as_deref(), Some(expected));
        scene.session.restart().unwrap();
        scene.break_at("add");
        scene.go(Motion::Continue);
        for breakpoint in scene.session.breakpoints() {
            scene.session.remove_breakpoint(breakpoint.id);
        }
    }
}

#[test]
fn a_step_stops_at_an_access_and_the_next_one_ends_the_line() {
    let mut scene = watched("o0").only_at("main add");
    scene.watch("total");
    expect!["DataBreakpoint add watch.c:21 | total += sum;                                // BREAK: add total"]
        .assert_eq(&scene.go(Motion::StepOver));
    expect!["Step add watch.c:22 | return sum;"].assert_eq(&scene.go(Motion::StepOver));
}

#[test]
fn there_are_as_many_as_the_plan_says() {
    let mut limited = program("o0");
    limited.plan = plan(&[(LimitName::Watchpoints, 1)]);
    let mut scene = launch("c/watch/src", limited).only_at("main");
    let first = scene.watch("total");
    let second = scene.watch_for("till", DataAccess::Change);
    assert!(!second.verified);
    assert!(second.message.unwrap().contains("watchpoints"));
    let used = |scene: &Scene| {
        let counts = scene.session.budget().counts;
        counts.iter().find(|count| count.name == LimitName::Watchpoints).unwrap().used
    };
    assert_eq!(used(&scene), 1);
    assert!(scene.used("debug") > 0);
    scene.session.remove_breakpoint(first.id);
    assert_eq!(used(&scene), 0);
}

#[test]
fn a_read_only_debugger_may_watch_and_one_that_may_not_look_may_not() {
    let mut scene = watched("o0").only_at("main");
    scene.session.set_asil(AsilLevel::C, Provenance::RunTime).unwrap();
    scene.watch("total");
    assert!(scene.go(Motion::Continue).starts_with("DataBreakpoint add"));
    scene.session.set_asil(AsilLevel::D, Provenance::RunTime).unwrap();
    assert!(scene.session.breakpoints().iter().all(|breakpoint| !breakpoint.verified));
    assert!(scene.session.resume(Motion::Continue).unwrap().is_none());
}

#[test]
fn a_device_tells_of_changes() {
    let blink = LaunchSpec { plan: device(), ..spec("c/blink/blink-o0.wasm") };
    let mut scene = launch("c/blink/src", blink);
    let reads = scene.watch_for("$global0", DataAccess::Read);
    assert_eq!(
        reads.message.as_deref(),
        Some("the machine of devices tells of changes only; watch for changes")
    );
    scene.watch("$global0");
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert!(stop.text.unwrap().starts_with("$global0 changed from "));
}
