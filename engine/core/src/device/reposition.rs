//! Letting a machine that does not run go on elsewhere than where it stands.

use super::Machine;
use super::registers::Registers;

impl Machine<'_> {
    /// Lets the innermost frame go on at `pc`, with so many of its operands, from the bottom; `entry` is the first branch
    /// at or after `pc` among those of its function. `false`, and nothing has changed, where there is no
    /// frame, or not so many operands.
    pub fn jump(&mut self, pc: u32, entry: u32, operands: u32) -> bool {
        let Some(info) = self.frame(0).filter(|info| operands <= info.operands) else {
            return false;
        };
        let Some(function) = self.image.function(info.func) else { return false };
        let first_operand = self.registers.fp.wrapping_add(u32::from(function.locals));
        self.registers.pc = pc;
        self.registers.entry = function.branch.wrapping_add(entry);
        self.registers.sp = first_operand.wrapping_add(operands);
        true
    }

    /// Drops the frames that `frame` (0 is the innermost) has called, and lets it begin again; its parameters are what
    /// they are now. `false`, and nothing has changed, where there is no such frame.
    pub fn restart_frame(&mut self, frame: usize) -> bool {
        let Some(place) = self.frames.len().checked_sub(frame + 1) else { return false };
        let Some(found) = self.frames.get(place).copied() else { return false };
        let Some((function, ty)) = self.image.callee(found.func) else { return false };
        let first = found.fp as usize + usize::from(ty.params);
        let locals = first..(found.fp as usize + usize::from(function.locals)).max(first);
        let Some(slots) = self.stack.get_mut(locals.clone()) else { return false };
        slots.fill(0);
        if let Some(high) = self.high.get_mut(locals.clone()) {
            high.fill(0);
        }
        self.frames.truncate(place + 1);
        self.registers = Registers {
            pc: function.code,
            entry: function.branch,
            sp: locals.end as u32,
            fp: found.fp,
            end: function.end.wrapping_sub(1),
            results: ty.results.into(),
        };
        true
    }
}
