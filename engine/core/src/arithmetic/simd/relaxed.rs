//! Relaxed instructions (core specification, section 4.3.5). Of the results that each may have, these
//! are the ones of the deterministic profile, so that a program does the same on every host.

use super::Shape;
use super::access::swizzle;
use super::convert::to_low;
use super::float::{canonical32, canonical64, max32, max64, min32, min64};
use super::integer::{bitselect, q15mulr_sat};
use super::lanes::{Vector, dot, each, extadd_pairwise, zip, zip3};

operations! {
    Unary unary(a: &Vector) -> Vector {
        0x101 "i32x4.relaxed_trunc_f32x4_s" => each(a, |a: f32| a as i32);
        0x102 "i32x4.relaxed_trunc_f32x4_u" => each(a, |a: f32| a as u32);
        0x103 "i32x4.relaxed_trunc_f64x2_s_zero" => to_low(a, |a: f64| a as i32);
        0x104 "i32x4.relaxed_trunc_f64x2_u_zero" => to_low(a, |a: f64| a as u32);
    }

    Binary binary(a: &Vector, b: &Vector) -> Vector {
        0x100 "i8x16.relaxed_swizzle" => swizzle(a, b);
        0x10d "f32x4.relaxed_min" => zip(a, b, min32);
        0x10e "f32x4.relaxed_max" => zip(a, b, max32);
        0x10f "f64x2.relaxed_min" => zip(a, b, min64);
        0x110 "f64x2.relaxed_max" => zip(a, b, max64);
        0x111 "i16x8.relaxed_q15mulr_s" => q15mulr_sat(a, b);
        0x112 "i16x8.relaxed_dot_i8x16_i7x16_s" => relaxed_dot(a, b);
    }

    Ternary ternary(a: &Vector, b: &Vector, c: &Vector) -> Vector {
        // Rounded twice.
        0x105 "f32x4.relaxed_madd" => canonical32(&zip3(a, b, c, |a: f32, b, c| a * b + c));
        0x106 "f32x4.relaxed_nmadd" => canonical32(&zip3(a, b, c, |a: f32, b, c| -a * b + c));
        0x107 "f64x2.relaxed_madd" => canonical64(&zip3(a, b, c, |a: f64, b, c| a * b + c));
        0x108 "f64x2.relaxed_nmadd" => canonical64(&zip3(a, b, c, |a: f64, b, c| -a * b + c));

        0x109 "i8x16.relaxed_laneselect" => bitselect(a, b, c);
        0x10a "i16x8.relaxed_laneselect" => bitselect(a, b, c);
        0x10b "i32x4.relaxed_laneselect" => bitselect(a, b, c);
        0x10c "i64x2.relaxed_laneselect" => bitselect(a, b, c);

        0x113 "i32x4.relaxed_dot_i8x16_i7x16_add_s" => {
            let sums = extadd_pairwise::<i16, i32, _, _>(&relaxed_dot(a, b));
            zip(&sums, c, i32::wrapping_add)
        };
    }
}

/// Both operands signed, though the lanes of `b` should have no eighth bit.
#[inline(always)]
fn relaxed_dot(a: &Vector, b: &Vector) -> Vector {
    dot::<i8, i16, _, _>(a, b, i16::saturating_add)
}
