//! Control instructions but for calls (core specification, section 4.4.8).

use super::Flow;
use super::call::return_slow;
use super::regs::{Regs, return_fast};
use super::trap::{counted_out, interrupted, unreachable_trap};
use crate::store::Store;

#[inline(always)]
pub(super) fn unreachable(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(unreachable_trap)
}

#[inline(always)]
pub(super) fn nop(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Next
}

#[inline(always)]
pub(super) fn block(r: &mut Regs, _: &mut Store) -> Flow {
    r.skip_leb();
    Flow::Next
}

/// Each turn of a loop executes its `loop`, so that this is the place to ask for interrupts, and to count.
#[inline(always)]
pub(super) fn loop_(r: &mut Regs, cx: &mut Store) -> Flow {
    if cx.interrupt.is_raised() && !cx.only_counts() {
        return Flow::Cold(polled_loop);
    }
    r.skip_leb();
    Flow::Next
}

/// A `loop` at which something is asked for.
fn polled_loop(r: &mut Regs, cx: &mut Store) -> Flow {
    if let Some(stopped) = poll(r, cx) {
        return stopped;
    }
    r.next_byte();
    r.skip_leb();
    Flow::Next
}

/// Does what is asked for at the loop at `r`; `None` where it is to be executed, and has been counted. The other
/// tier counts by itself.
fn poll(r: &mut Regs, cx: &mut Store) -> Option<Flow> {
    if cx.interrupt.is_requested() {
        return Some(interrupted(r, cx));
    }
    cx.save_regs(r);
    if cx.switch_tier() {
        return Some(Flow::Stop);
    }
    if cx.pass_event() { None } else { Some(counted_out(r, cx)) }
}

#[inline(always)]
pub(super) fn if_(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    if r.pop::<bool>() {
        r.skip_leb();
        r.skip_branch();
    } else {
        r.jump(op);
    }
    Flow::Next
}

/// `block` whose type is a reference type of several bytes.
#[inline(always)]
pub(super) fn block_of_ref(r: &mut Regs, _: &mut Store) -> Flow {
    r.skip_val_type();
    Flow::Next
}

/// `loop` whose type is a reference type of several bytes.
#[inline(always)]
pub(super) fn loop_of_ref(r: &mut Regs, cx: &mut Store) -> Flow {
    if cx.interrupt.is_raised() && !cx.only_counts() {
        return Flow::Cold(polled_loop_of_ref);
    }
    r.skip_val_type();
    Flow::Next
}

/// [`loop_of_ref`] at which something is asked for.
fn polled_loop_of_ref(r: &mut Regs, cx: &mut Store) -> Flow {
    if let Some(stopped) = poll(r, cx) {
        return stopped;
    }
    r.next_byte();
    r.skip_val_type();
    Flow::Next
}

/// `if` whose type is a reference type of several bytes.
#[inline(always)]
pub(super) fn if_of_ref(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    if r.pop::<bool>() {
        r.skip_val_type();
        r.skip_branch();
    } else {
        r.jump(op);
    }
    Flow::Next
}

/// Reached from the end of an `if`'s first arm.
#[inline(always)]
pub(super) fn else_(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    r.jump(op);
    Flow::Next
}

#[inline(always)]
pub(super) fn end(r: &mut Regs, cx: &mut Store) -> Flow {
    if r.opcode_address() == cx.hot.end {
        return return_(r, cx);
    }
    Flow::Next
}

#[inline(always)]
pub(super) fn br(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    if r.branch_fast(op) { Flow::Next } else { Flow::Cold(branch_slow) }
}

#[inline(always)]
pub(super) fn br_if(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    if !r.pop::<bool>() {
        r.skip_leb();
        r.skip_branch();
        return Flow::Next;
    }
    if r.branch_fast(op) { Flow::Next } else { Flow::Cold(branch_slow) }
}

#[inline(always)]
pub(super) fn br_table(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    let index = r.pop::<u32>();
    let targets = r.imm_u32();
    r.select_branch(index.min(targets));
    if r.branch_fast(op) { Flow::Next } else { Flow::Cold(branch_slow) }
}

/// Any branch that is taken.
fn branch_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    const BR: u8 = 0x0c;
    const BR_TABLE: u8 = 0x0e;
    let opcode = cx.opcode(r);
    r.next_byte();
    let op = r.opcode_address();
    if opcode != BR {
        let operand = r.pop::<u32>();
        if opcode == BR_TABLE {
            let targets = r.imm_u32();
            r.select_branch(operand.min(targets));
        }
    }
    r.branch(op);
    Flow::Next
}

#[inline(always)]
pub(super) fn return_(r: &mut Regs, cx: &mut Store) -> Flow {
    if return_fast(r, cx) { Flow::Next } else { Flow::Cold(return_slow) }
}
