//! Steps to another line or statement: over calls, or into them.

use std::ops::Range;

use super::{
    Arrival, Next, Scene,
    judge::{Judge, Verdict},
    level::{Grain, Level, levels_at},
    trim,
};
use crate::{
    program::FunctionLines,
    stand::Stand,
    target::{CodeAddress, Resume},
};

/// A step that ends where another line begins, or where another statement does.
#[derive(Debug)]
pub(crate) struct LineStep {
    /// Depth of the physical frame in which it steps; lower once that has returned.
    depth: u32,
    /// The frame in which it steps and those around it in the same physical frame. Empty where the
    /// physical frame has no source: then a step over waits for its return, and a step in for
    /// something with a source that it calls.
    base: Vec<Level>,
    grain: Grain,
    enters: bool,
    /// It began in a frame without a source.
    anywhere: bool,
    /// What [`Judge::transparent`] said for `base` in the function that begins there.
    transparent: Option<(CodeAddress, Vec<Range<u32>>)>,
}

impl LineStep {
    /// Over calls, in the frame of `levels`.
    pub(super) fn over(depth: u32, levels: Vec<Level>, grain: Grain) -> Self {
        Self::new(depth, levels, grain, false)
    }

    /// Into calls, in the frame of `levels`.
    pub(super) fn into(depth: u32, levels: Vec<Level>, grain: Grain) -> Self {
        Self::new(depth, levels, grain, true)
    }

    /// From a frame that has no lines into anything that has a source.
    pub(super) fn into_sources(depth: u32) -> Self {
        Self::new(depth, Vec::new(), Grain::Line, true)
    }

    fn new(depth: u32, base: Vec<Level>, grain: Grain, enters: bool) -> Self {
        let anywhere = base.last().is_some_and(|level| !level.has_source);
        Self { depth, base, grain, enters, anywhere, transparent: None }
    }

    /// How many frames it steps in: the last one, and those around it in its physical frame.
    pub(super) fn base_len(&self) -> usize {
        self.base.len()
    }

    pub(super) fn next(&mut self, scene: &Scene<'_>, arrival: Arrival) -> Next {
        let now = scene.target.depth();
        if now < self.depth {
            self.go_outwards(scene, arrival, now);
            if self.base.is_empty() && self.anywhere {
                return Next::Done(Stand { hidden: 0, after_call: arrival != Arrival::Handler });
            }
        }
        if now > self.depth && self.enters {
            return self.next_in_callee(scene, now);
        }
        self.next_in_frame(scene, now)
    }

    /// The frame was left, by its return or by an exception: the step goes on in the frame outside that
    /// is the innermost now, whose line is that of the call or of the handler.
    fn go_outwards(&mut self, scene: &Scene<'_>, arrival: Arrival, now: u32) {
        self.depth = now;
        self.base = scene
            .address()
            .map_or_else(Vec::new, |at| levels_at(scene.program, arrival.outer(at), self.grain));
        self.transparent = None;
        self.trim();
    }

    fn trim(&mut self) {
        if !self.anywhere {
            trim(&mut self.base);
        }
    }

    /// In a function that was called below the frame: the first statement with a source ends it.
    fn next_in_callee(&self, scene: &Scene<'_>, now: u32) -> Next {
        let everything = Next::Go(Resume::Range {
            depth: now,
            ranges: std::iter::once(0..u32::MAX).collect(),
            enter_calls: true,
        });
        let Some(at) = scene.address() else { return everything };
        let Some(lines) = scene.program.lines_at(at) else { return everything };
        let judge = Judge {
            program: scene.program,
            base: &[],
            grain: self.grain,
            enters: true,
            anywhere: self.anywhere,
        };
        if let Verdict::Ends { hidden } = judge.verdict(&lines, at) {
            return Next::Done(Stand { hidden, after_call: false });
        }
        let ranges = if self.anywhere {
            judge.transparent(&lines, at)
        } else {
            lines.entered(|| judge.transparent(&lines, at)).to_vec()
        };
        Next::Go(Resume::Range { depth: now, ranges, enter_calls: true })
    }

    /// In the frame, or (after an interruption) below it in a call that is stepped over.
    fn next_in_frame(&mut self, scene: &Scene<'_>, now: u32) -> Next {
        let depth = self.depth;
        let waits = Next::Go(Resume::Return { depth });
        let Some(at) = scene.frame_address(now - depth) else { return waits };
        let Some(lines) = scene.program.lines_at(at) else {
            return if self.enters { self.next_in_callee(scene, now) } else { waits };
        };
        if now == depth {
            loop {
                if self.base.is_empty() && !self.enters {
                    return waits;
                }
                match self.judge(scene).verdict(&lines, at) {
                    Verdict::Ends { hidden } => {
                        return Next::Done(Stand { hidden, after_call: false });
                    }
                    Verdict::GoesOn => break,
                    Verdict::Leaves { levels } => {
                        self.base.truncate(levels);
                        self.trim();
                        self.transparent = None;
                    }
                }
            }
        } else if self.base.is_empty() {
            return waits;
        }
        let ranges = self.transparent_ranges(scene, &lines, at);
        Next::Go(Resume::Range { depth, ranges, enter_calls: self.enters })
    }

    fn judge<'a>(&'a self, scene: &Scene<'a>) -> Judge<'a> {
        Judge {
            program: scene.program,
            base: &self.base,
            grain: self.grain,
            enters: self.enters,
            anywhere: self.anywhere,
        }
    }

    fn transparent_ranges(
        &mut self,
        scene: &Scene<'_>,
        lines: &FunctionLines,
        at: CodeAddress,
    ) -> Vec<Range<u32>> {
        let function = CodeAddress { offset: lines.range.start, ..at };
        if let Some((known, ranges)) = &self.transparent
            && *known == function
        {
            return ranges.clone();
        }
        let ranges = self.judge(scene).transparent(lines, at);
        self.transparent = Some((function, ranges.clone()));
        ranges
    }
}
