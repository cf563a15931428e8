//! The two tiers, on both dispatches, do the same with vectors: every instruction wherever its operands and its
//! result may be, and every stop of a program that moves vectors in all ways.

use std::fmt::Write as _;

use wrtd_core::{Exit, InstanceId, InstantiateOptions, Resume, Store, Tier, Value};

use crate::common::{begin, call, module};
use crate::stops::{self, state};
use crate::tiers::{WAYS, store_that_runs};
use crate::vector_instructions::{
    BINARY, EXTRACT, LANE_BITS, LOAD, REPLACE, SHIFT, SPLAT, TERNARY, TEST, UNARY, lanes,
};

/// Vectors whose lanes are of interest in some instruction.
const VECTORS: [u128; 12] = [
    0,
    0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100,
    0x8000_0000_7fff_ffff_0000_0001_8000_0001,
    0x7f80_8081_017f_fe02_ff00_10f0_80ff_7f01,
    // 1.5, -7, 3e9, -0.25
    0x3fc0_0000_c0e0_0000_4f32_d05e_be80_0000,
    // 0, -0, infinity, a NaN
    0x0000_0000_8000_0000_7f80_0000_7fc0_0000,
    // -0, 0, -1.5, the NaN
    0x8000_0000_0000_0000_bfc0_0000_7fc0_0000,
    // 1e19, -7.5
    0x43e1_5854_b4e8_9560_c01e_0000_0000_0000,
    // a NaN, -0
    0x7ff8_0000_0000_0000_8000_0000_0000_0000,
    // the NaN, 0
    0x7ff8_0000_0000_0000_0000_0000_0000_0000,
    // Signalling NaNs, and others with a payload.
    0x7fa0_0001_ff80_0001_7fc1_2345_ffff_ffff,
    0xfff0_0000_0000_0001_7ff8_0000_1234_5678,
];

fn vectors() -> Vec<Value> {
    VECTORS.map(Value::V128).into()
}

fn scalars(ty: &str) -> Vec<Value> {
    match ty {
        "i32" => [0, 5, 35, -1, 0x1234_5678].map(Value::I32).into(),
        "i64" => [0, -2, 0x0123_4567_89ab_cdef].map(Value::I64).into(),
        "f32" => [0.0f32, -1.5].map(|value| Value::F32(value.to_bits())).into(),
        "f64" => [0.0f64, -1.5].map(|value| Value::F64(value.to_bits())).into(),
        _ => vectors(),
    }
}

/// Ways in which an instruction can be given the operand that local `local` holds: read from the local, just
/// computed, computed some time before, and a constant.
fn operand_forms(ty: &str, local: usize) -> Vec<String> {
    let computed = match ty {
        "i32" => format!("(i32.xor (local.get {local}) (i32.const 0))"),
        "i64" => format!("(i64.xor (local.get {local}) (i64.const 0))"),
        "v128" => format!("(v128.or (local.get {local}) (local.get {local}))"),
        _ => format!("(select (local.get {local}) (local.get {local}) (i32.const 1))"),
    };
    let constant = match ty {
        "v128" => "(v128.const i32x4 1 -2 0x3f800000 0xc0000000)".into(),
        _ => format!("({ty}.const 3)"),
    };
    vec![
        format!("(local.get {local})"),
        computed.clone(),
        format!("(block (result {ty}) {computed})"),
        constant,
    ]
}

/// What is done with the result: returned, set, set twice, tested.
fn uses(result: &str, locals: usize, op: &str) -> Vec<String> {
    let (first, second) = (locals, locals + 1);
    let mut uses = vec![
        format!("(return {op})"),
        format!("(local.set {first} {op}) (return (local.get {first}))"),
        format!("(local.set {first} (local.tee {second} {op})) (return (local.get {first}))"),
    ];
    if result == "i32" {
        uses.push(format!("(if {op} (then (return (i32.const 7)))) (return (i32.const 8))"));
    }
    uses
}

/// All functions that give `instruction` operands of these types, and their number.
fn functions(instruction: &str, operands: &[&str], result: &str) -> (String, usize) {
    let mut combinations = vec![String::new()];
    for (local, ty) in operands.iter().enumerate() {
        combinations = combinations
            .iter()
            .flat_map(|before| {
                operand_forms(ty, local).into_iter().map(move |form| format!("{before} {form}"))
            })
            .collect();
    }
    let (mut text, mut count) = (String::new(), 0);
    for combination in combinations {
        for body in uses(result, operands.len(), &format!("({instruction} {combination})")) {
            write!(
                text,
                "(func (export \"f{count}\") (param {}) (result {result}) \
                 (local {result} {result}) {body})",
                operands.join(" ")
            )
            .unwrap();
            count += 1;
        }
    }
    (text, count)
}

/// Runs an instruction in all forms, with all combinations of operands, in all ways.
fn check(instruction: &str, operands: &[&str], result: &str) {
    let (functions, count) = functions(instruction, operands, result);
    let module = module(&format!("(module {functions})"));
    let mut inputs = vec![Vec::new()];
    for ty in operands {
        inputs = inputs
            .iter()
            .flat_map(|before: &Vec<Value>| {
                scalars(ty).into_iter().map(move |value| [&before[..], &[value]].concat())
            })
            .collect();
    }
    let mut reference: Vec<Exit> = Vec::new();
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
        let mut expected = reference.clone().into_iter();
        for form in 0..count {
            for input in &inputs {
                let exit = call(&mut store, id, &format!("f{form}"), input);
                assert!(matches!(exit, Exit::Finished(_)), "{exit:?}");
                if way == WAYS[0] {
                    reference.push(exit);
                } else {
                    let expected = expected.next();
                    assert_eq!(Some(exit), expected, "{way:?} {instruction} f{form} {input:x?}");
                }
            }
        }
    }
}

#[test]
fn each_instruction_of_one_operand_gives_the_same() {
    UNARY.split_whitespace().for_each(|name| check(name, &["v128"], "v128"));
    TEST.split_whitespace().for_each(|name| check(name, &["v128"], "i32"));
    SPLAT.split_whitespace().for_each(|name| check(name, &[lanes(name).0], "v128"));
    for name in EXTRACT.split_whitespace() {
        let (ty, count) = lanes(name);
        (0..count).for_each(|lane| check(&format!("{name} {lane}"), &["v128"], ty));
    }
}

#[test]
fn each_instruction_of_two_operands_gives_the_same() {
    BINARY.split_whitespace().for_each(|name| check(name, &["v128", "v128"], "v128"));
    SHIFT.split_whitespace().for_each(|name| check(name, &["v128", "i32"], "v128"));
    for name in REPLACE.split_whitespace() {
        let (ty, count) = lanes(name);
        (0..count).for_each(|lane| check(&format!("{name} {lane}"), &["v128", ty], "v128"));
    }
}

#[test]
fn shuffles_of_lanes_of_every_width_give_the_same() {
    for lanes in [
        "0 17 2 19 4 21 6 23 8 25 10 27 12 29 14 31",
        "16 0 17 1 18 2 19 3 20 4 21 5 22 6 23 7",
        "2 3 30 31 0 1 16 17 8 9 8 9 14 15 12 13",
        "12 13 14 15 28 29 30 31 0 1 2 3 16 17 18 19",
        "24 25 26 27 28 29 30 31 0 1 2 3 4 5 6 7",
        "8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23",
    ] {
        check(&format!("i8x16.shuffle {lanes}"), &["v128", "v128"], "v128");
    }
}

#[test]
fn each_instruction_of_three_operands_gives_the_same() {
    for name in TERNARY.split_whitespace() {
        let text = format!(
            "(module (func (export \"f\") (param v128 v128 v128) (result v128) (local v128)
                (local.set 3 ({name} (local.get 0) (v128.not (local.get 1)) (local.get 2)))
                ({name} (local.get 2) (local.get 3) (v128.not (local.get 0)))))"
        );
        let mut reference = Vec::new();
        for way in WAYS {
            let mut store = store_that_runs(way);
            let id = store.instantiate(module(&text), InstantiateOptions::default()).unwrap();
            let mut results = Vec::new();
            for a in vectors() {
                for b in vectors() {
                    for c in vectors() {
                        let exit = call(&mut store, id, "f", &[a, b, c]);
                        results.push(((a, b, c), exit));
                    }
                }
            }
            if way == WAYS[0] {
                reference = results;
            } else {
                for (got, expected) in results.iter().zip(&reference) {
                    assert_eq!(got, expected, "{way:?} {name}");
                }
            }
        }
    }
}

/// A function for each form of each access to memory: with the address from local 0, the vector from local 1.
fn accesses() -> Vec<String> {
    let addresses = ["(local.get 0)", "(i32.xor (local.get 0) (i32.const 0))", "(i32.const 40)"];
    let vectors = ["(local.get 1)", "(v128.not (local.get 1))"];
    let mut bodies = Vec::new();
    for address in addresses {
        for name in LOAD.split_whitespace() {
            bodies.push(format!("({name} offset=3 {address})"));
        }
        for vector in vectors {
            let mut store = |instruction: &str| {
                bodies.push(format!(
                    "({instruction} {address} {vector}) (v128.load offset=1 (local.get 0))"
                ));
            };
            store("v128.store offset=3");
            for bits in LANE_BITS {
                for lane in 0..128 / bits {
                    store(&format!("v128.store{bits}_lane offset=3 {lane}"));
                }
            }
            for bits in LANE_BITS {
                for lane in 0..128 / bits {
                    bodies
                        .push(format!("(v128.load{bits}_lane offset=5 {lane} {address} {vector})"));
                }
            }
        }
    }
    bodies
}

#[test]
fn each_access_to_memory_gives_the_same_and_traps_the_same() {
    let bodies = accesses();
    let mut text = String::from("(module (memory (export \"memory\") 1) (data (i32.const 0) \"");
    (0..=255).for_each(|byte| write!(text, "\\{:02x}", byte ^ 0x5a).unwrap());
    text.push_str("\")");
    for (i, body) in bodies.iter().enumerate() {
        write!(
            text,
            "(func (export \"f{i}\") (param i32 v128) (result v128) (local v128)
                (local.set 2 (block (result v128) {body})) (v128.xor (local.get 2) (local.get 1)))"
        )
        .unwrap();
    }
    let module = module(&(text + ")"));
    let mut reference: Vec<String> = Vec::new();
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
        let mut at = 0;
        for (i, body) in bodies.iter().enumerate() {
            for address in [0, 40, 65533, 65520, 65517, 65518, -1] {
                begin(&mut store, id, &format!("f{i}"), &[Value::I32(address), vectors()[1]]);
                let exit = store.resume(Resume::Run);
                let exit = format!("{exit:?} {}", state(&store, id));
                store.abort_call();
                if way == WAYS[0] {
                    reference.push(exit);
                } else {
                    assert_eq!(exit, reference[at], "{way:?} {body} {address}");
                }
                at += 1;
            }
        }
    }
}

/// A program that moves vectors in all ways.
const PROGRAM: &str = r#"(module
    (import "host" "f" (func $host (param v128 i32) (result v128)))
    (memory (export "memory") 1)
    (table funcref (elem $first $second))
    (type $pick (func (param v128 v128 i32) (result v128)))
    (global $g (mut v128) (v128.const i64x2 1 2)) (global $n (mut i32) (i32.const 3))
    (func $first (type $pick) (local.get 0))
    (func $second (type $pick) (local v128)
        (local.set 3 (v128.not (local.get 1))) (v128.not (local.get 3)))
    (func $many (param $a v128) (param $n i32) (result v128 i32 v128)
        (local.get $n) (drop)
        (i32x4.add (local.get $a) (local.get $a)) (local.get $n) (local.get $a))
    (func $fresh (param $n i32) (param $a v128) (result v128) (local $b v128) (local $i i64)
        (local $c v128)
        (if (i32.eqz (local.get $n)) (then (return (v128.or (local.get $b) (local.get $c)))))
        (local.set $b (local.get $a)) (local.set $c (local.get $b))
        (v128.or (local.get $a)
            (call $fresh (i32.sub (local.get $n) (i32.const 1)) (local.get $c))))
    (func $aliases (param $a v128) (param $b v128) (param $n i32) (result v128)
        (local.get $a) (v128.const i32x4 1 2 3 4) (local.get $b) (local.get $a)
        (local.set $a (local.get $b))
        (local.set $b (i32x4.splat (local.get $n)))
        (i32x4.add) (i32x4.sub) (i32x4.add)
        (block (param v128) (result v128)
            (br_if 0 (local.get $n)) (drop) (local.get $b))
        (local.tee $b) (i32x4.add (local.get $b)) (i32x4.add (local.get $a)))
    (func $branches (param $a v128) (param $b v128) (param $n i32) (result v128)
        (local $i i32)
        (block $out (result v128)
            (i32.const 9) (i64.const 7)
            (br_if $out (i32x4.add (local.get $a) (local.get $b)) (i32.gt_s (local.get $n) (i32.const 2)))
            (drop)
            (br_if $out (local.get $b) (i32.eqz (local.get $n)))
            (drop) (drop) (drop)
            (local.get $a) (local.get $n)
            (loop $again (param v128 i32) (result v128)
                (local.set $i)
                (i32x4.add (local.get $b))
                (i32.sub (local.get $i) (i32.const 1))
                (local.tee $i)
                (br_if $again (local.get $i))
                (drop)))
        (local.set $a)
        (block $x (result v128)
            (block $y (result v128)
                (i64.const 5)
                (br_table $x $y (local.get $a) (local.get $n)))
            (v128.not)))
    (func $memory (param $p i32) (param $a v128) (result v128) (local $f f32)
        (v128.store offset=16 (local.get $p) (local.get $a))
        (v128.store (i32.add (local.get $p) (i32.const 32)) (i32x4.add (local.get $a) (local.get $a)))
        (v128.store32_lane offset=8 2 (local.get $p) (v128.load offset=32 (local.get $p)))
        (local.set $f (f32.convert_i32_s (i32x4.extract_lane 1 (v128.load32_splat (local.get $p)))))
        (f32x4.replace_lane 3
            (v128.load8_lane offset=17 5 (local.get $p) (v128.load16x4_s offset=16 (local.get $p)))
            (f32.mul (local.get $f) (f32.const 0.5))))
    (func $shapes (param $a v128) (param $n i32) (result i32) (local $s i32)
        (local.set $s (i8x16.bitmask (i8x16.lt_s (local.get $a) (v128.const i64x2 0 -1))))
        (if (v128.any_true (i32x4.shl (local.get $a) (local.get $n)))
            (then (local.set $s (i32.add (local.get $s) (i32.const 1000)))))
        (local.set $a (select (local.get $a) (v128.not (local.get $a)) (i32.and (local.get $n) (i32.const 1))))
        (local.set $a (select (result v128) (f32x4.splat (f32.convert_i32_s (local.get $n)))
            (local.get $a) (i32.gt_s (local.get $n) (i32.const 2))))
        (local.set $a (i8x16.shuffle 0 17 2 19 4 21 6 23 8 25 10 27 12 29 14 31
            (local.get $a) (global.get $g)))
        (global.set $g (i32x4.shr_u (local.get $a) (i32.add (local.get $n) (i32.const 1))))
        (i32.add (local.get $s) (i32x4.all_true (local.get $a))))
    (func (export "run") (param $n i32) (result i32) (local $total v128) (local $k i32)
        (loop $turn
            (local.set $total (i32x4.add (local.get $total)
                (call $aliases (local.get $total) (global.get $g) (local.get $n))))
            (local.set $total (i32x4.add (local.get $total)
                (call $branches (local.get $total) (global.get $g) (local.get $n))))
            (local.set $total (v128.xor (call $fresh (local.get $n) (local.get $total))
                (call $memory (i32.shl (local.get $n) (i32.const 6)) (local.get $total))))
            (call $many (local.get $total) (local.get $n))
            (local.set $total) (local.set $k) (drop)
            (local.set $total (call_indirect (type $pick) (local.get $total) (global.get $g)
                (local.get $n) (i32.and (local.get $n) (i32.const 1))))
            (local.set $total (call $host (local.get $total) (local.get $k)))
            (global.set $n (i32.add (global.get $n)
                (call $shapes (local.get $total) (local.get $n))))
            (br_if $turn (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (i32.xor (i32x4.extract_lane 3 (local.get $total)) (global.get $n)))
    (func (export "trap") (param $n i32) (result i32) (local $a v128)
        (local.set $a (i32x4.splat (local.get $n)))
        (loop $turn
            (local.get $a) (local.get $n)
            (local.set $a (i32x4.add (local.get $a) (local.get $a)))
            (v128.load (i32.mul (local.get $n) (i32.const 8000)))
            (drop) (drop) (drop)
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (br $turn))
        (unreachable)))"#;

fn program(way: (Tier, bool)) -> (Store, InstanceId) {
    let mut store = store_that_runs(way);
    let ty = wrtd_core::FuncType::new(
        [wrtd_core::ValType::V128, wrtd_core::ValType::I32],
        [wrtd_core::ValType::V128],
    );
    let host = |_: &mut wrtd_core::Caller<'_>, args: &[Value], results: &mut [Value]| {
        if let [Value::V128(vector), Value::I32(n)] = args {
            results[0] = Value::V128(vector.rotate_left(n.cast_unsigned() + 70));
        }
        Ok(())
    };
    store.define_host("host", "f", ty, Box::new(host));
    let id = store.instantiate(module(PROGRAM), InstantiateOptions::default()).unwrap();
    (store, id)
}

#[test]
fn a_breakpoint_on_each_instruction_alone_stops_in_the_same_states() {
    stops::each_instruction_alone(program);
}

#[test]
fn many_breakpoints_stop_in_the_same_states() {
    stops::many_at_once(program);
}

#[test]
fn breakpoints_that_are_judged_stop_where_they_are_to() {
    stops::judged(program);
    stops::judged_at_once(program);
}
