//! Steps over calls that do not go backwards: out of a loop, where a plain step would begin its next turn.

use super::{
    Arrival, Next, Scene,
    level::{Grain, Level, Line, levels_at},
    line::LineStep,
};

/// A step to a line behind the one where it began, or out of the frame.
#[derive(Debug)]
pub(crate) struct ForwardStep {
    step: LineStep,
    /// Depth of the physical frame, and the scope and line in it where the step began.
    depth: u32,
    began: Option<(u64, Line)>,
}

impl ForwardStep {
    /// In the frame of `levels`.
    pub(super) fn new(depth: u32, levels: Vec<Level>) -> Self {
        let began = levels.last().and_then(|level| Some((level.scope, level.line.clone()?)));
        Self { step: LineStep::over(depth, levels, Grain::Line), depth, began }
    }

    pub(super) fn next(&mut self, scene: &Scene<'_>, arrival: Arrival) -> Next {
        let next = self.step.next(scene, arrival);
        let Next::Done(stand) = next else { return next };
        let (Some((scope, began)), Some(at)) = (&self.began, scene.address()) else { return next };
        let mut levels = levels_at(scene.program, at, Grain::Line);
        levels.truncate(levels.len().saturating_sub(stand.hidden));
        let is_behind = levels.last().is_some_and(|level| {
            let line = level.line.as_ref();
            level.scope == *scope
                && line.is_some_and(|line| line.file == began.file && line.line <= began.line)
        });
        if scene.target.depth() != self.depth || !is_behind {
            return next;
        }
        self.step = LineStep::over(self.depth, levels, Grain::Line);
        self.step.next(scene, Arrival::Begin)
    }
}
