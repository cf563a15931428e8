//! Table instructions (core specification, section 4.4.6).

use super::Flow;
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
        return Flow::Cold(get_trap);
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
        return Flow::Cold(set_trap);
    };
    *slot = value;
    Flow::Next
}

fn get_trap(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.peek::<u32>(0);
    element_trap(r, cx, index)
}

fn set_trap(r: &mut Regs, cx: &mut Store) -> Flow {
    let index = r.peek::<u32>(1);
    element_trap(r, cx, index)
}

fn element_trap(r: &mut Regs, cx: &mut Store, index: u32) -> Flow {
    let mut at = *r;
    at.next_byte();
    let table = at.imm_u32();
    let table = cx.current_instance().tables[table as usize];
    let size = cx.tables[table as usize].size().into();
    trap(r, cx, TrapKind::TableOutOfBounds { index: index.into(), count: 1, size })
}

/// `table.init`
pub(super) fn table_init(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let segment = at.imm_u32();
    let table = at.imm_u32();
    let (count, from, to) = (at.pop::<u32>(), at.pop::<u32>(), at.pop::<u32>());
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
    let (to_table, from_table) = (at.imm_u32(), at.imm_u32());
    let (count, from, to) = (at.pop::<u32>(), at.pop::<u32>(), at.pop::<u32>());
    let tables = &cx.instances[cx.hot.instance as usize].tables;
    let (to_table, from_table) =
        (tables[to_table as usize] as usize, tables[from_table as usize] as usize);
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
    let table = at.imm_u32();
    let (delta, slot) = (at.pop::<u32>(), at.pop::<u64>());
    let table = cx.current_instance().tables[table as usize];
    let grown = cx.tables[table as usize].grow(delta, slot, &cx.limits, &mut cx.ledger);
    at.push(grown.unwrap_or(u32::MAX));
    done(r, at)
}

/// `table.size`
pub(super) fn table_size(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let table = at.imm_u32();
    let table = cx.current_instance().tables[table as usize];
    at.push(cx.tables[table as usize].size());
    done(r, at)
}

/// `table.fill`
pub(super) fn table_fill(r: &mut Regs, mut at: Regs, cx: &mut Store) -> Flow {
    let table = at.imm_u32();
    let (count, slot, to) = (at.pop::<u32>(), at.pop::<u64>(), at.pop::<u32>());
    let table = cx.current_instance().tables[table as usize] as usize;
    if let Err(kind) = check(cx, table, to, count) {
        return trap(r, cx, kind);
    }
    cx.tables[table].elements_mut()[to as usize..to as usize + count as usize].fill(slot);
    done(r, at)
}

/// Whether `count` elements at `index` lie within a table of the store.
fn check(cx: &Store, table: usize, index: u32, count: u32) -> Result<(), TrapKind> {
    let size = u64::from(cx.tables[table].size());
    let (index, count) = (u64::from(index), u64::from(count));
    if index + count > size {
        return Err(TrapKind::TableOutOfBounds { index, count, size });
    }
    Ok(())
}

/// The instruction is complete: execution goes on at `at`.
fn done(r: &mut Regs, at: Regs) -> Flow {
    *r = at;
    Flow::Next
}
