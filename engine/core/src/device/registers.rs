//! The machine's registers, and every access that instructions make: each is checked.

use super::format::{Branch, BranchRecord};
use super::machine::Machine;
use super::{HostCall, Trap};
use crate::slot::Slot;

/// Where execution is, in the innermost frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Registers {
    /// Wasm offset of the next byte of code.
    pub(super) pc: u32,
    /// First branch at or after `pc` among those of the image.
    pub(super) entry: u32,
    /// Slot after the topmost operand.
    pub(super) sp: u32,
    /// First local.
    pub(super) fp: u32,
    /// The final `end` of the function.
    pub(super) end: u32,
    /// Slots of the function's results.
    pub(super) results: u32,
}

impl Machine<'_> {
    /// The next byte of code.
    #[inline]
    pub(super) fn byte(&mut self) -> u8 {
        let byte = self.image.code.get(self.registers.pc as usize);
        self.registers.pc = self.registers.pc.wrapping_add(1);
        self.is_faulty |= byte.is_none();
        byte.copied().unwrap_or_default()
    }

    /// Wasm offset of the opcode that has just been read.
    #[inline]
    pub(super) fn opcode_offset(&self) -> u32 {
        self.registers.pc.wrapping_sub(1)
    }

    /// The next `N` bytes of code.
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        core::array::from_fn(|_| self.byte())
    }

    /// Reads a LEB128 number; of one that is signed, the bits.
    fn leb(&mut self, bits: u32, signed: bool) -> u64 {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f).wrapping_shl(shift);
            shift += 7;
            if byte & 0x80 == 0 {
                if signed && byte & 0x40 != 0 && shift < u64::BITS {
                    value |= u64::MAX << shift;
                }
                return value;
            }
            if shift >= bits {
                self.is_faulty = true;
                return 0;
            }
        }
    }

    pub(super) fn imm_u32(&mut self) -> u32 {
        self.leb(32, false) as u32
    }

    pub(super) fn imm_i32(&mut self) -> i32 {
        self.leb(32, true) as i32
    }

    pub(super) fn imm_i64(&mut self) -> i64 {
        self.leb(64, true).cast_signed()
    }

    /// The offset of a memory argument, which may be written in more bytes than it needs.
    pub(super) fn memory_offset(&mut self) -> u64 {
        const MEMORY_INDEX: u32 = 1 << 6;
        if self.imm_u32() & MEMORY_INDEX != 0 {
            self.imm_u32();
        }
        self.leb(64, false)
    }

    /// Passes over a LEB128 number.
    pub(super) fn skip_leb(&mut self) {
        while self.byte() >= 0x80 && !self.is_faulty {}
    }

    /// Passes over a value type.
    pub(super) fn skip_val_type(&mut self) {
        const REF_NULL: u8 = 0x63;
        const REF: u8 = 0x64;
        if matches!(self.byte(), REF_NULL | REF) {
            self.skip_leb();
        }
    }

    /// The slot at `index` of the stack.
    #[inline]
    pub(super) fn slot(&mut self, index: u32) -> u64 {
        let slot = self.stack.get(index as usize);
        self.is_faulty |= slot.is_none();
        slot.copied().unwrap_or_default()
    }

    #[inline]
    pub(super) fn set_slot(&mut self, index: u32, value: u64) {
        match self.stack.get_mut(index as usize) {
            Some(slot) => *slot = value,
            None => self.is_faulty = true,
        }
    }

    #[inline]
    pub(super) fn push<T: Slot>(&mut self, value: T) {
        self.set_slot(self.registers.sp, value.to_slot());
        self.registers.sp = self.registers.sp.wrapping_add(1);
    }

    #[inline]
    pub(super) fn pop<T: Slot>(&mut self) -> T {
        self.registers.sp = self.registers.sp.wrapping_sub(1);
        T::from_slot(self.slot(self.registers.sp))
    }

    /// The topmost operand.
    #[inline]
    pub(super) fn peek<T: Slot>(&mut self) -> T {
        T::from_slot(self.slot(self.registers.sp.wrapping_sub(1)))
    }

    /// Replaces the topmost operand.
    #[inline]
    pub(super) fn poke<T: Slot>(&mut self, value: T) {
        self.set_slot(self.registers.sp.wrapping_sub(1), value.to_slot());
    }

    /// The slot of a local.
    #[inline]
    pub(super) fn local(&self, index: u32) -> u32 {
        self.registers.fp.wrapping_add(index)
    }

    /// Passes over the next entry of the side table.
    pub(super) fn skip_branch(&mut self) {
        self.registers.entry = self.registers.entry.wrapping_add(1);
    }

    /// Goes where the next entry of the side table says, with the operands that it carries where the flag
    /// is set; `op` is the Wasm offset of the branching instruction.
    pub(super) fn branch(&mut self, op: u32, carries: bool) {
        let section = self.image.header.branches;
        let Some(record) = self.image.record::<BranchRecord>(section, self.registers.entry) else {
            self.is_faulty = true;
            return;
        };
        let branch = Branch::unpack(record);
        if carries {
            self.move_operands(self.registers.fp.wrapping_add(branch.height), branch.arity);
        }
        self.registers.pc = op.wrapping_add_signed(branch.code);
        self.registers.entry = self.registers.entry.wrapping_add_signed(branch.entries);
    }

    /// Moves the topmost operands down to the slot `to`, and takes away what was between.
    pub(super) fn move_operands(&mut self, to: u32, count: u32) {
        let from = self.registers.sp.wrapping_sub(count);
        let (start, end, target) = (from as usize, self.registers.sp as usize, to as usize);
        if from > self.registers.sp || end > self.stack.len() || to > from {
            self.is_faulty = true;
            return;
        }
        self.stack.copy_within(start..end, target);
        if end <= self.high.len() {
            self.high.copy_within(start..end, target);
        }
        self.registers.sp = to + count;
    }

    /// Where in memory `size` bytes at the effective address begin.
    #[inline]
    pub(super) fn memory_place(&self, address: u32, offset: u64, size: u64) -> Result<usize, Trap> {
        let start = offset.saturating_add(address.into());
        if start.saturating_add(size) > self.memory_size as u64 {
            return Err(Trap::MemoryOutOfBounds);
        }
        Ok(start as usize)
    }

    /// The `N` bytes at the effective address.
    #[inline]
    pub(super) fn load<const N: usize>(&self, address: u32, offset: u64) -> Result<[u8; N], Trap> {
        let start = self.memory_place(address, offset, N as u64)?;
        let bytes = self.memory.get(start..).and_then(|bytes| bytes.first_chunk());
        bytes.copied().ok_or(Trap::BadImage)
    }

    /// Writes `N` bytes at the effective address.
    #[inline]
    pub(super) fn store<const N: usize>(
        &mut self,
        address: u32,
        offset: u64,
        bytes: [u8; N],
    ) -> Result<(), Trap> {
        let start = self.memory_place(address, offset, N as u64)?;
        let place = self.memory.get_mut(start..).and_then(|bytes| bytes.first_chunk_mut());
        *place.ok_or(Trap::BadImage)? = bytes;
        Ok(())
    }

    /// The call of an imported function whose arguments are topmost, in so many slots; `None` where they are
    /// not on the stack.
    pub(super) fn host_call(
        &mut self,
        import: u32,
        params: u32,
        slots: u32,
    ) -> Option<HostCall<'_>> {
        let start = self.registers.sp.checked_sub(params)? as usize;
        let slots = self.stack.get_mut(start..start.checked_add(slots as usize)?)?;
        Some(HostCall { import, slots, memory: self.memory.get_mut(..self.memory_size)? })
    }
}
