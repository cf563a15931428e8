//! SIMD vectors as a user sees them: C's vector types, the machine's locals and the instructions.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, spec};
use expect_test::expect;
use wrtd_debug::{Entry, ScopeKind};

/// The vectors program in one of its builds, at a marked line.
fn at(build: &str, marker: &str) -> Scene {
    let spec = spec(&format!("c/vectors/vectors-{build}.wasm"));
    launch("c/vectors/src", spec).stopped_at(marker)
}

/// Scopes of the frame, and what expressions in it are.
fn show(build: &str, marker: &str, expressions: &[&str]) -> String {
    let mut scene = at(build, marker);
    let kinds = [ScopeKind::Arguments, ScopeKind::Locals];
    let mut text = kinds.map(|kind| scene.scope(0, kind).replace("no such scope", "")).concat();
    for expression in expressions {
        text += &format!("{expression} = {}\n", scene.value(expression));
    }
    text
}

#[test]
fn every_type_of_lane() {
    let expressions =
        ["small[15]", "large[1]", "*second", "several[0][1]", "eight[7]", "small[16]"];
    expect![[r#"
        first: int = 3
        small: bytes = {3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255}
        large: longs = {3, -5000000000}
        both: doubles = {3, 0.25}
        eight: wide = {3, 1, 2, 3, 4, 5, 6, -7}
        several: floats [2] = {{0, -2.5, 0, 0.5}, {3, 1, 2, 3}}
        second: floats * = 0xfe90 → {3, 1, 2, 3}
        sum: int = 300
        small[15] = 255
        large[1] = -5000000000
        *second = {3, 1, 2, 3}
        several[0][1] = -2.5
        eight[7] = -7
        small[16] = error: the index 16 is outside `small`, which has 16 elements (column 7)
    "#]]
    .assert_eq(&show("o0", "kinds", &expressions));
    expect![[r#"
        first: int = 3
        sum: int = <optimized out>
        small: bytes = <optimized out>
        large: longs = <optimized out>
        both: doubles = <optimized out>
        eight: wide = <optimized out>
        several: floats [2] = <optimized out>
        second: floats * = <optimized out>
    "#]]
    .assert_eq(&show("o2", "kinds", &[]));
}

#[test]
fn parameters_locals_fields_and_globals() {
    expect![[r#"
        a: v128_t = {1, 2, 3, 4}
        b: v128_t = {10, 20, 30, 40}
        n: int = 7
        sum: v128_t = {8, 9, 10, 11}
        a[3] = 4
        b = {10, 20, 30, 40}
    "#]]
    .assert_eq(&show("o0", "mix", &["a[3]", "b"]));
    expect![[r#"
        a: v128_t = {1, 2, 3, 4}
        b: v128_t = {10, 20, 30, 40}
        n: int = 7
        sum: v128_t = {8, 9, 10, 11}
        a[3] = 4
        b = {10, 20, 30, 40}
    "#]]
    .assert_eq(&show("o2", "mix", &["a[3]", "b"]));
    expect![[r#"
        body: struct body * = 0xff40 → {id = 7, position = {1, 2, 3, 4}, speed = {0.5, 0, 0, -1}}
        time: float = 2
        gain: floats = {0, -5, 0, 1}
        *body = {id = 7, position = {1, 2, 3, 4}, speed = {0.5, 0, 0, -1}}
        body->speed[3] = -1
        gravity = {0, -2.5, 0, 0.5}
    "#]]
    .assert_eq(&show("o0", "advance", &["*body", "body->speed[3]", "gravity"]));
    expect![[r#"
        body: struct body * = 0xffc0 → {id = 7, position = {1, 2, 3, 4}, speed = {0.5, 0, 0, -1}}
        time: float = 2
        gain: floats = <optimized out>
        *body = {id = 7, position = {1, 2, 3, 4}, speed = {0.5, 0, 0, -1}}
        body->speed[3] = -1
        gravity = error: no variable `gravity` is visible here (column 1)
    "#]]
    .assert_eq(&show("o2", "advance", &["*body", "body->speed[3]", "gravity"]));
    expect![[r#"
        i: int = 0
        body: struct body = {id = 7, position = {2, -8, 3, 4}, speed = {0.5, -5, 0, 0}}
        end: floats = {2, -8, 3, 4}
        mixed: v128_t = {440, 20, 180, 40}
        end[1] = -8
    "#]]
    .assert_eq(&show("o0", "main", &["end[1]"]));
}

#[test]
fn locals_of_the_machine_and_instructions() {
    let mut scene = at("o2", "mix");
    let machine = ["$local0", "$local1", "$local2", "$operand0"];
    let machine = machine.map(|name| format!("{name} = {}\n", scene.value(name))).concat();
    expect![[r#"
        $local0 = 0x00000004000000030000000200000001
        $local1 = 0x000000280000001e000000140000000a
        $local2 = 7
        $operand0 = 0x0000000b0000000a0000000900000008
    "#]]
    .assert_eq(&machine);
    expect![[r#"
          local.get 2
          i32x4.splat
          local.get 0
          i32x4.add
          local.get 1
          i32x4.mul
          local.get 1
          i8x16.shuffle 12 13 14 15 20 21 22 23 4 5 6 7 28 29 30 31
        end
    "#]]
    .assert_eq(&instructions(&mut scene));
}

#[test]
fn every_immediate_is_as_in_the_text_format() {
    let text = r#"(module (memory 1) (func (export "main") (param v128) (result v128)
        v128.const i32x4 1 2 3 -4 drop
        (drop (f32x4.extract_lane 3 (local.get 0)))
        (drop (i8x16.replace_lane 15 (local.get 0) (i32.const 0)))
        (drop (v128.load8_splat offset=3 (i32.const 0)))
        (drop (v128.load64_lane offset=3 align=1 1 (i32.const 0) (local.get 0)))
        (v128.store16_lane 7 (i32.const 0) (local.get 0))
        (drop (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 0) (local.get 0)))
        (block (result v128) (local.get 0))
        (local.get 0) (i32.const 0)
        (select (result v128))))"#;
    let folder = tempfile::tempdir().unwrap();
    let mut spec = spec("");
    spec.program = folder.path().join("immediates.wasm");
    std::fs::write(&spec.program, wat::parse_str(text).unwrap()).unwrap();
    spec.entry = Entry::Invoke { function: "main".to_owned(), args: vec!["-1".to_owned()] };
    spec.stop_on_entry = true;
    let mut scene = launch("", spec);
    assert_eq!(scene.value("$local0"), format!("{:#034x}", u128::MAX));
    expect![[r#"
          v128.const i32x4 0x00000001 0x00000002 0x00000003 0xfffffffc
          drop
          local.get 0
          f32x4.extract_lane 3
          drop
          local.get 0
          i32.const 0
          i8x16.replace_lane 15
          drop
          i32.const 0
          v128.load8_splat offset=3
          drop
          i32.const 0
          local.get 0
          v128.load64_lane offset=3 align=1 1
          drop
          i32.const 0
          local.get 0
          v128.store16_lane 7
          local.get 0
          local.get 0
          local.get 0
          i32x4.relaxed_dot_i8x16_i7x16_add_s
          drop
          block (result v128)
            local.get 0
          end
          local.get 0
          i32.const 0
          select (result v128)
        end
    "#]]
    .assert_eq(&instructions(&mut scene));
}

/// The innermost function's instructions without their offsets.
fn instructions(scene: &mut Scene) -> String {
    let reference = scene.session.disassembly(0).unwrap().source.reference.unwrap();
    let text = scene.session.source(reference).unwrap().text;
    let (_, body) = text.split_once('\n').unwrap();
    let instruction = |line: &str| format!("{}\n", line[10..].trim_end());
    body.lines().map(instruction).collect()
}
