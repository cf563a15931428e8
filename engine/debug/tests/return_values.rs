//! A step out shows what the function gave back.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, device, inventory, launch, spec, stepped};
use expect_test::expect;
use wrtd_debug::{
    Motion::{self, Continue, StepOut, StepOutOf, StepOver},
    ScopeKind,
};

fn returned(mut scene: Scene, motion: Motion) -> String {
    scene.go(motion);
    scene.scope(0, ScopeKind::Returned)
}

#[test]
fn numbers_pointers_and_what_is_returned_in_memory_are_shown_by_their_types() {
    for build in ["o0", "o2"] {
        let mut text = String::new();
        for marker in ["twice", "scaled", "area", "name", "kept end"] {
            text += &returned(stepped("c", build, &[]).only_at(marker), StepOut);
        }
        let expected = expect![[r#"
            twice(): int = 6
            scaled(): struct shape = {width = 3, height = 4}
            area(): double = 12
            name_of(): const char * = 0x10000 "many"
            kept(): int = 33
        "#]];
        expected.assert_eq(&text);
        let mut text = String::new();
        for (part, marker) in [("results", "limited"), ("results", "match"), ("chains", "chain")] {
            let marker = if build == "o2" && marker == "limited" { "question" } else { marker };
            text += &returned(stepped("rust", build, &[part]).only_at(marker), StepOut);
        }
        text = text.replace("steps::", "");
        match build {
            "o0" => expect![[r#"
                results::limited(): Result<u32, results::Problem> = Ok(3)
                results::name(): &str = "none"
                chains::halves(): Vec<u32> = [3, 4]
            "#]]
            .assert_eq(&text),
            _ => expect![[r#"
                results::sum(): Result<u32, results::Problem> = Ok(7)
                results::name(): &str = "none"
                no such scope"#]]
            .assert_eq(&text),
        }
    }
}

#[test]
fn a_value_ends_with_its_stop_and_is_of_a_step_out_only() {
    let mut scene = stepped("c", "o0", &[]).only_at("scaled");
    scene.go(StepOut);
    let scopes = scene.session.scopes(0).unwrap();
    assert_eq!((scopes[0].kind, &*scopes[0].name), (ScopeKind::Returned, "Return value"));
    let value = scene.children(scopes[0].variables).remove(0);
    let fields = common::lines(&scene.children(value.children.unwrap()));
    let expected = expect![[r#"
        width: double = 3
        height: double = 4
    "#]];
    expected.assert_eq(&fields);
    assert_eq!(scene.scope(1, ScopeKind::Returned), "no such scope");
    scene.go(StepOver);
    assert_eq!(scene.scope(0, ScopeKind::Returned), "no such scope");
    // An inlined frame returns nothing that the machine knows of.
    assert_eq!(returned(stepped("c", "o0", &[]).only_at("square"), StepOut), "no such scope");
    // Nothing is what `void` gives.
    let scene = inventory("o0", &["flow"]).only_at("closure body");
    assert_eq!(returned(scene, StepOut), "no such scope");
}

#[test]
fn a_value_comes_from_outer_frames_and_from_devices_too() {
    let scene = inventory("o0", &["flow"]).only_at("recursion bottom");
    let expected = expect![[r#"
        inventory::flow::factorial(): u64 = 24
    "#]];
    expected.assert_eq(&returned(scene, StepOutOf(3)));
    let mut spec = spec("rust/thermostat/thermostat-o0.wasm");
    spec.plan = device();
    let mut scene = launch("rust/thermostat/src", spec).only_at("mean");
    let stop = scene.go(StepOut);
    assert!(stop.starts_with("Step "), "{stop}");
    let expected = expect![[r#"
        thermostat::room::History<_>::mean(): Option<i16> = Some(180)
    "#]];
    expected.assert_eq(&scene.scope(0, ScopeKind::Returned));
    scene.go(Continue);
}
