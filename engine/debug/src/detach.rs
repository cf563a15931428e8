//! What a debugger leaves behind that goes away from a program which lives on: nothing.

use crate::{DebugSession, ExceptionFilter, ExceptionKind, Motion, SessionError};

/// How a program is left by whoever debugged it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leave {
    /// It goes on.
    Running,
    /// It stands where it is, for the next one.
    Suspended,
}

impl DebugSession {
    /// Whether the program's safety level lets a debugger attach to it, which is asked before one does.
    ///
    /// # Errors
    /// [`SessionError`] that names the level, and where it comes from.
    pub fn may_attach(&self) -> Result<(), SessionError> {
        self.may_look()
    }

    /// Takes out all breakpoints and watches neither budget nor sources, which are where the launch says, and stops at nothing but a trap, as where nobody debugs; a
    /// step under way is given up. Then the program goes on, or stands. One that has trapped or ended stays as it is.
    pub fn detach(&mut self, leave: Leave) {
        for breakpoint in self.breakpoints() {
            self.remove_breakpoint(breakpoint.id);
        }
        self.set_exception_filters(&[ExceptionFilter::new(ExceptionKind::Trap)]);
        self.forget_frames();
        self.budget_told = None;
        self.sources_told = None;
        self.map_sources(Vec::new());
        if self.exit_code.is_some() || self.trap.is_some() {
            return;
        }
        match leave {
            Leave::Suspended => {
                self.stop_paused();
            }
            Leave::Running => {
                self.moving = None;
                // Alive and without a motion: nothing forbids to continue.
                let _ = self.begin(Motion::Continue);
            }
        }
    }
}
