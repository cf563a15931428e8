//! How rows are laid out in a pane of a size: columns that all rows share, so that gauges stand below each other.

use super::{Line, Subject};
use crate::state::{Part, Role, Row, Size, Symbols, clean, columns};
use unicode_width::UnicodeWidthStr;

/// Columns of names.
pub(super) const NAME: usize = 13;
/// From so many columns on figures are written with their units.
const UNITS: usize = 58;
/// And from so many on there is room for a sparkline beside a gauge.
const BESIDE: usize = 68;
/// From so many rows and columns on an account has several rows.
const ROOMY: (usize, usize) = (26, 60);
/// And from so many rows on it has room around it.
const TALL: usize = 40;
/// From so many columns on what is left of an account is told in words, which take so many.
const WORDS: usize = 86;
pub(super) const LEFT: usize = 15;
/// Columns of figures behind a gauge: with units, and without.
const FIGURES: (usize, usize) = (29, 12);
/// Columns of a gauge at most: beyond that one reads its length no better.
const LONGEST: usize = 72;
/// Columns that a long explanation takes in all.
const LONG: usize = 500;
/// Cells of resident pages that are asked for at most.
const MOST_CELLS: usize = 128;

/// How rows are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) width: usize,
    /// An account has several rows.
    pub(super) roomy: bool,
    /// And empty ones between them.
    pub(super) tall: bool,
    /// Figures have units.
    pub(super) units: bool,
    /// Columns of a gauge.
    pub(super) gauge: usize,
    /// Columns of a sparkline beside it.
    pub(super) beside: usize,
    pub(super) symbols: &'static Symbols,
}

impl Form {
    pub(super) fn new(size: Size, symbols: &'static Symbols) -> Self {
        let Size { width, height } = size;
        let units = width >= UNITS;
        let roomy = (height, width) >= ROOMY && width >= ROOMY.1;
        let figures = if units { FIGURES.0 } else { FIGURES.1 };
        let room = width.saturating_sub(NAME + figures);
        // In several rows there is room for what is left, behind the figures and below them.
        let rest = if roomy && width >= WORDS { LEFT } else { 0 };
        let room = room.saturating_sub(rest);
        let beside = if width >= BESIDE && !roomy { room * 2 / 5 } else { 0 };
        let gauge = (room - beside).min(LONGEST);
        Self { width, roomy, tall: roomy && height >= TALL, units, gauge, beside, symbols }
    }

    /// Cells of resident pages for a pane of a size.
    pub(super) fn cells(size: Size) -> usize {
        size.width.saturating_sub(2).clamp(1, MOST_CELLS)
    }

    /// Adds a text that matters less, if all of it has room.
    pub(super) fn add_fitting(&self, row: &mut Row, text: &str) {
        if row.width() + text.width() <= self.width {
            row.push(text, Role::Dim);
        }
    }

    /// Columns behind the figures.
    pub(super) fn rest(&self) -> usize {
        let figures = if self.units { FIGURES.0 } else { FIGURES.1 };
        self.width.saturating_sub(NAME + self.gauge + figures)
    }
}

/// Rows of a pane of a size that explain the selected row: one that separates, and what a long explanation takes,
/// where enough rows remain.
pub(super) fn foot(size: Size) -> usize {
    let text = LONG.div_ceil(size.width.max(1)).clamp(4, 6);
    let foot = 1 + text;
    if size.height >= foot + 7 { foot } else { 0 }
}

/// A name in its columns.
pub(super) fn name(text: &str) -> String {
    fitted(&clean(text), NAME - 1) + " "
}

/// A text in so many columns.
pub(super) fn fitted(text: &str, width: usize) -> String {
    let cut = columns(text, 0, width);
    let blanks = width.saturating_sub(cut.width());
    cut + &" ".repeat(blanks)
}

/// A heading, after an empty row where there is room.
pub(super) fn heading(lines: &mut Vec<Line>, form: &Form, text: &str, note: &str, of: Subject) {
    if form.roomy {
        // Who moves from row to row is never led to an empty one.
        let subject = lines.last().map_or(of, |line| line.subject);
        lines.push(Line { row: Row::default(), subject });
    }
    let row = Row::of(text, Role::Title).with("  ", Role::Plain).with(note, Role::Dim);
    lines.push(Line { row, subject: of });
}

/// Adds parts that are made already.
pub(super) fn extend(row: &mut Row, parts: Vec<Part>) {
    row.parts.extend(parts);
}
