//! A program in the machine of devices, in memory of exactly the size that its plan gives the device.
//!
//! Invariant: the machine has what the layout says and nothing else, so that what runs here runs on a board with this
//! plan, to the byte, and what does not fit is refused before it runs. What a session keeps of the program
//! (frames, values, its own notes of breakpoints) lies with whoever debugs, and is not charged.

mod imports;
mod memory;
mod refuse;
mod running;
mod trap;
mod values;
mod wasi;
mod watch;
mod write;

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use self_cell::{MutBorrow, self_cell};
use wrtd_core::{
    Landing, LandingError, Module, ValType,
    device::{Layout, Machine, write_image},
};
use wrtd_limits::{Account, Ledger, LimitExceeded, LimitName, Plan};
use wrtd_symbols::{Cancellation, WasmValue};

use self::{imports::Imports, memory::Memory, running::Halt, values::Slot, watch::Watches};
use super::{
    Announce, AsideStop, CodeAddress, DataAccess, Interrupter, LinearMemory, MemoryResidency,
    ModuleId, NoResidency, Resume, TableUse, Target, TargetError, TargetFrame, TargetHostCall,
    TargetMemory, TargetModule, TargetStop, TargetTable, TargetValue, TargetWatch, TargetWatched,
    accounts,
    calls::{self, Call},
    memory_range, no_memory,
};
use crate::{LaunchError, LaunchSpec, load, outlet::Outlet};

/// The one module that a device runs.
const MODULE: ModuleId = ModuleId(0);

self_cell!(
    /// A device's memory, and the machine that runs in it.
    struct Device {
        owner: MutBorrow<Memory>,
        #[covariant]
        dependent: Machine,
    }
);

/// A program on a device, which is this process.
pub(crate) struct DeviceTarget {
    info: TargetModule,
    module: Arc<Module>,
    device: Device,
    imports: Imports,
    layout: Layout,
    plan: Plan,
    ledger: Ledger,
    /// Bytes of linear memory that are charged.
    charged: u64,
    /// Bytes of the image.
    flash: u64,
    /// Calls to come; the first one is on the stack.
    calls: VecDeque<Call>,
    interrupt: Arc<AtomicBool>,
    results: Vec<String>,
    state: State,
    watches: Watches,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Alive,
    Trapped,
    Ended,
}

impl DeviceTarget {
    /// Makes the program's image and puts it on a device of the plan's size; it stands before its first instruction.
    pub(crate) fn launch(spec: &LaunchSpec, outlet: &Outlet) -> Result<Self, LaunchError> {
        let file = load::load(&spec.host_path(&spec.program))?;
        let module = Arc::clone(&file.module);
        let bytes = write_image(&module).map_err(|error| refuse::image(&file, &error))?;
        let flash = bytes.len() as u64;
        refuse::counts(&file, &spec.plan)?;
        let needs = memory::needs(&bytes).map_err(|error| refuse::image(&file, &error))?;
        let layout = Layout::of(needs, &spec.plan).map_err(|error| refuse::count(&file, error))?;
        let mut ledger = Ledger::of(&spec.plan);
        layout.charge(&mut ledger).map_err(|error| refuse::bytes(&file, error, &layout))?;
        refuse::what_no_device_has(spec)?;
        let imports = Imports::link(&file, spec, outlet)?;
        let calls = calls::of_program(&module, spec)?;
        refuse::calls_of_imports(&file, &calls)?;
        let memory = Memory::of(&layout, bytes).ok_or_else(|| refuse::no_memory(&file))?;
        let device = Device::try_new(MutBorrow::new(memory), |memory| memory.borrow_mut().start())
            .map_err(|error| refuse::image(&file, &error))?;
        let mut target = Self {
            info: TargetModule {
                id: MODULE,
                name: file.name,
                path: Some(file.path),
                bytes: Arc::clone(module.bytes()),
            },
            module,
            charged: device.borrow_dependent().memory().len() as u64,
            device,
            imports,
            layout,
            plan: spec.plan,
            ledger,
            flash,
            calls: calls.into(),
            interrupt: Arc::default(),
            results: Vec::new(),
            state: State::Alive,
            watches: Watches::default(),
        };
        match target.begin_next() {
            Some(trap) => Err(LaunchError::Refused(format!(
                "the program cannot be started: {}; raise call_depth (from {}) or stack_bytes (from {})",
                trap.message,
                spec.plan.provenance(LimitName::CallDepth),
                spec.plan.provenance(LimitName::StackBytes),
            ))),
            None => Ok(target),
        }
    }

    fn machine(&self) -> &Machine<'_> {
        self.device.borrow_dependent()
    }

    /// Goes on; finished calls that are not the last are followed by the next one.
    fn advance(&mut self, how: &Resume) -> TargetStop {
        let mut halt = self.run(how);
        loop {
            match halt {
                Halt::Stop(stop) => return stop,
                Halt::Finished => {
                    self.take_results();
                    if self.calls.is_empty() {
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
                        _ if self.machine().is_at_breakpoint() => return TargetStop::Breakpoint,
                        _ => halt = self.run(&Resume::Run),
                    }
                }
            }
        }
    }

    /// Takes the call that has ended from those to come, and what it gave.
    fn take_results(&mut self) {
        let Some(call) = self.calls.pop_front() else { return };
        if !call.invoked {
            return;
        }
        let types = self.module.func_type(call.function).map(|ty| ty.results.as_slice());
        let (machine, mut results) = (self.machine(), Vec::new());
        for ((&ty, &low), index) in types.unwrap_or_default().iter().zip(machine.results()).zip(0..)
        {
            let high: Option<&u64> = machine.result_high().get::<usize>(index);
            let vector = high.map(|&high| u128::from(low) | u128::from(high) << 64);
            results.push(Slot { low, vector }.result(ty).to_string());
        }
        self.results = results;
    }

    /// The memory of the program, where it has one.
    fn linear_memory(&self) -> Option<LinearMemory> {
        let ty = self.module.memories().first()?;
        Some(LinearMemory {
            instance: self.info.name.clone(),
            index: 0,
            pages: self.machine().memory().len() as u64 / u64::from(ty.page_size),
            page_size: ty.page_size,
            maximum: ty.limits.max,
            imported: false,
        })
    }

    /// Charges what linear memory has grown by. The machine has no more than its account.
    fn account(&mut self) {
        let now = self.machine().memory().len() as u64;
        let grown = self.ledger.charge(Account::WasmLinear, now - self.charged);
        if grown.is_ok() {
            self.charged = now;
        }
    }

    /// The program has ended; no frame is left.
    fn end(&mut self) {
        self.device.with_dependent_mut(|_, machine| machine.abandon());
        self.calls.clear();
        self.state = State::Ended;
    }

    /// Where the innermost frame can go on.
    fn landing(&self, address: CodeAddress) -> Result<Landing, TargetError> {
        let info = self.machine().frame(0).filter(|_| self.state == State::Alive);
        let info = info.filter(|_| address.module == MODULE).ok_or(LandingError::NoFrame)?;
        Ok(self.module.landing(info.func, info.pc, address.offset)?)
    }

    fn value(&self, ty: ValType, low: Option<u64>, vector: Option<u128>) -> Option<TargetValue> {
        Slot { low: low?, vector }.value(ty, &self.module)
    }
}

impl Target for DeviceTarget {
    fn modules(&self) -> Vec<TargetModule> {
        vec![self.info.clone()]
    }

    fn resume(&mut self, how: &Resume) -> Result<TargetStop, TargetError> {
        match self.state {
            State::Alive => {
                let stop = self.advance(how);
                self.account();
                Ok(stop)
            }
            State::Trapped => Err(TargetError::Failed("the program has trapped".to_owned())),
            State::Ended => Err(TargetError::Failed("the program has ended".to_owned())),
        }
    }

    fn interrupter(&self) -> Interrupter {
        let flag = Arc::clone(&self.interrupt);
        Interrupter::new(Arc::new(move || flag.store(true, Ordering::Relaxed)))
    }

    fn depth(&self) -> u32 {
        self.machine().depth() as u32
    }

    fn frame(&self, index: u32) -> Option<TargetFrame> {
        let info = self.machine().frame(index as usize)?;
        let address = CodeAddress { module: MODULE, offset: info.pc };
        Some(TargetFrame { address, function: info.func })
    }

    fn local_count(&self, frame: u32) -> u32 {
        self.machine().frame(frame as usize).map_or(0, |info| info.locals)
    }

    fn local(&self, frame: u32, index: u32) -> Option<TargetValue> {
        let (machine, place) = (self.machine(), frame as usize);
        let types = self.module.local_types(machine.frame(place)?.func)?;
        let slot = machine.local_slot(place, index);
        self.value(*types.get(index as usize)?, slot, machine.local_vector(place, index))
    }

    fn operand_count(&self, frame: u32) -> u32 {
        self.machine().frame(frame as usize).map_or(0, |info| info.operands)
    }

    fn operand(&self, frame: u32, index: u32) -> Option<TargetValue> {
        let (machine, place) = (self.machine(), frame as usize);
        let info = machine.frame(place)?;
        let ty = self.module.operand_type(info.func, info.pc, index)?;
        let slot = machine.operand_slot(place, index);
        self.value(ty, slot, machine.operand_vector(place, index))
    }

    fn global_count(&self, frame: u32) -> u32 {
        self.frame(frame).map_or(0, |_| self.module.globals().len() as u32)
    }

    fn global(&self, frame: u32, index: u32) -> Option<TargetValue> {
        self.frame(frame)?;
        let ty = self.module.globals().get(index as usize)?.content;
        let machine = self.machine();
        self.value(ty, machine.global_slot(index), machine.global_vector(index))
    }

    fn announce(&mut self, announce: &Announce<'_>) {
        // Its machine has no exceptions.
        self.imports.announce(announce.host_calls);
    }

    fn pending_host_call(&self) -> Option<TargetHostCall> {
        self.imports.pending(&self.module)
    }

    fn set_local(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError> {
        self.write_local(frame, index, value)?;
        self.refresh_watches();
        Ok(())
    }

    fn set_operand(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError> {
        self.write_operand(frame, index, value)
    }

    fn set_global(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError> {
        self.write_global(frame, index, value)?;
        self.refresh_watches();
        Ok(())
    }

    fn call_aside(
        &mut self,
        _module: ModuleId,
        _function: u32,
        _args: &[WasmValue],
        _host: bool,
        _cancellation: &Cancellation,
    ) -> Result<Vec<WasmValue>, AsideStop> {
        Err(AsideStop::Refused(TargetError::Failed(
            "a device has no room to call a function beside its program; debug it on a host for that"
                .to_owned(),
        )))
    }

    fn jump(&mut self, address: CodeAddress) -> Result<(), TargetError> {
        let Landing { pc, entry, operands } = self.landing(address)?;
        let jumped = self.device.with_dependent_mut(|_, machine| machine.jump(pc, entry, operands));
        self.imports.forget();
        if jumped { Ok(()) } else { Err(LandingError::NoFrame.into()) }
    }

    fn check_jump(&self, address: CodeAddress) -> Result<(), TargetError> {
        self.landing(address).map(|_| ())
    }

    fn restart_frame(&mut self, frame: u32) -> Result<(), TargetError> {
        let restarted = self.state != State::Ended
            && self.device.with_dependent_mut(|_, machine| machine.restart_frame(frame as usize));
        if !restarted {
            return Err(LandingError::NoFrame.into());
        }
        self.imports.forget();
        self.state = State::Alive;
        Ok(())
    }

    fn memory_size(&self, module: ModuleId) -> u64 {
        if module == MODULE { self.machine().memory().len() as u64 } else { 0 }
    }

    fn read_memory(
        &self,
        module: ModuleId,
        address: u64,
        buffer: &mut [u8],
    ) -> Result<(), TargetError> {
        let range = memory_range(address, buffer.len()).filter(|_| module == MODULE);
        let bytes = range.and_then(|range| self.machine().memory().get(range));
        buffer.copy_from_slice(bytes.ok_or_else(|| no_memory(address))?);
        Ok(())
    }

    fn write_memory(
        &mut self,
        module: ModuleId,
        address: u64,
        bytes: &[u8],
    ) -> Result<(), TargetError> {
        self.write_bytes(module, address, bytes)?;
        self.refresh_watches();
        Ok(())
    }

    fn tables(&self, frame: u32) -> Vec<TargetTable> {
        if self.frame(frame).is_none() {
            return Vec::new();
        }
        let tables = (0..).zip(self.module.tables());
        tables.map(|(table, ty)| TargetTable::new(ty, self.machine().table_size(table))).collect()
    }

    fn table_function(&self, frame: u32, element: u32) -> Option<u32> {
        self.frame(frame)?;
        let function = self.machine().table_slot(0, element)?.checked_sub(1)?;
        (function >= self.module.imported_func_count()).then_some(function)
    }

    fn insert_breakpoint(&mut self, address: CodeAddress) -> Result<(), TargetError> {
        let offset = address.offset;
        if address.module != MODULE || self.module.instruction_start(offset) != Some(offset) {
            return Err(TargetError::NotFound(format!("Wasm offset {offset:#x}")));
        }
        let set = self.device.with_dependent_mut(|_, machine| machine.set_breakpoint(offset));
        match set {
            Ok(()) => Ok(()),
            // Each place at which a breakpoint stops takes one of the device's.
            Err(full) => {
                let limit = self.plan.count(LimitName::Breakpoints);
                limit.check(full.capacity as u64)?;
                Err(TargetError::Failed(format!(
                    "the device has set aside {} breakpoints until the program is started anew",
                    full.capacity
                )))
            }
        }
    }

    fn remove_breakpoint(&mut self, address: CodeAddress) {
        self.device.with_dependent_mut(|_, machine| machine.clear_breakpoint(address.offset));
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
        self.watches.remove(watch);
    }

    fn take_ended_watchpoints(&mut self) -> Vec<TargetWatch> {
        self.watches.take_ended()
    }

    /// What is kept lies with whoever debugs.
    fn hold(&mut self, _bytes: u64) -> Result<(), LimitExceeded> {
        Ok(())
    }

    fn let_go(&mut self, _bytes: u64) {}

    /// A device's memory is set aside when the program starts: what is less holds at once for what grows, and
    /// what is more from the next start on.
    fn keep_to(&mut self, plan: &Plan) {
        self.plan = *plan;
        self.ledger.keep_to(plan);
        let most = usize::try_from(plan.limits().wasm_linear).unwrap_or(usize::MAX);
        self.device.with_dependent_mut(|_, machine| machine.limit_memory(most));
    }

    fn terminate(&mut self) {
        if self.state != State::Ended {
            self.end();
        }
    }

    fn own_bound(&self, name: LimitName) -> Option<u64> {
        match name {
            LimitName::CallDepth => Some(self.layout.frames),
            LimitName::StackBytes => Some(self.layout.stack_bytes()),
            _ => None,
        }
    }

    fn memory_use(&self) -> TargetMemory {
        let code = self.module.code_section();
        let tables = 0..self.module.tables().len() as u32;
        let engine = self.layout.engine().into_iter().filter(|&(_, bytes)| bytes > 0);
        TargetMemory {
            code: u64::from(code.end - code.start),
            accounts: accounts(&self.ledger),
            instances: 1,
            linear: self.linear_memory().into_iter().collect(),
            tables: TableUse::of(tables.map(|table| self.machine().table_size(table))),
            engine: engine.collect(),
            loading: 0,
            flash: Some(self.flash),
        }
    }

    fn residency(&self, _cells: usize) -> Vec<MemoryResidency> {
        let told = |memory: LinearMemory| MemoryResidency {
            instance: memory.instance,
            index: memory.index,
            residency: Err(NoResidency::Device),
        };
        self.linear_memory().map(told).into_iter().collect()
    }

    fn results(&self) -> Vec<String> {
        self.results.clone()
    }
}
