//! Expressions in a frame: looking at the program, and changing it where whoever asks wants that.

use wrtd_symbols::{
    WasmPlace,
    expr::{ExprError, Expression, Results, Step, Store},
    render::Value,
};

use super::{names::FrameSymbols, wasm::WasmGroup};
use crate::{DebugSession, Effects, Event, Format, MemoryRef, SessionError, VariableView};

/// Calls that one expression makes at most.
const CALLS: usize = 64;

impl DebugSession {
    pub(crate) fn evaluate_in(
        &mut self,
        index: u32,
        text: &str,
        format: Format,
        effects: Effects,
    ) -> Result<VariableView, SessionError> {
        let text = text.trim();
        if let Some((group, wasm_index)) = WasmGroup::parse(text) {
            return self.wasm_value(index, group, wasm_index, format);
        }
        let expression = Expression::parse(text).map_err(|error| wrong(&error))?;
        let format = expression.format(format);
        let value = self.carried_out(index, &expression, effects)?;
        self.program.flush_warnings();
        self.show(index, value, &expression, format)
    }

    /// An expression that was read before, as a line: in a message of a breakpoint, say.
    pub(crate) fn line_of(
        &mut self,
        index: u32,
        expression: &Expression,
    ) -> Result<String, SessionError> {
        if let Some((group, wasm_index)) = WasmGroup::parse(expression.text().trim()) {
            let view = self.wasm_value(index, group, wasm_index, Format::default())?;
            return Ok(view.value);
        }
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let renderer = of.renderer(expression.format(Format::default()));
        let value = expression.evaluate(&of, &renderer).map_err(|error| wrong(&error))?;
        Ok(renderer.render(&value).text)
    }

    /// Whether a condition holds in a frame.
    pub(crate) fn condition_in(
        &mut self,
        index: u32,
        condition: &Expression,
    ) -> Result<bool, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        condition.holds(&of, &of.renderer(Format::default())).map_err(|error| wrong(&error))
    }

    /// The value of an expression, with its calls made and its assignment carried out.
    pub(super) fn carried_out(
        &mut self,
        index: u32,
        expression: &Expression,
        effects: Effects,
    ) -> Result<Value, SessionError> {
        if effects == Effects::None {
            let frame = self.frame(index)?;
            let of = FrameSymbols::new(&self.program, &*self.target, &frame);
            let value = expression.evaluate(&of, &of.renderer(Format::default()));
            // What it did not find may be there.
            self.check_cancelled()?;
            return value.map_err(|error| wrong(&error));
        }
        self.steps(index, effects, |of, results| {
            expression.step(of, &of.renderer(Format::default()), results)
        })
    }

    /// Goes through the steps of an expression until it has a value.
    pub(super) fn steps(
        &mut self,
        index: u32,
        effects: Effects,
        step: impl Fn(&FrameSymbols<'_>, &Results) -> Result<Step, ExprError>,
    ) -> Result<Value, SessionError> {
        let mut results = Results::default();
        for _ in 0..CALLS {
            let frame = self.frame(index)?;
            let of = FrameSymbols::new(&self.program, &*self.target, &frame);
            let next = step(&of, &results);
            self.check_cancelled()?;
            match next.map_err(|error| wrong(&error))? {
                Step::Value(value) => return Ok(value),
                Step::Call(call) => {
                    let result = self.call_function(index, &call)?;
                    results.add(&call, result);
                }
                Step::Assign { stores, target } => {
                    if effects != Effects::All {
                        return Err(SessionError::Expression(
                            "assignments are not made here, where looking must change nothing; `==` compares"
                                .to_owned(),
                        ));
                    }
                    self.store(index, &stores)?;
                    return Ok(target);
                }
            }
        }
        Err(SessionError::Expression(format!("the expression makes more than {CALLS} calls")))
    }

    /// Writes what an assignment comes to.
    fn store(&mut self, index: u32, stores: &[Store]) -> Result<(), SessionError> {
        self.may_write()?;
        let frame = self.frame(index)?;
        let (module, physical) = (frame.position.address.module, frame.physical);
        for store in stores {
            let target = &mut *self.target;
            let written = match store {
                Store::Memory { address, bytes } => target.write_memory(module, *address, bytes),
                Store::Wasm { place: WasmPlace::Local(index), value } => {
                    target.set_local(physical, *index, *value)
                }
                Store::Wasm { place: WasmPlace::Operand(index), value } => {
                    target.set_operand(physical, *index, *value)
                }
                Store::Wasm { place: WasmPlace::Global(index), value } => {
                    target.set_global(physical, *index, *value)
                }
            };
            written.map_err(|error| SessionError::Target(error.to_string()))?;
        }
        let memory = match stores {
            [Store::Memory { address, bytes }] => {
                Some((MemoryRef { module, address: *address }, 0, bytes.len() as u64))
            }
            _ => None,
        };
        self.emit(Event::Written { memory });
        Ok(())
    }

    pub(super) fn wasm_value(
        &mut self,
        index: u32,
        group: WasmGroup,
        wasm_index: u32,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        group.check(&of, wasm_index).map_err(SessionError::Expression)?;
        let code = self.program.code(of.frame.position.address.module);
        Ok(group.view(&of, &code, wasm_index, format, self.may_write().is_ok()))
    }
}

fn wrong(error: &ExprError) -> SessionError {
    SessionError::Expression(error.to_string())
}
