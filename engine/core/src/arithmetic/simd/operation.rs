//! Instructions as types, for a tier that has code of its own for each: what they compute is inlined, and
//! where the vectors come from and go to is the caller's business.

use super::lanes::Vector;

/// An instruction by its opcode.
pub(crate) struct Opcode<const OP: u32>;

macro_rules! operations {
    ($($(#[$doc:meta])* $shape:ident $function:ident($($operand:ident: $ty:ty),*) -> $result:ty;)*) => {
        $($(#[$doc])*
        pub(crate) trait $shape {
            fn $function($($operand: $ty),*) -> $result;
        })*

        /// What is made of instructions, by their shapes.
        pub(crate) trait Visitor {
            type Made;
            $(fn $function<O: $shape>() -> Self::Made;)*
        }
    };
}

operations! {
    /// See [`super::unary`].
    Unary unary(a: &Vector) -> Vector;
    /// See [`super::binary`].
    Binary binary(a: &Vector, b: &Vector) -> Vector;
    /// See [`super::ternary`].
    Ternary ternary(a: &Vector, b: &Vector, c: &Vector) -> Vector;
    /// See [`super::test`].
    Test test(a: &Vector) -> u32;
    /// See [`super::shift`].
    Shift shift(a: &Vector, count: u32) -> Vector;
    /// See [`super::splat`].
    Splat splat(slot: u64) -> Vector;
}

/// What `V` makes of the instruction with this opcode, where it has one of these shapes.
pub(crate) fn visit<V: Visitor>(op: u32) -> Option<V::Made> {
    super::integer::visit::<V>(op)
        .or_else(|| super::float::visit::<V>(op))
        .or_else(|| super::convert::visit::<V>(op))
        .or_else(|| super::access::visit::<V>(op))
        .or_else(|| super::relaxed::visit::<V>(op))
}

/// What the load with opcode `OP` makes of the bytes it loaded, with zeros above them.
#[inline(always)]
pub(crate) fn loaded_by<const OP: u32>(bytes: &Vector) -> Vector {
    let mut out = Vector::default();
    super::memory::loaded(OP, bytes, &mut out);
    out
}
