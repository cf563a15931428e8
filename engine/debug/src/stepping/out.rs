//! Steps out of a frame, physical or inlined.

use std::{iter, ops::Range};

use super::{
    Arrival, Next, Scene,
    level::{Grain, Level, common, levels_at},
};
use crate::{
    stand::Stand,
    target::{CodeAddress, Resume},
};

/// A step that ends in the first outer frame that has a source.
#[derive(Debug)]
pub(crate) struct OutStep {
    /// Depth of the physical frame that holds the frame to leave.
    depth: u32,
    /// The frame to leave, last, and those around it in the same physical frame.
    leaving: Vec<Level>,
    /// No outer frame has a source: the next one will do.
    anywhere: bool,
}

impl OutStep {
    pub(super) fn begin(scene: &Scene<'_>, depth: u32, leaving: Vec<Level>) -> Self {
        let in_source = leaving.iter().any(|level| level.has_source);
        let anywhere = !in_source && !outer_source(scene, depth);
        Self { depth, leaving, anywhere }
    }

    pub(super) fn next(&mut self, scene: &Scene<'_>, arrival: Arrival) -> Next {
        let now = scene.target.depth();
        if now < self.depth {
            let at = scene.address();
            let levels = at.map_or_else(Vec::new, |at| {
                levels_at(scene.program, arrival.outer(at), Grain::Line)
            });
            if self.arrives(&levels) {
                return Next::Done(Stand { hidden: 0, after_call: arrival != Arrival::Handler });
            }
            self.depth = now;
            self.leaving = levels;
        }
        if now > self.depth {
            return self.run_on();
        }
        let Some(at) = scene.address() else { return self.run_on() };
        while self.leaving.len() > 1 && !self.is_inside(at) {
            let levels = levels_at(scene.program, at, Grain::Line);
            let shared = common(&self.leaving, &levels);
            if levels.is_empty() || shared == self.leaving.len() || !has_line(scene, at) {
                return self.skip_row(scene, at);
            }
            let shown = shown_levels(&levels, shared, at.offset);
            if self.arrives(&levels[..shown]) {
                return Next::Done(Stand { hidden: levels.len() - shown, after_call: false });
            }
            self.leaving = levels;
            self.leaving.truncate(shown);
        }
        self.run_on()
    }

    /// Whether the step may end in the last of `levels`.
    fn arrives(&self, levels: &[Level]) -> bool {
        self.anywhere || levels.last().is_some_and(|level| level.has_source && level.line.is_some())
    }

    fn is_inside(&self, at: CodeAddress) -> bool {
        self.leaving.last().is_some_and(|level| level.covers(at.offset))
    }

    /// Until the frame is left.
    fn run_on(&self) -> Next {
        let depth = self.depth;
        Next::Go(match self.leaving.as_slice() {
            [_, .., inlined] => {
                let ranges = inlined.ranges.clone();
                Resume::Range { depth, ranges, enter_calls: false }
            }
            _ => Resume::Return { depth },
        })
    }

    /// Over code that belongs to no frame or no line.
    fn skip_row(&self, scene: &Scene<'_>, at: CodeAddress) -> Next {
        let row: Range<u32> = scene
            .program
            .lines_at(at)
            .and_then(|lines| lines.row_at(at.offset).map(|row| row.range.clone()))
            .unwrap_or(at.offset..at.offset + 1);
        let ranges = iter::once(row).collect();
        Next::Go(Resume::Range { depth: self.depth, ranges, enter_calls: false })
    }
}

fn has_line(scene: &Scene<'_>, at: CodeAddress) -> bool {
    let lines = scene.program.lines_at(at);
    lines.is_some_and(|lines| lines.row_at(at.offset).is_some_and(|row| row.line != 0))
}

/// How many of `levels` to show: those around the frame that was left where the others are only
/// about to be entered.
fn shown_levels(levels: &[Level], shared: usize, offset: u32) -> usize {
    let about_to_enter = levels[shared..].iter().all(|level| level.begins_at(offset));
    if shared > 0 && about_to_enter { shared } else { levels.len() }
}

/// Whether a physical frame outside that of `depth` has a source.
fn outer_source(scene: &Scene<'_>, depth: u32) -> bool {
    let now = scene.target.depth();
    (now - depth + 1..now).any(|index| {
        scene
            .frame_address(index)
            .and_then(|at| scene.program.lines_at(at))
            .is_some_and(|lines| lines.has_source())
    })
}
