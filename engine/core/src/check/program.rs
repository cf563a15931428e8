//! What is known of the file's module so far, held against the plan as it grows.
//!
//! Invariant: what the module was found to take, with what the next section is known to add, is within the plan.

use wasmparser::{
    BinaryReader, BinaryReaderError, ElementItems, ElementSectionReader, ExportSectionReader,
    ExternalKind, FuncValidator, FunctionBody, FunctionSectionReader, GlobalSectionReader,
    ImportSectionReader, MemorySectionReader, TableInit, TableSectionReader, TagSectionReader,
    TypeSectionReader, ValidatorResources,
};
use wrtd_limits::{Account, LimitName, Plan};

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::body::{Found, Scanner};
use super::calls::CallGraph;
use super::level::{
    DATA, ELEMENTS, EXPORTS, FUNCTIONS, GLOBALS, IMPORTS, MEMORIES, START, Section, TABLES, TAGS,
    TYPES,
};
use super::refusal::{Excess, Refusal, Subject};
use crate::device::{Layout, Needs, refuse, slot_bytes};
use crate::exec::{STACK_SHARE, THREAD_ENTRY};
use crate::module::{
    AddressType, Extent, ImportType, MemoryType, TableType, func_type, memory_type, table_type,
    type_ref,
};
use crate::store::{LOADED, StoreLimits, TABLE_ELEMENT, instance_size, types_size};
use crate::value::ValType;

/// The module of whose functions one starts threads.
const SPAWNER: &str = "wasi";

/// Bytes before the first section.
const PREAMBLE: u64 = 8;

/// How many operands a function takes and gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signature {
    pub(super) params: u32,
    pub(super) results: u32,
    /// Vectors are among them.
    vectors: bool,
}

/// The file's module.
#[derive(Debug)]
pub(super) struct Program {
    plan: Plan,
    pub(super) limits: StoreLimits,
    pub(super) extent: Extent,
    types: Vec<Signature>,
    /// Number of each type: equal types have equal numbers.
    numbers: Vec<u32>,
    /// Types with numbers of their own, and their parameters and results.
    distinct: u64,
    distinct_operands: u64,
    /// Type of each function, imported ones first.
    functions: Vec<u32>,
    /// Types of imported functions, which whoever defines these brings: the number and the operands of each.
    brought: BTreeMap<u32, u64>,
    /// It is known which they are.
    settled: bool,
    /// Those that are imported come first.
    pub(super) memories: Vec<MemoryType>,
    pub(super) tables: Vec<TableType>,
    /// Imports of each module that is asked.
    pub(super) imports: BTreeMap<String, u64>,
    /// Types or globals have vectors.
    pub(super) declares_vectors: bool,
    /// Functions that are exported, and those names.
    pub(super) exported: Vec<(u32, String)>,
    pub(super) start: Option<u32>,
    pub(super) code: Code,
    /// Bytes of all data segments.
    pub(super) data_bytes: u64,
}

/// What was found in the module's bodies.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) scanner: Scanner,
    pub(super) graph: CallGraph,
    /// Offset of the section's end, and bytes in it.
    pub(super) end: u64,
    pub(super) bytes: u64,
    /// Bytes of all side tables.
    pub(super) side_tables: u64,
    /// Most words of all translations.
    pub(super) words: u64,
    /// Slots of the largest frame, and its function.
    largest: (u64, u32),
}

impl Program {
    pub(super) fn new(plan: &Plan) -> Result<Self, Refusal> {
        let program = Self {
            plan: *plan,
            limits: StoreLimits::of(plan),
            extent: Extent { file: PREAMBLE, ..Extent::default() },
            types: Vec::new(),
            numbers: Vec::new(),
            distinct: 0,
            distinct_operands: 0,
            functions: Vec::new(),
            brought: BTreeMap::new(),
            settled: false,
            memories: Vec::new(),
            tables: Vec::new(),
            imports: BTreeMap::new(),
            declares_vectors: false,
            exported: Vec::new(),
            start: None,
            code: Code::default(),
            data_bytes: 0,
        };
        program.check_engine(&program.extent, 0)?;
        program.check(0, Subject::Instances, LimitName::Instances, 1)?;
        Ok(program)
    }

    /// Whether so much is within a limit.
    fn check(&self, at: u64, subject: Subject, name: LimitName, asked: u64) -> Result<(), Refusal> {
        match Excess::of(&self.plan, subject, name, asked) {
            Some(excess) => Err(Refusal::limit(at, excess)),
            None => Ok(()),
        }
    }

    /// Whether the program runs on a device's own machine.
    pub(super) fn is_for_device(&self) -> bool {
        self.plan.limits().platform.is_device()
    }

    /// What a device sets aside for a program of this extent.
    pub(super) fn layout(&self, extent: &Extent) -> Layout {
        let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let most = |memory: &MemoryType| {
            u64::from(narrow(memory.max_pages())).saturating_mul(memory.page_size.into())
        };
        let needs = Needs {
            memory: self.linear(),
            max_memory: self.memories.first().map_or(0, most),
            frame_slots: narrow(self.code.largest.0),
            globals: narrow(extent.all_globals()),
            tables: narrow(self.table_elements().saturating_add(extent.all_tables())),
            dropped: narrow(extent.element_segments + extent.data_segments),
            // It makes no difference to what is set aside.
            floats: false,
            vectors: self.code.scanner.conduct.vectors,
        };
        Layout::new(needs, &self.plan)
    }

    /// Bytes of a slot of the guest's stack, slots in it, and calls that may be active at once.
    pub(super) fn stack(&self) -> (u64, u64, u64) {
        if self.is_for_device() {
            let layout = self.layout(&self.extent);
            return (slot_bytes(layout.needs), layout.stack, layout.frames);
        }
        (SLOT, self.limits.stack_slots.into(), self.limits.max_call_depth.into())
    }

    /// Bytes of the guest's stack on a host.
    pub(super) fn stack_bytes(&self) -> u64 {
        u64::from(self.limits.stack_slots) * SLOT
    }

    /// The least sizes of all tables, in elements.
    fn table_elements(&self) -> u64 {
        self.tables.iter().map(|table| table.limits.min).fold(0, u64::saturating_add)
    }

    /// What the account `Runtime` is charged for a store with such a module, or by a device.
    pub(super) fn runtime(&self, extent: &Extent) -> u64 {
        if self.is_for_device() {
            return self.layout(extent).charge_of(Account::Runtime);
        }
        self.stack_bytes().saturating_add(extent.footprint().charged_to(Account::Runtime))
    }

    /// What the account `Components` is charged for an instance of such a module, whose tables are those that are known.
    pub(super) fn components(&self, extent: &Extent) -> u64 {
        if self.is_for_device() {
            return 0;
        }
        let types = if self.settled { self.new_types_size() } else { 0 };
        let instance = LOADED + instance_size(extent) + types;
        instance.saturating_add(self.table_elements().saturating_mul(TABLE_ELEMENT))
    }

    /// What each thread adds to `Components` and `Runtime`: an instance of its own and a part of the stack. `None` where
    /// the program starts none.
    pub(super) fn thread_bytes(&self, extent: &Extent) -> Option<(u64, u64)> {
        let is_entry = |export: &(u32, String)| export.1 == THREAD_ENTRY;
        if !self.imports.contains_key(SPAWNER) || !self.exported.iter().any(is_entry) {
            return None;
        }
        let tables = self.table_elements().saturating_mul(TABLE_ELEMENT);
        let stack = u64::from(self.limits.stack_slots) / STACK_SHARE as u64 * SLOT;
        Some((instance_size(extent).saturating_add(tables), stack))
    }

    /// What a store is charged for the types that nobody brings with an imported function.
    fn new_types_size(&self) -> u64 {
        let known = self.brought.len() as u64;
        let operands = self.distinct_operands - self.brought.values().sum::<u64>();
        types_size(known, self.distinct - known, operands)
    }

    /// The least sizes of all linear memories, in bytes.
    pub(super) fn linear(&self) -> u64 {
        let size = |memory: &MemoryType| memory.limits.min.saturating_mul(memory.page_size.into());
        self.memories.iter().map(size).fold(0, u64::saturating_add)
    }

    fn check_engine(&self, extent: &Extent, at: u64) -> Result<(), Refusal> {
        self.check(at, Subject::Runtime, LimitName::Runtime, self.runtime(extent))?;
        let components = self.components(extent);
        self.check(at, Subject::Instance, LimitName::ComponentBytes, components)?;
        if self.is_for_device() {
            let places = self.layout(extent).charge_of(Account::Debug);
            self.check(at, Subject::DeviceBreakpoints, LimitName::Debug, places)?;
        }
        Ok(())
    }

    /// Refuses what devices have not, where the program is for one.
    fn check_device(&self, at: u64, what: Option<&'static str>) -> Result<(), Refusal> {
        match what {
            Some(what) if self.is_for_device() => Err(Refusal::device(at, what, None)),
            _ => Ok(()),
        }
    }

    /// Whether one more memory may be on a device.
    fn check_memory(&self, at: u64, memory: &MemoryType) -> Result<(), Refusal> {
        let second = (!self.memories.is_empty()).then_some(refuse::MEMORIES);
        self.check_device(at, second.or_else(|| refuse::memory(memory)))
    }

    fn check_linear(&self, at: u64) -> Result<(), Refusal> {
        self.check(at, Subject::Memories, LimitName::WasmLinear, self.linear())
    }

    /// A section begins with its head at `at`.
    pub(super) fn section(&mut self, at: u64, section: Section) -> Result<(), Refusal> {
        self.extent.file += section.end - at;
        self.settled |= !matches!(section.id, TYPES | IMPORTS);
        self.check_engine(&self.extent, at)
    }

    /// The module is over at `at`.
    pub(super) fn end(&mut self, at: u64) -> Result<(), Refusal> {
        self.settled = true;
        self.check_engine(&self.extent, at)?;
        // Slots are twice as large where a later function has vectors.
        if self.is_for_device() { self.check_frame(at) } else { Ok(()) }
    }

    /// A section says how many items it has, which are to be read only where they fit.
    pub(super) fn announce(&mut self, section: Section, count: u32) -> Result<(), Refusal> {
        let count = u64::from(count);
        let at = section.start;
        let mut extent = self.extent;
        match section.id {
            TYPES => extent.types += count,
            IMPORTS => {
                self.check(at, Subject::Imports, LimitName::Imports, count)?;
                extent.imports += count;
            }
            FUNCTIONS => extent.functions += count,
            TABLES => extent.tables += count,
            MEMORIES => extent.memories += count,
            TAGS => extent.tags += count,
            GLOBALS => extent.globals += count,
            EXPORTS => {
                self.check(at, Subject::Exports, LimitName::Exports, count)?;
                extent.exports += count;
            }
            ELEMENTS => extent.element_segments += count,
            DATA => {
                extent.data_segments += count;
                self.extent.data_segments += count;
            }
            _ => {}
        }
        self.check_engine(&extent, at)
    }

    /// Reads a section that was validated.
    pub(super) fn contents(
        &mut self,
        section: Section,
        mut reader: BinaryReader<'_>,
    ) -> Result<(), Refusal> {
        match section.id {
            TYPES => self.types(reader)?,
            IMPORTS => self.imports(reader)?,
            FUNCTIONS => {
                for ty in FunctionSectionReader::new(reader)? {
                    self.functions.push(ty?);
                    self.extent.functions += 1;
                }
            }
            TABLES => {
                for table in TableSectionReader::new(reader)?.into_iter_with_offsets() {
                    let (at, table) = table?;
                    let ty = table_type(&table.ty);
                    let has_value = matches!(table.init, TableInit::Expr(_));
                    self.check_device(at, refuse::table(&ty, has_value))?;
                    self.extent.tables += 1;
                    self.tables.push(ty);
                    self.check_engine(&self.extent, at)?;
                }
            }
            MEMORIES => {
                for memory in MemorySectionReader::new(reader)?.into_iter_with_offsets() {
                    let (at, memory) = memory?;
                    let ty = memory_type(&memory);
                    self.check_memory(at, &ty)?;
                    self.extent.memories += 1;
                    self.memories.push(ty);
                    self.check_linear(at)?;
                }
            }
            TAGS => {
                let tags = TagSectionReader::new(reader)?.count();
                let exceptions = (tags > 0).then_some(refuse::EXCEPTIONS);
                self.check_device(section.start, exceptions)?;
                self.extent.tags += u64::from(tags);
            }
            GLOBALS => {
                for global in GlobalSectionReader::new(reader)? {
                    self.declares_vectors |= global?.ty.content_type == wasmparser::ValType::V128;
                    self.extent.globals += 1;
                }
            }
            EXPORTS => self.exports(reader)?,
            START => self.start = Some(reader.read_var_u32()?),
            ELEMENTS => self.elements(reader)?,
            _ => {}
        }
        self.check_engine(&self.extent, section.start)
    }

    fn types(&mut self, reader: BinaryReader<'_>) -> Result<(), BinaryReaderError> {
        let mut known = BTreeMap::new();
        for ty in TypeSectionReader::new(reader)?.into_iter_err_on_gc_types() {
            let ty = func_type(&ty?);
            let operands = (ty.params.len() + ty.results.len()) as u64;
            let is_vector = |ty: &ValType| *ty == ValType::V128;
            let vectors = ty.params.iter().chain(&ty.results).any(is_vector);
            self.declares_vectors |= vectors;
            self.extent.types += 1;
            self.extent.type_operands += operands;
            let (params, results) = (ty.params.len() as u32, ty.results.len() as u32);
            self.types.push(Signature { params, results, vectors });
            let next = known.len() as u32;
            let number = *known.entry(ty.numbered(&self.numbers)).or_insert(next);
            self.numbers.push(number);
            if number == next {
                self.distinct += 1;
                self.distinct_operands += operands;
            }
        }
        Ok(())
    }

    fn imports(&mut self, reader: BinaryReader<'_>) -> Result<(), Refusal> {
        for group in ImportSectionReader::new(reader)? {
            for import in group? {
                let (at, import) = import?;
                let ty = type_ref(&import.ty);
                self.extent.add_import(import.module.len() + import.name.len(), &ty);
                match self.imports.get_mut(import.module) {
                    Some(count) => *count += 1,
                    None => _ = self.imports.insert(import.module.into(), 1),
                }
                match ty {
                    ImportType::Func(index) => {
                        self.functions.push(index);
                        if let Some(ty) = self.types.get(index as usize) {
                            let operands = u64::from(ty.params) + u64::from(ty.results);
                            self.brought.insert(self.numbers[index as usize], operands);
                        }
                    }
                    ImportType::Memory(memory) => {
                        self.check_memory(at, &memory)?;
                        self.memories.push(memory);
                        self.check_linear(at)?;
                    }
                    ImportType::Table(table) => {
                        self.check_device(at, refuse::table(&table, false))?;
                        self.tables.push(table);
                        self.check_engine(&self.extent, at)?;
                    }
                    ImportType::Global(ty) => {
                        self.declares_vectors |= ty.content == ValType::V128;
                        if self.is_for_device() {
                            return Err(Refusal::imported_global(at, import.module, import.name));
                        }
                    }
                    ImportType::Tag(_) => self.check_device(at, Some(refuse::EXCEPTIONS))?,
                }
            }
        }
        Ok(())
    }

    fn exports(&mut self, reader: BinaryReader<'_>) -> Result<(), BinaryReaderError> {
        for export in ExportSectionReader::new(reader)? {
            let export = export?;
            self.extent.exports += 1;
            self.extent.export_names += export.name.len() as u64;
            if matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact) {
                self.exported.push((export.index, export.name.into()));
            }
        }
        self.exported.sort_by_key(|export| export.0);
        Ok(())
    }

    fn elements(&mut self, reader: BinaryReader<'_>) -> Result<(), BinaryReaderError> {
        for element in ElementSectionReader::new(reader)? {
            self.extent.element_segments += 1;
            match element?.items {
                ElementItems::Functions(items) => {
                    self.extent.element_functions += u64::from(items.count());
                }
                ElementItems::Expressions(_, items) => {
                    self.extent.element_expressions += u64::from(items.count());
                }
            }
        }
        Ok(())
    }

    /// The section with `count` bodies begins, as many as functions were declared.
    pub(super) fn begin_code(&mut self, section: Section, count: u32) {
        let imported = self.extent.imported_functions as u32;
        self.code.graph = CallGraph::new(imported, count as usize);
        self.code.end = section.end;
        self.code.bytes = section.end - section.start;
    }

    /// Validates the body of a function, and holds the frame of one at which the program is entered against the size of
    /// the stack.
    pub(super) fn body(
        &mut self,
        validator: &mut FuncValidator<ValidatorResources>,
        body: &FunctionBody<'_>,
    ) -> Result<(), Refusal> {
        let code = &mut self.code;
        let found = code.scanner.scan(validator, body, &self.types)?;
        let func = validator.index();
        let ty = self.functions.get(func as usize);
        let ty = ty.and_then(|&ty| self.types.get(ty as usize));
        let params = ty.map_or(0, |ty| ty.params);
        code.scanner.conduct.vectors |= ty.is_some_and(|ty| ty.vectors);
        code.side_tables += found.table.size();
        code.words += found.words;
        code.graph.add(found.slots, params.into(), found.indirect, &code.scanner.calls);
        if found.slots > code.largest.0 {
            code.largest = (found.slots, func);
        }
        if self.is_for_device() {
            return self.check_device_body(func, &found);
        }
        if found.slots > self.limits.stack_slots.into() && self.is_entry(func) {
            let asked = found.slots * SLOT;
            let start = body.range().start;
            self.check(start, Subject::Entry(func), LimitName::StackBytes, asked)?;
        }
        Ok(())
    }

    /// Whether a device runs this function.
    fn check_device_body(&self, func: u32, found: &Found) -> Result<(), Refusal> {
        if let Some((what, at)) = found.beyond_devices {
            return Err(Refusal::device(at, what, Some(func)));
        }
        if let Some(what) = refuse::size(found.operands, found.carried) {
            return Err(Refusal::too_large(found.at, what, Some(func)));
        }
        self.check_frame(found.at)
    }

    /// Whether the largest frame fits a device's stack.
    fn check_frame(&self, at: u64) -> Result<(), Refusal> {
        let (slot, slots, _) = self.stack();
        match self.code.largest {
            (largest, func) if largest > slots => {
                self.check(at, Subject::Frame(func), LimitName::StackBytes, largest * slot)
            }
            _ => Ok(()),
        }
    }

    /// The functions at which the program is entered.
    pub(super) fn entries(&self) -> Vec<u32> {
        self.exported.iter().map(|export| export.0).chain(self.start).collect()
    }

    /// Whether instructions on some memories and tables are other than most programs have.
    pub(super) fn has_wide_addresses(&self) -> bool {
        let is_plain = |memory: &MemoryType| {
            memory.address == AddressType::I32 && memory.page_size == MemoryType::PAGE
        };
        !self.memories.iter().all(is_plain)
            || self.tables.iter().any(|table| table.address == AddressType::I64)
    }

    /// Whether the program is entered at this function.
    fn is_entry(&self, func: u32) -> bool {
        self.start == Some(func) || self.export_of(func).is_some()
    }

    /// A name under which a function is exported.
    pub(super) fn export_of(&self, func: u32) -> Option<&str> {
        let place = self.exported.binary_search_by_key(&func, |export| export.0).ok()?;
        Some(&self.exported[place].1)
    }

    /// A data segment has so many bytes.
    pub(super) fn segment(&mut self, bytes: u32) {
        self.data_bytes += u64::from(bytes);
    }
}

/// Bytes of a slot of the guest's stack.
pub(super) const SLOT: u64 = 8;
