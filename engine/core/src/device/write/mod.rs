//! Making an image of a validated module, on a host.
//!
//! The image holds the module's bytes up to the last section that is needed: custom sections that lie behind,
//! where compilers put names and debug information, stay with whoever debugs. In functions that have vectors,
//! instructions are replaced by those of [`crate::opcode`] that no module has, as a host does it in a copy.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::checksum::checksum;
use super::format::{
    Branch, FunctionRecord, GlobalRecord, Header, MAGIC, NEEDS_FLOATS, NEEDS_VECTORS, NONE, Record,
    Section, TableRecord, TypeRecord, UNCHECKED, VERSION,
};
use crate::module::{ImportType, Module};
use crate::side_table::Prepared;

mod constant;
mod names;
pub(crate) mod refuse;
mod segments;
mod types;

/// Why no image can be made of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError {
    /// Devices do not run what a proposal adds.
    Unsupported {
        /// What it is.
        what: &'static str,
        /// Index of the function with it, and its Wasm offset; `None` for a declaration.
        place: Option<(u32, u32)>,
    },
    /// A global is imported, which only a linked program can have.
    ImportedGlobal {
        /// Name of the module that is asked.
        module: String,
        /// Name of the global.
        name: String,
    },
    /// A number is greater than an image can hold.
    TooLarge {
        /// Of what.
        what: &'static str,
        /// The function, where it is a function's.
        func: Option<u32>,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported { what, place: Some((func, pc)) } => write!(
                f,
                "function {func} has {what} (at Wasm offset {pc:#x}), which images cannot have; build the \
                 program without"
            ),
            Self::Unsupported { what, place: None } => {
                write!(
                    f,
                    "the module has {what}, which images cannot have; build the program without"
                )
            }
            Self::ImportedGlobal { module, name } => write!(
                f,
                "the module imports the global {module}.{name}, which nobody gives on a device; link it in"
            ),
            Self::TooLarge { what, func: Some(func) } => {
                write!(f, "function {func} has more {what} than an image can hold; split it")
            }
            Self::TooLarge { what, func: None } => {
                write!(f, "the module has more {what} than an image can hold")
            }
        }
    }
}

impl core::error::Error for WriteError {}

/// Makes the image of a module that a device runs. Memories and tables that it imports become its own, of
/// the least size.
///
/// # Errors
/// [`WriteError`]
pub fn write_image(module: &Module) -> Result<Vec<u8>, WriteError> {
    refuse::declarations(module)?;
    let mut writer = Writer::new(module);
    writer.types()?;
    writer.functions()?;
    writer.globals()?;
    writer.memory_and_tables()?;
    writer.segments()?;
    writer.names()?;
    writer.finish()
}

/// An image in the making: the sections behind the header, in the order in which they come.
struct Writer<'a> {
    module: &'a Module,
    header: Header,
    /// What all globals start with.
    globals: Vec<u128>,
    /// The module's bytes, with instructions replaced.
    code: Vec<u8>,
    /// All other sections.
    body: Vec<u8>,
}

const EMPTY: Section = Section { start: 0, count: 0 };

impl<'a> Writer<'a> {
    fn new(module: &'a Module) -> Self {
        let header = Header {
            magic: MAGIC,
            version: VERSION,
            length: 0,
            checksum: 0,
            features: 0,
            pages: 0,
            max_pages: 0,
            page_size: 0,
            start: module.start.unwrap_or(NONE),
            frame_slots: 0,
            table_slots: 0,
            module_hash: hash(&module.bytes),
            module: EMPTY,
            types: EMPTY,
            functions: EMPTY,
            branches: EMPTY,
            globals: EMPTY,
            tables: EMPTY,
            elements: EMPTY,
            items: EMPTY,
            data: EMPTY,
            imports: EMPTY,
            exports: EMPTY,
            names: EMPTY,
        };
        let code = module.bytes[..end_of_use(module)].to_vec();
        Self { module, header, globals: constant::globals(module), code, body: Vec::new() }
    }

    /// Appends a section of records.
    fn section<R: Record>(&mut self, records: &[R]) -> Result<Section, WriteError> {
        let start = Header::SIZE + self.body.len();
        for record in records {
            record.write(&mut self.body);
        }
        section(start, records.len())
    }

    fn types(&mut self) -> Result<(), WriteError> {
        let mut records = Vec::new();
        for (index, &same) in types::equal_types(self.module).iter().enumerate() {
            let ty = &self.module.types[index];
            let params = narrow(ty.params.len(), "parameters", None)?;
            let results = narrow(ty.results.len(), "results", None)?;
            records.push(TypeRecord { params, results, same });
        }
        self.header.types = self.section(&records)?;
        Ok(())
    }

    fn functions(&mut self) -> Result<(), WriteError> {
        let (mut functions, mut branches) = (Vec::new(), Vec::new());
        for func in 0..self.module.func_count() {
            let ty = self.module.func_types[func as usize];
            let Some(built) = Prepared::build(self.module, func) else {
                let (code, end, branch, locals, operands) = (0, 0, 0, 0, 0);
                functions.push(FunctionRecord { ty, code, end, branch, locals, operands });
                continue;
            };
            let used = refuse::instructions(self.module, func)?;
            self.header.features |= if used.floats { NEEDS_FLOATS } else { 0 };
            self.header.features |= if used.vectors { NEEDS_VECTORS } else { 0 };
            for (pc, opcode) in built.rewritten {
                // The device's loads and stores take every memory argument.
                if opcode != crate::exec::general_opcode::GENERAL {
                    self.code[pc as usize] = opcode;
                }
            }
            let prepared = built.prepared;
            functions.push(FunctionRecord {
                ty,
                code: prepared.code.start,
                end: prepared.code.end,
                branch: branches.len() as u32,
                locals: narrow(prepared.locals as usize, "locals", Some(func))?,
                operands: narrow(prepared.max_operands as usize, refuse::OPERANDS, Some(func))?,
            });
            let slots = prepared.locals + prepared.max_operands;
            self.header.frame_slots = self.header.frame_slots.max(slots);
            for branch in &prepared.branches {
                let &crate::side_table::Branch { code, entries, height, arity } = branch;
                let packed = Branch { code, entries, height, arity }.pack();
                let too_large = WriteError::TooLarge { what: refuse::CODE, func: Some(func) };
                branches.push(packed.ok_or(too_large)?);
            }
        }
        self.header.functions = self.section(&functions)?;
        self.header.branches = self.section(&branches)?;
        Ok(())
    }

    fn globals(&mut self) -> Result<(), WriteError> {
        let import = self.module.imports.iter().find(|i| matches!(i.ty, ImportType::Global(_)));
        if let Some(import) = import {
            let (module, name) = (import.module.clone(), import.name.clone());
            return Err(WriteError::ImportedGlobal { module, name });
        }
        let records: Vec<_> = self
            .globals
            .iter()
            .map(|&value| GlobalRecord { slot: value as u64, high: (value >> 64) as u64 })
            .collect();
        self.header.globals = self.section(&records)?;
        Ok(())
    }

    fn memory_and_tables(&mut self) -> Result<(), WriteError> {
        if let Some(memory) = self.module.memories.first() {
            let clamp = |pages: u64| u32::try_from(pages).unwrap_or(u32::MAX);
            self.header.pages = clamp(memory.limits.min);
            self.header.max_pages = clamp(memory.max_pages());
            self.header.page_size = memory.page_size;
        }
        let mut records = Vec::new();
        for table in &self.module.tables {
            let clamp = |size: u64| u32::try_from(size).unwrap_or(u32::MAX);
            let size = clamp(table.limits.min);
            let slots = self.header.table_slots.checked_add(size);
            let too_large = WriteError::TooLarge { what: "elements of tables", func: None };
            self.header.table_slots = slots.ok_or(too_large)?;
            records.push(TableRecord { size, max: table.limits.max.map_or(u32::MAX, clamp) });
        }
        self.header.tables = self.section(&records)?;
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        self.header.module = section(Header::SIZE + self.body.len(), self.code.len())?;
        let length = Header::SIZE + self.body.len() + self.code.len();
        self.header.length = narrow(length, "bytes", None)?;
        let mut image = Vec::with_capacity(length);
        self.header.write(&mut image);
        image.extend_from_slice(&self.body);
        image.extend_from_slice(&self.code);
        // The last of the fields that it does not cover.
        let sum = checksum(&image[UNCHECKED..]);
        image[UNCHECKED - 4..UNCHECKED].copy_from_slice(&sum.to_le_bytes());
        Ok(image)
    }
}

fn section(start: usize, count: usize) -> Result<Section, WriteError> {
    Ok(Section { start: narrow(start, "bytes", None)?, count: narrow(count, "bytes", None)? })
}

fn narrow<T: TryFrom<usize>>(
    value: usize,
    what: &'static str,
    func: Option<u32>,
) -> Result<T, WriteError> {
    T::try_from(value).map_err(|_| WriteError::TooLarge { what, func })
}

/// Wasm offset behind the last byte that a device reads.
fn end_of_use(module: &Module) -> usize {
    let code = module.code_section.end;
    let data = module.data.iter().map(|segment| segment.bytes.end).max().unwrap_or(0);
    code.max(data) as usize
}

/// FNV-1a of 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.iter().fold(BASIS, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
