//! How a value sits in a slot of 64 bits.
//!
//! Invariant: integers of 32 bits and floats of 32 bits are zero-extended; references are numbers above
//! zero, which is null.

/// A type that fills a slot.
pub(crate) trait Slot: Copy {
    /// Whether it is a float.
    const IS_FLOAT: bool;

    fn from_slot(slot: u64) -> Self;
    fn to_slot(self) -> u64;
}

macro_rules! slots {
    ($($ty:ty, $float:literal, $slot:ident => $from:expr, $value:ident => $to:expr;)*) => {
        $(impl Slot for $ty {
            const IS_FLOAT: bool = $float;

            #[inline(always)]
            fn from_slot($slot: u64) -> Self { $from }
            #[inline(always)]
            fn to_slot(self) -> u64 { let $value = self; $to }
        })*
    };
}

slots! {
    u32, false, s => s as u32, v => u64::from(v);
    i32, false, s => s as u32 as i32, v => u64::from(v.cast_unsigned());
    u64, false, s => s, v => v;
    i64, false, s => s.cast_signed(), v => v.cast_unsigned();
    f32, true, s => f32::from_bits(s as u32), v => u64::from(v.to_bits());
    f64, true, s => f64::from_bits(s), v => v.to_bits();
}

impl Slot for bool {
    const IS_FLOAT: bool = false;

    #[inline(always)]
    fn from_slot(slot: u64) -> Self {
        slot as u32 != 0
    }
    #[inline(always)]
    fn to_slot(self) -> u64 {
        u64::from(self)
    }
}
