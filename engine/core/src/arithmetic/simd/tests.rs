use alloc::format;
use alloc::vec::Vec;
use core::array::from_fn;

use super::lanes::Lane;
use super::*;

/// The opcode of an instruction, by its name in the text format.
fn op(name: &str) -> u32 {
    let (op, _) = names().find(|(_, known)| *known == name).unwrap();
    op
}

fn names() -> impl Iterator<Item = (u32, &'static str)> {
    [integer::NAMES, float::NAMES, convert::NAMES, memory::NAMES, access::NAMES, relaxed::NAMES]
        .into_iter()
        .flatten()
        .copied()
}

/// A vector of the lanes given, and zeros above them.
fn vector<A: Lane<N>, const N: usize>(lanes: &[A]) -> u128 {
    u128::from_le_bytes(A::pack(from_fn(|i| lanes.get(i).copied().unwrap_or_default())))
}

fn counting() -> u128 {
    u128::from_le_bytes(from_fn(|i| i as u8))
}

#[track_caller]
fn check_unary<A, R, const N: usize, const M: usize>(name: &str, a: &[A], result: &[R])
where
    A: Lane<N>,
    R: Lane<M>,
{
    assert_eq!(shape(op(name)), Some(Shape::Unary), "{name}");
    let got = unary(op(name), vector(a));
    assert_eq!(got, vector(result), "{name} gave {got:#034x}");
}

#[track_caller]
fn check_binary<A, R, const N: usize, const M: usize>(name: &str, a: &[A], b: &[A], result: &[R])
where
    A: Lane<N>,
    R: Lane<M>,
{
    assert_eq!(shape(op(name)), Some(Shape::Binary), "{name}");
    let got = binary(op(name), vector(a), vector(b));
    assert_eq!(got, vector(result), "{name} gave {got:#034x}");
}

#[test]
fn every_opcode_is_that_of_its_name() {
    let mut all = names().map(|(op, _)| op).collect::<Vec<_>>();
    for (op, name) in names() {
        let immediates = match shape(op).unwrap() {
            Shape::Const => " i64x2 0 0",
            Shape::Shuffle => " 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
            Shape::Extract | Shape::Replace | Shape::LoadLane { .. } | Shape::StoreLane { .. } => {
                " 0"
            }
            _ => "",
        };
        let text = format!("(module (memory 0) (func {name}{immediates}))");
        let wasm = wat::parse_str(text).unwrap();
        let code = [0xfd, op as u8 | 0x80, (op >> 7) as u8];
        let code = if op < 0x80 { &[0xfd, op as u8][..] } else { &code };
        assert!(wasm.windows(code.len()).any(|window| window == code), "{name} is not {op:#x}");
    }
    all.sort_unstable();
    let len = all.len();
    all.dedup();
    assert_eq!((len, all.len()), (256, 256));
    assert_eq!(shape(0x9a), None);
    assert_eq!(shape(0x114), None);
}

#[test]
fn unknown_opcodes_give_zero() {
    let ones = u128::MAX;
    assert_eq!(unary(0x9a, ones) | binary(0x9a, ones, ones) | ternary(0x9a, ones, ones, ones), 0);
    assert_eq!(shift(0x9a, ones, 1) | splat(0x9a, 1) | replace(0x9a, ones, 0, 1), 0);
    assert_eq!(loaded(0x9a, ones), 0);
    assert_eq!((test(0x9a, ones), extract(0x9a, ones, 0)), (0, 0));
}

#[test]
fn arithmetic_wraps_or_saturates_at_the_edges() {
    check_unary("i8x16.abs", &[i8::MIN, -1, 1], &[i8::MIN, 1, 1]);
    check_unary("i64x2.neg", &[i64::MIN, -1], &[i64::MIN, 1]);
    check_binary("i8x16.add", &[0x7f_u8, 0xff], &[1, 1], &[0x80_u8, 0]);
    check_binary("i8x16.add_sat_s", &[127_i8, -128, 1], &[1, -1, 1], &[127_i8, -128, 2]);
    check_binary("i8x16.add_sat_u", &[255_u8, 1], &[1, 1], &[255_u8, 2]);
    check_binary("i16x8.sub_sat_s", &[i16::MIN, 0], &[1, i16::MIN], &[i16::MIN, i16::MAX]);
    check_binary("i16x8.sub_sat_u", &[0_u16, 5], &[1, 2], &[0_u16, 3]);
    check_binary("i8x16.avgr_u", &[255_u8, 0, 1], &[255, 1, 3], &[255_u8, 1, 2]);
    check_binary("i16x8.avgr_u", &[0xffff_u16, 0], &[0xfffe, 0], &[0xffff_u16, 0]);
    check_binary("i64x2.mul", &[u64::MAX, 1 << 63], &[u64::MAX, 3], &[1_u64, 1 << 63]);
    check_unary("i8x16.popcnt", &[0_u8, 1, 0x80, 0xff, 0xaa], &[0_u8, 1, 1, 8, 4]);
}

#[test]
fn q15_products_round_half_up_and_saturate() {
    for name in ["i16x8.q15mulr_sat_s", "i16x8.relaxed_q15mulr_s"] {
        let a = [-0x8000_i16, -0x8000, 0x4000, 1, -1, 0x7fff];
        let b = [-0x8000_i16, 0x7fff, 0x4000, 0x4000, 0x4000, 0x7fff];
        check_binary(name, &a, &b, &[0x7fff_i16, -0x7fff, 0x2000, 1, 0, 0x7ffe]);
    }
}

#[test]
fn narrowing_reads_signed_lanes_and_saturates() {
    let a = [-0x8000_i16, -129, -128, -1, 0, 127, 128, 0x7fff];
    let s = [-128_i8, -128, -128, -1, 0, 127, 127, 127, 1];
    check_binary("i8x16.narrow_i16x8_s", &a, &[1], &s);
    let u = [0_u8, 0, 0, 0, 0, 127, 128, 255, 255];
    check_binary("i8x16.narrow_i16x8_u", &a, &[256], &u);
    let a = [i32::MIN, -1, 0x8000, 0x10000];
    check_binary("i16x8.narrow_i32x4_s", &a, &[7], &[i16::MIN, -1, 0x7fff, 0x7fff, 7]);
    check_binary("i16x8.narrow_i32x4_u", &a, &[7], &[0_u16, 0, 0x8000, 0xffff, 7]);
}

#[test]
fn widening_takes_the_half_and_the_sign_it_names() {
    let a = [-1_i8, 1, 2, 3, 4, 5, 6, 7, -128, 9, 10, 11, 12, 13, 14, 15];
    check_unary("i16x8.extend_low_i8x16_s", &a, &[-1_i16, 1, 2, 3, 4, 5, 6, 7]);
    check_unary("i16x8.extend_high_i8x16_s", &a, &[-128_i16, 9, 10, 11, 12, 13, 14, 15]);
    check_unary("i16x8.extend_high_i8x16_u", &a, &[128_u16, 9, 10, 11, 12, 13, 14, 15]);
    check_unary("i64x2.extend_low_i32x4_u", &[-1_i32, 1, 2, 3], &[0xffff_ffff_u64, 1]);
    check_unary("i16x8.extadd_pairwise_i8x16_s", &[-128_i8, -128, 1, -1], &[-256_i16, 0]);
    check_unary("i16x8.extadd_pairwise_i8x16_u", &[255_u8, 255, 1, 2], &[510_u16, 3]);
    check_unary("i32x4.extadd_pairwise_i16x8_s", &[-0x8000_i16, -0x8000], &[-0x10000_i32]);
    let a = [i32::MIN, 2, 3, -1];
    check_binary("i64x2.extmul_low_i32x4_s", &a, &a, &[1_i64 << 62, 4]);
    check_binary("i64x2.extmul_high_i32x4_u", &a, &a, &[9_u64, 0xffff_fffe_0000_0001]);
}

#[test]
fn dot_products_wrap_and_relaxed_ones_saturate() {
    let a = [-0x8000_i16, -0x8000, 0x7fff, 1, 2, 3];
    let b = [-0x8000_i16, -0x8000, 0x7fff, 1, 4, 5];
    check_binary("i32x4.dot_i16x8_s", &a, &b, &[i32::MIN, 0x3fff_0002, 23]);

    let a = [-128_i8, -128, 127, 127, 1, 2];
    let b = [-128_i8, -128, 127, 127, 3, -4];
    check_binary("i16x8.relaxed_dot_i8x16_i7x16_s", &a, &b, &[0x7fff_i16, 32258, -5]);
    let op = op("i32x4.relaxed_dot_i8x16_i7x16_add_s");
    assert_eq!(shape(op), Some(Shape::Ternary));
    let sums = ternary(op, vector(&a), vector(&b), vector(&[i32::MAX, 10]));
    assert_eq!(sums, vector(&[i32::MAX.wrapping_add(0x7fff + 32258), 5]));
}

#[test]
fn shifts_take_the_count_modulo_the_lane() {
    for (name, count, a, result) in [
        ("i8x16.shl", 9, 0x81_u128, 0x02_u128),
        ("i8x16.shr_s", 15, 0x80, 0xff),
        ("i8x16.shr_u", 8, 0x80, 0x80),
        ("i16x8.shl", 17, 0x8001, 0x0002),
        ("i16x8.shr_s", 31, 0x8000, 0xffff),
        ("i32x4.shr_u", 33, 0x8000_0000, 0x4000_0000),
        ("i64x2.shl", 64, 5, 5),
        ("i64x2.shr_s", 127, 1 << 63, 0xffff_ffff_ffff_ffff),
    ] {
        assert_eq!(shift(op(name), a, count), result, "{name}");
    }
}

#[test]
fn comparisons_fill_the_lane() {
    check_binary("i8x16.lt_s", &[0x80_u8, 1, 2], &[1, 0x80, 2], &[0xff_u8, 0, 0]);
    check_binary("i8x16.lt_u", &[0x80_u8, 1, 2], &[1, 0x80, 2], &[0_u8, 0xff, 0]);
    check_binary("i64x2.ge_s", &[1_i64, -1], &[1, 0], &[u64::MAX, 0]);
    let nan = f32::NAN;
    check_binary("f32x4.ne", &[nan, 0.0, 1.0], &[nan, -0.0, 2.0], &[u32::MAX, 0, u32::MAX]);
    check_binary(
        "f32x4.le",
        &[nan, 0.0, 1.0],
        &[nan, -0.0, 2.0],
        &[0, u32::MAX, u32::MAX, u32::MAX],
    );
    check_binary("f64x2.ge", &[f64::NAN, 3.0], &[1.0, 2.0], &[0, u64::MAX]);
}

#[test]
fn tests_tell_of_all_lanes() {
    for (name, a, result) in [
        ("v128.any_true", 0, 0),
        ("v128.any_true", 1 << 127, 1),
        ("i8x16.all_true", 0x0101_0101_0101_0101_0101_0101_0101_0101, 1),
        ("i16x8.all_true", 0x0101_0101_0101_0101_0101_0101_0101_0000, 0),
        ("i64x2.all_true", 1 << 64, 0),
        ("i64x2.all_true", 1 << 64 | 1, 1),
        ("i8x16.bitmask", 0x80 | 0x80 << 120 | 0x7f << 64, 0x8001),
        ("i16x8.bitmask", 0x8000 | 0x8000 << 112 | 0x80 << 64, 0x81),
        ("i32x4.bitmask", 0x8000_0000 << 32, 0b10),
        ("i64x2.bitmask", u128::MAX, 0b11),
    ] {
        assert_eq!(test(op(name), a), result, "{name} of {a:#034x}");
    }
}

#[test]
fn minimum_and_maximum_order_zeros_where_the_pseudo_ones_select() {
    let nan = f32::from_bits(0x7fa0_0001);
    let (a, b) = ([0.0_f32, -0.0, nan, 1.0], [-0.0, 0.0, 1.0, nan]);
    check_binary("f32x4.pmin", &a, &b, &a);
    check_binary("f32x4.pmax", &a, &b, &a);
    check_binary("f64x2.pmin", &[2.0_f64, 1.0], &[1.0, 2.0], &[1.0_f64, 1.0]);
    check_binary("f64x2.pmax", &[2.0_f64, 1.0], &[1.0, 2.0], &[2.0_f64, 2.0]);
    for (name, zero) in [
        ("f32x4.min", -0.0_f32),
        ("f32x4.max", 0.0),
        ("f32x4.relaxed_min", -0.0),
        ("f32x4.relaxed_max", 0.0),
    ] {
        let lanes =
            <u32 as Lane<4>>::unpack(&binary(op(name), vector(&a), vector(&b)).to_le_bytes());
        assert_eq!(lanes[..2], [zero.to_bits(); 2], "{name}");
        for lane in &lanes[2..] {
            assert_eq!(*lane, 0x7fc0_0000, "{name} gave another NaN than the canonical one");
        }
    }
}

#[test]
fn rounding_and_signs_keep_what_they_should() {
    check_unary("f32x4.nearest", &[0.5_f32, 1.5, -0.5, 2.5], &[0.0_f32, 2.0, -0.0, 2.0]);
    check_unary("f64x2.trunc", &[-0.9_f64, 1.9], &[-0.0_f64, 1.0]);
    check_unary("f64x2.ceil", &[-0.9_f64, 1.1], &[-0.0_f64, 2.0]);
    check_unary("f32x4.neg", &[0x7fa0_0001_u32, 0], &[0xffa0_0001_u32, 1 << 31, 1 << 31, 1 << 31]);
    check_unary("f64x2.abs", &[u64::MAX, 1 << 63], &[u64::MAX >> 1, 0]);
}

#[test]
fn truncation_saturates_and_makes_zero_of_nan() {
    let a = [f32::NAN, f32::NEG_INFINITY, f32::INFINITY, -1.9];
    let (s, u) = ([0, i32::MIN, i32::MAX, -1], [0, 0, u32::MAX, 0]);
    check_unary("i32x4.trunc_sat_f32x4_s", &a, &s);
    check_unary("i32x4.trunc_sat_f32x4_u", &a, &u);
    check_unary("i32x4.relaxed_trunc_f32x4_s", &a, &s);
    check_unary("i32x4.relaxed_trunc_f32x4_u", &a, &u);
    let a = [2_147_483_647.9_f64, -2_147_483_649.0];
    check_unary("i32x4.trunc_sat_f64x2_s_zero", &a, &[i32::MAX, i32::MIN]);
    check_unary("i32x4.trunc_sat_f64x2_u_zero", &a, &[0x7fff_ffff_u32, 0]);
    check_unary("i32x4.relaxed_trunc_f64x2_u_zero", &[f64::NAN, 1e10], &[0, u32::MAX]);
}

#[test]
fn conversions_between_widths_use_the_low_lanes() {
    check_unary("f32x4.demote_f64x2_zero", &[1e300_f64, 0.1], &[f32::INFINITY, 0.1]);
    check_unary("f64x2.promote_low_f32x4", &[-0.0_f32, 1.5, 7.0, 8.0], &[-0.0_f64, 1.5]);
    check_unary("f64x2.convert_low_i32x4_s", &[-1_i32, 2, 3, 4], &[-1.0_f64, 2.0]);
    check_unary("f64x2.convert_low_i32x4_u", &[-1_i32, 2, 3, 4], &[4_294_967_295.0_f64, 2.0]);
    check_unary(
        "f32x4.convert_i32x4_u",
        &[-1_i32, 0x100_0001],
        &[4_294_967_296.0_f32, 16_777_216.0],
    );
}

#[test]
fn relaxed_products_round_twice() {
    // The square is 1 + 2^-11 + 2^-24, whose last bit goes in rounding to f32.
    let a = 1.0 + 2.0_f32.powi(-12);
    let c = -(1.0 + 2.0_f32.powi(-11));
    let madd = ternary(op("f32x4.relaxed_madd"), vector(&[a]), vector(&[a]), vector(&[c]));
    assert_eq!(madd, vector(&[0.0_f32]));
    let nmadd = op("f64x2.relaxed_nmadd");
    let result = ternary(nmadd, vector(&[2.0_f64]), vector(&[3.0_f64]), vector(&[7.0_f64, 5.0]));
    assert_eq!(result, vector(&[1.0_f64, 5.0]));
}

#[test]
fn selections_go_by_bit() {
    for name in ["v128.bitselect", "i8x16.relaxed_laneselect", "i64x2.relaxed_laneselect"] {
        assert_eq!(ternary(op(name), 0b1100, 0b1010, 0b0110), 0b1100, "{name}");
    }
    assert_eq!(binary(op("v128.andnot"), 0b1100, 0b1010), 0b0100);
}

#[test]
fn shuffles_pick_from_both_and_swizzles_give_zero_outside() {
    let (a, b) = (counting(), counting() + u128::from_le_bytes([16; 16]));
    let lanes = from_fn(|i| if i % 2 == 0 { i as u8 } else { 31 - i as u8 });
    assert_eq!(shuffle(a, b, lanes).to_le_bytes(), lanes);

    let indices = [15, 0, 16, 31, 128, 255, 7];
    for name in ["i8x16.swizzle", "i8x16.relaxed_swizzle"] {
        check_binary(
            name,
            &b.to_le_bytes(),
            &indices,
            &[31_u8, 16, 0, 0, 0, 0, 23].into_iter().chain([16; 9]).collect::<Vec<u8>>(),
        );
    }
}

#[test]
fn lanes_go_to_slots_and_back() {
    let a = vector(&[-1_i8, -128, 0, 1]);
    assert_eq!(extract(op("i8x16.extract_lane_s"), a, 1), 0xffff_ff80);
    assert_eq!(extract(op("i8x16.extract_lane_u"), a, 1), 0x80);
    assert_eq!(extract(op("i16x8.extract_lane_s"), a, 0), 0xffff_80ff);
    assert_eq!(extract(op("i32x4.extract_lane"), a, 0), 0x0100_80ff);
    assert_eq!(extract(op("f64x2.extract_lane"), vector(&[0.0, 1.5_f64]), 1), 1.5_f64.to_bits());

    let slot = 0x1234_5678_9abc_def0;
    assert_eq!(
        replace(op("i8x16.replace_lane"), u128::MAX, 15, slot),
        0xf0_u128 << 120 | u128::MAX >> 8
    );
    assert_eq!(replace(op("f32x4.replace_lane"), 0, 1, slot), 0x9abc_def0 << 32);
    assert_eq!(replace(op("i64x2.replace_lane"), 7, 1, slot), u128::from(slot) << 64 | 7);
    assert_eq!(splat(op("i16x8.splat"), slot), vector(&[0xdef0_u16; 8]));
    assert_eq!(splat(op("f32x4.splat"), slot), vector(&[0x9abc_def0_u32; 4]));
}

#[test]
fn loads_make_vectors_of_the_bytes() {
    let bytes = 0x8070_6050_4030_2010_u128;
    assert_eq!(loaded(op("v128.load"), u128::MAX), u128::MAX);
    let s = [0x10_i16, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, -128];
    assert_eq!(loaded(op("v128.load8x8_s"), bytes), vector(&s));
    assert_eq!(loaded(op("v128.load16x4_u"), bytes), vector(&[0x2010_u32, 0x4030, 0x6050, 0x8070]));
    assert_eq!(loaded(op("v128.load32x2_s"), bytes), vector(&[0x4030_2010_i64, -0x7f8f_9fb0]));
    assert_eq!(loaded(op("v128.load8_splat"), 0x10), vector(&[0x10_u8; 16]));
    assert_eq!(loaded(op("v128.load64_splat"), bytes), bytes << 64 | bytes);
    assert_eq!(loaded(op("v128.load64_zero"), bytes), bytes);
    assert_eq!(insert(u128::MAX, 3, 2, 0x1_2345), !(0xffff << 48) | 0x2345 << 48);
    assert_eq!(lane_bytes(bytes, 3, 2), 0x8070);
}
