//! Stops before instructions that do something out of the ordinary: throw an exception, or call a host function that
//! somebody waits for.
//!
//! Invariant: what was announced is about the next instruction of its thread. It is forgotten once that is executed,
//! and where the thread goes on with another one ([`Store::forget_instruction`]).

use alloc::string::String;
use alloc::vec::Vec;

use super::{Exit, Stop};
use crate::store::{FuncCode, Store};
use crate::value::Value;

/// Before which instructions that throw a program stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StopOnThrow {
    /// None.
    #[default]
    Never,
    /// Those that throw what no handler catches.
    Uncaught,
    /// Each.
    Always,
}

impl StopOnThrow {
    pub(super) const fn includes(self, is_caught: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Uncaught => !is_caught,
            Self::Always => true,
        }
    }
}

/// What somebody wants to be told of before it happens.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Announces {
    pub(super) throws: StopOnThrow,
    /// Calls of host functions of which [`HostCode::is_awaited`](crate::store::HostCode::is_awaited) is set.
    host_calls: bool,
}

/// What the program has stopped for before the next instruction, which is to be carried out then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Announced {
    #[default]
    Nothing,
    Throw,
    /// A call of the host function of this number in the store.
    HostCall(u32),
}

/// The call of a host function that the next instruction makes.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingHostCall {
    /// Module name that the function was defined under.
    pub module: String,
    /// Its name there.
    pub name: String,
    /// Its arguments.
    pub args: Vec<Value>,
}

impl Store {
    /// Before which instructions that throw to stop, with [`Exit::Throw`]. The next resume carries it out;
    /// [`Store::pending_throw`] says what it throws, and who catches it.
    pub fn stop_on_throw(&mut self, stop: StopOnThrow) {
        self.announces.throws = stop;
    }

    /// Stops with [`Exit::HostCall`] before each call that the program makes of a host function whose module name and
    /// name are `awaited`, among those that are defined now. The next resume carries it out;
    /// [`Store::pending_host_call`] says which it is.
    pub fn stop_on_host_calls(&mut self, awaited: impl Fn(&str, &str) -> bool) {
        self.announces.host_calls = false;
        for func in &mut self.funcs {
            if let FuncCode::Host(host) = &mut func.code {
                host.is_awaited = awaited(&host.module, &host.name);
                self.announces.host_calls |= host.is_awaited;
            }
        }
    }

    /// The call of a host function for which the program has stopped, with [`Exit::HostCall`].
    #[must_use]
    pub fn pending_host_call(&self) -> Option<PendingHostCall> {
        /// The instructions that have nothing above the arguments.
        const CALL: u8 = 0x10;
        const RETURN_CALL: u8 = 0x12;

        let Announced::HostCall(func) = self.announced else { return None };
        let FuncCode::Host(host) = &self.funcs.get(func as usize)?.code else { return None };
        let frame = self.frames.last()?;
        let instance = &self.instances[frame.instance as usize];
        let code = self.loaded[instance.loaded as usize].module.bytes();
        let is_direct = matches!(*code.get(frame.pc as usize)?, CALL | RETURN_CALL);
        let params = &self.types[self.funcs[func as usize].ty as usize].params;
        let end = (self.sp as usize).checked_sub(usize::from(!is_direct))?;
        let from = end.checked_sub(params.len())?;
        let args = params.iter().zip(from..).map(|(&ty, slot)| self.slot(ty, slot)).collect();
        Some(PendingHostCall { module: host.module.clone(), name: host.name.clone(), args })
    }

    /// Whether the program stops before this call of a host function, which the saved state stands before.
    pub(super) fn stops_before_host_call(&mut self, func: u32) -> bool {
        if self.announced == Announced::HostCall(func) {
            self.announced = Announced::Nothing;
            return false;
        }
        if !self.announces.host_calls || self.interrupted_host == Some(func) {
            return false;
        }
        let is_awaited = matches!(
            &self.funcs[func as usize].code,
            FuncCode::Host(host) if host.is_awaited
        );
        if is_awaited {
            self.announced = Announced::HostCall(func);
            self.stop = Some(Stop::Exit(Exit::HostCall));
        }
        is_awaited
    }
}
