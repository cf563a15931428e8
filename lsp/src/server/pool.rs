//! Threads that answer requests.

use std::thread;

use crossbeam_channel::{Sender, unbounded};

pub(super) type Job = Box<dyn FnOnce() + Send>;

/// Threads that answer more do not answer sooner.
const MOST_THREADS: usize = 4;

/// Threads that end when this is dropped and their jobs are done.
pub(super) struct Pool {
    jobs: Sender<Job>,
}

impl Default for Pool {
    fn default() -> Self {
        let (jobs, waiting) = unbounded::<Job>();
        let count = thread::available_parallelism().map_or(1, usize::from).clamp(1, MOST_THREADS);
        for number in 0..count {
            let waiting = waiting.clone();
            // Where the system gives fewer threads, those that there are do all.
            let _ = thread::Builder::new().name(format!("answers-{number}")).spawn(move || {
                for job in waiting {
                    job();
                }
            });
        }
        Self { jobs }
    }
}

impl Pool {
    pub(super) fn run(&self, job: Job) {
        if let Err(error) = self.jobs.send(job) {
            // No thread could be had at all.
            (error.0)();
        }
    }
}
