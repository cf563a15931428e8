//! What the thread that answers requests shares with the one that runs the program: where the session
//! stands, and the way to the client. Here the session's events become the protocol's.
//!
//! The phase changes before the event about it is queued, so that a client that acts on an event finds
//! the session in the state that it was told.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use serde_json::Value;
use wrtd_debug::{
    Breakpoint, BudgetReport, Event, EventSink, MemoryRef, OutputCategory, SourceChange, StopEvent,
    StopReason,
};

use crate::{
    breakpoints::{Breakpoints, SourceKey},
    budget,
    client::Client,
    inbox::Inbox,
    modules,
    outbox::Outbox,
    output,
    progress::Told,
    protocol::{
        self, Event as _,
        budget::BudgetEvent,
        generated::{
            self, BreakpointEvent, BreakpointEventBody, BreakpointEventReason, ContinuedEvent,
            ContinuedEventBody, ExitedEvent, ExitedEventBody, InvalidatedAreas, InvalidatedEvent,
            InvalidatedEventBody, LoadedSourceEvent, LoadedSourceEventBody,
            LoadedSourceEventReason, MemoryEvent, MemoryEventBody, ModuleEvent, ModuleEventBody,
            ModuleEventReason, StoppedEvent, StoppedEventBody, StoppedEventReason, TerminatedEvent,
            TerminatedEventBody, ThreadEvent, ThreadEventBody, ThreadEventReason,
        },
    },
    sources,
    state::Phase,
};

/// The main thread of a program.
pub(crate) const THREAD: i32 = 1;

/// Where the session stands.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) phase: Phase,
    pub(crate) client: Client,
    /// The stop at which the program stands, or stood last.
    pub(crate) stop: Option<StopEvent>,
    /// Number of stops so far: names the current one.
    pub(crate) stops: u64,
    pub(crate) breakpoints: Breakpoints,
    /// Breakpoints are being set by a request, whose response will tell how they are.
    pub(crate) binding: bool,
    /// The next resume was not asked for by a request that implies it, so the client must be told.
    pub(crate) announce_continue: bool,
}

/// Shared by both threads, by reference counting.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) outbox: Outbox,
    pub(crate) inbox: Inbox,
    run: Mutex<Run>,
}

impl Told for Shared {
    fn tell(&self, event: &'static str, body: Value) {
        self.outbox.event_now(event, body);
    }
}

impl Shared {
    /// Where the session stands. Held only for moments: never while the session is called.
    pub(crate) fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn phase(&self) -> Phase {
        self.run().phase
    }

    /// Queues an event.
    pub(crate) fn send<E: protocol::Event>(&self, body: &E::Body) {
        match serde_json::to_value(body) {
            Ok(body) => self.outbox.event(E::EVENT, body),
            Err(error) => self.note(&format!("event `{}` cannot be written: {error}", E::EVENT)),
        }
    }

    /// Queues the event that tells the budget, in place of one that the client has not read.
    pub(crate) fn send_budget(&self, report: &BudgetReport) {
        match serde_json::to_value(budget::view(report)) {
            Ok(body) => self.outbox.latest(BudgetEvent::EVENT, body),
            Err(error) => self.note(&format!("the budget cannot be written: {error}")),
        }
    }

    /// A line of the debugger's own in the debug console.
    pub(crate) fn note(&self, line: &str) {
        self.outbox.note(line);
    }

    /// The sink of a session; it lets events through while `live`.
    pub(crate) fn sink(self: &Arc<Self>, live: &Arc<AtomicBool>) -> EventSink {
        let (shared, live) = (Arc::clone(self), Arc::clone(live));
        Box::new(move |event| {
            if live.load(Ordering::Acquire) {
                shared.receive(event);
            }
        })
    }

    pub(crate) fn receive(&self, event: Event) {
        match event {
            Event::Output { category, bytes } => {
                let styled = category == OutputCategory::Important && self.run().client.ansi;
                let bytes = if styled { output::important(&bytes) } else { bytes };
                self.outbox.output(category.into(), &bytes);
            }
            Event::BreakpointChanged(breakpoint) => self.breakpoint_changed(&breakpoint),
            Event::BudgetChanged(report) => self.send_budget(&report),
            Event::SymbolsRead(module) => {
                let module = modules::view(&self.run().client, &module);
                self.send::<ModuleEvent>(&ModuleEventBody {
                    module,
                    reason: ModuleEventReason::Changed,
                });
            }
            Event::SourceChanged(change, source) => {
                let source = sources::view(&self.run().client, &source);
                self.send::<LoadedSourceEvent>(&LoadedSourceEventBody {
                    reason: match change {
                        SourceChange::New => LoadedSourceEventReason::New,
                        SourceChange::Changed => LoadedSourceEventReason::Changed,
                        SourceChange::Removed => LoadedSourceEventReason::Removed,
                    },
                    source,
                });
            }
            Event::Written { memory } => self.written(memory),
            Event::ThreadStarted { thread } => self.thread(ThreadEventReason::Started, thread),
            Event::ThreadEnded { thread } => self.thread(ThreadEventReason::Exited, thread),
            Event::ThreadsTerminated => self.threads_terminated(),
            Event::Continued => self.continued(),
            Event::Stopped(stop) => {
                if self.phase() != Phase::Configuring {
                    self.stopped(stop);
                }
            }
            Event::Exited { code, results } => {
                // Editors show nothing of the event that says it; a function that was called has results instead.
                let mut lines: Vec<String> =
                    results.iter().map(|result| format!("Result: {result}\n")).collect();
                if lines.is_empty() {
                    lines.push(format!("The program ended with exit code {code}.\n"));
                }
                for line in lines {
                    self.outbox.output(OutputCategory::Console.into(), line.as_bytes());
                }
                self.exited(code);
            }
        }
    }

    fn breakpoint_changed(&self, breakpoint: &Breakpoint) {
        let body = {
            let mut run = self.run();
            run.breakpoints.learn_place(breakpoint);
            if run.binding {
                return;
            }
            let (id, new) = run.breakpoints.client_id(breakpoint.id);
            let reason =
                if new { BreakpointEventReason::New } else { BreakpointEventReason::Changed };
            BreakpointEventBody { breakpoint: breakpoint_view(&run.client, id, breakpoint), reason }
        };
        self.send::<BreakpointEvent>(&body);
    }

    /// Something was written into the program: tells a client that wants to know.
    fn written(&self, memory: Option<(MemoryRef, i64, u64)>) {
        let client = self.run().client.clone();
        if let Some((place, offset, count)) = memory.filter(|_| client.memory) {
            let memory_reference = place.to_string();
            self.send::<MemoryEvent>(&MemoryEventBody { memory_reference, offset, count });
        }
        if client.invalidated {
            self.send::<InvalidatedEvent>(&InvalidatedEventBody {
                areas: Some(vec![InvalidatedAreas::Variables]),
                ..InvalidatedEventBody::default()
            });
        }
    }

    fn thread(&self, reason: ThreadEventReason, thread: u32) {
        if let Ok(thread_id) = i32::try_from(thread) {
            self.send::<ThreadEvent>(&ThreadEventBody { reason, thread_id });
        }
    }

    /// Threads were ended by request: what a client shows of the stacks may be out of date.
    fn threads_terminated(&self) {
        if self.run().client.invalidated {
            self.send::<InvalidatedEvent>(&InvalidatedEventBody {
                areas: Some(vec![InvalidatedAreas::Threads, InvalidatedAreas::Stacks]),
                ..InvalidatedEventBody::default()
            });
        }
    }

    fn continued(&self) {
        let announce = {
            let mut run = self.run();
            // A program that somebody else lets go, while its client is not done with the configuration.
            if run.phase == Phase::Configuring {
                return;
            }
            run.phase = Phase::Running;
            std::mem::take(&mut run.announce_continue)
        };
        if announce {
            self.send::<ContinuedEvent>(&ContinuedEventBody {
                thread_id: THREAD,
                all_threads_continued: Some(true),
            });
        }
    }

    /// The program stands: remembers the stop and tells the client. Both at once: no request begins in between, which
    /// would find the program standing and be answered before the client knows.
    pub(crate) fn stopped(&self, stop: StopEvent) {
        let mut run = self.run();
        run.phase = Phase::Stopped;
        run.stops += 1;
        let body = stopped_body(&stop, &mut run.breakpoints);
        run.stop = Some(stop);
        self.send::<StoppedEvent>(&body);
    }

    /// A request begins to be answered; where the session stands then, as the client can know.
    pub(crate) fn begin_request(&self) -> Phase {
        let run = self.run();
        self.outbox.begin_request();
        run.phase
    }

    /// The program has ended by itself or by request: tells the client the code and that all is over.
    fn exited(&self, code: i32) {
        self.outbox.finish_output();
        if !self.end() {
            return;
        }
        self.send::<ThreadEvent>(&ThreadEventBody {
            reason: ThreadEventReason::Exited,
            thread_id: THREAD,
        });
        self.send::<ExitedEvent>(&ExitedEventBody { exit_code: code });
        self.send::<TerminatedEvent>(&TerminatedEventBody::default());
    }

    /// The session is over; `false` if it was already.
    pub(crate) fn end(&self) -> bool {
        let mut run = self.run();
        run.stop = None;
        run.stops += 1;
        std::mem::replace(&mut run.phase, Phase::Ended) != Phase::Ended
    }
}

fn stopped_body(stop: &StopEvent, breakpoints: &mut Breakpoints) -> StoppedEventBody {
    let reason = match &stop.reason {
        StopReason::Entry => StoppedEventReason::Entry,
        StopReason::Breakpoint(ids) if breakpoints.are_in(&SourceKey::Functions, ids) => {
            StoppedEventReason::FunctionBreakpoint
        }
        StopReason::Breakpoint(ids) if breakpoints.are_in(&SourceKey::Instructions, ids) => {
            StoppedEventReason::InstructionBreakpoint
        }
        StopReason::Breakpoint(_) => StoppedEventReason::Breakpoint,
        StopReason::DataBreakpoint(_) => StoppedEventReason::DataBreakpoint,
        StopReason::Step => StoppedEventReason::Step,
        StopReason::Goto => StoppedEventReason::Goto,
        StopReason::RestartFrame => StoppedEventReason::Other("restart".to_owned()),
        StopReason::Pause => StoppedEventReason::Pause,
        StopReason::Trap
        | StopReason::Panic
        | StopReason::Throw
        | StopReason::Uncaught
        | StopReason::Exit
        | StopReason::HostCall => StoppedEventReason::Exception,
    };
    let hit_breakpoint_ids = match &stop.reason {
        StopReason::Breakpoint(ids) | StopReason::DataBreakpoint(ids) => {
            Some(ids.iter().map(|&id| breakpoints.client_id(id).0).collect())
        }
        _ => None,
    };
    StoppedEventBody {
        reason,
        description: Some(description(stop, breakpoints)),
        text: stop.text.clone(),
        thread_id: i32::try_from(stop.thread).ok(),
        all_threads_stopped: Some(true),
        hit_breakpoint_ids,
        preserve_focus_hint: None,
    }
}

/// A stop in a line. The session's own line has its number of the breakpoint, of which the client does
/// not know, and the path at which the program was built; here the place is the client's, without the folders that
/// make it too long for a line, or left to the stack, which the client shows.
fn description(stop: &StopEvent, breakpoints: &Breakpoints) -> String {
    match &stop.reason {
        StopReason::Breakpoint(ids) => match breakpoints.place(ids) {
            Some(place) => format!("breakpoint at {place}"),
            None => "breakpoint".to_owned(),
        },
        StopReason::DataBreakpoint(_) => match stop.text.as_ref().and_then(|t| t.lines().next()) {
            Some(access) => access.to_owned(),
            None => "data breakpoint".to_owned(),
        },
        StopReason::Step => "stepped".to_owned(),
        StopReason::Goto => "goes on here".to_owned(),
        StopReason::RestartFrame => "begins again".to_owned(),
        StopReason::Pause => stop.text.clone().unwrap_or_else(|| "paused".to_owned()),
        StopReason::Trap => with_text("trap", stop),
        StopReason::Throw => with_text("exception", stop),
        StopReason::Uncaught => with_text("uncaught exception", stop),
        StopReason::Exit => with_text("exit", stop),
        StopReason::HostCall => with_text("call", stop),
        StopReason::Entry | StopReason::Panic => stop.description.clone(),
    }
}

/// What an exceptional event is, with the first line of its text.
fn with_text(what: &str, stop: &StopEvent) -> String {
    match stop.text.as_ref().and_then(|text| text.lines().next()) {
        Some(text) => format!("{what}: {text}"),
        None => what.to_owned(),
    }
}

/// A breakpoint as the protocol writes it.
pub(crate) fn breakpoint_view(
    client: &Client,
    id: i32,
    breakpoint: &Breakpoint,
) -> generated::Breakpoint {
    generated::Breakpoint {
        id: Some(id),
        verified: breakpoint.verified,
        message: breakpoint.message.clone(),
        source: breakpoint.source.as_ref().map(|source| sources::view(client, source)),
        line: breakpoint.line.map(|line| client.line(line)),
        column: breakpoint.column.map(|column| client.column(column)),
        instruction_reference: breakpoint.code.map(|code| code.to_string()),
        ..generated::Breakpoint::default()
    }
}
