//! Instantiation (core specification, section 4.5.4), without running guest code.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use wrtd_limits::Account;

use super::footprint::{LOADED, instance_size};
use super::link::{Definition, import_text};
use super::{
    Func, FuncCode, Global, Instance, InstanceId, InstantiateError, InstantiateOptions, Loaded,
    Memory, MissingImport, Store, StoreError, Table, Tag, TagOrigin,
};
use crate::exec::{Trap, TrapKind};
use crate::module::{GlobalType, Import, ImportType, Module, SegmentMode, TableType};
use crate::value::{FuncId, RefType, ValType};

impl Store {
    /// Makes an instance of `module`: links its imports, makes its memories, tables and globals,
    /// and copies its active segments. No guest code runs: call the function of
    /// [`Store::start_function`] afterwards.
    ///
    /// # Errors
    /// [`InstantiateError`]. Where a segment does not fit, what was written into imported memories
    /// and tables before stays, as the specification demands.
    pub fn instantiate(
        &mut self,
        module: Arc<Module>,
        options: InstantiateOptions,
    ) -> Result<InstanceId, InstantiateError> {
        self.check_counts(&module)?;
        let types = self.type_numbers(&module.types).map_err(StoreError::from)?;
        let imports = self.resolve(&module, &types, options.stub_missing)?;
        self.make_instance(&module, types, imports, options)
    }

    /// Makes an instance with what is linked to its imports.
    pub(super) fn make_instance(
        &mut self,
        module: &Arc<Module>,
        types: Box<[u32]>,
        imports: Vec<Definition>,
        options: InstantiateOptions,
    ) -> Result<InstanceId, InstantiateError> {
        let id = InstanceId(self.instances.len() as u32);
        let loaded = self.load(module)?;
        let size = instance_size(&module.extent());
        self.ledger.charge(Account::Components, size).map_err(StoreError::from)?;
        let allocated = self.allocate(module, loaded, types, imports, options);
        let instance = allocated.inspect_err(|_| self.ledger.release(Account::Components, size))?;
        self.instances.reserve_exact(1);
        self.instances.push(instance);
        self.initialise(id, module).map_err(|kind| {
            InstantiateError::Trap(Trap { kind, instance: None, func: 0, pc: 0 })
        })?;
        Ok(id)
    }

    /// Fills what the instance has, which is zero, with its first values.
    pub(super) fn initialise(&mut self, id: InstanceId, module: &Module) -> Result<(), TrapKind> {
        self.init_tables(id, module);
        self.init_globals(id, module);
        self.copy_segments(id, module)
    }

    /// Whether there may be one more instance, and one of such a module.
    pub(super) fn check_counts(&self, module: &Module) -> Result<(), StoreError> {
        self.limits.instances.check(self.instances.len() as u64 + 1)?;
        self.limits.imports.check(module.imports.len() as u64)?;
        self.limits.exports.check(module.exports.len() as u64)?;
        Ok(())
    }

    /// Finds a definition for each import.
    fn resolve(
        &mut self,
        module: &Module,
        types: &[u32],
        stub_missing: bool,
    ) -> Result<Vec<Definition>, InstantiateError> {
        let mut resolved = Vec::with_capacity(module.imports.len());
        let mut missing = Vec::new();
        for import in &module.imports {
            match (self.definition(import), import.ty) {
                (Some(definition), _) if self.matches(definition, &import.ty, types) => {
                    resolved.push(definition);
                }
                (Some(definition), _) => {
                    return Err(InstantiateError::IncompatibleImport {
                        import: describe_import(module, import),
                        found: self.describe(definition),
                    });
                }
                (None, _) if stub_missing => match self.stub(import, types)? {
                    Some(stub) => resolved.push(stub),
                    None => missing.push(describe_import(module, import)),
                },
                (None, _) => missing.push(describe_import(module, import)),
            }
        }
        if missing.is_empty() {
            Ok(resolved)
        } else {
            Err(InstantiateError::MissingImports(missing))
        }
    }

    /// Something of the import's type in place of what nobody defines: a function that traps, a memory or a
    /// table of the least size, a global that is zero, a tag that nobody throws. `None` where zero is no value
    /// of the type.
    fn stub(
        &mut self,
        import: &Import,
        types: &[u32],
    ) -> Result<Option<Definition>, InstantiateError> {
        Ok(Some(match import.ty {
            ImportType::Func(ty) => {
                let names = Box::new((import.module.clone(), import.name.clone()));
                let stub = Func::outside(types[ty as usize], FuncCode::Stub(names));
                Definition::Func(self.add_func(stub))
            }
            ImportType::Tag(ty) => {
                let name = alloc::format!("{}.{}", import.module, import.name);
                let stub = Tag { ty: types[ty as usize], origin: TagOrigin::Stub(name) };
                Definition::Tag(self.add_tag(stub))
            }
            ImportType::Memory(ty) => {
                self.memories.push(Memory::new(ty, &self.limits, &mut self.ledger)?);
                Definition::Memory(self.memories.len() as u32 - 1)
            }
            ImportType::Table(mut ty) if has_zero(ty.element) => {
                ty.element = ty.element.numbered(types);
                self.tables.push(Table::new(ty, &self.limits, &mut self.ledger)?);
                Definition::Table(self.tables.len() as u32 - 1)
            }
            ImportType::Global(mut ty) if has_zero(ty.content) => {
                ty.content = ty.content.numbered(types);
                self.globals.push(Global { ty, slot: 0, high: 0 });
                Definition::Global(self.globals.len() as u32 - 1)
            }
            ImportType::Table(_) | ImportType::Global(_) => return Ok(None),
        }))
    }

    /// Makes the index spaces: imports first, then what the module defines.
    fn allocate(
        &mut self,
        module: &Module,
        loaded: u32,
        types: Box<[u32]>,
        imports: Vec<Definition>,
        options: InstantiateOptions,
    ) -> Result<Instance, InstantiateError> {
        let id = self.instances.len() as u32;
        let mut funcs = Vec::with_capacity(module.func_count() as usize);
        self.funcs.reserve_exact((module.func_count() - module.imported_funcs) as usize);
        let mut tables = Vec::new();
        let (mut memories, mut globals, mut tags) = (Vec::new(), Vec::new(), Vec::new());
        for import in imports {
            match import {
                Definition::Func(func) => funcs.push(func),
                Definition::Table(table) => tables.push(table),
                Definition::Memory(memory) => memories.push(memory),
                Definition::Global(global) => globals.push(global),
                Definition::Tag(tag) => tags.push(tag),
            }
        }
        let extent = module.extent();
        self.tables.reserve_exact(extent.tables as usize);
        self.memories.reserve_exact(extent.memories as usize);
        self.globals.reserve_exact(extent.globals as usize);
        self.tags.reserve_exact(extent.tags as usize);
        for ty in &module.tables[module.imported_tables as usize..] {
            tables.push(self.tables.len() as u32);
            let ty = TableType { element: ty.element.numbered(&types), ..*ty };
            self.tables.push(Table::new(ty, &self.limits, &mut self.ledger)?);
        }
        for ty in &module.memories[module.imported_memories as usize..] {
            memories.push(self.memories.len() as u32);
            self.memories.push(Memory::new(*ty, &self.limits, &mut self.ledger)?);
        }
        for func in module.imported_funcs..module.func_count() {
            let ty = types[module.func_types[func as usize] as usize];
            funcs.push(FuncId(self.funcs.len() as u32));
            self.funcs.push(Func::guest(ty, id, func));
        }
        #[cfg(threaded_tier)]
        self.threaded.add_instance(self.funcs.len());
        for global in &module.global_defs {
            globals.push(self.globals.len() as u32);
            let ty = GlobalType { content: global.ty.content.numbered(&types), ..global.ty };
            self.globals.push(Global { ty, slot: 0, high: 0 });
        }
        for index in module.imported_tags..module.tag_count() {
            let ty = types[module.tags[index as usize] as usize];
            let origin = TagOrigin::Guest { instance: id, index };
            tags.push(self.add_tag(Tag { ty, origin }));
        }
        Ok(Instance {
            name: options.name,
            loaded,
            funcs: funcs.into(),
            tables: tables.into(),
            memories: memories.into(),
            globals: globals.into(),
            tags: tags.into(),
            types,
            dropped_elements: alloc::vec![false; module.elements.len()].into(),
            dropped_data: alloc::vec![false; module.data.len()].into(),
        })
    }

    /// The place of `module` among the loaded ones; instances of the same module share it.
    fn load(&mut self, module: &Arc<Module>) -> Result<u32, InstantiateError> {
        let known = self.loaded.iter().position(|loaded| Arc::ptr_eq(&loaded.module, module));
        if let Some(place) = known {
            return Ok(place as u32);
        }
        self.ledger.charge(Account::Components, LOADED).map_err(StoreError::from)?;
        let size = module.footprint().charged_to(Account::Runtime);
        self.ledger.charge(Account::Runtime, size).map_err(|refused| {
            self.ledger.release(Account::Components, LOADED);
            StoreError::from(refused)
        })?;
        self.loaded.reserve_exact(1);
        self.loaded.push(Loaded {
            module: module.clone(),
            rewritten: None,
            patched: None,
            breakpoints: BTreeSet::new(),
            judges: BTreeMap::new(),
            prepared: BTreeMap::new(),
        });
        Ok(self.loaded.len() as u32 - 1)
    }

    /// Before the globals: initialisers of tables read imported ones only.
    fn init_tables(&mut self, id: InstanceId, module: &Module) {
        let defined = module.imported_tables as usize..;
        for (i, init) in defined.zip(&module.table_inits) {
            let Some(init) = *init else { continue };
            let slot = self.constant(id.0, init) as u64;
            let place = self.instances[id.index()].tables[i];
            self.tables[place as usize].elements_mut().fill(slot);
        }
    }

    /// In order: an initialiser may read the globals before it.
    fn init_globals(&mut self, id: InstanceId, module: &Module) {
        let imported = module.globals.len() - module.global_defs.len();
        for (i, global) in module.global_defs.iter().enumerate() {
            let value = self.constant(id.0, global.init);
            let place = self.instances[id.index()].globals[imported + i];
            let global = &mut self.globals[place as usize];
            (global.slot, global.high) = (value as u64, (value >> 64) as u64);
        }
    }

    fn copy_segments(&mut self, id: InstanceId, module: &Module) -> Result<(), TrapKind> {
        for (i, segment) in module.elements.iter().enumerate() {
            if let SegmentMode::Active { target, offset } = segment.mode {
                let to = self.constant(id.0, offset) as u64;
                let count = segment.items.len();
                self.init_table(id.0, target, i as u32, to, 0, count)?;
            }
            if segment.mode != SegmentMode::Passive {
                self.instances[id.index()].dropped_elements[i] = true;
            }
        }
        for (i, segment) in module.data.iter().enumerate() {
            if let SegmentMode::Active { target, offset } = segment.mode {
                let to = self.constant(id.0, offset) as u64;
                let len = segment.bytes.len() as u32;
                self.init_memory(id.0, target, i as u32, to, 0, len, len)?;
                self.instances[id.index()].dropped_data[i] = true;
            }
        }
        Ok(())
    }
}

/// Whether a slot of zeros is a value of the type.
fn has_zero(ty: ValType) -> bool {
    !matches!(ty, ValType::Ref(RefType { nullable: false, .. }))
}

fn describe_import(module: &Module, import: &Import) -> MissingImport {
    MissingImport {
        module: import.module.clone(),
        name: import.name.clone(),
        kind: import.ty.kind(),
        ty: import_text(&import.ty, &module.types),
    }
}
