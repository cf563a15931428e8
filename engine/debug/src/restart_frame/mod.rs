//! Letting a frame begin again: the frames that it has called are dropped, and it goes on before its first
//! statement.
//!
//! What it needs is what it was called with. Arguments are locals of the WebAssembly machine, which its code may have
//! overwritten; the stack pointer of compiled code is a global. Where either of both cannot be told, it is refused.

mod stack_pointer;
mod writes;

use self::stack_pointer::StackPointers;
pub(crate) use self::writes::Writes;
use crate::{
    DebugSession, OutputCategory, SessionError,
    target::{CodeAddress, TargetError, TargetFrame},
};

impl DebugSession {
    /// Lets frame `index` begin again.
    pub(crate) fn restart_at(&mut self, index: u32) -> Result<(), SessionError> {
        self.may_write()?;
        let frame = self.frame(index)?;
        if let Some(source) = frame.source().filter(|source| source.inlined) {
            return Err(SessionError::RestartFrame(format!(
                "{} is inlined and has no beginning of its own; restart the function around it",
                source.function
            )));
        }
        let physical = frame.physical;
        let dropped: Vec<TargetFrame> =
            (0..=physical).map_while(|index| self.target.frame(index)).collect();
        let restarted = dropped.last().copied().ok_or(SessionError::NoSuchFrame(index))?;
        let name = self.program.function_name(restarted.address.module, restarted.function);
        self.check_arguments(restarted, &name)?;
        let pointers =
            StackPointers::at_entry(&self.program, &*self.target, &dropped).map_err(|reason| {
                SessionError::RestartFrame(format!(
                    "{name} cannot begin again: {reason}; restart the program"
                ))
            })?;
        let failed = |error: TargetError| SessionError::RestartFrame(error.to_string());
        for pointer in pointers {
            self.target.set_global(pointer.frame, pointer.global, pointer.value).map_err(failed)?;
        }
        self.target.restart_frame(physical).map_err(failed)?;
        self.trap = None;
        let text = format!(
            "{name} begins again. What it and its callees have written to memory or put out so far stays."
        );
        self.outlet.notice(OutputCategory::Console, &text);
        Ok(())
    }

    /// Whether the frame still has the arguments that it was called with.
    fn check_arguments(&self, frame: TargetFrame, name: &str) -> Result<(), SessionError> {
        let module = frame.address.module;
        let code = self.program.code(module);
        let writes = Writes::of(&code, &self.program.module(module).bytes, frame.function);
        let parameters = code.signature(frame.function).map_or(0, |ty| ty.params.len()) as u32;
        let Some((offset, local)) = writes.overwritten(parameters, frame.address.offset) else {
            return Ok(());
        };
        let frames = self.program.frames_at(CodeAddress { module, offset });
        let location = frames.first().and_then(|frame| frame.location.as_ref());
        let place = match location.filter(|location| location.line != 0) {
            Some(location) => format!("by line {}", location.line),
            None => format!("at {offset:#x}"),
        };
        Err(SessionError::RestartFrame(format!(
            "{name} cannot begin again: its argument {} may have been overwritten {place}, and what it was is not known; \
             restart a frame around it, or the program",
            local + 1
        )))
    }
}
