//! Atomic instructions, all behind the prefix 0xfe (proposal threads).
//!
//! One thread executes a store's programs, and no other ever sees their memories: plain accesses are
//! atomic and sequentially consistent.

use super::Flow;
use super::general::{MemArg, number};
use super::regs::Regs;
use super::trap::trap;
use super::wait;
use crate::exec::TrapKind;
use crate::store::Store;

#[inline(always)]
pub(super) fn atomic_prefixed(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(execute)
}

/// The first of the instructions that come in groups of seven, one for each width.
const FIRST_GROUP: u32 = 0x10;

/// Bytes of the accesses of a group, in the order of opcodes; those at the places 0, 2 and 3 are on `i32`.
const WIDTHS: [u64; 7] = [4, 8, 1, 2, 1, 2, 4];

/// What an atomic instruction does to so many bytes of memory.
pub(super) enum Effect {
    Load(u64),
    Store(u64),
    Modify(u64),
    CompareExchange(u64),
    Wait(u64),
}

/// The effect of the instruction with this opcode after the prefix; `None` where it accesses nothing.
pub(super) fn effect(op: u32) -> Option<Effect> {
    match op {
        0x00 | 0x03 => return None,
        0x01 => return Some(Effect::Wait(4)),
        0x02 => return Some(Effect::Wait(8)),
        _ => {}
    }
    let op = op.checked_sub(FIRST_GROUP)? as usize;
    let size = WIDTHS[op % WIDTHS.len()];
    Some(match op / WIDTHS.len() {
        0 => Effect::Load(size),
        1 => Effect::Store(size),
        8 => Effect::CompareExchange(size),
        _ => Effect::Modify(size),
    })
}

fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let done = match at.imm_u32() {
        0x00 => wait::notify(&mut at, cx),
        0x01 => return wait::wait(r, at, cx, 4),
        0x02 => return wait::wait(r, at, cx, 8),
        // `atomic.fence`, with its byte that is reserved for orderings.
        0x03 => {
            at.next_byte();
            Ok(())
        }
        op => grouped(&mut at, cx, op - FIRST_GROUP),
    };
    match done {
        Ok(()) => {
            *r = at;
            Flow::Next
        }
        Err(kind) => trap(r, cx, kind),
    }
}

/// Loads, stores and read-modify-writes; `op` counts from the first of them.
fn grouped(at: &mut Regs, cx: &mut Store, op: u32) -> Result<(), TrapKind> {
    let place = op as usize % WIDTHS.len();
    let (size, wide) = (WIDTHS[place], !matches!(place, 0 | 2 | 3));
    let memarg = MemArg::read(at, cx);
    let pop = |at: &mut Regs| if wide { at.pop::<u64>() } else { at.pop::<u32>().into() };
    match op as usize / WIDTHS.len() {
        0 => {
            let access = Access::pop(memarg, at, cx, size)?;
            at.push(access.load(cx));
        }
        1 => {
            let value = pop(at);
            Access::pop(memarg, at, cx, size)?.store(cx, value);
        }
        8 => {
            let (replacement, expected) = (pop(at), pop(at));
            let access = Access::pop(memarg, at, cx, size)?;
            let old = access.load(cx);
            if old == expected {
                access.store(cx, replacement);
            }
            at.push(old);
        }
        operation => {
            let operand = pop(at);
            let access = Access::pop(memarg, at, cx, size)?;
            let old = access.load(cx);
            access.store(
                cx,
                match operation {
                    2 => old.wrapping_add(operand),
                    3 => old.wrapping_sub(operand),
                    4 => old & operand,
                    5 => old | operand,
                    6 => old ^ operand,
                    // 7, `xchg`; validation lets nothing above `cmpxchg` through.
                    _ => operand,
                },
            );
            at.push(old);
        }
    }
    Ok(())
}

/// Bytes of a memory at an address that is a multiple of their number.
pub(super) struct Access {
    /// Place of the memory in the store's list.
    pub(super) memory: usize,
    pub(super) address: u64,
    size: u64,
}

impl Access {
    /// Pops the address and checks it.
    pub(super) fn pop(
        memarg: MemArg,
        at: &mut Regs,
        cx: &Store,
        size: u64,
    ) -> Result<Self, TrapKind> {
        let (memory, address) = (memarg.memory, memarg.pop_effective(at, cx));
        if address != u64::MAX && !address.is_multiple_of(size) {
            return Err(TrapKind::UnalignedAtomic { address, size });
        }
        cx.memory_range(memory, address, size)?;
        Ok(Self { memory, address, size })
    }

    /// The number there, with zeros above it.
    pub(super) fn load(&self, cx: &Store) -> u64 {
        let start = self.address as usize;
        number(&cx.memories[self.memory].bytes()[start..start + self.size as usize]) as u64
    }

    /// Writes the low bytes of `value` there.
    fn store(&self, cx: &mut Store, value: u64) {
        let (start, size) = (self.address as usize, self.size as usize);
        let bytes = &mut cx.memories[self.memory].bytes_mut()[start..start + size];
        bytes.copy_from_slice(&value.to_le_bytes()[..size]);
    }
}
