//! The debug-first WebAssembly engine of wrtd: instances, execution, and their state at every
//! instruction.
//!
//! A [`Module`] is decoded and validated once (feature `decode`) and shared. A [`Store`] owns the
//! instances made from modules and the one guest call stack; [`Store::resume`] runs guest code until
//! an [`Exit`], and at every exit all frames, locals, operands, globals, memories and tables can be
//! read and written.
//!
//! A code position is a *Wasm offset*: the offset of a byte in the module's file, as `u32`.
#![no_std]
#![cfg_attr(
    not(feature = "decode"),
    expect(dead_code, reason = "what only decoding constructs has no maker in such a build")
)]

extern crate alloc;

mod exec;
mod host;
mod leb;
mod module;
mod side_table;
mod store;
#[cfg(feature = "decode")]
mod validate;
mod value;

pub use exec::{
    AccessError, BreakpointError, CallError, Exit, FrameInfo, GrowRefusal, InterruptHandle, Notice,
    Resume, Trap, TrapKind,
};
pub use host::{Caller, HostError, HostFunc, OutOfBounds};
pub use module::{
    CustomSection, DecodeError, Export, ExternKind, GlobalType, Import, ImportType, MemoryType,
    Module, SizeLimits, TableType,
};
pub use store::{
    Extern, FuncOrigin, InstanceId, InstantiateError, InstantiateOptions, MissingImport, Store,
    StoreError, StoreLimits,
};
pub use value::{FuncId, FuncType, ValType, Value};
