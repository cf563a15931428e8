//! Running the program: a motion from its beginning to the stop that ends it.

use wrtd_symbols::{FunctionPattern, SourceFrame, WasmValue};

use crate::{
    Breakpoint, BreakpointId, DebugSession, Event, FrameView, Motion, OutputCategory, SessionError,
    StopEvent, StopReason,
    exceptions::panic,
    stand::{Stand, position},
    stepping::{Arrival, Next, Plan, Scene},
    target::{CodeAddress, Resume, TargetStop, TargetTrap, TargetValue, TrapCause},
    threads,
};

/// Exit code of a program that trapped, as a shell reports SIGABRT.
const TRAPPED: i32 = 134;
/// Exit code of a program that the user ended, as a shell reports SIGINT.
const TERMINATED: i32 = 130;

/// A motion that has begun and has not ended.
#[derive(Debug)]
pub(crate) struct Moving {
    /// The thread that was selected when it began.
    thread: u32,
    /// What it is, and how often it is still to be made.
    motion: Motion,
    left: u32,
    plan: Plan,
    arrival: Arrival,
    /// Where the target was last told to go on, and at which depth.
    from: Option<(CodeAddress, u32)>,
}

/// What running came to.
#[derive(Debug)]
pub(crate) enum Progress {
    /// The motion has ended; `None` with the program's end.
    Ended(Option<StopEvent>),
    /// The target was interrupted in the middle of the motion, which can go on.
    Interrupted,
}

impl DebugSession {
    /// Begins a motion; [`DebugSession::advance`] carries it out.
    pub(crate) fn begin(&mut self, motion: Motion) -> Result<(), SessionError> {
        let repeats = std::mem::replace(&mut self.repeats, 1);
        if self.moving.is_some() {
            return Err(SessionError::Running);
        }
        self.take_limits();
        if self.exit_code.is_some() {
            return Err(SessionError::NotAlive);
        }
        if motion != Motion::Continue {
            self.may_look()?;
        }
        if let Some(trap) = &self.trap
            && !matches!(motion, Motion::Continue | Motion::RestartFrame(_))
        {
            return Err(SessionError::CannotResume(trap.message.clone()));
        }
        match motion {
            Motion::Goto(id) => self.jump_to(id)?,
            Motion::RestartFrame(index) => self.restart_at(index)?,
            _ => {}
        }
        if matches!(motion, Motion::Goto(_) | Motion::RestartFrame(_)) {
            self.leave();
        }
        let plan = match motion {
            Motion::StepOutOf(index) => {
                let frame = self.frame(index)?;
                Plan::out_of(&self.scene(), &frame)
            }
            motion => Plan::begin(motion, &self.scene(), self.stand)?,
        };
        let thread = self.target.thread();
        let alone = std::mem::take(&mut self.alone);
        self.target.run_single(alone.then_some(thread));
        let left = if motion.is_step() { repeats } else { 1 };
        let arrival = Arrival::Begin;
        self.moving = Some(Moving { thread, motion, left, plan, arrival, from: None });
        self.running.set(true);
        self.emit(Event::Continued);
        Ok(())
    }

    /// Carries the motion on until it ends or is interrupted.
    pub(crate) fn advance(&mut self) -> Progress {
        loop {
            let Some(mut moving) = self.moving.take() else { return Progress::Ended(None) };
            if self.trap.is_some() {
                // Nothing goes on after a trap but the program's end.
                self.target.terminate();
                self.end(TRAPPED);
                return Progress::Ended(None);
            }
            if moving.arrival == Arrival::Begin && self.has_arrived_late(&moving.plan) {
                let hits = self.hits_here();
                if !hits.is_empty() {
                    return Progress::Ended(Some(self.stop_at_breakpoint(&hits)));
                }
            }
            if self.select_thread(moving.thread).is_err() {
                // The thread of the step has ended, and the others go on.
                (moving.thread, moving.plan) = (self.target.thread(), Plan::Run);
            }
            let how = match moving.plan.next(&self.scene(), moving.arrival) {
                Next::Go(how) => how,
                Next::Done(stand) if moving.left > 1 => {
                    self.moving = Some(self.begun_again(moving, stand));
                    continue;
                }
                Next::Done(stand) => {
                    return Progress::Ended(Some(self.stop_stepped(&moving.plan, stand)));
                }
            };
            moving.from = self.place();
            let came = self.go(&how);
            match self.arrive(moving, came) {
                Some(progress) => return progress,
                None => continue,
            }
        }
    }

    /// A step that has ended, and is to be made once more from there.
    fn begun_again(&mut self, moving: Moving, stand: Stand) -> Moving {
        self.forget_frames();
        self.stand = stand;
        // A step begins anywhere.
        let plan = Plan::begin(moving.motion, &self.scene(), stand).unwrap_or(moving.plan);
        Moving { plan, left: moving.left - 1, arrival: Arrival::Begin, ..moving }
    }

    /// Whether a motion that begins reaches the breakpoints of the instruction at which the program
    /// stands: where it was not stood at so far. That is the first one of all, and the one after a
    /// call whose line was shown though the next statement begins there.
    fn has_arrived_late(&self, plan: &Plan) -> bool {
        let at_entry = || self.stop.as_ref().is_some_and(|stop| stop.reason == StopReason::Entry);
        self.stand.after_call || (matches!(plan, Plan::Run) && at_entry())
    }

    fn go(&mut self, how: &Resume) -> TargetStop {
        self.judge_breakpoints();
        self.leave();
        let stop = self.target.resume(how);
        self.breakpoints.take_hits();
        stop.unwrap_or_else(|error| {
            TargetStop::Trap(TargetTrap { message: error.to_string(), cause: TrapCause::Host })
        })
    }

    /// Everything that was worked out for the last stop is out of date.
    fn leave(&mut self) {
        self.stand = Stand::default();
        self.stop = None;
        self.goto_places.clear();
        self.returned = None;
        self.data_found.leave();
        self.forget_frames();
    }

    /// Forgets what was looked at of the stack, which is read anew as the stand says.
    pub(crate) fn forget_frames(&mut self) {
        self.frames.clear(&mut *self.target);
        self.other_stacks.clear(&mut *self.target);
        self.references.clear(&mut *self.target);
    }

    /// What a stop of the target means for the motion; `None` where it goes on.
    fn arrive(&mut self, mut moving: Moving, came: TargetStop) -> Option<Progress> {
        let is_elsewhere = self.target.thread() != moving.thread;
        moving.arrival = match &came {
            TargetStop::Blocked | TargetStop::ThreadEnded => {
                return Some(Progress::Ended(Some(self.stop_alone(&came, moving.thread))));
            }
            TargetStop::Interrupted
            | TargetStop::Watchpoint(_)
            | TargetStop::WatchpointEnded
            | TargetStop::Throw
            | TargetStop::HostCall => Arrival::Interruption,
            TargetStop::Breakpoint if is_elsewhere => Arrival::Interruption,
            TargetStop::Caught => Arrival::Handler,
            TargetStop::Breakpoint
            | TargetStop::Stepped
            | TargetStop::Entered
            | TargetStop::Returned => Arrival::Step,
            TargetStop::Trap(trap) => return Some(self.arrive_at_trap(trap)),
            TargetStop::Exited(code) => {
                self.end(*code);
                return Some(Progress::Ended(None));
            }
        };
        self.tell_ended_data();
        if let TargetStop::Watchpoint(hits) = &came {
            let hits = self.data_hits(hits);
            if !hits.is_empty() {
                return Some(Progress::Ended(Some(self.stop_at_data(&hits))));
            }
        }
        let announced = match &came {
            TargetStop::Throw => self.stop_at_throw(),
            TargetStop::HostCall => self.stop_at_host_call(),
            _ => None,
        };
        if announced.is_some() {
            return Some(Progress::Ended(announced));
        }
        // An interruption where the target was told to go on is no arrival: its breakpoints there
        // were dealt with before.
        let moved = match &came {
            // It has arrived at the instruction before it says what that is to do.
            TargetStop::Throw | TargetStop::HostCall => false,
            TargetStop::Interrupted => is_elsewhere || self.place() != moving.from,
            _ => true,
        };
        if moved {
            // A frame that begins again does so at a breakpoint as well, and stands before it.
            if matches!(moving.plan, Plan::Beginning { .. })
                && let Next::Done(stand) = moving.plan.next(&self.scene(), moving.arrival)
            {
                return Some(Progress::Ended(Some(self.stop_stepped(&moving.plan, stand))));
            }
            // A step out that arrives shows the call; a breakpoint after it is for the next motion.
            if came == TargetStop::Returned
                && matches!(moving.plan, Plan::Out(_))
                && let Next::Done(stand) = moving.plan.next(&self.scene(), moving.arrival)
            {
                let hits = if stand.after_call { Vec::new() } else { self.hits_here() };
                return Some(Progress::Ended(Some(match hits.is_empty() {
                    true => self.stop_stepped(&moving.plan, stand),
                    false => self.stop_at_breakpoint(&hits),
                })));
            }
            let hits = self.hits_here();
            if !hits.is_empty() {
                return Some(Progress::Ended(Some(self.stop_at_breakpoint(&hits))));
            }
            if self.is_at_panic()
                && let Some(stop) = self.stop_at_panic()
            {
                return Some(Progress::Ended(Some(stop)));
            }
        }
        self.moving = Some(moving);
        (came == TargetStop::Interrupted).then_some(Progress::Interrupted)
    }

    fn place(&self) -> Option<(CodeAddress, u32)> {
        let frame = self.target.frame(0)?;
        Some((frame.address, self.target.depth()))
    }

    pub(crate) fn scene(&self) -> Scene<'_> {
        Scene { program: &self.program, target: &*self.target }
    }

    /// Ends the motion after an interruption that the user wanted.
    pub(crate) fn stop_paused(&mut self) -> Option<StopEvent> {
        self.moving.take()?;
        self.references.clear(&mut *self.target);
        let description = format!("paused at {}", self.place_text());
        Some(self.stop_with(StopReason::Pause, description, None))
    }

    /// The breakpoints of the instruction were dealt with when the program arrived there.
    fn stop_stepped(&mut self, plan: &Plan, stand: Stand) -> StopEvent {
        self.forget_frames();
        self.stand = stand;
        let callee = plan.callee().filter(|_| stand.after_call);
        self.returned = callee.and_then(|callee| self.value_of(callee));
        let reason = plan.reason();
        let how = match reason {
            StopReason::Goto => "goes on at",
            StopReason::RestartFrame => "begins again at",
            _ => "stepped to",
        };
        let description = format!("{how} {}", self.place_text());
        self.stop_with(reason, description, None)
    }

    fn stop_at_breakpoint(&mut self, hits: &[BreakpointId]) -> StopEvent {
        self.stand = Stand { hidden: self.hidden_before(hits), after_call: false };
        self.forget_frames();
        let ids: Vec<String> = hits.iter().map(|id| id.0.to_string()).collect();
        let noun = if ids.len() == 1 { "breakpoint" } else { "breakpoints" };
        let description = format!("{noun} {} at {}", ids.join(", "), self.place_text());
        self.stop_with(StopReason::Breakpoint(hits.to_vec()), description, None)
    }

    /// How many inlined calls that begin here are not entered yet at these breakpoints: one on the
    /// line of a call stops before it, one on the first line of the callee inside. One at a function
    /// stops where that begins, whatever begins there with it.
    pub(crate) fn hidden_before(&self, hits: &[BreakpointId]) -> usize {
        let Some(at) = self.target.frame(0).map(|frame| frame.address) else { return 0 };
        self.hidden_at(at, hits)
    }

    /// The same where the program would stand at an address.
    pub(crate) fn hidden_at(&self, at: CodeAddress, hits: &[BreakpointId]) -> usize {
        let frames = self.program.frames_at(at);
        let on_line_of = |frame: &SourceFrame, breakpoint: &Breakpoint| {
            frame.location.as_ref().is_some_and(|location| {
                Some(location.line) == breakpoint.line
                    && breakpoint.source == Some(self.program.source_ref(&location.file, at.module))
            })
        };
        let begins = |frame: &SourceFrame| {
            frame.inlined && frame.ranges.iter().any(|range| range.start == at.offset)
        };
        let about_to_begin = frames.iter().take_while(|frame| begins(frame)).count();
        let hit = self.breakpoints.views().filter(|breakpoint| hits.contains(&breakpoint.id));
        hit.map(|breakpoint| {
            if let Some(name) = self.breakpoints.function_name(breakpoint.id) {
                let name = FunctionPattern::name(name);
                // It was read when the breakpoint was set.
                let pattern = FunctionPattern::parse(name.text()).unwrap_or_else(|_| name.clone());
                let named = |frame: &SourceFrame| {
                    name.matches(&frame.function, None) || pattern.matches(&frame.function, None)
                };
                return frames.iter().position(named).unwrap_or(0);
            }
            let mut candidates = frames.iter().take(about_to_begin + 1);
            candidates.position(|frame| on_line_of(frame, breakpoint)).unwrap_or(0)
        })
        .min()
        .unwrap_or(0)
    }

    /// The only thread that was to run can do no more.
    fn stop_alone(&mut self, came: &TargetStop, thread: u32) -> StopEvent {
        let name = threads::name(thread);
        let text = match came {
            TargetStop::ThreadEnded => format!("{name} has ended, and the others were to stand"),
            _ => format!("{name} waits for another thread, and the others were to stand"),
        };
        self.stop_with(StopReason::Pause, text.clone(), Some(text))
    }

    fn arrive_at_trap(&mut self, trap: &TargetTrap) -> Progress {
        let mut trap = trap.clone();
        if !trap.is_unreachable() && self.stack_has_overflowed() {
            trap.message.push_str("; the program's stack has overflowed");
        }
        if let Some(exception) = self.cpp_uncaught() {
            trap.message = format!("uncaught C++ exception {}", exception.sentence());
        }
        if trap.cause == TrapCause::Deadlock && self.target.threads().len() > 1 {
            // Lines say more than offsets.
            trap.message =
                format!("deadlock: all threads wait for each other: {}", self.places_of_threads());
        }
        let trap = &trap;
        self.trap = Some(trap.clone());
        if self.wants_trap(trap) {
            return Progress::Ended(Some(self.stop_at_trap(trap)));
        }
        let text = format!("trap: {}\n{}", trap.message, self.backtrace(false));
        self.outlet.notice(OutputCategory::Important, text.trim_end());
        self.target.terminate();
        self.end(TRAPPED);
        Progress::Ended(None)
    }

    /// Whether the stack that compilers keep in linear memory has grown down past address 0: how a
    /// recursion without end shows, as an access far outside memory.
    fn stack_has_overflowed(&self) -> bool {
        let Some(frame) = self.target.frame(0) else { return false };
        let code = self.program.code(frame.address.module);
        let pointer = (0..self.target.global_count(0))
            .find(|&global| code.global_name(global) == Some("__stack_pointer"))
            .and_then(|global| self.target.global(0, global));
        match pointer {
            Some(TargetValue::Number(WasmValue::I32(address))) => {
                u64::from(address) > self.target.memory_size(frame.address.module)
            }
            _ => false,
        }
    }

    fn stop_at_trap(&mut self, trap: &TargetTrap) -> StopEvent {
        let description = format!("trap: {} at {}", trap.message, self.place_text());
        // `unreachable` is how a panic and `abort` end; what was printed last says more.
        let text = match panic::message(&self.outlet.stderr_tail()) {
            Some(message) if trap.is_unreachable() => format!("{}\n{}", trap.message, message.text),
            _ => trap.message.clone(),
        };
        self.stop_with(StopReason::Trap, description, Some(text))
    }

    pub(crate) fn stop_with(
        &mut self,
        reason: StopReason,
        description: String,
        text: Option<String>,
    ) -> StopEvent {
        self.target.run_single(None);
        let stop = StopEvent { thread: self.target.thread(), reason, description, text };
        self.stop = Some(stop.clone());
        self.running.set(false);
        self.emit(Event::Stopped(stop.clone()));
        self.tell_budget();
        stop
    }

    /// The program has ended.
    fn end(&mut self, code: i32) {
        self.leave();
        self.moving = None;
        self.results = self.target.results();
        self.exit_code = Some(code);
        self.running.set(false);
        // Before the end, after which front ends listen no more.
        self.tell_budget();
        self.emit(Event::Exited { code, results: self.results.clone() });
    }

    /// Ends a program that has not ended.
    pub(crate) fn end_now(&mut self) {
        if self.exit_code.is_none() {
            self.target.terminate();
            let code = if self.trap.is_some() { TRAPPED } else { TERMINATED };
            self.end(code);
        }
    }

    /// Where the program's own code stands, for a message: not in the library that it calls.
    pub(crate) fn own_place_text(&mut self) -> String {
        let own = self.own_frame().and_then(|index| self.stack_page(index, 1).frames.pop());
        match own {
            Some(FrameView { source: Some(source), line, function, .. }) => {
                format!("{}:{line} in {function}", source.recorded.unwrap_or(source.name))
            }
            _ => self.place_text(),
        }
    }

    /// Where the program stands, for a message: a line, or an offset in a function.
    pub(crate) fn place_text(&self) -> String {
        let Some(at) = position(&*self.target, self.stand, 0) else {
            return "its end".to_owned();
        };
        let frames = self.program.frames_at(at.lookup);
        let location = frames.get(self.stand.hidden).and_then(|frame| frame.location.as_ref());
        match location.filter(|location| location.line != 0) {
            Some(location) => format!("{}:{}", location.file.recorded, location.line),
            None => format!(
                "{:#x} in {}",
                at.address.offset,
                self.program.function_name(at.address.module, at.function)
            ),
        }
    }
}
