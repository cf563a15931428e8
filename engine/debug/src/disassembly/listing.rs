//! One function as text.

use std::fmt::Write;

use super::{
    ModuleCode,
    instructions::{Instruction, Instructions},
    operator::Printer,
};

/// Deepest indentation; deeper blocks stay at it.
pub(super) const DEEPEST: usize = 40;

/// The text of a function, and the Wasm offset of each of its lines.
#[derive(Debug)]
pub(crate) struct Listing {
    /// The text.
    pub(crate) text: String,
    /// Line and Wasm offset of each instruction, sorted by both.
    instructions: Vec<(u32, u32)>,
}

impl Listing {
    /// Writes down function `function` of `wasm`.
    pub(crate) fn new(wasm: &[u8], code: &ModuleCode, function: u32) -> Self {
        let mut listing = Self { text: String::new(), instructions: Vec::new() };
        let mut line = listing.header(wasm, code, function);
        listing.body(wasm, code, function, &mut line);
        listing
    }

    /// Bytes of memory that it takes.
    pub(super) fn size(&self) -> usize {
        self.text.capacity() + self.instructions.capacity() * size_of::<(u32, u32)>()
    }

    /// What the function is called, takes, gives and declares; the number of lines written.
    fn header(&mut self, wasm: &[u8], code: &ModuleCode, function: u32) -> u32 {
        let name = code.function_name(function).unwrap_or_default();
        let _ = write!(self.text, "func[{function}]");
        if !name.is_empty() {
            let _ = write!(self.text, " <{name}>");
        }
        let params = code.signature(function).map_or(&[][..], |signature| &signature.params);
        let results = code.signature(function).map_or(&[][..], |signature| &signature.results);
        let _ = writeln!(self.text, " ({}) -> ({})", params.join(", "), results.join(", "));
        let mut lines = 1;
        let locals = code.declared_locals(wasm, function);
        let mut index = params.len();
        for run in locals.chunk_by(|a, b| a == b) {
            let last = index + run.len() - 1;
            let _ = match run.len() {
                1 => writeln!(self.text, "  local {index}: {}", run[0]),
                _ => writeln!(self.text, "  local {index}..{last}: {}", run[0]),
            };
            index = last + 1;
            lines += 1;
        }
        lines
    }

    fn body(&mut self, wasm: &[u8], code: &ModuleCode, function: u32, line: &mut u32) {
        let printer = Printer { code, function };
        let mut instructions = Instructions::new(wasm, code, function);
        for Instruction { offset, depth, operator, .. } in &mut instructions {
            let indent = 2 * depth.min(DEEPEST);
            let _ = writeln!(self.text, "{offset:08x}: {:indent$}{}", "", printer.print(&operator));
            *line += 1;
            self.instructions.push((*line, offset));
        }
        if let Some(offset) = instructions.unreadable {
            let _ = writeln!(self.text, "{offset:08x}: (unreadable)");
        }
    }

    /// The line of the instruction that covers the Wasm offset.
    pub(crate) fn line_of(&self, offset: u32) -> u32 {
        let next = self.instructions.partition_point(|&(_, at)| at <= offset);
        self.instructions[..next].last().map_or(1, |&(line, _)| line)
    }

    /// Line and Wasm offset of the instruction at `line`, or of the next one.
    pub(crate) fn instruction_at(&self, line: u32) -> Option<(u32, u32)> {
        let index = self.instructions.partition_point(|&(at, _)| at < line);
        self.instructions.get(index).copied()
    }
}
