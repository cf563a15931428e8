//! Writing into a stopped program: memory, and the values of the WebAssembly machine in every frame.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Scene, inventory, launch, spec};
use expect_test::expect;
use wrtd_debug::{
    DebugSession, Entry, Event, Format, LaunchSpec, Motion, ScopeKind, SessionError, VariableView,
};
use wrtd_limits::{AsilLevel, ComprehensivePlatformLimits, Plan, PlatformId, Provenance};

/// A host without limits, and a device.
fn machines() -> [Plan; 2] {
    let device = ComprehensivePlatformLimits::new(PlatformId::Zephyr, 32 << 10, AsilLevel::Qm);
    let device = Plan::new(device, Provenance::Profile("embedded"), Provenance::Default);
    [Plan::unlimited(), device]
}

/// A program of the test's own, which stands in its function `stop`.
fn with_plan(text: &str, function: &str, args: &[&str], plan: Plan) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program.wasm");
    std::fs::write(&program, wat::parse_str(text).unwrap()).unwrap();
    let args = args.iter().map(ToString::to_string).collect();
    let entry = Entry::Invoke { function: function.to_owned(), args };
    let mut scene = launch("wat", LaunchSpec { program, entry, plan, ..LaunchSpec::default() });
    assert!(scene.session.add_function_breakpoint("stop").verified);
    assert!(scene.go(Motion::Continue).starts_with("Breakpoint stop"));
    scene
}

fn set(session: &mut DebugSession, frame: u32, expression: &str, value: &str) -> String {
    match session.set_expression(frame, expression, value, Format::default()) {
        Ok(VariableView { name, type_name, value, .. }) => format!("{name}: {type_name} = {value}"),
        Err(error) => format!("error: {error}"),
    }
}

/// Every kind of number as local, operand and global, of a frame that waits for a call.
const NUMBERS: &str = r#"(module
    (global $i (mut i32) (i32.const 1))
    (global $l (mut i64) (i64.const 2))
    (global $f f32 (f32.const 3))
    (global $v (mut v128) (v128.const i64x2 4 5))
    (func $stop)
    (func $double (export "double") (param $x f64) (param $v v128) (param $r funcref) (result f64 i64 i64 i64)
        (local.get $x)
        (i64.const 7)
        (call $stop)
        (i64.extend_i32_s (global.get $i))
        (i64.add (i64x2.extract_lane 1 (local.get $v)) (i64x2.extract_lane 1 (global.get $v)))))"#;

#[test]
fn every_number_can_be_set_in_a_frame_that_waits_for_a_call() {
    machines().into_iter().for_each(every_number_can_be_set);
}

fn every_number_can_be_set(plan: Plan) {
    let mut scene = with_plan(NUMBERS, "double", &["1.5", "0x10000000000000002", "null"], plan);
    let session = &mut scene.session;
    let mut text = String::new();
    for (expression, value) in [
        ("$local0", "-0.25"),
        ("$local1", "0x0000000000000064_0000000000000002"),
        ("$operand0", "2.5"),
        ("$operand1", "-8"),
        ("$global0", "0xffffffff"),
        ("$global1", "18446744073709551615"),
        ("$global2", "NaN"),
        ("$global3", "0x000000000000000a0000000000000000"),
        ("$local0", "inf"),
        (" $local0 ", " 1e3 "),
        ("$local2", "null"),
        ("$local3", "1"),
        ("$operand9", "1"),
        ("$global0", "2.5"),
        ("$global0", "4294967296"),
        ("$local0", "one"),
        ("x", "1"),
        ("$locals", "1"),
    ] {
        text += &format!("{}\n", set(session, 1, expression, value));
    }
    expect![[r#"
        $local0 (x): f64 = -0.25
        $local1 (v): v128 = 0x00000000000000640000000000000002
        $operand0: f64 = 2.5
        $operand1: i64 = -8
        $global0 (i): i32 = -1
        $global1 (l): i64 = -1
        $global2 (f): f32 = NaN
        $global3 (v): v128 = 0x000000000000000a0000000000000000
        $local0 (x): f64 = inf
        $local0 (x): f64 = 1000
        error: $local2 is a reference, and only numbers and vectors can be set; set what leads to it
        error: the frame has 3 Wasm locals; the last one is 2
        error: the frame has 2 Wasm operands; the last one is 1
        error: `2.5` is no i32; write a number such as 42, -1 or 0x2a, of 32 bits
        error: `4294967296` is no i32; write a number such as 42, -1 or 0x2a, of 32 bits
        error: `one` is no f64; write a number such as 1.5, -2e10, inf or nan
        error: `x` is no value of the WebAssembly machine, and others cannot be set yet; set the $local, $operand or $global that holds it, or its bytes in memory
        error: `$locals` is no value of the WebAssembly machine, and others cannot be set yet; set the $local, $operand or $global that holds it, or its bytes in memory
    "#]].assert_eq(&text);
    let written =
        scene.log.events().into_iter().filter(|event| matches!(event, Event::Written { .. }));
    assert_eq!(written.count(), 10, "each that was set is told");
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["2.5", "-8", "-1", "110"]);
}

/// The last frame reaches the stop, so that each of the others waits for the one that it has called.
const NESTED: &str = r#"(module
    (func $stop)
    (func $nest (export "nest") (param $n i32) (result i32)
        (if (result i32) (local.get $n)
            (then
                (i32.add
                    (i32.mul (local.get $n) (i32.const 10))
                    (i32.add (call $nest (i32.sub (local.get $n) (i32.const 1))) (local.get $n))))
            (else (call $stop) (i32.const 0)))))"#;

#[test]
fn locals_and_operands_of_each_frame_are_what_it_goes_on_with() {
    machines().into_iter().for_each(each_frame_goes_on_with_what_was_written);
}

fn each_frame_goes_on_with_what_was_written(plan: Plan) {
    let mut scene = with_plan(NESTED, "nest", &["5"], plan);
    let session = &mut scene.session;
    // Frame 0 is `stop`, frame 1 has n = 0, frame 6 n = 5.
    for (frame, n) in (1..=6).zip(0..) {
        assert_eq!(
            session.evaluate(frame, "$local0", Format::default()).unwrap().value,
            n.to_string()
        );
    }
    for frame in 2..=6 {
        let operand = session.evaluate(frame, "$operand0", Format::default()).unwrap();
        assert_eq!(operand.value, ((frame - 1) * 10).to_string());
        set(session, frame, "$operand0", &(1000 * frame).to_string());
        set(session, frame, "$local0", &frame.to_string());
    }
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    let sum: u32 = (2..=6).map(|frame| 1000 * frame + frame).sum();
    assert_eq!(scene.session.results(), [sum.to_string()]);
}

#[test]
fn a_child_of_the_wasm_scope_is_set_by_its_name() {
    let mut scene = launch("wat", {
        let args = vec!["30".to_owned(), "12".to_owned()];
        LaunchSpec {
            entry: Entry::Invoke { function: "add".into(), args },
            ..spec("wat/plain.wasm")
        }
    });
    let scopes = scene.session.scopes(0).unwrap();
    let wasm = scopes.iter().find(|scope| scope.kind == ScopeKind::Wasm).unwrap().variables;
    let groups = scene.children(wasm);
    let locals = groups[0].children.unwrap();
    let names: Vec<_> = scene.children(locals).into_iter().map(|v| (v.name, v.writable)).collect();
    assert_eq!(names, [("$local0 (left)".to_owned(), true), ("$local1 (right)".to_owned(), true)]);
    assert!(!groups[0].writable);
    let format = Format { hex: true };
    let set = scene.session.set_variable(locals, "$local1 (right)", "70", format).unwrap();
    assert_eq!((set.value.as_str(), set.writable), ("0x46", true));
    let refused = scene.session.set_variable(wasm, "Locals", "1", format);
    assert!(matches!(refused, Err(SessionError::Write(_))), "{refused:?}");
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["100"]);
    let over = scene.session.set_variable(locals, "$local0", "1", format);
    assert_eq!(over, Err(SessionError::NotAlive));
}

#[test]
fn memory_is_read_and_written_at_the_address_of_a_variable() {
    let mut scene = inventory("o0", &["values"]).stopped_at("integers");
    let byte = scene.session.evaluate(0, "byte", Format::default()).unwrap();
    assert!(!byte.writable);
    let place = byte.memory.unwrap();
    assert_eq!(scene.session.memory_ref(&place.to_string()), Ok(place));
    assert_eq!(scene.session.memory_ref(&place.address.to_string()), Ok(place));
    let (address, bytes) = scene.session.read_memory(place, 0, 1).unwrap();
    assert_eq!((address, bytes.len(), byte.value), (place.address, 1, bytes[0].to_string()));
    assert_eq!(scene.session.write_memory(place, 0, &[7], false), Ok(1));
    assert_eq!(scene.value("byte"), "7");
    assert_eq!(scene.log.events().last(), Some(&Event::Written { memory: Some((place, 0, 1)) }));
    let typed = set(&mut scene.session, 0, "byte", "8");
    expect!["error: `byte` is no value of the WebAssembly machine, and others cannot be set yet; set the $local, $operand or $global that holds it, or its bytes in memory"].assert_eq(&typed);
}

#[test]
fn what_is_outside_memory_is_refused_and_nothing_written() {
    // A page of 1 byte, so that a device has as many.
    let text = r#"(module
        (memory (export "memory") 4096 (pagesize 1)) (func $stop) (func (export "f") (call $stop)))"#;
    for plan in machines() {
        outside_memory(with_plan(text, "f", &[], plan));
    }
}

fn outside_memory(mut scene: Scene) {
    let session = &mut scene.session;
    let end = session.memory_ref("0xffe").unwrap();
    assert_eq!(session.read_memory(end, 0, 10).unwrap(), (0xffe, vec![0, 0]));
    assert_eq!(session.read_memory(end, 2, 10).unwrap(), (0x1000, vec![]));
    assert_eq!(session.read_memory(end, i64::MAX, usize::MAX).unwrap().1, [0_u8; 0]);
    let before = session.read_memory(end, -0xfff, 1).unwrap_err();
    expect!["there is no address -4095 bytes from 0xffe"].assert_eq(&before.to_string());
    let refused = session.write_memory(end, 0, &[1, 2, 3], false).unwrap_err();
    expect!["memory at 0xffe does not exist in the program as it stands"]
        .assert_eq(&refused.to_string());
    assert_eq!(session.read_memory(end, 0, 2).unwrap().1, [0, 0]);
    assert_eq!(session.write_memory(end, 0, &[1, 2, 3], true), Ok(2));
    assert_eq!(session.read_memory(end, -1, 4).unwrap().1, [0, 1, 2]);
    assert_eq!(session.write_memory(end, 5, &[1], true), Ok(0));
    for wrong in ["", "x", "-1", "1:0", "0:", ":0", "0:0:0", "99999999999:0", "0x10000000000000000"]
    {
        assert!(session.memory_ref(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_level_that_lets_a_debugger_look_refuses_every_write() {
    let at = |level| {
        let limits = ComprehensivePlatformLimits::new(PlatformId::Qnx, 64 << 20, level);
        let option = Provenance::CommandLine("--asil-level");
        let plan = Plan::new(limits, Provenance::Profile("QNX"), option);
        with_plan(NUMBERS, "double", &["1.5", "0", "null"], plan)
    };
    for level in [AsilLevel::Qm, AsilLevel::A, AsilLevel::B] {
        assert_eq!(set(&mut at(level).session, 1, "$local0", "2"), "$local0 (x): f64 = 2");
    }
    let mut scene = at(AsilLevel::C);
    let session = &mut scene.session;
    let refused = session.set_expression(1, "$local0", "2", Format::default()).unwrap_err();
    expect!["ASIL C lets a debugger look and change nothing (from the command line (--asil-level)); set a lower level there and launch the program again"].assert_eq(&refused.to_string());
    assert!(matches!(refused, SessionError::ReadOnly { level: AsilLevel::C, .. }));
    // Whatever it is that is written, and whether it could be.
    for expression in ["$operand0", "$global0", "$local9", "x"] {
        let error = session.set_expression(1, expression, "2", Format::default()).unwrap_err();
        assert_eq!(error, refused, "{expression}");
    }
    let scopes = session.scopes(1).unwrap();
    let wasm = scopes.last().unwrap().variables;
    assert_eq!(session.set_variable(wasm, "Locals", "2", Format::default()), Err(refused.clone()));
    let place = session.memory_ref("0").unwrap();
    assert_eq!(session.write_memory(place, 0, &[1], true), Err(refused.clone()));
    assert!(!session.evaluate(1, "$local0", Format::default()).unwrap().writable);
    // Looking goes on as before.
    assert_eq!(scene.value("$global0"), "1");
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results()[0], "1.5");
}
