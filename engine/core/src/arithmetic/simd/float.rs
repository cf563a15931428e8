//! Instructions on floating-point lanes (core specification, section 4.3.3), which do what the scalar
//! ones do.

use super::Shape;
use super::lanes::{Lane, Vector, compare, each, zip};
use crate::arithmetic::float;

operations! {
    Unary unary(a: &Vector) -> Vector {
        // The bits of a NaN other than its sign survive these two.
        0xe0 "f32x4.abs" => each(a, |a: u32| a & !(1 << 31));
        0xe1 "f32x4.neg" => each(a, |a: u32| a ^ 1 << 31);
        0xe3 "f32x4.sqrt" => each(a, float::sqrt32);
        0x67 "f32x4.ceil" => each(a, float::ceil32);
        0x68 "f32x4.floor" => each(a, float::floor32);
        0x69 "f32x4.trunc" => each(a, float::trunc32);
        0x6a "f32x4.nearest" => each(a, float::nearest32);

        0xec "f64x2.abs" => each(a, |a: u64| a & !(1 << 63));
        0xed "f64x2.neg" => each(a, |a: u64| a ^ 1 << 63);
        0xef "f64x2.sqrt" => each(a, float::sqrt64);
        0x74 "f64x2.ceil" => each(a, float::ceil64);
        0x75 "f64x2.floor" => each(a, float::floor64);
        0x7a "f64x2.trunc" => each(a, float::trunc64);
        0x94 "f64x2.nearest" => each(a, float::nearest64);
    }

    Binary binary(a: &Vector, b: &Vector) -> Vector {
        0x41 "f32x4.eq" => compare(a, b, f32::eq);
        0x42 "f32x4.ne" => compare(a, b, f32::ne);
        0x43 "f32x4.lt" => compare(a, b, f32::lt);
        0x44 "f32x4.gt" => compare(a, b, f32::gt);
        0x45 "f32x4.le" => compare(a, b, f32::le);
        0x46 "f32x4.ge" => compare(a, b, f32::ge);
        0xe4 "f32x4.add" => canonical32(&zip(a, b, |a: f32, b| a + b));
        0xe5 "f32x4.sub" => canonical32(&zip(a, b, |a: f32, b| a - b));
        0xe6 "f32x4.mul" => canonical32(&zip(a, b, |a: f32, b| a * b));
        0xe7 "f32x4.div" => canonical32(&zip(a, b, |a: f32, b| a / b));
        0xe8 "f32x4.min" => zip(a, b, min32);
        0xe9 "f32x4.max" => zip(a, b, max32);
        0xea "f32x4.pmin" => zip(a, b, pmin32);
        0xeb "f32x4.pmax" => zip(a, b, pmax32);

        0x47 "f64x2.eq" => compare(a, b, f64::eq);
        0x48 "f64x2.ne" => compare(a, b, f64::ne);
        0x49 "f64x2.lt" => compare(a, b, f64::lt);
        0x4a "f64x2.gt" => compare(a, b, f64::gt);
        0x4b "f64x2.le" => compare(a, b, f64::le);
        0x4c "f64x2.ge" => compare(a, b, f64::ge);
        0xf0 "f64x2.add" => canonical64(&zip(a, b, |a: f64, b| a + b));
        0xf1 "f64x2.sub" => canonical64(&zip(a, b, |a: f64, b| a - b));
        0xf2 "f64x2.mul" => canonical64(&zip(a, b, |a: f64, b| a * b));
        0xf3 "f64x2.div" => canonical64(&zip(a, b, |a: f64, b| a / b));
        0xf4 "f64x2.min" => zip(a, b, min64);
        0xf5 "f64x2.max" => zip(a, b, max64);
        0xf6 "f64x2.pmin" => zip(a, b, pmin64);
        0xf7 "f64x2.pmax" => zip(a, b, pmax64);
    }
}

macro_rules! canonical {
    ($($name:ident: $ty:ident as $bits:ident, $nan:ident;)*) => {
        $(/// What was computed, with the canonical NaN in each lane that is NaN: see [`float`].
        #[inline(always)]
        pub(super) fn $name(computed: &Vector) -> Vector {
            // One question for all lanes. Said in masks and bits it becomes one comparison and a jump that is not
            // taken; floats the compiler would ask one by one.
            let mask = |lane: $ty| if lane.is_nan() { $bits::MAX } else { 0 };
            let lanes = $ty::unpack(computed);
            if lanes.into_iter().fold(0, |any, lane| any | mask(lane)) == 0 {
                return *computed;
            }
            core::hint::cold_path();
            each(computed, |lane: $ty| {
                if lane.is_nan() { float::$nan.to_bits() } else { lane.to_bits() }
            })
        })*
    };
}

canonical! {
    canonical32: f32 as u32, NAN32;
    canonical64: f64 as u64, NAN64;
}

macro_rules! minima {
    ($($min:ident, $max:ident: $ty:ident as $bits:ident, $nan:ident;)*) => {
        $(/// What the scalar instruction gives, without a branch for each lane.
        #[inline(always)]
        pub(super) fn $min(a: $ty, b: $ty) -> $bits {
            let ones = |of| if of { $bits::MAX } else { 0 };
            let chosen = a.to_bits() & ones(a <= b) | b.to_bits() & ones(b <= a);
            let unordered = ones(a.is_nan() | b.is_nan());
            chosen & !unordered | float::$nan.to_bits() & unordered
        }

        /// What the scalar instruction gives, without a branch for each lane.
        #[inline(always)]
        pub(super) fn $max(a: $ty, b: $ty) -> $bits {
            let ones = |of| if of { $bits::MAX } else { 0 };
            let chosen = (a.to_bits() | ones(a < b)) & (b.to_bits() | ones(b < a));
            let unordered = ones(a.is_nan() | b.is_nan());
            chosen & !unordered | float::$nan.to_bits() & unordered
        })*
    };
}

minima! {
    min32, max32: f32 as u32, NAN32;
    min64, max64: f64 as u64, NAN64;
}

macro_rules! pseudo {
    ($($name:ident: |$a:ident, $b:ident: $ty:ident as $bits:ident| $second:expr;)*) => {
        $(#[inline(always)]
        fn $name(first: $bits, second: $bits) -> $bits {
            let ($a, $b) = ($ty::from_bits(first), $ty::from_bits(second));
            // One operand as it is, be it a signalling NaN; hence the bits.
            if $second { second } else { first }
        })*
    };
}

pseudo! {
    pmin32: |a, b: f32 as u32| b < a;
    pmax32: |a, b: f32 as u32| a < b;
    pmin64: |a, b: f64 as u64| b < a;
    pmax64: |a, b: f64 as u64| a < b;
}
