//! Stops at exceptional events: traps, panics, exceptions, ends of the program, and calls of the host.
//!
//! The target stops before what it can announce ([`crate::target::Announce`]); whether the user wants to see it is
//! decided here, by the filters.

mod cpp;
mod filter;
mod names;
pub(crate) mod panic;
mod throw;

use wrtd_symbols::WasmValue;

pub(crate) use cpp::Runtime as CppRuntime;
pub use cpp::{CppException, CppFate, CppThrow};
pub use filter::{ExceptionFilter, ExceptionKind};

use crate::{
    DebugSession, StopEvent, StopReason,
    target::{Announce, TargetHostCall, TargetTrap, TargetValue, TrapCause},
};

/// The function that ends a program of WASI preview 1.
const EXIT: &str = "proc_exit";

impl DebugSession {
    /// Chooses on which exceptional events to stop.
    pub fn set_exception_filters(&mut self, filters: &[ExceptionFilter]) {
        self.filters = filters.to_vec();
        self.watch_exceptions();
    }

    /// The exceptional events on which the program stops.
    #[must_use]
    pub fn exception_filters(&self) -> &[ExceptionFilter] {
        &self.filters
    }

    /// Lets the target stop where the filters may want it to.
    pub(crate) fn watch_exceptions(&mut self) {
        let mut entries = Vec::new();
        if self.stops_on(ExceptionKind::RustPanic) {
            for id in self.program.ids() {
                entries.extend(panic::entry(self.program.module(id), &self.program.code(id)));
            }
        }
        self.breakpoints.watch(&mut *self.target, entries);
        let throws = self.awaited_throws();
        let exits = self.stops_on(ExceptionKind::Exit);
        let filters = &self.filters;
        let host_calls = |module: &str, name: &str| {
            exits && is_exit(module, name)
                || any(filters, ExceptionKind::HostCall, name, Some(&format!("{module}.{name}")))
        };
        self.target.announce(&Announce { throws, host_calls: &host_calls });
    }

    fn stops_on(&self, kind: ExceptionKind) -> bool {
        self.filters.iter().any(|filter| filter.kind() == kind)
    }

    fn wants(&self, kind: ExceptionKind, name: &str) -> bool {
        any(&self.filters, kind, name, None)
    }

    /// Whether a trap stops the program.
    pub(crate) fn wants_trap(&self, trap: &TargetTrap) -> bool {
        self.wants(ExceptionKind::Trap, trap.cause.name())
    }

    /// The stop where a panic passes; `None` where nobody wants to see this one.
    pub(crate) fn stop_at_panic(&mut self) -> Option<StopEvent> {
        let message = panic::message(&self.outlet.stderr_tail());
        let summary = message.as_ref().map_or("", |message| &message.summary);
        if !self.wants(ExceptionKind::RustPanic, summary) {
            return None;
        }
        let description = match &message {
            Some(message) => format!("panic: {}", message.summary),
            None => "panic".to_owned(),
        };
        let text = message.map(|message| message.text);
        Some(self.stop_with(StopReason::Panic, description, text))
    }

    /// The stop before a function of the host is called; `None` where nobody wants to see it.
    pub(crate) fn stop_at_host_call(&mut self) -> Option<StopEvent> {
        let call = self.target.pending_host_call()?;
        self.forget_frames();
        if let Some(code) = exit_code(&call)
            && self.wants(ExceptionKind::Exit, &code.to_string())
        {
            let text = format!("the program is about to end with exit code {code}");
            let description = format!("exit code {code} at {}", self.own_place_text());
            return Some(self.stop_with(StopReason::Exit, description, Some(text)));
        }
        if !any(&self.filters, ExceptionKind::HostCall, &call.name, Some(&call.full_name())) {
            return None;
        }
        let text = host_call_text(&call);
        let description = format!("call of {text} at {}", self.own_place_text());
        Some(self.stop_with(StopReason::HostCall, description, Some(text)))
    }
}

impl StopReason {
    /// The exceptional event that it is.
    #[must_use]
    pub const fn exception(&self) -> Option<ExceptionKind> {
        match self {
            Self::Trap => Some(ExceptionKind::Trap),
            Self::Panic => Some(ExceptionKind::RustPanic),
            Self::Throw => Some(ExceptionKind::Throw),
            Self::Uncaught => Some(ExceptionKind::Uncaught),
            Self::Exit => Some(ExceptionKind::Exit),
            Self::HostCall => Some(ExceptionKind::HostCall),
            _ => None,
        }
    }
}

fn any(filters: &[ExceptionFilter], kind: ExceptionKind, name: &str, other: Option<&str>) -> bool {
    filters.iter().any(|filter| filter.kind() == kind && filter.holds(name, other))
}

fn is_exit(module: &str, name: &str) -> bool {
    name == EXIT && module.starts_with("wasi_")
}

/// The exit code with which a call ends the program.
fn exit_code(call: &TargetHostCall) -> Option<i32> {
    match call.args.first() {
        Some(TargetValue::Number(WasmValue::I32(code))) if is_exit(&call.module, &call.name) => {
            Some(code.cast_signed())
        }
        _ => None,
    }
}

fn host_call_text(call: &TargetHostCall) -> String {
    let args: Vec<String> = call.args.iter().map(TargetValue::plain_text).collect();
    format!("{}({})", call.full_name(), args.join(", "))
}

impl TargetTrap {
    /// Whether it is how panics and `abort` end.
    pub(crate) fn is_unreachable(&self) -> bool {
        self.cause == TrapCause::Unreachable
    }
}
