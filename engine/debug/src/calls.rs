//! Calls of the program's functions for an expression.

use wrtd_symbols::{WasmValue, expr::Call};

use crate::{DebugSession, SessionError};

impl DebugSession {
    /// Calls a function of a frame's module where the program stands.
    pub(crate) fn call_function(
        &mut self,
        _frame: u32,
        call: &Call,
    ) -> Result<Option<WasmValue>, SessionError> {
        self.may_write()?;
        Err(SessionError::Expression(format!("`{}` cannot be called", call.name)))
    }
}
