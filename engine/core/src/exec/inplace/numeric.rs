//! Numeric instructions (core specification, sections 4.3 and 4.4.1).
//!
//! Traps are told from the operands by the cold routine, so that the handlers stay short.

use super::Flow;
use super::regs::Regs;
use super::trap::{conversion_trap, division_trap};
use crate::arithmetic::float;
use crate::arithmetic::numeric::{
    for_each_binary, for_each_trapping_binary, for_each_trapping_unary, for_each_unary,
};
use crate::store::Store;

macro_rules! constants {
    ($($name:ident: |$r:ident| $value:expr;)*) => {
        $(#[inline(always)]
        pub(super) fn $name($r: &mut Regs, _: &mut Store) -> Flow {
            let value = $value;
            $r.push(value);
            Flow::Next
        })*
    };
}

constants! {
    i32_const: |r| r.imm_i32();
    i64_const: |r| r.imm_i64();
    f32_const: |r| u32::from_le_bytes(r.imm_bytes::<4>());
    f64_const: |r| u64::from_le_bytes(r.imm_bytes::<8>());
}

macro_rules! unary {
    ($($variant:ident $name:ident: |$a:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, _: &mut Store) -> Flow {
            let $a = r.peek::<$ty>(0);
            let value: $result = $value;
            r.poke(0, value);
            Flow::Next
        })*
    };
}

macro_rules! trapping_unary {
    ($($variant:ident $name:ident: |$a:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, _: &mut Store) -> Flow {
            let $a = r.peek::<$ty>(0);
            let value: Option<$result> = $value;
            let Some(value) = value else { return Flow::Cold(conversion_trap) };
            r.poke(0, value);
            Flow::Next
        })*
    };
}

macro_rules! binary {
    ($($variant:ident $name:ident: |$a:ident, $b:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, _: &mut Store) -> Flow {
            let $b = r.pop::<$ty>();
            let $a = r.peek::<$ty>(0);
            let value: $result = $value;
            r.poke(0, value);
            Flow::Next
        })*
    };
}

macro_rules! trapping_binary {
    ($($variant:ident $name:ident: |$a:ident, $b:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        $(#[inline(always)]
        pub(super) fn $name(r: &mut Regs, _: &mut Store) -> Flow {
            let $b = r.pop::<$ty>();
            let $a = r.peek::<$ty>(0);
            let value: Option<$result> = $value;
            let Some(value) = value else { return Flow::Cold(division_trap) };
            r.poke(0, value);
            Flow::Next
        })*
    };
}

for_each_unary!(unary);
for_each_trapping_unary!(trapping_unary);
for_each_binary!(binary);
for_each_trapping_binary!(trapping_binary);

/// The four reinterpretations: a slot holds the same bits either way.
#[inline(always)]
pub(super) fn reinterpret(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Next
}
