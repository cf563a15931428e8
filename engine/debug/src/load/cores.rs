//! The host's cores, among which the validation of a module is shared out.

use std::{num::NonZero, thread};

use wrtd_core::Workers;

/// As many threads as there are cores for this process.
pub(super) struct Cores;

impl Workers for Cores {
    fn run(&self, most: usize, work: &(dyn Fn() + Sync)) {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            for _ in 1..most.min(cores) {
                // Where the host gives no more threads, those that there are do all of it.
                if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                    break;
                }
            }
            work();
        });
    }
}
