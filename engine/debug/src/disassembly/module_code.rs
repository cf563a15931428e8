//! The functions of a module: where their code is, and what the module calls things.

use std::{
    collections::HashMap,
    ops::Range,
    sync::atomic::{AtomicU32, Ordering},
};

use wasmparser::{
    BinaryReader, CompositeInnerType, ExternalKind, FunctionBody, KnownCustom, Name, NameMap,
    Operator, OperatorsReader, Parser, Payload, TypeRef,
};

use super::{instructions::Instructions, operator::val_type};

/// Locals that a function can have; declarations past it are left out.
const MOST_LOCALS: u32 = 50_000;

/// An outline of a module, read in one pass over its sections. Broken parts are left out.
#[derive(Debug, Default)]
pub(crate) struct ModuleCode {
    imported_functions: u32,
    bodies: Vec<Range<u32>>,
    /// Number of instructions of each body, once somebody has counted them; 0 before.
    instruction_counts: Vec<AtomicU32>,
    /// Index of the type of each function, imports first.
    function_types: Vec<u32>,
    types: Vec<Signature>,
    functions: HashMap<u32, String>,
    globals: HashMap<u32, String>,
    /// Names of tags: of the name section, else of exports and imports.
    tags: HashMap<u32, String>,
    imported_tags: u32,
    locals: HashMap<u32, HashMap<u32, String>>,
    imports: HashMap<u32, String>,
    exports: HashMap<u32, String>,
}

/// Parameters and results, as the text format writes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signature {
    /// Types of the parameters.
    pub(crate) params: Vec<String>,
    /// Types of the results.
    pub(crate) results: Vec<String>,
}

impl ModuleCode {
    /// Reads `wasm` as far as it is readable.
    pub(crate) fn read(wasm: &[u8]) -> Self {
        let mut code = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let Ok(payload) = payload else { break };
            code.take(payload);
        }
        code.instruction_counts.resize_with(code.bodies.len(), AtomicU32::default);
        code
    }

    /// Bytes of memory that it takes, about.
    pub(crate) fn size(&self) -> usize {
        /// A text, and what the allocator adds.
        const TEXT: usize = size_of::<String>() + 16;
        /// Tables of names are half empty, at the worst.
        const PLACE: usize = 2 * (size_of::<u32>() + TEXT);
        let named = |names: &HashMap<u32, String>| {
            names.capacity() * PLACE + names.values().map(String::len).sum::<usize>()
        };
        let maps = [&self.functions, &self.globals, &self.tags, &self.imports, &self.exports];
        let signatures = self.types.iter().map(|ty| (ty.params.len() + ty.results.len()) * TEXT);
        maps.into_iter().map(named).sum::<usize>()
            + self.locals.values().map(|names| PLACE + named(names)).sum::<usize>()
            + self.bodies.capacity() * size_of::<Range<u32>>()
            + self.instruction_counts.capacity() * size_of::<AtomicU32>()
            + self.function_types.capacity() * size_of::<u32>()
            + self.types.capacity() * size_of::<Signature>()
            + signatures.sum::<usize>()
    }

    fn take(&mut self, payload: Payload<'_>) {
        match payload {
            Payload::TypeSection(section) => {
                for group in section.into_iter().map_while(Result::ok) {
                    self.types.extend(group.into_types().map(
                        |ty| match &ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => Signature {
                                params: ty.params().iter().map(val_type).collect(),
                                results: ty.results().iter().map(val_type).collect(),
                            },
                            _ => Signature::default(),
                        },
                    ));
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports().map_while(Result::ok) {
                    if let TypeRef::Tag(_) = import.ty {
                        let name = format!("{}.{}", import.module, import.name);
                        self.tags.insert(self.imported_tags, name);
                        self.imported_tags += 1;
                    }
                    if let TypeRef::Func(ty) | TypeRef::FuncExact(ty) = import.ty {
                        let name = format!("{}.{}", import.module, import.name);
                        self.imports.insert(self.imported_functions, name);
                        self.imported_functions += 1;
                        self.function_types.push(ty);
                    }
                }
            }
            Payload::FunctionSection(section) => {
                self.function_types.extend(section.into_iter().map_while(Result::ok));
            }
            Payload::ExportSection(section) => {
                for export in section.into_iter().map_while(Result::ok) {
                    if export.kind == ExternalKind::Tag {
                        self.tags.insert(export.index, export.name.to_owned());
                    }
                    if export.kind == ExternalKind::Func {
                        self.exports.entry(export.index).or_insert_with(|| export.name.to_owned());
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                if let (Ok(start), Ok(end)) = (range.start.try_into(), range.end.try_into()) {
                    self.bodies.push(start..end);
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for name in names.into_iter().map_while(Result::ok) {
                        self.take_names(name);
                    }
                }
            }
            _ => {}
        }
    }

    fn take_names(&mut self, name: Name<'_>) {
        match name {
            Name::Function(map) => self.functions.extend(entries(map)),
            Name::Global(map) => self.globals.extend(entries(map)),
            Name::Tag(map) => self.tags.extend(entries(map)),
            Name::Local(functions) => {
                for function in functions.map_while(Result::ok) {
                    self.locals.insert(function.index, entries(function.names).collect());
                }
            }
            _ => {}
        }
    }

    /// Name of a tag.
    pub(crate) fn tag_name(&self, tag: u32) -> Option<&str> {
        self.tags.get(&tag).map(String::as_str)
    }

    /// Index and name of each function in the name section.
    pub(crate) fn function_names(&self) -> impl Iterator<Item = (u32, &str)> {
        self.functions.iter().map(|(&index, name)| (index, name.as_str()))
    }

    /// Indices of the functions that have code.
    pub(crate) fn functions(&self) -> Range<u32> {
        let first = self.imported_functions;
        first..first.saturating_add(self.bodies.len() as u32)
    }

    /// Index of the function whose code covers the Wasm offset.
    pub(crate) fn function_at(&self, offset: u32) -> Option<u32> {
        let next = self.bodies.partition_point(|body| body.start <= offset);
        let position = next.checked_sub(1)?;
        self.bodies[position].contains(&offset).then(|| self.imported_functions + position as u32)
    }

    /// Wasm offsets of the locals' declarations and the instructions of a function.
    pub(crate) fn body(&self, function: u32) -> Option<Range<u32>> {
        let position = function.checked_sub(self.imported_functions)?;
        self.bodies.get(position as usize).cloned()
    }

    /// Wasm offsets of the instructions of a function, the final `end` included.
    pub(crate) fn instructions(&self, wasm: &[u8], function: u32) -> Option<Range<u32>> {
        let reader = self.function_body(wasm, function)?.get_binary_reader_for_operators().ok()?;
        let end = self.body(function)?.end;
        Some(reader.original_position().try_into().ok()?..end)
    }

    /// The body of a function, to read its instructions from.
    pub(crate) fn function_body<'a>(
        &self,
        wasm: &'a [u8],
        function: u32,
    ) -> Option<FunctionBody<'a>> {
        let range = self.body(function)?;
        let bytes = wasm.get(range.start as usize..range.end as usize)?;
        Some(FunctionBody::new(BinaryReader::new(bytes, range.start.into())))
    }

    /// Number of instructions of a function; counted once.
    pub(super) fn instruction_count(&self, wasm: &[u8], function: u32) -> u32 {
        let position = function.checked_sub(self.imported_functions);
        let kept = position.and_then(|position| self.instruction_counts.get(position as usize));
        let known = kept.map_or(0, |kept| kept.load(Ordering::Relaxed));
        if known != 0 {
            return known;
        }
        // A body has fewer instructions than bytes, and its length has 32 bits.
        let count = Instructions::new(wasm, self, function).count() as u32;
        if let Some(kept) = kept {
            kept.store(count, Ordering::Relaxed);
        }
        count
    }

    /// The function whose code covers the Wasm offset, or the next one behind it.
    pub(super) fn function_from(&self, offset: u32) -> u32 {
        let position = self.bodies.partition_point(|body| body.end <= offset);
        self.imported_functions.saturating_add(position as u32)
    }

    /// The instructions in a range of Wasm offsets that begins at one, each with its offset.
    pub(crate) fn operators<'a>(
        &self,
        wasm: &'a [u8],
        range: Range<u32>,
    ) -> impl Iterator<Item = (u32, Operator<'a>)> + use<'a> {
        let bytes = wasm.get(range.start as usize..range.end as usize).unwrap_or_default();
        let mut reader = OperatorsReader::new(BinaryReader::new(bytes, range.start.into()));
        std::iter::from_fn(move || {
            let offset = reader.original_position() as u32;
            let operator = (!reader.eof()).then(|| reader.read().ok()).flatten()?;
            Some((offset, operator))
        })
    }

    /// The instruction at a Wasm offset.
    pub(crate) fn operator_at<'a>(&self, wasm: &'a [u8], offset: u32) -> Option<Operator<'a>> {
        let body = self.body(self.function_at(offset)?)?;
        self.operators(wasm, offset..body.end).next().map(|(_, operator)| operator)
    }

    /// Types of the locals that a function declares, parameters not included.
    pub(crate) fn declared_locals(&self, wasm: &[u8], function: u32) -> Vec<String> {
        let mut types = Vec::new();
        let reader =
            self.function_body(wasm, function).and_then(|body| body.get_locals_reader().ok());
        for (count, ty) in reader.into_iter().flatten().map_while(Result::ok) {
            let room = MOST_LOCALS - types.len() as u32;
            types.extend((0..count.min(room)).map(|_| val_type(&ty)));
        }
        types
    }

    /// Parameters and results of a function.
    pub(crate) fn signature(&self, function: u32) -> Option<&Signature> {
        self.type_signature(*self.function_types.get(function as usize)?)
    }

    /// Parameters and results of a type.
    pub(crate) fn type_signature(&self, ty: u32) -> Option<&Signature> {
        self.types.get(ty as usize)
    }

    /// Name of a function: from the name section, an import or an export.
    pub(crate) fn function_name(&self, function: u32) -> Option<String> {
        let name = self
            .functions
            .get(&function)
            .map(|name| format!("{:#}", rustc_demangle::demangle(name)));
        name.or_else(|| self.imports.get(&function).cloned())
            .or_else(|| self.exports.get(&function).cloned())
    }

    /// Name of a global from the name section.
    pub(crate) fn global_name(&self, global: u32) -> Option<&str> {
        self.globals.get(&global).map(String::as_str)
    }

    /// The global of that name.
    pub(crate) fn global_named(&self, name: &str) -> Option<u32> {
        self.globals.iter().filter(|(_, known)| *known == name).map(|(index, _)| *index).min()
    }

    /// Name of a local from the name section.
    pub(crate) fn local_name(&self, function: u32, local: u32) -> Option<&str> {
        self.locals.get(&function)?.get(&local).map(String::as_str)
    }
}

fn entries(map: NameMap<'_>) -> impl Iterator<Item = (u32, String)> {
    map.map_while(Result::ok).map(|naming| (naming.index, naming.name.to_owned()))
}
