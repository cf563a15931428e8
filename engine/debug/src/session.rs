//! The session itself: what it holds, and the requests of front ends.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use wrtd_limits::LimitName;
use wrtd_symbols::{Cancellation, SymbolBudget, render::Value};

use crate::{
    Breakpoint, BreakpointId, BreakpointOptions, BudgetReport, Event, EventSink, ExceptionFilter,
    ExceptionKind, Format, FunctionBreakpoint, InstructionBreakpoint, LaunchError, LaunchSpec,
    LineBreakpoint, ScopeView, SessionError, SourceContent, SourceList, StackPage, StepTarget,
    StopEvent, StopReason, VariableFilter, VariableView, VariablesRef,
    breakpoints::{Breakpoints, Ground, Request, SourceLines},
    data::DataFound,
    disassembly::{Disassemblies, Text},
    limits::{check_launch, symbol_limits},
    outlet::Outlet,
    program::{Known, Program, SkipRules, read_source},
    run::{Moving, Progress},
    stack::Frames,
    stand::Stand,
    stepping::step_targets,
    target::{self, CodeAddress, Interrupter, MAIN_THREAD, Target, TargetTrap},
    threads::OtherStacks,
    variables::References,
};

/// Frames or values that are collected before it is looked whether somebody has given up.
const PIECE: u32 = 500;
/// Children that are given when all are asked for.
const MOST_CHILDREN: u64 = 10_000;

/// How to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Motion {
    /// Until something stops it.
    Continue,
    /// To the next line, into calls that have sources, the language's own library left out unless
    /// [`LaunchSpec::step_into_library`].
    StepIn,
    /// Into the call of [`DebugSession::step_targets`] with this number, over those before it, be it skipped
    /// otherwise.
    StepInTarget(u32),
    /// To the next line of this frame or its caller.
    StepOver,
    /// The same, but not backwards: to a line behind this one, or out of the frame. At the end of a loop it goes on until
    /// the loop has ended.
    StepForward,
    /// Out of this (possibly inlined) frame.
    StepOut,
    /// Out of this frame, which need not be the innermost one.
    StepOutOf(u32),
    /// The same to the next statement, of which a line may have several.
    StepInStatement,
    /// To the next statement of this frame or its caller.
    StepOverStatement,
    /// One Wasm instruction.
    StepInstruction,
    /// One Wasm instruction, over calls.
    StepOverInstruction,
    /// Not at all, but on from the place of [`DebugSession::goto_targets`] with this number, before which the program
    /// then stands.
    Goto(u32),
    /// From the beginning of this frame, before the first statement of which the program then stands: the frames that
    /// it has called are dropped, and the stack pointer is what it was. Refused where an argument may have been
    /// overwritten. What was written to memory stays written.
    RestartFrame(u32),
}

impl Motion {
    /// Whether it is a step to somewhere near, which can be made several times.
    #[must_use]
    pub const fn is_step(self) -> bool {
        matches!(
            self,
            Self::StepIn
                | Self::StepOver
                | Self::StepForward
                | Self::StepInStatement
                | Self::StepOverStatement
                | Self::StepInstruction
                | Self::StepOverInstruction
        )
    }
}

/// What evaluating an expression may do to the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Effects {
    /// Nothing: it is looked at.
    #[default]
    None,
    /// Functions of it may be called.
    Calls,
    /// Functions of it may be called, and values assigned.
    All,
}

/// Whether the program runs, for readers on other threads.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunningFlag(Arc<AtomicBool>);

impl RunningFlag {
    pub(crate) fn set(&self, running: bool) {
        self.0.store(running, Ordering::SeqCst);
    }

    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// One program under the debugger.
pub struct DebugSession {
    pub(crate) spec: LaunchSpec,
    pub(crate) outlet: Outlet,
    pub(crate) target: Box<dyn Target>,
    /// The interrupter of the present target; a restart replaces it.
    interrupter: Arc<Mutex<Interrupter>>,
    pub(crate) program: Program,
    pub(crate) disassemblies: Disassemblies,
    pub(crate) breakpoints: Breakpoints,
    pub(crate) filters: Vec<ExceptionFilter>,
    /// The motion under way; it is kept while the program is interrupted in the middle of it.
    pub(crate) moving: Option<Moving>,
    pub(crate) running: RunningFlag,
    pub(crate) stand: Stand,
    pub(crate) stop: Option<StopEvent>,
    pub(crate) trap: Option<TargetTrap>,
    pub(crate) exit_code: Option<i32>,
    pub(crate) results: Vec<String>,
    pub(crate) frames: Frames,
    /// What the function gave back from which a step out came to this stop.
    pub(crate) returned: Option<Value>,
    /// Places that were offered to go on at.
    pub(crate) goto_places: Vec<CodeAddress>,
    pub(crate) other_stacks: OtherStacks,
    /// The next motion is of the selected thread alone.
    pub(crate) alone: bool,
    /// How often the next motion is made, where it is a step.
    pub(crate) repeats: u32,
    pub(crate) references: References,
    /// What was told last of the budget; `None` where nobody watches it.
    pub(crate) budget_told: Option<BudgetReport>,
    /// Where whoever is attached has the sources.
    pub(crate) client_map: Vec<(String, String)>,
    /// The sources that were told last; `None` where nobody watches them.
    pub(crate) sources_told: Option<SourceList>,
    /// What may be watched of what was asked about.
    pub(crate) data_found: DataFound,
    /// What runs is a function that an expression calls.
    pub(crate) beside: Arc<AtomicBool>,
    pub(crate) cancellation: Cancellation,
    /// Somebody who watches from another thread wants the program to stand.
    pause: Arc<AtomicBool>,
}

impl DebugSession {
    /// Loads, links and prepares the program; it stands before its first instruction and runs
    /// nothing. Notices (no debug info, changed sources) go to `events`.
    ///
    /// # Errors
    /// [`LaunchError`] with a message that says what the file is and what to do.
    pub fn launch(spec: LaunchSpec, events: EventSink) -> Result<Self, LaunchError> {
        let attended = !spec.undebugged;
        Self::launch_filtered(spec, events, attended)
    }

    /// Loads a program that nobody debugs yet, and somebody may later: only a trap stops it until then.
    ///
    /// # Errors
    /// As for [`DebugSession::launch`].
    pub fn launch_unattended(spec: LaunchSpec, events: EventSink) -> Result<Self, LaunchError> {
        Self::launch_filtered(spec, events, false)
    }

    fn launch_filtered(
        spec: LaunchSpec,
        events: EventSink,
        attended: bool,
    ) -> Result<Self, LaunchError> {
        check_launch(&spec)?;
        let outlet = Outlet::new(events);
        let target = target::launch(&spec, &outlet)?;
        // Where nobody debugs, a panic reports itself, and its trap is told.
        let stops = |kind: &ExceptionKind| match attended {
            false => *kind == ExceptionKind::Trap,
            true => kind.is_default(),
        };
        let filters = ExceptionKind::ALL.into_iter().filter(stops).map(ExceptionFilter::new);
        let budget = SymbolBudget::new(symbol_limits(&spec.plan));
        let disassemblies = Disassemblies::new(&budget);
        let texts = Arc::clone(disassemblies.texts());
        let cancellation = Cancellation::default();
        let known = Known { budget: budget.clone(), cancellation: cancellation.clone(), texts };
        let program = Program::new(&spec, target.modules(), outlet.clone(), known);
        let mut session = Self {
            interrupter: Arc::new(Mutex::new(target.interrupter())),
            breakpoints: Breakpoints::new(
                spec.plan.count(LimitName::Breakpoints),
                spec.plan.count(LimitName::Watchpoints),
            ),
            frames: Frames::new(spec.plan.count(LimitName::StackFrames)),
            other_stacks: OtherStacks::default(),
            alone: false,
            repeats: 1,
            spec,
            outlet,
            target,
            program,
            disassemblies,
            filters: filters.collect(),
            moving: None,
            running: RunningFlag::default(),
            stand: Stand::default(),
            stop: Some(entry_stop()),
            trap: None,
            exit_code: None,
            results: Vec::new(),
            returned: None,
            goto_places: Vec::new(),
            beside: Arc::new(AtomicBool::new(false)),
            references: References::default(),
            budget_told: None,
            client_map: Vec::new(),
            sources_told: None,
            data_found: DataFound::default(),
            cancellation,
            pause: Arc::default(),
        };
        session.spec.limits.attach(session.target_interrupter());
        session.watch_exceptions();
        Ok(session)
    }

    /// Starts the same program anew from its file; breakpoints stay and are bound again.
    ///
    /// # Errors
    /// As for [`DebugSession::launch`]; the program of before is then left as it was.
    pub fn restart(&mut self) -> Result<(), LaunchError> {
        check_launch(&self.spec)?;
        let target = target::launch(&self.spec, &self.outlet)?;
        // What was kept of the program of before goes with it.
        self.forget_frames();
        let budget = self.program.budget().clone();
        let texts = Arc::clone(self.disassemblies.texts());
        let cancellation = self.cancellation.clone();
        let known = Known { budget: budget.clone(), cancellation, texts };
        let mut program = Program::new(&self.spec, target.modules(), self.outlet.clone(), known);
        if !self.client_map.is_empty() {
            program.map_sources(&self.client_map, &self.spec.source_map);
        }
        program.inherit(&self.program);
        *self.interrupter.lock().unwrap_or_else(PoisonError::into_inner) = target.interrupter();
        self.target = target;
        self.program = program;
        self.disassemblies.refresh(&budget);
        self.outlet.forget();
        self.moving = None;
        self.running.set(false);
        self.stand = Stand::default();
        self.stop = Some(entry_stop());
        self.trap = None;
        self.exit_code = None;
        self.results.clear();
        self.find_data_again();
        let (breakpoints, mut ground) = self.ground();
        for changed in breakpoints.rebind(&mut ground) {
            self.emit(Event::BreakpointChanged(changed));
        }
        self.watch_exceptions();
        self.tell_budget();
        self.outdate_sources();
        Ok(())
    }

    /// Goes on until the next stop, which is returned and also sent as an [`Event`]
    /// (`Continued` first, then `Stopped` or `Exited`). `None` when the program has ended. To continue
    /// after a trap ends it with exit code 134.
    ///
    /// # Errors
    /// [`SessionError::NotAlive`], [`SessionError::CannotResume`], [`SessionError::Running`] where a
    /// motion is under way.
    pub fn resume(&mut self, motion: Motion) -> Result<Option<StopEvent>, SessionError> {
        self.begin(motion)?;
        loop {
            match self.advance() {
                Progress::Ended(stop) => return Ok(stop),
                Progress::Interrupted => {}
            }
            // Whoever wants something says so before they interrupt. Where nobody does, it was said before an
            // earlier interruption, and done then.
            self.take_limits();
            if self.pause.swap(false, Ordering::SeqCst) {
                return Ok(self.stop_paused());
            }
        }
    }

    /// Stops the running program from any thread within 10 ms.
    #[must_use]
    pub fn interrupter(&self) -> Interrupter {
        let (pause, target) = (Arc::clone(&self.pause), self.target_interrupter());
        Interrupter::new(Arc::new(move || {
            pause.store(true, Ordering::SeqCst);
            target.request();
        }))
    }

    /// Interrupts the motion under way, which goes on afterwards.
    pub(crate) fn target_interrupter(&self) -> Interrupter {
        let present = Arc::clone(&self.interrupter);
        Interrupter::new(Arc::new(move || {
            present.lock().unwrap_or_else(PoisonError::into_inner).request();
        }))
    }

    /// The stop at which the program stands; `None` while it runs and once it has ended.
    #[must_use]
    pub fn stop(&self) -> Option<&StopEvent> {
        self.stop.as_ref()
    }

    /// Exit code, once it has ended.
    #[must_use]
    pub fn exit_code(&self) -> Option<i32> {
        self.exit_code
    }

    /// Results of `Entry::Invoke` in text form, once it has ended.
    #[must_use]
    pub fn results(&self) -> &[String] {
        &self.results
    }

    /// Replaces all breakpoints of one source; the answer has one entry for each request, in order.
    pub fn set_line_breakpoints(
        &mut self,
        path: &str,
        wanted: Vec<LineBreakpoint>,
    ) -> Vec<Breakpoint> {
        let request = |line, column| Request::Line { path: path.to_owned(), line, column };
        let with_request = |at: LineBreakpoint| (request(at.line, at.column), at.options);
        let requests = wanted.into_iter().map(with_request).collect();
        let (breakpoints, mut ground) = self.ground();
        let set = breakpoints.replace(&mut ground, &request(1, None), requests);
        self.program.flush_warnings();
        self.tell_budget();
        set
    }

    /// A source file has been written to since it was looked at last: whether it is what was compiled is found out
    /// anew, and told.
    pub fn sources_changed(&mut self) {
        self.program.recheck_sources();
        self.outdate_sources();
    }

    /// The same for a source of the session's own (disassembly).
    pub fn set_reference_breakpoints(
        &mut self,
        reference: u32,
        wanted: Vec<LineBreakpoint>,
    ) -> Vec<Breakpoint> {
        let request = |line| Request::Reference { reference, line };
        let requests = wanted.into_iter().map(|at| (request(at.line), at.options)).collect();
        let (breakpoints, mut ground) = self.ground();
        let set = breakpoints.replace(&mut ground, &request(1), requests);
        self.tell_budget();
        set
    }

    /// Replaces all breakpoints at functions.
    pub fn set_function_breakpoints(&mut self, wanted: Vec<FunctionBreakpoint>) -> Vec<Breakpoint> {
        let request = |name| Request::Function { name };
        let requests = wanted.into_iter().map(|at| (request(at.name), at.options)).collect();
        let (breakpoints, mut ground) = self.ground();
        let set = breakpoints.replace(&mut ground, &request(String::new()), requests);
        self.program.flush_warnings();
        self.tell_budget();
        set
    }

    /// Replaces all breakpoints at instructions.
    pub fn set_instruction_breakpoints(
        &mut self,
        wanted: Vec<InstructionBreakpoint>,
    ) -> Vec<Breakpoint> {
        let request = |place, offset| Request::Instruction { place, offset };
        let with_request = |at: InstructionBreakpoint| (request(at.place, at.offset), at.options);
        let requests = wanted.into_iter().map(with_request).collect();
        let (breakpoints, mut ground) = self.ground();
        let set = breakpoints.replace(&mut ground, &request(String::new(), 0), requests);
        self.program.flush_warnings();
        self.tell_budget();
        set
    }

    /// Adds a breakpoint at the instruction at a place, as for [`DebugSession::code_ref`].
    pub fn add_instruction_breakpoint(&mut self, place: &str) -> Breakpoint {
        let request = Request::Instruction { place: place.to_owned(), offset: 0 };
        self.add_breakpoint(request, BreakpointOptions::default())
    }

    /// Adds a single breakpoint: for a command line. `line` in the file that `path` names.
    pub fn add_line_breakpoint(&mut self, path: &str, line: u32) -> Breakpoint {
        let request = Request::Line { path: path.to_owned(), line, column: None };
        self.add_breakpoint(request, BreakpointOptions::default())
    }

    /// The same with a column.
    pub fn add_breakpoint_at(&mut self, path: &str, at: &LineBreakpoint) -> Breakpoint {
        let request = Request::Line { path: path.to_owned(), line: at.line, column: at.column };
        self.add_breakpoint(request, at.options.clone())
    }

    /// Adds breakpoints at the functions of that name.
    pub fn add_function_breakpoint(&mut self, name: &str) -> Breakpoint {
        self.add_breakpoint(
            Request::Function { name: name.to_owned() },
            BreakpointOptions::default(),
        )
    }

    /// Changes what a breakpoint does where the program reaches it, and counts its hits anew; `None` if there is
    /// none of that id.
    pub fn change_breakpoint(
        &mut self,
        id: BreakpointId,
        options: BreakpointOptions,
    ) -> Option<Breakpoint> {
        let (breakpoints, mut ground) = self.ground();
        let changed = breakpoints.change(&mut ground, id, options);
        self.tell_budget();
        changed
    }

    /// Lets a breakpoint do something or nothing; `None` if there is none of that id.
    pub fn enable_breakpoint(&mut self, id: BreakpointId, enabled: bool) -> Option<Breakpoint> {
        let (breakpoints, mut ground) = self.ground();
        let changed = breakpoints.enable(&mut ground, id, enabled);
        self.tell_budget();
        changed
    }

    pub(crate) fn add_breakpoint(
        &mut self,
        request: Request,
        options: BreakpointOptions,
    ) -> Breakpoint {
        let (breakpoints, mut ground) = self.ground();
        let breakpoint = breakpoints.add(&mut ground, request, options);
        self.program.flush_warnings();
        self.tell_budget();
        breakpoint
    }

    /// Removes one breakpoint; `false` if there is none of that id.
    pub fn remove_breakpoint(&mut self, id: BreakpointId) -> bool {
        let removed = self.breakpoints.remove(&mut *self.target, id);
        self.tell_budget();
        removed
    }

    /// All breakpoints in order of their ids.
    #[must_use]
    pub fn breakpoints(&self) -> Vec<Breakpoint> {
        self.breakpoints.views().cloned().collect()
    }

    /// Code that steps do not end in, beside libraries.
    #[must_use]
    pub fn skip_rules(&self) -> &SkipRules {
        &self.spec.skip
    }

    /// Sets in which code steps do not end, beside libraries, from now on and in later starts of the program. What
    /// such code calls is stepped into all the same. Frames of it are shown as subtle.
    ///
    /// # Errors
    /// [`SessionError::Expression`] for a pattern that is none; then nothing has changed.
    pub fn set_skip_rules(&mut self, rules: SkipRules) -> Result<(), SessionError> {
        self.program.set_skips(&rules).map_err(SessionError::Expression)?;
        self.spec.skip = rules;
        self.forget_frames();
        Ok(())
    }

    /// Frames `start .. start + count` (`count` 0: all), innermost first, inlined ones included.
    ///
    /// # Errors
    /// [`SessionError::NotAlive`].
    pub fn stack(&mut self, start: u32, count: u32) -> Result<StackPage, SessionError> {
        self.alive()?;
        // A deep stack takes long, and whoever asked may give up.
        let last = start.saturating_add(count.wrapping_sub(1));
        for index in (start..last).step_by(PIECE as usize) {
            self.check_cancelled()?;
            if self.frame(index).is_err() {
                break;
            }
        }
        self.check_cancelled()?;
        Ok(self.stack_page(start, count))
    }

    /// The frame to look at first: 0, but at a trap or panic the innermost one outside of libraries,
    /// which is where the program went wrong.
    pub fn focus(&mut self) -> u32 {
        self.focus_frame()
    }

    /// The calls that the line at which the innermost frame stands is still to make, in their order:
    /// those of functions by their names, inlined ones too, and those through pointers by what these point to now,
    /// where that can be told.
    ///
    /// # Errors
    /// [`SessionError::NotAlive`].
    pub fn step_targets(&mut self) -> Result<Vec<StepTarget>, SessionError> {
        self.alive()?;
        Ok(step_targets(&self.scene(), self.stand))
    }

    /// The scopes of a frame.
    ///
    /// # Errors
    /// [`SessionError::NoSuchFrame`], [`SessionError::NotAlive`].
    pub fn scopes(&mut self, frame: u32) -> Result<Vec<ScopeView>, SessionError> {
        self.alive()?;
        self.scopes_of(frame)
    }

    /// Children `start .. start + count` (`count` 0: all within reason) of a reference.
    ///
    /// # Errors
    /// [`SessionError::StaleReference`].
    pub fn variables(
        &mut self,
        reference: VariablesRef,
        filter: VariableFilter,
        start: u64,
        count: u64,
        format: Format,
    ) -> Result<Vec<VariableView>, SessionError> {
        let mut found = Vec::new();
        let most = if count == 0 { u64::MAX } else { count };
        while (found.len() as u64) < most {
            self.check_cancelled()?;
            let (from, left) =
                (start.saturating_add(found.len() as u64), most - found.len() as u64);
            let size = left.min(PIECE.into());
            let piece = self.children_of(reference, filter, from, size, format)?;
            let is_last = (piece.len() as u64) < size;
            found.extend(piece);
            if is_last || found.len() as u64 >= MOST_CHILDREN {
                break;
            }
        }
        Ok(found)
    }

    /// The value of an expression in a frame, as `docs/expressions.md` specifies them. Nothing is changed or run.
    ///
    /// # Errors
    /// [`SessionError::Expression`] with the column and what would be right.
    pub fn evaluate(
        &mut self,
        frame: u32,
        expression: &str,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        self.alive()?;
        self.evaluate_in(frame, expression, format, Effects::None)
    }

    /// The same, with as much of what an expression does to the program as `effects` says: calls of its functions,
    /// assignments.
    ///
    /// # Errors
    /// As for [`DebugSession::evaluate`]; [`SessionError::ReadOnly`] where the safety level forbids what it does.
    pub fn execute(
        &mut self,
        frame: u32,
        expression: &str,
        format: Format,
        effects: Effects,
    ) -> Result<VariableView, SessionError> {
        self.alive()?;
        self.evaluate_in(frame, expression, format, effects)
    }

    /// Text of a source that the session makes.
    ///
    /// # Errors
    /// [`SessionError::NoSuchSource`].
    pub fn source(&self, reference: u32) -> Result<SourceContent, SessionError> {
        let unknown = SessionError::NoSuchSource(reference);
        if let Some(Text::Embedded(module, recorded)) = self.disassemblies.texts().text(reference) {
            let text = self.program.symbols(module).embedded_source(&recorded).ok_or(unknown)?;
            return Ok(SourceContent { text, mime_type: "text/plain" });
        }
        let listing = self.disassemblies.listing(&self.program, reference).ok_or(unknown)?;
        Ok(SourceContent { text: listing.text.clone(), mime_type: "text/x-wasm-disassembly" })
    }

    /// Text of a source file, with what is no text replaced; of its beginning where it is very long.
    ///
    /// # Errors
    /// [`SessionError::Source`].
    pub fn source_file(&self, path: &Path) -> Result<String, SessionError> {
        read_source(path).map_err(|error| SessionError::Source {
            path: path.to_owned(),
            error: error.to_string(),
        })
    }

    /// The stack as people read it, two lines a frame (`  0: name` / `        at file:line:column`).
    /// Runs of library frames outside the innermost one are folded, unless `whole`.
    #[must_use]
    pub fn backtrace(&mut self, whole: bool) -> String {
        self.backtrace_text(whole)
    }

    /// Ends the program where it stands; exit code 130 (134 after a trap) unless it had ended
    /// already.
    pub fn terminate(&mut self) {
        self.end_now();
    }

    /// Sends an event to the front end.
    pub(crate) fn emit(&self, event: Event) {
        self.outlet.send(event);
    }

    pub(crate) fn alive(&self) -> Result<(), SessionError> {
        match self.exit_code {
            None => self.may_look(),
            Some(_) => Err(SessionError::NotAlive),
        }
    }

    pub(crate) fn ground(&mut self) -> (&mut Breakpoints, Ground<'_>) {
        let ground = Ground {
            program: &self.program,
            disassemblies: &self.disassemblies,
            target: &mut *self.target,
            lines: SourceLines::new(&self.program),
            cancellation: &self.cancellation,
        };
        (&mut self.breakpoints, ground)
    }

    /// The user's breakpoints where the program stands.
    pub(crate) fn breakpoints_here(&self) -> Vec<BreakpointId> {
        self.target.frame(0).map_or_else(Vec::new, |frame| self.breakpoints.at(frame.address))
    }

    /// Whether the program stands where panics pass.
    pub(crate) fn is_at_panic(&self) -> bool {
        self.target.frame(0).is_some_and(|frame| self.breakpoints.is_watched(frame.address))
    }
}

fn entry_stop() -> StopEvent {
    StopEvent {
        thread: MAIN_THREAD,
        reason: StopReason::Entry,
        description: "before the first instruction".to_owned(),
        text: None,
    }
}
