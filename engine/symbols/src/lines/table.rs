//! The rows of one unit's line program, by code position.

use std::ops::Range;

use gimli::ColumnType;

use crate::{LineRow, SourceLocation, debug_info::DebugInfo};

use super::files::FileTable;

/// Code from one place in source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// First Wasm offset.
    pub(crate) start: u32,
    /// First Wasm offset after it; never equal to `start`.
    pub(crate) end: u32,
    /// Number of the file in the unit's file table.
    pub(crate) file: u32,
    /// From 1; 0 for code of no line.
    pub(crate) line: u32,
    /// From 1; 0 where not recorded.
    pub(crate) column: u32,
    pub(crate) is_statement: bool,
    pub(crate) prologue_end: bool,
}

/// The rows of a unit, sorted by start.
#[derive(Debug, Default)]
pub(crate) struct LineTable {
    pub(crate) rows: Vec<Row>,
}

impl LineTable {
    /// Runs a unit's line program, up to its first broken instruction. Sequences of code that the
    /// linker dropped are left out.
    pub(crate) fn read(info: &DebugInfo, unit: u32) -> Self {
        let Some(program) = info.index().line_program(unit, &info.dwarf) else {
            return Self::default();
        };
        let mut sequence = Sequence::default();
        let mut rows = program.rows();
        let mut table = Vec::new();
        while let Ok(Some((_, row))) = rows.next_row() {
            if row.end_sequence() {
                sequence.finish(row.address(), info, &mut table);
                sequence = Sequence::default();
            } else {
                sequence.rows.push(Unplaced::new(row));
            }
        }
        table.sort_by_key(|row: &Row| (row.start, row.end));
        table.shrink_to_fit();
        Self { rows: table }
    }

    /// The row that covers a Wasm offset.
    pub(crate) fn at(&self, offset: u32) -> Option<&Row> {
        let next = self.rows.partition_point(|row| row.start <= offset);
        self.rows.get(next.checked_sub(1)?).filter(|row| offset < row.end)
    }

    /// The rows that begin inside a range.
    pub(crate) fn within(&self, range: &Range<u32>) -> &[Row] {
        let start = self.rows.partition_point(|row| row.start < range.start);
        let end = self.rows.partition_point(|row| row.start < range.end);
        self.rows.get(start..end).unwrap_or_default()
    }

    /// About how many bytes of memory it takes.
    pub(crate) fn weight(&self) -> usize {
        size_of_val(self.rows.as_slice())
    }
}

impl Row {
    /// The row as callers see it; `None` where its file is not in the table.
    pub(crate) fn describe(&self, files: &FileTable) -> Option<LineRow> {
        let location = self.location(files)?;
        let (is_statement, prologue_end) = (self.is_statement, self.prologue_end);
        Some(LineRow { range: self.start..self.end, location, is_statement, prologue_end })
    }

    /// Where it comes from.
    pub(crate) fn location(&self, files: &FileTable) -> Option<SourceLocation> {
        let file = files.get(u64::from(self.file))?.clone();
        Some(SourceLocation { file, line: self.line, column: self.column })
    }
}

/// A row whose end is not known yet.
struct Unplaced {
    address: u64,
    row: Row,
}

impl Unplaced {
    fn new(row: &gimli::LineRow) -> Self {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(0);
        let column = match row.column() {
            ColumnType::LeftEdge => 0,
            ColumnType::Column(column) => narrow(column.get()),
        };
        let row_without_place = Row {
            start: 0,
            end: 0,
            file: u32::try_from(row.file_index()).unwrap_or(u32::MAX),
            line: row.line().map_or(0, |line| narrow(line.get())),
            column,
            is_statement: row.is_stmt(),
            prologue_end: row.prologue_end(),
        };
        Self { address: row.address(), row: row_without_place }
    }
}

/// Rows up to `DW_LNE_end_sequence`.
#[derive(Default)]
struct Sequence {
    rows: Vec<Unplaced>,
}

impl Sequence {
    /// Adds the rows to the table, if the code is part of the program.
    fn finish(self, end: u64, info: &DebugInfo, table: &mut Vec<Row>) {
        let Some(first) = self.rows.first() else { return };
        if info.code.live(first.address..end).is_none() {
            return;
        }
        let ends: Vec<u64> = self.rows.iter().skip(1).map(|row| row.address).chain([end]).collect();
        let mut prologue_end = false;
        for (unplaced, end) in self.rows.into_iter().zip(ends) {
            // A row without code may still be the one that ends the prologue.
            prologue_end |= unplaced.row.prologue_end;
            let Some(range) = info.code.live(unplaced.address..end) else { continue };
            table.push(Row { start: range.start, end: range.end, prologue_end, ..unplaced.row });
            prologue_end = false;
        }
    }
}
