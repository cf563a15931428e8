//! What the vector instructions compute, relaxed ones included (core specification, sections 4.3
//! and 4.4.3).
//!
//! A vector is a `u128` whose bytes in little-endian order are the vector's. An instruction is named
//! by its opcode after the prefix `0xfd`. How many operands it takes is its [`Shape`], and each shape
//! that computes has a function. An opcode of another shape makes that function return zero, for
//! want of anything better: validation lets none through.

#[macro_use]
mod table;

mod access;
mod convert;
mod float;
mod integer;
mod lanes;
mod memory;
#[cfg(threaded_tier)]
mod operation;
mod relaxed;
#[cfg(test)]
mod tests;

pub(crate) use access::{insert, lane_bytes, shuffle};
#[cfg(threaded_tier)]
pub(crate) use access::{shuffle_bytes, shuffle_lanes};
pub(crate) use lanes::Vector;
#[cfg(threaded_tier)]
pub(crate) use operation::{
    Binary, Opcode, Shift, Splat, Ternary, Test, Unary, Visitor, loaded_by, visit,
};

/// What an instruction takes and gives, apart from its immediates (core specification, section
/// 4.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Memory argument; loads this many bytes and makes a vector of them with [`loaded`].
    Load { bytes: u8 },
    /// Memory argument; stores the vector.
    Store,
    /// Memory argument and lane; loads this many bytes into the lane of the vector with [`insert`].
    LoadLane { bytes: u8 },
    /// Memory argument and lane; stores this many bytes, those that [`lane_bytes`] gives.
    StoreLane { bytes: u8 },
    /// Sixteen bytes, which are the vector.
    Const,
    /// Sixteen lanes; two vectors to a vector with [`shuffle`].
    Shuffle,
    /// Lane; vector to scalar slot with [`extract`].
    Extract,
    /// Lane; vector and scalar slot to vector with [`replace`].
    Replace,
    /// Scalar slot to vector with [`splat`].
    Splat,
    /// Vector to vector with [`unary`].
    Unary,
    /// Two vectors to a vector with [`binary`].
    Binary,
    /// Three vectors to a vector with [`ternary`].
    Ternary,
    /// Vector to `i32` with [`test`].
    Test,
    /// Vector and `i32` to vector with [`shift`].
    Shift,
}

/// The shape of an instruction (core specification, sections 4.4.3 and 5.4.8), `None` where there is
/// no such opcode.
pub(crate) fn shape(op: u32) -> Option<Shape> {
    integer::shape(op)
        .or_else(|| float::shape(op))
        .or_else(|| convert::shape(op))
        .or_else(|| memory::shape(op))
        .or_else(|| access::shape(op))
        .or_else(|| relaxed::shape(op))
}

macro_rules! computations {
    ($($(#[$doc:meta])* $name:ident(
        $op:ident, $($vector:ident),*; $($scalar:ident: $ty:ty)?
    ) => $out:ident: $compute:expr;)*) => {
        $($(#[$doc])*
        pub(crate) fn $name($op: u32, $($vector: u128,)* $($scalar: $ty)?) -> u128 {
            // Not inlined, so that the vectors are in memory; `lanes` says why.
            #[inline(never)]
            fn compute(
                $op: u32,
                $($vector: &Vector,)*
                $($scalar: $ty,)?
                $out: &mut Vector,
            ) -> bool {
                $compute
            }
            let mut out = Vector::default();
            compute($op, $(&$vector.to_le_bytes(),)* $($scalar,)? &mut out);
            u128::from_le_bytes(out)
        })*
    };
}

computations! {
    /// What a load makes of the bytes it loaded, with zeros above them (core specification, section
    /// 4.4.3, `v128.load` and its kin).
    loaded(op, bytes;) => out: memory::loaded(op, bytes, out);

    /// Instructions of one vector operand (core specification, section 4.4.3, `vvunop`, `vunop` and
    /// `vcvtop`).
    unary(op, a;) => out: integer::unary(op, a, out)
        || float::unary(op, a, out)
        || convert::unary(op, a, out)
        || relaxed::unary(op, a, out);

    /// Instructions of two vector operands (core specification, section 4.4.3, `vvbinop`, `vbinop`,
    /// `vrelop`, `swizzle`, `narrow`, `extmul` and `dot`).
    binary(op, a, b;) => out: integer::binary(op, a, b, out)
        || float::binary(op, a, b, out)
        || access::binary(op, a, b, out)
        || relaxed::binary(op, a, b, out);

    /// Instructions of three vector operands (core specification, section 4.4.3, `vvternop` and
    /// `vternop`).
    ternary(op, a, b, c;) => out: integer::ternary(op, a, b, c, out)
        || relaxed::ternary(op, a, b, c, out);

    /// Shifts of each lane (core specification, section 4.4.3, `vishiftop`), by the count modulo the
    /// width of a lane.
    shift(op, a; count: u32) => out: integer::shift(op, a, count, out);
}

/// Instructions that tell something of a vector (core specification, section 4.4.3, `vvtestop`,
/// `vtestop` and `bitmask`).
pub(crate) fn test(op: u32, a: u128) -> u32 {
    #[inline(never)]
    fn compute(op: u32, a: &Vector) -> u32 {
        let mut out = 0;
        integer::test(op, a, &mut out);
        out
    }
    compute(op, &a.to_le_bytes())
}

/// The scalar slot of a lane (core specification, section 4.4.3, `extract_lane`).
pub(crate) fn extract(op: u32, vector: u128, lane: u8) -> u64 {
    let mut out = 0;
    access::extract(op, vector, lane, &mut out);
    out
}

/// The vector with one lane from a scalar slot (core specification, section 4.4.3, `replace_lane`).
pub(crate) fn replace(op: u32, vector: u128, lane: u8, slot: u64) -> u128 {
    let mut out = 0;
    access::replace(op, vector, lane, slot, &mut out);
    out
}

/// The vector with every lane from a scalar slot (core specification, section 4.4.3, `splat`).
pub(crate) fn splat(op: u32, slot: u64) -> u128 {
    let mut out = Vector::default();
    access::splat(op, slot, &mut out);
    u128::from_le_bytes(out)
}
