//! Numeric instructions (core specification, sections 4.3 and 4.4.1).
//!
//! Handlers of floats are empty in a build without them: no image that it runs has such instructions.

use super::omitted::general;
use crate::arithmetic::float;
use crate::arithmetic::numeric::{
    for_each_binary, for_each_trapping_binary, for_each_trapping_unary, for_each_unary,
};
use crate::device::Trap;
use crate::device::machine::{Flow, Machine};
use crate::slot::Slot;

pub(in crate::device) fn i32_const(m: &mut Machine<'_>) -> Flow {
    let value = m.imm_i32();
    m.push(value);
    Ok(())
}

pub(in crate::device) fn i64_const(m: &mut Machine<'_>) -> Flow {
    let value = m.imm_i64();
    m.push(value);
    Ok(())
}

pub(in crate::device) fn f32_const(m: &mut Machine<'_>) -> Flow {
    let bits = u32::from_le_bytes(m.bytes());
    m.push(bits);
    Ok(())
}

pub(in crate::device) fn f64_const(m: &mut Machine<'_>) -> Flow {
    let bits = u64::from_le_bytes(m.bytes());
    m.push(bits);
    Ok(())
}

/// The four reinterpretations: a slot holds the same bits either way.
pub(in crate::device) fn reinterpret(_: &mut Machine<'_>) -> Flow {
    Ok(())
}

/// Whether this build leaves out what takes or gives such values.
const fn is_left_out<A: Slot, R: Slot>() -> bool {
    (A::IS_FLOAT || R::IS_FLOAT) && !cfg!(feature = "float")
}

macro_rules! unary {
    ($($variant:ident $name:ident: |$a:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        $(pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            if is_left_out::<$ty, $result>() {
                return general(m);
            }
            let $a = m.peek::<$ty>();
            let value: $result = $value;
            m.poke(value);
            Ok(())
        })*
    };
}

macro_rules! trapping_unary {
    ($($variant:ident $name:ident: |$a:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        $(pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            if is_left_out::<$ty, $result>() {
                return general(m);
            }
            let $a = m.peek::<$ty>();
            let value: Option<$result> = $value;
            let Some(value) = value else {
                let not_a_number = $a.is_nan();
                let trap = if not_a_number { Trap::InvalidConversion } else { Trap::IntegerOverflow };
                return Err(trap.into());
            };
            m.poke(value);
            Ok(())
        })*
    };
}

macro_rules! binary {
    ($($variant:ident $name:ident: |$a:ident, $b:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        $(pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            if is_left_out::<$ty, $result>() {
                return general(m);
            }
            let $b = m.pop::<$ty>();
            let $a = m.peek::<$ty>();
            let value: $result = $value;
            m.poke(value);
            Ok(())
        })*
    };
}

macro_rules! trapping_binary {
    ($($variant:ident $name:ident: |$a:ident, $b:ident: $ty:ty| -> $result:ty $value:block;)*) => {
        $(pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            let $b = m.pop::<$ty>();
            let $a = m.peek::<$ty>();
            let value: Option<$result> = $value;
            let Some(value) = value else {
                let trap = if $b == 0 { Trap::DivideByZero } else { Trap::IntegerOverflow };
                return Err(trap.into());
            };
            m.poke(value);
            Ok(())
        })*
    };
}

for_each_unary!(unary);
for_each_trapping_unary!(trapping_unary);
for_each_binary!(binary);
for_each_trapping_binary!(trapping_binary);
