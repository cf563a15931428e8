//! Loads and stores (core specification, section 4.4.7).

use super::Flow;
use super::regs::Regs;
use super::trap::access_trap;
use crate::arithmetic::access::{for_each_load, for_each_store};
use crate::store::Store;

macro_rules! loads {
    ($($variant:ident $name:ident: $from:ty => $to:ty;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, cx: &mut Store) -> Flow {
            r.skip_leb();
            let offset = r.imm_u32();
            let address = r.peek::<u32>(0);
            let Some(bytes) = r.load(&cx.hot, address, offset) else {
                return Flow::Cold(access_trap);
            };
            r.poke(0, <$from>::from_le_bytes(bytes) as $to);
            Flow::Next
        })*
    };
}

for_each_load!(loads);

macro_rules! stores {
    ($($variant:ident $name:ident: $from:ty => $to:ty;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, cx: &mut Store) -> Flow {
            r.skip_leb();
            let offset = r.imm_u32();
            let value = r.pop::<$from>();
            let address = r.pop::<u32>();
            if !r.store(&cx.hot, address, offset, (value as $to).to_le_bytes()) {
                return Flow::Cold(access_trap);
            }
            Flow::Next
        })*
    };
}

for_each_store!(stores);
