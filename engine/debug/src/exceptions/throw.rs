//! Stops before exceptions are thrown.

use wrtd_core::StopOnThrow;

use super::{CppFate, CppThrow, ExceptionKind};
use crate::{
    DebugSession, StopEvent, StopReason,
    target::{TargetException, TargetThrow, TargetValue, TrapCause},
};

/// An exception that is about to be thrown, as filters see it.
struct Thrown {
    /// Its type, or its tag where that is all there is.
    name: String,
    /// The same with what it holds.
    text: String,
    uncaught: bool,
    /// The instruction traps, with the whole stack, as no handler of any kind is there.
    traps: bool,
}

impl DebugSession {
    /// Before which instructions that throw the target has to stop.
    pub(super) fn awaited_throws(&self) -> StopOnThrow {
        // The handlers of C++ are there for whatever is to be done on the way out, and the engine takes each for one
        // that catches.
        let is_cpp = || self.program.ids().any(|id| self.program.cpp_runtime(id).is_some());
        if self.stops_on(ExceptionKind::Throw) || self.stops_on(ExceptionKind::Uncaught) && is_cpp()
        {
            StopOnThrow::Always
        } else if self.stops_on(ExceptionKind::Uncaught) {
            StopOnThrow::Uncaught
        } else {
            StopOnThrow::Never
        }
    }

    /// The stop before an exception is thrown; `None` where nobody wants to see it.
    pub(crate) fn stop_at_throw(&mut self) -> Option<StopEvent> {
        let Thrown { name, text, uncaught, traps } = self.thrown()?;
        // The trap stops the program at the same place.
        let traps = traps && self.wants(ExceptionKind::Trap, TrapCause::Exception.name());
        let (reason, what) = if uncaught && !traps && self.wants(ExceptionKind::Uncaught, &name) {
            (StopReason::Uncaught, "uncaught exception")
        } else if self.wants(ExceptionKind::Throw, &name) {
            (StopReason::Throw, "exception")
        } else {
            return None;
        };
        self.forget_frames();
        let description = format!("{what}: {text} at {}", self.own_place_text());
        Some(self.stop_with(reason, description, Some(text)))
    }

    /// The type of the exception at which the program stands, before it is thrown or where it has trapped for it.
    #[must_use]
    pub fn exception_type(&self) -> Option<String> {
        match &self.trap {
            Some(_) => self.cpp_uncaught().map(|exception| exception.type_name),
            None => self.thrown().map(|thrown| thrown.name),
        }
    }

    /// `None` also where an exception of C++ is thrown on after a function was cleaned up: it was seen before.
    fn thrown(&self) -> Option<Thrown> {
        let TargetThrow { exception, caught_by } = self.target.pending_throw()?;
        let traps = caught_by.is_none();
        if let Some(CppThrow { exception, again, fate }) = self.cpp_throw() {
            let text = match fate {
                CppFate::Caught { .. } | CppFate::Uncaught => exception.to_string(),
                CppFate::Terminates { .. } => {
                    format!("{exception}, in a function that promises to throw nothing")
                }
            };
            return Some(Thrown {
                name: exception.type_name,
                text: if again { format!("{text}, thrown again") } else { text },
                uncaught: !matches!(fate, CppFate::Caught { .. }),
                traps,
            });
        }
        if self.is_cpp_thrown_on() {
            return None;
        }
        let text = text(&exception);
        Some(Thrown { name: exception.tag, text, uncaught: traps, traps })
    }
}

/// The tag with the values, for people.
fn text(exception: &TargetException) -> String {
    let mut values: Vec<String> = exception.values.iter().map(TargetValue::plain_text).collect();
    if exception.more > 0 {
        values.push(format!("… {} more", exception.more));
    }
    format!("{} ({})", exception.tag, values.join(", "))
}
