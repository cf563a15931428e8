//! Variables that each thread has of its own, in C and in Rust.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::fmt::Write;

use common::{Scene, launch, spec};
use expect_test::expect;
use wrtd_debug::{
    BreakpointOptions, DataBreakpoint, DataSource, Effects, Format, Motion, ScopeKind,
    target::DataAccess,
};

fn threads(build: &str, args: &[&str]) -> Scene {
    let mut spec = spec(&format!("c/threads/threads-{build}.wasm"));
    spec.args.extend(args.iter().map(ToString::to_string));
    launch("c/threads/src", spec)
}

fn keys(build: &str, args: &[&str]) -> Scene {
    let mut spec = spec(&format!("rust/keys/keys-{build}.wasm"));
    spec.args.extend(args.iter().map(ToString::to_string));
    launch("rust/keys/src", spec)
}

/// What an expression is in each thread, by their numbers.
fn in_each(scene: &mut Scene, expression: &str) -> String {
    let threads: Vec<u32> = scene.session.threads().iter().map(|thread| thread.id).collect();
    let mut all = String::new();
    for thread in threads {
        scene.session.select_thread(thread).unwrap();
        writeln!(all, "{thread}: {}", scene.value(expression)).unwrap();
    }
    all
}

#[test]
fn each_thread_of_c_has_its_own() {
    for build in ["o0", "o2"] {
        let mut scene = threads(build, &[]).only_at("in the mutex");
        expect![[r#"
            1: "main"
            2: "worker 1"
            3: "worker 2"
            4: <unavailable: it is thread-local, and its thread has not set up its own variables yet>
        "#]].assert_eq(&in_each(&mut scene, "label"));
        expect![[r#"
            1: 0
            2: 2
            3: 3
            4: error: `worker` has no address: it is thread-local, and its thread has not set up its own variables yet (column 3)
        "#]]
        .assert_eq(&in_each(&mut scene, "*&worker + 1"));
    }
}

#[test]
fn each_thread_of_rust_has_its_own() {
    for build in ["o0", "o2"] {
        let mut scene = keys(build, &[]).only_at("a visit");
        for (expression, expected) in [
            (
                "keys::VISITS",
                expect![[r#"
                1: Cell { value: 0 }
                2: Cell { value: 1 }
            "#]],
            ),
            (
                "harbour::VISITS",
                expect![[r#"
                1: Cell { value: -1 }
                2: Cell { value: -2 }
            "#]],
            ),
            (
                "NAME",
                expect![[r#"
                1: <uninit>
                2: RefCell { value: "ann" }
            "#]],
            ),
            (
                "ROUTE.value[0]",
                expect![[r#"
                1: error: the index 0 is outside `ROUTE.value`, which has 0 elements (column 13)
                2: "bern"
            "#]],
            ),
            (
                "visit::LAST",
                expect![[r#"
                1: <uninit>
                2: RefCell { value: Some("bern") }
            "#]],
            ),
            (
                "BADGE",
                expect![[r#"
                1: <uninit>
                2: <uninit>
            "#]],
            ),
        ] {
            expected.assert_eq(&in_each(&mut scene, expression));
        }
    }
}

#[test]
fn a_variable_is_gone_where_its_destructor_runs() {
    let mut scene = keys("o0", &[]).only_at("a destructor");
    assert_eq!(scene.value("FAREWELL"), "<destroyed>");
    assert_eq!(scene.value("*self"), "Farewell(2)");
}

/// Where a target has no threads, the macro makes plain statics.
#[test]
fn a_program_of_one_thread_has_them_too() {
    let mut scene = keys("alone", &["alone"]).only_at("a thread begins");
    expect![[r#"
        keys::NAME: LazyStorage<RefCell<String>> = <uninit>
        keys::BADGE: LazyStorage<u64> = <uninit>
        keys::ROUTE: EagerStorage<RefCell<Vec<String>>> = RefCell { value: [] }
        keys::visit::LAST: LazyStorage<RefCell<Option<String>>> = <uninit>
        keys::VISITS: EagerStorage<Cell<u32>> = Cell { value: 0 }
        keys::harbour::VISITS: EagerStorage<Cell<i64>> = Cell { value: -1 }
        keys::FAREWELL: EagerStorage<OnceCell<keys::Farewell>> = None
    "#]]
    .assert_eq(&scene.scope(0, ScopeKind::Statics));
    scene.go(Motion::StepOver);
    scene.go(Motion::StepOver);
    expect![[r#"
        keys::NAME: LazyStorage<RefCell<String>> = RefCell { value: "main" }
        keys::BADGE: LazyStorage<u64> = <uninit>
        keys::ROUTE: EagerStorage<RefCell<Vec<String>>> = RefCell { value: [] }
        keys::visit::LAST: LazyStorage<RefCell<Option<String>>> = <uninit>
        keys::VISITS: EagerStorage<Cell<u32>> = Cell { value: 0 }
        keys::harbour::VISITS: EagerStorage<Cell<i64>> = Cell { value: -1 }
        keys::FAREWELL: EagerStorage<OnceCell<keys::Farewell>> = Some(Farewell(1))
    "#]]
    .assert_eq(&scene.scope(0, ScopeKind::Statics));
}

/// Others write to variables of the same name meanwhile.
#[test]
fn the_variable_of_one_thread_is_watched() {
    for build in ["o0", "o2"] {
        let mut scene = threads(build, &["queue"]).only_at("a parcel is carried");
        let source = DataSource::Expression { frame: 0, text: "carried.weight".to_owned() };
        let options = BreakpointOptions::default();
        let access = DataAccess::Change;
        let set = scene.session.add_data_breakpoint(DataBreakpoint { source, access, options });
        assert!(set.verified, "{:?}", set.message);
        let mut said = String::new();
        while let Some(stop) = scene.session.resume(Motion::Continue).unwrap() {
            let thread = scene.session.selected_thread();
            writeln!(said, "{thread}: {}", stop.text.unwrap_or_default()).unwrap();
        }
        expect![[r#"
            2: carried.weight changed from 0 to 1
            2: carried.weight changed from 1 to 10
            2: carried.weight changed from 10 to 35
            2: carried.weight changed from 35 to 84
            2: carried.weight changed from 84 to 165
            2: carried.weight changed from 165 to 286
        "#]]
        .assert_eq(&said);
    }
}

/// A function that an expression calls runs as the thread whose frame is meant, and no other thread runs meanwhile.
#[test]
fn a_call_is_of_the_selected_thread() {
    for build in ["o0", "o2"] {
        let mut scene = threads(build, &["queue"]).only_at("a worker is done");
        let stopped = scene.session.selected_thread();
        let before = scene.session.threads();
        for thread in before.iter().map(|thread| thread.id) {
            scene.session.select_thread(thread).unwrap();
            let stack = scene.stack();
            let call = |scene: &mut Scene, text: &str| {
                let shown = scene.session.execute(0, text, Format::default(), Effects::All);
                shown.map_or_else(|error| error.to_string(), |shown| shown.value)
            };
            let parcels: i32 = scene.value("carried.parcels").parse().unwrap();
            assert_eq!(call(&mut scene, "with_mine(100)"), (parcels + 100).to_string());
            // The stopped thread has the lock, which others wait for and it has already.
            assert_eq!(
                call(&mut scene, "with_all(1)"),
                "`with_all` did not return: it waits for another thread, and none runs meanwhile; what it had changed is undone"
            );
            assert_eq!(scene.stack(), stack, "thread {thread}");
        }
        scene.session.select_thread(stopped).unwrap();
        assert_eq!(scene.session.threads(), before);
        assert_eq!(scene.go(Motion::Continue), "exited 0");
        assert_eq!(scene.log.output(), "Stdout: main: 12 parcels, 650 in weight, 0 carried here\n");
    }
}

#[test]
fn the_variable_of_one_thread_is_set() {
    let mut scene = threads("o2", &["queue"]).only_at("a worker is done");
    let format = Format::default();
    scene.session.set_expression(0, "carried.parcels", "1000", format).unwrap();
    let mine = scene.session.selected_thread();
    for line in in_each(&mut scene, "carried.parcels").lines() {
        let (thread, value) = line.split_once(": ").unwrap();
        assert_eq!(value == "1000", thread == mine.to_string(), "{line}");
    }
}
