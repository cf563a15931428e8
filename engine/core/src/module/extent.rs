//! How much of everything a module has, which is all that its size in memory depends on.

use super::{ElementItems, ImportType, Module};

/// Counts of a module's parts, and bytes of what is kept of it as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Bytes of the file but for its custom sections.
    pub(crate) file: u64,
    pub(crate) types: u64,
    /// Parameters and results of all types.
    pub(crate) type_operands: u64,
    pub(crate) imports: u64,
    /// Bytes of the imports' two names each.
    pub(crate) import_names: u64,
    pub(crate) imported_functions: u64,
    pub(crate) imported_tables: u64,
    pub(crate) imported_memories: u64,
    pub(crate) imported_globals: u64,
    pub(crate) imported_tags: u64,
    /// Those that the module itself defines, as are the tables, memories, globals and tags.
    pub(crate) functions: u64,
    pub(crate) tables: u64,
    pub(crate) memories: u64,
    pub(crate) globals: u64,
    pub(crate) tags: u64,
    pub(crate) exports: u64,
    /// Bytes of the exports' names.
    pub(crate) export_names: u64,
    pub(crate) element_segments: u64,
    /// Elements that are written as indices of functions, and as constant expressions.
    pub(crate) element_functions: u64,
    pub(crate) element_expressions: u64,
    pub(crate) data_segments: u64,
}

impl Extent {
    pub(crate) fn all_functions(&self) -> u64 {
        self.imported_functions + self.functions
    }

    pub(crate) fn all_tables(&self) -> u64 {
        self.imported_tables + self.tables
    }

    pub(crate) fn all_memories(&self) -> u64 {
        self.imported_memories + self.memories
    }

    pub(crate) fn all_globals(&self) -> u64 {
        self.imported_globals + self.globals
    }

    pub(crate) fn all_tags(&self) -> u64 {
        self.imported_tags + self.tags
    }

    /// Counts one more import.
    pub(crate) fn add_import(&mut self, names: usize, ty: &ImportType) {
        self.imports += 1;
        self.import_names += names as u64;
        *match ty {
            ImportType::Func(_) => &mut self.imported_functions,
            ImportType::Table(_) => &mut self.imported_tables,
            ImportType::Memory(_) => &mut self.imported_memories,
            ImportType::Global(_) => &mut self.imported_globals,
            ImportType::Tag(_) => &mut self.imported_tags,
        } += 1;
    }
}

impl Module {
    /// How much the module has of everything.
    pub(crate) fn extent(&self) -> Extent {
        let mut extent = Extent {
            file: self.bytes.len() as u64 - u64::from(self.custom_bytes),
            types: self.types.len() as u64,
            functions: self.bodies.len() as u64,
            tables: self.table_inits.len() as u64,
            memories: self.memories.len() as u64 - u64::from(self.imported_memories),
            globals: self.global_defs.len() as u64,
            tags: self.tags.len() as u64 - u64::from(self.imported_tags),
            exports: self.exports.len() as u64,
            element_segments: self.elements.len() as u64,
            data_segments: self.data.len() as u64,
            ..Extent::default()
        };
        for ty in &self.types {
            extent.type_operands += (ty.params.len() + ty.results.len()) as u64;
        }
        for import in &self.imports {
            extent.add_import(import.module.len() + import.name.len(), &import.ty);
        }
        for export in &self.exports {
            extent.export_names += export.name.len() as u64;
        }
        for segment in &self.elements {
            match &segment.items {
                ElementItems::Functions(items) => extent.element_functions += items.len() as u64,
                ElementItems::Expressions(items) => {
                    extent.element_expressions += items.len() as u64;
                }
            }
        }
        extent
    }
}
