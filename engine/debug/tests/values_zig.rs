//! Zig: slices, optionals, error unions, tagged unions, collections, in two builds.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, spec};
use expect_test::{Expect, expect};
use wrtd_debug::{Motion, ScopeKind};

fn at(build: &str, marker: &str) -> Scene {
    launch("zig/kinds/src", spec(&format!("zig/kinds/kinds-{build}.wasm"))).stopped_at(marker)
}

fn locals(build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, marker).scope(0, ScopeKind::Locals));
}

#[test]
fn scalars() {
    locals(
        "debug",
        "scalars",
        &expect![[r#"
        small: u8 = 200
        odd: u3 = 5
        negative: i7 = -9
        wide: u128 = 1267650600228229401496703205376
        yes: bool = true
        half: f16 = 1.5
        double_precision: f64 = -0.25
        size: usize = 12
        colour: main.Colour = .green
        level: main.Level = .high
        unnamed: main.Level = 77
        failure: anyerror = error.Denied
    "#]],
    );
    locals(
        "fast",
        "scalars",
        &expect![[r#"
        small: u8 = 200
        wide: u128 = 1267650600228229401496703205376
        odd: u3 = 5
        negative: i7 = -9
        yes: bool = true
        half: f16 = 1.5
        double_precision: f64 = -0.25
        size: usize = 12
        colour: main.Colour = .green
        level: main.Level = .high
        unnamed: main.Level = 77
        failure: anyerror = error.Denied
    "#]],
    );
}

#[test]
fn pointers() {
    locals(
        "debug",
        "pointers",
        &expect![[r#"
        numbers: [5]i32 = {3, 1, 4, 1, 5}
        point: main.Point = .{ .x = 3, .y = 4 }
        slice: []i32 = {1, 4, 1}
        empty: []const i32 = {}
        text: []const u8 = "a slice of bytes"
        zero_terminated: [*:0]const u8 = 0x1000062 "sentinel"
        many: [*]const i32 = 0xffbe88 → 3
        to_array: *const [5]i32 = 0xffbe88 → {3, 1, 4, 1, 5}
        single: *main.Point = 0xffbea0 → .{ .x = 3, .y = 4 }
        literal: *const [14:0]u8 = 0x100002d → "array of bytes"
        sentinel_slice: [:0]const u8 = "with a zero"
        c_pointer: [*c]i32 = 0xffbe88 → 3
        anything: *anyopaque = 0xffbea0
        function: *const fn (i32) i32 = fn double
        texts: [2][]const u8 = {"un", "deux"}
        matrix: [2][3]u8 = {{1, 2, 3}, {4, 5, 6}}
        first: main.Node = .{ .value = 1, .next = 0x100024c }
    "#]],
    );
    locals(
        "fast",
        "pointers",
        &expect![[r#"
        numbers: [5]i32 = {3, 1, 4, 1, 5}
        point: main.Point = .{ .x = 3, .y = 4 }
        slice: []i32 = {1, 4, 1}
        empty: []const i32 = {}
        text: []const u8 = "a slice of bytes"
        sentinel_slice: [:0]const u8 = "with a zero"
        texts: [2][]const u8 = {"un", "deux"}
        matrix: [2][3]u8 = {{1, 2, 3}, {4, 5, 6}}
        first: main.Node = .{ .value = 1, .next = 0x10000b4 }
        many: [*]const i32 = <optimized out>
        to_array: *const [5]i32 = <optimized out>
        single: *main.Point = <optimized out>
        c_pointer: [*c]i32 = <optimized out>
        anything: *anyopaque = <optimized out>
        zero_terminated: [*:0]const u8 = <optimized out>
        literal: *const [14:0]u8 = <optimized out>
        function: *const fn (i32) i32 = <optimized out>
    "#]],
    );
}

#[test]
fn unions() {
    locals(
        "debug",
        "unions",
        &expect![[r#"
        some: ?u32 = 42
        none: ?u32 = null
        some_point: ?main.Point = .{ .x = 1, .y = 2 }
        no_pointer: ?*u32 = null
        some_pointer: ?*u32 = 0x100025c → 9
        some_slice: ?[]const u8 = "maybe"
        no_slice: ?[]const u8 = null
        nested: ??u8 = null
        value: error{Denied,NotFound}!u8 = 9
        failed: error{Denied,NotFound}!u8 = error.NotFound
        nothing: anyerror!void = {}
        circle: main.Shape = .{ .circle = 1.5 }
        square: main.Shape = .{ .square = .{ .side = 3 } }
        bare: main.Shape = .nothing
        bits: main.Bits = .{ .bits = 155 }
        raw: main.Raw = .{ .number = 1, .bits = 1065353216 }
        header: main.Header = .{ .kind = 1, .length = 500 }
    "#]],
    );
    locals(
        "fast",
        "unions",
        &expect![[r#"
        some: ?u32 = 42
        none: ?u32 = null
        some_point: ?main.Point = .{ .x = 1, .y = 2 }
        some_slice: ?[]const u8 = "maybe"
        no_slice: ?[]const u8 = null
        nested: ??u8 = null
        value: error{Denied,NotFound}!u8 = 9
        failed: error{Denied,NotFound}!u8 = error.NotFound
        circle: main.Shape = .{ .circle = 1.5 }
        square: main.Shape = .{ .square = .{ .side = 3 } }
        bare: main.Shape = .nothing
        raw: main.Raw = .{ .number = 1, .bits = 1065353216 }
        header: main.Header = .{ .kind = 1, .length = 500 }
        no_pointer: ?*u32 = null
        some_pointer: ?*u32 = <optimized out>
        nothing: anyerror!void = {}
        bits: main.Bits = .{ .bits = 155 }
    "#]],
    );
}

#[test]
fn collections() {
    locals(
        "debug",
        "collections",
        &expect![[r#"
        list: array_list.Aligned(u32,null) = .{ .items = {10, 20, 30}, .capacity = 20 }
        names: hash_map.HashMapUnmanaged([]const u8,u32,hash_map.StringContext,80) = {"one": 1}
        numbers: hash_map.HashMapUnmanaged(u32,u32,hash_map.AutoContext(u32),80) = {9: 81, 10: 100, 1: 1, 15: 225, 3: 9, 17: 289, 11: 121, 18: 324, 5: 25, 7: 49, 2: 4, 0: 0, 13: 169, …} (20 entries)
        ordered: array_hash_map.Custom(u8,u8,array_hash_map.AutoContext(u8),false) = .{ .entries = .{ .bytes = 0xffc2c0, .len = 1, .capacity = 65 }, .index_header = null, .pointer_stability = .{ … } }
    "#]],
    );
    locals(
        "fast",
        "collections",
        &expect![[r#"
        list: array_list.Aligned(u32,null) = .{ .items = {10, 20, 30}, .capacity = 20 }
        names: hash_map.HashMapUnmanaged([]const u8,u32,hash_map.StringContext,80) = {"one": 1}
        numbers: hash_map.HashMapUnmanaged(u32,u32,hash_map.AutoContext(u32),80) = {9: 81, 10: 100, 1: 1, 15: 225, 3: 9, 17: 289, 11: 121, 18: 324, 5: 25, 7: 49, 2: 4, 0: 0, 13: 169, …} (20 entries)
        ordered: array_hash_map.Custom(u8,u8,array_hash_map.AutoContext(u8),false) = .{ .entries = .{ .bytes = 0xffc2cc, .len = 1, .capacity = 65 }, .index_header = null }
    "#]],
    );
}

#[test]
fn paths() {
    let mut scene = at("debug", "pointers");
    let mut transcript = String::new();
    let mut show = |scene: &mut Scene, expressions: &[&str]| {
        for text in expressions {
            transcript += &format!("{text} = {}\n", scene.value(text));
        }
    };
    show(
        &mut scene,
        &[
            "slice[1]",
            "slice[3]",
            "text[2..7]",
            "text[0]",
            "text == \"a slice of bytes\"",
            "single.x + single.y",
            "first.next.value",
            "zero_terminated[1]",
            "matrix[1][2]",
            "counter",
        ],
    );
    scene.break_at("unions");
    scene.break_at("collections");
    scene.go(Motion::Continue);
    show(
        &mut scene,
        &[
            "some + 1",
            "some_point.x",
            "circle.circle",
            "square.square.side",
            "square.circle",
            "header.length",
        ],
    );
    scene.go(Motion::Continue);
    show(&mut scene, &["list.items[1]", "names[\"one\"]", "numbers[19]", "numbers[20]"]);
    expect![[r#"
        slice[1] = 4
        slice[3] = error: the index 3 is outside `slice`, which has 3 elements (column 7)
        text[2..7] = "slice"
        text[0] = 97
        text == "a slice of bytes" = true
        single.x + single.y = 7
        first.next.value = 2
        zero_terminated[1] = 101
        matrix[1][2] = 6
        counter = 8
        some + 1 = 43
        some_point.x = 1
        circle.circle = 1.5
        square.square.side = 3
        square.circle = error: `square` has no member `circle`; it has square (column 8)
        header.length = 500
        list.items[1] = 20
        names["one"] = 1
        numbers[19] = 361
        numbers[20] = error: `numbers` has no key 20 (column 9)
    "#]]
    .assert_eq(&transcript);
}
