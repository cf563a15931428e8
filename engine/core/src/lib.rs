//! The debug-first WebAssembly engine of wrtd: instances, execution, and their state at every
//! instruction.
//!
//! A [`Module`] is decoded and validated once (feature `decode`) and shared. A [`Store`] owns the
//! instances made from modules and the one guest call stack; [`Store::resume`] runs guest code until
//! an [`Exit`], and at every exit all frames, locals, operands, globals, memories and tables can be
//! read and written.
//!
//! A code position is a *Wasm offset*: the offset of a byte in the module's file, as `u32`.
//!
//! # Running a module with functions of your own
//!
//! ```
//! # #[cfg(feature = "decode")] {
//! use wrtd_core::{Exit, FuncType, InstantiateOptions, Module, Resume, Store, StoreLimits, ValType, Value};
//! use wrtd_limits::Ledger;
//!
//! let bytes = wat::parse_str(r#"(module
//!     (import "host" "next" (func $next (result i32)))
//!     (func (export "sum") (result i32) (i32.add (call $next) (call $next))))"#)?;
//! let module = Module::decode(bytes.into())?;
//!
//! let mut store = Store::new(StoreLimits::default(), Ledger::unlimited())?;
//! let mut last = 20;
//! let ty = FuncType::new([], [ValType::I32]);
//! store.define_host("host", "next", ty, Box::new(move |_caller, _args, results| {
//!     last += 1;
//!     results[0] = Value::I32(last);
//!     Ok(())
//! }));
//! let instance = store.instantiate(module, InstantiateOptions::default())?;
//! let sum = store.export_func(instance, "sum").ok_or("no such export")?;
//! store.begin_call(sum, &[])?;
//! // One instruction, and a look at where that leads; then all the rest.
//! assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
//! assert_eq!(store.frame(0).ok_or("no frame")?.func, 1);
//! assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(43)]));
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![no_std]

#[cfg(feature = "decode")]
extern crate alloc;

mod arithmetic;
pub mod device;
mod opcode;
mod slot;

#[cfg(feature = "decode")]
pub mod check;
#[cfg(feature = "decode")]
mod exec;
#[cfg(feature = "decode")]
mod footprint;
#[cfg(feature = "decode")]
mod handlers;
#[cfg(feature = "decode")]
mod host;
#[cfg(feature = "decode")]
mod host_budget;
#[cfg(feature = "decode")]
mod landing;
#[cfg(feature = "decode")]
mod leb;
#[cfg(feature = "decode")]
mod module;
#[cfg(feature = "decode")]
mod side_table;
#[cfg(feature = "decode")]
mod store;
#[cfg(feature = "decode")]
mod validate;
#[cfg(feature = "decode")]
mod value;

#[cfg(feature = "decode")]
pub use exec::{
    AccessError, AsideError, BreakpointError, BreakpointJudge, CallError, Exit, FrameInfo,
    GrowRefusal, InterruptHandle, MOST_WATCHED, Notice, PendingHostCall, PendingThrow, Position,
    Reached, ReachedHandler, Resume, SpawnError, StopOnThrow, ThreadId, ThreadInfo, ThreadState,
    Tier, Trap, TrapKind, Waiter, WatchError, WatchFor, WatchHit, WatchId, Watched,
};
#[cfg(feature = "decode")]
pub use footprint::{Footprint, FootprintPart};
#[cfg(feature = "decode")]
pub use host::{Caller, ClockFunc, HostError, HostFunc, OutOfBounds, SleepFunc};
#[cfg(feature = "decode")]
pub use host_budget::{HostBudget, HostRefusal};
#[cfg(feature = "decode")]
pub use landing::{Landing, LandingError};
#[cfg(feature = "decode")]
pub use module::{
    AddressType, CustomSection, DecodeError, Export, ExternKind, GlobalType, Import, ImportType,
    MemoryType, Module, SizeLimits, TableType, Workers,
};
#[cfg(feature = "decode")]
pub use store::{
    Exception, Extern, FuncOrigin, InstanceId, InstantiateError, InstantiateOptions, MissingImport,
    Store, StoreError, StoreLimits, TagId,
};
#[cfg(feature = "decode")]
pub use value::{ExnId, FuncId, FuncType, HeapType, RefType, ValType, Value};
