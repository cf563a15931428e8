//! Decoding and validating through `wasmparser`, in one pass over the file.

use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

use wasmparser::{
    AbstractHeapType, BinaryReaderError, ConstExpr as RawExpr, DataKind, ElementItems as RawItems,
    ElementKind, ExternalKind, FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator,
    Parser, Payload, TableInit, TypeRef, UnpackedIndex, ValidPayload, Validator,
    ValidatorResources, WasmFeatures,
};

use super::names::Names;
use super::{
    AddressType, ConstExpr, ConstOp, CustomSection, DataSegment, DecodeError, ElementItems,
    ElementSegment, Export, ExternKind, FuncBody, GlobalDef, GlobalType, Import, ImportType,
    MemoryType, Module, SegmentMode, SizeLimits, TableType,
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
        match decode_module(&bytes) {
            Ok(module) => Ok(Arc::new(module)),
            Err(error) => Err(explain(&bytes, &error)),
        }
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

fn decode_module(bytes: &Arc<[u8]>) -> Result<Module> {
    let mut validator = Validator::new_with_features(FEATURES);
    let mut parser = Parser::new(0);
    parser.set_features(FEATURES);
    let mut module = empty(bytes);
    let mut allocations = FuncValidatorAllocations::default();
    for payload in parser.parse_all(bytes) {
        let payload = payload?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload)? {
            allocations = function_body(&mut module, function, &body, allocations)?;
            continue;
        }
        section(&mut module, payload)?;
    }
    Ok(module)
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
        code_section: 0..0,
        names: Names::default(),
        validation: Validation::default(),
    }
}

fn range32(range: &Range<u64>) -> Range<u32> {
    range.start as u32..range.end as u32
}

/// Validates one function and keeps where its code lies.
fn function_body(
    module: &mut Module,
    function: FuncToValidate<ValidatorResources>,
    body: &FunctionBody<'_>,
    allocations: FuncValidatorAllocations,
) -> Result<FuncValidatorAllocations> {
    module.validation.keep(&function);
    let mut validator = function.into_validator(allocations);
    validator.validate(body)?;
    let range = range32(&body.range());
    let code = body.get_binary_reader_for_operators()?.original_position() as u32;
    module.bodies.push(FuncBody { code: code..range.end, body: range });
    Ok(validator.into_allocations())
}

fn section(module: &mut Module, payload: Payload<'_>) -> Result<()> {
    match payload {
        Payload::TypeSection(types) => {
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
                    TableInit::Expr(expression) => Some(const_expr(expression)?),
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
            for global in globals {
                let global = global?;
                let ty = global_type(&global.ty);
                module.globals.push(ty);
                module.global_defs.push(GlobalDef { ty, init: const_expr(&global.init_expr)? });
            }
        }
        Payload::ExportSection(exports) => {
            for export in exports {
                add_export(module, &export?);
            }
        }
        Payload::StartSection { func, .. } => module.start = Some(func),
        Payload::ElementSection(elements) => {
            for element in elements {
                module.elements.push(element_segment(&element?)?);
            }
        }
        Payload::DataSection(segments) => {
            for segment in segments {
                module.data.push(data_segment(&segment?)?);
            }
        }
        Payload::CodeSectionStart { unchecked_range, .. } => {
            module.code_section = range32(&unchecked_range);
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
    let ty = match import.ty {
        TypeRef::Func(index) | TypeRef::FuncExact(index) => {
            module.func_types.push(index);
            module.imported_funcs += 1;
            ImportType::Func(index)
        }
        TypeRef::Table(table) => {
            let ty = table_type(&table);
            module.tables.push(ty);
            module.imported_tables += 1;
            ImportType::Table(ty)
        }
        TypeRef::Memory(memory) => {
            let ty = memory_type(&memory);
            module.memories.push(ty);
            module.imported_memories += 1;
            ImportType::Memory(ty)
        }
        TypeRef::Global(global) => {
            let ty = global_type(&global);
            module.globals.push(ty);
            ImportType::Global(ty)
        }
        TypeRef::Tag(tag) => {
            module.tags.push(tag.func_type_idx);
            module.imported_tags += 1;
            ImportType::Tag(tag.func_type_idx)
        }
    };
    module.imports.push(Import { module: import.module.into(), name: import.name.into(), ty });
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
            offset: const_expr(offset_expr)?,
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
                .map(|expression| const_expr(&expression?))
                .collect::<Result<_>>()?,
        ),
    };
    Ok(ElementSegment { mode, items })
}

fn data_segment(data: &wasmparser::Data<'_>) -> Result<DataSegment> {
    let mode = match &data.kind {
        DataKind::Passive => SegmentMode::Passive,
        DataKind::Active { memory_index, offset_expr } => {
            SegmentMode::Active { target: *memory_index, offset: const_expr(offset_expr)? }
        }
    };
    // The bytes are the last part of the segment.
    let end = data.range.end as u32;
    Ok(DataSegment { mode, bytes: end - data.data.len() as u32..end })
}

/// Translates a validated constant expression.
fn const_expr(expression: &RawExpr<'_>) -> Result<ConstExpr> {
    let mut ops = Vec::new();
    for op in expression.get_operators_reader() {
        ops.push(match op? {
            Operator::I32Const { value } => ConstOp::Slot(u64::from(value.cast_unsigned())),
            Operator::I64Const { value } => ConstOp::Slot(value.cast_unsigned()),
            Operator::F32Const { value } => ConstOp::Slot(u64::from(value.bits())),
            Operator::F64Const { value } => ConstOp::Slot(value.bits()),
            Operator::V128Const { value } => ConstOp::Vector(value.i128().cast_unsigned()),
            Operator::RefNull { .. } => ConstOp::Slot(0),
            Operator::RefFunc { function_index } => ConstOp::RefFunc(function_index),
            Operator::GlobalGet { global_index } => ConstOp::GlobalGet(global_index),
            Operator::I32Add => ConstOp::I32Add,
            Operator::I32Sub => ConstOp::I32Sub,
            Operator::I32Mul => ConstOp::I32Mul,
            Operator::I64Add => ConstOp::I64Add,
            Operator::I64Sub => ConstOp::I64Sub,
            Operator::I64Mul => ConstOp::I64Mul,
            // `end`; the validator refused everything else.
            _ => continue,
        });
    }
    Ok(ops)
}

fn func_type(ty: &wasmparser::FuncType) -> FuncType {
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

fn table_type(ty: &wasmparser::TableType) -> TableType {
    TableType {
        element: ref_type(ty.element_type),
        limits: SizeLimits { min: ty.initial, max: ty.maximum },
        address: address_type(ty.table64),
    }
}

fn memory_type(ty: &wasmparser::MemoryType) -> MemoryType {
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
