//! Setting values, of the source and of the WebAssembly machine, in any frame.

use wrtd_symbols::{
    VariableKind,
    expr::Expression,
    render::{Value, ValueKind},
};

use super::{names::FrameSymbols, references::Node, wasm::WasmGroup};
use crate::{
    DebugSession, Effects, Event, Format, ScopeKind, SessionError, VariableView, VariablesRef,
    number::{self, NumberType},
    target::{TargetError, TargetValue},
};

/// Children that are looked through for one of a name.
const SEARCHED: u64 = 65_536;

impl DebugSession {
    /// Sets the value that `name` has among the children of a reference to that of an expression in the frame; the value
    /// as it then is. Names of an enumeration's values stand for themselves, and a value as it is shown is one, too.
    ///
    /// # Errors
    /// [`SessionError::ReadOnly`]; [`SessionError::Write`] for what there is not, or cannot be set as a whole;
    /// [`SessionError::Expression`] for a value that does not fit or a place that is none; [`SessionError::StaleReference`].
    pub fn set_variable(
        &mut self,
        reference: VariablesRef,
        name: &str,
        text: &str,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        self.alive()?;
        self.select_thread_of(reference)?;
        let node = self.references.get(reference)?.clone();
        self.may_write()?;
        match node {
            Node::Wasm { frame, .. } => {
                // Where the module names it, the name stands behind: `$local0 (left)`.
                let expression = name.split_once(' ').map_or(name, |(expression, _)| expression);
                self.set_expression(frame, expression, text, format)
            }
            Node::Scope { frame, kind } => {
                let target = self.listed_value(frame, kind, name)?;
                self.set_value(frame, &target, text, format)
            }
            Node::Value { frame, value, .. } => {
                let target = self.child_named(frame, &value, name)?;
                self.set_value(frame, &target, text, format)
            }
        }
    }

    /// Sets what an expression names in a frame: a variable or a part of it, memory behind a pointer, or a value of the
    /// WebAssembly machine (`$local0`, `$operand0`, `$global0`).
    ///
    /// # Errors
    /// As for [`DebugSession::set_variable`].
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
        if let Some((group, index)) = WasmGroup::parse(expression)
            && self.set_number(frame, expression, group, index, text)?
        {
            return self.evaluate_in(frame, expression, format, Effects::None);
        }
        let parsed = Expression::parse(expression)
            .map_err(|error| SessionError::Expression(error.to_string()))?;
        let (name, _) = parsed.split_suffix();
        let name = name.trim().to_owned();
        let target = self.carried_out(frame, &parsed, Effects::Calls)?;
        self.set_value(frame, &Value { name, ..target }, text, parsed.format(format))
    }

    fn set_value(
        &mut self,
        frame: u32,
        target: &Value,
        text: &str,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        let mut first = None;
        for form in forms(text) {
            let result = Expression::parse(&form)
                .map_err(|error| SessionError::Expression(error.to_string()))
                .and_then(|value| {
                    self.steps(frame, Effects::All, |of, results| {
                        let renderer = of.renderer(Format::default());
                        value.assign_to(&target.kind, &target.name, of, &renderer, results)
                    })
                });
            match result {
                Ok(value) => {
                    let name = Expression::parse(&target.name);
                    let name = name.or_else(|_| Expression::parse("value"));
                    let name = name.map_err(|error| SessionError::Expression(error.to_string()))?;
                    let mut view = self.show(frame, value, &name, format)?;
                    view.name.clone_from(&target.name);
                    return Ok(view);
                }
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or_else(|| SessionError::Write("what to set it to is missing".to_owned())))
    }

    /// Sets a value of the machine where the text spells a number of its type; `false` where it may be an expression.
    fn set_number(
        &mut self,
        frame: u32,
        expression: &str,
        group: WasmGroup,
        index: u32,
        text: &str,
    ) -> Result<bool, SessionError> {
        let at = self.frame(frame)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &at);
        group.check(&of, index).map_err(SessionError::Expression)?;
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
        let value = match number::parse(ty, text.trim()) {
            Ok(value) => value,
            // Something to compute: whatever is no literal.
            Err(_)
                if text.contains(|c: char| c.is_alphabetic() || "+-*/(&|".contains(c))
                    && self.evaluate_in(frame, text, Format::default(), Effects::None).is_ok() =>
            {
                return Ok(false);
            }
            Err(problem) => return Err(SessionError::Write(problem)),
        };
        let (target, physical) = (&mut *self.target, at.physical);
        let set = match group {
            WasmGroup::Locals => target.set_local(physical, index, value),
            WasmGroup::Operands => target.set_operand(physical, index, value),
            WasmGroup::Globals => target.set_global(physical, index, value),
        };
        set.map_err(|error: TargetError| SessionError::Target(error.to_string()))?;
        self.emit(Event::Written { memory: None });
        Ok(true)
    }

    /// The variable that a scope lists under a name.
    fn listed_value(
        &mut self,
        index: u32,
        kind: ScopeKind,
        name: &str,
    ) -> Result<Value, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let found = match kind {
            ScopeKind::Arguments | ScopeKind::Locals => {
                let kind = match kind {
                    ScopeKind::Arguments => VariableKind::Parameter,
                    _ => VariableKind::Local,
                };
                // What an inner variable hides is listed in parentheses.
                let mut listed = of.listed(kind).into_iter();
                let is_meant = |shadowed: bool, known: &str| match shadowed {
                    true => {
                        name.strip_prefix('(').and_then(|it| it.strip_suffix(')')) == Some(known)
                    }
                    false => name == known,
                };
                let found = listed.find(|it| is_meant(it.shadowed, &it.variable.name));
                found.map(|it| of.value(name, it.variable.ty, &it.variable.location))
            }
            ScopeKind::Statics => {
                let mut all = of.statics().into_iter();
                let found = all.find(|it| *it.name == *name);
                found.map(|it| of.value(name, it.ty, &it.location))
            }
            ScopeKind::Wasm => {
                return Err(SessionError::Write(format!(
                    "`{}` is a group of values; set one of them",
                    number::shown(name)
                )));
            }
            ScopeKind::Returned | ScopeKind::Module | ScopeKind::Budget => {
                return Err(SessionError::Write(format!(
                    "`{}` is told by wrtd, and cannot be set",
                    number::shown(name)
                )));
            }
        };
        found.ok_or_else(|| missing(name))
    }

    /// The child of that name of a value.
    fn child_named(
        &mut self,
        index: u32,
        value: &Value,
        name: &str,
    ) -> Result<Value, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let renderer = of.renderer(Format::default());
        let element = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        if let Some(at) = element.and_then(|it| it.parse::<u64>().ok()) {
            let found = renderer.children(value, at, 1).into_iter().find(|it| it.name == name);
            if let Some(found) = found {
                return Ok(found);
            }
        }
        let children = renderer.children(value, 0, SEARCHED).into_iter();
        let mut named = children.filter(|child| child.name == name);
        named.next().ok_or_else(|| missing(name))
    }
}

/// What a text may mean as a value: itself and, where it is one as they are shown, the part of it that is a value:
/// `KIND_SQUARE` of `KIND_SQUARE (2)`, the address before an arrow, the number before a character.
fn forms(text: &str) -> Vec<String> {
    let text = text.trim();
    let mut forms = vec![text.to_owned()];
    let mut add = |form: &str| forms.push(form.to_owned());
    if let Some((address, _)) = text.split_once(" → ") {
        add(address);
    }
    if let Some((name, number)) = text.split_once(" (")
        && number.ends_with(')')
    {
        add(name);
    }
    if let Some((number, character)) = text.split_once(" '")
        && character.ends_with('\'')
    {
        add(number);
    }
    if text.starts_with("0x")
        && let Some((_, quoted)) = text.split_once(" \"")
    {
        add(&format!("\"{quoted}"));
    }
    forms
}

fn missing(name: &str) -> SessionError {
    SessionError::Write(format!(
        "there is no `{}` here; ask for the variables again",
        number::shown(name)
    ))
}

/// Whether a view of such a value may say that it can be set.
pub(super) fn is_settable(of: &FrameSymbols<'_>, kind: &ValueKind) -> bool {
    of.renderer(Format::default()).is_settable(kind)
}
