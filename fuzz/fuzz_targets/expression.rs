//! Any text as an expression, in a program of a few variables.
//!
//! Promised: no panic, no hang, no overflow of the stack, and an error whose column lies in the text
//! or just behind it. There is no program to speak of: what is tried is the parser and the arithmetic
//! of constants.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wrtd_symbols::{Encoding, Language, expr::evaluate};

#[path = "../../engine/symbols/tests/world/mod.rs"]
mod world;

use world::World;

fuzz_target!(|text: &str| {
    let world = world();
    match evaluate(text, &world, &world.renderer()) {
        Ok(value) => {
            let rendered = world.renderer().render(&value);
            assert!(rendered.text.len() < 1 << 20);
        }
        Err(error) => assert!((1..=text.len() + 1).contains(&error.column), "{error}"),
    }
});

/// A pair `p`, a pointer `q` to it, and a row `r`.
fn world() -> World {
    let mut world = World::new(64);
    let int = world.base(Language::C, "int", 4, Encoding::Signed);
    let float = world.base(Language::C, "float", 4, Encoding::Float);
    let pair =
        world.structure(Language::C, "struct pair", 8, &[("a", int, 0), ("b", float, 4)], &[]);
    let pointer = world.pointer(Language::C, "struct pair *", Some(pair));
    let row = world.array(Language::C, "int[8]", int, &[8]);
    world.put_u32(0, &[7, 0x3fc0_0000, 0]);
    world.variable("p", pair, 0);
    world.variable("q", pointer, 8);
    world.variable("r", row, 16);
    world
}
