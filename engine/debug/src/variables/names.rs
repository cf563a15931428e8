//! The variables of one frame by name.

use std::sync::Arc;

use wrtd_symbols::{
    FunctionPattern, FunctionSymbol, Language, ModuleSymbols, Signature, SourceFrame,
    SourceLocation, StaticVariable, TypeId, TypeSource as _, Variable, VariableKind,
    VariableLocation,
    expr::{self, Callable, MachineValue, Names},
    machine_type,
    render::{Renderer, Value, ValueKind},
};

use super::{
    access::FrameAccess,
    statics::{find_static, local_path},
    wasm::WasmGroup,
};
use crate::{
    Format, SessionError,
    program::Program,
    stack::Frame,
    target::{Target, TargetValue},
};

/// Names told that are like an unknown one.
const MOST_SIMILAR: usize = 5;

/// One frame with its symbols.
pub(crate) struct FrameSymbols<'a> {
    pub(crate) program: &'a Program,
    pub(crate) symbols: &'a Arc<ModuleSymbols>,
    pub(crate) frame: &'a Frame,
    pub(crate) access: FrameAccess<'a>,
}

/// A variable of a frame as it is listed.
pub(crate) struct Listed {
    pub(crate) variable: Variable,
    /// A variable of an inner block has the same name.
    pub(crate) shadowed: bool,
}

impl<'a> FrameSymbols<'a> {
    pub(crate) fn new(program: &'a Program, target: &'a dyn Target, frame: &'a Frame) -> Self {
        let module = frame.position.address.module;
        Self {
            program,
            symbols: program.symbols(module),
            frame,
            access: FrameAccess { target, frame: frame.physical, module },
        }
    }

    /// Where variables are looked up.
    fn offset(&self) -> u32 {
        self.frame.position.lookup.offset
    }

    pub(crate) fn renderer(&self, format: Format) -> Renderer<'_> {
        Renderer::new(&**self.symbols, &self.access, format)
            .with_formatters(self.program.formatters())
    }

    /// Parameters or locals: of the innermost block first, later ones of a name before earlier ones.
    pub(crate) fn listed(&self, kind: VariableKind) -> Vec<Listed> {
        let all = self.variables();
        let shadowed = |index: usize| {
            let name = &all[index].name;
            all[..index].iter().any(|inner| inner.name == *name)
        };
        (0..all.len())
            .filter(|&index| all[index].kind == kind)
            .map(|index| Listed { shadowed: shadowed(index), variable: all[index].clone() })
            .collect()
    }

    /// All variables in the order in which names are looked up: inner blocks first and, in a block,
    /// the last of a name before those that it replaces.
    fn variables(&self) -> Vec<Variable> {
        let Some(source) = self.frame.source() else { return Vec::new() };
        variables_at(self.symbols, source, self.offset())
    }

    /// The statics of the frame's unit.
    pub(crate) fn statics(&self) -> Vec<StaticVariable> {
        match self.frame.source() {
            Some(_) => self.symbols.statics(Some(self.offset())),
            None => Vec::new(),
        }
    }

    /// The value of a variable at this stop.
    pub(crate) fn value(&self, name: &str, ty: TypeId, location: &VariableLocation) -> Value {
        let place = self.symbols.locate(location, self.offset(), &self.access);
        Value { name: name.to_owned(), kind: ValueKind::Typed { ty, place } }
    }

    /// Whether a static lies at an address.
    pub(crate) fn is_static(&self, address: u64) -> bool {
        self.symbols.static_at(address).is_some()
    }

    /// What a name means in a method or lambda of C++: a member of `this`.
    fn implied(&self, name: &str) -> Option<Value> {
        let is_cpp = self.frame.source().is_some_and(|source| source.language == Language::Cpp);
        let this =
            self.variables().into_iter().find(|variable| is_cpp && *variable.name == *"this")?;
        let this = self.value("this", this.ty, &this.location);
        self.renderer(Format::default()).implied_member(&this, name)
    }

    /// Where a variable is declared, as far as the debug information says that.
    pub(crate) fn declared(&self, name: &str) -> Option<SourceLocation> {
        let variable = self.variables().into_iter().find(|variable| *variable.name == *name);
        let location = match variable {
            Some(variable) => variable.location,
            None => self.statics().into_iter().find(|it| *it.name == *name)?.location,
        };
        self.symbols.declared(&location)
    }

    /// The function to which the value of an expression points.
    pub(crate) fn pointed_function(&self, expression: &str) -> Result<Option<u32>, SessionError> {
        let renderer = self.renderer(Format::default());
        let value = expr::evaluate(expression, self, &renderer)
            .map_err(|error| SessionError::Expression(error.to_string()))?;
        Ok(renderer.pointed_function(&value))
    }

    /// The static that a name or the end of a path means.
    fn find_static(&self, name: &str) -> Result<Option<Value>, String> {
        let locate = |location: &VariableLocation| {
            self.symbols.locate(location, self.offset(), &self.access)
        };
        let found = find_static(self.symbols, &self.statics(), name, &locate)?;
        Ok(found.map(|(ty, place)| {
            let name = local_path(name).to_owned();
            Value { name, kind: ValueKind::Typed { ty, place } }
        }))
    }

    /// A function with its types: those of the source or, without debug information, those of the machine; `None`
    /// where it has others.
    fn callable(&self, function: u32, name: String, offset: u32) -> Option<Callable> {
        if let Some(Signature { parameters, result }) = self.symbols.signature(offset) {
            return Some(Callable { function, name, parameters, result });
        }
        let code = self.program.code(self.frame.position.address.module);
        let signature = code.signature(function)?;
        let ty = |name: &String| machine_type(self.language(), name);
        let parameters = signature.params.iter().map(ty).collect::<Option<_>>()?;
        let result = match &signature.results[..] {
            [] => None,
            [only] => Some(ty(only)?),
            _ => return None,
        };
        Some(Callable { function, name, parameters, result })
    }
}

/// The variables of a source frame in the order in which names are looked up.
pub(crate) fn variables_at(
    symbols: &ModuleSymbols,
    source: &SourceFrame,
    offset: u32,
) -> Vec<Variable> {
    let mut all = Vec::new();
    for block in symbols.variables(source, offset) {
        let mut variables = block.variables;
        // Stable, so that each name stays where it first was.
        let mut index = 0;
        while index < variables.len() {
            let name = variables[index].name.clone();
            let last = variables.iter().rposition(|other| other.name == name);
            if let Some(last) = last {
                variables.swap(index, last);
            }
            index += 1;
        }
        all.extend(variables);
    }
    all
}

/// The names of a frame but for those of its variables: what lives as long as the program.
pub(crate) struct StaticNames<'a>(pub(crate) &'a FrameSymbols<'a>);

impl Names for StaticNames<'_> {
    fn lookup(&self, name: &str) -> Result<Option<Value>, String> {
        self.0.find_static(name)
    }

    fn similar(&self, name: &str) -> Vec<String> {
        self.0.similar(name)
    }

    fn language(&self) -> Language {
        self.0.language()
    }

    fn machine(&self, name: &str) -> Result<MachineValue, String> {
        self.0.machine(name)
    }
}

impl Names for FrameSymbols<'_> {
    fn lookup(&self, name: &str) -> Result<Option<Value>, String> {
        let variable = self.variables().into_iter().find(|variable| *variable.name == *name);
        match variable {
            Some(variable) => Ok(Some(self.value(name, variable.ty, &variable.location))),
            None => match self.implied(name) {
                Some(value) => Ok(Some(value)),
                None => self.find_static(name),
            },
        }
    }

    fn similar(&self, name: &str) -> Vec<String> {
        let locals = self.variables().into_iter().map(|variable| variable.name);
        let statics = self.statics().into_iter().map(|variable| variable.name);
        let mut near: Vec<String> = locals
            .chain(statics)
            .filter(|known| is_near(known, name))
            .map(|n| n.to_string())
            .collect();
        near.dedup();
        near.truncate(MOST_SIMILAR);
        near
    }

    fn language(&self) -> Language {
        self.frame.source().map_or(Language::Other, |source| source.language)
    }

    fn machine(&self, name: &str) -> Result<MachineValue, String> {
        if name == "$pc" {
            return Ok(MachineValue::Offset(self.frame.position.address.offset));
        }
        let Some((group, index)) = WasmGroup::parse(name) else {
            return Err(format!(
                "`{name}` is no value of the machine; there are $pc, $local0, $operand0, $global0 and $mem[0]"
            ));
        };
        group.check(self, index)?;
        match group.value(self, index) {
            Some(TargetValue::Number(value)) => Ok(MachineValue::Number(group.place(index), value)),
            Some(TargetValue::Reference(_)) => {
                Err(format!("{name} is a reference, which has no value to compute with"))
            }
            None => Err(format!("{name} belongs to code that is never reached, and has no type")),
        }
    }

    fn functions(&self, name: &str) -> Vec<Callable> {
        let module = self.frame.position.address.module;
        let code = self.program.code(module);
        let found =
            self.symbols.functions_like(&FunctionPattern::name(local_path(name))).into_iter();
        let callable = |function: FunctionSymbol| {
            let index = code.function_at(function.range.start)?;
            self.callable(index, function.name, function.range.start)
        };
        let mut all: Vec<Callable> = found.filter_map(callable).collect();
        // A whole name is meant before the ends of others.
        if all.iter().any(|it| it.name == name) {
            all.retain(|it| it.name == name);
        }
        all
    }

    fn function_at(&self, element: u32) -> Option<Callable> {
        let module = self.frame.position.address.module;
        let function = self.access.target.table_function(self.access.frame, element)?;
        let body = self.program.code(module).body(function)?;
        let name = self.program.function_name(module, function);
        self.callable(function, name, body.start)
    }
}

/// Whether a typing error or a missing path leads from one name to the other.
fn is_near(known: &str, name: &str) -> bool {
    let last = known.rsplit("::").next().unwrap_or(known).to_lowercase();
    let name = name.rsplit("::").next().unwrap_or(name).to_lowercase();
    last == name
        || (name.len() > 2 && last.contains(&name))
        || crate::spelling::distance(&last, &name) <= name.len() / 3
}
