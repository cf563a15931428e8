//! Conversions from and to floating-point lanes (core specification, section 4.3.4).

use super::Shape;
use super::float::{canonical32, canonical64};
use super::lanes::{Lane, Vector, each};

operations! {
    // A cast to an integer saturates, and makes zero of NaN, as `trunc_sat` does.
    Unary unary(a: &Vector) -> Vector {
        0x5e "f32x4.demote_f64x2_zero" => canonical32(&to_low(a, |a: f64| a as f32));
        0x5f "f64x2.promote_low_f32x4" => canonical64(&from_low::<f32, f64>(a));

        0xf8 "i32x4.trunc_sat_f32x4_s" => each(a, |a: f32| a as i32);
        0xf9 "i32x4.trunc_sat_f32x4_u" => each(a, |a: f32| a as u32);
        0xfa "f32x4.convert_i32x4_s" => each(a, |a: i32| a as f32);
        0xfb "f32x4.convert_i32x4_u" => each(a, |a: u32| a as f32);

        0xfc "i32x4.trunc_sat_f64x2_s_zero" => to_low(a, |a: f64| a as i32);
        0xfd "i32x4.trunc_sat_f64x2_u_zero" => to_low(a, |a: f64| a as u32);
        0xfe "f64x2.convert_low_i32x4_s" => from_low::<i32, f64>(a);
        0xff "f64x2.convert_low_i32x4_u" => from_low::<u32, f64>(a);
    }
}

/// Both lanes made half as wide, below zeros.
#[inline(always)]
pub(super) fn to_low<A: Lane<2>, R: Lane<4>>(a: &Vector, f: impl Fn(A) -> R) -> Vector {
    let [low, high] = A::unpack(a);
    R::pack([f(low), f(high), R::default(), R::default()])
}

/// The two low lanes made twice as wide.
#[inline(always)]
fn from_low<A: Lane<4>, R: Lane<2> + From<A>>(a: &Vector) -> Vector {
    let [low, high, _, _] = A::unpack(a);
    R::pack([R::from(low), R::from(high)])
}
