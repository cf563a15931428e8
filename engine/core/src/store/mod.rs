//! The store: every instance, function, memory, table and global, and the one guest call stack.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;

use wrtd_limits::Ledger;

use crate::exec::{
    AccessError, BreakpointError, CallError, Exit, FrameInfo, InterruptHandle, Notice, Resume,
};
use crate::host::HostFunc;
use crate::module::{GlobalType, Module, TableType};
use crate::value::{FuncId, FuncType, Value};

mod error;
mod limits;

pub use error::{InstantiateError, MissingImport};
pub use limits::{StoreError, StoreLimits};

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
    /// Replace each imported function that nobody defines by one that traps when it is called.
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
pub struct Store {
    _private: (),
}

impl Store {
    /// An empty store that charges `ledger`: linear memories to `WasmLinear`, the guest's stack, side tables and
    /// tables to `Runtime`, private code copies for breakpoints to `Debug`.
    ///
    /// # Errors
    /// [`StoreError`] where the guest's stack does not fit the budget or the host's memory.
    pub fn new(limits: StoreLimits, ledger: Ledger) -> Result<Self, StoreError> {
        todo!()
    }
    /// The budgets, as charged so far.
    pub fn ledger(&self) -> &Ledger {
        todo!()
    }
    /// The budgets, to charge for something that lives beside the store.
    pub fn ledger_mut(&mut self) -> &mut Ledger {
        todo!()
    }
    /// Sets who is told what the program was refused.
    pub fn set_notice_handler(&mut self, handler: Box<dyn FnMut(Notice) + Send>) {
        todo!()
    }
    /// The handle that stops running guest code.
    pub fn interrupt(&self) -> InterruptHandle {
        todo!()
    }

    /// Defines `module.name` for imports; replaces an earlier definition.
    pub fn define_host(
        &mut self,
        module: &str,
        name: &str,
        ty: FuncType,
        func: HostFunc,
    ) -> FuncId {
        todo!()
    }
    /// Makes all exports of `instance` importable from the module name `name`.
    pub fn define_instance_exports(&mut self, name: &str, instance: InstanceId) {
        todo!()
    }
    /// Makes an instance of `module`: links its imports, makes its memories, tables and globals, and copies its
    /// active segments. No guest code runs: call [`Store::start_function`] afterwards.
    ///
    /// # Errors
    /// [`InstantiateError`]; the store keeps what was written into imported memories and tables until then, as the specification
    /// demands.
    pub fn instantiate(
        &mut self,
        module: Arc<Module>,
        options: InstantiateOptions,
    ) -> Result<InstanceId, InstantiateError> {
        todo!()
    }

    /// Number of instances.
    pub fn instance_count(&self) -> usize {
        todo!()
    }
    /// All instances in order.
    pub fn instances(&self) -> impl Iterator<Item = InstanceId> + use<> {
        (0..self.instance_count() as u32).map(InstanceId)
    }
    /// The module of `instance`.
    pub fn module(&self, instance: InstanceId) -> &Arc<Module> {
        todo!()
    }
    /// The name that `instance` was given.
    pub fn instance_name(&self, instance: InstanceId) -> &str {
        todo!()
    }
    /// The function that the module wants to be run once after instantiation.
    pub fn start_function(&self, instance: InstanceId) -> Option<FuncId> {
        todo!()
    }
    /// What `instance` exports as `name`.
    pub fn export(&self, instance: InstanceId, name: &str) -> Option<Extern> {
        todo!()
    }
    /// The exported function `name`.
    pub fn export_func(&self, instance: InstanceId, name: &str) -> Option<FuncId> {
        todo!()
    }
    /// The function of index `func` in the module of `instance`, imports included.
    pub fn func(&self, instance: InstanceId, func: u32) -> Option<FuncId> {
        todo!()
    }
    /// Type of a function.
    pub fn func_type(&self, func: FuncId) -> Option<&FuncType> {
        todo!()
    }
    /// Where a function comes from.
    pub fn func_origin(&self, func: FuncId) -> Option<FuncOrigin> {
        todo!()
    }

    /// Pushes the first frame of a call of `func`; nothing runs until [`Store::resume`].
    /// # Errors
    /// [`CallError`]
    pub fn begin_call(&mut self, func: FuncId, args: &[Value]) -> Result<(), CallError> {
        todo!()
    }
    /// Whether a call has begun and has not finished: frames can be inspected and resumed.
    pub fn is_call_active(&self) -> bool {
        todo!()
    }
    /// Runs guest code until an [`Exit`]. Without an active call: `Finished` with no values.
    pub fn resume(&mut self, how: Resume<'_>) -> Exit {
        todo!()
    }
    /// Unwinds all frames: the call is over. Memories, tables and globals stay as they are.
    pub fn abort_call(&mut self) {
        todo!()
    }

    /// Number of frames.
    pub fn depth(&self) -> usize {
        todo!()
    }
    /// Frame `frame`, 0 is the innermost.
    pub fn frame(&self, frame: usize) -> Option<FrameInfo> {
        todo!()
    }
    /// Number of locals of a frame, parameters first.
    pub fn local_count(&self, frame: usize) -> u32 {
        todo!()
    }
    /// Reads a local.
    /// # Errors
    /// [`AccessError`]
    pub fn local(&self, frame: usize, index: u32) -> Result<Value, AccessError> {
        todo!()
    }
    /// Writes a local.
    /// # Errors
    /// [`AccessError`]
    pub fn set_local(&mut self, frame: usize, index: u32, value: Value) -> Result<(), AccessError> {
        todo!()
    }
    /// Number of operands of a frame. In an outer frame the arguments of the call are not counted: they have become the callee's
    /// parameters.
    pub fn operand_count(&self, frame: usize) -> u32 {
        todo!()
    }
    /// Reads an operand, 0 is the bottom of the frame's operand stack (as `DW_OP_WASM_location` counts).
    /// # Errors
    /// [`AccessError`]
    pub fn operand(&self, frame: usize, index: u32) -> Result<Value, AccessError> {
        todo!()
    }
    /// Writes an operand.
    /// # Errors
    /// [`AccessError`]
    pub fn set_operand(
        &mut self,
        frame: usize,
        index: u32,
        value: Value,
    ) -> Result<(), AccessError> {
        todo!()
    }

    /// Number of globals of `instance`, imported ones first.
    pub fn global_count(&self, instance: InstanceId) -> u32 {
        todo!()
    }
    /// Type of a global.
    pub fn global_type(&self, instance: InstanceId, index: u32) -> Option<GlobalType> {
        todo!()
    }
    /// Reads a global.
    /// # Errors
    /// [`AccessError`]
    pub fn global(&self, instance: InstanceId, index: u32) -> Result<Value, AccessError> {
        todo!()
    }
    /// Writes a global, also one that the program may not write.
    /// # Errors
    /// [`AccessError`]
    pub fn set_global(
        &mut self,
        instance: InstanceId,
        index: u32,
        value: Value,
    ) -> Result<(), AccessError> {
        todo!()
    }
    /// Number of memories of `instance`.
    pub fn memory_count(&self, instance: InstanceId) -> u32 {
        todo!()
    }
    /// The bytes of a memory.
    pub fn memory(&self, instance: InstanceId, index: u32) -> Option<&[u8]> {
        todo!()
    }
    /// The bytes of a memory, for writing.
    pub fn memory_mut(&mut self, instance: InstanceId, index: u32) -> Option<&mut [u8]> {
        todo!()
    }
    /// The memory that host functions and DWARF mean: the export `memory`, else the first.
    pub fn default_memory(&self, instance: InstanceId) -> Option<&[u8]> {
        todo!()
    }
    /// [`Store::default_memory`], for writing.
    pub fn default_memory_mut(&mut self, instance: InstanceId) -> Option<&mut [u8]> {
        todo!()
    }
    /// Number of tables of `instance`.
    pub fn table_count(&self, instance: InstanceId) -> u32 {
        todo!()
    }
    /// Type and present size in elements of a table.
    pub fn table_info(&self, instance: InstanceId, index: u32) -> Option<(TableType, u32)> {
        todo!()
    }
    /// Reads an element of a table: a `FuncRef` or an `ExternRef`.
    /// # Errors
    /// [`AccessError`]
    pub fn table_element(
        &self,
        instance: InstanceId,
        table: u32,
        element: u32,
    ) -> Result<Value, AccessError> {
        todo!()
    }
    /// Writes an element of a table.
    /// # Errors
    /// [`AccessError`]
    pub fn set_table_element(
        &mut self,
        instance: InstanceId,
        table: u32,
        element: u32,
        value: Value,
    ) -> Result<(), AccessError> {
        todo!()
    }

    /// Sets a breakpoint at the instruction at Wasm offset `pc` in the module of `instance` (and so in all instances of that module
    /// in this store). Setting it twice is setting it once.
    /// # Errors
    /// [`BreakpointError`]
    pub fn set_breakpoint(&mut self, instance: InstanceId, pc: u32) -> Result<(), BreakpointError> {
        todo!()
    }
    /// Clears a breakpoint; whether there was one.
    pub fn clear_breakpoint(&mut self, instance: InstanceId, pc: u32) -> bool {
        todo!()
    }
    /// Whether the pc has a breakpoint.
    pub fn has_breakpoint(&self, instance: InstanceId, pc: u32) -> bool {
        todo!()
    }
    /// Makes the return of frame `frame` (0 is the innermost) stop with [`Exit::Returned`], once. Whether there is such a frame.
    pub fn stop_on_return(&mut self, frame: usize) -> bool {
        todo!()
    }
    /// Takes all [`Store::stop_on_return`] marks back.
    pub fn clear_stop_on_return(&mut self) {
        todo!()
    }
}
