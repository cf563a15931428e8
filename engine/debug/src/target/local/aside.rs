//! Calls of the program's functions beside its run, for a limited time.

use std::{sync::mpsc, thread, time::Duration};

use wrtd_core::AsideError;
use wrtd_symbols::WasmValue;

use super::LocalTarget;
use crate::target::{AsideStop, CodeAddress, ModuleId, TargetError, values};

/// How long one call may take.
const TIME: Duration = Duration::from_secs(2);

impl LocalTarget {
    pub(super) fn run_aside(
        &mut self,
        module: ModuleId,
        function: u32,
        args: &[WasmValue],
        host: bool,
    ) -> Result<Vec<WasmValue>, AsideStop> {
        let missing = || AsideStop::Refused(TargetError::NotFound(format!("function {function}")));
        // Each thread has an instance of its own, with its stack pointer and its thread-local variables.
        let mut own = (0..self.store.depth()).map_while(|frame| self.instance(frame as u32));
        let own = own.find(|&instance| self.module_of(instance) == Some(module));
        let instance = own.or_else(|| self.instance_of(module)).ok_or_else(missing)?;
        let callee = self.store.func(instance, function).ok_or_else(missing)?;
        let args: Vec<_> = args.iter().map(|&value| values::of_number(value)).collect();
        let (done, over) = mpsc::channel::<()>();
        let interrupt = self.interrupt.clone();
        let watch = thread::spawn(move || {
            let late = over.recv_timeout(TIME) == Err(mpsc::RecvTimeoutError::Timeout);
            if late {
                interrupt.request();
            }
            late
        });
        let outcome = self.store.call_aside(callee, &args, host);
        drop(done);
        let late = watch.join().unwrap_or(false);
        if late {
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
            Err(AsideError::Interrupted) if late => Err(AsideStop::TooLong(TIME)),
            Err(AsideError::Waits) => Err(AsideStop::Waits),
            Err(AsideError::Interrupted) => Err(AsideStop::Interrupted),
            Err(AsideError::Limit(limit)) => Err(AsideStop::Refused(TargetError::Limit(limit))),
            Err(error @ (AsideError::Call(_) | AsideError::HostMemory | AsideError::Exit(_))) => {
                Err(AsideStop::Refused(TargetError::Failed(error.to_string())))
            }
        }
    }
}
