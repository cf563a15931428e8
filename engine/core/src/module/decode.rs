//! Decoding and validating through `wasmparser`: one pass over the sections, then the bodies of functions.

use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

use wasmparser::{
    AbstractHeapType, BinaryReaderError, ConstExpr as RawExpr, DataKind, ElementItems as RawItems,
    ElementKind, ExternalKind, Parser, Payload, TableInit, TypeRef, UnpackedIndex, ValidPayload,
    Validator, WasmFeatures,
};

use super::names::Names;
use super::{
    AddressType, ConstExpr, CustomSection, DataSegment, DecodeError, ElementItems, ElementSegment,
    Export, ExternKind, GlobalDef, GlobalType, Import, ImportType, MemoryType, Module, SegmentMode,
    SizeLimits, TableType, Workers, bodies,
};
use crate::validate::Validation;
use crate::value::{FuncType, HeapType, RefType, ValType};

/// What the engine runs: Wasm 2.0, relaxed SIMD, extended constant expressions, tail calls, typed
/// function references, exceptions, also in their legacy encoding, several memories, memories and tables
/// with 64-bit addresses, pages of 1 byte, and threads.
pub(crate) const FEATURES: WasmFeatures = WasmFeatures::WASM2
    .union(WasmFeatures::RELAXED_SIMD)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::FUNCTION_REFERENCES)
    .union(WasmFeatures::EXCEPTIONS)
    .union(WasmFeatures::LEGACY_EXCEPTIONS)
    .union(WasmFeatures::MULTI_MEMORY)
    .union(WasmFeatures::MEMORY64)
    .union(WasmFeatures::CUSTOM_PAGE_SIZES)
    .union(WasmFeatures::THREADS);

/// Bytes before the first section.
const PREAMBLE: u64 = 8;

type Result<T> = core::result::Result<T, BinaryReaderError>;

impl Module {
    /// Decodes and validates a whole module: Wasm 2.0 with relaxed SIMD, extended constant expressions,
    /// tail calls, typed function references, exceptions, also in their legacy encoding, multi-memory,
    /// memory64, custom-page-sizes and threads. Nothing is compiled; side tables are made when a function
    /// is first called.
    ///
    /// # Errors
    /// [`DecodeError`] with the Wasm offset of the fault.
    pub fn decode(bytes: Arc<[u8]>) -> core::result::Result<Arc<Self>, DecodeError> {
        decode(&bytes, None)
    }

    /// [`Module::decode`] with the bodies of functions validated on several threads, where the module is
    /// large enough for that to take less time. The result is the same.
    ///
    /// # Errors
    /// As for [`Module::decode`]: the fault that is reported is the first one in the module, however many
    /// threads there are.
    pub fn decode_with(
        bytes: Arc<[u8]>,
        workers: &dyn Workers,
    ) -> core::result::Result<Arc<Self>, DecodeError> {
        decode(&bytes, Some(workers))
    }
}

fn decode(
    bytes: &Arc<[u8]>,
    workers: Option<&dyn Workers>,
) -> core::result::Result<Arc<Module>, DecodeError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(DecodeError::TooLarge { size: bytes.len() as u64 });
    }
    if !bytes.starts_with(b"\0asm") {
        return Err(DecodeError::NotWasm);
    }
    // Version 0x0d of layer 1 is the component model's preamble.
    if bytes.get(6..8) == Some(&[1, 0]) {
        return Err(DecodeError::Component);
    }
    let mut module = empty(bytes);
    let sections = read_sections(&mut module);
    // A fault in a body comes before the one that ended the reading of sections.
    match bodies::validate(&module, workers).and(sections) {
        Ok(()) => Ok(Arc::new(module)),
        Err(error) => Err(explain(bytes, &error)),
    }
}

/// Tells a feature that is not supported from a fault, by validating again with every feature.
fn explain(bytes: &[u8], error: &BinaryReaderError) -> DecodeError {
    let offset = error.offset() as u32;
    let message = error.message().to_string();
    let is_valid = |features| Validator::new_with_features(features).validate_all(bytes).is_ok();
    if !is_valid(WasmFeatures::all()) {
        DecodeError::Invalid { message, offset }
    } else if !is_valid(WasmFeatures::all().difference(WasmFeatures::GC)) {
        DecodeError::GarbageCollection { message, offset }
    } else {
        DecodeError::Unsupported { feature: message, offset }
    }
}

/// Reads the module up to its end or its first fault, and validates all but the bodies of functions.
fn read_sections(module: &mut Module) -> Result<()> {
    let bytes = module.bytes.clone();
    let mut validator = Validator::new_with_features(FEATURES);
    let mut parser = Parser::new(0);
    parser.set_features(FEATURES);
    // Where the section before ends.
    let mut end = PREAMBLE;
    for payload in parser.parse_all(&bytes) {
        let payload = payload?;
        if let Some((_, contents)) = payload.as_section() {
            if let Payload::CustomSection(_) = payload {
                module.custom_bytes += (contents.end - end) as u32;
            }
            end = contents.end;
        }
        match validator.payload(&payload)? {
            ValidPayload::Func(function, body) => {
                module.validation.keep(function);
                module.bodies.push(range32(&body.range()));
            }
            _ => section(module, payload)?,
        }
    }
    module.shrink();
    Ok(())
}

fn empty(bytes: &Arc<[u8]>) -> Module {
    Module {
        bytes: bytes.clone(),
        types: Vec::new(),
        imports: Vec::new(),
        exports: Vec::new(),
        func_types: Vec::new(),
        imported_funcs: 0,
        bodies: Vec::new(),
        tables: Vec::new(),
        imported_tables: 0,
        table_inits: Vec::new(),
        memories: Vec::new(),
        imported_memories: 0,
        tags: Vec::new(),
        imported_tags: 0,
        globals: Vec::new(),
        global_defs: Vec::new(),
        elements: Vec::new(),
        data: Vec::new(),
        start: None,
        customs: Vec::new(),
        custom_bytes: 0,
        code_section: 0..0,
        names: Names::default(),
        validation: Validation::default(),
    }
}

impl Module {
    /// Gives back the room that was made for more than there came to be.
    fn shrink(&mut self) {
        self.imports.shrink_to_fit();
        self.func_types.shrink_to_fit();
        self.tables.shrink_to_fit();
        self.table_inits.shrink_to_fit();
        self.memories.shrink_to_fit();
        self.tags.shrink_to_fit();
        self.globals.shrink_to_fit();
        self.customs.shrink_to_fit();
    }
}

fn range32(range: &Range<u64>) -> Range<u32> {
    range.start as u32..range.end as u32
}

/// Keeps what a section says that the validator has passed, so that it has as many items as it claims.
fn section(module: &mut Module, payload: Payload<'_>) -> Result<()> {
    match payload {
        Payload::TypeSection(types) => {
            module.types.reserve_exact(types.count() as usize);
            for ty in types.into_iter_err_on_gc_types() {
                module.types.push(func_type(&ty?));
            }
        }
        Payload::ImportSection(imports) => {
            for import in imports.into_imports() {
                add_import(module, &import?);
            }
        }
        Payload::FunctionSection(functions) => {
            module.func_types.reserve_exact(functions.count() as usize);
            for ty in functions {
                module.func_types.push(ty?);
            }
        }
        Payload::TableSection(tables) => {
            for table in tables {
                let table = table?;
                module.tables.push(table_type(&table.ty));
                module.table_inits.push(match &table.init {
                    TableInit::RefNull => None,
                    TableInit::Expr(expression) => Some(const_expr(expression)),
                });
            }
        }
        Payload::MemorySection(memories) => {
            for memory in memories {
                module.memories.push(memory_type(&memory?));
            }
        }
        Payload::TagSection(tags) => {
            for tag in tags {
                module.tags.push(tag?.func_type_idx);
            }
        }
        Payload::GlobalSection(globals) => {
            module.globals.reserve_exact(globals.count() as usize);
            module.global_defs.reserve_exact(globals.count() as usize);
            for global in globals {
                let global = global?;
                let ty = global_type(&global.ty);
                module.globals.push(ty);
                module.global_defs.push(GlobalDef { ty, init: const_expr(&global.init_expr) });
            }
        }
        Payload::ExportSection(exports) => {
            module.exports.reserve_exact(exports.count() as usize);
            for export in exports {
                add_export(module, &export?);
            }
        }
        Payload::StartSection { func, .. } => module.start = Some(func),
        Payload::ElementSection(elements) => {
            module.elements.reserve_exact(elements.count() as usize);
            for element in elements {
                module.elements.push(element_segment(&element?)?);
            }
        }
        Payload::DataSection(segments) => {
            module.data.reserve_exact(segments.count() as usize);
            for segment in segments {
                module.data.push(data_segment(&segment?));
            }
        }
        Payload::CodeSectionStart { unchecked_range, .. } => {
            module.code_section = range32(&unchecked_range);
            // The validator passes no more bodies than functions were declared.
            let bodies = module.func_types.len() - module.imported_funcs as usize;
            module.bodies.reserve_exact(bodies);
        }
        Payload::CustomSection(custom) => {
            let range = range32(&custom.data_range());
            if custom.name() == "name" {
                module.names =
                    Names::parse(&module.bytes, range.start as usize..range.end as usize);
            }
            module.customs.push(CustomSection { name: custom.name().into(), range });
        }
        // The rest holds nothing that is kept, or was refused by the validator.
        _ => {}
    }
    Ok(())
}

fn add_import(module: &mut Module, import: &wasmparser::Import<'_>) {
    let ty = type_ref(&import.ty);
    match ty {
        ImportType::Func(index) => {
            module.func_types.push(index);
            module.imported_funcs += 1;
        }
        ImportType::Table(ty) => {
            module.tables.push(ty);
            module.imported_tables += 1;
        }
        ImportType::Memory(ty) => {
            module.memories.push(ty);
            module.imported_memories += 1;
        }
        ImportType::Global(ty) => module.globals.push(ty),
        ImportType::Tag(index) => {
            module.tags.push(index);
            module.imported_tags += 1;
        }
    }
    module.imports.push(Import { module: import.module.into(), name: import.name.into(), ty });
}

/// What an import asks for.
pub(crate) fn type_ref(ty: &TypeRef) -> ImportType {
    match ty {
        TypeRef::Func(index) | TypeRef::FuncExact(index) => ImportType::Func(*index),
        TypeRef::Table(table) => ImportType::Table(table_type(table)),
        TypeRef::Memory(memory) => ImportType::Memory(memory_type(memory)),
        TypeRef::Global(global) => ImportType::Global(global_type(global)),
        TypeRef::Tag(tag) => ImportType::Tag(tag.func_type_idx),
    }
}

fn add_export(module: &mut Module, export: &wasmparser::Export<'_>) {
    let kind = match export.kind {
        ExternalKind::Func | ExternalKind::FuncExact => ExternKind::Func,
        ExternalKind::Table => ExternKind::Table,
        ExternalKind::Memory => ExternKind::Memory,
        ExternalKind::Global => ExternKind::Global,
        ExternalKind::Tag => ExternKind::Tag,
    };
    module.exports.push(Export { name: export.name.into(), kind, index: export.index });
}

fn element_segment(element: &wasmparser::Element<'_>) -> Result<ElementSegment> {
    let mode = match &element.kind {
        ElementKind::Passive => SegmentMode::Passive,
        ElementKind::Declared => SegmentMode::Declared,
        ElementKind::Active { table_index, offset_expr } => SegmentMode::Active {
            target: table_index.unwrap_or(0),
            offset: const_expr(offset_expr),
        },
    };
    let items = match &element.items {
        RawItems::Functions(indices) => {
            ElementItems::Functions(indices.clone().into_iter().collect::<Result<_>>()?)
        }
        RawItems::Expressions(_, expressions) => ElementItems::Expressions(
            expressions
                .clone()
                .into_iter()
                .map(|expression| expression.map(|it| const_expr(&it)))
                .collect::<Result<_>>()?,
        ),
    };
    Ok(ElementSegment { mode, items })
}

fn data_segment(data: &wasmparser::Data<'_>) -> DataSegment {
    let mode = match &data.kind {
        DataKind::Passive => SegmentMode::Passive,
        DataKind::Active { memory_index, offset_expr } => {
            SegmentMode::Active { target: *memory_index, offset: const_expr(offset_expr) }
        }
    };
    // The bytes are the last part of the segment.
    let end = data.range.end as u32;
    DataSegment { mode, bytes: end - data.data.len() as u32..end }
}

fn const_expr(expression: &RawExpr<'_>) -> ConstExpr {
    ConstExpr(expression.get_binary_reader().original_position() as u32)
}

/// A function's type as the module writes it.
pub(crate) fn func_type(ty: &wasmparser::FuncType) -> FuncType {
    let list = |types: &[wasmparser::ValType]| types.iter().map(val_type).collect::<Vec<_>>();
    FuncType::new(list(ty.params()), list(ty.results()))
}

/// A type as the module writes it.
pub(crate) fn val_type(ty: &wasmparser::ValType) -> ValType {
    match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(reference) => ref_type(*reference),
    }
}

fn ref_type(ty: wasmparser::RefType) -> ValType {
    let heap = match ty.heap_type() {
        wasmparser::HeapType::Concrete(UnpackedIndex::Module(index)) => HeapType::Concrete(index),
        wasmparser::HeapType::Abstract { ty: AbstractHeapType::Extern, .. } => HeapType::Extern,
        wasmparser::HeapType::Abstract { ty: AbstractHeapType::Exn, .. } => HeapType::Exn,
        wasmparser::HeapType::Abstract { ty: AbstractHeapType::NoExn, .. } => HeapType::NoExn,
        // `func`; the validator refuses the types of later proposals, and readers give no others.
        _ => HeapType::Func,
    };
    ValType::Ref(RefType { nullable: ty.is_nullable(), heap })
}

fn address_type(is_64: bool) -> AddressType {
    if is_64 { AddressType::I64 } else { AddressType::I32 }
}

/// A table's type.
pub(crate) fn table_type(ty: &wasmparser::TableType) -> TableType {
    TableType {
        element: ref_type(ty.element_type),
        limits: SizeLimits { min: ty.initial, max: ty.maximum },
        address: address_type(ty.table64),
    }
}

/// A memory's type.
pub(crate) fn memory_type(ty: &wasmparser::MemoryType) -> MemoryType {
    MemoryType {
        limits: SizeLimits { min: ty.initial, max: ty.maximum },
        address: address_type(ty.memory64),
        // Validated to be 0 or 16.
        page_size: ty.page_size_log2.map_or(MemoryType::PAGE, |log2| 1 << log2),
        shared: ty.shared,
    }
}

fn global_type(ty: &wasmparser::GlobalType) -> GlobalType {
    GlobalType { content: val_type(&ty.content_type), mutable: ty.mutable }
}
