//! Parametric and variable instructions (core specification, sections 4.4.4 and 4.4.5).

use super::Flow;
use super::regs::Regs;
use crate::store::Store;

#[inline(always)]
pub(super) fn drop(r: &mut Regs, _: &mut Store) -> Flow {
    r.drop_operands(1);
    Flow::Next
}

#[inline(always)]
pub(super) fn select(r: &mut Regs, _: &mut Store) -> Flow {
    let first = r.pop::<bool>();
    let b = r.pop::<u64>();
    let a = r.peek::<u64>(0);
    r.poke(0, if first { a } else { b });
    Flow::Next
}

/// `select` with a vector of types: one, by validation.
#[inline(always)]
pub(super) fn select_typed(r: &mut Regs, cx: &mut Store) -> Flow {
    r.skip_leb();
    r.skip_val_type();
    select(r, cx)
}

#[inline(always)]
pub(super) fn local_get(r: &mut Regs, _: &mut Store) -> Flow {
    let index = r.imm_u32();
    r.push(r.local(index));
    Flow::Next
}

#[inline(always)]
pub(super) fn local_set(r: &mut Regs, _: &mut Store) -> Flow {
    let index = r.imm_u32();
    let slot = r.pop();
    r.set_local(index, slot);
    Flow::Next
}

#[inline(always)]
pub(super) fn local_tee(r: &mut Regs, _: &mut Store) -> Flow {
    let index = r.imm_u32();
    r.set_local(index, r.peek(0));
    Flow::Next
}

#[inline(always)]
pub(super) fn global_get(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.imm_u32();
    r.push(*cx.hot.global(index));
    Flow::Next
}

#[inline(always)]
pub(super) fn global_set(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.imm_u32();
    *cx.hot.global(index) = r.pop();
    Flow::Next
}
