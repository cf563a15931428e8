//! Breakpoints that are judged where they are reached, on the engine's own thread, so that one which does not stop the
//! program costs next to nothing.
//!
//! A judge sees the program as it is before the breakpoint's instruction. Translated code keeps operands where it likes: they
//! are not known there, and a judge that needs them stops the program, whose frame is given to the in-place tier then, where
//! it is asked again and sees them. It is asked once for each arrival that it lets pass
//! ([`super::passed`]), so that it may count them, and may be asked again where it stops the program. Locals, globals and
//! memory are the same at every Wasm instruction that one translated instruction stands for, as only the last of them may
//! have an effect.

use alloc::boxed::Box;
use core::fmt;

use crate::store::{FuncOrigin, InstanceId, Store};
use crate::value::{ValType, Value};

/// Decides whether the program stops at a breakpoint that it has reached.
pub type BreakpointJudge = Box<dyn FnMut(&Reached<'_>) -> bool + Send>;

/// The program as it stands at a breakpoint, as far as a judge may look.
pub struct Reached<'a> {
    store: &'a Store,
    /// The innermost frame's operands lie on its stack.
    operands: bool,
}

impl fmt::Debug for Reached<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reached").finish_non_exhaustive()
    }
}

impl Reached<'_> {
    /// A local of the innermost frame.
    #[must_use]
    pub fn local(&self, index: u32) -> Option<Value> {
        self.store.local(0, index).ok()
    }

    /// An operand of the innermost frame, 0 the bottom, of a type that is known
    /// ([`Module::operand_type`](crate::Module::operand_type)): to find it out takes long. `None` also in translated code.
    #[must_use]
    pub fn operand(&self, index: u32, ty: ValType) -> Option<Value> {
        if !self.operands || index >= self.store.operand_count(0) {
            return None;
        }
        let frame = self.store.frames.last()?;
        let locals = self.store.prepared[frame.prepared as usize].locals;
        Some(self.store.slot(ty, (frame.fp + locals + index) as usize))
    }

    /// A global of the instance whose code runs.
    #[must_use]
    pub fn global(&self, index: u32) -> Option<Value> {
        let instance = InstanceId(self.store.frames.last()?.instance);
        self.store.global(instance, index).ok()
    }

    /// The function, by its index in the module whose code runs, at an element of the instance's first table.
    #[must_use]
    pub fn table_function(&self, element: u32) -> Option<u32> {
        let instance = InstanceId(self.store.frames.last()?.instance);
        let Value::FuncRef(Some(func)) = self.store.table_element(instance, 0, element).ok()?
        else {
            return None;
        };
        match self.store.func_origin(func)? {
            FuncOrigin::Guest { instance: owner, func } if owner == instance => Some(func),
            _ => None,
        }
    }

    /// The memory that debug information means; empty where there is none.
    #[must_use]
    pub fn memory(&self) -> &[u8] {
        let instance = self.store.frames.last().map(|frame| InstanceId(frame.instance));
        instance.and_then(|id| self.store.default_memory(id)).unwrap_or_default()
    }
}

impl Store {
    /// Lets `judge` decide whether the breakpoint at the Wasm offset `pc` stops the program, or lets it stop each time again.
    /// Stepping an instruction, and a step over a range that comes to the breakpoint in its own frame, do not ask: whoever
    /// steps looks for themselves. Gives whether there is such a breakpoint; it goes with it.
    pub fn judge_breakpoint(
        &mut self,
        instance: InstanceId,
        pc: u32,
        judge: Option<BreakpointJudge>,
    ) -> bool {
        let Some(place) = self.loaded_of(instance) else { return false };
        let loaded = &mut self.loaded[place];
        if !loaded.breakpoints.contains(&pc) {
            return false;
        }
        match judge {
            Some(judge) => drop(loaded.judges.insert(pc, Some(judge))),
            None if loaded.judges.remove(&pc).is_none() => return true,
            None => {}
        }
        if let Some(func) = self.loaded[place].module.function_containing(pc) {
            self.breakpoints_changed(place, func);
        }
        true
    }

    /// Whether a breakpoint on the next instruction stops the program there. [`Store::resume`] executes that instruction
    /// without asking: this is for whoever begins a call in the midst of a run ([`Store::begin_call`]).
    pub fn is_stopped_where_it_stands(&mut self) -> bool {
        self.at_breakpoint() && self.stops_here()
    }

    /// Whether the program stops at the breakpoint on the next instruction.
    pub(super) fn stops_here(&mut self) -> bool {
        self.frames.last().map(|frame| frame.pc).is_none_or(|pc| self.stops_at(pc, true))
    }

    /// Whether the program stops at the breakpoint at `pc` of the innermost frame's module; `operands`, where these lie on
    /// its stack.
    pub(super) fn stops_at(&mut self, pc: u32, operands: bool) -> bool {
        let Some(frame) = self.frames.last() else { return true };
        let loaded = self.instances[frame.instance as usize].loaded as usize;
        let Some(kept) = self.loaded[loaded].judges.get_mut(&pc) else { return true };
        let Some(mut judge) = kept.take() else { return true };
        let stops = !self.has_passed(pc) && judge(&Reached { store: self, operands });
        if let Some(kept) = self.loaded[loaded].judges.get_mut(&pc) {
            *kept = Some(judge);
        }
        stops
    }
}
