//! What a module takes.
//!
//! The formulas are of an [`Extent`], so that a module that is only checked is predicted to take what it is charged
//! when it is loaded.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::size_of_val;
use core::ops::Range;

use wasmparser::SubType;
use wasmparser::types::{CoreTypeId, EntityType};

use super::{
    ConstExpr, DataSegment, ElementSegment, Export, Extent, GlobalDef, GlobalType, Import,
    MemoryType, Module, TableType,
};
use crate::footprint::{Footprint, FootprintPart, tree_size};
use crate::value::{FuncType, ValType};

impl Module {
    /// What the module takes, whether or not there are instances of it.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        let mut footprint = self.extent().footprint();
        let customs = self.customs.iter().map(|custom| custom.name.len());
        let names = self.names.size() + size_of_val(&*self.customs) + customs.sum::<usize>();
        footprint.add(FootprintPart::Names, names as u64);
        footprint
    }
}

/// The counts of references to the module and to its file.
const ARCS: u64 = 4 * size::<usize>();

const fn size<T>() -> u64 {
    size_of::<T>() as u64
}

impl Extent {
    /// What a module of this extent takes; what serves whoever explains it is not in it.
    pub(crate) fn footprint(&self) -> Footprint {
        let mut footprint = Footprint::default();
        footprint.add(FootprintPart::File, self.file);
        footprint.add(FootprintPart::Interface, self.interface_size());
        let functions =
            self.all_functions() * size::<u32>() + self.functions * size::<Range<u32>>();
        footprint.add(FootprintPart::Functions, functions);
        footprint.add(FootprintPart::Segments, self.segment_size());
        if self.functions > 0 {
            footprint.add(FootprintPart::Validation, self.validation_estimate());
        }
        footprint
    }

    fn interface_size(&self) -> u64 {
        size::<Module>()
            + ARCS
            + self.types * size::<FuncType>()
            + self.type_operands * size::<ValType>()
            + self.imports * size::<Import>()
            + self.import_names
            + self.exports * size::<Export>()
            + self.export_names
            + self.all_tables() * size::<TableType>()
            + self.all_memories() * size::<MemoryType>()
            + self.all_tags() * size::<u32>()
    }

    fn segment_size(&self) -> u64 {
        self.data_segments * size::<DataSegment>()
            + self.element_segments * size::<ElementSegment>()
            + self.element_functions * size::<u32>()
            + self.element_expressions * size::<ConstExpr>()
            + self.all_globals() * size::<GlobalType>()
            + self.globals * size::<GlobalDef>()
            + self.tables * size::<Option<ConstExpr>>()
    }

    /// What `wasmparser` keeps for the first call of each function, by the lists and maps that it has. It does not tell
    /// their sizes; an allocator counted what this comes to within 5 % for all modules of the fixtures.
    fn validation_estimate(&self) -> u64 {
        /// Its own record of a module with all lists of types, empty ones too: counted.
        const MODULE: u64 = 1393;
        /// A type by its number: with its group, where that begins and ends, and its supertype.
        const TYPE: u64 = size::<SubType>() + 6 * size::<CoreTypeId>();
        const NAME: u64 = size::<String>();
        // Named things are found by their names, and again in order.
        let imported = list(self.imports, 2 * NAME + size::<Vec<EntityType>>())
            + tree_size(self.imports, 2 * NAME, size::<usize>())
            + self.imports * list(1, size::<EntityType>())
            + 2 * self.import_names;
        let exported = list(self.exports, NAME + size::<EntityType>())
            + tree_size(self.exports, NAME, size::<usize>())
            + 2 * self.export_names;
        let references = self.element_functions + self.element_expressions + self.exports;
        MODULE
            + self.types * TYPE
            + self.type_operands * size::<wasmparser::ValType>()
            + list(self.all_functions(), size::<u32>())
            + list(self.all_tables(), size::<wasmparser::TableType>())
            + list(self.all_memories(), size::<wasmparser::MemoryType>())
            + list(self.all_globals(), size::<wasmparser::GlobalType>())
            + list(self.all_tags(), size::<CoreTypeId>())
            + list(self.element_segments, size::<wasmparser::RefType>())
            + tree_size(references, size::<u32>(), 0)
            + imported
            + exported
    }
}

/// Bytes of a list of so many items of a size, which has room for 4 as soon as it has any.
const fn list(items: u64, size: u64) -> u64 {
    match items {
        0 => 0,
        1..4 => 4 * size,
        _ => items * size,
    }
}
