//! Loads and stores (core specification, section 4.4.7).

use super::Flow;
use super::regs::Regs;
use super::trap::access_trap;
use crate::store::Store;

macro_rules! loads {
    ($($name:ident: $from:ty => $to:ty;)*) => {
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

loads! {
    i32_load: u32 => u32;
    i64_load: u64 => u64;
    i32_load8_s: i8 => i32;
    i32_load8_u: u8 => u32;
    i32_load16_s: i16 => i32;
    i32_load16_u: u16 => u32;
    i64_load8_s: i8 => i64;
    i64_load8_u: u8 => u64;
    i64_load16_s: i16 => i64;
    i64_load16_u: u16 => u64;
    i64_load32_s: i32 => i64;
    i64_load32_u: u32 => u64;
}

macro_rules! stores {
    ($($name:ident: $from:ty => $to:ty;)*) => {
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

stores! {
    i32_store: u32 => u32;
    i64_store: u64 => u64;
    i32_store8: u32 => u8;
    i32_store16: u32 => u16;
    i64_store8: u64 => u8;
    i64_store16: u64 => u16;
    i64_store32: u64 => u32;
}
