//! What an operand will be at an instruction further on, as far as that can be told from how things are now.
//!
//! The code from where the program stands to there is carried out with what is known: constants, locals,
//! operands, globals and memory. What calls give is not known; what they may change besides is taken to stay.
//! Code that goes elsewhere, or does what is not known here, ends the forecast.

use std::collections::HashMap;

use wasmparser::{MemArg, Operator};
use wrtd_symbols::WasmValue;

use super::Scene;
use crate::{
    disassembly::ModuleCode,
    target::{CodeAddress, TargetValue},
};

/// Instructions that are carried out at most.
const MOST_INSTRUCTIONS: usize = 10_000;

/// A number of up to 64 bits, where it is known.
type Known = Option<u64>;

/// The innermost frame, and what becomes of it.
pub(super) struct Forecast<'a> {
    scene: &'a Scene<'a>,
    at: CodeAddress,
    function: u32,
    operands: Vec<Known>,
    locals: HashMap<u32, Known>,
    /// Bytes that were written; what is not known is none.
    written: HashMap<u64, Option<u8>>,
    /// Something was written nobody knows where.
    memory_is_lost: bool,
}

impl<'a> Forecast<'a> {
    /// From where the innermost frame, which is of `function`, stands.
    pub(super) fn new(scene: &'a Scene<'a>, at: CodeAddress, function: u32) -> Self {
        let count = scene.target.operand_count(0);
        let operands = (0..count).map(|index| number(scene.target.operand(0, index))).collect();
        let (locals, written) = (HashMap::new(), HashMap::new());
        Self { scene, at, function, operands, locals, written, memory_is_lost: false }
    }

    /// The topmost operand before the instruction at `offset`.
    pub(super) fn top_at(mut self, offset: u32) -> Known {
        let program = self.scene.program;
        let code = program.code(self.at.module);
        let bytes = &program.module(self.at.module).bytes;
        let end = code.body(self.function)?.end;
        let operators = code.operators(bytes, self.at.offset..end);
        for (at, operator) in operators.take(MOST_INSTRUCTIONS) {
            if at == offset {
                return self.operands.pop().flatten();
            }
            self.carry_out(&code, &operator)?;
        }
        None
    }

    /// `None` where the forecast ends.
    fn carry_out(&mut self, code: &ModuleCode, operator: &Operator<'_>) -> Option<()> {
        match operator {
            Operator::Nop | Operator::Block { .. } | Operator::Loop { .. } | Operator::End => {}
            Operator::Drop | Operator::BrIf { .. } => {
                self.operands.pop()?;
            }
            Operator::I32Const { value } => self.push(Some(u64::from(value.cast_unsigned()))),
            Operator::I64Const { value } => self.push(Some(value.cast_unsigned())),
            Operator::F32Const { .. } | Operator::F64Const { .. } => self.push(None),
            Operator::LocalGet { local_index } => {
                let local = self.local(*local_index);
                self.push(local);
            }
            Operator::LocalSet { local_index } => {
                let value = self.operands.pop()?;
                self.locals.insert(*local_index, value);
            }
            Operator::LocalTee { local_index } => {
                let value = *self.operands.last()?;
                self.locals.insert(*local_index, value);
            }
            Operator::GlobalGet { global_index } => {
                self.push(number(self.scene.target.global(0, *global_index)));
            }
            Operator::GlobalSet { .. } => {
                self.operands.pop()?;
            }
            Operator::Call { function_index } => {
                let signature = code.signature(*function_index)?;
                self.call(signature.params.len(), signature.results.len())?;
            }
            Operator::CallIndirect { type_index, .. } => {
                let signature = code.type_signature(*type_index)?;
                self.operands.pop()?;
                self.call(signature.params.len(), signature.results.len())?;
            }
            Operator::I32Load { memarg } | Operator::F32Load { memarg } => self.load(memarg, 4)?,
            Operator::I64Load { memarg } | Operator::F64Load { memarg } => self.load(memarg, 8)?,
            Operator::I32Load8U { memarg } | Operator::I64Load8U { memarg } => {
                self.load(memarg, 1)?;
            }
            Operator::I32Load16U { memarg } | Operator::I64Load16U { memarg } => {
                self.load(memarg, 2)?;
            }
            Operator::I64Load32U { memarg } => self.load(memarg, 4)?,
            Operator::I32Store { memarg }
            | Operator::F32Store { memarg }
            | Operator::I64Store32 { memarg } => self.store(memarg, 4)?,
            Operator::I64Store { memarg } | Operator::F64Store { memarg } => {
                self.store(memarg, 8)?;
            }
            Operator::I32Store8 { memarg } | Operator::I64Store8 { memarg } => {
                self.store(memarg, 1)?;
            }
            Operator::I32Store16 { memarg } | Operator::I64Store16 { memarg } => {
                self.store(memarg, 2)?;
            }
            Operator::I32WrapI64 => self.one(|a| a & u64::from(u32::MAX))?,
            Operator::I64ExtendI32U => self.one(|a| a)?,
            Operator::I64ExtendI32S => {
                self.one(|a| i64::from((a as u32).cast_signed()).cast_unsigned())?;
            }
            Operator::I32Eqz | Operator::I64Eqz => self.one(|a| u64::from(a == 0))?,
            other => return self.two(other),
        }
        Some(())
    }

    /// An instruction that makes one integer of two.
    fn two(&mut self, operator: &Operator<'_>) -> Option<()> {
        let (right, left) = (self.operands.pop()?, self.operands.pop()?);
        let narrow = |it: fn(u32, u32) -> u32| Some(u64::from(it(left? as u32, right? as u32)));
        let wide = |it: fn(u64, u64) -> u64| Some(it(left?, right?));
        let value = match operator {
            Operator::I32Add => narrow(u32::wrapping_add),
            Operator::I32Sub => narrow(u32::wrapping_sub),
            Operator::I32Mul => narrow(u32::wrapping_mul),
            Operator::I32And => narrow(|a, b| a & b),
            Operator::I32Or => narrow(|a, b| a | b),
            Operator::I32Xor => narrow(|a, b| a ^ b),
            Operator::I32Shl => narrow(u32::wrapping_shl),
            Operator::I32ShrU => narrow(u32::wrapping_shr),
            Operator::I32ShrS => narrow(|a, b| a.cast_signed().wrapping_shr(b).cast_unsigned()),
            Operator::I32Eq => narrow(|a, b| u32::from(a == b)),
            Operator::I32Ne => narrow(|a, b| u32::from(a != b)),
            Operator::I32LtU => narrow(|a, b| u32::from(a < b)),
            Operator::I32GtU => narrow(|a, b| u32::from(a > b)),
            Operator::I32LtS => narrow(|a, b| u32::from(a.cast_signed() < b.cast_signed())),
            Operator::I32GtS => narrow(|a, b| u32::from(a.cast_signed() > b.cast_signed())),
            Operator::I64Add => wide(u64::wrapping_add),
            Operator::I64Sub => wide(u64::wrapping_sub),
            Operator::I64And => wide(|a, b| a & b),
            Operator::I64Or => wide(|a, b| a | b),
            _ => return None,
        };
        self.push(value);
        Some(())
    }

    fn push(&mut self, value: Known) {
        self.operands.push(value);
    }

    fn one(&mut self, work: fn(u64) -> u64) -> Option<()> {
        let value = self.operands.pop()?;
        self.push(value.map(work));
        Some(())
    }

    fn local(&self, index: u32) -> Known {
        let changed = self.locals.get(&index).copied();
        changed.unwrap_or_else(|| number(self.scene.target.local(0, index)))
    }

    fn call(&mut self, params: usize, results: usize) -> Option<()> {
        let left = self.operands.len().checked_sub(params)?;
        self.operands.truncate(left);
        self.operands.extend(std::iter::repeat_n(None, results));
        Some(())
    }

    fn load(&mut self, place: &MemArg, length: u64) -> Option<()> {
        let address = self.address(place)?;
        let value = address.filter(|_| !self.memory_is_lost).and_then(|address| {
            (0..length).rev().try_fold(0, |value, index| {
                Some(value << 8 | u64::from(self.byte(address.checked_add(index)?)?))
            })
        });
        self.push(value);
        Some(())
    }

    fn store(&mut self, place: &MemArg, length: u64) -> Option<()> {
        let value = self.operands.pop()?;
        match self.address(place)? {
            None => self.memory_is_lost = true,
            Some(address) => {
                for index in 0..length {
                    let byte = value.map(|value| (value >> (8 * index)) as u8);
                    self.written.insert(address.checked_add(index)?, byte);
                }
            }
        }
        Some(())
    }

    /// The address of an access to the first memory.
    fn address(&mut self, place: &MemArg) -> Option<Known> {
        if place.target != wasmparser::MemArgTarget::Memory(0) {
            return None;
        }
        let base = self.operands.pop()?;
        Some(base.and_then(|base| base.checked_add(place.offset)))
    }

    fn byte(&self, address: u64) -> Option<u8> {
        if let Some(written) = self.written.get(&address) {
            return *written;
        }
        let mut byte = [0];
        self.scene.target.read_memory(self.at.module, address, &mut byte).ok()?;
        Some(byte[0])
    }
}

fn number(value: Option<TargetValue>) -> Known {
    match value?.number()? {
        WasmValue::I32(bits) => Some(bits.into()),
        WasmValue::I64(bits) => Some(bits),
        _ => None,
    }
}
