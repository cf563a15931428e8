//! One client's session: what its requests change, and the program that is debugged.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use wrtd_configuration::{LivePlan, PlanWatch};
use wrtd_console::Console;
use wrtd_debug::{
    Breakpoint, BudgetReport, DebugSession, DrivenSession, ExceptionFilter, LaunchSpec, Motion,
    SessionDriver, StopEvent, StopReason, target::MAIN_THREAD,
};

use crate::{
    breakpoints::{Requested, SourceKey, Wanted},
    budget::Ticker,
    collections::Collections,
    error::RequestError,
    frames::FrameIds,
    protocol::{
        generated::{
            self, BreakpointEvent, BreakpointEventBody, BreakpointEventReason, ProcessEvent,
            ProcessEventBody, ProcessEventStartMethod, ThreadEvent, ThreadEventBody,
            ThreadEventReason,
        },
        message::{IncomingRequest, Outgoing},
    },
    requests,
    shared::{Shared, THREAD, breakpoint_view},
    state::Phase,
    trace::Trace,
};

/// What a launch request asked for.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) spec: LaunchSpec,
    /// Run only: no breakpoints, no stops.
    pub(crate) no_debug: bool,
}

/// A loaded program. Dropping it ends the program, without events.
pub(crate) struct Debuggee {
    pub(crate) driver: SessionDriver,
    pub(crate) launch: Launch,
    live: Arc<AtomicBool>,
    /// Hands it the limits of the machine, where those change.
    _limits: Option<PlanWatch>,
    /// Lets it tell its budget, where the client watches that.
    budget: Option<Ticker>,
}

impl Debuggee {
    pub(crate) fn stops_on_entry(&self) -> bool {
        self.launch.spec.stop_on_entry && !self.launch.no_debug
    }
}

impl Drop for Debuggee {
    fn drop(&mut self) {
        self.live.store(false, Ordering::Release);
    }
}

/// One client's session.
pub(crate) struct Adapter {
    pub(crate) shared: Arc<Shared>,
    pub(crate) trace: Trace,
    pub(crate) debuggee: Option<Debuggee>,
    pub(crate) frames: FrameIds,
    pub(crate) collections: Collections,
    /// What `setExceptionBreakpoints` chose; the session's default where it was not sent.
    pub(crate) filters: Option<Vec<ExceptionFilter>>,
    /// `configurationDone` came.
    pub(crate) configured: bool,
    /// The client has asked for the budget, and is told where it changes.
    pub(crate) watches_budget: bool,
    /// The client said goodbye.
    pub(crate) finished: bool,
    pub(crate) console: Console,
    /// The frame that the client had selected when the console was used last at this stop.
    pub(crate) console_frame: Option<(u32, u32)>,
    /// The stop of which the console knows; none while it has not been used.
    console_stop: Option<u64>,
}

impl Adapter {
    pub(crate) fn new(shared: Arc<Shared>, trace: Trace) -> Self {
        Self {
            shared,
            trace,
            debuggee: None,
            frames: FrameIds::default(),
            collections: Collections::default(),
            filters: None,
            configured: false,
            watches_budget: false,
            finished: false,
            console: Console::new(),
            console_frame: None,
            console_stop: None,
        }
    }

    /// Answers one message. Whatever it is, the server goes on: nonsense is noted in the debug console,
    /// and a panic becomes an error response.
    pub(crate) fn handle(&mut self, json: &[u8]) {
        let request = match IncomingRequest::read(json) {
            Ok(Some(request)) => request,
            Ok(None) => return,
            Err(problem) => {
                self.shared.note(&format!("A message of the client cannot be read: {problem}."));
                return;
            }
        };
        let IncomingRequest { seq, command, arguments } = request;
        self.shared.outbox.begin_request();
        let answer = catch_unwind(AssertUnwindSafe(|| requests::answer(self, &command, arguments)))
            .unwrap_or_else(|panic| {
                let problem = panic_message(panic.as_ref());
                Err(RequestError::Internal { command: command.clone(), problem })
            });
        self.shared.outbox.respond(match answer {
            Ok(body) => {
                Outgoing::Response { request_seq: seq, success: true, command, message: None, body }
            }
            Err(error) => Outgoing::Response {
                request_seq: seq,
                success: false,
                command,
                message: Some(error.message()),
                body: error.body(),
            },
        });
    }

    /// Ends the program, if any, without events about it.
    pub(crate) fn drop_debuggee(&mut self) {
        self.debuggee = None;
    }

    /// Runs `work` on the session, whether the program runs or stands.
    pub(crate) fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DebugSession) -> R + Send + 'static,
    ) -> Result<R, RequestError> {
        let debuggee = self.debuggee.as_ref().ok_or_else(no_program)?;
        Ok(debuggee.driver.with(work)?)
    }

    /// Loads a program and sets what has been asked for so far. The phase is `Configuring` afterwards.
    /// Its limits are those of `limits`.
    pub(crate) fn load(&mut self, launch: Launch, limits: LivePlan) -> Result<(), RequestError> {
        self.drop_debuggee();
        let live = Arc::new(AtomicBool::new(true));
        let before = {
            let mut run = self.shared.run();
            run.breakpoints.forget_session();
            std::mem::replace(&mut run.phase, Phase::Configuring)
        };
        let mut session = match DebugSession::launch(launch.spec.clone(), self.shared.sink(&live)) {
            Ok(session) => session,
            Err(error) => {
                self.shared.run().phase = before;
                return Err(error.into());
            }
        };
        if launch.no_debug {
            session.set_exception_filters(&[]);
        } else if let Some(filters) = &self.filters {
            session.set_exception_filters(filters);
        }
        let no_debug = launch.no_debug;
        let driver = SessionDriver::spawn(session);
        let limits = self.follow(limits, driver.session());
        self.debuggee = Some(Debuggee { driver, launch, live, _limits: limits, budget: None });
        self.console = Console::new();
        if self.watches_budget {
            let report = self.watch_budget()?;
            self.shared.send_budget(&report);
        }
        if no_debug { Ok(()) } else { self.bind_pending() }
    }

    /// Hands each new plan to a session, as long as the result is held.
    fn follow(&self, limits: LivePlan, session: DrivenSession) -> Option<PlanWatch> {
        let shared = Arc::clone(&self.shared);
        let watch = limits.watch(move |found| match found {
            Ok(replanned) => {
                let reason = replanned.to_string();
                // A session that has come to its end needs no limits.
                let _ = session.with(move |session| {
                    session.change_limits(replanned.configured.plan, &reason);
                });
            }
            Err(error) => shared.note(&format!(
                "The memory limit has changed, and the limits that were set do not go together with it: {error}."
            )),
        });
        watch.unwrap_or_else(|error| {
            self.shared.note(&format!("A memory limit that changes will not be noticed: {error}."));
            None
        })
    }

    /// The budget of the program, which is told from now on where it changes.
    pub(crate) fn watch_budget(&mut self) -> Result<BudgetReport, RequestError> {
        let report = self.with(DebugSession::watch_budget)?;
        if let Some(debuggee) = self.debuggee.as_mut().filter(|debuggee| debuggee.budget.is_none())
        {
            match Ticker::start(debuggee.driver.session()) {
                Ok(ticker) => debuggee.budget = Some(ticker),
                Err(error) => self
                    .shared
                    .note(&format!("The budget is told at stops only, without a thread: {error}.")),
            }
        }
        Ok(report)
    }

    /// Sets the breakpoints that were asked for before the program was there, and tells how they are.
    fn bind_pending(&mut self) -> Result<(), RequestError> {
        let sources: Vec<(SourceKey, Vec<Requested>)> = self
            .shared
            .run()
            .breakpoints
            .sources()
            .map(|(source, requested)| (source.clone(), requested.to_vec()))
            .collect();
        for (source, requested) in sources {
            let wanted = requested.into_iter().map(|requested| requested.wanted).collect();
            for (id, breakpoint) in self.set_breakpoints(&source, wanted)? {
                let body = BreakpointEventBody {
                    breakpoint: breakpoint_view(&self.shared.run().client, id, &breakpoint),
                    reason: BreakpointEventReason::Changed,
                };
                self.shared.send::<BreakpointEvent>(&body);
            }
        }
        Ok(())
    }

    /// Replaces all breakpoints of a source, now or where no program is loaded when one is; as the client is told,
    /// in their order.
    pub(crate) fn replace_breakpoints(
        &mut self,
        source: SourceKey,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<generated::Breakpoint>, RequestError> {
        let requested = self.shared.run().breakpoints.replace(source.clone(), &wanted);
        let client = self.shared.run().client.clone();
        let waiting = |why: &str| {
            let waits = |requested: &Requested| generated::Breakpoint {
                id: Some(requested.id),
                verified: false,
                line: requested.wanted.line().map(|line| client.line(line)),
                message: Some(why.to_owned()),
                ..generated::Breakpoint::default()
            };
            requested.iter().map(waits).collect()
        };
        match &self.debuggee {
            None => Ok(waiting("it is bound when the program is launched")),
            Some(debuggee) if debuggee.launch.no_debug => {
                Ok(waiting("the program was launched without debugging"))
            }
            Some(_) => {
                let count = wanted.len();
                let set = self.set_breakpoints(&source, wanted)?;
                // The answer must match the question entry by entry.
                let view = |(id, it): &(i32, Breakpoint)| breakpoint_view(&client, *id, it);
                Ok(set.iter().take(count).map(view).collect())
            }
        }
    }

    /// Sets all breakpoints of a source in the session; each with the client's id.
    pub(crate) fn set_breakpoints(
        &self,
        source: &SourceKey,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<(i32, Breakpoint)>, RequestError> {
        let (shared, source) = (Arc::clone(&self.shared), source.clone());
        self.with(move |session| {
            shared.run().binding = true;
            let wanted = wanted.into_iter();
            let set = match &source {
                SourceKey::Path(path) => session
                    .set_line_breakpoints(path, wanted.filter_map(Wanted::into_line).collect()),
                SourceKey::Reference(reference) => session.set_reference_breakpoints(
                    *reference,
                    wanted.filter_map(Wanted::into_line).collect(),
                ),
                SourceKey::Functions => session
                    .set_function_breakpoints(wanted.filter_map(Wanted::into_function).collect()),
                SourceKey::Instructions => session.set_instruction_breakpoints(
                    wanted.filter_map(Wanted::into_instruction).collect(),
                ),
            };
            let ids: Vec<_> = set.iter().map(|breakpoint| breakpoint.id).collect();
            let mut run = shared.run();
            run.binding = false;
            set.iter().for_each(|breakpoint| run.breakpoints.learn_place(breakpoint));
            run.breakpoints.bind(&source, &ids).into_iter().zip(set).collect()
        })
    }

    /// Starts the loaded program, if the client is done with its configuration.
    pub(crate) fn start_if_configured(&mut self) -> Result<(), RequestError> {
        if !self.configured || self.shared.phase() != Phase::Configuring {
            return Ok(());
        }
        let Some(debuggee) = &self.debuggee else {
            return Ok(());
        };
        let spec = &debuggee.launch.spec;
        let stop_on_entry = debuggee.stops_on_entry();
        self.shared.send::<ProcessEvent>(&ProcessEventBody {
            name: host_path(spec).to_string_lossy().into_owned(),
            is_local_process: Some(true),
            start_method: Some(ProcessEventStartMethod::Launch),
            pointer_size: Some(32),
            system_process_id: None,
        });
        self.shared.send::<ThreadEvent>(&ThreadEventBody {
            reason: ThreadEventReason::Started,
            thread_id: THREAD,
        });
        self.go(stop_on_entry)
    }

    /// Leaves the phase `Configuring`: stands at the entry, or runs.
    pub(crate) fn go(&mut self, stop_on_entry: bool) -> Result<(), RequestError> {
        if !stop_on_entry {
            return self.resume(Motion::Continue);
        }
        let stop = self.with(|session| session.stop().cloned())?;
        self.shared.stopped(stop.unwrap_or_else(|| StopEvent {
            thread: MAIN_THREAD,
            reason: StopReason::Entry,
            description: "before the first instruction".to_owned(),
            text: None,
        }));
        Ok(())
    }

    /// Lets the console take note of the stop at which the program stands, if it has not yet.
    pub(crate) fn inform_console(&mut self) -> Result<(), RequestError> {
        let (number, stop) = {
            let run = self.shared.run();
            (run.stops, run.stop.clone())
        };
        if self.console_stop.replace(number) == Some(number) {
            return Ok(());
        }
        self.console_frame = None;
        let Some(stop) = stop else {
            return Ok(());
        };
        let mut console = std::mem::take(&mut self.console);
        self.console = self.with(move |session| {
            // The client shows the stop itself; what counts is that temporary breakpoints end.
            console.stopped(session, &stop);
            console
        })?;
        Ok(())
    }

    /// Goes on; the stop comes as an event.
    pub(crate) fn resume(&mut self, motion: Motion) -> Result<(), RequestError> {
        if self.console_stop.is_some() {
            self.inform_console()?;
        }
        let debuggee = self.debuggee.as_ref().ok_or_else(no_program)?;
        // Before the program runs: its next stop may be here before this returns.
        let before = std::mem::replace(&mut self.shared.run().phase, Phase::Running);
        debuggee.driver.resume(motion).map_err(|error| {
            let mut run = self.shared.run();
            run.phase = before;
            run.announce_continue = false;
            error.into()
        })
    }

    /// The frame's index by the id that the client has, after selecting its thread; the innermost frame of the thread
    /// that has stopped where it names none.
    pub(crate) fn frame(&self, id: Option<i32>) -> Result<u32, RequestError> {
        self.thread_and_frame(id).map(|(_, index)| index)
    }
}

/// The program's file, as a path that does not depend on the launch's `cwd`.
fn host_path(spec: &LaunchSpec) -> PathBuf {
    match &spec.cwd {
        Some(cwd) => cwd.join(&spec.program),
        None => spec.program.clone(),
    }
}

fn no_program() -> RequestError {
    RequestError::Reference("no program is loaded; send `launch` first".to_owned())
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}
