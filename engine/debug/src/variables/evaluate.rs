//! Expressions in a frame.

use wrtd_symbols::expr::{self, Expression};

use super::{names::FrameSymbols, wasm::WasmGroup};
use crate::{DebugSession, Format, SessionError, VariableView};

impl DebugSession {
    pub(crate) fn evaluate_in(
        &mut self,
        index: u32,
        expression: &str,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let expression = expression.trim();
        if let Some((group, wasm_index)) = WasmGroup::parse(expression) {
            return wasm_value(&of, self, group, wasm_index, format);
        }
        let value = expr::evaluate(expression, &of, &of.renderer(format))
            .map_err(|error| SessionError::Expression(error.to_string()))?;
        self.program.flush_warnings();
        self.show(index, value, expression, format)
    }

    /// Whether a condition holds in a frame.
    pub(crate) fn condition_in(
        &mut self,
        index: u32,
        condition: &Expression,
    ) -> Result<bool, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        condition
            .holds(&of, &of.renderer(Format::default()))
            .map_err(|error| SessionError::Expression(error.to_string()))
    }
}

fn wasm_value(
    of: &FrameSymbols<'_>,
    session: &DebugSession,
    group: WasmGroup,
    index: u32,
    format: Format,
) -> Result<VariableView, SessionError> {
    check_index(of, group, index)?;
    let code = session.program.code(of.frame.position.address.module);
    Ok(group.view(of, &code, index, format, session.may_write().is_ok()))
}

/// Whether a frame has a value of that index.
pub(crate) fn check_index(
    of: &FrameSymbols<'_>,
    group: WasmGroup,
    index: u32,
) -> Result<(), SessionError> {
    let count = group.count(of);
    if index < count {
        return Ok(());
    }
    Err(SessionError::Expression(match count {
        0 => format!("the frame has no Wasm {} now", group.title().to_lowercase()),
        _ => format!(
            "the frame has {count} Wasm {}; the last one is {}",
            group.title().to_lowercase(),
            count - 1
        ),
    }))
}
