//! Looking at a machine that does not run, and writing to it.

use super::{Frame, Machine};

/// A frame of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameInfo {
    /// Index of the function.
    pub func: u32,
    /// Wasm offset: the next instruction of frame 0, the call instruction of any other.
    pub pc: u32,
    /// Slots of its parameters and locals.
    pub locals: u32,
    /// Operands.
    pub operands: u32,
    /// Its first slot.
    first: u32,
}

impl Machine<'_> {
    /// Number of frames.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    /// Frame `index`, from the innermost, which is 0.
    #[must_use]
    pub fn frame(&self, index: usize) -> Option<FrameInfo> {
        let place = self.frames.len().checked_sub(index + 1)?;
        let Frame { func, fp, pc, .. } = *self.frames.get(place)?;
        let locals = self.image.function(func)?.locals.into();
        // A callee's first slot is where its arguments lay among its caller's operands.
        let top = self.frames.get(place + 1).map_or(self.registers.sp, |callee| callee.fp);
        let pc = if index == 0 { self.registers.pc } else { pc };
        let operands = top.checked_sub(fp)?.checked_sub(locals)?;
        Some(FrameInfo { func, pc, locals, operands, first: fp })
    }

    /// The slot of local `local` of frame `frame`.
    #[must_use]
    pub fn local_slot(&self, frame: usize, local: u32) -> Option<u64> {
        read(self.stack, self.local_place(frame, local)?)
    }

    /// Writes the slot of a local; `false` where there is none.
    pub fn set_local_slot(&mut self, frame: usize, local: u32, slot: u64) -> bool {
        let place = self.local_place(frame, local);
        place.is_some_and(|place| write(self.stack, place, slot))
    }

    /// The vector in a local: its low half is the slot.
    #[must_use]
    pub fn local_vector(&self, frame: usize, local: u32) -> Option<u128> {
        read_vector(self.stack, self.high, self.local_place(frame, local)?)
    }

    /// Writes the vector in a local; `false` where there is none.
    pub fn set_local_vector(&mut self, frame: usize, local: u32, vector: u128) -> bool {
        let place = self.local_place(frame, local);
        place.is_some_and(|place| write_vector(self.stack, self.high, place, vector))
    }

    /// The slot of operand `operand` of frame `frame`, from the bottom.
    #[must_use]
    pub fn operand_slot(&self, frame: usize, operand: u32) -> Option<u64> {
        read(self.stack, self.operand_place(frame, operand)?)
    }

    /// Writes the slot of an operand; `false` where there is none.
    pub fn set_operand_slot(&mut self, frame: usize, operand: u32, slot: u64) -> bool {
        let place = self.operand_place(frame, operand);
        place.is_some_and(|place| write(self.stack, place, slot))
    }

    /// The vector in an operand: its low half is the slot.
    #[must_use]
    pub fn operand_vector(&self, frame: usize, operand: u32) -> Option<u128> {
        read_vector(self.stack, self.high, self.operand_place(frame, operand)?)
    }

    /// Writes the vector in an operand; `false` where there is none.
    pub fn set_operand_vector(&mut self, frame: usize, operand: u32, vector: u128) -> bool {
        let place = self.operand_place(frame, operand);
        place.is_some_and(|place| write_vector(self.stack, self.high, place, vector))
    }

    /// The slot of a global.
    #[must_use]
    pub fn global_slot(&self, global: u32) -> Option<u64> {
        read(self.globals, global)
    }

    /// Writes the slot of a global; `false` where there is none.
    pub fn set_global_slot(&mut self, global: u32, slot: u64) -> bool {
        write(self.globals, global, slot)
    }

    /// The vector in a global: its low half is the slot.
    #[must_use]
    pub fn global_vector(&self, global: u32) -> Option<u128> {
        read_vector(self.globals, self.global_high, global)
    }

    /// Writes the vector in a global; `false` where there is none.
    pub fn set_global_vector(&mut self, global: u32, vector: u128) -> bool {
        write_vector(self.globals, self.global_high, global, vector)
    }

    /// Number of elements of a table; 0 where there is none.
    #[must_use]
    pub fn table_size(&self, table: u32) -> u32 {
        let known = table < self.image.header.tables.count;
        self.tables.get(table as usize).copied().filter(|_| known).unwrap_or_default()
    }

    /// The slot of an element of a table.
    #[must_use]
    pub fn table_slot(&self, table: u32, element: u32) -> Option<u32> {
        self.element(table, element)
    }

    /// The linear memory at its present size.
    #[must_use]
    pub fn memory(&self) -> &[u8] {
        self.memory.get(..self.memory_size).unwrap_or_default()
    }

    /// The linear memory, to be written.
    pub fn memory_mut(&mut self) -> &mut [u8] {
        self.memory.get_mut(..self.memory_size).unwrap_or_default()
    }

    /// Leaves the program room to grow to so many bytes of memory, or to as many as it has already where these
    /// are more; what is behind is given up, and comes back with the space only.
    pub fn limit_memory(&mut self, bytes: usize) {
        let room = bytes.max(self.memory_size).min(self.memory.len());
        self.memory = core::mem::take(&mut self.memory).get_mut(..room).unwrap_or_default();
    }

    fn local_place(&self, frame: usize, local: u32) -> Option<u32> {
        let info = self.frame(frame).filter(|info| local < info.locals)?;
        info.first.checked_add(local)
    }

    fn operand_place(&self, frame: usize, operand: u32) -> Option<u32> {
        let info = self.frame(frame).filter(|info| operand < info.operands)?;
        info.first.checked_add(info.locals)?.checked_add(operand)
    }
}

fn read(slots: &[u64], place: u32) -> Option<u64> {
    slots.get(place as usize).copied()
}

fn write(slots: &mut [u64], place: u32, slot: u64) -> bool {
    let found = slots.get_mut(place as usize);
    found.map(|found| *found = slot).is_some()
}

fn read_vector(slots: &[u64], high: &[u64], place: u32) -> Option<u128> {
    Some(u128::from(read(slots, place)?) | u128::from(read(high, place)?) << 64)
}

fn write_vector(slots: &mut [u64], high: &mut [u64], place: u32, vector: u128) -> bool {
    read(high, place).is_some()
        && write(slots, place, vector as u64)
        && write(high, place, (vector >> 64) as u64)
}
