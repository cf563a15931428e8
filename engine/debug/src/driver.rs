//! A session on a thread of its own, for front ends that must stay responsive.
//!
//! The thread takes jobs (closures over the session) and, between them, carries on the motion that
//! one of them began. A job that comes while the program runs interrupts it; the motion goes on
//! afterwards as if nothing had happened, unless the job ended it.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread::{self, JoinHandle},
};

use crate::{
    DebugSession, Motion, SessionError, run::Progress, session::RunningFlag, target::Interrupter,
};

type Job = Box<dyn FnOnce(&mut DebugSession) + Send>;

/// Owns the thread on which a session lives. Dropping it terminates the program and joins.
pub struct SessionDriver {
    shared: Arc<Shared>,
    running: RunningFlag,
    interrupter: Interrupter,
    thread: Option<JoinHandle<()>>,
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
}

impl Shared {
    /// Jobs run outside the lock, so a panic cannot leave the state half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionDriver {
    /// Moves the session to a new thread.
    #[must_use]
    pub fn spawn(session: DebugSession) -> Self {
        let shared = Arc::new(Shared::default());
        let running = session.running.clone();
        let interrupter = session.interrupter();
        let served = Arc::clone(&shared);
        let thread = thread::spawn(move || serve(session, &served));
        Self { shared, running, interrupter, thread: Some(thread) }
    }

    /// Runs `work` on the session's thread and waits for its result. If the program is running it is
    /// interrupted for that time, without a stop event, and goes on afterwards in the same motion.
    ///
    /// # Panics
    /// If `work` panics, with its panic; the session lives on.
    pub fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DebugSession) -> R + Send + 'static,
    ) -> R {
        let (answer, result) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |session| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(session)));
            // Nobody waits only where the waiting thread has been killed.
            let _ = answer.send(outcome);
        });
        self.shared.lock().jobs.push_back(job);
        self.shared.wake.notify_all();
        self.interrupt_if_running();
        match result.recv() {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => resume_unwind(Box::new("the session's thread has ended")),
        }
    }

    /// Starts a motion and returns at once; the stop comes as an event.
    ///
    /// # Errors
    /// [`SessionError`] if the program runs already or cannot go on.
    pub fn resume(&self, motion: Motion) -> Result<(), SessionError> {
        self.with(move |session| session.begin(motion))
    }

    /// Asks the running program to stop; the stop comes as an event with reason `Pause`.
    pub fn pause(&self) {
        if self.is_running() {
            self.shared.lock().pause = true;
            self.shared.wake.notify_all();
            self.interrupt_if_running();
        }
    }

    /// Whether the program is running now.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.running.get()
    }

    fn interrupt_if_running(&self) {
        if self.is_running() {
            self.interrupter.request();
        }
    }
}

impl Drop for SessionDriver {
    fn drop(&mut self) {
        self.shared.lock().quit = true;
        self.shared.wake.notify_all();
        self.interrupter.request();
        if let Some(thread) = self.thread.take() {
            // A panic of the session's thread has been reported when it happened.
            let _ = thread.join();
        }
    }
}

fn serve(mut session: DebugSession, shared: &Shared) {
    while next_job(&mut session, shared) {
        let pause = shared.lock().pause;
        if pause && session.moving.is_some() {
            session.stop_paused();
        }
        if session.moving.is_none() {
            shared.lock().pause = false;
            continue;
        }
        // An interruption has jobs, a pause or the end of the driver behind it, which the next turn
        // finds, or came too late for a motion of before and is forgotten.
        let _: Progress = session.advance();
    }
    session.terminate();
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
