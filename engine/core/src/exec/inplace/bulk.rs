//! Instructions over whole memories, and those behind the prefix 0xfc (core specification, section
//! 5.4.5 and following).
//!
//! Copying and filling go by chunks. An interrupt between two chunks leaves operands that describe the
//! rest, so that executing the instruction again completes it.

use super::Flow;
use super::general::pop_address;
use super::regs::Regs;
use super::trap::{interrupted, trap};
use super::{numeric, table};
use crate::exec::Notice;
use crate::module::{AddressType, MemoryType};
use crate::store::Store;

/// Bytes that are copied or filled between two polls: well under a millisecond.
const CHUNK: u64 = 1 << 20;

/// Of a memory with pages of 64 KiB and addresses of 32 bits; others are in `general`.
#[inline(always)]
pub(super) fn memory_size(r: &mut Regs, cx: &mut Store) -> Flow {
    r.skip_leb();
    r.push((cx.hot.mem_len / u64::from(MemoryType::PAGE)) as u32);
    Flow::Next
}

#[inline(always)]
pub(super) fn memory_grow(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(grow)
}

#[inline(always)]
pub(super) fn prefixed(r: &mut Regs, cx: &mut Store) -> Flow {
    match r.imm_u32() {
        0 => numeric::i32_trunc_sat_f32_s(r, cx),
        1 => numeric::i32_trunc_sat_f32_u(r, cx),
        2 => numeric::i32_trunc_sat_f64_s(r, cx),
        3 => numeric::i32_trunc_sat_f64_u(r, cx),
        4 => numeric::i64_trunc_sat_f32_s(r, cx),
        5 => numeric::i64_trunc_sat_f32_u(r, cx),
        6 => numeric::i64_trunc_sat_f64_s(r, cx),
        7 => numeric::i64_trunc_sat_f64_u(r, cx),
        _ => Flow::Cold(bulk),
    }
}

/// The prefixed instructions over memories and tables.
fn bulk(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    match at.imm_u32() {
        8 => memory_init(r, at, cx),
        9 => data_drop(r, at, cx),
        10 => memory_copy(r, at, cx),
        11 => memory_fill(r, at, cx),
        12 => table::table_init(r, at, cx),
        13 => table::elem_drop(r, at, cx),
        14 => table::table_copy(r, at, cx),
        15 => table::table_grow(r, at, cx),
        16 => table::table_size(r, at, cx),
        // Validation lets nothing above 17 through.
        _ => table::table_fill(r, at, cx),
    }
}

fn grow(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let index = at.imm_u32();
    let place = cx.memory_place(index);
    let memory = &mut cx.memories[place];
    let ty = memory.address();
    let asked = pop_address(&mut at, ty);
    let answer = match memory.grow(asked, &cx.limits, &mut cx.ledger) {
        Ok(pages) => pages,
        Err(reason) => {
            let pages = memory.pages();
            cx.notify(Notice::MemoryGrowRefused { memory: index, pages, asked, reason });
            ty.greatest()
        }
    };
    at.push(answer);
    cx.save_regs(&at);
    if let Some(regs) = cx.load_regs() {
        *r = regs;
    }
    Flow::Next
}

fn memory_fill(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let memory = cx.memory_place(at.imm_u32());
    let ty = cx.memories[memory].address();
    let (mut len, byte) = (pop_address(&mut at, ty), at.pop::<u32>());
    let mut to = pop_address(&mut at, ty);
    if let Err(kind) = cx.memory_range(memory, to, len) {
        return trap(r, cx, kind);
    }
    loop {
        let chunk = len.min(CHUNK);
        let start = to as usize;
        cx.memories[memory].bytes_mut()[start..start + chunk as usize].fill(byte as u8);
        (to, len) = (to + chunk, len - chunk);
        if len == 0 {
            break;
        }
        if cx.interrupt.is_requested() {
            r.poke(2, to);
            r.poke(0, len);
            return interrupted(r, cx);
        }
    }
    *r = at;
    Flow::Next
}

fn memory_copy(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let target = cx.memory_place(at.imm_u32());
    let source = cx.memory_place(at.imm_u32());
    let (to_type, from_type) = (cx.memories[target].address(), cx.memories[source].address());
    let mut len = pop_address(&mut at, lesser(to_type, from_type));
    let mut from = pop_address(&mut at, from_type);
    let mut to = pop_address(&mut at, to_type);
    for (memory, address) in [(source, from), (target, to)] {
        if let Err(kind) = cx.memory_range(memory, address, len) {
            return trap(r, cx, kind);
        }
    }
    // To a higher address from the end, so that no chunk overwrites what is still to be copied.
    let backward = to > from;
    loop {
        let chunk = len.min(CHUNK);
        let skip = if backward { len - chunk } else { 0 };
        cx.copy_chunk((target, to + skip), (source, from + skip), chunk);
        len -= chunk;
        if len == 0 {
            break;
        }
        if !backward {
            (from, to) = (from + chunk, to + chunk);
        }
        if cx.interrupt.is_requested() {
            r.poke(2, to);
            r.poke(1, from);
            r.poke(0, len);
            return interrupted(r, cx);
        }
    }
    *r = at;
    Flow::Next
}

/// Type of the length where something is copied between what has these types.
pub(super) fn lesser(a: AddressType, b: AddressType) -> AddressType {
    if a == AddressType::I64 { b } else { a }
}

fn memory_init(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let segment = at.imm_u32();
    let memory = at.imm_u32();
    let (mut len, mut from) = (at.pop::<u32>(), at.pop::<u32>());
    let mut to = pop_address(&mut at, cx.memories[cx.memory_place(memory)].address());
    let instance = cx.hot.instance;
    loop {
        // The first chunk checks the whole range.
        let chunk = len.min(CHUNK as u32);
        if let Err(kind) = cx.init_memory(instance, memory, segment, to, from, len, chunk) {
            return trap(r, cx, kind);
        }
        len -= chunk;
        if len == 0 {
            break;
        }
        (from, to) = (from + chunk, to + u64::from(chunk));
        if cx.interrupt.is_requested() {
            r.poke(2, to);
            r.poke(1, from);
            r.poke(0, len);
            return interrupted(r, cx);
        }
    }
    *r = at;
    Flow::Next
}

fn data_drop(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let segment = at.imm_u32();
    let instance = cx.hot.instance;
    cx.instances[instance as usize].dropped_data[segment as usize] = true;
    *r = at;
    Flow::Next
}

impl Store {
    /// Copies `len` bytes, which lie within both memories: each is a place in the store's list and an address.
    fn copy_chunk(&mut self, (target, to): (usize, u64), (source, from): (usize, u64), len: u64) {
        let (to, from, len) = (to as usize, from as usize, len as usize);
        if target == source {
            self.memories[target].bytes_mut().copy_within(from..from + len, to);
        } else if let Ok([target, source]) = self.memories.get_disjoint_mut([target, source]) {
            target.bytes_mut()[to..to + len].copy_from_slice(&source.bytes()[from..from + len]);
        }
    }
}
