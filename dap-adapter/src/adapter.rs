//! One client's session: what its requests change, and the program that is debugged.

use std::{
    net::TcpStream,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::Value;
use wrtd_configuration::{LivePlan, PlanWatch};
use wrtd_console::Console;
use wrtd_debug::{
    Breakpoint, BudgetReport, DebugSession, DrivenSession, ExceptionFilter, ExceptionKind,
    LaunchError, LaunchSpec, Motion, SessionDriver, SessionError, StopEvent, StopReason,
    target::MAIN_THREAD,
};

use crate::{
    breakpoints::{Requested, SourceKey, Wanted},
    budget::Ticker,
    collections::Collections,
    error::RequestError,
    frames::FrameIds,
    framing::FrameLimits,
    hosted::{Attachment, HostedProgram},
    locations::Locations,
    modules,
    progress::Progress,
    protocol::{
        Request,
        generated::{
            self, BreakpointEvent, BreakpointEventBody, BreakpointEventReason, ModuleEvent,
            ModuleEventBody, ModuleEventReason, ProcessEvent, ProcessEventBody,
            ProcessEventStartMethod, RunInTerminalRequest, TerminatedEvent, TerminatedEventBody,
            ThreadEvent, ThreadEventBody, ThreadEventReason,
        },
        message::{IncomingRequest, IncomingResponse, Outgoing},
    },
    relay::Relay,
    requests,
    seat::Seat,
    shared::{Shared, THREAD, breakpoint_view},
    state::Phase,
    terminal::TokenFile,
    text::shortened,
    trace::Trace,
};

/// What a launch request asked for.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) spec: LaunchSpec,
    /// Run only: no breakpoints, no stops.
    pub(crate) no_debug: bool,
    /// It was launched by somebody else, and this client has attached.
    pub(crate) attached: bool,
}

/// A loaded program. Dropping it ends the program, without events.
pub(crate) struct Debuggee {
    pub(crate) driver: Arc<SessionDriver>,
    pub(crate) launch: Launch,
    /// Of a program that may live on without this client: the hold on it.
    pub(crate) attachment: Option<Attachment>,
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

    /// Whether the client came to a program that was there before.
    pub(crate) fn is_attached_to(&self) -> bool {
        self.launch.attached
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
    pub(crate) seat: Seat,
    /// The client, as another one is told of it.
    pub(crate) peer: String,
    pub(crate) relay: Relay,
    pub(crate) trace: Trace,
    pub(crate) debuggee: Option<Debuggee>,
    pub(crate) frames: FrameIds,
    pub(crate) collections: Collections,
    pub(crate) locations: Locations,
    /// Where the session stood when the present request began.
    begun_in: Phase,
    /// Tells a client that wants it of what takes long.
    pub(crate) progress: Option<Progress>,
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
    pub(crate) fn new(
        shared: Arc<Shared>,
        trace: Trace,
        seat: Seat,
        peer: String,
        relay: Relay,
    ) -> Self {
        Self {
            shared,
            seat,
            peer,
            relay,
            trace,
            debuggee: None,
            frames: FrameIds::default(),
            collections: Collections::default(),
            locations: Locations::default(),
            begun_in: Phase::default(),
            progress: None,
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
            Ok(None) => return self.take_answer(json),
            Err(problem) => {
                self.shared.note(&format!("A message of the client cannot be read: {problem}."));
                return;
            }
        };
        let IncomingRequest { seq, command, arguments } = request;
        let may_be_elsewhere = matches!(self.seat, Seat::Launcher) && self.debuggee.is_none();
        if may_be_elsewhere {
            self.relay.keep(seq, json);
        }
        self.begun_in = self.shared.begin_request();
        let answer = if self.shared.inbox.begin(seq) {
            self.tell_progress(|progress| progress.begin(seq, &command));
            let answer = catch_unwind(AssertUnwindSafe(|| {
                let answer = requests::answer(self, &command, arguments);
                self.tell_displays();
                answer
            }));
            let outbox = &self.shared.outbox;
            self.tell_progress(|progress| progress.end(outbox));
            answer.unwrap_or_else(|panic| {
                let problem = panic_message(panic.as_ref());
                Err(RequestError::Internal { command: command.clone(), problem })
            })
        } else {
            Err(RequestError::Session(SessionError::Cancelled))
        };
        self.shared.inbox.end();
        if answer.is_ok() && self.relay.defers(seq, &command) {
            self.shared.outbox.defer();
            return;
        }
        if may_be_elsewhere && matches!(command.as_str(), "launch" | "attach") {
            self.relay.forget(seq);
        }
        self.respond(seq, command, answer);
    }

    fn respond(&self, seq: i64, command: String, answer: Result<Value, RequestError>) {
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

    /// A client that cannot run something in a terminal says so.
    fn take_answer(&mut self, json: &[u8]) {
        let Ok(answer) = serde_json::from_slice::<IncomingResponse>(json) else { return };
        if answer.command == RunInTerminalRequest::COMMAND && !answer.success {
            let problem = answer.message.unwrap_or_else(|| "it does not say why".to_owned());
            self.give_up(format!(
                "the client cannot run wrtd in a terminal: {}; set `console` to `internalConsole`",
                shortened(&problem)
            ));
        }
    }

    /// There is a connection to the process that has the program, or there will be none.
    pub(crate) fn arrive(&mut self, result: Result<TcpStream, String>) {
        if !self.relay.is_awaited() {
            return;
        }
        let capabilities = requests::capabilities();
        let begun = result.and_then(|stream| {
            let limits = FrameLimits::default();
            self.relay
                .begin(stream, &self.shared, limits, capabilities)
                .map_err(|error| format!("the connection to the program failed: {error}"))
        });
        if let Err(problem) = begun {
            self.give_up(problem);
        }
    }

    /// Refuses the request that waits for a connection, if one does.
    pub(crate) fn give_up(&mut self, problem: String) {
        if let Some((seq, command)) = self.relay.give_up() {
            self.shared.run().phase = Phase::Initialized;
            self.respond(seq, command, Err(RequestError::Unserved(problem)));
        }
    }

    /// The connection to the process that had the program has ended. `told`: so has the session, and the client knows.
    pub(crate) fn depart(&mut self, told: bool) {
        self.finished = self.relay.depart();
        if self.shared.end() && !told && !self.finished {
            self.shared.note("The connection to the program is lost.");
            self.shared.send::<TerminatedEvent>(&TerminatedEventBody::default());
        }
    }

    /// Lets the session go on in another process, to which `connect` gives the connection. `token` is there as long as
    /// it is waited for.
    pub(crate) fn go_elsewhere(
        &mut self,
        token: Option<TokenFile>,
        connect: impl FnOnce(&AtomicBool) -> Result<TcpStream, String> + Send + 'static,
    ) -> Result<(), RequestError> {
        if !self.relay.is_complete() {
            return Err(RequestError::Seat(
                "too much was set before the program was known, to set it there again; set fewer breakpoints before it is attached to or launched",
            ));
        }
        self.relay.await_connection(token, connect).map_err(|error| {
            RequestError::Unserved(format!("there is no thread to connect from: {error}"))
        })?;
        self.shared.run().phase = Phase::Configuring;
        Ok(())
    }

    /// Where the session stands, for the request that is being answered. A program that has come to a stop since the
    /// request began still runs for it: the client is told of the stop after the response.
    pub(crate) fn phase(&self) -> Phase {
        match self.begun_in {
            Phase::Running => Phase::Running,
            _ => self.shared.phase(),
        }
    }

    fn tell_progress(&self, tell: impl FnOnce(&Progress)) {
        if let Some(progress) = &self.progress {
            tell(progress);
        }
    }

    /// Ends the program, if any, without events about it.
    pub(crate) fn drop_debuggee(&mut self) {
        self.shared.inbox.follow(None);
        self.debuggee = None;
    }

    /// Runs `work` on the session, whether the program runs or stands, and tells what it does to the list of sources.
    pub(crate) fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DebugSession) -> R + Send + 'static,
    ) -> Result<R, RequestError> {
        let debuggee = self.debuggee.as_ref().ok_or_else(no_program)?;
        Ok(debuggee.driver.with(move |session| {
            let result = work(session);
            session.tell_sources();
            result
        })?)
    }

    /// Loads a program and sets what has been asked for so far. The phase is `Configuring` afterwards. Where it cannot be
    /// loaded, the program of before, if there is one, is as it was.
    /// Its limits are those of `limits`.
    pub(crate) fn load(&mut self, launch: Launch, limits: LivePlan) -> Result<(), RequestError> {
        let live = Arc::new(AtomicBool::new(true));
        let start = {
            let (seat, shared) = (self.seat.clone(), Arc::clone(&self.shared));
            let (spec, live) = (launch.spec.clone(), Arc::clone(&live));
            move || start_session(&seat, &shared, spec, &live)
        };
        let (driver, attachment) = match &self.debuggee {
            None => start()?,
            // On the thread of the program of before, which does nothing meanwhile, and goes on where this fails.
            Some(before) => before.driver.with(move |_| start())??,
        };
        let sources = match &self.debuggee {
            Some(before) => before.driver.with(|session| session.source_list())?,
            None => None,
        };
        self.begin_configuring();
        self.drop_debuggee();
        let limits = self.follow(limits, driver.session());
        self.take_over(Debuggee {
            driver,
            launch,
            attachment,
            live,
            _limits: limits,
            budget: None,
        })?;
        match sources {
            Some(list) => self.with(|session| session.watch_sources_since(list)),
            None => Ok(()),
        }
    }

    /// Takes the program of this process over, whose limits and output are not the client's to say. The phase is
    /// `Configuring` afterwards.
    pub(crate) fn attach(
        &mut self,
        program: &Arc<HostedProgram>,
        attributes: requests::attach::Attributes,
    ) -> Result<(), RequestError> {
        let before = self.begin_configuring();
        let attachment =
            program.attach(&self.peer, &self.shared, attributes.output).inspect_err(|_| {
                self.shared.run().phase = before;
            })?;
        program.with(move |session| session.map_sources(attributes.source_map))?;
        let stop_on_entry = attributes.stop_on_entry;
        let spec = LaunchSpec { stop_on_entry, ..program.spec().clone() };
        self.take_over(Debuggee {
            driver: Arc::clone(program.driver()),
            launch: Launch { spec, no_debug: false, attached: true },
            attachment: Some(attachment),
            live: Arc::new(AtomicBool::new(true)),
            _limits: None,
            budget: None,
        })
    }

    /// Another program will be here; the phase of before.
    fn begin_configuring(&self) -> Phase {
        let mut run = self.shared.run();
        run.breakpoints.forget_session();
        std::mem::replace(&mut run.phase, Phase::Configuring)
    }

    /// Sets in a program what has been asked for so far.
    fn take_over(&mut self, debuggee: Debuggee) -> Result<(), RequestError> {
        let no_debug = debuggee.launch.no_debug;
        self.debuggee = Some(debuggee);
        self.relay.stay();
        let filters = match (no_debug, &self.filters) {
            (true, _) => Vec::new(),
            (false, Some(filters)) => filters.clone(),
            (false, None) => default_filters(),
        };
        let cancellation = self.with(move |session| {
            session.set_exception_filters(&filters);
            session.cancellation()
        })?;
        self.shared.inbox.follow(Some(cancellation));
        self.console = Console::new();
        self.tell_modules()?;
        if self.watches_budget {
            let report = self.watch_budget()?;
            self.shared.send_budget(&report);
        }
        if no_debug { Ok(()) } else { self.bind_pending() }
    }

    /// Tells which modules the program consists of. What debug information they have is told when that is read.
    fn tell_modules(&self) -> Result<(), RequestError> {
        let client = self.shared.run().client.clone();
        for (id, name, path) in self.with(|session| session.module_names())? {
            self.shared.send::<ModuleEvent>(&ModuleEventBody {
                module: modules::named(&client, id, &name, path.as_deref()),
                reason: ModuleEventReason::New,
            });
        }
        Ok(())
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
                SourceKey::Data => {
                    session.set_data_breakpoints(wanted.filter_map(Wanted::into_data).collect())
                }
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
            start_method: Some(match debuggee.is_attached_to() {
                true => ProcessEventStartMethod::Attach,
                false => ProcessEventStartMethod::Launch,
            }),
            pointer_size: Some(32),
            system_process_id: None,
        });
        self.shared.send::<ThreadEvent>(&ThreadEventBody {
            reason: ThreadEventReason::Started,
            thread_id: THREAD,
        });
        self.begin(stop_on_entry)
    }

    /// Lets a program go for the first time, or joins one that has gone before.
    fn begin(&mut self, stop_on_entry: bool) -> Result<(), RequestError> {
        let attachment = self.debuggee.as_mut().and_then(|debuggee| debuggee.attachment.as_mut());
        match attachment {
            Some(attachment) if attachment.has_started() => self.join(stop_on_entry),
            Some(attachment) => {
                attachment.starts();
                self.go(stop_on_entry)
            }
            None => self.go(stop_on_entry),
        }
    }

    /// Leaves the phase `Configuring` where the program was let go by somebody else: as it stands or runs.
    fn join(&mut self, stop: bool) -> Result<(), RequestError> {
        let shared = Arc::clone(&self.shared);
        // On the session's thread, so that no stop comes between the look and the phase.
        let stands = self.with(move |session| {
            let stands = session.stop().cloned();
            if stands.is_none() && shared.phase() == Phase::Configuring {
                shared.run().phase = Phase::Running;
            }
            stands
        })?;
        match (stands, &self.debuggee) {
            (Some(stands), _) => self.shared.stopped(stands),
            (None, Some(debuggee)) if stop => debuggee.driver.pause(),
            _ => {}
        }
        Ok(())
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
        let (console, displays) = self.with(move |session| {
            // The client shows the stop itself.
            console.arrived(session, &stop);
            let displays = console.displays(session);
            (console, displays)
        })?;
        self.console = console;
        if !displays.is_empty() {
            self.shared.note(displays.trim_end());
        }
        Ok(())
    }

    /// Shows at a stop what is to be shown at each, when the client first asks for something there.
    fn tell_displays(&mut self) {
        if self.console.has_displays() && self.phase() == Phase::Stopped {
            // Where the program has gone meanwhile there is nothing to show.
            let _ = self.inform_console();
        }
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

/// Launches a program where the session's programs live.
fn start_session(
    seat: &Seat,
    shared: &Arc<Shared>,
    spec: LaunchSpec,
    live: &Arc<AtomicBool>,
) -> Result<(Arc<SessionDriver>, Option<Attachment>), LaunchError> {
    if let Seat::Terminal(terminal) = seat {
        let attachment = HostedProgram::launch_for(shared, spec, Arc::clone(&terminal.streams))?;
        terminal.shows(Arc::clone(attachment.program()));
        return Ok((Arc::clone(attachment.program().driver()), Some(attachment)));
    }
    let session = DebugSession::launch(spec, shared.sink(live))?;
    Ok((Arc::new(SessionDriver::spawn(session)), None))
}

/// The program's file, as a path that does not depend on the launch's `cwd`.
fn host_path(spec: &LaunchSpec) -> PathBuf {
    match &spec.cwd {
        Some(cwd) => cwd.join(&spec.program),
        None => spec.program.clone(),
    }
}

fn no_program() -> RequestError {
    RequestError::Reference("no program is loaded; send `launch` or `attach` first".to_owned())
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

/// The filters of a client that sets none.
fn default_filters() -> Vec<ExceptionFilter> {
    let kinds = ExceptionKind::ALL.into_iter().filter(|kind| kind.is_default());
    kinds.map(ExceptionFilter::new).collect()
}
