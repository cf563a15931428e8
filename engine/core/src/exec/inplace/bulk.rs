//! Instructions over whole memories, and those behind the prefix 0xfc (core specification, section
//! 5.4.5 and following).
//!
//! Copying and filling go by chunks. An interrupt between two chunks leaves operands that describe the
//! rest, so that executing the instruction again completes it.

use super::Flow;
use super::regs::Regs;
use super::trap::{interrupted, trap};
use super::{numeric, table};
use crate::exec::{Notice, TrapKind};
use crate::store::{PAGE, Store};

/// Bytes that are copied or filled between two polls: well under a millisecond.
const CHUNK: u32 = 1 << 20;

#[inline(always)]
pub(super) fn memory_size(r: &mut Regs, cx: &mut Store) -> Flow {
    r.skip_leb();
    r.push((cx.hot.mem_len / PAGE) as u32);
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
    at.skip_leb();
    let asked = at.pop::<u32>();
    let memory = cx.current_instance().memories[0] as usize;
    let answer = match cx.memories[memory].grow(asked, &cx.limits, &mut cx.ledger) {
        Ok(pages) => pages,
        Err(reason) => {
            let pages = cx.memories[memory].pages();
            cx.notify(Notice::MemoryGrowRefused { pages, asked, reason });
            u32::MAX
        }
    };
    at.push(answer);
    cx.save_regs(&at);
    if let Some(regs) = cx.load_regs() {
        *r = regs;
    }
    Flow::Next
}

/// Whether `len` bytes at `address` lie within the running instance's memory.
fn check(cx: &Store, address: u32, len: u32) -> Result<(), TrapKind> {
    let (address, size, memory_size) = (u64::from(address), u64::from(len), cx.hot.mem_len);
    if address + size > memory_size {
        return Err(TrapKind::MemoryOutOfBounds { address, size, memory_size });
    }
    Ok(())
}

fn memory_fill(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    at.skip_leb();
    let (mut len, byte, mut to) = (at.pop::<u32>(), at.pop::<u32>(), at.pop::<u32>());
    if let Err(kind) = check(cx, to, len) {
        return trap(r, cx, kind);
    }
    loop {
        let chunk = len.min(CHUNK);
        let start = to as usize;
        cx.current_memory()[start..start + chunk as usize].fill(byte as u8);
        (to, len) = (to.wrapping_add(chunk), len - chunk);
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
    at.skip_leb();
    at.skip_leb();
    let (mut len, mut from, mut to) = (at.pop::<u32>(), at.pop::<u32>(), at.pop::<u32>());
    for address in [from, to] {
        if let Err(kind) = check(cx, address, len) {
            return trap(r, cx, kind);
        }
    }
    // To a higher address from the end, so that no chunk overwrites what is still to be copied.
    let backward = to > from;
    loop {
        let chunk = len.min(CHUNK);
        let skip = if backward { len - chunk } else { 0 };
        let (source, target) = ((from + skip) as usize, (to + skip) as usize);
        cx.current_memory().copy_within(source..source + chunk as usize, target);
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

fn memory_init(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let segment = at.imm_u32();
    at.skip_leb();
    let (mut len, mut from, mut to) = (at.pop::<u32>(), at.pop::<u32>(), at.pop::<u32>());
    let instance = cx.hot.instance;
    loop {
        // The first chunk checks the whole range.
        let chunk = len.min(CHUNK);
        if let Err(kind) = cx.init_memory(instance, 0, segment, to, from, len, chunk) {
            return trap(r, cx, kind);
        }
        len -= chunk;
        if len == 0 {
            break;
        }
        (from, to) = (from + chunk, to + chunk);
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
    fn current_memory(&mut self) -> &mut [u8] {
        let memory = self.instances[self.hot.instance as usize].memories.first();
        match memory {
            Some(&memory) => self.memories[memory as usize].bytes_mut(),
            None => &mut [],
        }
    }
}
