//! Languages of which nothing is known but what their debug information says.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod world;

use expect_test::expect;
use world::World;
use wrtd_symbols::{Encoding, Language};

/// Strings and slices as TinyGo describes them, an array of D, and records that only look alike.
#[test]
fn a_pointer_beside_a_length_is_a_run_of_elements() {
    let other = Language::Other;
    let mut world = World::new(256);
    let byte = world.base(other, "uint8", 1, Encoding::Unsigned);
    let int = world.base(other, "int", 4, Encoding::Signed);
    let bytes = world.pointer(other, "*uint8", Some(byte));
    let ints = world.pointer(other, "*int", Some(int));
    let run = [("ptr", bytes, 0), ("len", int, 4)];
    let string = world.structure(other, "string", 8, &run, &[]);
    let slice = world.structure(
        other,
        "[]int",
        12,
        &[("ptr", ints, 0), ("len", int, 4), ("cap", int, 8)],
        &[],
    );
    let array = world.structure(other, "int[]", 8, &[("length", int, 0), ("ptr", ints, 4)], &[]);
    let tagged = world.structure(
        other,
        "tagged",
        12,
        &[("ptr", ints, 0), ("len", int, 4), ("tag", int, 8)],
        &[],
    );
    world.put(100, b"gopher");
    world.put_u32(120, &[10, 20, 30]);
    world.put_u32(0, &[100, 6]);
    world.put_u32(16, &[120, 3, 4]);
    world.put_u32(32, &[2, 120]);
    world.put_u32(48, &[100, 4000]);
    world.variable("s", string, 0);
    world.variable("numbers", slice, 16);
    world.variable("array", array, 32);
    world.variable("wild", string, 48);
    world.variable("tagged", tagged, 16);
    expect![[r#"
        s = "gopher"
        numbers = {10, 20, 30}
        numbers[1] = 20
        array = {10, 20}
        wild = <invalid slice: length 4000 at 0x64 is outside memory>
        tagged = {ptr = 0x78, len = 3, tag = 4}
    "#]]
    .assert_eq(&world.transcript(&["s", "numbers", "numbers[1]", "array", "wild", "tagged"]));
}
