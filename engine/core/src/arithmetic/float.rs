//! Float operations where WebAssembly asks for more than the host's (core specification, section
//! 4.3.3): the sign of zeros, and which NaN comes out.
//!
//! The rule for NaN: what an instruction computes is never another NaN than the positive canonical one, whatever
//! NaNs it is computed from. That is the specification's deterministic profile. Left to the host the bits would
//! depend on its kind (`0 / 0` is negative on some) and on the order in which the compiler, which takes an
//! addition for commutative, gives its instruction two NaNs. What only moves bits (`neg`, `abs`, `copysign`,
//! `pmin`, `pmax`, reinterpretation) leaves them as they are.

/// The canonical NaN.
pub(crate) const NAN32: f32 = f32::from_bits(0x7fc0_0000);
/// The canonical NaN.
pub(crate) const NAN64: f64 = f64::from_bits(0x7ff8_0000_0000_0000);

macro_rules! canonical {
    ($name:ident, $ty:ident, $nan:ident) => {
        /// What was computed, or the canonical NaN where that is NaN.
        #[inline(always)]
        pub(crate) fn $name(computed: $ty) -> $ty {
            if computed.is_nan() {
                // A jump that is not taken costs less than a choice for which every result waits.
                core::hint::cold_path();
                $nan
            } else {
                computed
            }
        }
    };
}

canonical!(canonical32, f32, NAN32);
canonical!(canonical64, f64, NAN64);

macro_rules! float_operations {
    ($ty:ty, $min:ident, $max:ident, $nan:ident) => {
        #[inline(always)]
        pub(crate) fn $min(a: $ty, b: $ty) -> $ty {
            if a < b {
                a
            } else if b < a {
                b
            } else if a == b {
                // Equal numbers differ at most in the sign of zero.
                <$ty>::from_bits(a.to_bits() | b.to_bits())
            } else {
                $nan
            }
        }

        #[inline(always)]
        pub(crate) fn $max(a: $ty, b: $ty) -> $ty {
            if a > b {
                a
            } else if b > a {
                b
            } else if a == b {
                <$ty>::from_bits(a.to_bits() & b.to_bits())
            } else {
                $nan
            }
        }
    };
}

float_operations!(f32, min32, max32, NAN32);
float_operations!(f64, min64, max64, NAN64);

macro_rules! roundings {
    ($($name:ident: $ty:ty => $canonical:ident($function:path);)*) => {
        $(#[inline(always)]
        pub(crate) fn $name(a: $ty) -> $ty {
            $canonical($function(a))
        })*
    };
}

roundings! {
    ceil32: f32 => canonical32(libm::ceilf);
    floor32: f32 => canonical32(libm::floorf);
    trunc32: f32 => canonical32(libm::truncf);
    nearest32: f32 => canonical32(libm::rintf);
    sqrt32: f32 => canonical32(libm::sqrtf);
    ceil64: f64 => canonical64(libm::ceil);
    floor64: f64 => canonical64(libm::floor);
    trunc64: f64 => canonical64(libm::trunc);
    nearest64: f64 => canonical64(libm::rint);
    sqrt64: f64 => canonical64(libm::sqrt);
}
