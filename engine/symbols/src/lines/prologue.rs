//! Where a function's own code begins: before it, parameters are still being put in their places.

use std::ops::Range;

use super::{LineTable, flow::first_reached};
use crate::{code::Code, debug_info::DebugInfo};

impl DebugInfo {
    /// First Wasm offset after the prologue of the function with this code, which `unit` describes.
    ///
    /// The compiler marks it in the line table; where it does not, the second line begins there. Calls
    /// that are inlined there have not begun: it is the function itself that begins.
    pub(crate) fn body_start(&self, unit: u32, function: &Range<u32>) -> u32 {
        after_prologue(&self.lines_around(unit, function.start), function, &self.code)
    }

    /// Where control enters an inlined copy of a function.
    pub(crate) fn copy_starts(&self, ranges: &[Range<u32>]) -> Vec<u32> {
        let Some(first) = ranges.first() else { return Vec::new() };
        let Some((_, around)) = self.code.body_at(first.start) else { return Vec::new() };
        // A function that begins with the copy begins before its first instruction.
        let instruction = self.code.first_instruction(around);
        let marks: Vec<_> =
            ranges.iter().map(|range| (range.start.max(instruction), range.start)).collect();
        let starts = first_reached(&self.code, around, &marks);
        if starts.is_empty() { vec![first.start.max(instruction)] } else { starts }
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
