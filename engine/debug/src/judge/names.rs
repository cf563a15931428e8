//! The names of a condition at the instruction of its breakpoint.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use wrtd_symbols::{
    Language, ModuleSymbols, ProgramAccess, SourceFrame, TypeId, VariableLocation, WasmPlace,
    expr::{MachineValue, Names},
    render::{Value, ValueKind},
};

use super::place::Locator;
use crate::variables::{WasmGroup, variables_at};

/// What a condition may name, as far as it is known without the program: where variables of the frame and statics of its
/// unit lie. Each is looked up once.
pub(super) struct KnownNames {
    pub(super) symbols: Arc<ModuleSymbols>,
    /// The frame that a stop would show; none without debug information.
    pub(super) source: Option<SourceFrame>,
    /// Wasm offset of the breakpoint.
    pub(super) offset: u32,
    pub(super) known: RefCell<HashMap<String, Option<(TypeId, Locator)>>>,
}

impl KnownNames {
    fn find(&self, name: &str) -> Option<(TypeId, Locator)> {
        let source = self.source.as_ref()?;
        let located = |ty: TypeId, location: &VariableLocation| {
            Some((ty, Locator::of(&self.symbols, location, self.offset)?))
        };
        let variables = variables_at(&self.symbols, source, self.offset);
        if let Some(variable) = variables.iter().find(|variable| *variable.name == *name) {
            return located(variable.ty, &variable.location);
        }
        // In a method of C++ it may be a member.
        if source.language == Language::Cpp {
            return None;
        }
        let statics = self.symbols.statics(Some(self.offset));
        let found = statics.iter().find(|variable| *variable.name == *name)?;
        located(found.ty, &found.location)
    }
}

/// The same where the program stands.
pub(super) struct NamesNow<'a> {
    pub(super) names: &'a KnownNames,
    pub(super) program: &'a dyn ProgramAccess,
}

impl Names for NamesNow<'_> {
    fn lookup(&self, name: &str) -> Result<Option<Value>, String> {
        let mut known = self.names.known.borrow_mut();
        let found = match known.get(name) {
            Some(found) => found,
            None => known.entry(name.to_owned()).or_insert_with(|| self.names.find(name)),
        };
        let value = found.as_ref().and_then(|(ty, locator)| {
            let kind = ValueKind::Typed { ty: *ty, place: locator.place(self.program)? };
            Some(Value { name: String::new(), kind })
        });
        // The session, which is asked then, knows all names, and what to say of those that there are not.
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
            _ => None,
        };
        let (place, value) = number.ok_or_else(|| format!("{name} is looked up at the stop"))?;
        Ok(MachineValue::Number(place, value))
    }
}
