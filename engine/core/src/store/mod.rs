//! The store: every instance, function, memory, table and global, and the one guest call stack.
//!
//! Invariant: nothing is ever removed from the lists of a store, so a number once given stays valid; but
//! exceptions, whose serial numbers tell.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use wrtd_limits::{Account, Ledger, Plan};

use crate::exec::aside::HostCalls;
use crate::exec::watch::Watches;
use crate::exec::{
    Announced, Announces, Frame, Hot, InterruptHandle, Notice, Passed, Stop, Threads, Trap,
};
use crate::host::{ClockFunc, SleepFunc};
use crate::host_budget::HostBudget;
use crate::module::{ExternKind, Module};
use crate::side_table::Prepared;
use crate::value::{FuncId, FuncType, HeapType, RefType, ValType, Value};

mod access;
mod another;
mod buffer;
mod error;
mod exception;
mod footprint;
pub(crate) use footprint::{LOADED, instance_size, types_size};
mod instance;
mod instantiate;
mod limits;
mod link;
mod memory;
mod segments;
mod table;
mod tag;

pub(crate) use buffer::Buffer;
pub use error::{InstantiateError, MissingImport};
pub use exception::Exception;
use exception::Exceptions;
pub(crate) use instance::Instance;
pub(crate) use instance::{Func, Loaded};
pub(crate) use instance::{FuncCode, Global, HostCode, UNPREPARED};
pub use limits::{StoreError, StoreLimits};
use link::Definition;
use memory::Memory;
pub(crate) use table::ELEMENT as TABLE_ELEMENT;
use table::Table;
pub use tag::TagId;
use tag::{Tag, TagOrigin};

/// An instance of a [`Store`], in order of instantiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId(pub(crate) u32);

impl InstanceId {
    /// Position in the order of instantiation, from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How to instantiate a module.
#[derive(Clone, Debug, Default)]
pub struct InstantiateOptions {
    /// Replace what is imported and nobody defines: a function by one that traps when it is called, a
    /// memory or a table by one of the least size, a global by one that is zero, a tag by one of the
    /// instance's own.
    pub stub_missing: bool,
    /// Name of the instance in messages and stacks, such as the file's name.
    pub name: String,
}

/// Something that an instance exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extern {
    /// A function.
    Func(FuncId),
    /// A table, by its index in the exporting instance's index space.
    Table(u32),
    /// A memory, by its index in the exporting instance's index space.
    Memory(u32),
    /// A global, by its index in the exporting instance's index space.
    Global(u32),
    /// A tag of exceptions.
    Tag(TagId),
}

/// Where a function comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FuncOrigin {
    /// Code of an instance.
    Guest {
        /// The instance that defines it.
        instance: InstanceId,
        /// Index in that instance's module.
        func: u32,
    },
    /// A host function.
    Host {
        /// Module name it was defined under.
        module: String,
        /// Its name.
        name: String,
    },
    /// A stub in place of a missing import.
    Stub {
        /// Module name of the import.
        module: String,
        /// Name of the import.
        name: String,
    },
}

/// Owns everything that runs. See the crate's documentation.
///
/// A store is `Send` and not `Sync`: one thread at a time uses it, and any thread stops it through
/// [`Store::interrupt`].
pub struct Store {
    pub(crate) limits: StoreLimits,
    pub(crate) ledger: Ledger,
    /// What of it host functions hold.
    pub(crate) host_held: u64,
    pub(crate) interrupt: InterruptHandle,
    notices: Option<Box<dyn FnMut(Notice) + Send>>,
    /// How a program's thread sleeps; without it, time passes at once.
    pub(crate) sleep: Option<SleepFunc>,
    /// The time by which threads wait; without it, it passes only while all of them do.
    pub(crate) clock: Option<ClockFunc>,

    pub(crate) instances: Vec<Instance>,
    pub(crate) loaded: Vec<Loaded>,
    pub(crate) funcs: Vec<Func>,
    pub(crate) memories: Vec<Memory>,
    pub(crate) tables: Vec<Table>,
    pub(crate) globals: Vec<Global>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) exceptions: Exceptions,
    /// All function types: equal types have equal numbers.
    pub(crate) types: Vec<Arc<FuncType>>,
    type_numbers: BTreeMap<Arc<FuncType>, u32>,
    /// Bytes that were charged for those that modules brought; host functions bring others.
    types_charged: u64,
    /// What can be imported, by module name and name.
    definitions: BTreeMap<String, BTreeMap<String, Definition>>,
    /// Functions that were called at least once.
    pub(crate) prepared: Vec<Prepared>,

    /// The guest's stack of locals and operands; see [`Frame`].
    pub(crate) stack: Buffer<u64>,
    /// High halves of the vectors in it, slot by slot; empty before a function has vectors.
    pub(crate) high: Buffer<u64>,
    pub(crate) frames: Vec<Frame>,
    /// The frames of a stop at which a function is called beside the program, in place of which its own are.
    pub(crate) frames_aside: Vec<Frame>,
    /// Slot after the innermost frame's topmost operand, while the program is stopped.
    pub(crate) sp: u32,
    /// A host function that is to be called without any guest frame, with its arguments.
    pub(crate) host_call: Option<(FuncId, Vec<Value>)>,
    /// The host function whose call was interrupted last: the next host call repeats it.
    pub(crate) interrupted_host: Option<u32>,
    /// Whether what runs may call functions of the host.
    pub(crate) host_calls: HostCalls,
    /// Before what to stop.
    pub(crate) announces: Announces,
    pub(crate) announced: Announced,
    /// The breakpoints at the next instruction that have let the program pass.
    pub(crate) passed: Passed,
    /// The trap that ended the active call.
    pub(crate) trap: Option<Trap>,
    /// Why execution stopped, for the one who runs it.
    pub(crate) stop: Option<Stop>,
    pub(crate) watches: Watches,
    /// The program's threads; the fields above are those of one of them.
    pub(crate) threads: Threads,
    pub(crate) hot: Hot,
    #[cfg(threaded_tier)]
    pub(crate) threaded: crate::exec::Threaded,
}

impl Store {
    /// An empty store that charges `ledger`: linear memories to `WasmLinear`; instances, tables and what host
    /// functions charge to `Components`; modules with their files but for custom sections, the stacks of the guest's
    /// threads, side tables, translated code, exceptions and what vectors need to `Runtime`; code with breakpoints in it and watchpoints to `Debug`.
    /// So no program takes from the engine what that needs to run it. [`Store::footprint`] says what takes how much.
    ///
    /// # Errors
    /// [`StoreError`] where the guest's stack does not fit the budget or the host's memory.
    pub fn new(limits: StoreLimits, mut ledger: Ledger) -> Result<Self, StoreError> {
        let bytes = u64::from(limits.stack_slots) * 8;
        ledger.charge(Account::Runtime, bytes)?;
        let stack = Buffer::zeroed(limits.stack_slots as usize);
        let mut store = Self {
            limits,
            ledger,
            host_held: 0,
            interrupt: InterruptHandle::default(),
            notices: None,
            sleep: None,
            clock: None,
            instances: Vec::new(),
            loaded: Vec::new(),
            funcs: Vec::new(),
            memories: Vec::new(),
            tables: Vec::new(),
            globals: Vec::new(),
            tags: Vec::new(),
            exceptions: Exceptions::default(),
            types: Vec::new(),
            type_numbers: BTreeMap::new(),
            types_charged: 0,
            definitions: BTreeMap::new(),
            prepared: Vec::new(),
            stack: stack.ok_or(StoreError::HostMemory { bytes })?,
            high: Buffer::empty(),
            frames: Vec::new(),
            sp: 0,
            host_call: None,
            interrupted_host: None,
            frames_aside: Vec::new(),
            host_calls: HostCalls::Allowed,
            announces: Announces::default(),
            announced: Announced::Nothing,
            passed: Passed::default(),
            trap: None,
            stop: None,
            watches: Watches::default(),
            threads: Threads::default(),
            hot: Hot::new(),
            #[cfg(threaded_tier)]
            threaded: crate::exec::Threaded::new(false),
        };
        store.set_jumping(true);
        Ok(store)
    }

    /// The budgets, as charged so far.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The budgets, to charge for something that lives beside the store.
    pub fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// The budget of host functions, to charge for what is defined with them.
    pub fn host_budget(&mut self) -> HostBudget<'_> {
        HostBudget::new(&mut self.ledger, &mut self.host_held, self.limits.resources)
    }

    /// Goes over to the limits of another plan, but keeps its stack at the size that it has. What is held stays;
    /// where it is more than there now may be, nothing is added.
    pub fn keep_to(&mut self, plan: &Plan) {
        self.ledger.keep_to(plan);
        let stack_slots = self.limits.stack_slots;
        self.limits = StoreLimits { stack_slots, ..StoreLimits::of(plan) };
    }

    /// The bounds that hold now.
    #[must_use]
    pub const fn limits(&self) -> &StoreLimits {
        &self.limits
    }

    /// Sets who is told what the program was refused. The handler runs while the program does and
    /// must return quickly.
    pub fn set_notice_handler(&mut self, handler: Box<dyn FnMut(Notice) + Send>) {
        self.notices = Some(handler);
    }

    /// Sets how `memory.atomic.wait32` and its like wait for their timeout. The engine asks for a few
    /// milliseconds at a time, so that an interrupt ends the wait in time, and goes by what `sleep` says
    /// has passed: where that is always nothing, a wait ends by an interrupt only.
    ///
    /// Without it a timeout is over at once, where no other thread could do anything meanwhile.
    pub fn set_sleep(&mut self, sleep: SleepFunc) {
        self.sleep = Some(sleep);
    }

    /// Sets the clock by which threads wait, which tells how much time has passed since any moment and never goes back.
    ///
    /// Without it time passes only while all threads wait: as [`Store::set_sleep`] says, or at once.
    pub fn set_clock(&mut self, clock: ClockFunc) {
        self.clock = Some(clock);
    }

    pub(crate) fn notify(&mut self, notice: Notice) {
        if let Some(handler) = &mut self.notices {
            handler(notice);
        }
    }

    /// The handle that stops running guest code.
    #[must_use]
    pub fn interrupt(&self) -> InterruptHandle {
        self.interrupt.clone()
    }

    /// Number of instances.
    #[must_use]
    pub fn instance_count(&self) -> usize {
        self.instances.len()
    }

    /// All instances in order.
    pub fn instances(&self) -> impl Iterator<Item = InstanceId> + use<> {
        (0..self.instances.len() as u32).map(InstanceId)
    }

    /// The module of `instance`.
    #[must_use]
    pub fn module(&self, instance: InstanceId) -> &Arc<Module> {
        &self.loaded[self.instances[instance.index()].loaded as usize].module
    }

    /// The name that `instance` was given.
    #[must_use]
    pub fn instance_name(&self, instance: InstanceId) -> &str {
        &self.instances[instance.index()].name
    }

    /// The function that the module wants to be run once after instantiation.
    #[must_use]
    pub fn start_function(&self, instance: InstanceId) -> Option<FuncId> {
        self.func(instance, self.module(instance).start()?)
    }

    /// What `instance` exports as `name`.
    #[must_use]
    pub fn export(&self, instance: InstanceId, name: &str) -> Option<Extern> {
        let export = self.module(instance).export(name)?;
        Some(match export.kind {
            ExternKind::Func => Extern::Func(self.func(instance, export.index)?),
            ExternKind::Table => Extern::Table(export.index),
            ExternKind::Memory => Extern::Memory(export.index),
            ExternKind::Global => Extern::Global(export.index),
            ExternKind::Tag => Extern::Tag(self.tag(instance, export.index)?),
        })
    }

    /// The exported function `name`.
    #[must_use]
    pub fn export_func(&self, instance: InstanceId, name: &str) -> Option<FuncId> {
        match self.export(instance, name)? {
            Extern::Func(func) => Some(func),
            _ => None,
        }
    }

    /// The function of index `func` in the module of `instance`, imports included.
    #[must_use]
    pub fn func(&self, instance: InstanceId, func: u32) -> Option<FuncId> {
        self.instances.get(instance.index())?.funcs.get(func as usize).copied()
    }

    /// Type of a function.
    #[must_use]
    pub fn func_type(&self, func: FuncId) -> Option<&FuncType> {
        let ty = self.funcs.get(func.0 as usize)?.ty;
        self.types.get(ty as usize).map(AsRef::as_ref)
    }

    /// Where a function comes from.
    #[must_use]
    pub fn func_origin(&self, func: FuncId) -> Option<FuncOrigin> {
        let func = self.funcs.get(func.0 as usize)?;
        Some(match &func.code {
            FuncCode::Guest(index) => {
                FuncOrigin::Guest { instance: InstanceId(func.instance), func: *index }
            }
            FuncCode::Host(host) => {
                FuncOrigin::Host { module: host.module.clone(), name: host.name.clone() }
            }
            FuncCode::Stub(names) => {
                FuncOrigin::Stub { module: names.0.clone(), name: names.1.clone() }
            }
        })
    }

    /// Module name and name of a host function; nothing for any other.
    pub(crate) fn host_name(&self, func: u32) -> (String, String) {
        match &self.funcs[func as usize].code {
            FuncCode::Host(host) => (host.module.clone(), host.name.clone()),
            _ => (String::new(), String::new()),
        }
    }

    /// Index in its module of a guest function; 0 for any other.
    pub(crate) fn guest_index(&self, func: u32) -> u32 {
        match self.funcs[func as usize].code {
            FuncCode::Guest(func) => func,
            _ => 0,
        }
    }

    /// The instance whose code runs.
    #[inline(always)]
    pub(crate) fn current_instance(&self) -> &Instance {
        &self.instances[self.hot.instance() as usize]
    }

    /// Whether `value` has type `ty`, one of the store's, and, as a reference, belongs to this store.
    pub(crate) fn fits(&self, value: Value, ty: ValType) -> bool {
        let ValType::Ref(RefType { nullable, heap }) = ty else { return value.ty() == ty };
        match (value, heap) {
            (Value::FuncRef(Some(func)), HeapType::Func) => (func.0 as usize) < self.funcs.len(),
            (Value::FuncRef(Some(func)), HeapType::Concrete(number)) => {
                self.funcs.get(func.0 as usize).is_some_and(|func| func.ty == number)
            }
            (Value::ExternRef(Some(_)), HeapType::Extern) => true,
            (Value::ExnRef(Some(exception)), HeapType::Exn) => {
                self.exceptions.get(exception).is_some()
            }
            (value, _) => nullable && value == Value::zero(ty),
        }
    }
}
