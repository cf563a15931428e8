//! Numeric instructions (core specification, sections 4.3 and 4.4.1).
//!
//! Traps are told from the operands by the cold routine, so that the handlers stay short.

use super::Flow;
use super::float;
use super::regs::Regs;
use super::trap::{conversion_trap, division_trap};
use crate::store::Store;

macro_rules! constants {
    ($($name:ident: |$r:ident| $value:expr;)*) => {
        $(#[inline(always)]
        pub(super) fn $name($r: &mut Regs, _: &mut Store) -> Flow {
            let value = $value;
            $r.push(value);
            Flow::Next
        })*
    };
}

constants! {
    i32_const: |r| r.imm_i32();
    i64_const: |r| r.imm_i64();
    f32_const: |r| u32::from_le_bytes(r.imm_bytes::<4>());
    f64_const: |r| u64::from_le_bytes(r.imm_bytes::<8>());
}

macro_rules! unary {
    ($($name:ident: |$a:ident: $ty:ty| $value:expr;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, _: &mut Store) -> Flow {
            let $a = r.peek::<$ty>(0);
            r.poke(0, $value);
            Flow::Next
        })*
    };
}

macro_rules! binary {
    ($($name:ident: |$a:ident, $b:ident: $ty:ty| $value:expr;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, _: &mut Store) -> Flow {
            let $b = r.pop::<$ty>();
            let $a = r.peek::<$ty>(0);
            r.poke(0, $value);
            Flow::Next
        })*
    };
}

macro_rules! trapping_binary {
    ($($name:ident: |$a:ident, $b:ident: $ty:ty| $value:expr;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, _: &mut Store) -> Flow {
            let $b = r.pop::<$ty>();
            let $a = r.peek::<$ty>(0);
            let Some(value) = $value else { return Flow::Cold(division_trap) };
            r.poke(0, value);
            Flow::Next
        })*
    };
}

unary! {
    i32_eqz: |a: u32| a == 0;
    i32_clz: |a: u32| a.leading_zeros();
    i32_ctz: |a: u32| a.trailing_zeros();
    i32_popcnt: |a: u32| a.count_ones();
    i32_extend8_s: |a: u32| i32::from(a as i8);
    i32_extend16_s: |a: u32| i32::from(a as i16);
    i64_eqz: |a: u64| a == 0;
    i64_clz: |a: u64| u64::from(a.leading_zeros());
    i64_ctz: |a: u64| u64::from(a.trailing_zeros());
    i64_popcnt: |a: u64| u64::from(a.count_ones());
    i64_extend8_s: |a: u64| i64::from(a as i8);
    i64_extend16_s: |a: u64| i64::from(a as i16);
    i64_extend32_s: |a: u64| i64::from(a as i32);
}

binary! {
    i32_eq: |a, b: u32| a == b;
    i32_ne: |a, b: u32| a != b;
    i32_lt_s: |a, b: i32| a < b;
    i32_lt_u: |a, b: u32| a < b;
    i32_gt_s: |a, b: i32| a > b;
    i32_gt_u: |a, b: u32| a > b;
    i32_le_s: |a, b: i32| a <= b;
    i32_le_u: |a, b: u32| a <= b;
    i32_ge_s: |a, b: i32| a >= b;
    i32_ge_u: |a, b: u32| a >= b;
    i32_add: |a, b: u32| a.wrapping_add(b);
    i32_sub: |a, b: u32| a.wrapping_sub(b);
    i32_mul: |a, b: u32| a.wrapping_mul(b);
    i32_and: |a, b: u32| a & b;
    i32_or: |a, b: u32| a | b;
    i32_xor: |a, b: u32| a ^ b;
    i32_shl: |a, b: u32| a.wrapping_shl(b);
    i32_shr_s: |a, b: i32| a.wrapping_shr(b.cast_unsigned());
    i32_shr_u: |a, b: u32| a.wrapping_shr(b);
    i32_rotl: |a, b: u32| a.rotate_left(b & 31);
    i32_rotr: |a, b: u32| a.rotate_right(b & 31);

    i64_eq: |a, b: u64| a == b;
    i64_ne: |a, b: u64| a != b;
    i64_lt_s: |a, b: i64| a < b;
    i64_lt_u: |a, b: u64| a < b;
    i64_gt_s: |a, b: i64| a > b;
    i64_gt_u: |a, b: u64| a > b;
    i64_le_s: |a, b: i64| a <= b;
    i64_le_u: |a, b: u64| a <= b;
    i64_ge_s: |a, b: i64| a >= b;
    i64_ge_u: |a, b: u64| a >= b;
    i64_add: |a, b: u64| a.wrapping_add(b);
    i64_sub: |a, b: u64| a.wrapping_sub(b);
    i64_mul: |a, b: u64| a.wrapping_mul(b);
    i64_and: |a, b: u64| a & b;
    i64_or: |a, b: u64| a | b;
    i64_xor: |a, b: u64| a ^ b;
    i64_shl: |a, b: u64| a.wrapping_shl(b as u32);
    i64_shr_s: |a, b: i64| a.wrapping_shr(b as u32);
    i64_shr_u: |a, b: u64| a.wrapping_shr(b as u32);
    i64_rotl: |a, b: u64| a.rotate_left(b as u32 & 63);
    i64_rotr: |a, b: u64| a.rotate_right(b as u32 & 63);

    f32_eq: |a, b: f32| a == b;
    f32_ne: |a, b: f32| a != b;
    f32_lt: |a, b: f32| a < b;
    f32_gt: |a, b: f32| a > b;
    f32_le: |a, b: f32| a <= b;
    f32_ge: |a, b: f32| a >= b;
    f32_add: |a, b: f32| a + b;
    f32_sub: |a, b: f32| a - b;
    f32_mul: |a, b: f32| a * b;
    f32_div: |a, b: f32| a / b;
    f32_copysign: |a, b: u32| a & 0x7fff_ffff | b & 0x8000_0000;

    f64_eq: |a, b: f64| a == b;
    f64_ne: |a, b: f64| a != b;
    f64_lt: |a, b: f64| a < b;
    f64_gt: |a, b: f64| a > b;
    f64_le: |a, b: f64| a <= b;
    f64_ge: |a, b: f64| a >= b;
    f64_add: |a, b: f64| a + b;
    f64_sub: |a, b: f64| a - b;
    f64_mul: |a, b: f64| a * b;
    f64_div: |a, b: f64| a / b;
    f64_copysign: |a, b: u64| a & !(1 << 63) | b & (1 << 63);

    f32_min: |a, b: f32| float::min32(a, b);
    f32_max: |a, b: f32| float::max32(a, b);
    f64_min: |a, b: f64| float::min64(a, b);
    f64_max: |a, b: f64| float::max64(a, b);
}

trapping_binary! {
    i32_div_s: |a, b: i32| a.checked_div(b);
    i32_div_u: |a, b: u32| a.checked_div(b);
    i32_rem_s: |a, b: i32| (b != 0).then(|| a.wrapping_rem(b));
    i32_rem_u: |a, b: u32| a.checked_rem(b);
    i64_div_s: |a, b: i64| a.checked_div(b);
    i64_div_u: |a, b: u64| a.checked_div(b);
    i64_rem_s: |a, b: i64| (b != 0).then(|| a.wrapping_rem(b));
    i64_rem_u: |a, b: u64| a.checked_rem(b);
}

unary! {
    f32_abs: |a: u32| a & 0x7fff_ffff;
    f32_neg: |a: u32| a ^ 0x8000_0000;
    f32_ceil: |a: f32| float::ceil32(a);
    f32_floor: |a: f32| float::floor32(a);
    f32_trunc: |a: f32| float::trunc32(a);
    f32_nearest: |a: f32| float::nearest32(a);
    f32_sqrt: |a: f32| float::sqrt32(a);
    f64_abs: |a: u64| a & !(1 << 63);
    f64_neg: |a: u64| a ^ (1 << 63);
    f64_ceil: |a: f64| float::ceil64(a);
    f64_floor: |a: f64| float::floor64(a);
    f64_trunc: |a: f64| float::trunc64(a);
    f64_nearest: |a: f64| float::nearest64(a);
    f64_sqrt: |a: f64| float::sqrt64(a);

    i32_wrap_i64: |a: u64| a as u32;
    i64_extend_i32_s: |a: i32| i64::from(a);
    i64_extend_i32_u: |a: u32| u64::from(a);
    f32_convert_i32_s: |a: i32| a as f32;
    f32_convert_i32_u: |a: u32| a as f32;
    f32_convert_i64_s: |a: i64| a as f32;
    f32_convert_i64_u: |a: u64| a as f32;
    f32_demote_f64: |a: f64| a as f32;
    f64_convert_i32_s: |a: i32| f64::from(a);
    f64_convert_i32_u: |a: u32| f64::from(a);
    f64_convert_i64_s: |a: i64| a as f64;
    f64_convert_i64_u: |a: u64| a as f64;
    f64_promote_f32: |a: f32| f64::from(a);
    i32_trunc_sat_f32_s: |a: f32| a as i32;
    i32_trunc_sat_f32_u: |a: f32| a as u32;
    i32_trunc_sat_f64_s: |a: f64| a as i32;
    i32_trunc_sat_f64_u: |a: f64| a as u32;
    i64_trunc_sat_f32_s: |a: f32| a as i64;
    i64_trunc_sat_f32_u: |a: f32| a as u64;
    i64_trunc_sat_f64_s: |a: f64| a as i64;
    i64_trunc_sat_f64_u: |a: f64| a as u64;
}

/// The four reinterpretations: a slot holds the same bits either way.
#[inline(always)]
pub(super) fn reinterpret(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Next
}

macro_rules! truncations {
    ($($name:ident: $from:ty => $to:ty, $low:expr, $high:expr;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, _: &mut Store) -> Flow {
            let a = r.peek::<$from>(0);
            // NaN fails both comparisons.
            if !($low(a) && a < $high) {
                return Flow::Cold(conversion_trap);
            }
            r.poke(0, a as $to);
            Flow::Next
        })*
    };
}

// The bounds are powers of two, or one below them where the float type can tell the two apart.
truncations! {
    i32_trunc_f32_s: f32 => i32, |a| a >= -2_147_483_648.0, 2_147_483_648.0;
    i32_trunc_f32_u: f32 => u32, |a| a > -1.0, 4_294_967_296.0;
    i32_trunc_f64_s: f64 => i32, |a| a > -2_147_483_649.0, 2_147_483_648.0;
    i32_trunc_f64_u: f64 => u32, |a| a > -1.0, 4_294_967_296.0;
    i64_trunc_f32_s: f32 => i64, |a| a >= -9_223_372_036_854_775_808.0, 9_223_372_036_854_775_808.0;
    i64_trunc_f32_u: f32 => u64, |a| a > -1.0, 18_446_744_073_709_551_616.0;
    i64_trunc_f64_s: f64 => i64, |a| a >= -9_223_372_036_854_775_808.0, 9_223_372_036_854_775_808.0;
    i64_trunc_f64_u: f64 => u64, |a| a > -1.0, 18_446_744_073_709_551_616.0;
}
