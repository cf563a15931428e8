//! Tables (core specification, section 4.4.6).
//!
//! All tables lie in one slice of the space: first the size of each, then the elements of each, one table
//! behind the other. One that grows moves those behind it, as far as there is room.

use crate::device::Trap;
use crate::device::format::{ElementRecord, TableRecord};
use crate::device::machine::{Flow, Machine};

pub(in crate::device) fn table_get(m: &mut Machine<'_>) -> Flow {
    let table = m.imm_u32();
    let index = m.peek::<u32>();
    let element = m.element(table, index).ok_or(Trap::TableOutOfBounds)?;
    m.poke(element);
    Ok(())
}

pub(in crate::device) fn table_set(m: &mut Machine<'_>) -> Flow {
    let table = m.imm_u32();
    let slot = m.pop::<u32>();
    let index = m.pop::<u32>();
    m.elements(table, index, 1)?.fill(slot);
    Ok(())
}

/// `table.init`
pub(super) fn init(m: &mut Machine<'_>) -> Flow {
    let segment = m.imm_u32();
    let table = m.imm_u32();
    let (count, from, to) = (m.pop::<u32>(), m.pop::<u32>(), m.pop::<u32>());
    m.init_table(table, segment, to, from, count)?;
    Ok(())
}

/// `elem.drop`
pub(super) fn drop_elements(m: &mut Machine<'_>) -> Flow {
    let segment = m.imm_u32();
    m.drop_elements(segment);
    Ok(())
}

/// `table.copy`
pub(super) fn copy(m: &mut Machine<'_>) -> Flow {
    let to_table = m.imm_u32();
    let from_table = m.imm_u32();
    let (count, from, to) = (m.pop::<u32>(), m.pop::<u32>(), m.pop::<u32>());
    let from = m.elements_place(from_table, from, count)?;
    let to = m.elements_place(to_table, to, count)?;
    m.tables.copy_within(from..from + count as usize, to);
    Ok(())
}

/// `table.fill`
pub(super) fn fill(m: &mut Machine<'_>) -> Flow {
    let table = m.imm_u32();
    let (count, slot, to) = (m.pop::<u32>(), m.pop::<u32>(), m.pop::<u32>());
    m.elements(table, to, count)?.fill(slot);
    Ok(())
}

/// `table.size`
pub(super) fn size(m: &mut Machine<'_>) -> Flow {
    let table = m.imm_u32();
    let size = m.table_size(table);
    m.push(size);
    Ok(())
}

/// `table.grow`
pub(super) fn grow(m: &mut Machine<'_>) -> Flow {
    let table = m.imm_u32();
    let (delta, slot) = (m.pop::<u32>(), m.pop::<u32>());
    let answer = m.grow_table(table, delta, slot);
    m.push(answer.unwrap_or(u32::MAX));
    Ok(())
}

impl Machine<'_> {
    pub(in crate::device) fn element(&self, table: u32, index: u32) -> Option<u32> {
        let place = self.elements_place(table, index, 1).ok()?;
        self.tables.get(place).copied()
    }

    /// Where `count` elements at `index` of a table begin.
    fn elements_place(&self, table: u32, index: u32, count: u32) -> Result<usize, Trap> {
        let end = index.checked_add(count).ok_or(Trap::TableOutOfBounds)?;
        if end > self.table_size(table) {
            return Err(Trap::TableOutOfBounds);
        }
        let place = self.table_start(table).saturating_add(index as usize);
        if place.saturating_add(count as usize) > self.tables.len() {
            return Err(Trap::BadImage);
        }
        Ok(place)
    }

    fn elements(&mut self, table: u32, index: u32, count: u32) -> Result<&mut [u32], Trap> {
        let place = self.elements_place(table, index, count)?;
        self.tables.get_mut(place..place + count as usize).ok_or(Trap::BadImage)
    }

    /// Adds elements; gives the size before, or `None` where the table cannot have so many.
    fn grow_table(&mut self, table: u32, delta: u32, slot: u32) -> Option<u32> {
        let record: TableRecord = self.image.record(self.image.header.tables, table)?;
        let before = self.table_size(table);
        let size = before.checked_add(delta).filter(|&size| size <= record.max)?;
        let end = self.table_start(table).checked_add(before as usize)?;
        let used = self.table_start(self.image.header.tables.count);
        let (delta, room) = (delta as usize, self.tables.len());
        if used > room || end > used || delta > room - used {
            return None;
        }
        self.tables.copy_within(end..used, end + delta);
        self.tables.get_mut(end..end + delta)?.fill(slot);
        *self.tables.get_mut(table as usize)? = size;
        Some(before)
    }

    /// Where the elements of a table begin; of the table behind the last, where they all end.
    fn table_start(&self, table: u32) -> usize {
        let before = (0..table).map(|table| self.table_size(table) as usize);
        before.fold(self.image.header.tables.count as usize, usize::saturating_add)
    }

    /// Copies items of an element segment.
    pub(in crate::device) fn init_table(
        &mut self,
        table: u32,
        segment: u32,
        to: u32,
        from: u32,
        count: u32,
    ) -> Result<(), Trap> {
        let record = self.image.record::<ElementRecord>(self.image.header.elements, segment);
        let record = record.ok_or(Trap::BadImage)?;
        let dropped = self.dropped.get(segment as usize).copied().unwrap_or(true);
        let items = if dropped { 0 } else { record.count };
        if from.checked_add(count).is_none_or(|end| end > items) {
            return Err(Trap::TableOutOfBounds);
        }
        let place = self.elements_place(table, to, count)?;
        for i in 0..count {
            let slot = self.item(record.first.wrapping_add(from).wrapping_add(i));
            let target = self.tables.get_mut(place + i as usize);
            *target.ok_or(Trap::BadImage)? = slot.ok_or(Trap::BadImage)?;
        }
        Ok(())
    }

    pub(in crate::device) fn drop_elements(&mut self, segment: u32) {
        let known = segment < self.image.header.elements.count;
        if let Some(dropped) = self.dropped.get_mut(segment as usize).filter(|_| known) {
            *dropped = true;
        }
    }
}
