//! The names of a condition at the instruction of its breakpoint.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use wrtd_symbols::{
    Language, ModuleSymbols, Place, ProgramAccess, SourceFrame, TypeId, VariableLocation,
    WasmPlace,
    expr::{MachineValue, Names},
    render::{Renderer, Value, ValueKind},
};

use super::place::{Locator, fixed_place};
use crate::variables::{WasmGroup, find_static, variables_at};

/// What a condition may name, as far as it is known without the program: where variables of the frame and statics lie. Each
/// is looked up once.
pub(super) struct KnownNames {
    pub(super) symbols: Arc<ModuleSymbols>,
    /// The frame that a stop would show; none without debug information.
    pub(super) source: Option<SourceFrame>,
    /// Wasm offset of the breakpoint.
    pub(super) offset: u32,
    pub(super) known: RefCell<Vec<(String, Meaning)>>,
}

/// What a name means, in the order in which the session looks it up.
pub(super) struct Meaning {
    /// In a method or lambda of C++ it may be a member of `this`.
    this: Option<(TypeId, Locator)>,
    /// A variable of the frame or, where it is no member, a static.
    variable: Option<(TypeId, Locator)>,
}

impl KnownNames {
    fn find(&self, name: &str) -> Meaning {
        let variables = self
            .source
            .as_ref()
            .map_or_else(Vec::new, |source| variables_at(&self.symbols, source, self.offset));
        let located = |name: &str| {
            let found = variables.iter().find(|variable| *variable.name == *name)?;
            let locator = Locator::of(&self.symbols, &found.location, self.offset);
            Some(locator.map(|locator| (found.ty, locator)))
        };
        if let Some(variable) = located(name) {
            return Meaning { this: None, variable };
        }
        let is_cpp = self.source.as_ref().is_some_and(|it| it.language == Language::Cpp);
        match is_cpp.then(|| located("this")).flatten() {
            // Whether it is a member is not known, so that it is no static either.
            Some(None) => Meaning { this: None, variable: None },
            Some(this) => Meaning { this, variable: self.find_static(name) },
            None => Meaning { this: None, variable: self.find_static(name) },
        }
    }

    fn find_static(&self, name: &str) -> Option<(TypeId, Locator)> {
        let own = self.source.is_some().then(|| self.symbols.statics(Some(self.offset)));
        let all_are_fixed = Cell::new(true);
        let locate = |location: &VariableLocation| {
            fixed_place(&self.symbols, location, self.offset).unwrap_or_else(|| {
                all_are_fixed.set(false);
                Place::Unknown("it lies elsewhere each time".into())
            })
        };
        let found = find_static(&self.symbols, &own.unwrap_or_default(), name, &locate);
        let (ty, place) = found.ok().flatten().filter(|_| all_are_fixed.get())?;
        Some((ty, Locator::Fixed(place)))
    }
}

/// The same where the program stands.
pub(super) struct NamesNow<'a, 'r> {
    pub(super) names: &'a KnownNames,
    pub(super) program: &'a dyn ProgramAccess,
    pub(super) renderer: &'a Renderer<'r>,
}

impl NamesNow<'_, '_> {
    fn value(&self, found: Option<&(TypeId, Locator)>) -> Option<Value> {
        let (ty, locator) = found?;
        let kind = ValueKind::Typed { ty: *ty, place: locator.place(self.program)? };
        Some(Value { name: String::new(), kind })
    }

    fn meant(&self, name: &str, meaning: &Meaning) -> Option<Value> {
        if let Some(this) = &meaning.this {
            let this = self.value(Some(this))?;
            if let Some(member) = self.renderer.implied_member(&this, name) {
                return Some(member);
            }
        }
        self.value(meaning.variable.as_ref())
    }
}

impl Names for NamesNow<'_, '_> {
    fn lookup(&self, name: &str) -> Result<Option<Value>, String> {
        let mut known = self.names.known.borrow_mut();
        let place = known.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            known.push((name.to_owned(), self.names.find(name)));
            known.len() - 1
        });
        let meaning = &known[place].1;
        // The session, which is asked then, knows all names, and what to say of those that there are not.
        let value = self.meant(name, meaning);
        value.map(Some).ok_or_else(|| format!("`{name}` is looked up at the stop"))
    }

    fn similar(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn language(&self) -> Language {
        self.names.source.as_ref().map_or(Language::Other, |source| source.language)
    }

    fn machine(&self, name: &str) -> Result<MachineValue, String> {
        if name == "$pc" {
            return Ok(MachineValue::Offset(self.names.offset));
        }
        let number = match WasmGroup::parse(name) {
            Some((WasmGroup::Locals, index)) => {
                self.program.wasm_local(index).map(|value| (WasmPlace::Local(index), value))
            }
            Some((WasmGroup::Globals, index)) => {
                self.program.wasm_global(index).map(|value| (WasmPlace::Global(index), value))
            }
            Some((WasmGroup::Operands, index)) => {
                self.program.wasm_operand(index).map(|value| (WasmPlace::Operand(index), value))
            }
            None => None,
        };
        let (place, value) = number.ok_or_else(|| format!("{name} is looked up at the stop"))?;
        Ok(MachineValue::Number(place, value))
    }
}
