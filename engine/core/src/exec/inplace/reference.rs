//! Reference instructions, and the branches that look at a reference (core specification, sections 4.4.5
//! and 4.4.8).

use super::Flow;
use super::regs::Regs;
use super::trap::trap;
use crate::exec::TrapKind;
use crate::store::Store;

#[inline(always)]
pub(super) fn ref_null(r: &mut Regs, _: &mut Store) -> Flow {
    r.skip_leb();
    r.push(0u64);
    Flow::Next
}

#[inline(always)]
pub(super) fn ref_is_null(r: &mut Regs, _: &mut Store) -> Flow {
    r.poke(0, r.peek::<u64>(0) == 0);
    Flow::Next
}

#[inline(always)]
pub(super) fn ref_func(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.imm_u32();
    r.push(u64::from(cx.hot.func(index)) + 1);
    Flow::Next
}

#[inline(always)]
pub(super) fn ref_as_non_null(r: &mut Regs, _: &mut Store) -> Flow {
    if r.peek::<u64>(0) == 0 { Flow::Cold(null_reference) } else { Flow::Next }
}

fn null_reference(r: &mut Regs, cx: &mut Store) -> Flow {
    trap(r, cx, TrapKind::NullReference)
}

/// Branches where the topmost operand is null, and takes it away then.
#[inline(always)]
pub(super) fn br_on_null(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    if r.peek::<u64>(0) != 0 {
        r.skip_leb();
        r.skip_branch();
        return Flow::Next;
    }
    r.drop_operands(1);
    if r.branch_fast(op) { Flow::Next } else { Flow::Cold(br_on_null_slow) }
}

/// A `br_on_null` that is taken.
fn br_on_null_slow(r: &mut Regs, _: &mut Store) -> Flow {
    r.next_byte();
    let op = r.opcode_address();
    r.drop_operands(1);
    r.branch(op);
    Flow::Next
}

/// Branches with the topmost operand where it is not null, and takes it away elsewhere.
#[inline(always)]
pub(super) fn br_on_non_null(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    if r.peek::<u64>(0) == 0 {
        r.drop_operands(1);
        r.skip_leb();
        r.skip_branch();
        return Flow::Next;
    }
    if r.branch_fast(op) { Flow::Next } else { Flow::Cold(br_on_non_null_slow) }
}

/// A `br_on_non_null` that is taken.
fn br_on_non_null_slow(r: &mut Regs, _: &mut Store) -> Flow {
    r.next_byte();
    let op = r.opcode_address();
    r.branch(op);
    Flow::Next
}
