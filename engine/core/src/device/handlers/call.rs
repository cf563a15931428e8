//! Calls and returns (core specification, section 4.4.8).

use crate::device::format::TypeRecord;
use crate::device::machine::{Flow, Machine, Stop, is_import};
use crate::device::{Image, Trap};

pub(in crate::device) fn call(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    let func = m.imm_u32();
    m.call(func, op)
}

pub(in crate::device) fn return_call(m: &mut Machine<'_>) -> Flow {
    let func = m.imm_u32();
    m.tail_call(func)
}

pub(in crate::device) fn call_indirect(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    let func = m.table_function()?;
    m.call(func, op)
}

pub(in crate::device) fn return_call_indirect(m: &mut Machine<'_>) -> Flow {
    let func = m.table_function()?;
    m.tail_call(func)
}

pub(in crate::device) fn call_ref(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    let func = m.referred_function()?;
    m.call(func, op)
}

pub(in crate::device) fn return_call_ref(m: &mut Machine<'_>) -> Flow {
    let func = m.referred_function()?;
    m.tail_call(func)
}

impl Machine<'_> {
    /// The function that the topmost operand refers to, by the call's type.
    fn referred_function(&mut self) -> Result<u32, Stop> {
        self.skip_leb();
        let reference = self.pop::<u64>();
        let func = reference.checked_sub(1).ok_or(Trap::NullFunction)?;
        Ok(func as u32)
    }

    /// The function in the table's element that the topmost operand names, if it has the call's type.
    fn table_function(&mut self) -> Result<u32, Stop> {
        let ty = self.imm_u32();
        let table = self.imm_u32();
        let index = self.pop::<u32>();
        let element = self.element(table, index).ok_or(Trap::UndefinedElement)?;
        let func = element.checked_sub(1).ok_or(Trap::UninitializedElement)?;
        let found = self.image.function(func).ok_or(Trap::BadImage)?.ty;
        if !self.image.is_same_type(found, ty) {
            return Err(Trap::TypeMismatch.into());
        }
        Ok(func)
    }

    /// Calls a function whose arguments are topmost, from the instruction at `op`.
    fn call(&mut self, func: u32, op: u32) -> Flow {
        let (function, ty) = self.image.callee(func).ok_or(Trap::BadImage)?;
        if is_import(&function) {
            return Err(Stop::Host { import: func, tail: false });
        }
        let entry = self.registers.entry;
        self.enter(func, &function, ty)?;
        let caller = self.frames.len().wrapping_sub(2);
        if let Some(caller) = self.frames.get_mut(caller) {
            (caller.pc, caller.entry) = (op, entry);
        }
        Ok(())
    }

    /// Replaces the innermost frame by that of a function whose arguments are topmost.
    fn tail_call(&mut self, func: u32) -> Flow {
        let (function, ty) = self.image.callee(func).ok_or(Trap::BadImage)?;
        if is_import(&function) {
            return Err(Stop::Host { import: func, tail: true });
        }
        // Refused before anything has moved, so that the caller's frame stays whole.
        let (params, fp) = (u32::from(ty.params), self.registers.fp as usize);
        let slots = usize::from(function.locals) + usize::from(function.operands);
        if fp + slots > self.stack.len() {
            return Err(Trap::StackExhausted.into());
        }
        self.move_operands(self.registers.fp, params);
        self.frames.pop();
        self.enter(func, &function, ty)?;
        Ok(())
    }

    /// Returns the topmost operands to the caller.
    pub(in crate::device) fn return_(&mut self) -> Flow {
        let results = self.registers.results;
        self.move_operands(self.registers.fp, results);
        self.frames.pop();
        let Some(&caller) = self.frames.last() else {
            // They lie at the bottom of the stack.
            self.results = results;
            return Err(Stop::Finished);
        };
        let (function, ty) = self.image.callee(caller.func).ok_or(Trap::BadImage)?;
        self.registers.pc = caller.pc;
        self.registers.entry = caller.entry;
        self.registers.fp = caller.fp;
        self.registers.end = function.end.wrapping_sub(1);
        self.registers.results = ty.results.into();
        self.skip_call();
        Ok(())
    }

    /// Passes over a call instruction, which a caller's frame remembers for whoever looks at the stack.
    fn skip_call(&mut self) {
        const CALL_INDIRECT: u8 = 0x11;
        let opcode = self.byte();
        self.skip_leb();
        if opcode == CALL_INDIRECT {
            self.skip_leb();
        }
    }
}

impl Image<'_> {
    /// Whether two function types, by their indices, are equal.
    fn is_same_type(&self, a: u32, b: u32) -> bool {
        let same = |ty| self.record::<TypeRecord>(self.header.types, ty).map(|ty| ty.same);
        same(a).is_some_and(|a| same(b) == Some(a))
    }
}
