//! The session itself.

use crate::{
    Breakpoint, Event, EventSink, Format, LaunchError, LaunchSpec, ScopeView, SessionError,
    SourceContent, StackPage, StopEvent, ThreadView, VariableFilter, VariableView, VariablesRef,
    target::Interrupter,
};

/// How to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Motion {
    /// Until something stops it.
    Continue,
    /// To the next line, into calls that have sources.
    StepIn,
    /// To the next line of this frame or its caller.
    StepOver,
    /// Out of this (possibly inlined) frame.
    StepOut,
    /// One Wasm instruction.
    StepInstruction,
}

/// A kind of exceptional stop that can be switched on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExceptionFilter {
    /// Stop on traps (id `trap`, on by default).
    Trap,
    /// Stop when a Rust panic starts, with its message (id `rust-panic`, on by default).
    RustPanic,
}

/// One program under the debugger.
pub struct DebugSession {
    #[expect(dead_code, reason = "filled in by the implementation")]
    events: EventSink,
}

impl DebugSession {
    /// Loads, links and prepares the program; it stands before its first instruction and runs
    /// nothing. Notices (no debug info, changed sources) go to `events`.
    ///
    /// # Errors
    /// [`LaunchError`] with a message that says what the file is and what to do.
    pub fn launch(_spec: LaunchSpec, _events: EventSink) -> Result<Self, LaunchError> {
        todo!()
    }

    /// Starts the same program anew from its file; breakpoints stay and are bound again.
    ///
    /// # Errors
    /// As for [`DebugSession::launch`].
    pub fn restart(&mut self) -> Result<(), LaunchError> {
        todo!()
    }

    /// Goes on until the next stop, which is returned and also sent as an [`Event`]
    /// (`Continued` first, then `Stopped` or `Exited`). `None` when the program has ended.
    ///
    /// # Errors
    /// [`SessionError::NotAlive`], [`SessionError::CannotResume`].
    pub fn resume(&mut self, _motion: Motion) -> Result<Option<StopEvent>, SessionError> {
        todo!()
    }

    /// Stops the running program from any thread within 10 ms.
    #[must_use]
    pub fn interrupter(&self) -> Interrupter {
        todo!()
    }

    /// The stop at which the program stands; `None` once it has ended.
    #[must_use]
    pub fn stop(&self) -> Option<&StopEvent> {
        todo!()
    }

    /// Exit code, once it has ended.
    #[must_use]
    pub fn exit_code(&self) -> Option<i32> {
        todo!()
    }

    /// Results of `Entry::Invoke` in text form, once it has ended.
    #[must_use]
    pub fn results(&self) -> &[String] {
        todo!()
    }

    /// Replaces all breakpoints of one source; the answer has one entry for each request, in order.
    pub fn set_line_breakpoints(
        &mut self,
        _path: &str,
        _lines: &[(u32, Option<u32>)],
    ) -> Vec<Breakpoint> {
        todo!()
    }

    /// The same for a source of the session's own (disassembly).
    pub fn set_reference_breakpoints(
        &mut self,
        _reference: u32,
        _lines: &[u32],
    ) -> Vec<Breakpoint> {
        todo!()
    }

    /// Adds a single breakpoint: for a command line. `line` in the file that `path` names.
    pub fn add_line_breakpoint(&mut self, _path: &str, _line: u32) -> Breakpoint {
        todo!()
    }

    /// Adds breakpoints at the functions of that name.
    pub fn add_function_breakpoint(&mut self, _name: &str) -> Breakpoint {
        todo!()
    }

    /// Removes one breakpoint; `false` if there is none of that id.
    pub fn remove_breakpoint(&mut self, _id: crate::BreakpointId) -> bool {
        todo!()
    }

    /// All breakpoints in order of their ids.
    #[must_use]
    pub fn breakpoints(&self) -> Vec<Breakpoint> {
        todo!()
    }

    /// Chooses on which exceptional events to stop.
    pub fn set_exception_filters(&mut self, _filters: &[ExceptionFilter]) {
        todo!()
    }

    /// The threads.
    #[must_use]
    pub fn threads(&self) -> Vec<ThreadView> {
        todo!()
    }

    /// Frames `start .. start + count` (`count` 0: all), innermost first, inlined ones included.
    ///
    /// # Errors
    /// [`SessionError::NotAlive`].
    pub fn stack(&mut self, _start: u32, _count: u32) -> Result<StackPage, SessionError> {
        todo!()
    }

    /// The scopes of a frame.
    ///
    /// # Errors
    /// [`SessionError::NoSuchFrame`], [`SessionError::NotAlive`].
    pub fn scopes(&mut self, _frame: u32) -> Result<Vec<ScopeView>, SessionError> {
        todo!()
    }

    /// Children `start .. start + count` (`count` 0: all within reason) of a reference.
    ///
    /// # Errors
    /// [`SessionError::StaleReference`].
    pub fn variables(
        &mut self,
        _reference: VariablesRef,
        _filter: VariableFilter,
        _start: u64,
        _count: u64,
        _format: Format,
    ) -> Result<Vec<VariableView>, SessionError> {
        todo!()
    }

    /// The value of an expression in a frame.
    ///
    /// # Errors
    /// [`SessionError::Expression`] with the column and what would be right.
    pub fn evaluate(
        &mut self,
        _frame: u32,
        _expression: &str,
        _format: Format,
    ) -> Result<VariableView, SessionError> {
        todo!()
    }

    /// Text of a source that the session makes.
    ///
    /// # Errors
    /// [`SessionError::NoSuchSource`].
    pub fn source(&mut self, _reference: u32) -> Result<SourceContent, SessionError> {
        todo!()
    }

    /// The stack as people read it, one line a frame (`  0: name` / `        at file:line:column`).
    #[must_use]
    pub fn backtrace(&mut self) -> String {
        todo!()
    }

    /// Ends the program where it stands; exit code 130 unless it had ended already.
    pub fn terminate(&mut self) {
        todo!()
    }

    /// Sends an event to the front end.
    #[expect(dead_code, reason = "filled in by the implementation")]
    fn emit(&mut self, event: Event) {
        (self.events)(event);
    }
}
