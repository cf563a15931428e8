//! Every instruction, executed many times on a small host stack: a release build dispatches by jumps,
//! and a handler that calls instead would overflow it.

use std::fmt::Write as _;

use wrtd_core::{Exit, Tier, Value};

use crate::common::{begin, instance};
use crate::vector_instructions::{
    BINARY, EXTRACT, LOAD, REPLACE, SHIFT, SPLAT, TERNARY, TEST, UNARY, lanes,
};

/// Turns of each loop; each takes at least two dispatches of the instruction's surroundings.
const TURNS: usize = 20_000;

/// Bytes of host stack: far less than `TURNS` return addresses take.
const HOST_STACK: usize = 128 << 10;

/// Instructions by the types of their operands: `i` and `l` are integers, `f` and `d` floats.
const NUMERIC: &[(&str, &str)] = &[
    (
        "i",
        "i32.eqz i32.clz i32.ctz i32.popcnt i32.extend8_s i32.extend16_s i64.extend_i32_s
        i64.extend_i32_u f32.convert_i32_s f32.convert_i32_u f64.convert_i32_s f64.convert_i32_u
        f32.reinterpret_i32 i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u
        i32.load16_s i32.load16_u i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s
        i64.load32_u table.get",
    ),
    (
        "l",
        "i64.eqz i64.clz i64.ctz i64.popcnt i64.extend8_s i64.extend16_s i64.extend32_s
        i32.wrap_i64 f32.convert_i64_s f32.convert_i64_u f64.convert_i64_s f64.convert_i64_u
        f64.reinterpret_i64",
    ),
    (
        "f",
        "f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt f64.promote_f32
        i32.trunc_f32_s i32.trunc_f32_u i64.trunc_f32_s i64.trunc_f32_u i32.reinterpret_f32
        i32.trunc_sat_f32_s i32.trunc_sat_f32_u i64.trunc_sat_f32_s i64.trunc_sat_f32_u",
    ),
    (
        "d",
        "f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt f32.demote_f64
        i32.trunc_f64_s i32.trunc_f64_u i64.trunc_f64_s i64.trunc_f64_u i64.reinterpret_f64
        i32.trunc_sat_f64_s i32.trunc_sat_f64_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u",
    ),
    (
        "ii",
        "i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u
        i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u i32.and i32.or i32.xor
        i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr",
    ),
    (
        "ll",
        "i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u
        i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u i64.and i64.or i64.xor
        i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr",
    ),
    (
        "ff",
        "f32.eq f32.ne f32.lt f32.gt f32.le f32.ge f32.add f32.sub f32.mul f32.div f32.min
        f32.max f32.copysign",
    ),
    (
        "dd",
        "f64.eq f64.ne f64.lt f64.gt f64.le f64.ge f64.add f64.sub f64.mul f64.div f64.min
        f64.max f64.copysign",
    ),
];

/// The rest, each with what it takes and leaves nothing.
const OTHER: &[&str] = &[
    "nop",
    "(if (i32.const 0) (then) (else))",
    "(if (i32.const 1) (then) (else))",
    "(block (br 0))",
    "(block (br_if 0 (i32.const 0)))",
    "(block (br_table 0 0 (i32.const 5)))",
    "(drop (block (result i32) (br 0 (i32.const 1))))",
    "(block (result i32 i64) (br 0 (i32.const 1) (i64.const 2))) drop drop",
    "(call $empty)",
    "(drop (call $one (i32.const 1)))",
    "(call $two) drop drop",
    "(call $host)",
    "(call_indirect (i32.const 1))",
    "(drop (select (i32.const 1) (i32.const 2) (i32.const 0)))",
    "(drop (select (result f64) (f64.const 1) (f64.const 2) (i32.const 1)))",
    "(local.set 1 (local.get 1))",
    "(drop (local.tee 1 (i32.const 100000)))",
    "(global.set 0 (global.get 0))",
    "(table.set (i32.const 0) (ref.null func))",
    "(drop (ref.is_null (ref.func $empty)))",
    "(i32.store (i32.const 0) (i32.const 1))",
    "(i64.store (i32.const 0) (i64.const -100000000000))",
    "(f32.store (i32.const 0) (f32.const 1))",
    "(f64.store offset=300 (i32.const 0) (f64.const 1))",
    "(i32.store8 (i32.const 0) (i32.const 1))",
    "(i32.store16 (i32.const 0) (i32.const 1))",
    "(i64.store8 (i32.const 0) (i64.const 1))",
    "(i64.store16 (i32.const 0) (i64.const 1))",
    "(i64.store32 (i32.const 0) (i64.const 1))",
    "(drop (memory.size))",
    "(drop (memory.grow (i32.const 0)))",
    "(memory.fill (i32.const 0) (i32.const 0) (i32.const 9))",
    "(memory.copy (i32.const 0) (i32.const 1) (i32.const 9))",
    "(memory.init $bytes (i32.const 0) (i32.const 0) (i32.const 2))",
    "(data.drop $dropped)",
    "(table.init $items (i32.const 0) (i32.const 0) (i32.const 1))",
    "(elem.drop $other)",
    "(table.copy (i32.const 0) (i32.const 1) (i32.const 1))",
    "(drop (table.grow (ref.null func) (i32.const 0)))",
    "(drop (table.size))",
    "(table.fill (i32.const 0) (ref.null func) (i32.const 1))",
];

/// Vectors: each instruction that moves one or touches memory; [`computations`] has the others.
const VECTORS: &[&str] = &[
    "(local.set 2 (local.get 2))",
    "(drop (local.tee 2 (local.get 2)))",
    "(global.set $vector (global.get $vector))",
    "(drop (select (local.get 2) (local.get 2) (i32.const 0)))",
    "(drop (select (result v128) (local.get 2) (local.get 2) (i32.const 1)))",
    "(drop (block (result v128) (br 0 (local.get 2))))",
    "(drop (block (result v128) (br_if 0 (local.get 2) (i32.const 0))))",
    "(drop (block (result v128) (br_if 0 (local.get 2) (i32.const 1))))",
    "(drop (block (result v128) (br_table 0 0 (local.get 2) (i32.const 1))))",
    "(drop (call $vector (local.get 2)))",
    "(drop (call $vector_in_tail_position (local.get 2)))",
    "(drop (call_indirect (param v128) (result v128) (local.get 2) (i32.const 2)))",
    "(drop (v128.const i64x2 1 2))",
    "(drop (i8x16.shuffle 0 17 2 19 4 21 6 23 8 25 10 27 12 29 14 31 (local.get 2) (local.get 2)))",
    "(drop (i8x16.shuffle 4 5 6 7 0 1 2 3 20 21 22 23 0 1 2 3 (local.get 2) (local.get 2)))",
    "(drop (v128.load32_lane 1 (i32.const 0) (local.get 2)))",
    "(v128.store (i32.const 0) (local.get 2))",
    "(v128.store8_lane 15 (i32.const 0) (local.get 2))",
];

/// Instructions on another memory and another table than the first, both with 64-bit addresses, and
/// atomic ones.
const GENERAL: &[&str] = &[
    "(drop (i32.load8_s $wide (i64.const 0)))",
    "(f64.store $wide offset=300 (i64.const 0) (f64.const 1))",
    "(v128.store $wide (i64.const 0) (v128.load $wide (i64.const 0)))",
    "(drop (memory.size $wide))",
    "(drop (memory.grow $wide (i64.const 0)))",
    "(memory.copy 0 $wide (i32.const 0) (i64.const 1) (i32.const 9))",
    "(table.set $wide_table (i64.const 0) (table.get $wide_table (i64.const 1)))",
    "(call_indirect $wide_table (i64.const 0))",
    "(drop (i32.atomic.load (i32.const 0)))",
    "(drop (i64.atomic.rmw.add $wide (i64.const 0) (i64.const 1)))",
    "(drop (memory.atomic.notify (i32.const 0) (i32.const 1)))",
    "(drop (memory.atomic.wait32 $wide (i64.const 8) (i32.const 0) (i64.const 1000)))",
    "(atomic.fence)",
];
/// Vectors: each instruction that computes, and each load.
fn computations() -> Vec<String> {
    let vectors = |instructions: &str, count: usize| -> Vec<String> {
        let operands = "(local.get 2) ".repeat(count);
        instructions.split_whitespace().map(|name| format!("(drop ({name} {operands}))")).collect()
    };
    let mut bodies = vectors(UNARY, 1);
    bodies.extend(vectors(BINARY, 2));
    bodies.extend(vectors(TERNARY, 3));
    bodies.extend(vectors(TEST, 1));
    for name in SHIFT.split_whitespace() {
        bodies.push(format!("(drop ({name} (local.get 2) (local.get 0)))"));
        bodies.push(format!("(drop ({name} (local.get 2) (i32.const 3)))"));
    }
    bodies.extend(SPLAT.split_whitespace().map(|name| match lanes(name).0 {
        "i32" => format!("(drop ({name} (i32.add (local.get 0) (i32.const 1))))"),
        ty => format!("(drop ({name} ({ty}.load (i32.const 0))))"),
    }));
    for high in [false, true] {
        for name in EXTRACT.split_whitespace() {
            let lane = if high { lanes(name).1 - 1 } else { 0 };
            bodies.push(format!("(drop ({name} {lane} (local.get 2)))"));
        }
        for name in REPLACE.split_whitespace() {
            let (ty, count) = lanes(name);
            let lane = if high { count - 1 } else { 0 };
            bodies.push(format!("(drop ({name} {lane} (local.get 2) ({ty}.const 1)))"));
        }
    }
    bodies.extend(LOAD.split_whitespace().map(|name| format!("(drop ({name} (i32.const 8)))")));
    bodies
}

/// A module with one function for each instruction, which executes it `TURNS` times.
fn text(bodies: &[String]) -> String {
    let mut text = String::from(
        r#"(module (import "host" "f" (func $host)) (memory 1) (table 3 funcref)
        (memory $wide i64 1 2 shared) (table $wide_table i64 2 funcref)
        (elem (table $wide_table) (i64.const 0) func $empty $empty)
        (global (mut i64) (i64.const 1))
        (global $vector (mut v128) (v128.const i64x2 3 4)) (data $bytes "ab") (data $dropped "ab")
        (elem (i32.const 1) $empty $vector) (elem $items func $empty) (elem $other func $empty)
        (func $empty) (func $one (param i32) (result i32) (local i64 f32) local.get 0)
        (func $two (result i32 i64) (return (i32.const 1) (i64.const 2)))
        (func $vector (param v128) (result v128) local.get 0)
        (func $vector_in_tail_position (param v128) (result v128)
            (return_call $vector (local.get 0)))"#,
    );
    for (i, body) in bodies.iter().enumerate() {
        write!(
            text,
            r#"(func (export "f{i}") (local i32 i32 v128)
                (loop {body}
                    (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                    (br_if 0 (i32.lt_u (local.get 0) (i32.const {TURNS})))))"#
        )
        .unwrap();
    }
    text + ")"
}

fn bodies() -> Vec<String> {
    let constant = |kind| match kind {
        'i' => "(i32.const 1) ",
        'l' => "(i64.const 1) ",
        'f' => "(f32.const 1) ",
        _ => "(f64.const 1) ",
    };
    let numeric = NUMERIC.iter().flat_map(|(operands, names)| {
        let operands: String = operands.chars().map(constant).collect();
        names.split_whitespace().map(move |name| format!("{operands} {name} drop"))
    });
    let others = OTHER.iter().chain(VECTORS).chain(GENERAL).map(|body| (*body).into());
    numeric.chain(others).chain(computations()).collect()
}

#[test]
fn no_instruction_grows_the_hosts_stack() {
    let run = || {
        let bodies = bodies();
        let mut store = crate::common::store();
        let host = Box::new(|_: &mut wrtd_core::Caller<'_>, _: &[Value], _: &mut [Value]| Ok(()));
        store.define_host("host", "f", wrtd_core::FuncType::default(), host);
        let module = crate::common::module(&text(&bodies));
        let id = store.instantiate(module, wrtd_core::InstantiateOptions::default()).unwrap();
        for (i, body) in bodies.iter().enumerate() {
            begin(&mut store, id, &format!("f{i}"), &[]);
            let exit = store.resume(wrtd_core::Resume::Run);
            assert_eq!(exit, Exit::Finished(vec![]), "{body}");
        }
    };
    // Assembling and decoding take more stack than running does.
    let decoded = std::thread::Builder::new().stack_size(HOST_STACK);
    decoded.spawn(run).unwrap().join().unwrap();
}

/// Work of which each turn is more than forty instructions in place, and more than twenty-five of translated code:
/// three for each call with its return, and one in each function.
const MIXED: &str = r#"(module
    (memory 1) (table funcref (elem $next)) (global $count (mut i64) (i64.const 0))
    (type $unary (func (param i32) (result i32)))
    (func $next (type $unary) (i32.add (local.get 0) (i32.const 1)))
    (func $half (param f64) (result f64) (f64.mul (local.get 0) (f64.const 0.5)))
    (func $double (param v128) (result v128) (i32x4.add (local.get 0) (local.get 0)))
    (func (export "mixed") (param $turns i32) (result i32)
        (local $i i32) (local $x f64) (local $v v128)
        (loop $again
            (local.set $i (call_indirect (type $unary) (call $next (local.get $i)) (i32.const 0)))
            (block $a (block $b (br_table $a $b (i32.and (local.get $i) (i32.const 3)))) (nop))
            (local.set $x (call $half (f64.add (local.get $x) (f64.load (i32.const 8)))))
            (f64.store (i32.const 8) (f64.add (local.get $x) (f64.const 1)))
            (v128.store (i32.const 16) (local.get $v))
            (local.set $v (call $double (v128.load32_splat (i32.const 16))))
            (global.set $count (i64.add (global.get $count) (i64.const 1)))
            (br_if $again (i64.lt_u (global.get $count) (i64.extend_i32_u (local.get $turns)))))
        (local.get $i)))"#;

#[test]
#[cfg_attr(debug_assertions, ignore = "only an optimised build dispatches by jumps")]
fn a_billion_dispatches_do_not_grow_the_hosts_stack() {
    for (tier, turns) in [(Tier::InPlace, 25_000_000), (Tier::Threaded, 40_000_000)] {
        let run = move || {
            let (mut store, id) = instance(MIXED);
            let jumps =
                cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) && !cfg!(windows);
            assert_eq!(store.set_jumping(true), jumps);
            store.set_tier(tier);
            let exit = crate::common::call(&mut store, id, "mixed", &[Value::I32(turns)]);
            assert_eq!(exit, Exit::Finished(vec![Value::I32(2 * turns)]), "{tier:?}");
        };
        let small = std::thread::Builder::new().stack_size(HOST_STACK);
        small.spawn(run).unwrap().join().unwrap();
    }
}

#[test]
fn numbers_of_every_length_are_read() {
    let values = [0i64, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 1 << 20, 1 << 27];
    let wide = [i64::from(i32::MIN), i64::from(i32::MAX), 1 << 34, 1 << 41, -(1 << 48), 1 << 55];
    let widest = [i64::MIN, i64::MAX, 1 << 62, -(1 << 62) - 1];
    for value in values.into_iter().chain(wide).chain(widest) {
        let text = format!(
            r#"(module (func (export "f") (result i64 i32)
                (i64.const {value}) (i32.const {})))"#,
            value as i32
        );
        let (mut store, id) = instance(&text);
        let exit = crate::common::call(&mut store, id, "f", &[]);
        let expected = vec![Value::I64(value), Value::I32(value as i32)];
        assert_eq!(exit, Exit::Finished(expected));
    }
}
