//! Any text as an expression, in a program of a few variables.
//!
//! Promised: no panic, no hang, no overflow of the stack, and an error whose column lies in the text
//! or just behind it. There is no program to speak of: what is tried is the parser, the arithmetic and
//! the assignments of both languages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wrtd_symbols::{
    Encoding, Language, WasmValue,
    expr::{Expression, Results, Step, Store, evaluate},
};

#[path = "../../engine/symbols/tests/world/mod.rs"]
mod world;

use world::World;

fuzz_target!(|text: &str| {
    for rust in [false, true] {
        let mut world = world();
        world.rust = rust;
        let renderer = world.renderer();
        match evaluate(text, &world, &renderer) {
            Ok(value) => {
                let rendered = renderer.render(&value);
                assert!(rendered.text.len() < 1 << 20);
            }
            Err(error) => assert!((1..=text.len() + 1).contains(&error.column), "{error}"),
        }
        let Ok(expression) = Expression::parse(text) else { continue };
        let _ = expression.holds(&world, &renderer);
        let results = Results::default();
        if let Ok(Step::Assign { stores, .. }) = expression.step(&world, &renderer, &results) {
            for store in stores {
                // Whatever is to be written has room where it goes.
                if let Store::Memory { address, bytes } = store {
                    let end = usize::try_from(address).unwrap() + bytes.len();
                    assert!(end <= world.memory.len(), "{text}");
                }
            }
        }
    }
});

/// A pair `p`, a pointer `q` to it, a row `r`, a byte `b`, text `t`, an enumeration `e`, and three Wasm locals.
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
    let byte = world.base(Language::Rust, "u8", 1, Encoding::Unsigned);
    let letter = world.base(Language::C, "char", 1, Encoding::SignedChar);
    let text = world.array(Language::C, "char[8]", letter, &[8]);
    let color = world.enumeration(Language::C, "enum color", int, &[("RED", 0), ("BLUE", 10)]);
    world.variable("b", byte, 48);
    world.variable("t", text, 52);
    world.variable("e", color, 60);
    world.locals = vec![WasmValue::I32(7), WasmValue::I64(u64::MAX), WasmValue::F64(1)];
    world
}
