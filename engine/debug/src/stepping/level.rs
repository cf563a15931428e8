//! The source-level frames of one physical frame, outermost first, as a step compares them.

use std::{ops::Range, sync::Arc};

use wrtd_symbols::{SourceFile, SourceFrame};

use crate::{program::Program, target::CodeAddress};

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    /// To another line.
    Line,
    /// To another statement, be it on the same line.
    Statement,
}

/// A line of a file, or a statement on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) file: Arc<SourceFile>,
    pub(super) line: u32,
    /// Which statement of the line; 0 where all of them are one.
    statement: u32,
}

/// One source-level frame: the function itself or a call inlined into it.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// Which scope of the debug information it is.
    pub(super) scope: u64,
    /// Its line: in the innermost level that of the code, in others that of the inlined call.
    pub(super) line: Option<Line>,
    /// Wasm offsets of its code.
    pub(super) ranges: Vec<Range<u32>>,
    /// A step may end in it: see [`Program::steps_into`].
    pub(super) has_source: bool,
    /// Its source can be shown.
    pub(super) is_shown: bool,
}

impl Level {
    fn new(program: &Program, frame: &SourceFrame, grain: Grain) -> Self {
        let location = frame.location.as_ref();
        Self {
            scope: frame.scope,
            line: location.filter(|location| location.line != 0).map(|location| Line {
                file: location.file.clone(),
                line: location.line,
                statement: match grain {
                    Grain::Line => 0,
                    Grain::Statement => program.statement(location),
                },
            }),
            ranges: frame.ranges.clone(),
            has_source: location.is_some_and(|location| program.steps_into(&location.file)),
            is_shown: location.is_some_and(|location| program.has_source(&location.file)),
        }
    }

    /// Whether `offset` is where its code is entered.
    pub(super) fn begins_at(&self, offset: u32) -> bool {
        self.ranges.iter().any(|range| range.start == offset)
    }

    /// Whether its code covers `offset`.
    pub(super) fn covers(&self, offset: u32) -> bool {
        self.ranges.iter().any(|range| range.contains(&offset))
    }
}

/// The levels at a position; empty without debug information.
pub(super) fn levels_at(program: &Program, at: CodeAddress, grain: Grain) -> Vec<Level> {
    program.frames_at(at).iter().rev().map(|frame| Level::new(program, frame, grain)).collect()
}

/// How many levels two positions of one function have in common.
pub(super) fn common(a: &[Level], b: &[Level]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a.scope == b.scope).count()
}
