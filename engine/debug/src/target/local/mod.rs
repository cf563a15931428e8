//! The in-process engine as a target.
//!
//! A program is a queue of calls: start functions, `_initialize`, then `_start` or the invoked
//! function. One of them is always on the stack until the program ends.

mod aside;
mod exceptions;
mod judge;
mod link;
mod memory_use;
mod references;
mod threads;
mod watch;

use std::{collections::VecDeque, ops::Range, sync::Arc};

use wrtd_core::{
    AccessError, BreakpointError, CallError, Exit, FuncOrigin, InstanceId, InterruptHandle,
    LandingError, PendingHostCall, PendingThrow, Store, ThreadId, Trap, TrapKind, Value,
};

use wrtd_limits::{Account, LimitExceeded, LimitName, Plan};
use wrtd_symbols::{Cancellation, WasmValue};

use super::calls::Call;
use super::{
    Announce, AsideStop, BreakpointJudge, CodeAddress, DataAccess, Interrupter, MemoryResidency,
    ModuleId, Resume, Target, TargetError, TargetFrame, TargetHandler, TargetHostCall,
    TargetMemory, TargetModule, TargetStop, TargetTable, TargetThread, TargetThrow, TargetTrap,
    TargetValue, TargetWatch, TargetWatched, TrapCause, memory_range, no_memory, values,
};
use crate::{LaunchError, LaunchSpec, outlet::Outlet};
use watch::Watches;

/// A program in this process.
pub(crate) struct LocalTarget {
    store: Store,
    modules: Vec<TargetModule>,
    instances: Vec<InstanceId>,
    /// Calls to come; the first one is on the stack.
    calls: VecDeque<(InstanceId, Call)>,
    interrupt: InterruptHandle,
    results: Vec<String>,
    state: State,
    plan: Plan,
    watches: Watches,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Alive,
    Trapped,
    Ended,
}

impl LocalTarget {
    /// Loads and links the program; it stands before its first instruction.
    pub(crate) fn launch(spec: &LaunchSpec, outlet: &Outlet) -> Result<Self, LaunchError> {
        let linked = link::link(spec, outlet)?;
        let interrupt = linked.store.interrupt();
        let mut modules = Vec::new();
        let mut instances = Vec::new();
        for (index, (instance, file)) in linked.instances.into_iter().enumerate() {
            modules.push(TargetModule {
                id: ModuleId(index as u32),
                name: file.name,
                path: Some(file.path),
                bytes: file.module.bytes().clone(),
            });
            instances.push(instance);
        }
        let mut target = Self {
            store: linked.store,
            modules,
            instances,
            calls: linked.calls,
            interrupt,
            results: Vec::new(),
            state: State::Alive,
            plan: spec.plan,
            watches: Watches::default(),
        };
        match target.begin_next() {
            Some(trap) => Err(LaunchError::Refused(format!(
                "the program cannot be started: {}",
                trap.message
            ))),
            None => Ok(target),
        }
    }

    /// Puts the next call on the stack; the trap where it does not fit there.
    fn begin_next(&mut self) -> Option<TargetTrap> {
        let (instance, call) = self.calls.front()?;
        let function = self.store.func(*instance, call.function);
        let function = function.ok_or(CallError::NoSuchFunction);
        let begun = function.and_then(|function| self.store.begin_call(function, &call.args));
        let error = begun.err()?;
        self.state = State::Trapped;
        let mut message = error.to_string();
        if error == CallError::StackExhausted {
            let from = |name| self.plan.provenance(name);
            message = format!(
                "{message}; raise call_depth (from {}) or stack_bytes (from {})",
                from(LimitName::CallDepth),
                from(LimitName::StackBytes),
            );
        }
        Some(TargetTrap { message, cause: TrapCause::Stack })
    }

    /// Goes on; finished calls that are not the last are followed by the next one.
    fn advance(&mut self, how: &Resume) -> TargetStop {
        let mut exit = self.run(how);
        loop {
            exit = match exit {
                Exit::Finished(values) => {
                    let finished = self.calls.pop_front();
                    if finished.is_some_and(|(_, call)| call.invoked) {
                        self.results = values.iter().map(Value::to_string).collect();
                    }
                    if self.calls.is_empty() {
                        // Its other threads end with it.
                        self.store.abort_call();
                        self.state = State::Ended;
                        return TargetStop::Exited(0);
                    }
                    if let Some(trap) = self.begin_next() {
                        return TargetStop::Trap(trap);
                    }
                    match how {
                        Resume::Instruction | Resume::Range { enter_calls: true, .. } => {
                            return TargetStop::Entered;
                        }
                        _ if self.store.is_stopped_where_it_stands() => Exit::Breakpoint,
                        _ => self.store.resume(wrtd_core::Resume::Run),
                    }
                }
                Exit::HostExit(code) => {
                    self.state = State::Ended;
                    return TargetStop::Exited(code);
                }
                Exit::Trap(trap) => {
                    self.state = State::Trapped;
                    return TargetStop::Trap(self.describe(&trap));
                }
                Exit::Breakpoint => return TargetStop::Breakpoint,
                Exit::Interrupted => return TargetStop::Interrupted,
                Exit::Throw => return TargetStop::Throw,
                Exit::HostCall => return TargetStop::HostCall,
                // Nobody asks for stops at positions.
                Exit::Stepped | Exit::Position | Exit::PositionMissed => {
                    return TargetStop::Stepped;
                }
                Exit::Blocked => return TargetStop::Blocked,
                Exit::ThreadEnded => return TargetStop::ThreadEnded,
                Exit::Entered => return TargetStop::Entered,
                Exit::Returned => return TargetStop::Returned,
                Exit::Caught => return TargetStop::Caught,
                Exit::Watchpoint(hits) => return TargetStop::Watchpoint(self.hits(hits)),
                Exit::WatchpointEnded => return TargetStop::WatchpointEnded,
            };
        }
    }

    fn run(&mut self, how: &Resume) -> Exit {
        match how {
            Resume::Run => self.store.resume(wrtd_core::Resume::Run),
            Resume::Instruction => self.store.resume(wrtd_core::Resume::Instruction),
            Resume::Range { depth, ranges, enter_calls } => {
                self.run_range(*depth, ranges, *enter_calls)
            }
            Resume::Return { depth } => {
                let frame = (self.store.depth() as u32).saturating_sub(*depth);
                self.store.stop_on_return(frame as usize);
                let exit = self.store.resume(wrtd_core::Resume::Run);
                self.store.clear_stop_on_return();
                exit
            }
        }
    }

    fn run_range(&mut self, depth: u32, ranges: &[Range<u32>], enter_calls: bool) -> Exit {
        self.store.resume(wrtd_core::Resume::Range {
            frame: depth.saturating_sub(1) as usize,
            ranges,
            enter_calls,
        })
    }

    fn describe(&self, trap: &Trap) -> TargetTrap {
        let mut message = trap.kind.to_string();
        if let TrapKind::CallStackExhausted { slots, .. } = trap.kind {
            let name = if slots { LimitName::StackBytes } else { LimitName::CallDepth };
            let from = self.plan.provenance(name);
            message = format!("{message} ({name} is from {from}; {})", from.remedy());
        }
        TargetTrap { message, cause: TrapCause::from(&trap.kind) }
    }

    fn instance(&self, frame: u32) -> Option<InstanceId> {
        self.store.frame(frame as usize).map(|info| info.instance)
    }

    fn instance_of(&self, module: ModuleId) -> Option<InstanceId> {
        self.instances.get(module.0 as usize).copied()
    }

    /// The module of an instance, or of one that was made like it for a thread.
    fn module_of(&self, instance: InstanceId) -> Option<ModuleId> {
        let is_same = |&id: &InstanceId| {
            id == instance || Arc::ptr_eq(self.store.module(id), self.store.module(instance))
        };
        let index = self
            .instances
            .iter()
            .position(|&id| id == instance)
            .or_else(|| self.instances.iter().position(is_same))?;
        Some(ModuleId(index as u32))
    }
}

fn refusal(error: &AccessError) -> TargetError {
    match error {
        AccessError::NoFrame | AccessError::NoSuchItem => {
            TargetError::NotFound("the value".to_owned())
        }
        error => TargetError::Failed(error.to_string()),
    }
}

impl Target for LocalTarget {
    fn modules(&self) -> Vec<TargetModule> {
        self.modules.clone()
    }

    fn resume(&mut self, how: &Resume) -> Result<TargetStop, TargetError> {
        match self.state {
            State::Alive => Ok(self.advance(how)),
            State::Trapped => Err(TargetError::Failed("the program has trapped".to_owned())),
            State::Ended => Err(TargetError::Failed("the program has ended".to_owned())),
        }
    }

    fn interrupter(&self) -> Interrupter {
        let handle = self.interrupt.clone();
        Interrupter::new(Arc::new(move || handle.request()))
    }

    fn threads(&self) -> Vec<TargetThread> {
        self.store.threads().into_iter().map(threads::told).collect()
    }

    fn thread(&self) -> u32 {
        self.store.thread().number()
    }

    fn show_thread(&mut self, thread: u32) -> bool {
        self.store.show_thread(ThreadId::new(thread))
    }

    fn run_single(&mut self, thread: Option<u32>) {
        self.store.run_single(thread.map(ThreadId::new));
    }

    fn end_thread(&mut self, thread: u32) {
        self.store.end_thread(ThreadId::new(thread));
    }

    fn depth(&self) -> u32 {
        self.store.depth() as u32
    }

    fn frame(&self, index: u32) -> Option<TargetFrame> {
        let info = self.store.frame(index as usize)?;
        let module = self.module_of(info.instance)?;
        let address = CodeAddress { module, offset: info.pc };
        Some(TargetFrame { address, function: info.func })
    }

    fn local_count(&self, frame: u32) -> u32 {
        self.store.local_count(frame as usize)
    }

    fn local(&self, frame: u32, index: u32) -> Option<TargetValue> {
        self.store.local(frame as usize, index).ok().map(|value| self.value(value))
    }

    fn operand_count(&self, frame: u32) -> u32 {
        self.store.operand_count(frame as usize)
    }

    fn operand(&self, frame: u32, index: u32) -> Option<TargetValue> {
        self.store.operand(frame as usize, index).ok().map(|value| self.value(value))
    }

    fn uncaught_values(&self) -> Vec<WasmValue> {
        self.values_uncaught()
    }

    fn each_handler(&self, tag: u32, visit: &mut dyn FnMut(TargetHandler) -> Option<u32>) {
        self.visit_handlers(tag, visit);
    }

    fn global_count(&self, frame: u32) -> u32 {
        self.instance(frame).map_or(0, |instance| self.store.global_count(instance))
    }

    fn global(&self, frame: u32, index: u32) -> Option<TargetValue> {
        let instance = self.instance(frame)?;
        self.store.global(instance, index).ok().map(|value| self.value(value))
    }

    fn announce(&mut self, announce: &Announce<'_>) {
        self.store.stop_on_throw(announce.throws);
        self.store.stop_on_host_calls(announce.host_calls);
    }

    fn pending_throw(&self) -> Option<TargetThrow> {
        let PendingThrow { tag, values, caught_by } = self.store.pending_throw()?;
        let exception = self.exception_of(tag, &values)?;
        Some(TargetThrow { exception, caught_by: caught_by.map(|frame| frame as u32) })
    }

    fn pending_host_call(&self) -> Option<TargetHostCall> {
        let PendingHostCall { module, name, args } = self.store.pending_host_call()?;
        let args = args.into_iter().map(|value| self.value(value)).collect();
        Some(TargetHostCall { module, name, args })
    }

    fn set_local(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError> {
        let value = values::of_number(value);
        self.store.set_local(frame as usize, index, value).map_err(|error| refusal(&error))?;
        self.store.refresh_watchpoints();
        Ok(())
    }

    fn set_operand(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError> {
        let value = values::of_number(value);
        self.store.set_operand(frame as usize, index, value).map_err(|error| refusal(&error))
    }

    fn set_global(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError> {
        let instance = self.instance(frame).ok_or_else(|| refusal(&AccessError::NoFrame))?;
        let value = values::of_number(value);
        self.store.set_global(instance, index, value).map_err(|error| refusal(&error))?;
        self.store.refresh_watchpoints();
        Ok(())
    }

    fn jump(&mut self, address: CodeAddress) -> Result<(), TargetError> {
        self.check_jump(address)?;
        Ok(self.store.jump(address.offset)?)
    }

    fn check_jump(&self, address: CodeAddress) -> Result<(), TargetError> {
        let info = self.store.frame(0).ok_or_else(|| refusal(&AccessError::NoFrame))?;
        if self.state != State::Alive || self.module_of(info.instance) != Some(address.module) {
            return Err(LandingError::NoFrame.into());
        }
        let module = self.store.module(info.instance);
        module.landing(info.func, info.pc, address.offset)?;
        Ok(())
    }

    fn restart_frame(&mut self, frame: u32) -> Result<(), TargetError> {
        if self.state == State::Ended {
            return Err(LandingError::NoFrame.into());
        }
        self.store.restart_frame(frame as usize)?;
        self.state = State::Alive;
        Ok(())
    }

    fn memory_size(&self, module: ModuleId) -> u64 {
        let memory = self.instance_of(module).and_then(|id| self.store.default_memory(id));
        memory.map_or(0, |bytes| bytes.len() as u64)
    }

    fn read_memory(
        &self,
        module: ModuleId,
        address: u64,
        buffer: &mut [u8],
    ) -> Result<(), TargetError> {
        let memory = self.instance_of(module).and_then(|id| self.store.default_memory(id));
        let range = memory_range(address, buffer.len()).ok_or_else(|| no_memory(address))?;
        let bytes = memory.unwrap_or_default().get(range).ok_or_else(|| no_memory(address))?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }

    fn write_memory(
        &mut self,
        module: ModuleId,
        address: u64,
        bytes: &[u8],
    ) -> Result<(), TargetError> {
        let instance = self.instance_of(module).ok_or_else(|| no_memory(address))?;
        let range = memory_range(address, bytes.len()).ok_or_else(|| no_memory(address))?;
        let memory = self.store.default_memory_mut(instance).unwrap_or_default();
        memory.get_mut(range).ok_or_else(|| no_memory(address))?.copy_from_slice(bytes);
        self.store.refresh_watchpoints();
        Ok(())
    }

    fn tables(&self, frame: u32) -> Vec<TargetTable> {
        let Some(instance) = self.instance(frame) else { return Vec::new() };
        let infos = (0..self.store.table_count(instance))
            .filter_map(|table| self.store.table_info(instance, table));
        infos.map(|(ty, size)| TargetTable::new(&ty, size)).collect()
    }

    fn table_function(&self, frame: u32, element: u32) -> Option<u32> {
        let instance = self.instance(frame)?;
        let Value::FuncRef(Some(function)) = self.store.table_element(instance, 0, element).ok()?
        else {
            return None;
        };
        match self.store.func_origin(function)? {
            FuncOrigin::Guest { instance: owner, func } if owner == instance => Some(func),
            _ => None,
        }
    }

    fn call_aside(
        &mut self,
        module: ModuleId,
        function: u32,
        args: &[WasmValue],
        host: bool,
        cancellation: &Cancellation,
    ) -> Result<Vec<WasmValue>, AsideStop> {
        self.run_aside(module, function, args, host, cancellation)
    }

    fn insert_breakpoint(&mut self, address: CodeAddress) -> Result<(), TargetError> {
        let missing = || TargetError::NotFound(format!("Wasm offset {:#x}", address.offset));
        let instance = self.instance_of(address.module).ok_or_else(missing)?;
        self.store.set_breakpoint(instance, address.offset).map_err(|error| match error {
            BreakpointError::Limit(limit) => TargetError::Limit(limit),
            BreakpointError::HostMemory => TargetError::Failed(error.to_string()),
            BreakpointError::NoInstance
            | BreakpointError::NotInCode
            | BreakpointError::NotAnInstruction { .. } => missing(),
        })
    }

    fn remove_breakpoint(&mut self, address: CodeAddress) {
        if let Some(instance) = self.instance_of(address.module) {
            self.store.clear_breakpoint(instance, address.offset);
        }
    }

    fn judge_breakpoint(&mut self, address: CodeAddress, judge: Option<BreakpointJudge>) {
        if let Some(instance) = self.instance_of(address.module) {
            let module = self.store.module(instance);
            let judge = judge.map(|judge| judge::of(judge, Arc::clone(module), address.offset));
            self.store.judge_breakpoint(instance, address.offset, judge);
        }
    }

    fn insert_watchpoint(
        &mut self,
        watched: &TargetWatched,
        access: DataAccess,
        depth: Option<u32>,
    ) -> Result<TargetWatch, TargetError> {
        self.watch(watched, access, depth)
    }

    fn remove_watchpoint(&mut self, watch: TargetWatch) {
        self.unwatch(watch);
    }

    fn take_ended_watchpoints(&mut self) -> Vec<TargetWatch> {
        self.take_ended()
    }

    fn hold(&mut self, bytes: u64) -> Result<(), LimitExceeded> {
        self.store.ledger_mut().charge(Account::Debug, bytes)
    }

    fn let_go(&mut self, bytes: u64) {
        self.store.ledger_mut().release(Account::Debug, bytes);
    }

    fn keep_to(&mut self, plan: &Plan) {
        self.plan = *plan;
        self.store.keep_to(plan);
    }

    fn terminate(&mut self) {
        if self.state != State::Ended {
            self.store.abort_call();
            self.calls.clear();
            self.state = State::Ended;
        }
    }

    fn own_bound(&self, name: LimitName) -> Option<u64> {
        let limits = self.store.limits();
        match name {
            LimitName::CallDepth => Some(limits.max_call_depth.into()),
            LimitName::StackBytes => Some(u64::from(limits.stack_slots) * size_of::<u64>() as u64),
            LimitName::Resources => Some(limits.resources.most),
            _ => None,
        }
    }

    fn memory_use(&self) -> TargetMemory {
        memory_use::of(&self.store, &self.instances)
    }

    fn residency(&self, cells: usize) -> Vec<MemoryResidency> {
        memory_use::residency(&self.store, &self.instances, cells)
    }

    fn results(&self) -> Vec<String> {
        self.results.clone()
    }
}
