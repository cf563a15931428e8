//! Table instructions (core specification, section 4.4.6).

use super::Flow;
use super::bulk::lesser;
use super::general::pop_address;
use super::regs::Regs;
use super::trap::trap;
use crate::exec::TrapKind;
use crate::store::Store;

#[inline(always)]
pub(super) fn table_get(r: &mut Regs, cx: &mut Store) -> Flow {
    let table = r.imm_u32();
    let index = r.peek::<u32>(0);
    let table = cx.current_instance().tables[table as usize];
    let Some(&slot) = cx.tables[table as usize].elements().get(index as usize) else {
        return Flow::Cold(get_slow);
    };
    r.poke(0, slot);
    Flow::Next
}

#[inline(always)]
pub(super) fn table_set(r: &mut Regs, cx: &mut Store) -> Flow {
    let table = r.imm_u32();
    let value = r.pop::<u64>();
    let index = r.pop::<u32>();
    let table = cx.current_instance().tables[table as usize];
    let Some(slot) = cx.tables[table as usize].elements_mut().get_mut(index as usize) else {
        return Flow::Cold(set_slow);
    };
    *slot = value;
    Flow::Next
}

/// `table.get` of any table.
pub(super) fn get_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let table = table_place(cx, at.imm_u32());
    let index = pop_address(&mut at, cx.tables[table].address());
    match cx.tables[table].element(index) {
        Some(slot) => {
            at.push(slot);
            done(r, at)
        }
        None => element_trap(r, cx, table, index),
    }
}

/// `table.set` of any table.
pub(super) fn set_slow(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let table = table_place(cx, at.imm_u32());
    let value = at.pop::<u64>();
    let index = pop_address(&mut at, cx.tables[table].address());
    if index >= u64::from(cx.tables[table].size()) {
        return element_trap(r, cx, table, index);
    }
    cx.tables[table].elements_mut()[index as usize] = value;
    done(r, at)
}

fn element_trap(r: &mut Regs, cx: &mut Store, table: usize, index: u64) -> Flow {
    let size = cx.tables[table].size().into();
    trap(r, cx, TrapKind::TableOutOfBounds { index, count: 1, size })
}

/// Place in the store's list of the running instance's table of this index.
fn table_place(cx: &Store, index: u32) -> usize {
    cx.current_instance().tables[index as usize] as usize
}

/// `table.init`
pub(super) fn table_init(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let segment = at.imm_u32();
    let table = at.imm_u32();
    let (count, from) = (at.pop::<u32>(), at.pop::<u32>());
    let to = pop_address(&mut at, cx.tables[table_place(cx, table)].address());
    let instance = cx.hot.instance;
    match cx.init_table(instance, table, segment, to, from, count) {
        Ok(()) => done(r, at),
        Err(kind) => trap(r, cx, kind),
    }
}

/// `elem.drop`
pub(super) fn elem_drop(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let segment = at.imm_u32();
    let instance = cx.hot.instance;
    cx.instances[instance as usize].dropped_elements[segment as usize] = true;
    done(r, at)
}

/// `table.copy`
pub(super) fn table_copy(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let to_table = table_place(cx, at.imm_u32());
    let from_table = table_place(cx, at.imm_u32());
    let (to_type, from_type) = (cx.tables[to_table].address(), cx.tables[from_table].address());
    let count = pop_address(&mut at, lesser(to_type, from_type));
    let from = pop_address(&mut at, from_type);
    let to = pop_address(&mut at, to_type);
    for (table, index) in [(from_table, from), (to_table, to)] {
        if let Err(kind) = check(cx, table, index, count) {
            return trap(r, cx, kind);
        }
    }
    let (from, to, count) = (from as usize, to as usize, count as usize);
    if from_table == to_table {
        cx.tables[to_table].elements_mut().copy_within(from..from + count, to);
    } else if let Ok([source, target]) = cx.tables.get_disjoint_mut([from_table, to_table]) {
        target.elements_mut()[to..to + count]
            .copy_from_slice(&source.elements()[from..from + count]);
    }
    done(r, at)
}

/// `table.grow`
pub(super) fn table_grow(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let table = table_place(cx, at.imm_u32());
    let table = &mut cx.tables[table];
    let ty = table.address();
    let (delta, slot) = (pop_address(&mut at, ty), at.pop::<u64>());
    let grown = table.grow(delta, slot, &cx.limits, &mut cx.ledger);
    at.push(grown.map_or(ty.greatest(), u64::from));
    done(r, at)
}

/// `table.size`
pub(super) fn table_size(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let table = table_place(cx, at.imm_u32());
    at.push(u64::from(cx.tables[table].size()));
    done(r, at)
}

/// `table.fill`
pub(super) fn table_fill(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let table = table_place(cx, at.imm_u32());
    let ty = cx.tables[table].address();
    let (count, slot) = (pop_address(&mut at, ty), at.pop::<u64>());
    let to = pop_address(&mut at, ty);
    if let Err(kind) = check(cx, table, to, count) {
        return trap(r, cx, kind);
    }
    cx.tables[table].elements_mut()[to as usize..to as usize + count as usize].fill(slot);
    done(r, at)
}

/// Whether `count` elements at `index` lie within a table of the store.
fn check(cx: &Store, table: usize, index: u64, count: u64) -> Result<(), TrapKind> {
    let size = u64::from(cx.tables[table].size());
    if index.checked_add(count).is_none_or(|end| end > size) {
        return Err(TrapKind::TableOutOfBounds { index, count, size });
    }
    Ok(())
}

/// The instruction is complete: execution goes on at `at`.
fn done(r: &mut Regs, at: Regs) -> Flow {
    *r = at;
    Flow::Next
}
