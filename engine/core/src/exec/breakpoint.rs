//! Breakpoints: a private copy of the code with another opcode in it. Without breakpoints the
//! module's own bytes run.
//!
//! Invariant: the copy differs from the code without breakpoints exactly at these, all of them first
//! bytes of instructions.

use wrtd_limits::{Account, Ledger};

use super::BreakpointError;
use super::inplace::BREAKPOINT;
use crate::store::{InstanceId, Loaded, Store};

impl Store {
    /// Sets a breakpoint on the instruction at Wasm offset `pc` in the module of `instance`, and so
    /// in all instances of that module in this store. Setting it twice is setting it once.
    ///
    /// # Errors
    /// [`BreakpointError`]
    pub fn set_breakpoint(&mut self, instance: InstanceId, pc: u32) -> Result<(), BreakpointError> {
        let loaded = self.loaded_of(instance).ok_or(BreakpointError::NoInstance)?;
        let module = &self.loaded[loaded].module;
        let (func, instruction) = module
            .function_containing(pc)
            .and_then(|func| Some((func, crate::validate::instruction_start(module, func, pc)?)))
            .ok_or(BreakpointError::NotInCode)?;
        if instruction != pc {
            return Err(BreakpointError::NotAnInstruction { instruction });
        }
        let place = loaded;
        let loaded = &mut self.loaded[place];
        patched(loaded, &mut self.ledger)?[pc as usize] = BREAKPOINT;
        if loaded.breakpoints.insert(pc) {
            self.breakpoints_changed(place, func);
        }
        Ok(())
    }

    /// Clears a breakpoint and gives whether there was one.
    pub fn clear_breakpoint(&mut self, instance: InstanceId, pc: u32) -> bool {
        let Some(place) = self.loaded_of(instance) else { return false };
        let loaded = &mut self.loaded[place];
        if !loaded.breakpoints.remove(&pc) {
            return false;
        }
        loaded.judges.remove(&pc);
        let Some(copy) = &mut loaded.patched else { return false };
        copy[pc as usize] =
            loaded.rewritten.as_deref().unwrap_or(loaded.module.bytes())[pc as usize];
        if loaded.breakpoints.is_empty() {
            self.ledger.release(Account::Debug, copy.len() as u64);
            loaded.patched = None;
        }
        if let Some(func) = self.loaded[place].module.function_containing(pc) {
            self.breakpoints_changed(place, func);
        }
        true
    }

    /// There is no translated code to change.
    #[cfg(not(threaded_tier))]
    pub(super) fn breakpoints_changed(&mut self, _: usize, _: u32) {}

    /// Whether the instruction at `pc` has a breakpoint.
    #[must_use]
    pub fn has_breakpoint(&self, instance: InstanceId, pc: u32) -> bool {
        self.loaded_of(instance).is_some_and(|place| self.loaded[place].breakpoints.contains(&pc))
    }

    pub(super) fn loaded_of(&self, instance: InstanceId) -> Option<usize> {
        self.instances.get(instance.index()).map(|instance| instance.loaded as usize)
    }
}

/// The copy of the code, made where there is none yet.
fn patched<'a>(
    loaded: &'a mut Loaded,
    ledger: &mut Ledger,
) -> Result<&'a mut [u8], BreakpointError> {
    let copy = match loaded.patched.take() {
        Some(copy) => copy,
        None => {
            let size = u64::from(loaded.module.code_section().end);
            ledger.charge(Account::Debug, size).map_err(BreakpointError::Limit)?;
            loaded.copy_code().ok_or_else(|| {
                ledger.release(Account::Debug, size);
                BreakpointError::HostMemory
            })?
        }
    };
    Ok(loaded.patched.insert(copy))
}
