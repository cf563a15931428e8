//! Numeric instructions, made from the list that all tiers share.

use core::marker::PhantomData;

use wasmparser::Operator;

use super::super::Flow;
use super::super::code::{Handler, Instruction};
use super::super::regs::{Kind, Regs, Scalar};
use super::form::{
    Accumulator, AccumulatorFixed, AccumulatorSlot, Destination, FixedAccumulator, FixedSlot,
    InSlot, Pair, SlotAccumulator, SlotFixed, SlotSlot, Source,
};
use super::leave::leave;
use crate::arithmetic::float;
use crate::arithmetic::numeric::{
    for_each_binary, for_each_trapping_binary, for_each_trapping_unary, for_each_unary,
};
use crate::store::Store;

/// A function of one operand; `None` is a trap.
trait Unary {
    type A: Scalar;
    type R: Scalar;
    fn apply(a: Self::A) -> Option<Self::R>;
}

/// A function of two operands; `None` is a trap.
pub(super) trait Binary {
    type A: Scalar;
    type R: Scalar;
    fn apply(a: Self::A, b: Self::A) -> Option<Self::R>;
}

/// The functions, one type each, named as in the specification.
#[allow(non_camel_case_types, reason = "the names are those of the list that all tiers share")]
mod functions {
    use super::{
        Binary, Unary, float, for_each_binary, for_each_trapping_binary, for_each_trapping_unary,
        for_each_unary,
    };

    macro_rules! unary {
        ($($variant:ident $name:ident: |$a:ident: $ty:ty| -> $result:ty $value:block;)*) => {
            $(pub(super) struct $name;
            impl Unary for $name {
                type A = $ty;
                type R = $result;
                #[inline(always)]
                fn apply($a: $ty) -> Option<$result> { Some($value) }
            })*
        };
    }

    macro_rules! trapping_unary {
        ($($variant:ident $name:ident: |$a:ident: $ty:ty| -> $result:ty $value:block;)*) => {
            $(pub(super) struct $name;
            impl Unary for $name {
                type A = $ty;
                type R = $result;
                #[inline(always)]
                fn apply($a: $ty) -> Option<$result> { $value }
            })*
        };
    }

    macro_rules! binary {
        ($($variant:ident $name:ident: |$a:ident, $b:ident: $ty:ty| -> $result:ty $value:block;)*) => {
            $(pub(in super::super) struct $name;
            impl Binary for $name {
                type A = $ty;
                type R = $result;
                #[inline(always)]
                fn apply($a: $ty, $b: $ty) -> Option<$result> { Some($value) }
            })*
        };
    }

    macro_rules! trapping_binary {
        ($($variant:ident $name:ident: |$a:ident, $b:ident: $ty:ty| -> $result:ty $value:block;)*) => {
            $(pub(super) struct $name;
            impl Binary for $name {
                type A = $ty;
                type R = $result;
                #[inline(always)]
                fn apply($a: $ty, $b: $ty) -> Option<$result> { $value }
            })*
        };
    }

    for_each_unary!(unary);
    for_each_trapping_unary!(trapping_unary);
    for_each_binary!(binary);
    for_each_trapping_binary!(trapping_binary);
}
pub(super) use functions::*;

/// A value from one operand: its slot is named by field 0, the result's by field 1.
struct UnaryValue<O, S, D>(PhantomData<(O, S, D)>);

impl<O: Unary, S: Source, D: Destination> Instruction for UnaryValue<O, S, D> {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        let Some(value) = O::apply(S::take::<O::A, 0>(r)) else { return Flow::Cold(leave) };
        D::put::<O::R, 1>(r, value);
        r.advance(2);
        Flow::Next
    }
}

/// A value from two operands.
struct BinaryValue<O, P, D>(PhantomData<(O, P, D)>);

impl<O: Binary, P: Pair, D: Destination> Instruction for BinaryValue<O, P, D> {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        let (a, b) = P::take::<O::A>(r);
        let Some(value) = O::apply(a, b) else { return Flow::Cold(leave) };
        if P::IMMEDIATE {
            D::put::<O::R, 1>(r, value);
            r.advance(if O::A::WIDE { 3 } else { 2 });
        } else {
            D::put::<O::R, 2>(r, value);
            r.advance(2);
        }
        Flow::Next
    }
}

/// The handlers of an instruction with one operand, by where that is (a slot, the accumulator) and where the
/// result goes (the accumulator, a slot).
pub(in super::super) struct UnaryForms {
    pub(in super::super) handlers: [[Handler; 2]; 2],
    pub(in super::super) result: Kind,
}

impl UnaryForms {
    const fn of<O: Unary>() -> Self {
        Self {
            handlers: [
                [
                    Handler::of::<UnaryValue<O, InSlot, Accumulator>>(),
                    Handler::of::<UnaryValue<O, InSlot, InSlot>>(),
                ],
                [
                    Handler::of::<UnaryValue<O, Accumulator, Accumulator>>(),
                    Handler::of::<UnaryValue<O, Accumulator, InSlot>>(),
                ],
            ],
            result: O::R::KIND,
        }
    }
}

/// The handlers of an instruction with two operands, by where these are, in the order of the pairs in
/// `form.rs`, and where the result goes (the accumulator, a slot).
pub(in super::super) struct BinaryForms {
    pub(in super::super) handlers: [[Handler; 2]; 7],
    pub(in super::super) operand: Kind,
    pub(in super::super) result: Kind,
}

impl BinaryForms {
    const fn of<O: Binary>() -> Self {
        const fn both<O: Binary, P: Pair>() -> [Handler; 2] {
            [
                Handler::of::<BinaryValue<O, P, Accumulator>>(),
                Handler::of::<BinaryValue<O, P, InSlot>>(),
            ]
        }
        Self {
            handlers: [
                both::<O, SlotSlot>(),
                both::<O, AccumulatorSlot>(),
                both::<O, SlotFixed>(),
                both::<O, AccumulatorFixed>(),
                both::<O, SlotAccumulator>(),
                both::<O, FixedSlot>(),
                both::<O, FixedAccumulator>(),
            ],
            operand: O::A::KIND,
            result: O::R::KIND,
        }
    }
}

macro_rules! unary_arms {
    ($($variant:ident $name:ident: |$a:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        /// The handlers of an instruction that takes one operand and cannot trap.
        fn total_unary_forms(op: &Operator<'_>) -> Option<&'static UnaryForms> {
            Some(match op {
                $(Operator::$variant => const { &UnaryForms::of::<$name>() },)*
                _ => return None,
            })
        }
    };
}

macro_rules! trapping_unary_arms {
    ($($variant:ident $name:ident: |$a:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        /// The handlers of a numeric instruction that takes one operand.
        pub(in super::super) fn unary_forms(op: &Operator<'_>) -> Option<&'static UnaryForms> {
            Some(match op {
                $(Operator::$variant => const { &UnaryForms::of::<$name>() },)*
                _ => return total_unary_forms(op),
            })
        }
    };
}

macro_rules! binary_arms {
    ($($variant:ident $name:ident: |$a:ident, $b:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        /// The handlers of an instruction that takes two operands and cannot trap.
        fn total_binary_forms(op: &Operator<'_>) -> Option<&'static BinaryForms> {
            Some(match op {
                $(Operator::$variant => const { &BinaryForms::of::<$name>() },)*
                _ => return None,
            })
        }
    };
}

macro_rules! trapping_binary_arms {
    ($($variant:ident $name:ident: |$a:ident, $b:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        /// The handlers of a numeric instruction that takes two operands.
        pub(in super::super) fn binary_forms(op: &Operator<'_>) -> Option<&'static BinaryForms> {
            Some(match op {
                $(Operator::$variant => const { &BinaryForms::of::<$name>() },)*
                _ => return total_binary_forms(op),
            })
        }
    };
}

for_each_unary!(unary_arms);
for_each_trapping_unary!(trapping_unary_arms);
for_each_binary!(binary_arms);
for_each_trapping_binary!(trapping_binary_arms);
