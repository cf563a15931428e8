//! Which NaN comes out, in both tiers on both dispatches: of all that computes the canonical one, of all that moves
//! floats the one that went in.

use std::fmt::Write as _;

use wrtd_core::{Caller, Exit, FuncType, InstanceId, InstantiateOptions, Store, ValType, Value};

use crate::common::{call, module};
use crate::tiers::{WAYS, operand_forms, store_that_runs, uses};

/// A width of floats: how numbers of it are made and read.
struct Width {
    ty: &'static str,
    canonical: u64,
    sign: u64,
    /// Canonical, with a payload, and signalling, of either sign.
    nans: [u64; 6],
    numbers: [u64; 8],
    read: fn(u64) -> f64,
}

const F32: Width = Width {
    ty: "f32",
    canonical: 0x7fc0_0000,
    sign: 1 << 31,
    nans: [0x7fc0_0000, 0xffc0_0000, 0x7fc1_2345, 0xffff_ffff, 0x7fa0_0001, 0xff80_0001],
    // 0, 1, 1.5, infinity, and their negatives.
    numbers: [
        0,
        0x8000_0000,
        0x3f80_0000,
        0xbf80_0000,
        0x3fc0_0000,
        0xbfc0_0000,
        0x7f80_0000,
        0xff80_0000,
    ],
    read: |bits| f64::from(f32::from_bits(bits as u32)),
};

const F64: Width = Width {
    ty: "f64",
    canonical: 0x7ff8 << 48,
    sign: 1 << 63,
    nans: [
        0x7ff8 << 48,
        0xfff8 << 48,
        0x7ff8_0000_1234_5678,
        u64::MAX,
        0x7ff4_0000_0000_0001,
        0xfff0_0000_0000_0001,
    ],
    numbers: [
        0,
        1 << 63,
        0x3ff0 << 48,
        0xbff0 << 48,
        0x3ff8 << 48,
        0xbff8 << 48,
        0x7ff0 << 48,
        0xfff0 << 48,
    ],
    read: f64::from_bits,
};

impl Width {
    fn values(&self) -> Vec<u64> {
        self.nans.iter().chain(&self.numbers).copied().collect()
    }

    fn value(&self, bits: u64) -> Value {
        if self.ty == "f32" { Value::F32(bits as u32) } else { Value::F64(bits) }
    }

    /// Vectors with each value in each lane, and other values beside it.
    fn vectors(&self) -> Vec<u128> {
        let values = self.values();
        let lane = |at: usize| u128::from(values[at % values.len()]);
        let both = |at| match self.ty {
            "f32" => lane(at) | lane(at + 3) << 32 | lane(at + 7) << 64 | lane(at + 8) << 96,
            _ => lane(at) | lane(at + 5) << 64,
        };
        (0..values.len()).map(both).collect()
    }

    fn lanes(&self, vector: u128) -> Vec<u64> {
        match self.ty {
            "f32" => (0..4).map(|lane| u64::from((vector >> (32 * lane)) as u32)).collect(),
            _ => vec![vector as u64, (vector >> 64) as u64],
        }
    }

    /// Asserts that what an instruction gives of some operands is right, as far as NaN goes.
    fn check(&self, name: &str, operands: &[u64], result: u64, context: &str) {
        let context = || format!("{context} {}.{name} {operands:x?} gives {result:#x}", self.ty);
        let (a, b) = (operands[0], *operands.last().unwrap());
        let moved = match name {
            "abs" => Some(a & !self.sign),
            "neg" => Some(a ^ self.sign),
            "copysign" => Some(a & !self.sign | b & self.sign),
            "pmin" => Some(if (self.read)(b) < (self.read)(a) { b } else { a }),
            "pmax" => Some(if (self.read)(a) < (self.read)(b) { b } else { a }),
            _ => None,
        };
        if let Some(moved) = moved {
            assert_eq!(result, moved, "{}", context());
            return;
        }
        let operands: Vec<f64> = operands.iter().map(|&bits| (self.read)(bits)).collect();
        let is_nan =
            operands.iter().any(|operand| operand.is_nan()) || computes_nan(name, &operands);
        assert_eq!((self.read)(result).is_nan(), is_nan, "{}", context());
        assert!(!is_nan || result == self.canonical, "{}", context());
    }
}

/// Whether numbers that are not NaN give NaN.
fn computes_nan(name: &str, operands: &[f64]) -> bool {
    let (a, b) = (operands[0], *operands.last().unwrap());
    match name {
        "sqrt" => a < 0.0,
        "add" => (a + b).is_nan(),
        "sub" => (a - b).is_nan(),
        "mul" => (a * b).is_nan(),
        "div" => (a / b).is_nan(),
        "relaxed_madd" => (operands[0] * operands[1] + operands[2]).is_nan(),
        "relaxed_nmadd" => (-operands[0] * operands[1] + operands[2]).is_nan(),
        _ => false,
    }
}

const UNARY: &str = "abs neg ceil floor trunc nearest sqrt";
const BINARY: &str = "add sub mul div min max copysign";
const VECTOR_BINARY: &str = "add sub mul div min max pmin pmax relaxed_min relaxed_max";
const TERNARY: &str = "relaxed_madd relaxed_nmadd";

fn stores(text: &str) -> Vec<(Store, InstanceId, String)> {
    let module = module(text);
    WAYS.map(|way| {
        let mut store = store_that_runs(way);
        for (name, ty) in [("f32", ValType::F32), ("f64", ValType::F64)] {
            let same = |_: &mut Caller<'_>, args: &[Value], results: &mut [Value]| {
                results.copy_from_slice(args);
                Ok(())
            };
            store.define_host("host", name, FuncType::new([ty], [ty]), Box::new(same));
        }
        let id = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
        (store, id, format!("{way:?}"))
    })
    .into()
}

/// The bits of a float or a vector that a function gives.
fn bits(exit: &Exit) -> u128 {
    match exit {
        Exit::Finished(values) => match values[..] {
            [Value::F32(bits)] => bits.into(),
            [Value::F64(bits)] => bits.into(),
            [Value::V128(bits)] => bits,
            _ => panic!("{exit:?}"),
        },
        _ => panic!("{exit:?}"),
    }
}

#[test]
fn scalars_wherever_they_are() {
    for width in [F32, F64] {
        for fixed in [width.nans[3], width.nans[4]] {
            for name in UNARY.split_whitespace() {
                scalar(&width, name, 1, fixed);
            }
            for name in BINARY.split_whitespace() {
                scalar(&width, name, 2, fixed);
            }
        }
    }
}

/// An instruction with its operands in all places, `fixed` among them as a constant.
fn scalar(width: &Width, name: &str, operands: usize, fixed: u64) {
    let ty = width.ty;
    let forms = |local| operand_forms(ty, local, width.value(fixed));
    // By the operands that are the constant.
    let mut functions = Vec::new();
    for (i, a) in forms(0).iter().enumerate() {
        if operands == 1 {
            functions.push((format!("({ty}.{name} {a})"), [i == 3, false]));
            continue;
        }
        for (j, b) in forms(1).iter().enumerate() {
            functions.push((format!("({ty}.{name} {a} {b})"), [i == 3, j == 3]));
        }
    }
    let mut text = String::from("(module");
    let mut constants = Vec::new();
    for (instruction, constant) in functions {
        for body in uses(ty, &instruction) {
            write!(
                text,
                "(func (export \"f{}\") (param {ty} {ty}) (result {ty}) (local {ty} {ty}) {body})",
                constants.len()
            )
            .unwrap();
            constants.push(constant);
        }
    }
    let values = width.values();
    let others = if operands == 1 { &values[..1] } else { &values[..] };
    for (mut store, id, way) in stores(&(text + ")")) {
        for (i, constant) in constants.iter().enumerate() {
            for &a in &values {
                for &b in others {
                    let args = [width.value(a), width.value(b)];
                    let exit = call(&mut store, id, &format!("f{i}"), &args);
                    let given = if constant[0] { fixed } else { a };
                    let given = [given, if constant[1] { fixed } else { b }];
                    width.check(name, &given[..operands], bits(&exit) as u64, &way);
                }
            }
        }
    }
}

#[test]
fn lanes_of_vectors() {
    for width in [F32, F64] {
        let shape = if width.ty == "f32" { "f32x4" } else { "f64x2" };
        let vectors = width.vectors();
        for (names, operands) in [(UNARY, 1), (VECTOR_BINARY, 2), (TERNARY, 3)] {
            for name in names.split_whitespace() {
                let taken = ["(local.get 0)", "(v128.not (local.get 1))", "(local.get 2)"];
                let text = format!(
                    "(module (func (export \"f\") (param v128 v128 v128) (result v128)
                        ({shape}.{name} {})))",
                    taken[..operands].join(" ")
                );
                for (mut store, id, way) in stores(&text) {
                    for &a in &vectors {
                        for &b in &vectors[..if operands < 2 { 1 } else { vectors.len() }] {
                            for &c in &vectors[..if operands < 3 { 1 } else { vectors.len() }] {
                                let args = [a, !b, c].map(Value::V128);
                                let result = bits(&call(&mut store, id, "f", &args));
                                let lanes = [a, b, c].map(|vector| width.lanes(vector));
                                for (lane, &result) in width.lanes(result).iter().enumerate() {
                                    let given = [0, 1, 2].map(|operand| lanes[operand][lane]);
                                    width.check(name, &given[..operands], result, &way);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn conversions_between_widths() {
    let text = r#"(module
        (func (export "demote") (param f64) (result f32) (f32.demote_f64 (local.get 0)))
        (func (export "promote") (param f32) (result f64) (f64.promote_f32 (local.get 0)))
        (func (export "demote vector") (param v128) (result v128)
            (f32x4.demote_f64x2_zero (local.get 0)))
        (func (export "promote vector") (param v128) (result v128)
            (f64x2.promote_low_f32x4 (local.get 0))))"#;
    for (mut store, id, way) in stores(text) {
        for (name, from, to) in [("demote", F64, F32), ("promote", F32, F64)] {
            for nan in from.nans {
                let result = bits(&call(&mut store, id, name, &[from.value(nan)]));
                assert_eq!(result, to.canonical.into(), "{way} {name} {nan:#x}");
                let lane = u128::from(nan);
                let vector = Value::V128(if from.ty == "f32" { lane << 32 } else { lane << 64 });
                let result = bits(&call(&mut store, id, &format!("{name} vector"), &[vector]));
                let lane = u128::from(to.canonical);
                let expected = if to.ty == "f32" { lane << 32 } else { lane << 64 };
                assert_eq!(result, expected, "{way} {name} {nan:#x}");
            }
        }
    }
}

#[test]
fn whatever_moves_a_float_keeps_its_bits() {
    for width in [F32, F64] {
        let (ty, bits_type) = (width.ty, width.ty.replace('f', "i"));
        let shape = if ty == "f32" { "f32x4" } else { "f64x2" };
        let bodies = [
            "(local.get 0)".into(),
            "(local.set 1 (local.get 0)) (local.get 1)".into(),
            "(select (local.get 0) (local.get 1) (i32.const 1))".into(),
            "(global.set 0 (local.get 0)) (global.get 0)".into(),
            format!("({ty}.store (i32.const 8) (local.get 0)) ({ty}.load (i32.const 8))"),
            format!("({ty}.reinterpret_{bits_type} ({bits_type}.reinterpret_{ty} (local.get 0)))"),
            format!("(block (result {ty}) (br 0 (local.get 0)))"),
            format!("(loop (result {ty}) (local.get 0))"),
            "(call $same (local.get 0))".into(),
            "(call $host (local.get 0))".into(),
            format!("({shape}.extract_lane 1 ({shape}.splat (local.get 0)))"),
            format!(
                "({shape}.extract_lane 1
                    ({shape}.replace_lane 1 (v128.const i64x2 1 2) (local.get 0)))"
            ),
        ];
        let mut text = format!(
            "(module (import \"host\" \"{ty}\" (func $host (param {ty}) (result {ty})))
                (memory 1) (global (mut {ty}) ({ty}.const 0))
                (func $same (param {ty}) (result {ty}) (local.get 0))"
        );
        for (i, body) in bodies.iter().enumerate() {
            let function = format!("(param {ty}) (result {ty}) (local {ty}) {body}");
            write!(text, "(func (export \"f{i}\") {function})").unwrap();
        }
        for (mut store, id, way) in stores(&(text + ")")) {
            for (i, body) in bodies.iter().enumerate() {
                for nan in width.nans {
                    let result = bits(&call(&mut store, id, &format!("f{i}"), &[width.value(nan)]));
                    assert_eq!(result, nan.into(), "{way} {body} {nan:#x}");
                }
            }
        }
    }
}
