//! Loads and stores of vectors and of their lanes, with addresses as in `memory.rs`.

use core::marker::PhantomData;

use super::super::Flow;
use super::super::code::{Handler, Instruction};
use super::super::regs::Regs;
use super::form::{Accumulator, Fixed, InSlot};
use super::leave::leave;
use super::memory::Address;
use super::vector::replace;
use crate::arithmetic::simd;
use crate::store::Store;

/// A load of `BYTES` bytes; the address's slot is named by field 0, the result's by field 1.
struct LoadVector<const OP: u32, const BYTES: usize, A>(PhantomData<A>);

impl<const OP: u32, const BYTES: usize, A: Address> Instruction for LoadVector<OP, BYTES, A> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let Some(bytes) = r.load_vector::<BYTES>(A::take(r), r.word()) else {
            return Flow::Cold(leave);
        };
        r.set_vector::<1>(cx, simd::loaded_by::<OP>(&bytes));
        r.advance(2);
        Flow::Next
    }
}

/// `v128.store`: the address's slot is named by field 0, the vector's by field 1.
struct StoreVector<A>(PhantomData<A>);

impl<A: Address> Instruction for StoreVector<A> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let vector = r.vector(cx, r.half::<1>());
        if !r.store(A::take(r), r.word(), vector) {
            return Flow::Cold(leave);
        }
        r.advance(2);
        Flow::Next
    }
}

/// A load of one lane: the address's slot is named by field 0, the result's by field 1; the low 16 bits of the
/// third word name the vector's slot, those above say at which bit of its half the lane begins.
struct LoadLane<const BYTES: usize, const HIGH: bool, A>(PhantomData<A>);

impl<const BYTES: usize, const HIGH: bool, A: Address> Instruction for LoadLane<BYTES, HIGH, A> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let Some(bytes) = r.load::<BYTES>(A::take(r), r.word()) else {
            return Flow::Cold(leave);
        };
        let mut lane = [0; 8];
        lane[..BYTES].copy_from_slice(&bytes);
        let (place, to) = (r.wide::<2>(), r.half::<1>());
        let (from, bit) = (usize::from(place as u16), (place >> 16) as u32);
        replace::<BYTES, HIGH>(r, cx, from, to, bit, u64::from_le_bytes(lane));
        r.advance(3);
        Flow::Next
    }
}

/// A store of one lane: the address's slot is named by field 0, the vector's by field 1; the third word says how
/// many bytes after the start of its half of the vector the lane begins.
struct StoreLane<const BYTES: usize, const HIGH: bool, A>(PhantomData<A>);

impl<const BYTES: usize, const HIGH: bool, A: Address> Instruction for StoreLane<BYTES, HIGH, A> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let half = r.half_vector::<HIGH>(cx, r.half::<1>());
        let lane = half >> (8 * r.wide::<2>() as u32);
        let mut bytes = [0; BYTES];
        bytes.copy_from_slice(&lane.to_le_bytes()[..BYTES]);
        if !r.store(A::take(r), r.word(), bytes) {
            return Flow::Cold(leave);
        }
        r.advance(3);
        Flow::Next
    }
}

/// The handlers of an instruction, by where the address is: a slot, the accumulator, fixed.
type ByAddress = [Handler; 3];

/// The handlers of a load that gives a whole vector, `None` for any other instruction.
pub(in super::super) fn vector_load_forms(op: u32) -> Option<ByAddress> {
    const fn forms<const OP: u32, const BYTES: usize>() -> ByAddress {
        [
            Handler::of::<LoadVector<OP, BYTES, InSlot>>(),
            Handler::of::<LoadVector<OP, BYTES, Accumulator>>(),
            Handler::of::<LoadVector<OP, BYTES, Fixed>>(),
        ]
    }
    Some(match op {
        0x00 => forms::<0x00, 16>(),
        0x01 => forms::<0x01, 8>(),
        0x02 => forms::<0x02, 8>(),
        0x03 => forms::<0x03, 8>(),
        0x04 => forms::<0x04, 8>(),
        0x05 => forms::<0x05, 8>(),
        0x06 => forms::<0x06, 8>(),
        0x07 => forms::<0x07, 1>(),
        0x08 => forms::<0x08, 2>(),
        0x09 => forms::<0x09, 4>(),
        0x0a => forms::<0x0a, 8>(),
        0x5c => forms::<0x5c, 4>(),
        0x5d => forms::<0x5d, 8>(),
        _ => return None,
    })
}

/// The handlers of `v128.store`.
pub(in super::super) fn vector_store_forms() -> ByAddress {
    [
        Handler::of::<StoreVector<InSlot>>(),
        Handler::of::<StoreVector<Accumulator>>(),
        Handler::of::<StoreVector<Fixed>>(),
    ]
}

/// The handlers of a load of a lane of `bytes` bytes in the low or the `high` half.
pub(in super::super) fn lane_load_forms(bytes: u8, high: bool) -> ByAddress {
    const fn forms<const BYTES: usize, const HIGH: bool>() -> ByAddress {
        [
            Handler::of::<LoadLane<BYTES, HIGH, InSlot>>(),
            Handler::of::<LoadLane<BYTES, HIGH, Accumulator>>(),
            Handler::of::<LoadLane<BYTES, HIGH, Fixed>>(),
        ]
    }
    match (bytes, high) {
        (1, false) => forms::<1, false>(),
        (1, true) => forms::<1, true>(),
        (2, false) => forms::<2, false>(),
        (2, true) => forms::<2, true>(),
        (4, false) => forms::<4, false>(),
        (4, true) => forms::<4, true>(),
        (_, false) => forms::<8, false>(),
        (_, true) => forms::<8, true>(),
    }
}

/// The handlers of a store of a lane of `bytes` bytes in the low or the `high` half.
pub(in super::super) fn lane_store_forms(bytes: u8, high: bool) -> ByAddress {
    const fn forms<const BYTES: usize, const HIGH: bool>() -> ByAddress {
        [
            Handler::of::<StoreLane<BYTES, HIGH, InSlot>>(),
            Handler::of::<StoreLane<BYTES, HIGH, Accumulator>>(),
            Handler::of::<StoreLane<BYTES, HIGH, Fixed>>(),
        ]
    }
    match (bytes, high) {
        (1, false) => forms::<1, false>(),
        (1, true) => forms::<1, true>(),
        (2, false) => forms::<2, false>(),
        (2, true) => forms::<2, true>(),
        (4, false) => forms::<4, false>(),
        (4, true) => forms::<4, true>(),
        (_, false) => forms::<8, false>(),
        (_, true) => forms::<8, true>(),
    }
}
