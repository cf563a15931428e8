//! The code section: its functions, and Wasm offsets against DWARF addresses.
//!
//! A DWARF address counts from the start of the code section's content. `DW_AT_low_pc` of a function
//! is the start of its locals declaration (after the size field of its body), which is not an
//! instruction: whoever sets a breakpoint wants [`Code::first_instruction`].

use std::{ops::Range, sync::Arc};

use wasmparser::{BinaryReader, FunctionBody, ImportSectionReader, OperatorsReader, TypeRef};

use crate::load::sections::Sections;

/// A function of the code section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    /// Wasm offset of the locals declaration.
    pub(crate) start: u32,
    /// Wasm offset after the final `end`.
    pub(crate) end: u32,
}

/// The functions of a module, by position.
pub(crate) struct Code {
    wasm: Arc<[u8]>,
    /// Wasm offset of the code section's content: address 0 of the debug information.
    base: u32,
    bodies: Vec<Body>,
    imported_functions: u32,
}

impl Code {
    /// Reads the sizes of all function bodies. Bodies that do not fit the section are left out.
    pub(crate) fn read(wasm: Arc<[u8]>, sections: &Sections) -> Self {
        let section = sections.code.clone().unwrap_or(0..0);
        let base = u32::try_from(section.start).unwrap_or(u32::MAX);
        let bodies = wasm.get(section).map_or_else(Vec::new, |bytes| bodies(bytes, base));
        let imports = sections.imports.clone().and_then(|range| wasm.get(range));
        let imported_functions = imports.map_or(0, imported_functions);
        Self { wasm, base, bodies, imported_functions }
    }

    /// The same for debug information that counts from behind the number of functions, with which the
    /// section's content begins: the assembler of text form writes it so.
    pub(crate) fn counted_behind_number(self) -> Self {
        let start = usize::try_from(self.base).unwrap_or(usize::MAX);
        let number = self.wasm.get(start..).unwrap_or_default().iter();
        let more = number.take_while(|byte| **byte & 0x80 != 0).take(4).count();
        let length = u32::try_from(more).unwrap_or(0) + 1;
        Self { base: self.base.saturating_add(length), ..self }
    }

    /// Index in the module and body of each function of the code section.
    pub(crate) fn each_function(&self) -> impl Iterator<Item = (u32, Body)> {
        (self.imported_functions..).zip(self.bodies.iter().copied())
    }

    /// The DWARF address of a Wasm offset; `None` before the code section.
    pub(crate) fn address(&self, offset: u32) -> Option<u32> {
        offset.checked_sub(self.base)
    }

    /// The Wasm offset of a DWARF address; `None` past 4 GiB.
    pub(crate) fn offset(&self, address: u32) -> Option<u32> {
        address.checked_add(self.base)
    }

    /// A range of DWARF addresses as Wasm offsets, where it lies in a function that the linker kept.
    /// Code that it dropped has address 0, -1 or -2, or an empty range.
    pub(crate) fn live(&self, addresses: Range<u64>) -> Option<Range<u32>> {
        let start = self.offset(u32::try_from(addresses.start).ok()?)?;
        let end = self.offset(u32::try_from(addresses.end).ok()?)?;
        let (_, _) = self.body_at(start)?;
        let last = self.bodies.last()?.end;
        (start < end && end <= last).then_some(start..end)
    }

    /// The body around a Wasm offset, and its position in the code section.
    pub(crate) fn body_at(&self, offset: u32) -> Option<(usize, Body)> {
        let next = self.bodies.partition_point(|body| body.start <= offset);
        let index = next.checked_sub(1)?;
        let body = *self.bodies.get(index)?;
        (offset < body.end).then_some((index, body))
    }

    /// Whether no function begins between the end of one and the start of another.
    pub(crate) fn is_next(&self, end: u32, start: u32) -> bool {
        /// The shortest function, with its size, and the size of the one after it: less has no room for one.
        const SHORTEST: u32 = 4;
        let Some(between) = start.checked_sub(end) else { return false };
        let position = |offset| self.bodies.partition_point(|body| body.start < offset);
        between < SHORTEST || position(end) == position(start)
    }

    /// How many functions have code.
    pub(crate) fn functions(&self) -> usize {
        self.bodies.len()
    }

    /// Wasm offsets from the first function to the end of the last one.
    pub(crate) fn range(&self) -> Range<u32> {
        let first = self.bodies.first().map_or(0, |body| body.start);
        first..self.bodies.last().map_or(first, |body| body.end)
    }

    /// Bytes of memory that the positions of the functions take.
    pub(crate) fn size(&self) -> usize {
        self.bodies.capacity() * size_of::<Body>()
    }

    /// The body of function `index` of the module; `None` for imports.
    pub(crate) fn body_of_function(&self, index: u32) -> Option<Body> {
        let position = index.checked_sub(self.imported_functions)?;
        self.bodies.get(usize::try_from(position).ok()?).copied()
    }

    /// The index in the module of the function at a position of the code section.
    pub(crate) fn function_index(&self, position: usize) -> u32 {
        self.imported_functions.saturating_add(u32::try_from(position).unwrap_or(u32::MAX))
    }

    /// Wasm offset of the first instruction of a body (after its locals declaration).
    pub(crate) fn first_instruction(&self, body: Body) -> u32 {
        let Some(function) = self.function(body) else { return body.start };
        function
            .get_binary_reader_for_operators()
            .ok()
            .and_then(|reader| u32::try_from(reader.original_position()).ok())
            .map_or(body.start, |offset| offset.min(body.end))
    }

    /// The body's bytes for `wasmparser`, positions being Wasm offsets.
    pub(crate) fn function(&self, body: Body) -> Option<FunctionBody<'_>> {
        let range = usize::try_from(body.start).ok()?..usize::try_from(body.end).ok()?;
        let bytes = self.wasm.get(range)?;
        Some(FunctionBody::new(BinaryReader::new(bytes, u64::from(body.start))))
    }
}

impl Code {
    /// The instructions of a body from one of them on.
    pub(crate) fn operators_from(&self, body: Body, offset: u32) -> Option<OperatorsReader<'_>> {
        let range =
            usize::try_from(offset.max(body.start)).ok()?..usize::try_from(body.end).ok()?;
        let bytes = self.wasm.get(range)?;
        Some(OperatorsReader::new(BinaryReader::new(bytes, u64::from(offset.max(body.start)))))
    }
}

fn bodies(section: &[u8], base: u32) -> Vec<Body> {
    let mut reader = BinaryReader::new(section, u64::from(base));
    let Ok(count) = reader.read_var_u32() else { return Vec::new() };
    let mut bodies = Vec::new();
    for _ in 0..count {
        let Ok(body) = reader.read_reader() else { break };
        let range = body.range();
        let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end)) else {
            break;
        };
        bodies.push(Body { start, end });
    }
    bodies.shrink_to_fit();
    bodies
}

fn imported_functions(section: &[u8]) -> u32 {
    let Ok(reader) = ImportSectionReader::new(BinaryReader::new(section, 0)) else { return 0 };
    let functions = reader
        .into_imports()
        .map_while(Result::ok)
        .filter(|import| matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
    u32::try_from(functions.count()).unwrap_or(u32::MAX)
}
