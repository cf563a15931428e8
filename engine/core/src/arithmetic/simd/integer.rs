//! Instructions on integer lanes and on vectors as a whole (core specification, section 4.3.2).

use super::Shape;
use super::lanes::Half::{High, Low};
use super::lanes::{
    Lane, Vector, all_true, bitmask, compare, dot, each, extadd_pairwise, extend, extmul, narrow,
    zip, zip3,
};

operations! {
    Unary unary(a: &Vector) -> Vector {
        0x4d "v128.not" => each(a, |a: u64| !a);

        0x60 "i8x16.abs" => each(a, i8::wrapping_abs);
        0x61 "i8x16.neg" => each(a, i8::wrapping_neg);
        0x62 "i8x16.popcnt" => each(a, |a: u8| a.count_ones() as u8);

        0x7c "i16x8.extadd_pairwise_i8x16_s" => extadd_pairwise::<i8, i16, _, _>(a);
        0x7d "i16x8.extadd_pairwise_i8x16_u" => extadd_pairwise::<u8, u16, _, _>(a);
        0x80 "i16x8.abs" => each(a, i16::wrapping_abs);
        0x81 "i16x8.neg" => each(a, i16::wrapping_neg);
        0x87 "i16x8.extend_low_i8x16_s" => extend::<i8, i16, _, _>(a, Low);
        0x88 "i16x8.extend_high_i8x16_s" => extend::<i8, i16, _, _>(a, High);
        0x89 "i16x8.extend_low_i8x16_u" => extend::<u8, u16, _, _>(a, Low);
        0x8a "i16x8.extend_high_i8x16_u" => extend::<u8, u16, _, _>(a, High);

        0x7e "i32x4.extadd_pairwise_i16x8_s" => extadd_pairwise::<i16, i32, _, _>(a);
        0x7f "i32x4.extadd_pairwise_i16x8_u" => extadd_pairwise::<u16, u32, _, _>(a);
        0xa0 "i32x4.abs" => each(a, i32::wrapping_abs);
        0xa1 "i32x4.neg" => each(a, i32::wrapping_neg);
        0xa7 "i32x4.extend_low_i16x8_s" => extend::<i16, i32, _, _>(a, Low);
        0xa8 "i32x4.extend_high_i16x8_s" => extend::<i16, i32, _, _>(a, High);
        0xa9 "i32x4.extend_low_i16x8_u" => extend::<u16, u32, _, _>(a, Low);
        0xaa "i32x4.extend_high_i16x8_u" => extend::<u16, u32, _, _>(a, High);

        0xc0 "i64x2.abs" => each(a, i64::wrapping_abs);
        0xc1 "i64x2.neg" => each(a, i64::wrapping_neg);
        0xc7 "i64x2.extend_low_i32x4_s" => extend::<i32, i64, _, _>(a, Low);
        0xc8 "i64x2.extend_high_i32x4_s" => extend::<i32, i64, _, _>(a, High);
        0xc9 "i64x2.extend_low_i32x4_u" => extend::<u32, u64, _, _>(a, Low);
        0xca "i64x2.extend_high_i32x4_u" => extend::<u32, u64, _, _>(a, High);
    }

    Binary binary(a: &Vector, b: &Vector) -> Vector {
        0x4e "v128.and" => zip(a, b, |a: u64, b| a & b);
        0x4f "v128.andnot" => zip(a, b, |a: u64, b| a & !b);
        0x50 "v128.or" => zip(a, b, |a: u64, b| a | b);
        0x51 "v128.xor" => zip(a, b, |a: u64, b| a ^ b);

        0x23 "i8x16.eq" => compare(a, b, u8::eq);
        0x24 "i8x16.ne" => compare(a, b, u8::ne);
        0x25 "i8x16.lt_s" => compare(a, b, i8::lt);
        0x26 "i8x16.lt_u" => compare(a, b, u8::lt);
        0x27 "i8x16.gt_s" => compare(a, b, i8::gt);
        0x28 "i8x16.gt_u" => compare(a, b, u8::gt);
        0x29 "i8x16.le_s" => compare(a, b, i8::le);
        0x2a "i8x16.le_u" => compare(a, b, u8::le);
        0x2b "i8x16.ge_s" => compare(a, b, i8::ge);
        0x2c "i8x16.ge_u" => compare(a, b, u8::ge);
        0x65 "i8x16.narrow_i16x8_s" => narrow(a, b, |a: i16| a.clamp(-0x80, 0x7f) as i8);
        0x66 "i8x16.narrow_i16x8_u" => narrow(a, b, |a: i16| a.clamp(0, 0xff) as u8);
        0x6e "i8x16.add" => zip(a, b, u8::wrapping_add);
        0x6f "i8x16.add_sat_s" => zip(a, b, i8::saturating_add);
        0x70 "i8x16.add_sat_u" => zip(a, b, u8::saturating_add);
        0x71 "i8x16.sub" => zip(a, b, u8::wrapping_sub);
        0x72 "i8x16.sub_sat_s" => zip(a, b, i8::saturating_sub);
        0x73 "i8x16.sub_sat_u" => zip(a, b, u8::saturating_sub);
        0x76 "i8x16.min_s" => zip(a, b, i8::min);
        0x77 "i8x16.min_u" => zip(a, b, u8::min);
        0x78 "i8x16.max_s" => zip(a, b, i8::max);
        0x79 "i8x16.max_u" => zip(a, b, u8::max);
        0x7b "i8x16.avgr_u" => zip(a, b, |a: u8, b| ((u16::from(a) + u16::from(b) + 1) >> 1) as u8);

        0x2d "i16x8.eq" => compare(a, b, u16::eq);
        0x2e "i16x8.ne" => compare(a, b, u16::ne);
        0x2f "i16x8.lt_s" => compare(a, b, i16::lt);
        0x30 "i16x8.lt_u" => compare(a, b, u16::lt);
        0x31 "i16x8.gt_s" => compare(a, b, i16::gt);
        0x32 "i16x8.gt_u" => compare(a, b, u16::gt);
        0x33 "i16x8.le_s" => compare(a, b, i16::le);
        0x34 "i16x8.le_u" => compare(a, b, u16::le);
        0x35 "i16x8.ge_s" => compare(a, b, i16::ge);
        0x36 "i16x8.ge_u" => compare(a, b, u16::ge);
        0x82 "i16x8.q15mulr_sat_s" => q15mulr_sat(a, b);
        0x85 "i16x8.narrow_i32x4_s" => narrow(a, b, |a: i32| a.clamp(-0x8000, 0x7fff) as i16);
        0x86 "i16x8.narrow_i32x4_u" => narrow(a, b, |a: i32| a.clamp(0, 0xffff) as u16);
        0x8e "i16x8.add" => zip(a, b, u16::wrapping_add);
        0x8f "i16x8.add_sat_s" => zip(a, b, i16::saturating_add);
        0x90 "i16x8.add_sat_u" => zip(a, b, u16::saturating_add);
        0x91 "i16x8.sub" => zip(a, b, u16::wrapping_sub);
        0x92 "i16x8.sub_sat_s" => zip(a, b, i16::saturating_sub);
        0x93 "i16x8.sub_sat_u" => zip(a, b, u16::saturating_sub);
        0x95 "i16x8.mul" => zip(a, b, u16::wrapping_mul);
        0x96 "i16x8.min_s" => zip(a, b, i16::min);
        0x97 "i16x8.min_u" => zip(a, b, u16::min);
        0x98 "i16x8.max_s" => zip(a, b, i16::max);
        0x99 "i16x8.max_u" => zip(a, b, u16::max);
        0x9b "i16x8.avgr_u" => zip(a, b, |a: u16, b| ((u32::from(a) + u32::from(b) + 1) >> 1) as u16);
        0x9c "i16x8.extmul_low_i8x16_s" => extmul::<i8, i16, _, _>(a, b, Low);
        0x9d "i16x8.extmul_high_i8x16_s" => extmul::<i8, i16, _, _>(a, b, High);
        0x9e "i16x8.extmul_low_i8x16_u" => extmul::<u8, u16, _, _>(a, b, Low);
        0x9f "i16x8.extmul_high_i8x16_u" => extmul::<u8, u16, _, _>(a, b, High);

        0x37 "i32x4.eq" => compare(a, b, u32::eq);
        0x38 "i32x4.ne" => compare(a, b, u32::ne);
        0x39 "i32x4.lt_s" => compare(a, b, i32::lt);
        0x3a "i32x4.lt_u" => compare(a, b, u32::lt);
        0x3b "i32x4.gt_s" => compare(a, b, i32::gt);
        0x3c "i32x4.gt_u" => compare(a, b, u32::gt);
        0x3d "i32x4.le_s" => compare(a, b, i32::le);
        0x3e "i32x4.le_u" => compare(a, b, u32::le);
        0x3f "i32x4.ge_s" => compare(a, b, i32::ge);
        0x40 "i32x4.ge_u" => compare(a, b, u32::ge);
        0xae "i32x4.add" => zip(a, b, u32::wrapping_add);
        0xb1 "i32x4.sub" => zip(a, b, u32::wrapping_sub);
        0xb5 "i32x4.mul" => zip(a, b, u32::wrapping_mul);
        0xb6 "i32x4.min_s" => zip(a, b, i32::min);
        0xb7 "i32x4.min_u" => zip(a, b, u32::min);
        0xb8 "i32x4.max_s" => zip(a, b, i32::max);
        0xb9 "i32x4.max_u" => zip(a, b, u32::max);
        0xba "i32x4.dot_i16x8_s" => dot::<i16, i32, _, _>(a, b, i32::wrapping_add);
        0xbc "i32x4.extmul_low_i16x8_s" => extmul::<i16, i32, _, _>(a, b, Low);
        0xbd "i32x4.extmul_high_i16x8_s" => extmul::<i16, i32, _, _>(a, b, High);
        0xbe "i32x4.extmul_low_i16x8_u" => extmul::<u16, u32, _, _>(a, b, Low);
        0xbf "i32x4.extmul_high_i16x8_u" => extmul::<u16, u32, _, _>(a, b, High);

        0xce "i64x2.add" => zip(a, b, u64::wrapping_add);
        0xd1 "i64x2.sub" => zip(a, b, u64::wrapping_sub);
        0xd5 "i64x2.mul" => zip(a, b, u64::wrapping_mul);
        0xd6 "i64x2.eq" => compare(a, b, u64::eq);
        0xd7 "i64x2.ne" => compare(a, b, u64::ne);
        0xd8 "i64x2.lt_s" => compare(a, b, i64::lt);
        0xd9 "i64x2.gt_s" => compare(a, b, i64::gt);
        0xda "i64x2.le_s" => compare(a, b, i64::le);
        0xdb "i64x2.ge_s" => compare(a, b, i64::ge);
        0xdc "i64x2.extmul_low_i32x4_s" => extmul::<i32, i64, _, _>(a, b, Low);
        0xdd "i64x2.extmul_high_i32x4_s" => extmul::<i32, i64, _, _>(a, b, High);
        0xde "i64x2.extmul_low_i32x4_u" => extmul::<u32, u64, _, _>(a, b, Low);
        0xdf "i64x2.extmul_high_i32x4_u" => extmul::<u32, u64, _, _>(a, b, High);
    }

    Ternary ternary(a: &Vector, b: &Vector, c: &Vector) -> Vector {
        0x52 "v128.bitselect" => bitselect(a, b, c);
    }

    Test test(a: &Vector) -> u32 {
        0x53 "v128.any_true" => u32::from(*a != [0; 16]);
        0x63 "i8x16.all_true" => all_true::<u8, _>(a);
        0x64 "i8x16.bitmask" => bitmask8(a);
        0x83 "i16x8.all_true" => all_true::<u16, _>(a);
        0x84 "i16x8.bitmask" => bitmask16(a);
        0xa3 "i32x4.all_true" => all_true::<u32, _>(a);
        0xa4 "i32x4.bitmask" => bitmask::<i32, _>(a);
        0xc3 "i64x2.all_true" => all_true::<u64, _>(a);
        0xc4 "i64x2.bitmask" => bitmask::<i64, _>(a);
    }

    Shift shift(a: &Vector, count: u32) -> Vector {
        0x6b "i8x16.shl" => each(a, |a: u8| a.wrapping_shl(count));
        0x6c "i8x16.shr_s" => each(a, |a: i8| a.wrapping_shr(count));
        0x6d "i8x16.shr_u" => each(a, |a: u8| a.wrapping_shr(count));
        0x8b "i16x8.shl" => each(a, |a: u16| a.wrapping_shl(count));
        0x8c "i16x8.shr_s" => each(a, |a: i16| a.wrapping_shr(count));
        0x8d "i16x8.shr_u" => each(a, |a: u16| a.wrapping_shr(count));
        0xab "i32x4.shl" => each(a, |a: u32| a.wrapping_shl(count));
        0xac "i32x4.shr_s" => each(a, |a: i32| a.wrapping_shr(count));
        0xad "i32x4.shr_u" => each(a, |a: u32| a.wrapping_shr(count));
        0xcb "i64x2.shl" => each(a, |a: u64| a.wrapping_shl(count));
        0xcc "i64x2.shr_s" => each(a, |a: i64| a.wrapping_shr(count));
        0xcd "i64x2.shr_u" => each(a, |a: u64| a.wrapping_shr(count));
    }
}

/// The product of fixed-point numbers with 15 bits behind the point, rounded half up.
#[inline(always)]
pub(super) fn q15mulr_sat(a: &Vector, b: &Vector) -> Vector {
    zip(a, b, |a: i16, b| {
        let product = (i32::from(a) * i32::from(b) + 0x4000) >> 15;
        // Only -1 times -1 is out of range.
        product.min(0x7fff) as i16
    })
}

/// The signs of eight lanes in each half. The product brings the signs of a half, which are its bits 7, 15 ..,
/// to its bits 56, 57 ..; no two of its terms meet in one bit.
#[inline(always)]
fn bitmask8(a: &Vector) -> u32 {
    let [low, high] = u64::unpack(a).map(|half| {
        let signs = half & 0x8080_8080_8080_8080;
        (signs.wrapping_mul(0x0002_0408_1020_4081) >> 56) as u32
    });
    low | high << 8
}

/// The signs of four lanes in each half, as [`bitmask8`] finds them: bits 15, 31 .. go to the bits 60, 61 ..
#[inline(always)]
fn bitmask16(a: &Vector) -> u32 {
    let [low, high] = u64::unpack(a).map(|half| {
        let signs = half & 0x8000_8000_8000_8000;
        (signs.wrapping_mul(0x0000_2000_4000_8001) >> 60) as u32
    });
    low | high << 4
}

/// The bits of `a` where `mask` has ones, those of `b` elsewhere.
#[inline(always)]
pub(super) fn bitselect(a: &Vector, b: &Vector, mask: &Vector) -> Vector {
    zip3(a, b, mask, |a: u64, b, mask| a & mask | b & !mask)
}
