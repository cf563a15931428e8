//! Calls of the program's functions for an expression.

use std::sync::atomic::Ordering;

use wrtd_symbols::{WasmValue, expr::Call};

use crate::{
    DebugSession, Event, SessionError,
    target::{AsideStop, ModuleId, TargetValue},
};

/// What a function of LLVM may use below the stack pointer without saying so: its red zone.
const RED_ZONE: u64 = 128;
/// What LLVM aligns the stack pointer to.
const ALIGNMENT: u64 = 16;
/// The global in which LLVM keeps it.
const STACK_POINTER: &str = "__stack_pointer";

impl DebugSession {
    /// Whether functions that expressions call may call functions of the host, such as WASI's: not, as long as nobody
    /// has asked for it, as what these do cannot be undone.
    pub fn allow_host_calls(&mut self, allowed: bool) {
        self.spec.host_calls = allowed;
    }

    /// Calls a function of a frame's module where the program stands.
    pub(crate) fn call_function(
        &mut self,
        frame: u32,
        call: &Call,
    ) -> Result<Option<WasmValue>, SessionError> {
        self.may_write()?;
        let at = self.frame(frame)?;
        let module = at.position.address.module;
        let pointer = self.move_stack_pointer(module, at.physical);
        let host = self.spec.host_calls;
        self.beside.store(true, Ordering::Relaxed);
        let outcome = self.target.call_aside(
            module,
            call.function,
            &call.arguments,
            host,
            &self.cancellation(),
        );
        self.beside.store(false, Ordering::Relaxed);
        if let Some((global, value)) = pointer {
            let put_back = self.target.set_global(at.physical, global, value);
            put_back.map_err(|error| SessionError::Target(error.to_string()))?;
        }
        match outcome {
            Ok(results) => {
                // Whatever it has done, what is shown may be out of date.
                self.emit(Event::Written { memory: None });
                Ok(results.first().copied())
            }
            Err(AsideStop::GivenUp) => Err(SessionError::Cancelled),
            Err(stop) => Err(SessionError::Expression(self.unfinished(call, stop))),
        }
    }

    /// Moves the stack pointer of the program below what the innermost function may use without having moved it; which
    /// global that is, and what it held.
    fn move_stack_pointer(&mut self, module: ModuleId, physical: u32) -> Option<(u32, WasmValue)> {
        let code = self.program.code(module);
        let count = self.target.global_count(physical);
        let named = (0..count).find(|&global| code.global_name(global) == Some(STACK_POINTER));
        // Where names are stripped: the linker makes it the first one.
        let has_dwarf = self.program.symbols(module).has_debug_info();
        let global = named.or_else(|| (has_dwarf && count > 0).then_some(0))?;
        let Some(TargetValue::Number(value)) = self.target.global(physical, global) else {
            return None;
        };
        let moved = |pointer: u64| (pointer.saturating_sub(RED_ZONE)) & !(ALIGNMENT - 1);
        let below = match value {
            WasmValue::I32(pointer) => {
                WasmValue::I32(u32::try_from(moved(u64::from(pointer))).unwrap_or(pointer))
            }
            WasmValue::I64(pointer) => WasmValue::I64(moved(pointer)),
            WasmValue::F32(_) | WasmValue::F64(_) | WasmValue::V128(_) => return None,
        };
        self.target.set_global(physical, global, below).ok()?;
        Some((global, value))
    }

    /// Why a call did not return, and what to do: a sentence.
    fn unfinished(&self, call: &Call, stop: AsideStop) -> String {
        let name = &call.name;
        let undone = "what it had changed is undone";
        match stop {
            AsideStop::Refused(error) => format!("`{name}` cannot be called: {error}"),
            AsideStop::HostCall(function) => format!(
                "`{name}` did not return: it called {function}, which is the host's; {undone}. `set host-calls on`, or \
                 `hostCallsInExpressions` in a launch request, allows that"
            ),
            AsideStop::Trap(trap) => {
                format!("`{name}` did not return: {}; {undone}", trap.message)
            }
            AsideStop::Breakpoint(address) if self.breakpoints.is_watched(address) => {
                format!("`{name}` did not return: it panicked; {undone}")
            }
            AsideStop::Breakpoint(address) => {
                let numbers = self.breakpoints.at(address);
                let numbers: Vec<String> = numbers.iter().map(|id| id.0.to_string()).collect();
                format!(
                    "`{name}` did not return: it came to breakpoint {}; {undone}. Disable the breakpoint to call it",
                    numbers.join(", ")
                )
            }
            AsideStop::Watchpoint => format!(
                "`{name}` did not return: it did what a watchpoint watches for; {undone}. Disable the watchpoint to call it"
            ),
            AsideStop::Waits => format!(
                "`{name}` did not return: it waits for another thread, and none runs meanwhile; {undone}"
            ),
            AsideStop::Interrupted | AsideStop::GivenUp => {
                format!("`{name}` did not return: it was interrupted; {undone}")
            }
            AsideStop::TooLong(time) => {
                format!("`{name}` did not return within {} seconds; {undone}", time.as_secs())
            }
        }
    }
}
