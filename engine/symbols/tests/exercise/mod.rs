//! Asks for everything that the debug information of a module can tell, at many positions.
//!
//! Shared by the mutation test and the fuzz target: the answers do not matter, only that there is
//! one.

use std::{hint::black_box, path::Path, sync::Arc};

use wrtd_symbols::{
    AccessError, FunctionPattern, LoadOptions, ModuleSymbols, Place, ProgramAccess, TypeId,
    TypeKind, TypeSource, WasmValue,
};

/// A program whose memory and locals have arbitrary contents.
pub(crate) struct AnyProgram;

impl ProgramAccess for AnyProgram {
    fn read_memory(&self, address: u64, buffer: &mut [u8]) -> Result<(), AccessError> {
        for (byte, position) in buffer.iter_mut().zip(address..) {
            *byte = position.to_le_bytes()[0];
        }
        Ok(())
    }

    fn memory_size(&self) -> u64 {
        1 << 32
    }

    fn wasm_local(&self, index: u32) -> Option<WasmValue> {
        match index % 4 {
            0 => Some(WasmValue::I32(index)),
            1 => Some(WasmValue::I64(u64::from(index))),
            2 => Some(WasmValue::F64(1.5_f64.to_bits())),
            _ => None,
        }
    }

    fn wasm_global(&self, index: u32) -> Option<WasmValue> {
        Some(WasmValue::I32(0x1_0000 ^ index))
    }

    fn wasm_operand(&self, index: u32) -> Option<WasmValue> {
        Some(WasmValue::I32(index))
    }

    fn table_function(&self, element: u32) -> Option<u32> {
        Some(element)
    }
}

/// Calls every function of [`ModuleSymbols`]. `program` is where the file would be, `source` a file to
/// set breakpoints in; so many `positions` in the file are looked at.
pub(crate) fn exercise(wasm: Arc<[u8]>, program: Option<&Path>, source: &str, positions: u32) {
    let options = LoadOptions { path: program.map(Path::to_owned), ..LoadOptions::default() };
    let (symbols, _) = ModuleSymbols::load(Arc::clone(&wasm), options);
    let length = u32::try_from(wasm.len()).unwrap_or(u32::MAX);
    for file in symbols.source_files().iter().take(8) {
        black_box(symbols.source_state(file));
        for line in [1, 20, 60] {
            black_box(symbols.bind_line(&file.recorded, line, None));
        }
    }
    let mut offsets: Vec<u32> = Vec::new();
    for (line, column) in [(10, None), (75, None), (100, Some(5)), (u32::MAX, None)] {
        let bound = symbols.bind_line(source, line, column);
        offsets.extend(bound.into_iter().flat_map(|bound| bound.offsets));
    }
    offsets.extend((0..positions).map(|step| length / positions.max(1) * step));
    for offset in offsets {
        look_at(&symbols, offset);
    }
    for variable in symbols.statics(None).iter().take(200) {
        open(&symbols, variable.ty, 4);
        black_box(symbols.locate(&variable.location, 0, &AnyProgram));
    }
    for typed in ["main", "*a*", "/^m.*n$/"] {
        let pattern = FunctionPattern::parse(typed).unwrap();
        black_box(symbols.functions_like(&pattern));
        black_box(symbols.inlined_copies_like(&pattern));
    }
    black_box(symbols.find("struct point"));
    black_box(symbols.find("alloc::string::String"));
    for address in [0, 0x10_0000, 68_680, u64::MAX] {
        black_box(symbols.static_at(address));
        black_box(symbols.concrete_type_of_vtable(address).map(|ty| symbols.get(ty)));
        black_box(symbols.class_of_vtable(address).map(|ty| symbols.get(ty)));
    }
    for index in [0, 10, u32::MAX] {
        black_box(symbols.function_name(index));
        black_box(symbols.function_argument(index, 0).map(|ty| symbols.get(ty)));
    }
    black_box(symbols.take_warnings());
}

fn look_at(symbols: &ModuleSymbols, offset: u32) {
    black_box(symbols.line_at(offset));
    black_box(symbols.lines_of_function(offset));
    black_box(symbols.function_at(offset));
    black_box(symbols.statics(Some(offset)));
    for frame in symbols.frames_at(offset) {
        for block in symbols.variables(&frame, offset) {
            for variable in block.variables {
                open(symbols, variable.ty, 4);
                let place = symbols.locate(&variable.location, offset, &AnyProgram);
                assert!(!matches!(&place, Place::Bytes(bytes) if bytes.len() > 4 << 20));
            }
        }
    }
}

/// Describes a type and what it is made of, some levels deep.
fn open(symbols: &ModuleSymbols, id: TypeId, depth: u32) {
    let ty = symbols.get(id);
    let Some(depth) = depth.checked_sub(1) else { return };
    let next = |id: TypeId| open(symbols, id, depth);
    match &ty.kind {
        TypeKind::Pointer { target, .. }
        | TypeKind::Alias { target, .. }
        | TypeKind::MemberPointer { class: target, .. } => {
            target.iter().copied().for_each(next);
        }
        TypeKind::Array { element, .. } => next(*element),
        TypeKind::Enum(enumeration) => enumeration.underlying.iter().copied().for_each(next),
        TypeKind::Function { result, parameters } => {
            result.iter().chain(parameters).copied().take(8).for_each(next);
        }
        TypeKind::Composite(composite) => {
            let members = composite.members.iter().chain(&composite.bases).take(8);
            members.for_each(|member| next(member.ty));
            composite.virtual_bases.iter().take(8).for_each(|base| next(base.ty));
            for variant in composite.variant_part.iter().flat_map(|part| &part.variants).take(8) {
                variant.members.iter().for_each(|member| next(member.ty));
            }
        }
        TypeKind::Void | TypeKind::Base(_) => {}
    }
}
