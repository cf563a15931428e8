//! The lines of one function, as stepping needs them.

use std::{ops::Range, sync::OnceLock};

use wrtd_symbols::{FunctionSymbol, LineRow, SourceFile};

/// Code of one line.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Wasm offsets.
    pub(crate) range: Range<u32>,
    /// Line from 1; 0 for code that belongs to no line.
    pub(crate) line: u32,
    /// A statement begins at the start of the range.
    pub(crate) is_statement: bool,
    /// A step may end here: see [`Program::steps_into`](super::Program::steps_into).
    pub(crate) has_source: bool,
}

/// The rows of one function in order of their ranges.
#[derive(Debug)]
pub(crate) struct FunctionLines {
    /// Wasm offsets of the function.
    pub(crate) range: Range<u32>,
    /// First offset after the prologue.
    pub(crate) body: u32,
    /// Its rows, sorted, apart from each other.
    pub(crate) rows: Vec<Row>,
    entered: OnceLock<Vec<Range<u32>>>,
}

impl FunctionLines {
    pub(super) fn new(
        function: &FunctionSymbol,
        rows: &[LineRow],
        has_source: impl Fn(&SourceFile) -> bool,
    ) -> Self {
        let mut rows: Vec<Row> = rows
            .iter()
            .filter(|row| !row.range.is_empty())
            .map(|row| Row {
                range: row.range.clone(),
                line: row.location.line,
                is_statement: row.is_statement,
                has_source: has_source(&row.location.file),
            })
            .collect();
        // Broken line tables overlap; stepping relies on rows that do not.
        rows.sort_by_key(|row| row.range.start);
        rows.dedup_by(|next, row| next.range.start < row.range.end);
        rows.shrink_to_fit();
        Self { range: function.range.clone(), body: function.body, rows, entered: OnceLock::new() }
    }

    /// Bytes of memory that it takes, with what a step runs through: at most a range before each row and
    /// one behind the last.
    pub(super) fn size(&self) -> usize {
        let entered = (self.rows.len() + 1) * size_of::<Range<u32>>();
        size_of::<Self>() + self.rows.capacity() * size_of::<Row>() + entered
    }

    /// The row that covers `offset`.
    pub(crate) fn row_at(&self, offset: u32) -> Option<&Row> {
        let next = self.rows.partition_point(|row| row.range.start <= offset);
        self.rows[..next].last().filter(|row| row.range.contains(&offset))
    }

    /// Through what a step runs that enters the function; worked out once.
    pub(crate) fn entered(&self, work_out: impl FnOnce() -> Vec<Range<u32>>) -> &[Range<u32>] {
        self.entered.get_or_init(work_out)
    }

    /// Whether a step may end in any code of it.
    pub(crate) fn has_source(&self) -> bool {
        self.rows.iter().any(|row| row.has_source && row.line != 0)
    }
}
