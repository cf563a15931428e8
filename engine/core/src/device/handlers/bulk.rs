//! Instructions over whole memories, and those behind the prefix 0xfc (core specification, section 5.4.5
//! and following).

use super::{numeric, table};
use crate::device::Trap;
use crate::device::format::DataRecord;
use crate::device::machine::{Flow, Machine};

pub(in crate::device) fn prefixed(m: &mut Machine<'_>) -> Flow {
    match m.imm_u32() {
        0 => numeric::i32_trunc_sat_f32_s(m),
        1 => numeric::i32_trunc_sat_f32_u(m),
        2 => numeric::i32_trunc_sat_f64_s(m),
        3 => numeric::i32_trunc_sat_f64_u(m),
        4 => numeric::i64_trunc_sat_f32_s(m),
        5 => numeric::i64_trunc_sat_f32_u(m),
        6 => numeric::i64_trunc_sat_f64_s(m),
        7 => numeric::i64_trunc_sat_f64_u(m),
        8 => memory_init(m),
        9 => data_drop(m),
        10 => memory_copy(m),
        11 => memory_fill(m),
        12 => table::init(m),
        13 => table::drop_elements(m),
        14 => table::copy(m),
        15 => table::grow(m),
        16 => table::size(m),
        17 => table::fill(m),
        _ => Err(Trap::BadImage.into()),
    }
}

fn memory_init(m: &mut Machine<'_>) -> Flow {
    let segment = m.imm_u32();
    m.skip_leb();
    let (count, from, to) = (m.pop::<u32>(), m.pop::<u32>(), m.pop::<u32>());
    m.init_memory(segment, to, from, count)?;
    Ok(())
}

fn data_drop(m: &mut Machine<'_>) -> Flow {
    let segment = m.imm_u32();
    m.drop_data(segment);
    Ok(())
}

fn memory_copy(m: &mut Machine<'_>) -> Flow {
    m.skip_leb();
    m.skip_leb();
    let (count, from, to) = (m.pop::<u32>(), m.pop::<u32>(), m.pop::<u32>());
    let from = m.memory_place(from, 0, count.into())?;
    let to = m.memory_place(to, 0, count.into())?;
    m.memory_mut().copy_within(from..from + count as usize, to);
    Ok(())
}

fn memory_fill(m: &mut Machine<'_>) -> Flow {
    m.skip_leb();
    let (count, byte, to) = (m.pop::<u32>(), m.pop::<u32>(), m.pop::<u32>());
    let to = m.memory_place(to, 0, count.into())?;
    let place = m.memory_mut().get_mut(to..to + count as usize);
    place.ok_or(Trap::BadImage)?.fill(byte as u8);
    Ok(())
}

impl Machine<'_> {
    /// Copies bytes of a data segment.
    pub(in crate::device) fn init_memory(
        &mut self,
        segment: u32,
        to: u32,
        from: u32,
        count: u32,
    ) -> Result<(), Trap> {
        let record = self.image.record::<DataRecord>(self.image.header.data, segment);
        let record = record.ok_or(Trap::BadImage)?;
        let size = if self.is_data_dropped(segment) { 0 } else { record.count };
        if from.checked_add(count).is_none_or(|end| end > size) {
            return Err(Trap::MemoryOutOfBounds);
        }
        let to = self.memory_place(to, 0, count.into())?;
        let start = (record.first as usize).saturating_add(from as usize);
        let source = self.image.code.get(start..).and_then(|bytes| bytes.get(..count as usize));
        let target = self.memory.get_mut(to..to + count as usize);
        target.ok_or(Trap::BadImage)?.copy_from_slice(source.ok_or(Trap::BadImage)?);
        Ok(())
    }

    pub(in crate::device) fn drop_data(&mut self, segment: u32) {
        let place = self.data_place(segment);
        if let Some(dropped) = self.dropped.get_mut(place) {
            *dropped = true;
        }
    }

    fn is_data_dropped(&self, segment: u32) -> bool {
        self.dropped.get(self.data_place(segment)).copied().unwrap_or(true)
    }

    /// Segments of data come behind those of elements.
    fn data_place(&self, segment: u32) -> usize {
        (self.image.header.elements.count as usize).saturating_add(segment as usize)
    }
}
