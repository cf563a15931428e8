//! The arithmetic of expressions against what clang and rustc compute: thousands of expressions with several values of
//! their variables.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::fs;

use common::{Scene, fixtures, launch, spec};
use wrtd_debug::{Entry, Format, LaunchSpec, Motion};

/// Other values of the variables.
const ROUNDS: usize = 8;
/// Differences that a failure shows.
const SHOWN: usize = 20;

/// The fixture, which stops when it has computed all expressions.
fn computing(folder: &str) -> Scene {
    let program = format!("{folder}/arithmetic.wasm");
    let entry = Entry::Invoke { function: "run".into(), args: vec![ROUNDS.to_string()] };
    let mut scene = launch(folder, LaunchSpec { entry, ..spec(&program) });
    assert!(scene.session.add_function_breakpoint("computed").verified);
    scene
}

/// The bytes of a static.
fn bytes(scene: &mut Scene, name: &str, size: usize) -> Vec<u8> {
    let place = scene.session.evaluate(0, name, Format::default()).unwrap().memory.unwrap();
    scene.session.read_memory(place, 0, size).unwrap().1
}

fn number(bytes: &[u8]) -> u128 {
    let mut wide = [0; 16];
    wide[..bytes.len()].copy_from_slice(bytes);
    u128::from_le_bytes(wide)
}

/// Goes through the rounds; `wrong` says what is wrong with an expression's value in one.
fn compare(
    mut scene: Scene,
    expressions: &[String],
    results: &str,
    size: usize,
    wrong: impl Fn(&mut Scene, &str, &[u8]) -> Option<String>,
) {
    let mut differences = Vec::new();
    for round in 0..ROUNDS {
        assert!(scene.go(Motion::Continue).starts_with("Breakpoint"));
        let outcomes = bytes(&mut scene, results, size * expressions.len());
        for (expression, outcome) in expressions.iter().zip(outcomes.chunks(size)) {
            if let Some(difference) = wrong(&mut scene, expression, outcome) {
                differences.push(format!("round {round}: {expression}: {difference}"));
            }
        }
    }
    let count = differences.len();
    differences.truncate(SHOWN);
    assert!(count == 0, "{count} differences:\n{}", differences.join("\n"));
}

/// A float as it is shown, by its bits.
fn float_bits(text: &str, single: bool) -> Option<u128> {
    let text = text.strip_suffix("inf").map_or(text.to_owned(), |sign| format!("{sign}inf"));
    Some(match single {
        true => text.parse::<f32>().ok()?.to_bits().into(),
        false => text.parse::<f64>().ok()?.to_bits().into(),
    })
}

#[test]
fn c_gives_what_clang_computes() {
    let source = fs::read_to_string(fixtures().join("c/arithmetic/src/expressions.h")).unwrap();
    let lines = source.lines().filter_map(|line| line.strip_prefix("X(")?.strip_suffix(')'));
    let expressions: Vec<String> = lines.map(str::to_owned).collect();
    assert_eq!(expressions.len(), 1500);
    const TYPES: [(&str, u32); 14] = [
        ("int", 32),
        ("unsigned int", 32),
        ("long", 32),
        ("unsigned long", 32),
        ("long long", 64),
        ("unsigned long long", 64),
        ("float", 32),
        ("double", 64),
        ("char", 8),
        ("signed char", 8),
        ("unsigned char", 8),
        ("short", 16),
        ("unsigned short", 16),
        ("_Bool", 1),
    ];
    compare(computing("c/arithmetic"), &expressions, "results", 16, |scene, text, outcome| {
        let (bits, ty) = (number(&outcome[..8]), number(&outcome[8..]));
        let (ty, width) = TYPES[usize::try_from(ty).unwrap()];
        let expected = bits & ((1 << width) - 1);
        let view = match scene.session.evaluate(0, &format!("{text},d"), Format::default()) {
            Ok(view) => view,
            Err(error) => return Some(error.to_string()),
        };
        // A comparison is an `int` in C, and reads as what it is.
        let (shown, value) = match (&*view.type_name, &*view.value) {
            ("bool", value) => ("int", if value == "true" { "1" } else { "0" }),
            ("_Bool", value) => ("_Bool", if value == "true" { "1" } else { "0" }),
            (ty, value) => (ty, value.split(' ').next().unwrap_or(value)),
        };
        let found = match ty {
            "float" | "double" => float_bits(value, ty == "float"),
            _ => value.parse::<i128>().ok().map(|it| it.cast_unsigned() & ((1 << width) - 1)),
        };
        let same = found == Some(expected) && shown == ty;
        (!same).then(|| format!("{shown} = {value}, and clang has {ty} {expected:#x}"))
    });
}

#[test]
fn rust_gives_what_rustc_computes_in_checked_operations() {
    let path = fixtures().join("rust/arithmetic/src/expressions.rs");
    let source = fs::read_to_string(path).unwrap();
    let lines = source.lines().filter_map(|line| line.split_once("; // ").map(|(_, text)| text));
    let expressions: Vec<String> = lines.map(str::to_owned).collect();
    assert_eq!(expressions.len(), 1500);
    let panics = ["overflows", "division by zero", "can be shifted by", "has no negative values"];
    let wrong = |scene: &mut Scene, line: &str, outcome: &[u8]| {
        let (ty, text) = line.split_once(": ").unwrap();
        let (bits, is_some) = (number(&outcome[..16]), outcome[16] == 1);
        let view = match scene.session.evaluate(0, text, Format::default()) {
            Ok(view) => view,
            Err(error) => {
                let error = error.to_string();
                let expected = !is_some && panics.iter().any(|panic| error.contains(panic));
                return (!expected).then_some(error);
            }
        };
        if !is_some {
            return Some(format!("{}, and rustc has a panic", view.value));
        }
        let width = match ty {
            "bool" => 1,
            "isize" | "usize" => 32,
            ty => ty[1..].parse::<u32>().unwrap(),
        };
        let mask = u128::MAX >> (128 - width);
        let found = match (ty, &*view.value) {
            ("bool", value) => Some(u128::from(value == "true")),
            ("f32" | "f64", value) => float_bits(value, ty == "f32"),
            ("u128", value) => value.parse::<u128>().ok(),
            (_, value) => value.parse::<i128>().ok().map(i128::cast_unsigned),
        };
        let same = found.map(|found| found & mask) == Some(bits & mask) && view.type_name == ty;
        (!same).then(|| format!("{} = {}, and rustc has {:#x}", view.type_name, view.value, bits))
    };
    compare(computing("rust/arithmetic"), &expressions, "RESULTS", 32, wrong);
}
