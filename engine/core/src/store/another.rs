//! Further instances of a module for the threads of a program, which share what the module imports.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::link::Definition;
use super::{InstanceId, InstantiateError, InstantiateOptions, Store};
use crate::exec::Trap;
use crate::module::ImportType;

impl Store {
    /// Makes another instance of the same module with the same imports. No guest code runs.
    pub(crate) fn instantiate_like(
        &mut self,
        like: InstanceId,
    ) -> Result<InstanceId, InstantiateError> {
        let module = Arc::clone(self.module(like));
        self.check_counts(&module)?;
        let imports = self.imports_of(like);
        let instance = &self.instances[like.index()];
        let (types, name) = (instance.types.clone(), instance.name.clone());
        let options = InstantiateOptions { stub_missing: false, name };
        self.make_instance(&module, types, imports, options)
    }

    /// What was linked to the imports of an instance, in their order.
    fn imports_of(&self, instance: InstanceId) -> Vec<Definition> {
        let instance = &self.instances[instance.index()];
        let (mut funcs, mut tables) = (instance.funcs.iter(), instance.tables.iter());
        let (mut memories, mut globals) = (instance.memories.iter(), instance.globals.iter());
        let mut tags = instance.tags.iter();
        let module = &self.loaded[instance.loaded as usize].module;
        let linked = module.imports.iter().map_while(|import| {
            Some(match import.ty {
                ImportType::Func(_) => Definition::Func(*funcs.next()?),
                ImportType::Table(_) => Definition::Table(*tables.next()?),
                ImportType::Memory(_) => Definition::Memory(*memories.next()?),
                ImportType::Global(_) => Definition::Global(*globals.next()?),
                ImportType::Tag(_) => Definition::Tag(*tags.next()?),
            })
        });
        linked.collect()
    }

    /// Whether [`Store::begin_anew`] makes of this instance what [`Store::instantiate_like`] makes of the other.
    pub(crate) fn is_like(&self, instance: InstanceId, other: InstanceId) -> bool {
        Arc::ptr_eq(self.module(instance), self.module(other))
            && self.imports_of(instance) == self.imports_of(other)
    }

    /// Whether all that the instance has of its own can be as it was in the beginning: memories cannot shrink, nor
    /// do tables.
    pub(crate) fn can_begin_anew(&self, instance: InstanceId) -> bool {
        let spaces = &self.instances[instance.index()];
        let module = self.module(instance);
        let imported = module.imported_tables as usize;
        let mut tables = spaces.tables[imported..].iter().zip(&module.tables[imported..]);
        module.memories.len() == module.imported_memories as usize
            && tables
                .all(|(&table, ty)| u64::from(self.tables[table as usize].size()) == ty.limits.min)
    }

    /// Makes everything that an instance has of its own as it was after it was made.
    pub(crate) fn begin_anew(&mut self, instance: InstanceId) -> Result<(), InstantiateError> {
        let module = Arc::clone(self.module(instance));
        for index in module.imported_tables as usize..module.tables.len() {
            let table = self.instances[instance.index()].tables[index];
            self.tables[table as usize].elements_mut().fill(0);
        }
        let spaces = &mut self.instances[instance.index()];
        spaces.dropped_elements.fill(false);
        spaces.dropped_data.fill(false);
        self.initialise(instance, &module)
            .map_err(|kind| InstantiateError::Trap(Trap { kind, instance: None, func: 0, pc: 0 }))
    }
}
