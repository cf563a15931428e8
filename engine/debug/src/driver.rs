//! A session on a thread of its own, for front ends that must stay responsive.
//!
//! The thread takes jobs (closures over the session) and, between them, carries on the motion that
//! one of them began. A job that comes while the program runs interrupts it; the motion goes on
//! afterwards as if nothing had happened, unless the job ended it.

use std::{
    any::Any,
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    DebugSession, Motion, OutputCategory, SessionError, run::Progress, session::RunningFlag,
    target::Interrupter,
};

type Job = Box<dyn FnOnce(&mut DebugSession) + Send>;

/// How long a program gets to end when its driver is dropped. An interruption takes 10 ms; only what
/// waits in a call of the system, such as opening a pipe that nobody writes to, takes longer.
const GRACE: Duration = Duration::from_secs(2);

/// Owns the thread on which a session lives. Dropping it terminates the program and joins; a thread
/// that hangs in the system is left behind after two seconds, and ends when the system lets it go.
pub struct SessionDriver {
    session: DrivenSession,
    thread: Option<JoinHandle<()>>,
}

/// The session of a [`SessionDriver`], for another thread. It keeps nothing alive: once the driver is dropped,
/// whatever is asked fails.
#[derive(Clone)]
pub struct DrivenSession {
    shared: Arc<Shared>,
    running: RunningFlag,
    interrupter: Interrupter,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    /// The user wants the program to stop.
    pause: bool,
    /// The driver is dropped.
    quit: bool,
    /// The thread is gone, and with it the session: nobody takes jobs any more.
    ended: bool,
}

impl Shared {
    /// Jobs run outside the lock, so a panic cannot leave the state half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionDriver {
    /// Moves the session to a new thread.
    ///
    /// # Panics
    /// Where the system gives no thread.
    #[must_use]
    pub fn spawn(session: DebugSession) -> Self {
        let shared = Arc::new(Shared::default());
        let running = session.running.clone();
        let interrupter = session.target_interrupter();
        let served = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("program".to_owned())
            .spawn(move || serve(session, &served))
            .unwrap_or_else(|error| panic!("the system gives no thread: {error}"));
        let session = DrivenSession { shared, running, interrupter };
        Self { session, thread: Some(thread) }
    }

    /// The session, for another thread.
    #[must_use]
    pub fn session(&self) -> DrivenSession {
        self.session.clone()
    }

    /// [`DrivenSession::with`].
    ///
    /// # Errors
    /// [`SessionError::Target`] where the session has come to its end by a failure inside.
    ///
    /// # Panics
    /// If `work` panics, with its panic; the session lives on.
    pub fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DebugSession) -> R + Send + 'static,
    ) -> Result<R, SessionError> {
        self.session.with(work)
    }

    /// Starts a motion and returns at once; the stop comes as an event.
    ///
    /// # Errors
    /// [`SessionError`] if the program runs already or cannot go on.
    pub fn resume(&self, motion: Motion) -> Result<(), SessionError> {
        self.with(move |session| session.begin(motion))?
    }

    /// Asks the running program to stop; the stop comes as an event with reason `Pause`.
    pub fn pause(&self) {
        let DrivenSession { shared, .. } = &self.session;
        if self.is_running() {
            shared.lock().pause = true;
            shared.wake.notify_all();
            self.session.interrupt_if_running();
        }
    }

    /// Whether the program is running now.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.session.running.get()
    }
}

impl DrivenSession {
    /// Runs `work` on the session's thread and waits for its result. If the program is running it is
    /// interrupted for that time, without a stop event, and goes on afterwards in the same motion.
    ///
    /// # Errors
    /// [`SessionError::Target`] where the session has come to its end: by a failure inside, or with its driver.
    ///
    /// # Panics
    /// If `work` panics, with its panic; the session lives on.
    pub fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DebugSession) -> R + Send + 'static,
    ) -> Result<R, SessionError> {
        let (answer, result) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |session| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(session)));
            // Nobody waits only where the waiting thread has been killed.
            let _ = answer.send(outcome);
        });
        {
            let mut state = self.shared.lock();
            if state.ended {
                return Err(session_gone());
            }
            state.jobs.push_back(job);
        }
        self.shared.wake.notify_all();
        self.interrupt_if_running();
        match result.recv() {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(session_gone()),
        }
    }

    fn interrupt_if_running(&self) {
        if self.running.get() {
            self.interrupter.request();
        }
    }
}

impl Drop for SessionDriver {
    fn drop(&mut self) {
        let DrivenSession { shared, interrupter, .. } = &self.session;
        shared.lock().quit = true;
        shared.wake.notify_all();
        interrupter.request();
        let (state, _) = shared
            .wake
            .wait_timeout_while(shared.lock(), GRACE, |state| !state.ended)
            .unwrap_or_else(PoisonError::into_inner);
        let ended = state.ended;
        drop(state);
        if let Some(thread) = self.thread.take().filter(|_| ended) {
            // A panic of the session's thread has been reported when it happened.
            let _ = thread.join();
        }
    }
}

fn session_gone() -> SessionError {
    SessionError::Target(
        "the debugger failed inside and has lost the program; launch it again, and please report this"
            .to_owned(),
    )
}

/// Tells at the end of the session's thread, a panic included, that no job will be done any more.
/// Jobs that wait are dropped, which their askers notice.
struct Ending<'a>(&'a Shared);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let jobs = {
            let mut state = self.0.lock();
            state.ended = true;
            std::mem::take(&mut state.jobs)
        };
        drop(jobs);
        self.0.wake.notify_all();
    }
}

fn serve(mut session: DebugSession, shared: &Shared) {
    let _ending = Ending(shared);
    while next_job(&mut session, shared) {
        session.take_limits();
        let pause = shared.lock().pause;
        if pause && session.moving.is_some() {
            session.stop_paused();
        }
        if session.moving.is_none() {
            shared.lock().pause = false;
            continue;
        }
        // An interruption has jobs, limits, a pause or the end of the driver behind it, which the next turn
        // finds, or came too late for a motion of before and is forgotten.
        let advanced = catch_unwind(AssertUnwindSafe(|| {
            let _: Progress = session.advance();
        }));
        if let Err(panic) = advanced {
            give_up(&mut session, panic.as_ref());
        }
    }
    session.terminate();
}

/// Ends a program that could not be carried on, so that its user is told instead of waiting for a stop
/// that never comes.
fn give_up(session: &mut DebugSession, panic: &(dyn Any + Send)) {
    let problem = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message");
    let text = format!(
        "The debugger failed inside while the program ran: {problem}. The program ends; please report this."
    );
    session.moving = None;
    session.outlet.notice(OutputCategory::Important, &text);
    session.terminate();
    // Where the program had ended before, nothing says again that it does not run.
    session.running.set(false);
}

/// Runs the jobs that wait. Waits for some where no motion is under way. `false` at the end.
fn next_job(session: &mut DebugSession, shared: &Shared) -> bool {
    loop {
        let job = {
            let mut state = shared.lock();
            while state.jobs.is_empty() && !state.quit && session.moving.is_none() {
                state = shared.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.quit {
                return false;
            }
            state.jobs.pop_front()
        };
        match job {
            Some(job) => job(session),
            None => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        path::PathBuf,
        sync::atomic::{AtomicBool, Ordering},
        time::Instant,
    };

    use super::*;
    use crate::{Event, EventSink, LaunchSpec};

    fn driver(sink: EventSink) -> SessionDriver {
        let program =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wat/hello.wasm");
        let spec = LaunchSpec { program, ..LaunchSpec::default() };
        SessionDriver::spawn(DebugSession::launch(spec, sink).unwrap())
    }

    /// Asks on another thread, so that a driver that never answers fails the test.
    fn exit_code(driver: &Arc<SessionDriver>) -> Result<Option<i32>, SessionError> {
        let (answer, result) = mpsc::channel();
        let driver = Arc::clone(driver);
        thread::spawn(move || answer.send(driver.with(|session| session.exit_code())));
        result.recv_timeout(Duration::from_secs(20)).expect("an answer")
    }

    #[test]
    fn a_panic_while_the_program_runs_ends_the_program_and_is_told() {
        let (told, tells) = mpsc::channel();
        let driver = Arc::new(driver(Box::new(move |event| match event {
            Event::Output { category: OutputCategory::Stdout, .. } => panic!("no more output"),
            event => told.send(event).unwrap(),
        })));
        driver.resume(Motion::Continue).unwrap();
        // A job before the end would interrupt the program before it has written anything.
        let mut told = Vec::new();
        while !matches!(told.last(), Some(Event::Exited { .. })) {
            told.push(tells.recv_timeout(Duration::from_secs(20)).expect("the end is told"));
        }
        assert_eq!(exit_code(&driver), Ok(Some(130)));
        told.extend(tells.try_iter());
        let said = told.iter().any(|event| match event {
            Event::Output { category: OutputCategory::Important, bytes } => {
                String::from_utf8_lossy(bytes).contains("no more output")
            }
            _ => false,
        });
        assert!(said && matches!(told.last(), Some(Event::Exited { code: 130, .. })), "{told:?}");
        assert!(!driver.is_running());
    }

    #[test]
    fn jobs_of_a_session_that_is_gone_fail() {
        let live = Arc::new(AtomicBool::new(true));
        let seen = Arc::clone(&live);
        let driver = Arc::new(driver(Box::new(move |event| {
            // Nor can the end be told, so the thread goes.
            if !matches!(event, Event::Continued) {
                seen.store(false, Ordering::SeqCst);
                panic!("no event at all");
            }
        })));
        driver.resume(Motion::Continue).unwrap();
        // A job before the end would be answered.
        let deadline = Instant::now() + Duration::from_secs(20);
        while live.load(Ordering::SeqCst) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        assert!(!live.load(Ordering::SeqCst));
        let answer = exit_code(&driver);
        assert!(matches!(answer, Err(SessionError::Target(_))), "{answer:?}");
        assert!(matches!(exit_code(&driver), Err(SessionError::Target(_))));
    }
}
