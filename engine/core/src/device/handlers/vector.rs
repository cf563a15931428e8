//! Vector instructions: those behind the prefix 0xfd, and those that move a vector, which have opcodes of
//! their own (see [`crate::opcode`]).

use super::omitted::general;
use super::{control, reference};
use crate::arithmetic::simd::{self, Shape};
use crate::device::Trap;
use crate::device::machine::{Flow, Machine};

// A branch moves high halves wherever there are any.
pub(in crate::device) use control::br as br_vector;
pub(in crate::device) use control::br_if as br_if_vector;
pub(in crate::device) use control::br_table as br_table_vector;
pub(in crate::device) use reference::br_on_non_null as br_on_non_null_vector;
pub(in crate::device) use reference::br_on_null as br_on_null_vector;

pub(in crate::device) fn local_get_vector(m: &mut Machine<'_>) -> Flow {
    let local = m.imm_u32();
    let vector = m.vector(m.local(local));
    m.push_vector(vector);
    Ok(())
}

pub(in crate::device) fn local_set_vector(m: &mut Machine<'_>) -> Flow {
    let local = m.imm_u32();
    let vector = m.pop_vector();
    m.set_vector(m.local(local), vector);
    Ok(())
}

pub(in crate::device) fn local_tee_vector(m: &mut Machine<'_>) -> Flow {
    let local = m.imm_u32();
    let vector = m.vector(m.registers.sp.wrapping_sub(1));
    m.set_vector(m.local(local), vector);
    Ok(())
}

pub(in crate::device) fn global_get_vector(m: &mut Machine<'_>) -> Flow {
    let global = m.imm_u32();
    let vector = m.global_vector(global).ok_or(Trap::BadImage)?;
    m.push_vector(vector);
    Ok(())
}

pub(in crate::device) fn global_set_vector(m: &mut Machine<'_>) -> Flow {
    let global = m.imm_u32();
    let vector = m.pop_vector();
    m.is_faulty |= !m.set_global_vector(global, vector);
    Ok(())
}

pub(in crate::device) fn select_vector(m: &mut Machine<'_>) -> Flow {
    let first = m.pop::<bool>();
    let b = m.pop_vector();
    let a = m.pop_vector();
    m.push_vector(if first { a } else { b });
    Ok(())
}

/// `select` with a vector of types: one, by validation, of one byte.
pub(in crate::device) fn select_typed_vector(m: &mut Machine<'_>) -> Flow {
    m.skip_leb();
    m.skip_leb();
    select_vector(m)
}

pub(in crate::device) fn vector_prefixed(m: &mut Machine<'_>) -> Flow {
    let op = m.imm_u32();
    match simd::shape(op) {
        Some(Shape::Load { bytes }) => {
            let value = m.load_operand(bytes)?;
            m.push_vector(simd::loaded(op, value));
        }
        Some(Shape::Store) => {
            let offset = m.memory_offset();
            let vector = m.pop_vector();
            let address = m.pop();
            m.store(address, offset, vector.to_le_bytes())?;
        }
        Some(Shape::LoadLane { bytes }) => {
            // The address lies under the vector, the lane behind the memory argument.
            let vector = m.pop_vector();
            let value = m.load_operand(bytes)?;
            let lane = m.byte();
            m.push_vector(simd::insert(vector, lane, bytes, value as u64));
        }
        Some(Shape::StoreLane { bytes }) => m.store_lane(bytes)?,
        Some(shape) => return compute(m, op, shape),
        None => return general(m),
    }
    Ok(())
}

/// What touches no memory.
fn compute(m: &mut Machine<'_>, op: u32, shape: Shape) -> Flow {
    let result = match shape {
        Shape::Const => u128::from_le_bytes(m.bytes()),
        Shape::Shuffle => {
            let lanes = m.bytes();
            let b = m.pop_vector();
            simd::shuffle(m.pop_vector(), b, lanes)
        }
        Shape::Splat => simd::splat(op, m.pop()),
        Shape::Unary => simd::unary(op, m.pop_vector()),
        Shape::Binary => {
            let b = m.pop_vector();
            simd::binary(op, m.pop_vector(), b)
        }
        Shape::Ternary => {
            let c = m.pop_vector();
            let b = m.pop_vector();
            simd::ternary(op, m.pop_vector(), b, c)
        }
        Shape::Shift => {
            let count = m.pop();
            simd::shift(op, m.pop_vector(), count)
        }
        Shape::Replace => {
            let lane = m.byte();
            let slot = m.pop();
            simd::replace(op, m.pop_vector(), lane, slot)
        }
        Shape::Extract => {
            let lane = m.byte();
            let slot = simd::extract(op, m.pop_vector(), lane);
            m.push(slot);
            return Ok(());
        }
        Shape::Test => {
            let slot = simd::test(op, m.pop_vector());
            m.push(slot);
            return Ok(());
        }
        // They touch memory.
        Shape::Load { .. } | Shape::Store | Shape::LoadLane { .. } | Shape::StoreLane { .. } => {
            return general(m);
        }
    };
    m.push_vector(result);
    Ok(())
}

fn join(low: u64, high: u64) -> u128 {
    u128::from(low) | u128::from(high) << 64
}

impl Machine<'_> {
    /// The vector at a slot.
    fn vector(&mut self, index: u32) -> u128 {
        let high = self.high.get(index as usize).copied();
        self.is_faulty |= high.is_none();
        join(self.slot(index), high.unwrap_or_default())
    }

    fn set_vector(&mut self, index: u32, vector: u128) {
        self.set_slot(index, vector as u64);
        match self.high.get_mut(index as usize) {
            Some(high) => *high = (vector >> 64) as u64,
            None => self.is_faulty = true,
        }
    }

    fn push_vector(&mut self, vector: u128) {
        self.set_vector(self.registers.sp, vector);
        self.registers.sp = self.registers.sp.wrapping_add(1);
    }

    fn pop_vector(&mut self) -> u128 {
        self.registers.sp = self.registers.sp.wrapping_sub(1);
        self.vector(self.registers.sp)
    }

    /// `bytes` bytes (1, 2, 4, 8 or 16) at the address that is topmost.
    fn load_operand(&mut self, bytes: u8) -> Result<u128, Trap> {
        let offset = self.memory_offset();
        let address = self.pop::<u32>();
        let start = self.memory_place(address, offset, bytes.into())?;
        let loaded = self.memory.get(start..).and_then(|memory| memory.get(..bytes.into()));
        let mut vector = [0; 16];
        for (to, from) in vector.iter_mut().zip(loaded.ok_or(Trap::BadImage)?) {
            *to = *from;
        }
        Ok(u128::from_le_bytes(vector))
    }

    fn store_lane(&mut self, bytes: u8) -> Result<(), Trap> {
        let offset = self.memory_offset();
        let lane = self.byte();
        let vector = self.pop_vector();
        let address = self.pop();
        let value = simd::lane_bytes(vector, lane, bytes);
        match bytes {
            1 => self.store(address, offset, (value as u8).to_le_bytes()),
            2 => self.store(address, offset, (value as u16).to_le_bytes()),
            4 => self.store(address, offset, (value as u32).to_le_bytes()),
            _ => self.store(address, offset, value.to_le_bytes()),
        }
    }
}
