//! Float operations where WebAssembly asks for more than the host's (core specification, section
//! 4.3.3): the sign of zeros, and quiet NaNs as results.

macro_rules! float_operations {
    ($ty:ty, $min:ident, $max:ident) => {
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
                a + b
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
                a + b
            }
        }
    };
}

float_operations!(f32, min32, max32);
float_operations!(f64, min64, max64);

macro_rules! roundings {
    ($($name:ident: $ty:ty => $function:path;)*) => {
        $(#[inline(always)]
        pub(crate) fn $name(a: $ty) -> $ty {
            // Adding makes a signalling NaN quiet.
            if a.is_nan() { a + a } else { $function(a) }
        })*
    };
}

roundings! {
    ceil32: f32 => libm::ceilf;
    floor32: f32 => libm::floorf;
    trunc32: f32 => libm::truncf;
    nearest32: f32 => libm::rintf;
    sqrt32: f32 => libm::sqrtf;
    ceil64: f64 => libm::ceil;
    floor64: f64 => libm::floor;
    trunc64: f64 => libm::trunc;
    nearest64: f64 => libm::rint;
    sqrt64: f64 => libm::sqrt;
}
