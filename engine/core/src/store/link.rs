//! What modules can import: host functions and the exports of earlier instances.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use wrtd_limits::{Account, LimitExceeded};

use super::footprint::types_size;
use super::{Func, FuncCode, HostCode, InstanceId, Memory, Store, StoreError, TagId};
use crate::host::HostFunc;
use crate::module::{ExternKind, GlobalType, Import, ImportType, MemoryType, SizeLimits};
use crate::value::{FuncId, FuncType, ValType};

/// Something that can be imported; the numbers are places in the store's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Definition {
    Func(FuncId),
    Table(u32),
    Memory(u32),
    Global(u32),
    Tag(TagId),
}

impl Store {
    /// Defines the function `module.name` for imports; replaces an earlier definition.
    pub fn define_host(
        &mut self,
        module: &str,
        name: &str,
        ty: FuncType,
        func: HostFunc,
    ) -> FuncId {
        let ty = self.type_number(ty);
        let host = HostCode {
            module: module.into(),
            name: name.into(),
            is_awaited: false,
            run: Some(func),
        };
        let id = self.add_func(Func::outside(ty, FuncCode::Host(Box::new(host))));
        self.define(module, name, Definition::Func(id));
        id
    }

    /// Makes a memory of this type, which can be imported as `module.name`; replaces an earlier definition. So a
    /// program is given a memory that its threads share.
    ///
    /// # Errors
    /// [`StoreError`] where it does not fit; nothing is defined then.
    pub fn define_memory(
        &mut self,
        module: &str,
        name: &str,
        ty: MemoryType,
    ) -> Result<(), StoreError> {
        self.memories.push(Memory::new(ty, &self.limits, &mut self.ledger)?);
        self.define(module, name, Definition::Memory(self.memories.len() as u32 - 1));
        Ok(())
    }

    /// Makes all exports of `instance` importable from the module name `name`; replaces earlier
    /// definitions of the same names.
    pub fn define_instance_exports(&mut self, name: &str, instance: InstanceId) {
        let module = self.module(instance).clone();
        for export in module.exports() {
            let spaces = &self.instances[instance.index()];
            let index = export.index as usize;
            let definition = match export.kind {
                ExternKind::Func => Definition::Func(spaces.funcs[index]),
                ExternKind::Table => Definition::Table(spaces.tables[index]),
                ExternKind::Memory => Definition::Memory(spaces.memories[index]),
                ExternKind::Global => Definition::Global(spaces.globals[index]),
                ExternKind::Tag => Definition::Tag(spaces.tags[index]),
            };
            self.define(name, &export.name, definition);
        }
    }

    fn define(&mut self, module: &str, name: &str, definition: Definition) {
        self.definitions.entry(module.into()).or_default().insert(name.into(), definition);
    }

    pub(super) fn definition(&self, import: &Import) -> Option<Definition> {
        self.definitions.get(&import.module)?.get(&import.name).copied()
    }

    pub(super) fn add_func(&mut self, func: Func) -> FuncId {
        let id = FuncId(self.funcs.len() as u32);
        self.funcs.push(func);
        #[cfg(threaded_tier)]
        self.threaded.add_functions(self.funcs.len());
        id
    }

    /// The store-wide number of a type.
    fn type_number(&mut self, ty: FuncType) -> u32 {
        if let Some(&number) = self.type_numbers.get(&ty) {
            return number;
        }
        let number = self.types.len() as u32;
        let ty = Arc::new(ty);
        self.types.reserve_exact(1);
        self.types.push(ty.clone());
        self.type_numbers.insert(ty, number);
        number
    }

    /// The store-wide numbers of a module's types, of which those that are new are charged. Each refers only to those
    /// before it, as types that refer to each other need garbage collection's groups: types are equal where their
    /// structure is.
    pub(super) fn type_numbers(&mut self, types: &[FuncType]) -> Result<Box<[u32]>, LimitExceeded> {
        let known = self.types.len();
        let mut numbers = Vec::with_capacity(types.len());
        self.types.reserve_exact(types.len());
        for ty in types {
            numbers.push(self.type_number(ty.numbered(&numbers)));
        }
        self.types.shrink_to_fit();
        let added = self.types[known..].iter();
        let operands = added.map(|ty| ty.params.len() + ty.results.len()).sum::<usize>();
        let added = self.types.len() - known;
        let size = types_size(known as u64, added as u64, operands as u64);
        if let Err(error) = self.ledger.charge(Account::Components, size) {
            for ty in self.types.drain(known..) {
                self.type_numbers.remove(&ty);
            }
            return Err(error);
        }
        self.types_charged += size;
        Ok(numbers.into())
    }

    /// The function type that [`HeapType::Concrete`](crate::HeapType::Concrete) means by this number in
    /// types that the store gives and takes.
    #[must_use]
    pub fn numbered_type(&self, number: u32) -> Option<&FuncType> {
        self.types.get(number as usize).map(AsRef::as_ref)
    }

    /// Whether `definition` may be imported as `ty` (core specification, section 4.5.2); `types`
    /// are the numbers of the importing module's types.
    pub(super) fn matches(&self, definition: Definition, ty: &ImportType, types: &[u32]) -> bool {
        match (definition, ty) {
            (Definition::Func(func), ImportType::Func(index)) => {
                self.funcs[func.0 as usize].ty == types[*index as usize]
            }
            (Definition::Table(table), ImportType::Table(wanted)) => {
                let found = self.tables[table as usize].ty();
                found.element == wanted.element.numbered(types)
                    && found.address == wanted.address
                    && within(found.limits, wanted.limits)
            }
            (Definition::Memory(memory), ImportType::Memory(wanted)) => {
                let found = self.memories[memory as usize].ty();
                found.address == wanted.address
                    && found.page_size == wanted.page_size
                    && found.shared == wanted.shared
                    && within(found.limits, wanted.limits)
            }
            (Definition::Global(global), ImportType::Global(wanted)) => {
                let found = self.globals[global as usize].ty;
                let content = wanted.content.numbered(types);
                found.mutable == wanted.mutable
                    && (found.content == content
                        || !found.mutable && is_sub(found.content, content))
            }
            (Definition::Tag(tag), ImportType::Tag(index)) => {
                self.tags[tag.0 as usize].ty == types[*index as usize]
            }
            _ => false,
        }
    }

    /// What `definition` is, for a message.
    pub(super) fn describe(&self, definition: Definition) -> String {
        match definition {
            Definition::Func(func) => {
                let ty = &self.types[self.funcs[func.0 as usize].ty as usize];
                alloc::format!("a function {ty}")
            }
            Definition::Table(table) => {
                alloc::format!("a table of {}", self.tables[table as usize].ty())
            }
            Definition::Memory(memory) => {
                alloc::format!("a memory of {}", self.memories[memory as usize].ty())
            }
            Definition::Global(global) => {
                alloc::format!("a global {}", global_text(self.globals[global as usize].ty))
            }
            Definition::Tag(tag) => {
                let ty = &self.types[self.tags[tag.0 as usize].ty as usize];
                alloc::format!("a tag {ty}")
            }
        }
    }
}

/// Whether every value of type `found` is one of type `wanted`.
fn is_sub(found: ValType, wanted: ValType) -> bool {
    match (found, wanted) {
        (ValType::Ref(found), ValType::Ref(wanted)) => found.matches(wanted),
        _ => found == wanted,
    }
}

/// Whether what has `found` may be used where `wanted` is asked for.
fn within(found: SizeLimits, wanted: SizeLimits) -> bool {
    let max_fits = match (found.max, wanted.max) {
        (_, None) => true,
        (Some(found), Some(wanted)) => found <= wanted,
        (None, Some(_)) => false,
    };
    found.min >= wanted.min && max_fits
}

/// An import's type for a message; `types` are the importing module's.
pub(super) fn import_text(ty: &ImportType, types: &[FuncType]) -> String {
    match ty {
        ImportType::Func(index) | ImportType::Tag(index) => {
            types.get(*index as usize).map_or_else(String::new, ToString::to_string)
        }
        ImportType::Table(table) => table.to_string(),
        ImportType::Memory(memory) => memory.to_string(),
        ImportType::Global(global) => global_text(*global),
    }
}

fn global_text(ty: GlobalType) -> String {
    if ty.mutable { alloc::format!("(mut {})", ty.content) } else { ty.content.to_string() }
}
