//! Which unit covers the code at a Wasm offset.
//!
//! A unit says so range by range, most of them one function long. What the map keeps are runs of
//! functions of one unit that follow each other, so that it has at most one run for each function of the
//! program; ranges of broken units may overlap, which makes two of it at most.

use std::ops::Range;

use crate::code::Code;

/// A run takes so many bytes.
const RUN: usize = 12;
const _: () = assert!(size_of::<Run>() == RUN);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    start: u32,
    end: u32,
    unit: u32,
}

/// Runs of code by Wasm offset.
#[derive(Debug, Default)]
pub(crate) struct CodeRuns {
    runs: Vec<Run>,
}

impl CodeRuns {
    /// Adds code of a unit. Of a unit's ranges in order, those that follow each other become one run.
    pub(crate) fn add(&mut self, range: Range<u32>, unit: u32, code: &Code) {
        if let Some(last) = self.runs.last_mut()
            && last.unit == unit
            && code.is_next(last.end, range.start)
        {
            last.end = last.end.max(range.end);
        } else if self.runs.len() < code.functions().saturating_mul(2) {
            self.runs.push(Run { start: range.start, end: range.end, unit });
        }
    }

    /// Makes it ready to be asked.
    pub(crate) fn finish(&mut self) {
        self.runs.sort_unstable();
        self.runs.shrink_to_fit();
    }

    /// The unit that claims the code at a Wasm offset.
    pub(crate) fn at(&self, offset: u32) -> Option<u32> {
        /// Ranges of real units do not overlap; broken ones may, but not endlessly.
        const OVERLAPPING: usize = 16;
        let next = self.runs.partition_point(|run| run.start <= offset);
        let mut before = self.runs.get(..next)?.iter().rev().take(OVERLAPPING);
        before.find(|run| offset < run.end).map(|run| run.unit)
    }

    /// Units with code, in any order and more than once.
    pub(crate) fn units(&self) -> impl Iterator<Item = u32> {
        self.runs.iter().map(|run| run.unit)
    }

    /// Bytes of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        self.runs.capacity() * RUN
    }
}
