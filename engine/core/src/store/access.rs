//! Reading and writing what instances own: globals, memories, tables.

use super::{InstanceId, Store, Table};
use crate::exec::AccessError;
use crate::host_budget::HostBudget;
use crate::module::{ExternKind, GlobalType, MemoryType, TableType};
use crate::value::{ValType, Value};

impl Store {
    /// Number of globals of `instance`, imported ones first.
    #[must_use]
    pub fn global_count(&self, instance: InstanceId) -> u32 {
        self.instances[instance.index()].globals.len() as u32
    }

    fn global_place(&self, instance: InstanceId, index: u32) -> Option<usize> {
        let globals = &self.instances.get(instance.index())?.globals;
        globals.get(index as usize).map(|&place| place as usize)
    }

    /// Type of a global.
    #[must_use]
    pub fn global_type(&self, instance: InstanceId, index: u32) -> Option<GlobalType> {
        Some(self.globals[self.global_place(instance, index)?].ty)
    }

    /// Reads a global.
    ///
    /// # Errors
    /// [`AccessError::NoSuchItem`]
    pub fn global(&self, instance: InstanceId, index: u32) -> Result<Value, AccessError> {
        let place = self.global_place(instance, index).ok_or(AccessError::NoSuchItem)?;
        let global = self.globals[place];
        Ok(match global.ty.content {
            ValType::V128 => Value::V128(u128::from(global.slot) | u128::from(global.high) << 64),
            ty => Value::from_slot(ty, global.slot),
        })
    }

    /// Writes a global, also one that the program may not write.
    ///
    /// # Errors
    /// [`AccessError`]
    pub fn set_global(
        &mut self,
        instance: InstanceId,
        index: u32,
        value: Value,
    ) -> Result<(), AccessError> {
        let place = self.global_place(instance, index).ok_or(AccessError::NoSuchItem)?;
        let expected = self.globals[place].ty.content;
        self.globals[place].slot = self.checked_slot(value, expected)?;
        if let Value::V128(vector) = value {
            self.globals[place].high = (vector >> 64) as u64;
        }
        Ok(())
    }

    /// The slot of `value` where it fits a place of type `expected`.
    pub(crate) fn checked_slot(&self, value: Value, expected: ValType) -> Result<u64, AccessError> {
        if self.fits(value, expected) {
            Ok(value.to_slot())
        } else {
            Err(AccessError::Type { expected, actual: value.ty() })
        }
    }

    /// Number of memories of `instance`.
    #[must_use]
    pub fn memory_count(&self, instance: InstanceId) -> u32 {
        self.instances[instance.index()].memories.len() as u32
    }

    /// Type of a memory, with its present size in pages as the minimum.
    #[must_use]
    pub fn memory_type(&self, instance: InstanceId, index: u32) -> Option<MemoryType> {
        let place = *self.instances.get(instance.index())?.memories.get(index as usize)?;
        Some(self.memories[place as usize].ty())
    }

    /// The bytes of a memory.
    #[must_use]
    pub fn memory(&self, instance: InstanceId, index: u32) -> Option<&[u8]> {
        let place = *self.instances.get(instance.index())?.memories.get(index as usize)?;
        Some(self.memories[place as usize].bytes())
    }

    /// The bytes of a memory, for writing.
    pub fn memory_mut(&mut self, instance: InstanceId, index: u32) -> Option<&mut [u8]> {
        let place = *self.instances.get(instance.index())?.memories.get(index as usize)?;
        Some(self.memories[place as usize].bytes_mut())
    }

    /// Index of the memory that host functions and DWARF mean: the export `memory`, else the
    /// first.
    #[must_use]
    pub fn default_memory_index(&self, instance: InstanceId) -> u32 {
        let export = self.module(instance).export("memory");
        export.filter(|export| export.kind == ExternKind::Memory).map_or(0, |export| export.index)
    }

    /// The memory that host functions and DWARF mean: the export `memory`, else the first.
    #[must_use]
    pub fn default_memory(&self, instance: InstanceId) -> Option<&[u8]> {
        self.memory(instance, self.default_memory_index(instance))
    }

    /// [`Store::default_memory`], for writing.
    pub fn default_memory_mut(&mut self, instance: InstanceId) -> Option<&mut [u8]> {
        self.memory_mut(instance, self.default_memory_index(instance))
    }

    /// [`Store::default_memory_mut`] of the instance that calls, empty where there is none, and the budget of
    /// host functions.
    pub(crate) fn default_memory_and_budget(
        &mut self,
        instance: Option<InstanceId>,
    ) -> (&mut [u8], HostBudget<'_>) {
        let place = instance.and_then(|id| {
            let index = self.default_memory_index(id);
            self.instances.get(id.index())?.memories.get(index as usize).copied()
        });
        let resources = self.limits.resources;
        let budget = HostBudget::new(&mut self.ledger, &mut self.host_held, resources);
        let memory = place.map(|place| self.memories[place as usize].bytes_mut());
        (memory.unwrap_or_default(), budget)
    }

    /// Number of [`Store::default_memory`] in the store.
    pub(crate) fn default_memory_place(&self, instance: InstanceId) -> Option<usize> {
        let index = self.default_memory_index(instance);
        let memories = &self.instances.get(instance.index())?.memories;
        memories.get(index as usize).map(|&place| place as usize)
    }

    /// Number of tables of `instance`.
    #[must_use]
    pub fn table_count(&self, instance: InstanceId) -> u32 {
        self.instances[instance.index()].tables.len() as u32
    }

    /// Present sizes in elements of all tables, also of those that instances of threads have.
    pub fn table_sizes(&self) -> impl Iterator<Item = u32> {
        self.tables.iter().map(Table::size)
    }

    fn table_place(&self, instance: InstanceId, index: u32) -> Option<usize> {
        let tables = &self.instances.get(instance.index())?.tables;
        tables.get(index as usize).map(|&place| place as usize)
    }

    /// Type and present size in elements of a table.
    #[must_use]
    pub fn table_info(&self, instance: InstanceId, index: u32) -> Option<(TableType, u32)> {
        let table = &self.tables[self.table_place(instance, index)?];
        Some((table.ty(), table.size()))
    }

    /// Reads an element of a table, a reference.
    ///
    /// # Errors
    /// [`AccessError`]
    pub fn table_element(
        &self,
        instance: InstanceId,
        table: u32,
        element: u32,
    ) -> Result<Value, AccessError> {
        let place = self.table_place(instance, table).ok_or(AccessError::NoSuchItem)?;
        let table = &self.tables[place];
        let slot = table.elements().get(element as usize).ok_or(AccessError::OutOfBounds)?;
        Ok(Value::from_slot(table.ty().element, *slot))
    }

    /// Writes an element of a table.
    ///
    /// # Errors
    /// [`AccessError`]
    pub fn set_table_element(
        &mut self,
        instance: InstanceId,
        table: u32,
        element: u32,
        value: Value,
    ) -> Result<(), AccessError> {
        let place = self.table_place(instance, table).ok_or(AccessError::NoSuchItem)?;
        let slot = self.checked_slot(value, self.tables[place].ty().element)?;
        let elements = self.tables[place].elements_mut();
        *elements.get_mut(element as usize).ok_or(AccessError::OutOfBounds)? = slot;
        Ok(())
    }
}
