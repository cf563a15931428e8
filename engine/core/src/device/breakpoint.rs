//! Breakpoints. Code lies in flash, so none is written: they are looked up before each instruction, and
//! only where there are any.

use wrtd_limits::bounded::Full;

use super::Machine;

impl Machine<'_> {
    /// Sets a breakpoint on the instruction at a Wasm offset. Setting it twice is setting it once.
    ///
    /// # Errors
    /// [`Full`] where there are as many as the space has room for.
    pub fn set_breakpoint(&mut self, pc: u32) -> Result<(), Full> {
        match self.breakpoints.binary_search(&pc) {
            Ok(_) => Ok(()),
            Err(place) => self.breakpoints.insert(place, pc),
        }
    }

    /// Clears a breakpoint and gives whether there was one.
    pub fn clear_breakpoint(&mut self, pc: u32) -> bool {
        match self.breakpoints.binary_search(&pc) {
            Ok(place) => self.breakpoints.remove(place).is_some(),
            Err(_) => false,
        }
    }

    /// The breakpoints, in order of their Wasm offsets.
    #[must_use]
    pub fn breakpoints(&self) -> &[u32] {
        &self.breakpoints
    }

    /// Whether the next instruction has a breakpoint.
    #[must_use]
    pub fn is_at_breakpoint(&self) -> bool {
        !self.breakpoints.is_empty() && self.breakpoints.binary_search(&self.registers.pc).is_ok()
    }
}
