//! Steps: what the target is told until one is done.
//!
//! A [`Plan`] keeps all that a step needs to know, and works out what to do next from where the
//! program stands now. So it can be interrupted anywhere, even inside a call that is stepped over,
//! and goes on as if nothing had happened.

mod forecast;
mod forward;
mod judge;
mod level;
mod line;
mod out;
mod targets;

pub(crate) use self::targets::step_targets;
use self::{
    forward::ForwardStep,
    level::{Grain, Level, levels_at},
    line::LineStep,
    out::OutStep,
    targets::TargetStep,
};
use crate::{
    Motion, SessionError, StopReason,
    program::Program,
    returned::Callee,
    stack::Frame,
    stand::{Stand, before, position},
    target::{CodeAddress, Resume, Target},
};

/// The instructions `call`, `call_indirect` and `call_ref`.
const CALLS: [u8; 3] = [0x10, 0x11, 0x14];

/// The program as a plan sees it.
pub(crate) struct Scene<'a> {
    pub(crate) program: &'a Program,
    pub(crate) target: &'a dyn Target,
}

impl Scene<'_> {
    /// Where the innermost frame stands.
    fn address(&self) -> Option<CodeAddress> {
        self.frame_address(0)
    }

    fn frame_address(&self, index: u32) -> Option<CodeAddress> {
        self.target.frame(index).map(|frame| frame.address)
    }
}

/// What a plan wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The target is to go on in this way.
    Go(Resume),
    /// The step is done.
    Done(Stand),
}

/// How the program came to where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It has stood here before the motion began.
    Begin,
    /// It was interrupted.
    Interruption,
    /// It did what the plan wanted.
    Step,
    /// An exception has left the frame of the step for a handler outside it.
    Handler,
}

impl Arrival {
    /// The code of a frame that was arrived at from below: its call, or where its handler begins.
    fn outer(self, at: CodeAddress) -> CodeAddress {
        match self {
            Self::Handler => at,
            Self::Begin | Self::Interruption | Self::Step => before(at),
        }
    }
}

/// Where a step begins.
struct Start<'a> {
    scene: &'a Scene<'a>,
    at: CodeAddress,
    depth: u32,
    /// The frame that is shown, last, and those around it in its physical frame.
    levels: Vec<Level>,
    grain: Grain,
    /// Lines are known here.
    has_lines: bool,
}

/// A motion that has begun.
#[derive(Debug)]
pub(crate) enum Plan {
    /// Until something stops it.
    Run,
    /// One instruction.
    Instruction,
    /// One instruction, over calls.
    OverInstruction {
        /// A return to code with lines goes on to a statement there.
        to_lines: bool,
        /// Where it was.
        from: CodeAddress,
        /// At which depth.
        depth: u32,
    },
    /// To another line.
    Line(LineStep),
    /// To a line behind this one.
    Forward(ForwardStep),
    /// Into one call of a line.
    Target(TargetStep),
    /// Out of a frame.
    Out(OutStep),
    /// Nowhere: the program was told to go on where it stands now.
    Placed,
    /// To the first statement of the frame at this depth, which was told to begin again.
    Beginning {
        /// Its depth.
        depth: u32,
    },
}

impl Plan {
    /// Why the program stands where the plan is done.
    pub(crate) fn reason(&self) -> StopReason {
        match self {
            Self::Placed => StopReason::Goto,
            Self::Beginning { .. } => StopReason::RestartFrame,
            _ => StopReason::Step,
        }
    }

    /// The function from which a step out has come.
    pub(crate) fn callee(&self) -> Option<Callee> {
        match self {
            Self::Out(step) => step.callee(),
            _ => None,
        }
    }

    /// Begins `motion` where the program stands.
    ///
    /// # Errors
    /// [`SessionError::NoSuchTarget`].
    pub(crate) fn begin(
        motion: Motion,
        scene: &Scene<'_>,
        stand: Stand,
    ) -> Result<Self, SessionError> {
        Ok(match motion {
            Motion::Continue => Self::Run,
            Motion::StepInstruction => Self::Instruction,
            Motion::StepOverInstruction => scene.address().map_or(Self::Instruction, |from| {
                Self::OverInstruction { to_lines: false, from, depth: scene.target.depth() }
            }),
            Motion::StepOver => Self::begin_step(scene, stand, Grain::Line, Self::over),
            Motion::StepIn => Self::begin_step(scene, stand, Grain::Line, Self::into),
            Motion::StepForward => Self::begin_step(scene, stand, Grain::Line, Self::forward),
            Motion::StepOverStatement => {
                Self::begin_step(scene, stand, Grain::Statement, Self::over)
            }
            Motion::StepInStatement => Self::begin_step(scene, stand, Grain::Statement, Self::into),
            Motion::StepInTarget(id) => Self::Target(
                TargetStep::begin(scene, stand, id).ok_or(SessionError::NoSuchTarget(id))?,
            ),
            Motion::Goto(_) => Self::Placed,
            Motion::RestartFrame(_) => Self::Beginning { depth: scene.target.depth() },
            Motion::StepOut | Motion::StepOutOf(_) => {
                Self::begin_step(scene, stand, Grain::Line, |start| {
                    Self::Out(OutStep::begin(start.scene, start.depth, start.levels))
                })
            }
        })
    }

    /// Out of a frame of the stack, with whatever it has called.
    pub(crate) fn out_of(scene: &Scene<'_>, frame: &Frame) -> Self {
        let mut levels = levels_at(scene.program, frame.position.lookup, Grain::Line);
        levels.truncate(levels.len().saturating_sub(frame.level()));
        let depth = scene.target.depth() - frame.physical;
        Self::Out(OutStep::begin(scene, depth, levels))
    }

    fn begin_step(
        scene: &Scene<'_>,
        stand: Stand,
        grain: Grain,
        step: fn(Start<'_>) -> Self,
    ) -> Self {
        let Some(at) = position(scene.target, stand, 0) else { return Self::Run };
        let mut levels = levels_at(scene.program, at.lookup, grain);
        levels.truncate(levels.len().saturating_sub(stand.hidden));
        let has_lines = !levels.is_empty()
            && scene.program.lines_at(at.lookup).is_some_and(|lines| !lines.rows.is_empty());
        step(Start { scene, at: at.address, depth: scene.target.depth(), levels, grain, has_lines })
    }

    fn over(start: Start<'_>) -> Self {
        if start.has_lines {
            Self::Line(LineStep::over(start.depth, start.levels, start.grain))
        } else {
            Self::OverInstruction { to_lines: true, from: start.at, depth: start.depth }
        }
    }

    /// Without lines there is nothing to go forward to but the next instruction.
    fn forward(start: Start<'_>) -> Self {
        if start.has_lines {
            Self::Forward(ForwardStep::new(start.depth, start.levels))
        } else {
            Self::over(start)
        }
    }

    /// Code without a source is stepped through to the next code that has one; only where the
    /// program has none at all its lines or instructions are what there is to see.
    fn into(start: Start<'_>) -> Self {
        let is_shown = start.levels.last().is_some_and(|level| level.is_shown);
        if !is_shown && start.scene.program.has_sources() {
            Self::Line(LineStep::into_sources(start.depth))
        } else if start.has_lines {
            Self::Line(LineStep::into(start.depth, start.levels, start.grain))
        } else {
            Self::Instruction
        }
    }

    /// What to do where the program stands now, to which it came by `arrival`.
    pub(crate) fn next(&mut self, scene: &Scene<'_>, arrival: Arrival) -> Next {
        match self {
            Self::Run => Next::Go(Resume::Run),
            Self::Instruction => match arrival {
                Arrival::Step | Arrival::Handler => Next::Done(Stand::default()),
                Arrival::Begin | Arrival::Interruption => Next::Go(Resume::Instruction),
            },
            Self::OverInstruction { to_lines, from, depth } => {
                let (to_lines, from, depth) = (*to_lines, *from, *depth);
                match over_instruction(scene, arrival, to_lines, from, depth) {
                    Ok(next) => next,
                    Err(mut step) => {
                        let next = step.next(scene, arrival);
                        *self = Self::Line(step);
                        next
                    }
                }
            }
            Self::Line(step) => step.next(scene, arrival),
            Self::Forward(step) => step.next(scene, arrival),
            Self::Target(step) => step.next(scene, arrival),
            Self::Out(step) => step.next(scene, arrival),
            Self::Placed => Next::Done(Stand::default()),
            Self::Beginning { depth } => to_body(scene, *depth),
        }
    }
}

/// Through the prologue of the innermost frame.
fn to_body(scene: &Scene<'_>, depth: u32) -> Next {
    let lines = scene.address().and_then(|at| Some((at, scene.program.lines_at(at)?)));
    match lines.filter(|_| scene.target.depth() == depth) {
        Some((at, lines)) if at.offset < lines.body => {
            let ranges = std::iter::once(lines.range.start..lines.body).collect();
            Next::Go(Resume::Range { depth, ranges, enter_calls: true })
        }
        _ => Next::Done(Stand::default()),
    }
}

/// One instruction, over calls; or, where it returned to a caller with lines that are wanted, the step to a
/// statement there.
fn over_instruction(
    scene: &Scene<'_>,
    arrival: Arrival,
    to_lines: bool,
    from: CodeAddress,
    depth: u32,
) -> Result<Next, LineStep> {
    let now = scene.target.depth();
    let has_stepped = matches!(arrival, Arrival::Step | Arrival::Handler);
    let waits = now > depth || (!has_stepped && scene.address() == Some(from));
    if waits {
        let code = &scene.program.module(from.module).bytes;
        let is_call = code.get(from.offset as usize).is_some_and(|byte| CALLS.contains(byte));
        return Ok(Next::Go(if is_call {
            let ranges = std::iter::once(from.offset..from.offset + 1).collect();
            Resume::Range { depth, ranges, enter_calls: false }
        } else {
            Resume::Instruction
        }));
    }
    let caller = scene.address().filter(|_| to_lines && now < depth);
    let levels =
        caller.map_or_else(Vec::new, |at| levels_at(scene.program, arrival.outer(at), Grain::Line));
    match levels.last() {
        Some(level) if level.has_source => Err(LineStep::over(now, levels, Grain::Line)),
        _ => Ok(Next::Done(Stand::default())),
    }
}
