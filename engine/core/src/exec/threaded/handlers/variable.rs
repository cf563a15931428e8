//! Moving values: between slots, to and from globals, and by `select`.

use core::marker::PhantomData;

use super::super::Flow;
use super::super::code::Instruction;
use super::super::regs::{Regs, Scalar};
use super::form::{Destination, Source};
use crate::store::Store;

/// Copies the slot of field 0 to that of field 1.
pub(in super::super) struct Copy;

impl Instruction for Copy {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        let value: u64 = r.get(r.half::<0>());
        r.set(r.half::<1>(), value);
        r.advance(2);
        Flow::Next
    }
}

/// Writes the third word to the slot of field 1.
pub(in super::super) struct CopyConstant;

impl Instruction for CopyConstant {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        r.set(r.half::<1>(), r.wide::<2>());
        r.advance(3);
        Flow::Next
    }
}

/// Reads the store's global of the second word's upper half; the result's slot is named by field 1.
pub(in super::super) struct GlobalGet<T, D>(PhantomData<(T, D)>);

impl<T: Scalar, D: Destination> Instruction for GlobalGet<T, D> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let value = T::from_slot(*cx.hot.global_at(r.word()));
        D::put::<T, 1>(r, value);
        r.advance(2);
        Flow::Next
    }
}

/// Writes the store's global of the second word's upper half; the operand's slot is named by field 0.
pub(in super::super) struct GlobalSet<T, S>(PhantomData<(T, S)>);

impl<T: Scalar, S: Source> Instruction for GlobalSet<T, S> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        *cx.hot.global_at(r.word()) = S::take::<T, 0>(r).to_slot();
        r.advance(2);
        Flow::Next
    }
}

/// Writes the third word to the store's global of the second word's upper half.
pub(in super::super) struct GlobalSetConstant;

impl Instruction for GlobalSetConstant {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        *cx.hot.global_at(r.word()) = r.wide::<2>();
        r.advance(3);
        Flow::Next
    }
}

/// `select` of operands in the slots of the fields 0 and 1, where the i32 of field 2 is not zero the former;
/// the result's slot is named by field 3.
pub(in super::super) struct SelectValue<T, S, D>(PhantomData<(T, S, D)>);

impl<T: Scalar, S: Source, D: Destination> Instruction for SelectValue<T, S, D> {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        let (a, b) = (r.get::<u64>(r.half::<0>()), r.get::<u64>(r.half::<1>()));
        let value = if S::take::<u32, 2>(r) != 0 { a } else { b };
        D::put::<T, 3>(r, T::from_slot(value));
        r.advance(2);
        Flow::Next
    }
}

/// [`SelectValue`] of integers.
pub(in super::super) type Select<S, D> = SelectValue<u64, S, D>;
/// [`SelectValue`] of floats.
pub(in super::super) type SelectFloat<S, D> = SelectValue<f64, S, D>;

/// Copies the vector in the slot of field 0 to that of field 1.
pub(in super::super) struct CopyVector;

impl Instruction for CopyVector {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        copy_vector(r, cx, r.half::<0>(), r.half::<1>());
        r.advance(2);
        Flow::Next
    }
}

/// Copies the vector in slot `from` to slot `to`.
#[inline(always)]
pub(super) fn copy_vector(r: &mut Regs, cx: &Store, from: usize, to: usize) {
    let (low, high) = (r.half_vector::<false>(cx, from), r.half_vector::<true>(cx, from));
    r.set_half_vector::<false>(cx, to, low);
    r.set_half_vector::<true>(cx, to, high);
}

/// Writes the third and the fourth word to the slot of field 1, as a vector.
pub(in super::super) struct VectorConstant;

impl Instruction for VectorConstant {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let to = r.half::<1>();
        r.set_half_vector::<false>(cx, to, r.wide::<2>());
        r.set_half_vector::<true>(cx, to, r.wide::<3>());
        r.advance(4);
        Flow::Next
    }
}

/// Reads a vector from the store's global of the second word's upper half to the slot of field 1.
pub(in super::super) struct GlobalGetVector;

impl Instruction for GlobalGetVector {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (place, to) = (r.word(), r.half::<1>());
        let (low, high) = (*cx.hot.global_at(place), *cx.hot.high_of_global_at(place));
        r.set_half_vector::<false>(cx, to, low);
        r.set_half_vector::<true>(cx, to, high);
        r.advance(2);
        Flow::Next
    }
}

/// Writes the vector in the slot of field 0 to the store's global of the second word's upper half.
pub(in super::super) struct GlobalSetVector;

impl Instruction for GlobalSetVector {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (place, from) = (r.word(), r.half::<0>());
        let (low, high) = (r.half_vector::<false>(cx, from), r.half_vector::<true>(cx, from));
        *cx.hot.global_at(place) = low;
        *cx.hot.high_of_global_at(place) = high;
        r.advance(2);
        Flow::Next
    }
}

/// [`SelectValue`] of vectors.
pub(in super::super) struct SelectVector<S>(PhantomData<S>);

impl<S: Source> Instruction for SelectVector<S> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (a, b) = (r.half::<0>(), r.half::<1>());
        let from = if S::take::<u32, 2>(r) != 0 { a } else { b };
        copy_vector(r, cx, from, r.half::<3>());
        r.advance(2);
        Flow::Next
    }
}
