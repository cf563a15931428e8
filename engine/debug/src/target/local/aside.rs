//! Calls of the program's functions beside its run, for a limited time.

use std::{
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use wrtd_core::AsideError;
use wrtd_symbols::{Cancellation, WasmValue};

use super::LocalTarget;
use crate::target::{AsideStop, CodeAddress, ModuleId, TargetError, values};

/// How long one call may take.
const TIME: Duration = Duration::from_secs(2);
/// How often it is looked whether somebody has given up.
const PERIOD: Duration = Duration::from_millis(10);

/// Why a call must end before it returns; `None` where it has returned before that, which the end of `over` tells.
fn ends_early(over: &Receiver<()>, cancellation: &Cancellation) -> Option<AsideStop> {
    let begun = Instant::now();
    while over.recv_timeout(PERIOD) == Err(mpsc::RecvTimeoutError::Timeout) {
        if cancellation.is_requested() {
            return Some(AsideStop::GivenUp);
        }
        if begun.elapsed() >= TIME {
            return Some(AsideStop::TooLong(TIME));
        }
    }
    None
}

impl LocalTarget {
    pub(super) fn run_aside(
        &mut self,
        module: ModuleId,
        function: u32,
        args: &[WasmValue],
        host: bool,
        cancellation: &Cancellation,
    ) -> Result<Vec<WasmValue>, AsideStop> {
        let missing = || AsideStop::Refused(TargetError::NotFound(format!("function {function}")));
        // Each thread has an instance of its own, with its stack pointer and its thread-local variables.
        let mut own = (0..self.store.depth()).map_while(|frame| self.instance(frame as u32));
        let own = own.find(|&instance| self.module_of(instance) == Some(module));
        let instance = own.or_else(|| self.instance_of(module)).ok_or_else(missing)?;
        let callee = self.store.func(instance, function).ok_or_else(missing)?;
        let args: Vec<_> = args.iter().map(|&value| values::of_number(value)).collect();
        let (done, over) = mpsc::channel::<()>();
        let (interrupt, cancellation) = (self.interrupt.clone(), cancellation.clone());
        let watch = thread::spawn(move || {
            let early = ends_early(&over, &cancellation);
            if early.is_some() {
                interrupt.request();
            }
            early
        });
        let outcome = self.store.call_aside(callee, &args, host);
        drop(done);
        let early = watch.join().unwrap_or(None);
        if early.is_some() {
            // It may have been asked for after the call had ended.
            self.interrupt.clear();
        }
        match outcome {
            Ok(results) => {
                Ok(results.into_iter().filter_map(|value| self.value(value).number()).collect())
            }
            Err(AsideError::Trap(trap)) => Err(AsideStop::Trap(self.describe(&trap))),
            Err(AsideError::Breakpoint { instance, pc }) => Err(match self.module_of(instance) {
                Some(module) => AsideStop::Breakpoint(CodeAddress { module, offset: pc }),
                None => AsideStop::Interrupted,
            }),
            Err(AsideError::HostCall(name)) => Err(AsideStop::HostCall(name)),
            Err(AsideError::Watchpoint) => Err(AsideStop::Watchpoint),
            Err(AsideError::Interrupted) => Err(early.unwrap_or(AsideStop::Interrupted)),
            Err(AsideError::Waits) => Err(AsideStop::Waits),
            Err(AsideError::Limit(limit)) => Err(AsideStop::Refused(TargetError::Limit(limit))),
            Err(error @ (AsideError::Call(_) | AsideError::HostMemory | AsideError::Exit(_))) => {
                Err(AsideStop::Refused(TargetError::Failed(error.to_string())))
            }
        }
    }
}
