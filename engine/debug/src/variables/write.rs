//! Setting values of the WebAssembly machine, in any frame.
//!
//! Variables of the source language are refused: a value of theirs may lie in several places, or in none.

use super::{evaluate::check_index, names::FrameSymbols, references::Node, wasm::WasmGroup};
use crate::{
    DebugSession, Event, Format, SessionError, VariableView, VariablesRef,
    number::{self, NumberType},
    target::{TargetError, TargetValue},
};

impl DebugSession {
    /// Sets the value that `name` has among the children of a reference, to what `text` spells by its type; the value
    /// as it then is.
    ///
    /// # Errors
    /// [`SessionError::ReadOnly`]; [`SessionError::Write`] for what is no value of the WebAssembly machine, and a text
    /// that does not fit; [`SessionError::StaleReference`].
    pub fn set_variable(
        &mut self,
        reference: VariablesRef,
        name: &str,
        text: &str,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        self.alive()?;
        self.select_thread_of(reference)?;
        match *self.references.get(reference)? {
            Node::Wasm { frame, .. } => {
                // Where the module names it, the name stands behind: `$local0 (left)`.
                let expression = name.split_once(' ').map_or(name, |(expression, _)| expression);
                self.set_expression(frame, expression, text, format)
            }
            Node::Scope { .. } | Node::Value { .. } => {
                self.may_write()?;
                Err(of_the_source(name))
            }
        }
    }

    /// Sets the value of an expression in a frame: of a value of the WebAssembly machine (`$local0`, `$operand0`,
    /// `$global0`).
    ///
    /// # Errors
    /// As for [`DebugSession::set_variable`]; [`SessionError::Expression`] where the frame has no such value.
    pub fn set_expression(
        &mut self,
        frame: u32,
        expression: &str,
        text: &str,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        self.alive()?;
        self.may_write()?;
        let expression = expression.trim();
        let (group, index) =
            WasmGroup::parse(expression).ok_or_else(|| of_the_source(expression))?;
        let at = self.frame(frame)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &at);
        check_index(&of, group, index)?;
        let ty = match group.value(&of, index) {
            Some(TargetValue::Number(value)) => NumberType::of(value),
            Some(TargetValue::Reference(_)) => {
                return Err(SessionError::Write(format!(
                    "{expression} is a reference, and only numbers and vectors can be set; set what leads to it"
                )));
            }
            None => {
                return Err(SessionError::Write(format!(
                    "{expression} belongs to code that is never reached, and has no type; step on to set it"
                )));
            }
        };
        let value = number::parse(ty, text.trim()).map_err(SessionError::Write)?;
        group
            .set(&mut *self.target, at.physical, index, value)
            .map_err(|error: TargetError| SessionError::Target(error.to_string()))?;
        self.emit(Event::Written { memory: None });
        self.evaluate_in(frame, expression, format)
    }
}

fn of_the_source(name: &str) -> SessionError {
    let name = number::shown(name);
    SessionError::Write(format!(
        "`{name}` is no value of the WebAssembly machine, and others cannot be set yet; set the $local, $operand or \
         $global that holds it, or its bytes in memory"
    ))
}
