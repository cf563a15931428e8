//! Running: instruction by instruction, until something stops the program.

use core::ops::Range;

use super::Trap;
use super::handlers::execute;
use super::host::{Host, HostStop};
use super::machine::{Machine, Stop};

/// Why [`Machine::run`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The call has ended; [`Machine::results`] has what it gives.
    Finished,
    /// The program trapped: its state is that before the instruction. It goes no further.
    Trapped(Trap),
    /// The next instruction has a breakpoint.
    Breakpoint,
    /// So many instructions have run.
    Paused,
    /// The program has left what [`Machine::run_in`] or [`Machine::run_to_depth`] was to run.
    Left,
    /// An imported function said [`HostStop::Wait`].
    Waiting,
    /// No call is active.
    Idle,
}

impl Machine<'_> {
    /// Runs the active call for at most `instructions` instructions; one that has a breakpoint is carried out
    /// where it is the first. With 1 this is a single step.
    pub fn run(&mut self, host: &mut dyn Host, instructions: u32) -> Exit {
        self.run_until(host, instructions, |_| false)
    }

    /// Runs as [`Machine::run`] does, and no further than to where only `depth` frames are left: the next
    /// instruction is then the one behind the call, whether or not it has a breakpoint.
    pub fn run_to_depth(&mut self, host: &mut dyn Host, instructions: u32, depth: usize) -> Exit {
        self.run_until(host, instructions, |machine| machine.depth() <= depth)
    }

    /// Runs as [`Machine::run`] does, and no further than to where the innermost frame is another one or its next
    /// instruction lies outside `ranges` of Wasm offsets, whether or not that has a breakpoint.
    pub fn run_in(
        &mut self,
        host: &mut dyn Host,
        instructions: u32,
        ranges: &[Range<u32>],
    ) -> Exit {
        let depth = self.depth();
        self.run_until(host, instructions, |machine| {
            let pc = machine.registers.pc;
            machine.depth() != depth || !ranges.iter().any(|range| range.contains(&pc))
        })
    }

    #[inline]
    fn run_until(
        &mut self,
        host: &mut dyn Host,
        instructions: u32,
        is_left: impl Fn(&Self) -> bool,
    ) -> Exit {
        if !self.is_active() {
            return Exit::Idle;
        }
        for count in 0..instructions {
            if count > 0 && self.is_at_breakpoint() {
                return Exit::Breakpoint;
            }
            if let Some(exit) = self.step(host) {
                return exit;
            }
            if is_left(self) {
                return Exit::Left;
            }
        }
        if self.is_at_breakpoint() { Exit::Breakpoint } else { Exit::Paused }
    }

    /// Carries out one instruction; gives why the program stops, if it does.
    fn step(&mut self, host: &mut dyn Host) -> Option<Exit> {
        let before = self.registers;
        let opcode = self.byte();
        let mut flow = execute(opcode, self);
        if let Err(Stop::Host { import, tail }) = flow {
            flow = match self.call_host(host, import) {
                Ok(()) if tail => self.return_(),
                Ok(()) => Ok(()),
                Err(HostStop::Trap) => Err(Trap::Host.into()),
                Err(HostStop::Wait) => {
                    self.registers = before;
                    return Some(Exit::Waiting);
                }
            };
        }
        let trap = match flow {
            Ok(()) if self.is_faulty => Trap::BadImage,
            Ok(()) => return None,
            Err(Stop::Trap(trap)) => trap,
            Err(Stop::Host { .. }) => Trap::BadImage,
            Err(Stop::Finished) => return Some(Exit::Finished),
        };
        self.registers = before;
        Some(Exit::Trapped(trap))
    }

    /// Calls an imported function and replaces its arguments by its results.
    fn call_host(&mut self, host: &mut dyn Host, import: u32) -> Result<(), HostStop> {
        let Some(ty) = self.image.function_type(import) else { return Err(self.fault()) };
        let (params, results) = (u32::from(ty.params), u32::from(ty.results));
        let Some(call) = self.host_call(import, params, params.max(results)) else {
            return Err(self.fault());
        };
        host.call(call)?;
        self.registers.sp = self.registers.sp.wrapping_sub(params).wrapping_add(results);
        Ok(())
    }

    fn fault(&mut self) -> HostStop {
        self.is_faulty = true;
        HostStop::Trap
    }
}
