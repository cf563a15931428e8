//! What a session needs of a program, wherever it runs.
//!
//! Implemented by the in-process engine (`local`) and by the machine of devices in the memory of one (`device`);
//! made so that a gdb-remote connection can implement it too: reads and writes by frame and index, breakpoints
//! by address, range stepping.

mod announced;
mod calls;
mod device;
mod local;
mod reposition;
mod residency;
mod threads;
mod trap;
mod values;

use std::{ops::Range, sync::Arc, time::Duration};

use thiserror::Error;
use wrtd_core::TableType;
use wrtd_limits::{Account, AccountState, CountExceeded, Ledger, LimitExceeded, LimitName, Plan};
use wrtd_symbols::{Cancellation, ProgramAccess, WasmValue};

use crate::{LaunchError, LaunchSpec, outlet::Outlet};

pub use announced::{Announce, TargetHostCall, TargetThrow};
pub use residency::{MemoryResidency, NoResidency};
pub use threads::{MAIN_THREAD, TargetThread, ThreadState};
pub use trap::{TargetTrap, TrapCause};

/// Loads the program where its plan's platform runs it; it stands before its first instruction.
pub(crate) fn launch(spec: &LaunchSpec, outlet: &Outlet) -> Result<Box<dyn Target>, LaunchError> {
    Ok(if spec.plan.limits().platform.is_device() {
        Box::new(device::DeviceTarget::launch(spec, outlet)?)
    } else {
        Box::new(local::LocalTarget::launch(spec, outlet)?)
    })
}

/// Names a module of the program, in order of loading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// A code position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeAddress {
    /// The module.
    pub module: ModuleId,
    /// Byte offset in its file.
    pub offset: u32,
}

/// A loaded module.
#[derive(Clone, Debug)]
pub struct TargetModule {
    /// Its id.
    pub id: ModuleId,
    /// Name for people: the file's name.
    pub name: String,
    /// Path of the file, where known.
    pub path: Option<std::path::PathBuf>,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// A physical frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetFrame {
    /// Innermost: the next instruction (after a trap: the one that trapped). Outer: the call.
    pub address: CodeAddress,
    /// Function index in the module.
    pub function: u32,
}

/// What a place of the WebAssembly machine holds.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetValue {
    /// A number or a vector.
    Number(WasmValue),
    /// A reference.
    Reference(TargetReference),
}

impl TargetValue {
    /// The value as symbols read it; references have no bytes.
    #[must_use]
    pub fn number(self) -> Option<WasmValue> {
        match self {
            Self::Number(value) => Some(value),
            Self::Reference(_) => None,
        }
    }

    /// The value for a sentence: integers are signed.
    pub(crate) fn plain_text(&self) -> String {
        match self {
            Self::Number(WasmValue::I32(bits)) => bits.cast_signed().to_string(),
            Self::Number(WasmValue::I64(bits)) => bits.cast_signed().to_string(),
            Self::Number(WasmValue::F32(bits)) => f32::from_bits(*bits).to_string(),
            Self::Number(WasmValue::F64(bits)) => f64::from_bits(*bits).to_string(),
            Self::Number(WasmValue::V128(bits)) => format!("{bits:#034x}"),
            Self::Reference(_) => "a reference".to_owned(),
        }
    }
}

/// A reference, by what it refers to; `None` is null.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetReference {
    /// To a function.
    Function(Option<TargetFunction>),
    /// To something of the host, by its number there.
    Host(Option<u32>),
    /// To an exception.
    Exception(Option<TargetException>),
}

/// A function that a reference refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetFunction {
    /// One of a loaded module.
    Module {
        /// The module.
        module: ModuleId,
        /// Its index there.
        function: u32,
    },
    /// One that is in no module, by the names of its import.
    Host(String),
}

/// An exception that a reference refers to.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetException {
    /// Name of its tag.
    pub tag: String,
    /// Its values, up to the first one that is not told.
    pub values: Vec<TargetValue>,
    /// Number of those that are not told.
    pub more: usize,
}

/// A handler to which an exception would come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetHandler {
    /// Index of its physical frame, 0 the innermost.
    pub frame: u32,
    /// Function index in the module.
    pub function: u32,
    /// Its first instruction.
    pub address: CodeAddress,
    /// It catches everything, and not only exceptions of one tag.
    pub catches_all: bool,
}

/// How to go on. Depths count physical frames: 1 is the outermost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resume {
    /// Until something stops it.
    Run,
    /// One instruction, into calls.
    Instruction,
    /// Until the frame at `depth` leaves `ranges` (Wasm offsets in its module), returns or is left by an
    /// exception; with
    /// `enter_calls` also when it calls a Wasm function. Breakpoints in callees stop as well.
    Range {
        /// The frame; it need not be the innermost one.
        depth: u32,
        /// The ranges, sorted and apart from each other.
        ranges: Vec<Range<u32>>,
        /// Stop at the first instruction of a callee.
        enter_calls: bool,
    },
    /// Until the frame at `depth` has returned to its caller or was left by an exception, or something
    /// else stops it.
    Return {
        /// The frame; it need not be the innermost one.
        depth: u32,
    },
}

/// Why the target stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetStop {
    /// At a breakpoint that was inserted; the instruction has not been executed.
    Breakpoint,
    /// The range or instruction step is done, in the same frame.
    Stepped,
    /// A callee was entered.
    Entered,
    /// The frame returned.
    Returned,
    /// An exception left the frame, and one outside it stands where its handler begins.
    Caught,
    /// It was interrupted.
    Interrupted,
    /// The only thread that may run waits for what another one does.
    Blocked,
    /// The only thread that may run has ended.
    ThreadEnded,
    /// The last instruction has made these accesses, which watchpoints wait for.
    Watchpoint(Vec<TargetHit>),
    /// Watchpoints have ended with their frame: [`Target::take_ended_watchpoints`].
    WatchpointEnded,
    /// The next instruction throws an exception ([`Target::pending_throw`]), and [`Target::announce`] asks for a stop.
    Throw,
    /// The next instruction calls a host function ([`Target::pending_host_call`]), and [`Target::announce`] asks for a
    /// stop.
    HostCall,
    /// A trap.
    Trap(TargetTrap),
    /// The program ended.
    Exited(i32),
}

/// Why a target could not answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TargetError {
    /// The index or address does not exist.
    #[error("{0} does not exist in the program as it stands")]
    NotFound(String),
    /// A limit was reached.
    #[error("{0}")]
    Limit(#[from] LimitExceeded),
    /// There would be more of something than there may be.
    #[error("{0}")]
    Count(#[from] CountExceeded),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

/// Why a call beside the program did not return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AsideStop {
    /// It could not be made.
    Refused(TargetError),
    /// It trapped.
    Trap(TargetTrap),
    /// It came to a breakpoint.
    Breakpoint(CodeAddress),
    /// It did what a watchpoint watches for.
    Watchpoint,
    /// It called a function of the host, by the names of its import, and may not.
    HostCall(String),
    /// It waits for another thread, of which none runs meanwhile.
    Waits,
    /// It was interrupted.
    Interrupted,
    /// Whoever wanted it has given up.
    GivenUp,
    /// It took longer than it may.
    TooLong(Duration),
}

/// What a program and what runs it hold in memory. All figures are bytes, but where they say otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetMemory {
    /// Code sections of all modules.
    pub code: u64,
    /// The accounts that what is held is charged to.
    pub accounts: Vec<(Account, AccountState)>,
    /// Number of instances.
    pub instances: u64,
    /// The linear memories, instance by instance.
    pub linear: Vec<LinearMemory>,
    /// The tables of all instances.
    pub tables: TableUse,
    /// The engine's own memory by what it is used for; linear memories are not in it.
    pub engine: Vec<(&'static str, u64)>,
    /// The part of it that loading the program took: without the files and the stack, and without what was added when
    /// functions ran or breakpoints were set.
    pub loading: u64,
    /// Of a program on a device, its image, which lies in flash and is charged to no budget.
    pub flash: Option<u64>,
}

/// What a ledger says of its accounts.
fn accounts(ledger: &Ledger) -> Vec<(Account, AccountState)> {
    Account::ALL.map(|account| (account, ledger.state(account))).into()
}

/// The bytes from an address on, where this machine can have that many.
fn memory_range(address: u64, length: usize) -> Option<Range<usize>> {
    let start = usize::try_from(address).ok()?;
    Some(start..start.checked_add(length)?)
}

fn no_memory(address: u64) -> TargetError {
    TargetError::NotFound(format!("memory at {address:#x}"))
}

/// A linear memory of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinearMemory {
    /// Name of the instance.
    pub instance: String,
    /// Its index in the instance, imported ones first.
    pub index: u32,
    /// Present size in pages.
    pub pages: u64,
    /// Bytes of a page.
    pub page_size: u32,
    /// Most pages, where the module declares that.
    pub maximum: Option<u64>,
    /// It is another instance's, and told there too.
    pub imported: bool,
}

/// The tables of a program together. What they take is a part of the engine's memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableUse {
    /// How many there are; one that several instances share is one.
    pub count: u64,
    /// Elements that they have now.
    pub elements: u64,
}

impl TableUse {
    /// Of tables with so many elements.
    fn of(sizes: impl Iterator<Item = u32>) -> Self {
        sizes.fold(Self::default(), |Self { count, elements }, size| Self {
            count: count + 1,
            elements: elements + u64::from(size),
        })
    }
}

/// A table of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetTable {
    /// Type of its elements, as the text format writes it.
    pub element: String,
    /// Present size in elements.
    pub size: u64,
    /// Most elements, where the module declares that.
    pub maximum: Option<u64>,
}

impl TargetTable {
    /// A table of that type with so many elements now.
    fn new(ty: &TableType, size: u32) -> Self {
        Self { element: ty.element.to_string(), size: size.into(), maximum: ty.limits.max }
    }
}

/// Stops a running target from any thread.
#[derive(Clone)]
pub struct Interrupter(Arc<dyn Fn() + Send + Sync>);

impl Interrupter {
    /// Wraps the call that asks the target to stop.
    #[must_use]
    pub fn new(request: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self(request)
    }

    /// Asks the target to stop.
    pub fn request(&self) {
        (self.0)();
    }
}

/// Decides whether the program has to stop at a breakpoint that it has reached, by what it holds there: in the innermost frame,
/// whose operands may not be known. Where it stops the program for want of them it may be asked again.
pub type BreakpointJudge = Box<dyn FnMut(&dyn ProgramAccess) -> bool + Send>;

/// Names a watchpoint of a target; numbers are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TargetWatch(pub u32);

/// Something that can be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetWatched {
    /// Bytes of the memory of a module's instance.
    Memory {
        /// The module.
        module: ModuleId,
        /// First address.
        address: u64,
        /// How many.
        length: u64,
    },
    /// A global of a module's instance.
    Global {
        /// The module.
        module: ModuleId,
        /// Its index.
        index: u32,
    },
    /// A Wasm local of the frame at a depth, 1 the outermost.
    Local {
        /// The depth.
        depth: u32,
        /// Its index, parameters first.
        index: u32,
    },
}

/// Which accesses of it stop the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DataAccess {
    /// Writes that change it.
    Change,
    /// All writes.
    Write,
    /// Reads.
    Read,
    /// Reads and writes.
    ReadWrite,
}

/// An access that a watchpoint waits for; it has been made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetHit {
    /// The watchpoint.
    pub watch: TargetWatch,
    /// Whether it was written; else it was read.
    pub written: bool,
    /// The host function that did it, called by the program.
    pub host: Option<String>,
    /// The instruction.
    pub address: CodeAddress,
    /// All bytes of what is watched, before.
    pub old: Box<[u8]>,
    /// And now.
    pub new: Box<[u8]>,
}

/// A program that can be run, stopped and inspected.
pub trait Target: Send {
    /// All modules loaded so far.
    fn modules(&self) -> Vec<TargetModule>;
    /// Goes on; returns at the next stop.
    ///
    /// # Errors
    /// [`TargetError`] where the program has ended or cannot go on.
    fn resume(&mut self, how: &Resume) -> Result<TargetStop, TargetError>;
    /// Stops it from elsewhere.
    fn interrupter(&self) -> Interrupter;
    /// The threads, the main one first.
    fn threads(&self) -> Vec<TargetThread> {
        vec![TargetThread { id: MAIN_THREAD, state: ThreadState::Ready }]
    }
    /// The thread that frames are about: after each resume the one that has stopped.
    fn thread(&self) -> u32 {
        MAIN_THREAD
    }
    /// Lets frames be about another thread, which is also the one that the next resume steps; `false` where there is
    /// none of that number.
    fn show_thread(&mut self, thread: u32) -> bool {
        thread == MAIN_THREAD
    }
    /// Lets only this thread run with each resume, or all of them again.
    fn run_single(&mut self, _thread: Option<u32>) {}
    /// Ends a thread but the main one, wherever it is.
    fn end_thread(&mut self, _thread: u32) {}
    /// Physical frames on the stack.
    fn depth(&self) -> u32;
    /// Physical frame `index`, 0 the innermost.
    fn frame(&self, index: u32) -> Option<TargetFrame>;
    /// Number of Wasm locals of a frame.
    fn local_count(&self, frame: u32) -> u32;
    /// A Wasm local.
    fn local(&self, frame: u32, index: u32) -> Option<TargetValue>;
    /// Number of operands of a frame.
    fn operand_count(&self, frame: u32) -> u32;
    /// An operand, 0 the bottom.
    fn operand(&self, frame: u32, index: u32) -> Option<TargetValue>;
    /// The values of the exception that nobody caught, where the program has trapped for that; else none.
    fn uncaught_values(&self) -> Vec<WasmValue> {
        Vec::new()
    }
    /// Visits the handlers that an exception of a tag of the innermost frame's module would come to if it were thrown where
    /// the program stands, in this order; `visit` gives the Wasm offset at which a handler throws it again, or `None` where
    /// the search ends. A target whose programs throw nothing has none.
    fn each_handler(&self, tag: u32, visit: &mut dyn FnMut(TargetHandler) -> Option<u32>) {
        _ = (tag, visit);
    }
    /// Number of globals of the frame's instance.
    fn global_count(&self, frame: u32) -> u32;
    /// A global of the frame's instance.
    fn global(&self, frame: u32, index: u32) -> Option<TargetValue>;
    /// Writes a Wasm local.
    ///
    /// # Errors
    /// [`TargetError::NotFound`] where there is none, [`TargetError::Failed`] where it has another type.
    fn set_local(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError>;
    /// Writes an operand, 0 the bottom.
    ///
    /// # Errors
    /// As for [`Target::set_local`].
    fn set_operand(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError>;
    /// Writes a global of the frame's instance, also one that the program may not write.
    ///
    /// # Errors
    /// As for [`Target::set_local`].
    fn set_global(&mut self, frame: u32, index: u32, value: WasmValue) -> Result<(), TargetError>;
    /// Lets the innermost frame go on at another instruction of its function. Operands that do not belong there are
    /// gone.
    ///
    /// # Errors
    /// [`TargetError::NotFound`] without a frame, [`TargetError::Failed`] where it cannot, and why; nothing has
    /// changed then.
    fn jump(&mut self, address: CodeAddress) -> Result<(), TargetError>;
    /// Whether [`Target::jump`] would do so.
    ///
    /// # Errors
    /// As for [`Target::jump`].
    fn check_jump(&self, address: CodeAddress) -> Result<(), TargetError>;
    /// Drops the frames that `frame` has called, and lets it begin again before its first instruction, with its
    /// parameters as they are now and its other locals empty. A program that has trapped goes on then.
    ///
    /// # Errors
    /// [`TargetError::NotFound`]; nothing has changed then.
    fn restart_frame(&mut self, frame: u32) -> Result<(), TargetError>;
    /// Size in bytes of the memory of a module's instance: the one that its debug information means.
    fn memory_size(&self, module: ModuleId) -> u64;
    /// Reads this memory.
    ///
    /// # Errors
    /// [`TargetError::NotFound`] where the range is not wholly inside.
    fn read_memory(
        &self,
        module: ModuleId,
        address: u64,
        buffer: &mut [u8],
    ) -> Result<(), TargetError>;
    /// Writes this memory.
    ///
    /// # Errors
    /// [`TargetError::NotFound`] where the range is not wholly inside; nothing is written then.
    fn write_memory(
        &mut self,
        module: ModuleId,
        address: u64,
        bytes: &[u8],
    ) -> Result<(), TargetError>;
    /// The tables of the frame's instance, imported ones first.
    fn tables(&self, frame: u32) -> Vec<TargetTable>;
    /// Function index of element `element` of table 0, where it is one of the frame's module.
    fn table_function(&self, frame: u32, element: u32) -> Option<u32>;
    /// Calls a function of a module where the program stands, and gives its results. The frames of the stop are as they
    /// were afterwards; what the function has changed stays where it returns, and is undone where it does not. `host`:
    /// it may call functions of the host. `cancellation` ends it.
    ///
    /// # Errors
    /// [`AsideStop`].
    fn call_aside(
        &mut self,
        module: ModuleId,
        function: u32,
        args: &[WasmValue],
        host: bool,
        cancellation: &Cancellation,
    ) -> Result<Vec<WasmValue>, AsideStop>;
    /// Inserts a breakpoint. Inserting twice is one breakpoint.
    ///
    /// # Errors
    /// [`TargetError::NotFound`] where no instruction starts there, [`TargetError::Limit`].
    fn insert_breakpoint(&mut self, address: CodeAddress) -> Result<(), TargetError>;
    /// Removes a breakpoint.
    fn remove_breakpoint(&mut self, address: CodeAddress);
    /// Lets something decide whether a breakpoint stops the program that was inserted, or, again, nothing. A target that does
    /// not know how to stops each time.
    fn judge_breakpoint(&mut self, address: CodeAddress, judge: Option<BreakpointJudge>) {
        drop((address, judge));
    }
    /// Sets before what the program stops from now on, beside breakpoints.
    fn announce(&mut self, announce: &Announce<'_>);
    /// The exception that the next instruction throws, where it is one that does.
    fn pending_throw(&self) -> Option<TargetThrow> {
        None
    }
    /// The call of a host function that the program has stopped before.
    fn pending_host_call(&self) -> Option<TargetHostCall>;
    /// Watches something from now on. With a depth (1 is the outermost frame), the watchpoint ends with that frame.
    ///
    /// # Errors
    /// [`TargetError::Failed`] with the reason, [`TargetError::Limit`].
    fn insert_watchpoint(
        &mut self,
        watched: &TargetWatched,
        access: DataAccess,
        depth: Option<u32>,
    ) -> Result<TargetWatch, TargetError>;
    /// Removes a watchpoint.
    fn remove_watchpoint(&mut self, watch: TargetWatch);
    /// The watchpoints that have ended with their frames since this was last asked.
    fn take_ended_watchpoints(&mut self) -> Vec<TargetWatch>;
    /// Charges the debug account for `bytes` that are kept for whoever debugs, as long as they are, where they
    /// lie in the memory that the plan is about: on a device they do not.
    ///
    /// # Errors
    /// [`LimitExceeded`] where there are not so many left; nothing is charged then.
    fn hold(&mut self, bytes: u64) -> Result<(), LimitExceeded>;
    /// Gives back what was charged.
    fn let_go(&mut self, bytes: u64);
    /// Goes over to other limits. What is held stays; what is more than it now may be does not grow.
    fn keep_to(&mut self, plan: &Plan);
    /// Unwinds the program; afterwards it has ended.
    fn terminate(&mut self);
    /// What the engine keeps to of a limit, where that may be less than what the plan has.
    fn own_bound(&self, name: LimitName) -> Option<u64>;
    /// What the program and what runs it hold in memory.
    fn memory_use(&self) -> TargetMemory;
    /// How much of each linear memory the machine holds, in the order of [`TargetMemory::linear`], each in at most
    /// `cells` cells.
    fn residency(&self, cells: usize) -> Vec<MemoryResidency>;
    /// Results of the invoked function in text form, once it has returned.
    fn results(&self) -> Vec<String>;
}
