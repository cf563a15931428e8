//! Loads, stores and table accesses in general: on any memory or table of the instance, with addresses
//! of 32 or 64 bits (core specification 3.0, sections 4.6.10 and 4.6.11). The side table's builder finds
//! the instructions that need it (see [`crate::exec::general_opcode`]).

use core::ops::Range;

use super::regs::Regs;
use super::trap::{access_size, trap};
use super::{Flow, call, table, vector_general};
use crate::exec::TrapKind;
use crate::exec::general_opcode::MEMORY_INDEX;
use crate::module::AddressType;
use crate::store::Store;

/// Executes any instruction that was rewritten for the memory or table that it names.
#[inline(always)]
pub(super) fn general(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(execute)
}

fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let done = match cx.original_opcode(r) {
        0x11 => return call::call_indirect_slow(r, cx),
        0x13 => return call::return_call_indirect_slow(r, cx),
        0x25 => return table::get_slow(r, cx),
        0x26 => return table::set_slow(r, cx),
        opcode @ 0x28..=0x35 => load(&mut at, cx, opcode),
        opcode @ 0x36..=0x3e => store(&mut at, cx, opcode),
        0x3f => {
            let memory = cx.memory_place(at.imm_u32());
            at.push(cx.memories[memory].pages());
            Ok(())
        }
        // The prefix of vector instructions: no other opcode is rewritten to this.
        _ => return vector_general::execute(r, cx),
    };
    match done {
        Ok(()) => {
            *r = at;
            Flow::Next
        }
        Err(kind) => trap(r, cx, kind),
    }
}

fn load(at: &mut Regs, cx: &Store, opcode: u8) -> Result<(), TrapKind> {
    let memarg = MemArg::read(at, cx);
    let bytes = number(memarg.bytes(at, cx, access_size(opcode))?) as u64;
    match opcode {
        0x2c => at.push(i32::from(bytes as i8)),
        0x2e => at.push(i32::from(bytes as i16)),
        0x30 => at.push(i64::from(bytes as i8)),
        0x32 => at.push(i64::from(bytes as i16)),
        0x34 => at.push(i64::from(bytes as i32)),
        _ => at.push(bytes),
    }
    Ok(())
}

fn store(at: &mut Regs, cx: &mut Store, opcode: u8) -> Result<(), TrapKind> {
    let memarg = MemArg::read(at, cx);
    let value = at.pop::<u64>();
    memarg.write(at, cx, access_size(opcode), value.into())
}

/// A memory argument (core specification 3.0, section 5.4.6).
pub(super) struct MemArg {
    /// Place of the memory in the store's list.
    pub(super) memory: usize,
    offset: u64,
}

impl MemArg {
    pub(super) fn read(at: &mut Regs, cx: &Store) -> Self {
        let names_memory = at.imm_u32() & MEMORY_INDEX != 0;
        let index = if names_memory { at.imm_u32() } else { 0 };
        Self { memory: cx.memory_place(index), offset: imm_u64(at) }
    }

    /// Pops the address and gives the effective one; what is past 64 bits is the greatest one, which is
    /// in no memory.
    pub(super) fn pop_effective(&self, at: &mut Regs, cx: &Store) -> u64 {
        pop_address(at, cx.memories[self.memory].address()).saturating_add(self.offset)
    }

    /// Pops the address and gives the `size` bytes there.
    pub(super) fn bytes<'a>(
        &self,
        at: &mut Regs,
        cx: &'a Store,
        size: u64,
    ) -> Result<&'a [u8], TrapKind> {
        let address = self.pop_effective(at, cx);
        let range = cx.memory_range(self.memory, address, size)?;
        Ok(&cx.memories[self.memory].bytes()[range])
    }

    /// Pops the address and writes the low `size` bytes of `value` there.
    pub(super) fn write(
        &self,
        at: &mut Regs,
        cx: &mut Store,
        size: u64,
        value: u128,
    ) -> Result<(), TrapKind> {
        let address = self.pop_effective(at, cx);
        let range = cx.memory_range(self.memory, address, size)?;
        let bytes = &value.to_le_bytes()[..range.len()];
        cx.memories[self.memory].bytes_mut()[range].copy_from_slice(bytes);
        Ok(())
    }
}

/// The little-endian number of at most 16 bytes.
pub(super) fn number(bytes: &[u8]) -> u128 {
    let mut all = [0; 16];
    all[..bytes.len()].copy_from_slice(bytes);
    u128::from_le_bytes(all)
}

/// Pops an address, an index or a length of type `ty`.
pub(super) fn pop_address(at: &mut Regs, ty: AddressType) -> u64 {
    match ty {
        AddressType::I32 => at.pop::<u32>().into(),
        AddressType::I64 => at.pop(),
    }
}

/// Reads an unsigned 64-bit LEB128 immediate.
fn imm_u64(at: &mut Regs) -> u64 {
    let mut value = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let byte = at.next_byte();
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

impl Store {
    /// The opcode at `r` as the module has it.
    pub(super) fn original_opcode(&self, r: &Regs) -> u8 {
        let loaded = self.current_instance().loaded;
        self.loaded[loaded as usize].module.bytes[r.pc(&self.hot) as usize]
    }

    /// Place in the store's list of the running instance's memory of this index.
    pub(super) fn memory_place(&self, index: u32) -> usize {
        self.current_instance().memories[index as usize] as usize
    }

    /// Where in a memory of the store `size` bytes at `address` are.
    pub(super) fn memory_range(
        &self,
        memory: usize,
        address: u64,
        size: u64,
    ) -> Result<Range<usize>, TrapKind> {
        let memory_size = self.memories[memory].bytes().len() as u64;
        match address.checked_add(size) {
            // The memory's size fits, so these do.
            Some(end) if end <= memory_size => Ok(address as usize..end as usize),
            _ => Err(TrapKind::MemoryOutOfBounds { address, size, memory_size }),
        }
    }
}
