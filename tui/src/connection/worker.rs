//! The thread that asks the session.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use wrtd_console::{Action, Answer as Said, Completion, CompletionKind, Console};
use wrtd_debug::{
    Breakpoint, CodeRef, DebugSession, Event, EventSink, Format, LaunchSpec, Motion,
    OutputCategory, SessionDriver, SessionError, StopEvent, VariablesRef,
};

use super::{
    Direct, MessageSink, Reach,
    busy::Watch,
    catalogue::{Catalogue, Listing, Place},
    desk::{Desk, Work},
    kept::{self, Kept},
    message::{CommandOutcome, Message, Request, Stopped, ToggleAt, Word},
    query::{self, Query, Selection},
    scrollback::{Scrollback, Stream},
};

/// After so long the user is told what is waited for.
const SOON: Duration = Duration::from_millis(300);

pub(super) struct Worker {
    desk: Arc<Desk>,
    reach: Reach,
    scrollback: Scrollback,
    messages: MessageSink,
    /// Names the present stop.
    epoch: Arc<AtomicU64>,
    watch: Watch,
}

/// What lives as long as the program's session.
struct Live {
    driver: Arc<SessionDriver>,
    console: Console,
    /// The breakpoints that the screen knows.
    breakpoints: Vec<Breakpoint>,
    /// What the screen knows to be worth keeping.
    kept: Kept,
    catalogue: Catalogue,
}

impl Worker {
    pub(super) fn new(
        desk: Arc<Desk>,
        reach: Reach,
        scrollback: Scrollback,
        messages: MessageSink,
    ) -> Self {
        let watch = Watch::start(SOON, Arc::clone(&messages));
        Self { desk, reach, scrollback, messages, epoch: Arc::default(), watch }
    }

    fn send(&self, message: Message) {
        (self.messages)(message);
    }

    /// Loads the program and does what is asked until the desk is closed.
    pub(super) fn serve(self, spec: LaunchSpec) {
        self.watch.begin(format!("loading {}", spec.program.display()));
        let sink = self.sink();
        let loaded = caught(|| DebugSession::launch(spec, sink).map_err(|error| error.to_string()));
        self.watch.end();
        let mut session = match loaded.and_then(|loaded| loaded) {
            Ok(session) => session,
            Err(why) => return self.send(Message::LaunchFailed(why)),
        };
        self.desk.set_cancellation(session.cancellation());
        let report = session.watch_budget();
        let entry = session.stop().cloned();
        let driver = Arc::new(SessionDriver::spawn(session));
        let paused = Arc::downgrade(&driver);
        self.reach.set(Direct {
            pause: Arc::new(move || {
                if let Some(driver) = paused.upgrade() {
                    driver.pause();
                }
            }),
            session: driver.session(),
        });
        let mut live = Live {
            driver,
            console: Console::new(),
            breakpoints: Vec::new(),
            kept: Kept::default(),
            catalogue: Catalogue::default(),
        };
        self.send(Message::Loaded);
        self.send(Message::Budget(Box::new(report)));
        if let Some(entry) = entry {
            self.watch.begin(describe(&Work::Stopped(entry.clone())));
            self.stopped(&mut live, entry);
            self.watch.end();
        }
        while let Some(work) = self.desk.take() {
            self.watch.begin(describe(&work));
            let asked = matches!(work, Work::Request(_));
            let done = self.work_or_say(&mut live, work);
            // What the request has brought about is told before its end.
            while let Some(event) = self.desk.take_event() {
                self.work_or_say(&mut live, event);
            }
            if asked && done {
                self.tell_budget(&live);
            }
            self.watch.end();
            if asked && done {
                self.send(Message::Done);
            }
        }
    }

    /// Receives the session's events on the thread that runs the program.
    fn sink(&self) -> EventSink {
        let (desk, scrollback) = (Arc::clone(&self.desk), self.scrollback.clone());
        let (messages, epoch) = (Arc::clone(&self.messages), Arc::clone(&self.epoch));
        Box::new(move |event| match event {
            Event::Output { category, bytes } => {
                let stream = match category {
                    OutputCategory::Stdout => Stream::Output,
                    OutputCategory::Stderr => Stream::Error,
                    OutputCategory::Console | OutputCategory::Important => {
                        let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                        return messages(Message::Notice(category, text));
                    }
                };
                if scrollback.append(stream, &bytes) {
                    messages(Message::Output);
                }
            }
            Event::Continued => {
                // What was asked at the stop that ends here is asked no more.
                epoch.fetch_add(1, Ordering::SeqCst);
                messages(Message::Continued);
            }
            Event::Stopped(stop) => desk.put_event(Work::Stopped(stop)),
            Event::Exited { code, results } => desk.put_event(Work::Exited(code, results)),
            Event::Written { .. } => desk.put_event(Work::Written),
            Event::BudgetChanged(report) => messages(Message::Budget(report)),
            Event::SymbolsRead(module) => messages(Message::SymbolsRead(Box::new(module))),
            Event::ThreadStarted { .. } | Event::ThreadEnded { .. } | Event::ThreadsTerminated => {
                messages(Message::ThreadsChanged);
            }
            // Both are found by comparing after each request.
            Event::BreakpointChanged(_) | Event::SourceChanged(..) => {}
        })
    }

    /// [`Worker::work`], whose failure inside is told and ends nothing else.
    fn work_or_say(&self, live: &mut Live, work: Work) -> bool {
        let request = match &work {
            Work::Request(request) => Some(request.clone()),
            _ => None,
        };
        let why = match caught(|| self.work(live, work)) {
            Ok(done) => return done,
            Err(why) => why,
        };
        self.send(match request {
            Some(Request::Ask { epoch, query }) => {
                Message::Answer { epoch, query, answer: Err(why) }
            }
            Some(Request::Command(line)) => {
                let outcome = CommandOutcome::Error(why);
                Message::Command { line, outcome, selection: Selection::default() }
            }
            _ => Message::Notice(OutputCategory::Important, why),
        });
        true
    }

    /// `false` where it will be done again.
    fn work(&self, live: &mut Live, work: Work) -> bool {
        match work {
            Work::Stopped(stop) => self.stopped(live, stop),
            Work::Exited(code, results) => self.exited(live, code, results),
            Work::Written => {
                let epoch = self.next_epoch();
                self.send(Message::Changed { epoch });
            }
            Work::Request(Request::Ask { epoch, query }) => return self.ask(live, epoch, query),
            // Those the painter answers.
            Work::Request(Request::Paint { .. }) => {}
            Work::Request(Request::Command(line)) => self.command(live, line),
            Work::Request(Request::Again) => {
                if let Some(line) = live.console.repeated().map(str::to_owned) {
                    self.send(Message::Repeated(line.clone()));
                    self.command(live, line);
                }
            }
            Work::Request(Request::Select(selection)) => {
                live.console.select(selection.thread, selection.frame);
            }
            Work::Request(Request::Set { of, name, value }) => self.set(live, of, name, value),
            Work::Request(Request::Toggle(at)) => self.toggle(live, at),
            Work::Request(Request::Complete { line, column }) => self.complete(live, line, column),
            Work::Request(Request::Find { listing, pattern }) => {
                self.find(live, listing, pattern);
            }
            Work::Request(Request::Locate(place)) => self.locate(live, place),
            Work::Request(Request::Restore(kept)) => self.restore_kept(live, *kept),
            Work::Request(Request::SourcesChanged) => self.sources_changed(live),
        }
        true
    }

    /// Tells what is held after all questions: what was looked at is held for whoever looks. A program that runs is not
    /// interrupted for it.
    fn tell_budget(&self, live: &Live) {
        if self.desk.is_empty() && !live.driver.is_running() {
            // A session that has come to its end says so where the user asks something of it.
            let _ = live.driver.with(DebugSession::tell_budget);
        }
    }

    fn next_epoch(&self) -> u64 {
        self.epoch.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn stopped(&self, live: &mut Live, event: StopEvent) {
        let mut console = std::mem::take(&mut live.console);
        let of = event.clone();
        let described = live.driver.with(move |session| {
            // It may have been let go again by a request that came in between.
            let stands = session.stop() == Some(&of);
            let text = stands.then(|| console.stopped(session, &of));
            let focus = if stands { session.focus() } else { 0 };
            (console, text, focus)
        });
        let Ok((console, text, focus)) = described else { return };
        live.console = console;
        let Some(text) = text else { return };
        let focus = Selection { thread: event.thread, frame: focus };
        let epoch = self.next_epoch();
        self.send(Message::Stopped(Box::new(Stopped { epoch, event, text, focus })));
        self.tell_breakpoints(live);
    }

    fn exited(&self, live: &mut Live, code: i32, results: Vec<String>) {
        let mut console = std::mem::take(&mut live.console);
        let described = live.driver.with(move |session| {
            let text = console.ended(session);
            (console, text)
        });
        let Ok((console, text)) = described else { return };
        live.console = console;
        self.next_epoch();
        self.send(Message::Exited { code, results, text });
        self.tell_breakpoints(live);
    }

    fn ask(&self, live: &Live, epoch: u64, query: Query) -> bool {
        let outdated = || epoch != self.epoch.load(Ordering::SeqCst);
        if !query.while_running() && (outdated() || live.driver.is_running()) {
            return true;
        }
        let asked = query.clone();
        let answer = live.driver.with(move |session| query::answer(session, &asked));
        let answer = answer.and_then(|answer| answer);
        if matches!(answer, Err(SessionError::Cancelled))
            && self.desk.ask_again(Request::Ask { epoch, query: query.clone() })
        {
            return false;
        }
        let answer = answer.map_err(|error| error.to_string());
        self.send(Message::Answer { epoch, query, answer });
        true
    }

    fn command(&self, live: &mut Live, line: String) {
        let mut console = std::mem::take(&mut live.console);
        let typed = line.clone();
        let done = live.driver.with(move |session| {
            session.take_limits();
            let said = console.execute(session, &typed).map_err(|error| error.to_string());
            (console, said)
        });
        let outcome = match done {
            Err(error) => CommandOutcome::Error(error.to_string()),
            Ok((console, said)) => {
                live.console = console;
                match said {
                    Err(error) => CommandOutcome::Error(error),
                    Ok(Said::Text(text)) => CommandOutcome::Text(text),
                    Ok(Said::Action(action)) => self.act(live, action),
                }
            }
        };
        let (thread, frame) = live.console.selection();
        let selection = Selection { thread: thread.unwrap_or_default(), frame };
        self.send(Message::Command { line, outcome, selection });
        self.tell_breakpoints(live);
    }

    fn act(&self, live: &mut Live, action: Action) -> CommandOutcome {
        let done = match action {
            Action::Quit => return CommandOutcome::Quit,
            Action::Resume(motion) => live.driver.resume(motion).map_err(|e| e.to_string()),
            Action::Kill => self.with(live, |session| {
                session.terminate();
                Ok(())
            }),
            Action::Restart { resume } => self.restart(live, resume),
        };
        match done {
            Ok(()) => CommandOutcome::Text(String::new()),
            Err(error) => CommandOutcome::Error(error),
        }
    }

    fn complete(&self, live: &mut Live, line: String, column: usize) {
        let console = std::mem::take(&mut live.console);
        let typed = line.clone();
        let done = live.driver.with(move |session| {
            let words = words(&console, session, &typed, column);
            (console, words)
        });
        let Ok((console, words)) = done else { return };
        live.console = console;
        self.send(Message::Words { line, words });
    }

    fn find(&self, live: &mut Live, listing: Listing, pattern: String) {
        let mut catalogue = std::mem::take(&mut live.catalogue);
        let wanted = pattern.clone();
        let done = live.driver.with(move |session| {
            let found = catalogue.search(session, listing, &wanted);
            (catalogue, found.map_err(|error| error.to_string()))
        });
        let Ok((catalogue, found)) = done else { return };
        live.catalogue = catalogue;
        self.send(Message::Found { listing, pattern, found });
    }

    fn locate(&self, live: &mut Live, place: Place) {
        let mut catalogue = std::mem::take(&mut live.catalogue);
        let done = live.driver.with(move |session| {
            let found = catalogue.locate(session, &place);
            (catalogue, found)
        });
        let Ok((catalogue, found)) = done else { return };
        live.catalogue = catalogue;
        self.send(Message::Located(found));
    }

    fn restore_kept(&self, live: &mut Live, kept: Kept) {
        let done = live.driver.with(move |session| kept::restore(session, &kept));
        if let Ok(restored) = done {
            self.send(Message::Restored(restored));
        }
        self.tell_breakpoints(live);
    }

    fn sources_changed(&self, live: &mut Live) {
        if live.driver.with(DebugSession::sources_changed).is_ok() {
            let epoch = self.next_epoch();
            self.send(Message::Changed { epoch });
        }
        self.tell_breakpoints(live);
    }

    fn restart(&self, live: &mut Live, resume: bool) -> Result<(), String> {
        let restarted = live.driver.with(|session| {
            session.restart().map(|()| session.stop().cloned()).map_err(|error| error.to_string())
        });
        let entry = restarted.map_err(|error| error.to_string())??;
        live.catalogue = Catalogue::default();
        if resume {
            return live.driver.resume(Motion::Continue).map_err(|error| error.to_string());
        }
        if let Some(entry) = entry {
            self.stopped(live, entry);
        }
        Ok(())
    }

    fn with(
        &self,
        live: &Live,
        work: impl FnOnce(&mut DebugSession) -> Result<(), SessionError> + Send + 'static,
    ) -> Result<(), String> {
        live.driver.with(work).and_then(|done| done).map_err(|error| error.to_string())
    }

    fn set(&self, live: &Live, of: VariablesRef, name: String, value: String) {
        let line = format!("{name} = {value}");
        let done = live.driver.with(move |session| {
            session.take_limits();
            let view = session.set_variable(of, &name, &value, Format::default())?;
            Ok::<_, SessionError>(format!("{} = {}", view.name, view.value))
        });
        let outcome = match done.and_then(|done| done) {
            Ok(text) => CommandOutcome::Text(text),
            Err(error) => CommandOutcome::Error(error.to_string()),
        };
        let (thread, frame) = live.console.selection();
        let selection = Selection { thread: thread.unwrap_or_default(), frame };
        self.send(Message::Command { line, outcome, selection });
    }

    fn toggle(&self, live: &mut Live, at: ToggleAt) {
        let done = self.with(live, move |session| {
            toggle(session, &at);
            Ok(())
        });
        if let Err(error) = done {
            self.send(Message::Notice(OutputCategory::Important, error));
        }
        self.tell_breakpoints(live);
    }

    /// Tells the breakpoints and what is worth keeping, if they are not as they were told last.
    fn tell_breakpoints(&self, live: &mut Live) {
        let console = std::mem::take(&mut live.console);
        let asked = live.driver.with(move |session| {
            let now = (session.breakpoints(), kept::keep(session, &console));
            (console, now)
        });
        let Ok((console, (now, kept))) = asked else { return };
        live.console = console;
        if now != live.breakpoints {
            live.breakpoints.clone_from(&now);
            self.send(Message::Breakpoints(now));
        }
        if kept != live.kept {
            live.kept.clone_from(&kept);
            self.send(Message::Kept(Box::new(kept)));
        }
    }
}

/// Does something, or says how it has failed inside.
fn caught<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let problem = panic
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("a panic without a message");
        format!("wrtd failed inside: {problem}; please report this")
    })
}

/// Words that could stand in a line, none where somebody has given that up.
fn words(console: &Console, session: &mut DebugSession, line: &str, column: usize) -> Vec<Word> {
    let found = console.complete(session, line, column).unwrap_or_default();
    let word = |found: Completion| Word {
        text: found.label,
        replaces: found.replaces,
        kind: match found.kind {
            CompletionKind::Command => "command",
            CompletionKind::Word => "",
            CompletionKind::Topic => "topic",
            CompletionKind::Number => "number",
            CompletionKind::Source => "source",
            CompletionKind::Function => "function",
            CompletionKind::Variable => "variable",
            CompletionKind::Static => "static",
            CompletionKind::Member => "member",
            CompletionKind::Machine => "machine",
        },
    };
    found.into_iter().map(word).collect()
}

fn toggle(session: &mut DebugSession, at: &ToggleAt) {
    let is_there = |breakpoint: &Breakpoint| match at {
        ToggleAt::Line { path, line } => {
            let source = breakpoint.source.as_ref();
            let here = source.is_some_and(|source| {
                source.path.as_ref().is_some_and(|known| known.as_os_str() == path.as_str())
                    || source.recorded.as_ref() == Some(path)
            });
            here && breakpoint.line == Some(*line)
        }
        ToggleAt::Code(code) => is_at(breakpoint, *code),
    };
    let there: Vec<_> = session.breakpoints().into_iter().filter(is_there).collect();
    for breakpoint in &there {
        session.remove_breakpoint(breakpoint.id);
    }
    if there.is_empty() {
        match at {
            ToggleAt::Line { path, line } => session.add_line_breakpoint(path, *line),
            ToggleAt::Code(code) => session.add_instruction_breakpoint(&code.to_string()),
        };
    }
}

/// Whether a breakpoint is one at this very instruction, and not at a line that begins there.
fn is_at(breakpoint: &Breakpoint, code: CodeRef) -> bool {
    breakpoint.code == Some(code)
}

/// What is done, for a user who waits for it.
fn describe(work: &Work) -> String {
    match work {
        Work::Request(Request::Command(line)) => line.clone(),
        Work::Request(Request::Toggle(ToggleAt::Line { path, line })) => {
            format!("finding code at {path}:{line}")
        }
        Work::Request(Request::Ask { query, .. }) => match query {
            Query::Text(_) => "reading the source".to_owned(),
            Query::Code { .. } | Query::Function(_) => "reading code".to_owned(),
            Query::Modules | Query::Main => "reading debug information".to_owned(),
            Query::Find { .. } => "searching memory".to_owned(),
            Query::Value { expression, .. } => format!("evaluating {expression}"),
            _ => "looking at the program".to_owned(),
        },
        Work::Request(Request::Again) => "the command before".to_owned(),
        Work::Request(Request::Complete { .. }) => "completing".to_owned(),
        Work::Request(Request::Find { listing: Listing::Functions, .. }) => {
            "reading the names of all functions".to_owned()
        }
        Work::Request(Request::Find { .. } | Request::Locate(_)) => "finding sources".to_owned(),
        Work::Request(Request::Restore(_)) => "setting breakpoints of the last session".to_owned(),
        Work::Request(Request::SourcesChanged) => "reading the source".to_owned(),
        Work::Request(Request::Set { name, .. }) => format!("setting {name}"),
        Work::Request(
            Request::Select(_) | Request::Paint { .. } | Request::Toggle(ToggleAt::Code(_)),
        )
        | Work::Stopped(_)
        | Work::Exited(..)
        | Work::Written => "looking at the program".to_owned(),
    }
}
