//! The calls that a line is still to make, and the step into one of them.

use std::{iter, ops::Range};

use wasmparser::Operator;

use super::{
    Arrival, Next, Scene,
    forecast::Forecast,
    judge::{Judge, Verdict, without},
    level::{Grain, Level, common, levels_at},
    line::LineStep,
};
use crate::{
    StepTarget,
    program::FunctionLines,
    stand::{Stand, position},
    target::{CodeAddress, Resume},
};

/// Calls of a line that are listed; nobody looks through more.
const MOST_TARGETS: usize = 100;

/// Where a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A call instruction, at this Wasm offset.
    Call(u32),
    /// The code of an inlined call.
    Inlined(Vec<Range<u32>>),
}

impl Place {
    fn start(&self) -> u32 {
        match self {
            Self::Call(offset) => *offset,
            Self::Inlined(ranges) => ranges.first().map_or(0, |range| range.start),
        }
    }
}

/// A call of the present line.
struct Call {
    place: Place,
    view: StepTarget,
}

/// The line of the innermost frame from where the program stands on.
struct Line<'a> {
    scene: &'a Scene<'a>,
    at: CodeAddress,
    function: u32,
    /// The frame that is shown, last, and those around it in its physical frame.
    base: Vec<Level>,
    lines: &'a FunctionLines,
}

impl Line<'_> {
    /// How deep a position on the line is: as deep as the frame itself, or in a call inlined into it.
    fn levels_on_line(&self, offset: u32) -> Option<Vec<Level>> {
        let at = CodeAddress { offset, ..self.at };
        let levels = levels_at(self.scene.program, at, Grain::Line);
        let last = self.base.len() - 1;
        let is_on_line = common(&self.base, &levels) == self.base.len()
            && levels[last].line.is_some()
            && levels[last].line == self.base[last].line;
        is_on_line.then_some(levels)
    }

    /// Its calls in the order of their code, which is that of their execution but for loops.
    fn calls(&self) -> Vec<Call> {
        let mut calls: Vec<Call> = Vec::new();
        let mut inlined: Vec<u64> = Vec::new();
        for row in self.lines.rows.iter().filter(|row| row.range.end > self.at.offset) {
            if calls.len() >= MOST_TARGETS {
                break;
            }
            let start = row.range.start.max(self.at.offset);
            let Some(levels) = self.levels_on_line(start) else { continue };
            match levels.get(self.base.len()) {
                None => calls.extend(self.physical(start..row.range.end)),
                Some(level) if inlined.contains(&level.scope) => {}
                Some(level) => {
                    inlined.push(level.scope);
                    calls.extend(self.inlined(level, start));
                }
            }
        }
        calls.sort_by_key(|call| call.place.start());
        calls.truncate(MOST_TARGETS);
        for (call, id) in calls.iter_mut().zip(1..) {
            call.view.id = id;
        }
        calls
    }

    /// The call instructions in a range that begins at one.
    fn physical(&self, range: Range<u32>) -> Vec<Call> {
        let program = self.scene.program;
        let code = program.code(self.at.module);
        let bytes = &program.module(self.at.module).bytes;
        let mut calls = Vec::new();
        let mut operators = code.operators(bytes, range).peekable();
        while let Some((offset, operator)) = operators.next() {
            let name = match operator {
                // What is imported has no code here, unless it is another module's.
                Operator::Call { function_index } | Operator::ReturnCall { function_index }
                    if code.functions().contains(&function_index) || program.ids().count() > 1 =>
                {
                    program.function_name(self.at.module, function_index)
                }
                Operator::CallIndirect { .. } | Operator::ReturnCallIndirect { .. } => {
                    let element = Forecast::new(self.scene, self.at, self.function).top_at(offset);
                    let element = element.and_then(|element| u32::try_from(element).ok());
                    let callee =
                        element.and_then(|element| self.scene.target.table_function(0, element));
                    match callee {
                        Some(function) => program.function_name(self.at.module, function),
                        None => "a call through a pointer".to_owned(),
                    }
                }
                Operator::CallRef { .. } | Operator::ReturnCallRef { .. } => {
                    "a call of a reference".to_owned()
                }
                _ => continue,
            };
            // Checks that the compiler has put there, of an overflow for instance.
            let is_last = matches!(operators.peek(), Some((_, Operator::Unreachable)));
            if is_last && name.starts_with("core::panicking::") {
                continue;
            }
            let call_at = CodeAddress { offset, ..self.at };
            let frames = program.frames_at(call_at);
            let location = frames.first().and_then(|frame| frame.location.as_ref());
            let column = location.map_or(0, |location| location.column);
            calls.push(self.call(Place::Call(offset), name, column));
        }
        calls
    }

    /// The call that was inlined as `level`, if it begins at or after `start`.
    fn inlined(&self, level: &Level, start: u32) -> Option<Call> {
        let first = level.ranges.first()?.start;
        if first < self.at.offset {
            return None;
        }
        let frames = self.scene.program.frames_at(CodeAddress { offset: start, ..self.at });
        // Frames are innermost first.
        let depth = frames.len().checked_sub(self.base.len() + 1)?;
        let site = frames.get(depth + 1).and_then(|frame| frame.location.as_ref());
        let column = site.map_or(0, |site| site.column);
        let name = frames.get(depth)?.function.clone();
        Some(self.call(Place::Inlined(level.ranges.clone()), name, column))
    }

    fn call(&self, place: Place, name: String, column: u32) -> Call {
        let line =
            self.base.last().and_then(|level| level.line.as_ref()).map_or(0, |line| line.line);
        Call { place, view: StepTarget { id: 0, name, line, column } }
    }
}

fn calls(scene: &Scene<'_>, stand: Stand) -> Vec<Call> {
    let Some(at) = position(scene.target, stand, 0) else { return Vec::new() };
    let mut base = levels_at(scene.program, at.lookup, Grain::Line);
    base.truncate(base.len().saturating_sub(stand.hidden));
    let Some(lines) = scene.program.lines_at(at.lookup).filter(|_| !base.is_empty()) else {
        return Vec::new();
    };
    Line { scene, at: at.address, function: at.function, base, lines: &lines }.calls()
}

/// The calls that the line at which the innermost frame stands is still to make.
pub(crate) fn step_targets(scene: &Scene<'_>, stand: Stand) -> Vec<StepTarget> {
    calls(scene, stand).into_iter().map(|call| call.view).collect()
}

/// A step into one call of the line. Where the call is not made, it is a step over.
#[derive(Debug)]
pub(crate) struct TargetStep {
    depth: u32,
    goal: Place,
    over: LineStep,
    /// The callee has been entered, at this depth.
    entered: Option<u32>,
}

impl TargetStep {
    /// Into the call of that number; `None` where there is none.
    pub(super) fn begin(scene: &Scene<'_>, stand: Stand, id: u32) -> Option<Self> {
        let call = calls(scene, stand).into_iter().find(|call| call.view.id == id)?;
        let at = position(scene.target, stand, 0)?;
        let mut levels = levels_at(scene.program, at.lookup, Grain::Line);
        levels.truncate(levels.len().saturating_sub(stand.hidden));
        let depth = scene.target.depth();
        let over = LineStep::over(depth, levels, Grain::Line);
        Some(Self { depth, goal: call.place, over, entered: None })
    }

    pub(super) fn next(&mut self, scene: &Scene<'_>, arrival: Arrival) -> Next {
        let now = scene.target.depth();
        if let Some(entered) = self.entered {
            return self.next_in_callee(scene, arrival, now, entered);
        }
        let Some(at) = scene.address().filter(|_| now == self.depth) else {
            return self.over.next(scene, arrival);
        };
        match &self.goal {
            Place::Inlined(ranges) if ranges.iter().any(|range| range.contains(&at.offset)) => {
                let levels = levels_at(scene.program, at, Grain::Line);
                let hidden = levels.len().saturating_sub(self.over.base_len() + 1);
                return Next::Done(Stand { hidden, after_call: false });
            }
            Place::Call(offset) if *offset == at.offset => {
                self.entered = Some(now + 1);
                return Next::Go(Resume::Instruction);
            }
            _ => {}
        }
        // What comes before the call is passed, on whichever lines its arguments are; behind it the call was
        // not made, and the step ends as one over the line does.
        let goal = self.goal.start();
        let function = scene.program.lines_at(at).map(|lines| lines.range.clone());
        if let Some(function) = function.filter(|_| at.offset < goal) {
            let before = iter::once(function.start..goal).collect();
            return Next::Go(Resume::Range { depth: now, ranges: before, enter_calls: false });
        }
        match self.over.next(scene, arrival) {
            Next::Go(Resume::Range { depth, ranges, enter_calls }) if depth == self.depth => {
                let ranges = self.without_goal(&ranges);
                Next::Go(Resume::Range { depth, ranges, enter_calls })
            }
            next => next,
        }
    }

    fn without_goal(&self, ranges: &[Range<u32>]) -> Vec<Range<u32>> {
        let holes = match &self.goal {
            Place::Call(offset) => iter::once(*offset..*offset + 1).collect(),
            Place::Inlined(ranges) => ranges.clone(),
        };
        ranges.iter().flat_map(|range| without(range, &holes)).collect()
    }

    /// To the first statement of the function that was called, whether steps enter it otherwise or not.
    fn next_in_callee(
        &mut self,
        scene: &Scene<'_>,
        arrival: Arrival,
        now: u32,
        entered: u32,
    ) -> Next {
        if now < entered {
            // The host did it, or it has returned before a statement began.
            self.entered = None;
            return self.over.next(scene, arrival);
        }
        if now > entered {
            return Next::Go(Resume::Return { depth: entered + 1 });
        }
        let here = Next::Done(Stand::default());
        let Some(at) = scene.address() else { return here };
        let Some(lines) = scene.program.lines_at(at).filter(|lines| !lines.rows.is_empty()) else {
            return here;
        };
        let judge = Judge {
            program: scene.program,
            base: &[],
            grain: Grain::Line,
            enters: true,
            anywhere: true,
        };
        if let Verdict::Ends { hidden } = judge.verdict(&lines, at) {
            return Next::Done(Stand { hidden, after_call: false });
        }
        let ranges = judge.transparent(&lines, at);
        Next::Go(Resume::Range { depth: now, ranges, enter_calls: false })
    }
}
