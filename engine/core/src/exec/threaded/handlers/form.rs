//! Where instructions take operands from and put results.

use super::super::regs::{Regs, Scalar};

/// Where an operand is taken from.
pub(in super::super) trait Source {
    /// The operand; `FIELD` names the field of its slot, where it is in one.
    fn take<T: Scalar, const FIELD: usize>(r: &Regs) -> T;
}

/// Where a result is put.
pub(in super::super) trait Destination {
    fn put<T: Scalar, const FIELD: usize>(r: &mut Regs, value: T);
}

/// A slot of the frame.
pub(in super::super) struct InSlot;
/// The accumulator for the type.
pub(in super::super) struct Accumulator;
/// An immediate.
pub(in super::super) struct Fixed;

impl Source for InSlot {
    #[inline(always)]
    fn take<T: Scalar, const FIELD: usize>(r: &Regs) -> T {
        r.get(r.half::<FIELD>())
    }
}

impl Source for Accumulator {
    #[inline(always)]
    fn take<T: Scalar, const FIELD: usize>(r: &Regs) -> T {
        r.accumulator()
    }
}

impl Source for Fixed {
    #[inline(always)]
    fn take<T: Scalar, const FIELD: usize>(r: &Regs) -> T {
        r.immediate()
    }
}

impl Destination for InSlot {
    #[inline(always)]
    fn put<T: Scalar, const FIELD: usize>(r: &mut Regs, value: T) {
        r.set(r.half::<FIELD>(), value);
    }
}

impl Destination for Accumulator {
    #[inline(always)]
    fn put<T: Scalar, const FIELD: usize>(r: &mut Regs, value: T) {
        r.set_accumulator(value);
    }
}

/// Where the two operands of an instruction come from. Slots are named by the fields 0 and 1 in this order;
/// a result's slot by field 1 where there is an immediate, else by field 2.
pub(in super::super) trait Pair {
    const IMMEDIATE: bool;
    fn take<T: Scalar>(r: &Regs) -> (T, T);
}

macro_rules! pairs {
    ($($name:ident: $a:ident $a_field:literal, $b:ident $b_field:literal, $immediate:literal;)*) => {
        $(pub(in super::super) struct $name;
        impl Pair for $name {
            const IMMEDIATE: bool = $immediate;
            #[inline(always)]
            fn take<T: Scalar>(r: &Regs) -> (T, T) {
                ($a::take::<T, $a_field>(r), $b::take::<T, $b_field>(r))
            }
        })*
    };
}

pairs! {
    SlotSlot: InSlot 0, InSlot 1, false;
    AccumulatorSlot: Accumulator 0, InSlot 0, false;
    SlotFixed: InSlot 0, Fixed 0, true;
    AccumulatorFixed: Accumulator 0, Fixed 0, true;
    SlotAccumulator: InSlot 0, Accumulator 0, false;
    FixedSlot: Fixed 0, InSlot 0, true;
    FixedAccumulator: Fixed 0, Accumulator 0, true;
}
