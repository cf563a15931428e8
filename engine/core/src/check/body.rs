//! One pass over a function's body: `wasmparser` validates it, and beside that only what the limits want is looked at.
//!
//! Most instructions are looked up in a table and left alone. The others are read from their bytes, after they were
//! validated, so that what is read is there.
//!
//! Invariant: the side table that is counted here is the one that `side_table.rs` makes at the first call, and the
//! translation that `exec/threaded` makes has no more words than are counted here.

use wasmparser::{
    BinaryReaderError, BlockType, FrameKind, FuncValidator, FunctionBody, ValType,
    ValidatorResources,
};

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::program::Signature;
use crate::device::refuse;
use crate::exec::general_opcode::MEMORY_INDEX;
use crate::leb::read_u32;
use crate::side_table::TableExtent;

/// Marks an edge of a call that takes the place of its caller.
pub(super) const TAIL: u32 = 1 << 31;

/// What is to be done about an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Class {
    Plain,
    Block,
    If,
    /// `else`, `catch`, `catch_all`: a branch over what follows.
    Over,
    End,
    Branch,
    BranchTable,
    Call,
    Indirect,
    Try,
    TryTable,
    Throw,
    Rethrow,
    Atomic,
    /// Loads and stores.
    Access,
    MemorySize,
    MemoryGrow,
    Miscellaneous,
    Vector,
}

/// What is known of an opcode: its class, and the most words that its translation takes, with those to which operands
/// that it pushes are copied later.
#[derive(Clone, Copy)]
struct Traits {
    class: Class,
    words: u8,
}

/// By opcode (core specification, section 5.4).
const TRAITS: [Traits; 256] = {
    // An instruction that computes: its handler, its fields, and a constant.
    let mut traits = [Traits { class: Class::Plain, words: 3 }; 256];
    let mut opcode = 0;
    while opcode < 256 {
        let (class, words) = match opcode {
            0x02 => (Class::Block, 0),
            // With the place of the loop.
            0x03 => (Class::Block, 5),
            0x04 => (Class::If, 3),
            0x05 => (Class::Over, 4),
            0x06 => (Class::Try, 0),
            0x07 | 0x19 => (Class::Over, 0),
            0x08 | 0x0a => (Class::Throw, 3),
            0x09 => (Class::Rethrow, 3),
            // With the return of a value at the function's end.
            0x0b | 0x18 => (Class::End, 5),
            0x0c => (Class::Branch, 2),
            0x0d | 0xd5 | 0xd6 => (Class::Branch, 5),
            0x0e => (Class::BranchTable, 2),
            0x10 | 0x12 => (Class::Call, 4),
            0x11 | 0x13..=0x15 => (Class::Indirect, 4),
            0x1f => (Class::TryTable, 0),
            // `local.tee`, `global.get`
            0x22 | 0x23 => (Class::Plain, 6),
            0x28..=0x3e => (Class::Access, 3),
            0x3f => (Class::MemorySize, 3),
            0x40 => (Class::MemoryGrow, 3),
            0xfc => (Class::Miscellaneous, 3),
            0xfd => (Class::Vector, 6),
            0xfe => (Class::Atomic, 3),
            _ => (Class::Plain, 3),
        };
        traits[opcode] = Traits { class, words };
        opcode += 1;
    }
    traits
};

/// What the code of a module does anywhere.
#[derive(Debug, Default)]
pub(super) struct Conduct {
    /// Memories and tables that it grows.
    pub(super) grown_memories: BTreeSet<u32>,
    pub(super) grown_tables: BTreeSet<u32>,
    /// It throws exceptions.
    pub(super) throws: bool,
    /// Functions have vectors among their locals and results, or instructions on them.
    pub(super) vectors: bool,
    /// It may have instructions that run under other opcodes.
    pub(super) rewritten: bool,
}

/// What was found in one body.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Byte at which the body begins.
    pub(super) at: u64,
    /// Slots of parameters, locals and kept exceptions, and the most operands.
    pub(super) slots: u64,
    /// Most operands.
    pub(super) operands: u64,
    /// Most operands that a branch carries.
    pub(super) carried: u64,
    pub(super) table: TableExtent,
    /// Most words of the translation.
    pub(super) words: u64,
    /// Byte at which it first calls what a table or a reference holds.
    pub(super) indirect: Option<u64>,
    /// An instruction that devices do not have: what it is, and its byte.
    pub(super) beyond_devices: Option<(&'static str, u64)>,
}

/// Scans one body after the other.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    pub(super) conduct: Conduct,
    /// Functions that the last body calls, each once, with [`TAIL`] where the call is in tail position.
    pub(super) calls: Vec<u32>,
    /// How many control frames there are with each `try` that is open.
    attempts: Vec<u32>,
    /// Exceptions that are kept for a `rethrow` at a time.
    kept: u32,
    found: Found,
}

impl Scanner {
    /// Validates a body and gives what was found in it; `types` are those of the module.
    pub(super) fn scan(
        &mut self,
        validator: &mut FuncValidator<ValidatorResources>,
        body: &FunctionBody<'_>,
        types: &[Signature],
    ) -> Result<Found, BinaryReaderError> {
        self.calls.clear();
        self.attempts.clear();
        self.kept = 0;
        let bytes = body.as_bytes();
        let start = body.range().start;
        self.found = Found { at: start, words: ENTER, ..Found::default() };
        let mut reader = body.get_binary_reader();
        for _ in 0..reader.read_var_u32()? {
            let offset = reader.original_position();
            let (count, ty) = (reader.read()?, reader.read()?);
            self.conduct.vectors |= ty == ValType::V128;
            validator.define_locals(offset, count, ty)?;
        }
        let (mut highest, mut words) = (0, 0);
        while !reader.eof() {
            let at = reader.current_position();
            let offset = start + at as u64;
            reader.visit_operator(&mut validator.visitor(offset))??;
            highest = highest.max(validator.operand_stack_height());
            let traits = TRAITS[usize::from(bytes[at])];
            words += u64::from(traits.words);
            if traits.class != Class::Plain {
                let instruction = &bytes[at..reader.current_position()];
                self.note(traits.class, instruction, offset, validator, types);
            }
        }
        reader.finish_expression(&validator.visitor(reader.original_position()))?;
        self.found.words += words;
        self.calls.sort_unstable();
        self.calls.dedup();
        let locals = validator.len_locals() + self.kept;
        self.found.operands = highest.into();
        self.found.slots = u64::from(locals) + u64::from(highest);
        Ok(core::mem::take(&mut self.found))
    }

    /// Takes note of an instruction that was validated.
    #[inline(always)]
    fn note(
        &mut self,
        class: Class,
        instruction: &[u8],
        offset: u64,
        validator: &FuncValidator<ValidatorResources>,
        types: &[Signature],
    ) {
        match class {
            Class::Plain => {}
            Class::Block => self.block(instruction),
            Class::If => {
                self.block(instruction);
                self.found.table.branches += 1;
            }
            Class::Over => {
                self.found.table.branches += 1;
                self.found.table.handlers.clauses += u64::from(instruction[0] != ELSE);
            }
            Class::Access => {
                // A longer one has a memory's index, or an offset of more than 32 bits.
                let plain =
                    instruction.len() <= 7 && instruction[1] & (CONTINUED | MEMORY_BIT) == 0;
                self.conduct.rewritten |= !plain;
            }
            Class::Branch => {
                self.found.table.branches += 1;
                let moved = carried(number(instruction, 1), validator, types);
                self.found.carried = self.found.carried.max(moved);
                self.found.words += 3 * moved;
            }
            Class::Call => {
                let tail = if instruction[0] == CALL { 0 } else { TAIL };
                self.calls.push(number(instruction, 1) | tail);
            }
            Class::End => {
                let open = validator.control_stack_height();
                while self.attempts.last().is_some_and(|&height| height > open) {
                    self.attempts.pop();
                }
            }
            _ => self.rare(class, instruction, offset, validator, types),
        }
    }

    #[cold]
    fn rare(
        &mut self,
        class: Class,
        instruction: &[u8],
        offset: u64,
        validator: &FuncValidator<ValidatorResources>,
        types: &[Signature],
    ) {
        // What catches comes after a `try`.
        if self.found.beyond_devices.is_none() {
            self.found.beyond_devices = refuse::opcode(instruction[0]).map(|what| (what, offset));
        }
        match class {
            Class::Indirect => _ = self.found.indirect.get_or_insert(offset),
            Class::BranchTable => {
                let mut at = 1;
                let targets = 1 + u64::from(read_u32(instruction, &mut at).unwrap_or_default());
                self.found.table.branches += targets;
                let depth = read_u32(instruction, &mut at).unwrap_or_default();
                // Each block around has at most one branch of its own, to which entries lead.
                let stubs = targets.min(validator.control_stack_height().into());
                let moved = carried(depth, validator, types);
                self.found.carried = self.found.carried.max(moved);
                self.found.words += targets.div_ceil(2) + stubs * (2 + 3 * moved);
            }
            Class::Try => {
                self.block(instruction);
                self.attempt(validator);
            }
            Class::TryTable => {
                self.found.table.branches += 1;
                self.found.table.handlers.clauses += u64::from(clauses(instruction));
                self.attempt(validator);
            }
            Class::Throw => self.conduct.throws = true,
            Class::Rethrow => {
                self.conduct.throws = true;
                self.found.table.handlers.rethrows += 1;
                let depth = number(instruction, 1);
                let height = validator.control_stack_height().saturating_sub(depth);
                let around = self.attempts.partition_point(|&attempt| attempt < height);
                self.kept = self.kept.max(around as u32 + 1);
            }
            Class::MemorySize => self.conduct.rewritten |= number(instruction, 1) != 0,
            Class::MemoryGrow => _ = self.conduct.grown_memories.insert(number(instruction, 1)),
            Class::Miscellaneous => {
                let mut at = 1;
                if read_u32(instruction, &mut at) == Some(TABLE_GROW) {
                    self.conduct.grown_tables.insert(number(instruction, at));
                }
            }
            Class::Vector => {
                self.conduct.vectors = true;
            }
            _ => {}
        }
    }

    /// A block whose type the handlers do not pass over.
    fn block(&mut self, instruction: &[u8]) {
        self.conduct.rewritten |= matches!(instruction[1], REF | REF_NULL);
    }

    /// A block that has just been opened catches exceptions.
    fn attempt(&mut self, validator: &FuncValidator<ValidatorResources>) {
        self.found.table.handlers.tries += 1;
        self.attempts.push(validator.control_stack_height());
    }
}

/// Words of the instruction that makes a frame.
const ENTER: u64 = 4;
const ELSE: u8 = 0x05;
const CALL: u8 = 0x10;
const REF: u8 = 0x64;
const REF_NULL: u8 = 0x63;
/// After the prefix.
const TABLE_GROW: u32 = 15;
/// Of a number in several bytes.
const CONTINUED: u8 = 0x80;
const MEMORY_BIT: u8 = MEMORY_INDEX as u8;

/// The number in an instruction from byte `at` on.
fn number(instruction: &[u8], mut at: usize) -> u32 {
    read_u32(instruction, &mut at).unwrap_or_default()
}

/// Operands that a branch to the block of this depth carries.
fn carried(depth: u32, validator: &FuncValidator<ValidatorResources>, types: &[Signature]) -> u64 {
    let Some(frame) = validator.get_control_frame(depth as usize) else { return 0 };
    let is_loop = frame.kind == FrameKind::Loop;
    match frame.block_type {
        BlockType::Empty => 0,
        BlockType::Type(_) => u64::from(!is_loop),
        BlockType::FuncType(index) => types
            .get(index as usize)
            .map_or(0, |ty| u64::from(if is_loop { ty.params } else { ty.results })),
    }
}

/// The number of clauses of a `try_table`, which is behind its block type: one number, or a byte and one.
fn clauses(instruction: &[u8]) -> u32 {
    let mut at = if matches!(instruction[1], REF | REF_NULL) { 2 } else { 1 };
    while instruction.get(at).is_some_and(|byte| byte & CONTINUED != 0) {
        at += 1;
    }
    number(instruction, at + 1)
}
