//! Constant expressions, which are read from the file each time they are evaluated: a module has one for
//! each of its segments and globals, and most are evaluated once.
//!
//! Invariant: each was validated; what cannot be read all the same ends the expression.

use alloc::vec::Vec;

use crate::leb::{read_i64, read_u32};

/// A constant expression (core specification, section 3.3.10, with the extended-const proposal), by the
/// Wasm offset of its first instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConstExpr(pub(super) u32);

/// One instruction of a constant expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ConstOp {
    /// Pushes a slot: any `t.const` or `ref.null`.
    Slot(u64),
    /// Pushes a vector.
    Vector(u128),
    /// Pushes a reference to the function of this index.
    RefFunc(u32),
    /// Pushes the value of the global of this index.
    GlobalGet(u32),
    I32Add,
    I32Sub,
    I32Mul,
    I64Add,
    I64Sub,
    I64Mul,
}

impl ConstOp {
    /// What an operation makes of its two operands.
    fn compute(self, a: u64, b: u64) -> u64 {
        let (a32, b32) = (a as u32, b as u32);
        match self {
            Self::I32Add => a32.wrapping_add(b32).into(),
            Self::I32Sub => a32.wrapping_sub(b32).into(),
            Self::I32Mul => a32.wrapping_mul(b32).into(),
            Self::I64Add => a.wrapping_add(b),
            Self::I64Sub => a.wrapping_sub(b),
            Self::I64Mul => a.wrapping_mul(b),
            // The others push without operands.
            Self::Slot(_) | Self::Vector(_) | Self::RefFunc(_) | Self::GlobalGet(_) => 0,
        }
    }
}

impl ConstExpr {
    /// The slot that it gives, with the high half of a vector above it. `func` has the number of the function of an
    /// index, to which a reference is one more; `global` what a global has.
    pub(crate) fn value(
        self,
        bytes: &[u8],
        func: impl Fn(u32) -> u32,
        global: impl Fn(u32) -> u128,
    ) -> u128 {
        // Most expressions have one instruction: then nothing is put aside.
        let mut below: Vec<u128> = Vec::new();
        let mut top = None;
        for op in self.ops(bytes) {
            let value = match op {
                ConstOp::Slot(slot) => slot.into(),
                ConstOp::Vector(vector) => vector,
                ConstOp::RefFunc(index) => u128::from(func(index)) + 1,
                ConstOp::GlobalGet(index) => global(index),
                operation => {
                    let b = top.take().unwrap_or_default();
                    let a = below.pop().unwrap_or_default();
                    operation.compute(a as u64, b as u64).into()
                }
            };
            below.extend(top.replace(value));
        }
        top.unwrap_or_default()
    }

    /// Its instructions in postfix order, from the module's `bytes`.
    fn ops(self, bytes: &[u8]) -> impl Iterator<Item = ConstOp> {
        let mut pos = self.0 as usize;
        core::iter::from_fn(move || read_op(bytes, &mut pos))
    }
}

/// Reads the instruction at `*pos` and moves `*pos` past it; `None` for `end`.
fn read_op(bytes: &[u8], pos: &mut usize) -> Option<ConstOp> {
    const V128_CONST: u32 = 12;
    let opcode = *bytes.get(*pos)?;
    *pos += 1;
    Some(match opcode {
        0x23 => ConstOp::GlobalGet(read_u32(bytes, pos)?),
        0x41 => ConstOp::Slot((read_i64(bytes, pos)? as u32).into()),
        0x42 => ConstOp::Slot(read_i64(bytes, pos)?.cast_unsigned()),
        0x43 => ConstOp::Slot(u32::from_le_bytes(read_bytes(bytes, pos)?).into()),
        0x44 => ConstOp::Slot(u64::from_le_bytes(read_bytes(bytes, pos)?)),
        0x6a => ConstOp::I32Add,
        0x6b => ConstOp::I32Sub,
        0x6c => ConstOp::I32Mul,
        0x7c => ConstOp::I64Add,
        0x7d => ConstOp::I64Sub,
        0x7e => ConstOp::I64Mul,
        0xd0 => {
            // Its heap type, which is a signed number.
            read_i64(bytes, pos)?;
            ConstOp::Slot(0)
        }
        0xd2 => ConstOp::RefFunc(read_u32(bytes, pos)?),
        0xfd if read_u32(bytes, pos)? == V128_CONST => {
            ConstOp::Vector(u128::from_le_bytes(read_bytes(bytes, pos)?))
        }
        _ => return None,
    })
}

fn read_bytes<const N: usize>(bytes: &[u8], pos: &mut usize) -> Option<[u8; N]> {
    let value = *bytes.get(*pos..)?.first_chunk()?;
    *pos += N;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ops(bytes: &[u8]) -> Vec<ConstOp> {
        ConstExpr(0).ops(bytes).collect()
    }

    #[test]
    fn numbers_are_read_with_their_signs() {
        assert_eq!(ops(&[0x41, 0x7f, 0x0b]), [ConstOp::Slot(0xffff_ffff)]);
        assert_eq!(ops(&[0x41, 0xff, 0x00, 0x0b]), [ConstOp::Slot(127)]);
        assert_eq!(ops(&[0x42, 0x7f, 0x0b]), [ConstOp::Slot(u64::MAX)]);
        let lowest = [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f, 0x0b];
        assert_eq!(ops(&lowest), [ConstOp::Slot(1 << 63)]);
        assert_eq!(ops(&[0x43, 0, 0, 0x80, 0x3f, 0x0b]), [ConstOp::Slot(0x3f80_0000)]);
    }

    #[test]
    fn an_expression_ends_at_its_end_and_where_the_bytes_do() {
        assert_eq!(
            ops(&[0xd0, 0x70, 0xd2, 5, 0x0b, 0x6a]),
            [ConstOp::Slot(0), ConstOp::RefFunc(5)]
        );
        assert_eq!(
            ops(&[0x23, 1, 0x41, 2, 0x6a]),
            [ConstOp::GlobalGet(1), ConstOp::Slot(2), ConstOp::I32Add]
        );
        for cut in [&[0x41][..], &[0x44, 1, 2], &[0xfd, 12, 0], &[0xfd, 13], &[0xd0, 0x80], &[]] {
            assert_eq!(ops(cut), []);
        }
        let mut vector = [0xfd, 12].to_vec();
        vector.extend(7u128.to_le_bytes());
        assert_eq!(ops(&vector), [ConstOp::Vector(7)]);
    }
}
