//! From an image and a space to a machine: what instantiation does (core specification, section 4.7.2).

use wrtd_limits::bounded::BoundedVec;

use super::format::{
    DataRecord, ElementRecord, GlobalRecord, ItemRecord, NONE, Record, Section, TableRecord,
};
use super::registers::Registers;
use super::{Image, Machine, Space, StartError};

impl<'m> Machine<'m> {
    /// A machine at its start, in `space`: globals and tables have their first values, active segments are
    /// copied. What is to run first is [`Image::start`].
    ///
    /// # Errors
    /// [`StartError`]
    pub fn new(image: Image<'m>, space: Space<'m>) -> Result<Self, StartError> {
        check_space(&image, &space)?;
        let frames = BoundedVec::new(space.frames);
        let mut machine = Self {
            image,
            memory_size: 0,
            memory: space.memory,
            stack: space.stack,
            high: space.high,
            frames,
            globals: space.globals,
            global_high: space.global_high,
            tables: space.tables,
            dropped: space.dropped,
            breakpoints: BoundedVec::new(space.breakpoints),
            registers: Registers::default(),
            is_faulty: false,
            results: 0,
        };
        machine.reset()?;
        Ok(machine)
    }

    /// Brings the program back to its start; breakpoints stay.
    ///
    /// # Errors
    /// [`StartError::Segment`]
    pub fn reset(&mut self) -> Result<(), StartError> {
        self.abandon();
        self.is_faulty = false;
        self.memory_size = self.image.needs().memory as usize;
        self.memory_mut().fill(0);
        self.dropped.fill(false);
        self.reset_globals();
        self.reset_tables();
        self.copy_elements()?;
        self.copy_data()
    }

    fn reset_globals(&mut self) {
        let section = self.image.header.globals;
        for (index, slot) in self.globals.iter_mut().enumerate() {
            let record = self.image.record::<GlobalRecord>(section, index as u32);
            *slot = record.map_or(0, |record| record.slot);
        }
        for (index, high) in self.global_high.iter_mut().enumerate() {
            let record = self.image.record::<GlobalRecord>(section, index as u32);
            *high = record.map_or(0, |record| record.high);
        }
    }

    /// The sizes of the tables come first, then their elements.
    fn reset_tables(&mut self) {
        self.tables.fill(0);
        let section = self.image.header.tables;
        for index in 0..section.count {
            let record = self.image.record::<TableRecord>(section, index);
            if let Some(size) = self.tables.get_mut(index as usize) {
                *size = record.map_or(0, |record| record.size);
            }
        }
    }

    fn copy_elements(&mut self) -> Result<(), StartError> {
        for (index, record) in records::<ElementRecord>(self.image, self.image.header.elements) {
            if record.table == NONE {
                // One that only declares references has no items.
                continue;
            }
            self.init_table(record.table, index, record.offset, 0, record.count)
                .map_err(|_| StartError::Segment { segment: index, data: false })?;
            self.drop_elements(index);
        }
        Ok(())
    }

    fn copy_data(&mut self) -> Result<(), StartError> {
        for (index, record) in records::<DataRecord>(self.image, self.image.header.data) {
            if record.active == 0 {
                continue;
            }
            self.init_memory(index, record.offset, 0, record.count)
                .map_err(|_| StartError::Segment { segment: index, data: true })?;
            self.drop_data(index);
        }
        Ok(())
    }

    /// What an element segment has as item `index`.
    pub(super) fn item(&self, index: u32) -> Option<u32> {
        let record: ItemRecord = self.image.record(self.image.header.items, index)?;
        Some(record.slot)
    }
}

fn records<R: Record>(image: Image<'_>, section: Section) -> impl Iterator<Item = (u32, R)> {
    (0..section.count).map_while(move |index| Some((index, image.record(section, index)?)))
}

fn check_space(image: &Image<'_>, space: &Space<'_>) -> Result<(), StartError> {
    let needs = image.needs();
    let vectors = |count: usize| if needs.vectors { count as u32 } else { 0 };
    let memory = u32::try_from(needs.memory).unwrap_or(u32::MAX);
    for (part, needed, found) in [
        ("memory", memory, space.memory.len()),
        ("stack", needs.frame_slots, space.stack.len()),
        ("high", vectors(space.stack.len()), space.high.len()),
        ("frames", 1, space.frames.len()),
        ("globals", needs.globals, space.globals.len()),
        ("global_high", vectors(needs.globals as usize), space.global_high.len()),
        ("tables", needs.tables, space.tables.len()),
        ("dropped", needs.dropped, space.dropped.len()),
    ] {
        if found < needed as usize {
            return Err(StartError::Space { part, needed, found });
        }
    }
    Ok(())
}
