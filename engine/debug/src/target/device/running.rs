//! How the machine runs: in slices, between which it can be interrupted, and until it is where it is told to go.

use std::{ops::Range, sync::atomic::Ordering, thread, time::Duration};

use wrtd_core::{
    HostError, Value,
    device::{CallError, Exit, Machine},
};

use super::{DeviceTarget, State, imports::Imports, trap};
use crate::target::{Resume, TargetStop, TargetTrap, TrapCause};

/// Instructions between two looks at the interrupt flag, where memory is small.
const LONGEST_SLICE: u32 = 4096;
/// The same where it is large.
const SHORTEST_SLICE: u32 = 64;

/// Bytes that are filled or copied in some milliseconds. Each instruction of a slice may fill all memory: in one of up
/// to 256 KiB, which is much for a device, a slice takes no longer.
const BYTES_OF_A_SLICE: usize = 16 << 20;

/// How long a board's function that is not ready is left alone.
const PAUSE: Duration = Duration::from_millis(1);

/// Why the machine no longer runs.
pub(super) enum Halt {
    /// The program stops.
    Stop(TargetStop),
    /// The call has ended.
    Finished,
}

impl From<TargetStop> for Halt {
    fn from(stop: TargetStop) -> Self {
        Self::Stop(stop)
    }
}

fn slice(machine: &Machine<'_>) -> u32 {
    let most = BYTES_OF_A_SLICE / machine.memory().len().max(1);
    u32::try_from(most).unwrap_or(u32::MAX).clamp(SHORTEST_SLICE, LONGEST_SLICE)
}

impl DeviceTarget {
    /// Runs the call that is on the stack.
    pub(super) fn run(&mut self, how: &Resume) -> Halt {
        if !self.watches.is_empty() {
            return self.run_watching(how);
        }
        match how {
            Resume::Run => self.run_to_depth(0),
            Resume::Instruction => self.step(),
            Resume::Range { depth, ranges, enter_calls } => {
                self.run_range(*depth as usize, ranges, *enter_calls)
            }
            Resume::Return { depth } => self.run_to_depth((*depth as usize).saturating_sub(1)),
        }
    }

    /// Runs until so many frames or fewer are left.
    fn run_to_depth(&mut self, depth: usize) -> Halt {
        let left = self.slices(|machine, host| machine.run_to_depth(host, slice(machine), depth));
        left.err().unwrap_or_else(|| TargetStop::Returned.into())
    }

    /// Carries out one instruction.
    pub(super) fn step(&mut self) -> Halt {
        let done = self.slices(|machine, host| match machine.run(host, 1) {
            Exit::Paused | Exit::Breakpoint => Exit::Left,
            exit => exit,
        });
        done.err().unwrap_or_else(|| TargetStop::Stepped.into())
    }

    /// Runs slices until one has left what was to run.
    ///
    /// # Errors
    /// Why the program stops before that.
    fn slices(&mut self, run: impl Fn(&mut Machine<'_>, &mut Imports) -> Exit) -> Result<(), Halt> {
        loop {
            if self.interrupt.swap(false, Ordering::Relaxed) {
                return Err(TargetStop::Interrupted.into());
            }
            let imports = &mut self.imports;
            match self.device.with_dependent_mut(|_, machine| run(machine, imports)) {
                Exit::Left => return Ok(()),
                exit => self.halt(exit).map_or(Ok(()), Err)?,
            }
        }
    }

    /// What an exit of the machine means; `None` where it goes on.
    fn halt(&mut self, exit: Exit) -> Option<Halt> {
        Some(match exit {
            Exit::Paused | Exit::Left => return None,
            Exit::Finished | Exit::Idle => Halt::Finished,
            Exit::Breakpoint => TargetStop::Breakpoint.into(),
            Exit::Trapped(trap) => {
                self.state = State::Trapped;
                let said = match self.imports.take_stop() {
                    Some(HostError::Trap(message)) => Some(message),
                    _ => None,
                };
                let machine = self.device.borrow_dependent();
                let trap = trap::describe(trap, machine, &self.module, &self.plan, said);
                TargetStop::Trap(trap).into()
            }
            Exit::Waiting if self.imports.stops_before_call() => TargetStop::HostCall.into(),
            Exit::Waiting => match self.imports.take_stop() {
                Some(HostError::Exit(code)) => {
                    self.end();
                    TargetStop::Exited(code).into()
                }
                _ => {
                    thread::sleep(PAUSE);
                    return None;
                }
            },
        })
    }

    /// Runs until the pc of the frame at `depth` leaves `ranges`.
    fn run_range(&mut self, depth: usize, ranges: &[Range<u32>], enter_calls: bool) -> Halt {
        let mut first = true;
        loop {
            let in_callee = self.machine().depth() > depth;
            if in_callee {
                match self.run_to_depth(depth) {
                    Halt::Stop(TargetStop::Returned) => {}
                    halt => return halt,
                }
            } else if !first && self.machine().is_at_breakpoint() {
                return TargetStop::Breakpoint.into();
            } else if let Err(halt) =
                self.slices(|machine, host| machine.run_in(host, slice(machine), ranges))
            {
                return halt;
            }
            first = false;
            let now = self.machine().depth();
            if now < depth {
                return TargetStop::Returned.into();
            }
            if now > depth {
                if enter_calls && !in_callee {
                    return TargetStop::Entered.into();
                }
                if self.machine().is_at_breakpoint() {
                    return TargetStop::Breakpoint.into();
                }
                continue;
            }
            let pc = self.machine().frame(0).map_or(0, |frame| frame.pc);
            if !ranges.iter().any(|range| range.contains(&pc)) {
                return TargetStop::Stepped.into();
            }
        }
    }

    /// Puts the next call on the stack; the trap where it does not fit there.
    pub(super) fn begin_next(&mut self) -> Option<TargetTrap> {
        let call = self.calls.front()?;
        let slots: Vec<u64> = call.args.iter().map(|value| value.to_slot()).collect();
        let vectors = call.args.iter().zip(0..).filter_map(|(value, local)| match value {
            Value::V128(bits) => Some((local, *bits)),
            _ => None,
        });
        let begun = self.device.with_dependent_mut(|_, machine| {
            machine.begin_call(call.function, &slots)?;
            for (local, vector) in vectors {
                machine.set_local_vector(0, local, vector);
            }
            Ok::<_, CallError>(())
        });
        let error = begun.err()?;
        self.state = State::Trapped;
        Some(TargetTrap { message: error.to_string(), cause: TrapCause::Stack })
    }
}
