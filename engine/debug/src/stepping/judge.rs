//! Whether a step ends at a position of one function.
//!
//! A step has a *base*: the levels of the frame that it steps in, the last one with the line that it
//! leaves. It ends where a statement of another line begins in that frame or, for a step in, in a
//! frame that is called or inlined below it and has a source. It never ends inside a statement, on
//! code of no line or in code without a source.

use std::ops::Range;

use super::level::{Grain, Level, common, levels_at};
use crate::{
    program::{FunctionLines, Program, Row},
    target::CodeAddress,
};

/// What a position means for a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The step ends; so many inlined frames begin here and are not entered.
    Ends {
        /// See [`crate::stand::Stand::hidden`].
        hidden: usize,
    },
    /// The step goes on.
    GoesOn,
    /// Innermost levels of the base are left; only so many of its levels go on.
    Leaves {
        /// Number of levels.
        levels: usize,
    },
}

/// The rules of one step in one function.
pub(super) struct Judge<'a> {
    pub(super) program: &'a Program,
    /// Empty: every frame of the function is one that is entered.
    pub(super) base: &'a [Level],
    pub(super) grain: Grain,
    /// It enters calls.
    pub(super) enters: bool,
    /// It began without sources, so it ends without them too.
    pub(super) anywhere: bool,
}

impl Judge<'_> {
    /// What `at`, in the function of `lines`, means.
    pub(super) fn verdict(&self, lines: &FunctionLines, at: CodeAddress) -> Verdict {
        match lines.row_at(at.offset) {
            Some(row) => self.verdict_of_row(lines, row, at),
            None => Verdict::GoesOn,
        }
    }

    fn verdict_of_row(&self, lines: &FunctionLines, row: &Row, at: CodeAddress) -> Verdict {
        if self.base.is_empty() && !self.may_enter(lines, row) {
            return Verdict::GoesOn;
        }
        let levels = levels_at(self.program, at, self.grain);
        if levels.is_empty() {
            return Verdict::GoesOn;
        }
        let shared = common(self.base, &levels);
        if shared < self.base.len() {
            return Verdict::Leaves { levels: shared };
        }
        if row.range.start != at.offset || row.line == 0 || !self.begins(lines, row, at, &levels) {
            return Verdict::GoesOn;
        }
        self.depth_to_show(&levels, at.offset)
            .map_or(Verdict::GoesOn, |shown| Verdict::Ends { hidden: levels.len() - shown })
    }

    /// Whether a statement begins with a row, whose frames are `levels`. Compilers mark the first statement of a
    /// line, so that those behind it on the line show by being others than the code before.
    fn begins(&self, lines: &FunctionLines, row: &Row, at: CodeAddress, levels: &[Level]) -> bool {
        if row.is_statement || self.grain == Grain::Line {
            return row.is_statement;
        }
        let Some(last) = row.range.start.checked_sub(1) else { return false };
        let before = lines.row_at(last).filter(|before| before.line == row.line);
        let Some(before) = before else { return false };
        let at = CodeAddress { offset: before.range.start, ..at };
        let before = levels_at(self.program, at, self.grain);
        let line = |levels: &[Level]| levels.last().and_then(|level| level.line.clone());
        line(&before) != line(levels)
    }

    /// Whether a step that enters the function may end in this row: after the prologue, and in a
    /// function without sources only where something with a source was inlined.
    fn may_enter(&self, lines: &FunctionLines, row: &Row) -> bool {
        row.range.start >= lines.body && row.line != 0 && (self.anywhere || row.has_source)
    }

    /// How many of the levels the step ends with, if it ends here. Levels below that number must
    /// all begin here: their calls are about to happen.
    fn depth_to_show(&self, levels: &[Level], offset: u32) -> Option<usize> {
        let deepest = if self.enters { levels.len() } else { self.base.len() };
        (self.base.len().max(1)..=deepest).find(|&shown| {
            levels[shown..].iter().all(|level| level.begins_at(offset))
                && self.ends_in(&levels[shown - 1], shown)
        })
    }

    fn ends_in(&self, level: &Level, shown: usize) -> bool {
        let Some(line) = &level.line else { return false };
        if !level.has_source && !self.anywhere {
            return false;
        }
        match self.base.last() {
            Some(last) if shown == self.base.len() => last.line.as_ref() != Some(line),
            _ => true,
        }
    }

    /// The offsets of the function through which the step goes on without a look.
    pub(super) fn transparent(&self, lines: &FunctionLines, at: CodeAddress) -> Vec<Range<u32>> {
        let mut holes = Vec::new();
        for row in &lines.rows {
            let start = CodeAddress { offset: row.range.start, ..at };
            match self.verdict_of_row(lines, row, start) {
                Verdict::GoesOn => {}
                Verdict::Ends { .. } => holes.push(row.range.start..row.range.start + 1),
                Verdict::Leaves { .. } => holes.push(row.range.clone()),
            }
        }
        without(&lines.range, &holes)
    }
}

/// `whole` without the sorted `holes`.
pub(super) fn without(whole: &Range<u32>, holes: &[Range<u32>]) -> Vec<Range<u32>> {
    let mut left = Vec::new();
    let mut start = whole.start;
    for hole in holes {
        if hole.start > start {
            left.push(start..hole.start);
        }
        start = start.max(hole.end);
    }
    if start < whole.end {
        left.push(start..whole.end);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "lists of one range are what is meant")]
    fn holes_are_cut_out_of_the_function() {
        assert_eq!(without(&(10..30), &[]), [10..30]);
        assert_eq!(without(&(10..30), &[10..11, 11..15, 20..21]), [15..20, 21..30]);
        assert_eq!(without(&(10..30), &[29..30]), [10..29]);
    }
}
