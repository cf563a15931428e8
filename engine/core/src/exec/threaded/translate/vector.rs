//! Vector instructions. A vector is in its slot or equals a local; only scalars are constants or in an
//! accumulator.

use alloc::boxed::Box;

use wasmparser::{MemArg, Operator};

use super::super::code::Handler;
use super::super::handlers::{
    Shuffle, ShuffleLanes, VectorConstant, VectorForms, extract_forms, lane_load_forms,
    lane_store_forms, replace_forms, vector_forms, vector_load_forms, vector_store_forms,
};
use super::super::regs::Kind;
use super::emit::{Destination, Encoded};
use super::operand::{Operand, Place, Source};
use super::{Translator, Unsupported};
use crate::arithmetic::simd::{self, Shape};
use crate::exec::vector_opcode::PREFIX;
use crate::leb;

impl Translator<'_> {
    /// Translates an instruction behind the prefix of vector instructions; whether `op` is one.
    pub(super) fn vector(&mut self, op: &Operator<'_>) -> Result<bool, Unsupported> {
        let bytes = self.module.bytes.get(self.pc as usize..self.next as usize);
        let Some((&PREFIX, mut rest)) = bytes.and_then(<[u8]>::split_first) else {
            return Ok(false);
        };
        let opcode = leb::read_u32(rest, &mut 0).ok_or(Unsupported)?;
        match simd::shape(opcode).ok_or(Unsupported)? {
            Shape::Load { .. } => self.load_vector(opcode, op)?,
            Shape::Store => self.store_vector(op)?,
            Shape::LoadLane { bytes } => self.load_lane(op, bytes, last_byte(rest))?,
            Shape::StoreLane { bytes } => self.store_lane(op, bytes, last_byte(rest))?,
            Shape::Const => {
                let vector =
                    rest.split_off(rest.len() - 16..).and_then(|bytes| bytes.try_into().ok());
                self.vector_constant(u128::from_le_bytes(vector.ok_or(Unsupported)?));
            }
            Shape::Shuffle => {
                let lanes =
                    rest.split_off(rest.len() - 16..).and_then(|bytes| bytes.try_into().ok());
                self.shuffle(lanes.ok_or(Unsupported)?);
            }
            Shape::Extract => self.extract_lane(opcode, last_byte(rest))?,
            Shape::Replace => self.replace_lane(opcode, last_byte(rest))?,
            Shape::Unary
            | Shape::Binary
            | Shape::Ternary
            | Shape::Test
            | Shape::Shift
            | Shape::Splat => self.compute(opcode)?,
        }
        Ok(true)
    }

    fn compute(&mut self, opcode: u32) -> Result<(), Unsupported> {
        match vector_forms(opcode).ok_or(Unsupported)? {
            VectorForms::Vectors { operands, handler } => {
                let fields = self.take_vectors(operands);
                self.push_vector(handler, fields, operands, Box::default());
            }
            VectorForms::Test(handlers) => {
                let fields = self.take_vectors(1);
                let encoded = Encoded { handlers, fields, destination: 1, words: Box::default() };
                self.push_pending(Kind::I32, encoded, None);
            }
            VectorForms::Shift(handlers) => {
                let (vector, count) = self.take_vector_and_scalar();
                let (form, field) = match count {
                    Source::Slot(slot) => (0, u64::from(slot) << 32),
                    Source::Accumulator => (1, 0),
                    Source::Fixed(count) => (2, count << 32),
                };
                let fields = u64::from(vector) | field;
                self.push_vector(handlers[form], fields, 1, Box::default());
            }
            VectorForms::Splat(handlers) => {
                let (kind, scalar) = self.take();
                let (form, field) = match scalar {
                    Source::Slot(slot) => (0, slot.into()),
                    Source::Accumulator => (if kind.is_float() { 2 } else { 1 }, 0),
                    Source::Fixed(scalar) => {
                        self.vector_constant(simd::splat(opcode, scalar));
                        return Ok(());
                    }
                };
                self.push_vector(handlers[form], field, 1, Box::default());
            }
        }
        Ok(())
    }

    /// Pushes the vector that an instruction gives.
    fn push_vector(&mut self, handler: Handler, fields: u64, destination: u32, words: Box<[u64]>) {
        let encoded = Encoded { handlers: [handler; 2], fields, destination, words };
        self.push_pending(Kind::V128, encoded, None);
    }

    fn vector_constant(&mut self, vector: u128) {
        self.settle();
        let words = [vector as u64, (vector >> 64) as u64];
        self.push_vector(Handler::of::<VectorConstant>(), 0, 1, words.into());
    }

    /// Where a vector is that has been taken off the stack and is not pending.
    fn vector_slot(&self, index: usize, operand: Operand) -> u16 {
        match operand.place {
            Place::Local(local) => local,
            _ => self.slot(index),
        }
    }

    /// Takes so many vectors; the first fields name their slots.
    fn take_vectors(&mut self, count: u32) -> u64 {
        let mut fields = 0;
        for i in (0..count).rev() {
            let (index, operand) = self.pop();
            fields |= u64::from(self.vector_slot(index, operand)) << (16 * i);
        }
        self.settle();
        fields
    }

    /// Where a scalar is that has been taken off the stack, after everything that is pending was emitted.
    fn scalar_source(&mut self, index: usize, operand: Operand) -> Source {
        let pending = self.pending.as_ref().map(|pending| pending.operand);
        if pending == Some(index) {
            self.emit_pending(Destination::Accumulator);
            return Source::Accumulator;
        }
        self.settle();
        match operand.place {
            Place::Returned if pending.is_some() => Source::Slot(self.slot(index)),
            place => self.source(index, place),
        }
    }

    /// Takes a vector and the scalar above it.
    fn take_vector_and_scalar(&mut self) -> (u16, Source) {
        let (scalar_index, scalar) = self.pop();
        let (index, vector) = self.pop();
        let scalar = self.scalar_source(scalar_index, scalar);
        (self.vector_slot(index, vector), scalar)
    }

    /// Takes an address and the vector above it: the form of the address, the fields that say where it is, and
    /// the vector's slot.
    fn take_address_and_vector(
        &mut self,
        memarg: &MemArg,
    ) -> Result<(usize, u64, u16), Unsupported> {
        let offset = self.offset(memarg)?;
        let (index, vector) = self.pop();
        let (address_index, address) = self.pop();
        let address = self.scalar_source(address_index, address);
        let (form, fields) = self.address(address_index, address, offset);
        Ok((form, fields, self.vector_slot(index, vector)))
    }

    fn load_vector(&mut self, opcode: u32, op: &Operator<'_>) -> Result<(), Unsupported> {
        let handlers = vector_load_forms(opcode).ok_or(Unsupported)?;
        let memarg = memory_argument(op).ok_or(Unsupported)?;
        let offset = self.offset(memarg)?;
        let index = self.stack.len() - 1;
        let (_, address) = self.take();
        let (form, fields) = self.address(index, address, offset);
        self.look_at_load(form, fields, 1 << memarg.max_align);
        self.push_vector(handlers[form], fields, 1, Box::default());
        Ok(())
    }

    fn store_vector(&mut self, op: &Operator<'_>) -> Result<(), Unsupported> {
        let memarg = memory_argument(op).ok_or(Unsupported)?;
        let (form, fields, vector) = self.take_address_and_vector(memarg)?;
        self.look_at_store(form, fields, 16);
        self.observe();
        self.emit(vector_store_forms()[form], fields | u64::from(vector) << 16, &[]);
        self.cut();
        Ok(())
    }

    fn load_lane(&mut self, op: &Operator<'_>, bytes: u8, lane: u8) -> Result<(), Unsupported> {
        let memarg = memory_argument(op).ok_or(Unsupported)?;
        let (form, fields, vector) = self.take_address_and_vector(memarg)?;
        self.look_at_load(form, fields, bytes.into());
        let (high, byte) = lane_place(bytes, lane);
        let words = [u64::from(vector) | (8 * byte) << 16];
        let handler = lane_load_forms(bytes, high)[form];
        self.push_vector(handler, fields, 1, words.into());
        Ok(())
    }

    fn store_lane(&mut self, op: &Operator<'_>, bytes: u8, lane: u8) -> Result<(), Unsupported> {
        let memarg = memory_argument(op).ok_or(Unsupported)?;
        let (form, fields, vector) = self.take_address_and_vector(memarg)?;
        self.look_at_store(form, fields, bytes.into());
        let (high, byte) = lane_place(bytes, lane);
        self.observe();
        let handler = lane_store_forms(bytes, high)[form];
        self.emit(handler, fields | u64::from(vector) << 16, &[byte]);
        self.cut();
        Ok(())
    }

    fn shuffle(&mut self, lanes: [u8; 16]) {
        let fields = self.take_vectors(2);
        let whole =
            [8, 4, 2].into_iter().find_map(|bytes| Some((bytes, whole_lanes(lanes, bytes)?)));
        let (handler, words): (_, Box<[u64]>) = match whole {
            Some((8, lanes)) => (Handler::of::<ShuffleLanes<8>>(), [lanes].into()),
            Some((4, lanes)) => (Handler::of::<ShuffleLanes<4>>(), [lanes].into()),
            Some((_, lanes)) => (Handler::of::<ShuffleLanes<2>>(), [lanes].into()),
            None => {
                let lanes = u128::from_le_bytes(lanes);
                (Handler::of::<Shuffle>(), [lanes as u64, (lanes >> 64) as u64].into())
            }
        };
        self.push_vector(handler, fields, 2, words);
    }

    fn extract_lane(&mut self, opcode: u32, lane: u8) -> Result<(), Unsupported> {
        let (forms, kind) = extract_forms(opcode).ok_or(Unsupported)?;
        let vector = self.take_vectors(1);
        let (high, byte) = lane_place(forms.bytes, lane);
        let handlers = forms.handlers[usize::from(high)];
        let fields = vector | byte << 32;
        let encoded = Encoded { handlers, fields, destination: 1, words: Box::default() };
        self.push_pending(kind, encoded, None);
        Ok(())
    }

    fn replace_lane(&mut self, opcode: u32, lane: u8) -> Result<(), Unsupported> {
        let forms = replace_forms(opcode).ok_or(Unsupported)?;
        let index = self.stack.len() - 1;
        let (vector, scalar) = self.take_vector_and_scalar();
        let (form, field) = match self.variable_source(index, scalar) {
            Source::Slot(slot) => (0, u64::from(slot) << 32),
            Source::Accumulator | Source::Fixed(_) => (1, 0),
        };
        let (high, byte) = lane_place(forms.bytes, lane);
        let fields = u64::from(vector) | field | (8 * byte) << 48;
        let handler = forms.handlers[usize::from(high)][form];
        self.push_vector(handler, fields, 1, Box::default());
        Ok(())
    }
}

/// Whether the lane is in the high half of a vector, and how many bytes after its half's start it begins.
fn lane_place(bytes: u8, lane: u8) -> (bool, u64) {
    // Validation lets no lane beyond the vector through.
    let start = u64::from(lane) * u64::from(bytes) % 16;
    (start >= 8, start % 8)
}

/// The indices of the lanes of `bytes` bytes that the indices of bytes pick, where these pick whole lanes.
fn whole_lanes(lanes: [u8; 16], bytes: u8) -> Option<u64> {
    let mut indices = 0;
    for (i, lane) in lanes.chunks(bytes.into()).enumerate() {
        let first = lane[0];
        let whole = first.is_multiple_of(bytes)
            && lane.iter().zip(first..).all(|(&index, expected)| index == expected);
        if !whole {
            return None;
        }
        indices |= u64::from(first / bytes) << (8 * i);
    }
    Some(indices)
}

fn last_byte(bytes: &[u8]) -> u8 {
    bytes.last().copied().unwrap_or_default()
}

/// The memory argument of a vector instruction.
fn memory_argument<'a>(op: &'a Operator<'_>) -> Option<&'a MemArg> {
    Some(match op {
        Operator::V128Load { memarg }
        | Operator::V128Load8x8S { memarg }
        | Operator::V128Load8x8U { memarg }
        | Operator::V128Load16x4S { memarg }
        | Operator::V128Load16x4U { memarg }
        | Operator::V128Load32x2S { memarg }
        | Operator::V128Load32x2U { memarg }
        | Operator::V128Load8Splat { memarg }
        | Operator::V128Load16Splat { memarg }
        | Operator::V128Load32Splat { memarg }
        | Operator::V128Load64Splat { memarg }
        | Operator::V128Load32Zero { memarg }
        | Operator::V128Load64Zero { memarg }
        | Operator::V128Store { memarg }
        | Operator::V128Load8Lane { memarg, .. }
        | Operator::V128Load16Lane { memarg, .. }
        | Operator::V128Load32Lane { memarg, .. }
        | Operator::V128Load64Lane { memarg, .. }
        | Operator::V128Store8Lane { memarg, .. }
        | Operator::V128Store16Lane { memarg, .. }
        | Operator::V128Store32Lane { memarg, .. }
        | Operator::V128Store64Lane { memarg, .. } => memarg,
        _ => return None,
    })
}
