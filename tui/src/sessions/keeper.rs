//! Writes what a user has set up, after changes and at the end, on a thread of its own: a home may be far away.

use std::{
    io,
    sync::mpsc::{self, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{SessionFileError, Sessions};
use crate::state::Setup;

/// So long after a change it is written, with all that comes until then.
const DELAY: Duration = Duration::from_secs(2);

enum Job {
    Write(Box<Setup>),
    Forget,
    History(Vec<String>),
}

/// Who is told what could not be written.
pub(crate) type Complaint = Box<dyn Fn(SessionFileError) + Send>;

/// What keeps a setup.
pub(crate) struct Keeper {
    jobs: Sender<Job>,
    thread: Option<JoinHandle<()>>,
    /// What the file says.
    written: Setup,
    /// Changes are written.
    on: bool,
    changed: Option<Instant>,
}

impl Keeper {
    /// Begins with what the file says; not `on` where it must stay as it is.
    pub(crate) fn start(
        sessions: Sessions,
        written: Setup,
        on: bool,
        complain: Complaint,
    ) -> io::Result<Self> {
        let (jobs, work) = mpsc::channel();
        let thread = thread::Builder::new().name("sessions".to_owned()).spawn(move || {
            for job in work {
                let done = match job {
                    Job::Write(setup) => sessions.write(&setup),
                    Job::Forget => sessions.forget(),
                    Job::History(commands) => sessions.add_history(&commands),
                };
                if let Err(error) = done {
                    complain(error);
                }
            }
        })?;
        Ok(Self { jobs, thread: Some(thread), written, on, changed: None })
    }

    /// Something may have changed.
    pub(crate) fn touch(&mut self, now: Instant) {
        if self.on {
            self.changed.get_or_insert(now);
        }
    }

    /// When something is to be written.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.changed.map(|changed| changed + DELAY)
    }

    /// Writes a setup if it is not what the file says. Where one looks is no reason, before the end.
    pub(crate) fn keep(&mut self, setup: Setup) {
        self.changed = None;
        let looked = Setup { source: setup.source.clone(), ..self.written.clone() };
        if self.on && setup != looked {
            self.write(setup);
        }
    }

    /// Writes a setup, and from now on what changes.
    pub(crate) fn save(&mut self, setup: Setup) {
        self.on = true;
        self.write(setup);
    }

    fn write(&mut self, setup: Setup) {
        self.written = setup.clone();
        self.send(Job::Write(Box::new(setup)));
    }

    /// Removes the file, and writes none any more.
    pub(crate) fn forget(&mut self) {
        self.off();
        self.send(Job::Forget);
    }

    /// Writes no more.
    pub(crate) fn off(&mut self) {
        (self.on, self.changed) = (false, None);
    }

    /// Writes all at the end, and waits for it.
    pub(crate) fn end(mut self, setup: Setup, commands: Vec<String>) {
        if self.on && setup != self.written {
            self.write(setup);
        }
        self.send(Job::History(commands));
        drop(self.jobs);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    fn send(&self, job: Job) {
        // The thread ends at the end only.
        let _ = self.jobs.send(job);
    }
}
