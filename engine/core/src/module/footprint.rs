//! What a module takes.
//!
//! The formulas are of an [`Extent`], so that a module that is only checked is predicted to take what it is charged
//! when it is loaded.

use core::mem::size_of_val;
use core::ops::Range;

use super::{
    ConstExpr, DataSegment, ElementSegment, Export, Extent, GlobalDef, GlobalType, Import,
    MemoryType, Module, TableType,
};
use crate::footprint::{Footprint, FootprintPart};
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

    /// `wasmparser` does not tell what its data take. These factors were fitted to what an allocator
    /// counted for 70 modules of 103 bytes to 27 MB of code; only those of a few hundred bytes are more than
    /// 15 % off.
    fn validation_estimate(&self) -> u64 {
        const MODULE: u64 = 1500;
        const TYPE: u64 = 136;
        const FUNCTION: u64 = 4;
        const IMPORT: u64 = 392;
        const EXPORT: u64 = 110;
        const REFERENCED_FUNCTION: u64 = 11;
        MODULE
            + self.types * TYPE
            + self.all_functions() * FUNCTION
            + self.imports * IMPORT
            + self.import_names
            + self.exports * EXPORT
            + self.export_names
            + (self.element_functions + self.element_expressions) * REFERENCED_FUNCTION
    }
}
