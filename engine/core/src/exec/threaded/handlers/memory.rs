//! Loads and stores of memory 0, where it has 32-bit addresses. The instruction's offset is the upper half of
//! the second word; of a fixed address it is the whole address.

use core::marker::PhantomData;

use wasmparser::Operator;

use super::super::Flow;
use super::super::code::{Handler, Instruction};
use super::super::regs::{Kind, Regs, Scalar};
use super::form::{Accumulator, Destination, Fixed, InSlot, Source};
use super::leave::leave;
use crate::arithmetic::access::{for_each_load, for_each_store};
use crate::store::Store;

/// Where an address is taken from.
pub(super) trait Address {
    fn take(r: &Regs) -> u32;
}

impl Address for InSlot {
    #[inline(always)]
    fn take(r: &Regs) -> u32 {
        <Self as Source>::take::<u32, 0>(r)
    }
}

impl Address for Accumulator {
    #[inline(always)]
    fn take(r: &Regs) -> u32 {
        r.accumulator()
    }
}

impl Address for Fixed {
    #[inline(always)]
    fn take(_: &Regs) -> u32 {
        0
    }
}

/// Where a value to store is taken from; an immediate is the third word.
trait Stored {
    const WORDS: usize;
    fn take<T: Scalar>(r: &Regs) -> T;
}

impl Stored for InSlot {
    const WORDS: usize = 2;
    #[inline(always)]
    fn take<T: Scalar>(r: &Regs) -> T {
        <Self as Source>::take::<T, 1>(r)
    }
}

impl Stored for Accumulator {
    const WORDS: usize = 2;
    #[inline(always)]
    fn take<T: Scalar>(r: &Regs) -> T {
        r.accumulator()
    }
}

impl Stored for Fixed {
    const WORDS: usize = 3;
    #[inline(always)]
    fn take<T: Scalar>(r: &Regs) -> T {
        T::from_slot(r.wide::<2>())
    }
}

/// What a load does with the bytes of memory.
trait Load {
    type R: Scalar;
    fn load(r: &Regs, address: u32, offset: u32) -> Option<Self::R>;
}

/// What a store makes of its operand.
trait Save {
    type A: Scalar;
    fn store(r: &mut Regs, address: u32, offset: u32, value: Self::A) -> bool;
}

/// A load; the address's slot is named by field 0, the result's by field 1.
struct LoadValue<O, A, D>(PhantomData<(O, A, D)>);

impl<O: Load, A: Address, D: Destination> Instruction for LoadValue<O, A, D> {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        let Some(value) = O::load(r, A::take(r), r.word()) else { return Flow::Cold(leave) };
        D::put::<O::R, 1>(r, value);
        r.advance(2);
        Flow::Next
    }
}

/// A store; the address's slot is named by field 0, the value's by field 1.
struct StoreValue<O, A, V>(PhantomData<(O, A, V)>);

impl<O: Save, A: Address, V: Stored> Instruction for StoreValue<O, A, V> {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        let value = V::take::<O::A>(r);
        if !O::store(r, A::take(r), r.word(), value) {
            return Flow::Cold(leave);
        }
        r.advance(V::WORDS);
        Flow::Next
    }
}

/// The handlers of a load, by where the address is (a slot, the accumulator, fixed) and where the result
/// goes (the accumulator, a slot).
pub(in super::super) struct LoadForms {
    pub(in super::super) handlers: [[Handler; 2]; 3],
    pub(in super::super) result: Kind,
}

impl LoadForms {
    const fn of<O: Load>() -> Self {
        const fn both<O: Load, A: Address>() -> [Handler; 2] {
            [
                Handler::of::<LoadValue<O, A, Accumulator>>(),
                Handler::of::<LoadValue<O, A, InSlot>>(),
            ]
        }
        Self {
            handlers: [both::<O, InSlot>(), both::<O, Accumulator>(), both::<O, Fixed>()],
            result: O::R::KIND,
        }
    }
}

/// The handlers of a store, by where the address is (a slot, the accumulator, fixed) and where the value is
/// (a slot, the accumulator, fixed).
pub(in super::super) struct StoreForms {
    pub(in super::super) handlers: [[Handler; 3]; 3],
}

impl StoreForms {
    const fn of<O: Save>() -> Self {
        const fn all<O: Save, A: Address>() -> [Handler; 3] {
            [
                Handler::of::<StoreValue<O, A, InSlot>>(),
                Handler::of::<StoreValue<O, A, Accumulator>>(),
                Handler::of::<StoreValue<O, A, Fixed>>(),
            ]
        }
        Self { handlers: [all::<O, InSlot>(), all::<O, Accumulator>(), all::<O, Fixed>()] }
    }
}

macro_rules! loads {
    ($($variant:ident $name:ident: $from:ty => $to:ty;)*) => {
        $(struct $variant;
        impl Load for $variant {
            type R = $to;
            #[inline(always)]
            fn load(r: &Regs, address: u32, offset: u32) -> Option<$to> {
                r.load(address, offset).map(|bytes| <$from>::from_le_bytes(bytes) as $to)
            }
        })*
        /// The handlers of a load and its effective offset; `None` for any other instruction.
        pub(in super::super) fn load_forms(
            op: &Operator<'_>,
        ) -> Option<(&'static LoadForms, wasmparser::MemArg)> {
            Some(match op {
                $(Operator::$variant { memarg } => {
                    (const { &LoadForms::of::<$variant>() }, *memarg)
                })*
                _ => return None,
            })
        }
    };
}

for_each_load!(loads
    F32Load f32_load: f32 => f32;
    F64Load f64_load: f64 => f64;
);

macro_rules! stores {
    ($($variant:ident $name:ident: $from:ty => $to:ty;)*) => {
        $(struct $variant;
        impl Save for $variant {
            type A = $from;
            #[inline(always)]
            fn store(r: &mut Regs, address: u32, offset: u32, value: $from) -> bool {
                r.store(address, offset, (value as $to).to_le_bytes())
            }
        })*
        /// The handlers of a store and its effective offset; `None` for any other instruction.
        pub(in super::super) fn store_forms(
            op: &Operator<'_>,
        ) -> Option<(&'static StoreForms, wasmparser::MemArg)> {
            Some(match op {
                $(Operator::$variant { memarg } => {
                    (const { &StoreForms::of::<$variant>() }, *memarg)
                })*
                _ => return None,
            })
        }
    };
}

for_each_store!(stores
    F32Store f32_store: f32 => f32;
    F64Store f64_store: f64 => f64;
);
