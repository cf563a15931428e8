//! Vector instructions: those behind the prefix 0xfd, and those that move a vector under an opcode of
//! their own (see [`crate::exec::vector_opcode`]).

use super::Flow;
use super::regs::Regs;
use super::trap::trap;
use crate::arithmetic::simd::{self, Shape};
use crate::exec::TrapKind;
use crate::store::Store;

#[inline(always)]
pub(super) fn local_get_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.imm_u32();
    r.push_vector(&cx.hot, r.local_vector(&cx.hot, index));
    Flow::Next
}

#[inline(always)]
pub(super) fn local_set_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.imm_u32();
    let vector = r.pop_vector(&cx.hot);
    r.set_local_vector(&cx.hot, index, vector);
    Flow::Next
}

#[inline(always)]
pub(super) fn local_tee_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.imm_u32();
    r.set_local_vector(&cx.hot, index, r.peek_vector(&cx.hot, 0));
    Flow::Next
}

#[inline(always)]
pub(super) fn global_get_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.imm_u32();
    r.push_vector(&cx.hot, cx.hot.global_vector(index));
    Flow::Next
}

#[inline(always)]
pub(super) fn global_set_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.imm_u32();
    let vector = r.pop_vector(&cx.hot);
    cx.hot.set_global_vector(index, vector);
    Flow::Next
}

#[inline(always)]
pub(super) fn select_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let first = r.pop::<bool>();
    let b = r.pop_vector(&cx.hot);
    let a = r.pop_vector(&cx.hot);
    r.push_vector(&cx.hot, if first { a } else { b });
    Flow::Next
}

/// `select` with a vector of types: one, by validation, of one byte.
#[inline(always)]
pub(super) fn select_typed_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    r.skip_leb();
    r.skip_leb();
    select_vector(r, cx)
}

#[inline(always)]
pub(super) fn br_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let op = r.opcode_address();
    r.branch_with_vectors(&cx.hot, op);
    Flow::Next
}

#[inline(always)]
pub(super) fn br_if_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let op = r.opcode_address();
    if r.pop::<bool>() {
        r.branch_with_vectors(&cx.hot, op);
    } else {
        r.skip_leb();
        r.skip_branch();
    }
    Flow::Next
}

/// The reference is the topmost operand, and is not among those that the branch carries.
#[inline(always)]
pub(super) fn br_on_null_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let op = r.opcode_address();
    if r.peek::<u64>(0) != 0 {
        r.skip_leb();
        r.skip_branch();
    } else {
        r.drop_operands(1);
        r.branch_with_vectors(&cx.hot, op);
    }
    Flow::Next
}

#[inline(always)]
pub(super) fn br_on_non_null_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let op = r.opcode_address();
    if r.peek::<u64>(0) != 0 {
        r.branch_with_vectors(&cx.hot, op);
    } else {
        r.drop_operands(1);
        r.skip_leb();
        r.skip_branch();
    }
    Flow::Next
}

#[inline(always)]
pub(super) fn br_table_vector(r: &mut Regs, cx: &mut Store) -> Flow {
    let op = r.opcode_address();
    let index = r.pop::<u32>();
    let targets = r.imm_u32();
    r.select_branch(index.min(targets));
    r.branch_with_vectors(&cx.hot, op);
    Flow::Next
}

/// Everything behind the prefix. The lanes' arithmetic is far more than what the detour takes.
#[inline(always)]
pub(super) fn vector_prefixed(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(execute)
}

fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let op = at.imm_u32();
    let Some(shape) = simd::shape(op) else {
        // Validation lets no other opcode through.
        return trap(r, cx, TrapKind::Unreachable);
    };
    let done = match shape {
        Shape::Load { bytes } => load(&mut at, cx, op, bytes),
        Shape::Store => store(&mut at, cx),
        Shape::LoadLane { bytes } => load_lane(&mut at, cx, bytes),
        Shape::StoreLane { bytes } => store_lane(&mut at, cx, bytes),
        _ => {
            compute(&mut at, cx, op, shape);
            Ok(())
        }
    };
    match done {
        Ok(()) => {
            *r = at;
            Flow::Next
        }
        Err(kind) => trap(r, cx, kind),
    }
}

/// What touches no memory.
fn compute(r: &mut Regs, cx: &Store, op: u32, shape: Shape) {
    let hot = &cx.hot;
    let result = match shape {
        Shape::Const => u128::from_le_bytes(r.imm_bytes()),
        Shape::Shuffle => {
            let lanes = r.imm_bytes();
            let b = r.pop_vector(hot);
            simd::shuffle(r.pop_vector(hot), b, lanes)
        }
        Shape::Splat => simd::splat(op, r.pop()),
        Shape::Unary => simd::unary(op, r.pop_vector(hot)),
        Shape::Binary => {
            let b = r.pop_vector(hot);
            simd::binary(op, r.pop_vector(hot), b)
        }
        Shape::Ternary => {
            let c = r.pop_vector(hot);
            let b = r.pop_vector(hot);
            simd::ternary(op, r.pop_vector(hot), b, c)
        }
        Shape::Shift => {
            let count = r.pop();
            simd::shift(op, r.pop_vector(hot), count)
        }
        Shape::Replace => {
            let lane = r.next_byte();
            let slot = r.pop();
            simd::replace(op, r.pop_vector(hot), lane, slot)
        }
        Shape::Extract => {
            let lane = r.next_byte();
            let vector = r.pop_vector(hot);
            return r.push(simd::extract(op, vector, lane));
        }
        Shape::Test => {
            let vector = r.pop_vector(hot);
            return r.push(simd::test(op, vector));
        }
        // They touch memory.
        Shape::Load { .. } | Shape::Store | Shape::LoadLane { .. } | Shape::StoreLane { .. } => {
            return;
        }
    };
    r.push_vector(hot, result);
}

/// The offset of a memory argument.
fn offset(r: &mut Regs) -> u32 {
    r.skip_leb();
    r.imm_u32()
}

fn outside(cx: &Store, address: u32, offset: u32, size: u8) -> TrapKind {
    TrapKind::MemoryOutOfBounds {
        address: u64::from(address) + u64::from(offset),
        size: size.into(),
        memory_size: cx.hot.mem_len,
    }
}

/// `bytes` bytes (1, 2, 4, 8 or 16) at an address.
fn read(r: &Regs, cx: &Store, address: u32, offset: u32, bytes: u8) -> Result<u128, TrapKind> {
    let hot = &cx.hot;
    let value = match bytes {
        1 => r.load::<1>(hot, address, offset).map(|bytes| u8::from_le_bytes(bytes).into()),
        2 => r.load::<2>(hot, address, offset).map(|bytes| u16::from_le_bytes(bytes).into()),
        4 => r.load::<4>(hot, address, offset).map(|bytes| u32::from_le_bytes(bytes).into()),
        8 => r.load::<8>(hot, address, offset).map(|bytes| u64::from_le_bytes(bytes).into()),
        _ => r.load::<16>(hot, address, offset).map(u128::from_le_bytes),
    };
    value.ok_or_else(|| outside(cx, address, offset, bytes))
}

fn load(r: &mut Regs, cx: &Store, op: u32, bytes: u8) -> Result<(), TrapKind> {
    let offset = offset(r);
    let address = r.pop();
    let value = read(r, cx, address, offset, bytes)?;
    r.push_vector(&cx.hot, simd::loaded(op, value));
    Ok(())
}

fn load_lane(r: &mut Regs, cx: &Store, bytes: u8) -> Result<(), TrapKind> {
    let offset = offset(r);
    let lane = r.next_byte();
    let vector = r.pop_vector(&cx.hot);
    let address = r.pop();
    let value = read(r, cx, address, offset, bytes)?;
    r.push_vector(&cx.hot, simd::insert(vector, lane, bytes, value as u64));
    Ok(())
}

fn store(r: &mut Regs, cx: &Store) -> Result<(), TrapKind> {
    let offset = offset(r);
    let vector = r.pop_vector(&cx.hot);
    let address = r.pop();
    let done = r.store(&cx.hot, address, offset, vector.to_le_bytes());
    if done { Ok(()) } else { Err(outside(cx, address, offset, 16)) }
}

fn store_lane(r: &mut Regs, cx: &Store, bytes: u8) -> Result<(), TrapKind> {
    let offset = offset(r);
    let lane = r.next_byte();
    let vector = r.pop_vector(&cx.hot);
    let address = r.pop();
    let value = simd::lane_bytes(vector, lane, bytes);
    let hot = &cx.hot;
    let done = match bytes {
        1 => r.store(hot, address, offset, (value as u8).to_le_bytes()),
        2 => r.store(hot, address, offset, (value as u16).to_le_bytes()),
        4 => r.store(hot, address, offset, (value as u32).to_le_bytes()),
        _ => r.store(hot, address, offset, value.to_le_bytes()),
    };
    if done { Ok(()) } else { Err(outside(cx, address, offset, bytes)) }
}
