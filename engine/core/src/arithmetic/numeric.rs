//! What the numeric instructions compute (core specification, sections 4.3 and 4.4.1): one list for all
//! tiers, of each instruction its name in the decoder, its name here, and its function.
//!
//! A function that gives `None` traps. One that computes a float gives no NaN but the canonical one
//! ([`super::float`] has the rule).

/// Calls the macro `$use` with every instruction that takes one operand and cannot trap.
macro_rules! for_each_unary {
    ($use:ident) => {
        $use! {
            I32Eqz i32_eqz: |a: u32| -> bool { a == 0 };
            I32Clz i32_clz: |a: u32| -> u32 { a.leading_zeros() };
            I32Ctz i32_ctz: |a: u32| -> u32 { a.trailing_zeros() };
            I32Popcnt i32_popcnt: |a: u32| -> u32 { a.count_ones() };
            I32Extend8S i32_extend8_s: |a: u32| -> i32 { i32::from(a as i8) };
            I32Extend16S i32_extend16_s: |a: u32| -> i32 { i32::from(a as i16) };
            I64Eqz i64_eqz: |a: u64| -> bool { a == 0 };
            I64Clz i64_clz: |a: u64| -> u64 { u64::from(a.leading_zeros()) };
            I64Ctz i64_ctz: |a: u64| -> u64 { u64::from(a.trailing_zeros()) };
            I64Popcnt i64_popcnt: |a: u64| -> u64 { u64::from(a.count_ones()) };
            I64Extend8S i64_extend8_s: |a: u64| -> i64 { i64::from(a as i8) };
            I64Extend16S i64_extend16_s: |a: u64| -> i64 { i64::from(a as i16) };
            I64Extend32S i64_extend32_s: |a: u64| -> i64 { i64::from(a as i32) };
            F32Abs f32_abs: |a: f32| -> f32 { f32::from_bits(a.to_bits() & 0x7fff_ffff) };
            F32Neg f32_neg: |a: f32| -> f32 { f32::from_bits(a.to_bits() ^ 0x8000_0000) };
            F32Ceil f32_ceil: |a: f32| -> f32 { float::ceil32(a) };
            F32Floor f32_floor: |a: f32| -> f32 { float::floor32(a) };
            F32Trunc f32_trunc: |a: f32| -> f32 { float::trunc32(a) };
            F32Nearest f32_nearest: |a: f32| -> f32 { float::nearest32(a) };
            F32Sqrt f32_sqrt: |a: f32| -> f32 { float::sqrt32(a) };
            F64Abs f64_abs: |a: f64| -> f64 { f64::from_bits(a.to_bits() & !(1 << 63)) };
            F64Neg f64_neg: |a: f64| -> f64 { f64::from_bits(a.to_bits() ^ (1 << 63)) };
            F64Ceil f64_ceil: |a: f64| -> f64 { float::ceil64(a) };
            F64Floor f64_floor: |a: f64| -> f64 { float::floor64(a) };
            F64Trunc f64_trunc: |a: f64| -> f64 { float::trunc64(a) };
            F64Nearest f64_nearest: |a: f64| -> f64 { float::nearest64(a) };
            F64Sqrt f64_sqrt: |a: f64| -> f64 { float::sqrt64(a) };
            I32WrapI64 i32_wrap_i64: |a: u64| -> u32 { a as u32 };
            I64ExtendI32S i64_extend_i32_s: |a: i32| -> i64 { i64::from(a) };
            I64ExtendI32U i64_extend_i32_u: |a: u32| -> u64 { u64::from(a) };
            F32ConvertI32S f32_convert_i32_s: |a: i32| -> f32 { a as f32 };
            F32ConvertI32U f32_convert_i32_u: |a: u32| -> f32 { a as f32 };
            F32ConvertI64S f32_convert_i64_s: |a: i64| -> f32 { a as f32 };
            F32ConvertI64U f32_convert_i64_u: |a: u64| -> f32 { a as f32 };
            F32DemoteF64 f32_demote_f64: |a: f64| -> f32 { float::canonical32(a as f32) };
            F64ConvertI32S f64_convert_i32_s: |a: i32| -> f64 { f64::from(a) };
            F64ConvertI32U f64_convert_i32_u: |a: u32| -> f64 { f64::from(a) };
            F64ConvertI64S f64_convert_i64_s: |a: i64| -> f64 { a as f64 };
            F64ConvertI64U f64_convert_i64_u: |a: u64| -> f64 { a as f64 };
            F64PromoteF32 f64_promote_f32: |a: f32| -> f64 { float::canonical64(f64::from(a)) };
            I32TruncSatF32S i32_trunc_sat_f32_s: |a: f32| -> i32 { a as i32 };
            I32TruncSatF32U i32_trunc_sat_f32_u: |a: f32| -> u32 { a as u32 };
            I32TruncSatF64S i32_trunc_sat_f64_s: |a: f64| -> i32 { a as i32 };
            I32TruncSatF64U i32_trunc_sat_f64_u: |a: f64| -> u32 { a as u32 };
            I64TruncSatF32S i64_trunc_sat_f32_s: |a: f32| -> i64 { a as i64 };
            I64TruncSatF32U i64_trunc_sat_f32_u: |a: f32| -> u64 { a as u64 };
            I64TruncSatF64S i64_trunc_sat_f64_s: |a: f64| -> i64 { a as i64 };
            I64TruncSatF64U i64_trunc_sat_f64_u: |a: f64| -> u64 { a as u64 };
        }
    };
}

/// The same for conversions that trap. The bounds are powers of two, or one below them where the float
/// type can tell the two apart; NaN fails both comparisons.
macro_rules! for_each_trapping_unary {
    ($use:ident) => {
        $use! {
            I32TruncF32S i32_trunc_f32_s: |a: f32| -> i32 {
                (-2_147_483_648.0..2_147_483_648.0).contains(&a).then(|| a as i32)
            };
            I32TruncF32U i32_trunc_f32_u: |a: f32| -> u32 {
                (a > -1.0 && a < 4_294_967_296.0).then(|| a as u32)
            };
            I32TruncF64S i32_trunc_f64_s: |a: f64| -> i32 {
                (a > -2_147_483_649.0 && a < 2_147_483_648.0).then(|| a as i32)
            };
            I32TruncF64U i32_trunc_f64_u: |a: f64| -> u32 {
                (a > -1.0 && a < 4_294_967_296.0).then(|| a as u32)
            };
            I64TruncF32S i64_trunc_f32_s: |a: f32| -> i64 {
                (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&a).then(|| a as i64)
            };
            I64TruncF32U i64_trunc_f32_u: |a: f32| -> u64 {
                (a > -1.0 && a < 18_446_744_073_709_551_616.0).then(|| a as u64)
            };
            I64TruncF64S i64_trunc_f64_s: |a: f64| -> i64 {
                (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&a).then(|| a as i64)
            };
            I64TruncF64U i64_trunc_f64_u: |a: f64| -> u64 {
                (a > -1.0 && a < 18_446_744_073_709_551_616.0).then(|| a as u64)
            };
        }
    };
}

/// Calls the macro `$use` with every instruction that takes two operands and cannot trap.
macro_rules! for_each_binary {
    ($use:ident) => {
        $use! {
            I32Eq i32_eq: |a, b: u32| -> bool { a == b };
            I32Ne i32_ne: |a, b: u32| -> bool { a != b };
            I32LtS i32_lt_s: |a, b: i32| -> bool { a < b };
            I32LtU i32_lt_u: |a, b: u32| -> bool { a < b };
            I32GtS i32_gt_s: |a, b: i32| -> bool { a > b };
            I32GtU i32_gt_u: |a, b: u32| -> bool { a > b };
            I32LeS i32_le_s: |a, b: i32| -> bool { a <= b };
            I32LeU i32_le_u: |a, b: u32| -> bool { a <= b };
            I32GeS i32_ge_s: |a, b: i32| -> bool { a >= b };
            I32GeU i32_ge_u: |a, b: u32| -> bool { a >= b };
            I32Add i32_add: |a, b: u32| -> u32 { a.wrapping_add(b) };
            I32Sub i32_sub: |a, b: u32| -> u32 { a.wrapping_sub(b) };
            I32Mul i32_mul: |a, b: u32| -> u32 { a.wrapping_mul(b) };
            I32And i32_and: |a, b: u32| -> u32 { a & b };
            I32Or i32_or: |a, b: u32| -> u32 { a | b };
            I32Xor i32_xor: |a, b: u32| -> u32 { a ^ b };
            I32Shl i32_shl: |a, b: u32| -> u32 { a.wrapping_shl(b) };
            I32ShrS i32_shr_s: |a, b: i32| -> i32 { a.wrapping_shr(b.cast_unsigned()) };
            I32ShrU i32_shr_u: |a, b: u32| -> u32 { a.wrapping_shr(b) };
            I32Rotl i32_rotl: |a, b: u32| -> u32 { a.rotate_left(b & 31) };
            I32Rotr i32_rotr: |a, b: u32| -> u32 { a.rotate_right(b & 31) };
            I64Eq i64_eq: |a, b: u64| -> bool { a == b };
            I64Ne i64_ne: |a, b: u64| -> bool { a != b };
            I64LtS i64_lt_s: |a, b: i64| -> bool { a < b };
            I64LtU i64_lt_u: |a, b: u64| -> bool { a < b };
            I64GtS i64_gt_s: |a, b: i64| -> bool { a > b };
            I64GtU i64_gt_u: |a, b: u64| -> bool { a > b };
            I64LeS i64_le_s: |a, b: i64| -> bool { a <= b };
            I64LeU i64_le_u: |a, b: u64| -> bool { a <= b };
            I64GeS i64_ge_s: |a, b: i64| -> bool { a >= b };
            I64GeU i64_ge_u: |a, b: u64| -> bool { a >= b };
            I64Add i64_add: |a, b: u64| -> u64 { a.wrapping_add(b) };
            I64Sub i64_sub: |a, b: u64| -> u64 { a.wrapping_sub(b) };
            I64Mul i64_mul: |a, b: u64| -> u64 { a.wrapping_mul(b) };
            I64And i64_and: |a, b: u64| -> u64 { a & b };
            I64Or i64_or: |a, b: u64| -> u64 { a | b };
            I64Xor i64_xor: |a, b: u64| -> u64 { a ^ b };
            I64Shl i64_shl: |a, b: u64| -> u64 { a.wrapping_shl(b as u32) };
            I64ShrS i64_shr_s: |a, b: i64| -> i64 { a.wrapping_shr(b as u32) };
            I64ShrU i64_shr_u: |a, b: u64| -> u64 { a.wrapping_shr(b as u32) };
            I64Rotl i64_rotl: |a, b: u64| -> u64 { a.rotate_left(b as u32 & 63) };
            I64Rotr i64_rotr: |a, b: u64| -> u64 { a.rotate_right(b as u32 & 63) };
            F32Eq f32_eq: |a, b: f32| -> bool { a == b };
            F32Ne f32_ne: |a, b: f32| -> bool { a != b };
            F32Lt f32_lt: |a, b: f32| -> bool { a < b };
            F32Gt f32_gt: |a, b: f32| -> bool { a > b };
            F32Le f32_le: |a, b: f32| -> bool { a <= b };
            F32Ge f32_ge: |a, b: f32| -> bool { a >= b };
            F32Add f32_add: |a, b: f32| -> f32 { float::canonical32(a + b) };
            F32Sub f32_sub: |a, b: f32| -> f32 { float::canonical32(a - b) };
            F32Mul f32_mul: |a, b: f32| -> f32 { float::canonical32(a * b) };
            F32Div f32_div: |a, b: f32| -> f32 { float::canonical32(a / b) };
            F32Copysign f32_copysign: |a, b: f32| -> f32 {
                f32::from_bits(a.to_bits() & 0x7fff_ffff | b.to_bits() & 0x8000_0000)
            };
            F64Eq f64_eq: |a, b: f64| -> bool { a == b };
            F64Ne f64_ne: |a, b: f64| -> bool { a != b };
            F64Lt f64_lt: |a, b: f64| -> bool { a < b };
            F64Gt f64_gt: |a, b: f64| -> bool { a > b };
            F64Le f64_le: |a, b: f64| -> bool { a <= b };
            F64Ge f64_ge: |a, b: f64| -> bool { a >= b };
            F64Add f64_add: |a, b: f64| -> f64 { float::canonical64(a + b) };
            F64Sub f64_sub: |a, b: f64| -> f64 { float::canonical64(a - b) };
            F64Mul f64_mul: |a, b: f64| -> f64 { float::canonical64(a * b) };
            F64Div f64_div: |a, b: f64| -> f64 { float::canonical64(a / b) };
            F64Copysign f64_copysign: |a, b: f64| -> f64 {
                f64::from_bits(a.to_bits() & !(1 << 63) | b.to_bits() & (1 << 63))
            };
            F32Min f32_min: |a, b: f32| -> f32 { float::min32(a, b) };
            F32Max f32_max: |a, b: f32| -> f32 { float::max32(a, b) };
            F64Min f64_min: |a, b: f64| -> f64 { float::min64(a, b) };
            F64Max f64_max: |a, b: f64| -> f64 { float::max64(a, b) };
        }
    };
}

/// The same for divisions, which trap.
macro_rules! for_each_trapping_binary {
    ($use:ident) => {
        $use! {
            I32DivS i32_div_s: |a, b: i32| -> i32 { a.checked_div(b) };
            I32DivU i32_div_u: |a, b: u32| -> u32 { a.checked_div(b) };
            I32RemS i32_rem_s: |a, b: i32| -> i32 { (b != 0).then(|| a.wrapping_rem(b)) };
            I32RemU i32_rem_u: |a, b: u32| -> u32 { a.checked_rem(b) };
            I64DivS i64_div_s: |a, b: i64| -> i64 { a.checked_div(b) };
            I64DivU i64_div_u: |a, b: u64| -> u64 { a.checked_div(b) };
            I64RemS i64_rem_s: |a, b: i64| -> i64 { (b != 0).then(|| a.wrapping_rem(b)) };
            I64RemU i64_rem_u: |a, b: u64| -> u64 { a.checked_rem(b) };
        }
    };
}

pub(crate) use {
    for_each_binary, for_each_trapping_binary, for_each_trapping_unary, for_each_unary,
};
