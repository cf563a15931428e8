//! Where a function's own code begins: before it, parameters are still being put in their places.

use std::ops::Range;

use super::{LineTable, flow::first_reached};
use crate::{code::Code, debug_info::DebugInfo, units::DieRef};

impl DebugInfo {
    /// First Wasm offset after the prologue of the function with this code, which `unit` describes.
    ///
    /// The compiler marks it in the line table; where it does not, the second line begins there.
    /// The result is an instruction, see [`DebugInfo::entries`].
    pub(crate) fn body_start(&self, unit: u32, function: &Range<u32>) -> u32 {
        match self.entries(unit, function).as_slice() {
            [single] => *single,
            _ => after_prologue(&self.lines(unit), function, &self.code),
        }
    }

    /// Where a stop at the beginning of a function is: after its prologue. Where library code is
    /// inlined there, the stop is behind that, in the function itself: at one position, or at
    /// several where the inlined code branches.
    pub(super) fn entries(&self, unit: u32, function: &Range<u32>) -> Vec<u32> {
        let lines = self.lines(unit);
        let body = after_prologue(&lines, function, &self.code);
        let file = |offset| lines.at(offset).map(|row| row.file);
        let (Some((_, around)), false) =
            (self.code.body_at(body), file(body) == file(function.start))
        else {
            return vec![body];
        };
        if !self.is_inlined(body) {
            return vec![body];
        }
        let rows = lines.within(&(body..function.end)).iter();
        let own =
            rows.filter(|row| row.is_statement && row.line != 0 && !self.is_inlined(row.start));
        let marks: Vec<_> = own.map(|row| (row.start, row.column)).collect();
        let entries = first_reached(&self.code, around, &marks);
        if entries.is_empty() { vec![body] } else { entries }
    }

    /// Where control first comes to a statement of an inlined copy of a function; where the copy has
    /// none of its own, to its first code.
    pub(crate) fn copy_starts(&self, copy: DieRef, ranges: &[Range<u32>]) -> Vec<u32> {
        let Some(first) = ranges.first() else { return Vec::new() };
        let Some((_, around)) = self.code.body_at(first.start) else { return Vec::new() };
        let lines = self.lines(copy.unit);
        let rows = ranges.iter().flat_map(|range| lines.within(range));
        let own = rows.filter(|row| {
            let statement = row.is_statement && row.line != 0;
            statement && self.innermost_function(row.start) == Some(copy)
        });
        // A function that begins with the copy begins before its first instruction.
        let instruction = self.code.first_instruction(around);
        let marks: Vec<_> = own.map(|row| (row.start.max(instruction), row.column)).collect();
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
