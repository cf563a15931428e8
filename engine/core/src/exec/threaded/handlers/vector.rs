//! Vector instructions that touch no memory, each made from what all tiers share. Vectors are taken from slots
//! and put into slots; a scalar may be in the accumulator.

use core::marker::PhantomData;

use super::super::Flow;
use super::super::code::{Handler, Instruction};
use super::super::regs::{Kind, Lane, Regs, Scalar};
use super::form::{Accumulator, Destination, InSlot, Source};
use crate::arithmetic::simd::{self, Binary, Shift, Splat, Ternary, Test, Unary};
use crate::store::Store;

/// The handlers of an instruction that computes.
#[derive(Clone, Copy)]
pub(in super::super) enum VectorForms {
    /// The operands' slots are named by the first of the fields, the result's by the one after them.
    Vectors { operands: u32, handler: Handler },
    /// From a vector to an i32 in the accumulator or a slot; the fields are 0 and 1.
    Test([Handler; 2]),
    /// By where the count is: the slot of field 2, the accumulator, the second word's upper half. The vector's
    /// slot is named by field 0, the result's by field 1.
    Shift([Handler; 3]),
    /// By where the scalar is: the slot of field 0, the accumulator for integers, that for floats. The result's
    /// slot is named by field 1.
    Splat([Handler; 3]),
}

/// Makes the handlers of an instruction.
struct Forms;

impl simd::Visitor for Forms {
    type Made = VectorForms;

    fn unary<O: Unary>() -> VectorForms {
        VectorForms::Vectors { operands: 1, handler: Handler::of::<UnaryVector<O>>() }
    }

    fn binary<O: Binary>() -> VectorForms {
        VectorForms::Vectors { operands: 2, handler: Handler::of::<BinaryVector<O>>() }
    }

    fn ternary<O: Ternary>() -> VectorForms {
        VectorForms::Vectors { operands: 3, handler: Handler::of::<TernaryVector<O>>() }
    }

    fn test<O: Test>() -> VectorForms {
        VectorForms::Test([
            Handler::of::<TestVector<O, Accumulator>>(),
            Handler::of::<TestVector<O, InSlot>>(),
        ])
    }

    fn shift<O: Shift>() -> VectorForms {
        VectorForms::Shift([
            Handler::of::<ShiftVector<O, InSlot>>(),
            Handler::of::<ShiftVector<O, Accumulator>>(),
            Handler::of::<ShiftFixed<O>>(),
        ])
    }

    fn splat<O: Splat>() -> VectorForms {
        VectorForms::Splat([
            Handler::of::<SplatVector<O, u64, InSlot>>(),
            Handler::of::<SplatVector<O, u64, Accumulator>>(),
            Handler::of::<SplatVector<O, f64, Accumulator>>(),
        ])
    }
}

/// The handlers of the instruction with this opcode behind the prefix, where it computes.
pub(in super::super) fn vector_forms(op: u32) -> Option<VectorForms> {
    simd::visit::<Forms>(op)
}

struct UnaryVector<O>(PhantomData<O>);

impl<O: Unary> Instruction for UnaryVector<O> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let a = r.vector(cx, r.half::<0>());
        r.set_vector::<1>(cx, O::unary(&a));
        r.advance(2);
        Flow::Next
    }
}

struct BinaryVector<O>(PhantomData<O>);

impl<O: Binary> Instruction for BinaryVector<O> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (a, b) = (r.vector(cx, r.half::<0>()), r.vector(cx, r.half::<1>()));
        r.set_vector::<2>(cx, O::binary(&a, &b));
        r.advance(2);
        Flow::Next
    }
}

struct TernaryVector<O>(PhantomData<O>);

impl<O: Ternary> Instruction for TernaryVector<O> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (a, b) = (r.vector(cx, r.half::<0>()), r.vector(cx, r.half::<1>()));
        let c = r.vector(cx, r.half::<2>());
        r.set_vector::<3>(cx, O::ternary(&a, &b, &c));
        r.advance(2);
        Flow::Next
    }
}

struct TestVector<O, D>(PhantomData<(O, D)>);

impl<O: Test, D: Destination> Instruction for TestVector<O, D> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let a = r.vector(cx, r.half::<0>());
        D::put::<u32, 1>(r, O::test(&a));
        r.advance(2);
        Flow::Next
    }
}

struct ShiftVector<O, S>(PhantomData<(O, S)>);

impl<O: Shift, S: Source> Instruction for ShiftVector<O, S> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let a = r.vector(cx, r.half::<0>());
        let count = S::take::<u32, 2>(r);
        r.set_vector::<1>(cx, O::shift(&a, count));
        r.advance(2);
        Flow::Next
    }
}

struct ShiftFixed<O>(PhantomData<O>);

impl<O: Shift> Instruction for ShiftFixed<O> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let a = r.vector(cx, r.half::<0>());
        r.set_vector::<1>(cx, O::shift(&a, r.word()));
        r.advance(2);
        Flow::Next
    }
}

struct SplatVector<O, T, S>(PhantomData<(O, T, S)>);

impl<O: Splat, T: Scalar, S: Source> Instruction for SplatVector<O, T, S> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let scalar = S::take::<T, 0>(r).to_slot();
        r.set_vector::<1>(cx, O::splat(scalar));
        r.advance(2);
        Flow::Next
    }
}

/// `i8x16.shuffle`: the operands' slots are named by the fields 0 and 1, the result's by field 2; the indices of
/// the bytes are the third and fourth words.
pub(in super::super) struct Shuffle;

impl Instruction for Shuffle {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (a, b) = (r.vector(cx, r.half::<0>()), r.vector(cx, r.half::<1>()));
        let lanes = r.bytes::<2>();
        r.set_vector::<2>(cx, simd::shuffle_bytes(&a, &b, &lanes));
        r.advance(4);
        Flow::Next
    }
}

/// [`Shuffle`] that keeps lanes of so many bytes (2, 4 or 8) together: the bytes of the third word are the
/// indices of the lanes.
pub(in super::super) struct ShuffleLanes<const BYTES: usize>;

impl<const BYTES: usize> Instruction for ShuffleLanes<BYTES> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (a, b) = (r.vector(cx, r.half::<0>()), r.vector(cx, r.half::<1>()));
        let shuffled = simd::shuffle_lanes::<BYTES>(&a, &b, r.wide::<2>());
        r.set_vector::<2>(cx, shuffled);
        r.advance(3);
        Flow::Next
    }
}

/// `extract_lane`: the vector's slot is named by field 0, the result's by field 1; the upper half of the second
/// word says how many bytes after the start of its half of the vector the lane begins.
struct Extract<L, T, const HIGH: bool, D>(PhantomData<(L, T, D)>);

impl<L: Lane + Into<T>, T: Scalar, const HIGH: bool, D: Destination> Instruction
    for Extract<L, T, HIGH, D>
{
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let lane: L = r.lane::<L, HIGH>(cx, r.half::<0>(), r.word() as usize);
        D::put::<T, 1>(r, lane.into());
        r.advance(2);
        Flow::Next
    }
}

/// `replace_lane`: the vector's slot is named by field 0, the result's by field 1, the scalar's by field 2; field
/// 3 says at which bit of its half of the vector the lane of `BYTES` bytes begins.
struct Replace<T, const BYTES: usize, const HIGH: bool, S>(PhantomData<(T, S)>);

impl<T: Scalar, const BYTES: usize, const HIGH: bool, S: Source> Instruction
    for Replace<T, BYTES, HIGH, S>
{
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let scalar = S::take::<T, 2>(r).to_slot();
        let (from, to, bit) = (r.half::<0>(), r.half::<1>(), r.half::<3>());
        replace::<BYTES, HIGH>(r, cx, from, to, bit as u32, scalar);
        r.advance(2);
        Flow::Next
    }
}

/// Writes the vector in slot `from` to slot `to`, with the lane that begins at `bit` of one half replaced.
#[inline(always)]
pub(super) fn replace<const BYTES: usize, const HIGH: bool>(
    r: &mut Regs,
    cx: &Store,
    from: usize,
    to: usize,
    bit: u32,
    scalar: u64,
) {
    let bits = u64::MAX >> (64 - 8 * BYTES);
    let (low, high) = (r.half_vector::<false>(cx, from), r.half_vector::<true>(cx, from));
    let half = if HIGH { high } else { low };
    let half = half & !(bits << bit) | (scalar & bits) << bit;
    r.set_half_vector::<false>(cx, to, if HIGH { low } else { half });
    r.set_half_vector::<true>(cx, to, if HIGH { half } else { high });
}

/// The handlers of an instruction that moves a scalar out of a lane or into one.
pub(in super::super) struct LaneForms {
    /// Bytes that the lane takes.
    pub(in super::super) bytes: u8,
    /// By the half of the vector that has the lane, and by where the scalar is: of `extract_lane` the accumulator
    /// or a slot, of `replace_lane` a slot or the accumulator.
    pub(in super::super) handlers: [[Handler; 2]; 2],
}

impl LaneForms {
    const fn extract<L: Lane + Into<T>, T: Scalar>() -> Self {
        Self {
            bytes: size_of::<L>() as u8,
            handlers: [
                [
                    Handler::of::<Extract<L, T, false, Accumulator>>(),
                    Handler::of::<Extract<L, T, false, InSlot>>(),
                ],
                [
                    Handler::of::<Extract<L, T, true, Accumulator>>(),
                    Handler::of::<Extract<L, T, true, InSlot>>(),
                ],
            ],
        }
    }

    const fn replace<const BYTES: usize, T: Scalar>() -> Self {
        Self {
            bytes: BYTES as u8,
            handlers: [
                [
                    Handler::of::<Replace<T, BYTES, false, InSlot>>(),
                    Handler::of::<Replace<T, BYTES, false, Accumulator>>(),
                ],
                [
                    Handler::of::<Replace<T, BYTES, true, InSlot>>(),
                    Handler::of::<Replace<T, BYTES, true, Accumulator>>(),
                ],
            ],
        }
    }
}

/// The handlers of an `extract_lane`, and the kind of its result.
pub(in super::super) fn extract_forms(op: u32) -> Option<(&'static LaneForms, Kind)> {
    const fn forms<L: Lane + Into<T>, T: Scalar>() -> (&'static LaneForms, Kind) {
        (const { &LaneForms::extract::<L, T>() }, T::KIND)
    }
    Some(match op {
        0x15 => forms::<i8, i32>(),
        0x16 => forms::<u8, u32>(),
        0x18 => forms::<i16, i32>(),
        0x19 => forms::<u16, u32>(),
        0x1b => forms::<u32, u32>(),
        0x1d => forms::<u64, u64>(),
        0x1f => forms::<f32, f32>(),
        0x21 => forms::<f64, f64>(),
        _ => return None,
    })
}

/// The handlers of a `replace_lane`.
pub(in super::super) fn replace_forms(op: u32) -> Option<&'static LaneForms> {
    Some(match op {
        0x17 => const { &LaneForms::replace::<1, u32>() },
        0x1a => const { &LaneForms::replace::<2, u32>() },
        0x1c => const { &LaneForms::replace::<4, u32>() },
        0x1e => const { &LaneForms::replace::<8, u64>() },
        0x20 => const { &LaneForms::replace::<4, f32>() },
        0x22 => const { &LaneForms::replace::<8, f64>() },
        _ => return None,
    })
}
