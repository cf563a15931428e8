//! The rows of one unit's line program, by code position.

use std::ops::Range;

use gimli::ColumnType;

use crate::{LineRow, SourceLocation, code::Body, debug_info::DebugInfo};

use super::files::Files;

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

/// Bytes of a row.
const ROW: u64 = 24;
const _: () = assert!(size_of::<Row>() as u64 == ROW);

impl LineTable {
    /// Bytes that the line table of a unit takes at most, as is quickly told: each row takes a byte of the
    /// line program.
    pub(crate) fn quick_bound(info: &DebugInfo, unit: u32) -> u64 {
        let (length, _) = info.index().line_program_length(unit, &info.dwarf);
        length.saturating_mul(ROW)
    }

    /// Bytes that the line table of a unit takes at most; where that is more than `most`, those that it
    /// really takes, for which the line program is run.
    pub(crate) fn bound(info: &DebugInfo, unit: u32, most: u64) -> u64 {
        let bound = Self::quick_bound(info, unit);
        if bound <= most {
            return bound;
        }
        let mut counted = 0_usize;
        run(info, unit, &mut counted);
        (counted as u64).saturating_mul(ROW)
    }

    /// Runs a unit's line program, up to its first broken instruction. Sequences of code that the
    /// linker dropped are left out.
    pub(crate) fn read(info: &DebugInfo, unit: u32) -> Self {
        let mut rows = Vec::new();
        run(info, unit, &mut rows);
        Self::of(rows)
    }

    /// The same, of which only the rows are kept that have code of one function.
    pub(crate) fn of_function(info: &DebugInfo, unit: u32, body: Body) -> Self {
        let mut rows = OfFunction { body, rows: Vec::new() };
        run(info, unit, &mut rows);
        Self::of(rows.rows)
    }

    fn of(mut rows: Vec<Row>) -> Self {
        rows.sort_by_key(|row| (row.start, row.end));
        rows.shrink_to_fit();
        Self { rows }
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

    /// Bytes of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        size_of_val(self.rows.as_slice())
    }
}

impl Row {
    /// The row as callers see it; `None` where its file is not in the table.
    pub(crate) fn describe(&self, files: &Files<'_>) -> Option<LineRow> {
        let location = self.location(files)?;
        let (is_statement, prologue_end) = (self.is_statement, self.prologue_end);
        Some(LineRow { range: self.start..self.end, location, is_statement, prologue_end })
    }

    /// Where it comes from.
    pub(crate) fn location(&self, files: &Files<'_>) -> Option<SourceLocation> {
        let file = files.get(u64::from(self.file))?;
        Some(SourceLocation { file, line: self.line, column: self.column })
    }
}

/// Where the rows go: those of a sequence one by one, until at its end it turns out whether its code is
/// part of the program.
trait Rows {
    /// How many there are.
    fn count(&self) -> usize;
    fn push(&mut self, row: Row);
    /// Takes back all but the first so many.
    fn truncate(&mut self, count: usize);
}

impl Rows for Vec<Row> {
    fn count(&self) -> usize {
        self.len()
    }

    fn push(&mut self, row: Row) {
        self.push(row);
    }

    fn truncate(&mut self, count: usize) {
        self.truncate(count);
    }
}

/// Only their number.
impl Rows for usize {
    fn count(&self) -> usize {
        *self
    }

    fn push(&mut self, _: Row) {
        *self += 1;
    }

    fn truncate(&mut self, count: usize) {
        *self = count;
    }
}

/// Those that have code of one function.
struct OfFunction {
    body: Body,
    rows: Vec<Row>,
}

impl Rows for OfFunction {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn push(&mut self, row: Row) {
        if row.start < self.body.end && row.end > self.body.start {
            self.rows.push(row);
        }
    }

    fn truncate(&mut self, count: usize) {
        self.rows.truncate(count);
    }
}

/// Runs the line program of a unit.
fn run(info: &DebugInfo, unit: u32, table: &mut impl Rows) {
    let Some(program) = info.index().line_program(unit, &info.dwarf) else { return };
    let mut rows = program.rows();
    let mut sequence = Sequence::new(table.count());
    while let Ok(Some((_, row))) = rows.next_row() {
        sequence.end_row(row.address(), info, table);
        if row.end_sequence() {
            sequence.finish(row.address(), info, table);
            sequence = Sequence::new(table.count());
        } else {
            sequence.begin_row(row);
        }
    }
    // Without its end it is not known where the code of a sequence is.
    table.truncate(sequence.first_row);
}

/// Rows up to `DW_LNE_end_sequence`.
struct Sequence {
    /// How many rows the table has before it.
    first_row: usize,
    /// Address of its first row.
    start: Option<u64>,
    /// The row that begins at an address and whose end is not known yet.
    open: Option<(u64, Row)>,
    /// A row without code may still be the one that ends the prologue.
    prologue_end: bool,
}

impl Sequence {
    const fn new(first_row: usize) -> Self {
        Self { first_row, start: None, open: None, prologue_end: false }
    }

    fn begin_row(&mut self, row: &gimli::LineRow) {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(0);
        let column = match row.column() {
            ColumnType::LeftEdge => 0,
            ColumnType::Column(column) => narrow(column.get()),
        };
        let without_place = Row {
            start: 0,
            end: 0,
            file: u32::try_from(row.file_index()).unwrap_or(u32::MAX),
            line: row.line().map_or(0, |line| narrow(line.get())),
            column,
            is_statement: row.is_stmt(),
            prologue_end: row.prologue_end(),
        };
        self.start.get_or_insert(row.address());
        self.open = Some((row.address(), without_place));
    }

    fn end_row(&mut self, end: u64, info: &DebugInfo, table: &mut impl Rows) {
        let Some((start, row)) = self.open.take() else { return };
        self.prologue_end |= row.prologue_end;
        let Some(range) = info.code.live(start..end) else { return };
        let prologue_end = std::mem::take(&mut self.prologue_end);
        table.push(Row { start: range.start, end: range.end, prologue_end, ..row });
    }

    /// Takes the rows back if the code is not part of the program.
    fn finish(&self, end: u64, info: &DebugInfo, table: &mut impl Rows) {
        if self.start.is_none_or(|start| info.code.live(start..end).is_none()) {
            table.truncate(self.first_row);
        }
    }
}
