//! Where a function's own code begins: before it, parameters are still being put in their places.

use std::ops::Range;

use super::LineTable;
use crate::{code::Code, debug_info::DebugInfo};

impl DebugInfo {
    /// First Wasm offset after the prologue of the function with this code, which `unit` describes.
    ///
    /// The compiler marks it in the line table; where it does not, the second line begins there.
    /// The result is an instruction.
    pub(crate) fn body_start(&self, unit: u32, function: &Range<u32>) -> u32 {
        after_prologue(&self.lines(unit), function, &self.code)
    }
}

pub(super) fn after_prologue(lines: &LineTable, function: &Range<u32>, code: &Code) -> u32 {
    let first_instruction = code
        .body_at(function.start)
        .map_or(function.start, |(_, body)| code.first_instruction(body))
        .clamp(function.start, function.end);
    let rows = lines.within(function);
    let marked = rows.iter().find(|row| row.prologue_end);
    let second = || {
        let first = rows.first()?;
        rows.iter().find(|row| row.line != 0 && row.line != first.line)
    };
    let body = marked.or_else(second).map_or(first_instruction, |row| row.start);
    body.max(first_instruction)
}
