//! What the store keeps of instances, functions, globals and loaded modules.
//!
//! Invariant: the numbers in an [`Instance`] index the store's own lists, and were checked when the
//! instance was made.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::TagId;
use crate::exec::BreakpointJudge;
use crate::host::HostFunc;
use crate::module::{GlobalType, Module};
use crate::value::{FuncId, ValType};

/// An instance: index spaces of its module, as places in the store's lists.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) name: String,
    /// Place in [`Store::loaded`](crate::Store).
    pub(crate) loaded: u32,
    pub(crate) funcs: Box<[FuncId]>,
    pub(crate) tables: Box<[u32]>,
    pub(crate) memories: Box<[u32]>,
    pub(crate) globals: Box<[u32]>,
    pub(crate) tags: Box<[TagId]>,
    /// Store-wide numbers of the module's types: equal types have equal numbers.
    pub(crate) types: Box<[u32]>,
    pub(crate) dropped_elements: Box<[bool]>,
    pub(crate) dropped_data: Box<[bool]>,
}

impl Instance {
    /// A type of the instance's module as the store has it.
    pub(crate) fn store_type(&self, ty: ValType) -> ValType {
        ty.numbered(&self.types)
    }
}

/// A global of the store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Global {
    pub(crate) ty: GlobalType,
    pub(crate) slot: u64,
    /// Of a vector.
    pub(crate) high: u64,
}

/// A function of the store.
pub(crate) struct Func {
    /// Store-wide number of its type.
    pub(crate) ty: u32,
    /// The instance whose code it is; [`NO_INSTANCE`] for any but guest functions.
    pub(crate) instance: u32,
    /// Its place among the store's prepared functions, or [`UNPREPARED`].
    pub(crate) prepared: u32,
    pub(crate) code: FuncCode,
}

/// What a function runs.
pub(crate) enum FuncCode {
    /// The code of this index in the instance's module.
    Guest(u32),
    Host(Box<HostCode>),
    /// Nothing: the module name and the name of a missing import.
    Stub(Box<(String, String)>),
}

/// [`Func::instance`] of host functions and stubs.
const NO_INSTANCE: u32 = u32::MAX;

/// [`Func::prepared`] before the first call of a guest function, and of all others.
pub(crate) const UNPREPARED: u32 = u32::MAX;

impl Func {
    /// A function that is not the guest's.
    pub(crate) fn outside(ty: u32, code: FuncCode) -> Self {
        Self { ty, instance: NO_INSTANCE, prepared: UNPREPARED, code }
    }

    /// A function of an instance.
    pub(crate) fn guest(ty: u32, instance: u32, func: u32) -> Self {
        Self { ty, instance, prepared: UNPREPARED, code: FuncCode::Guest(func) }
    }
}

/// A host function with the name that it was defined under.
pub(crate) struct HostCode {
    pub(crate) module: String,
    pub(crate) name: String,
    /// Somebody wants the program to stop before calls of it.
    pub(crate) is_awaited: bool,
    /// `None` while it runs.
    pub(crate) run: Option<HostFunc>,
}

/// A module that instances were made from, with what its code needs here.
pub(crate) struct Loaded {
    pub(crate) module: Arc<Module>,
    /// The file's bytes up to the end of the code section, with other opcodes for the instructions that
    /// [`Built::rewritten`](crate::side_table::Built) names; made for the first function that has any.
    pub(crate) rewritten: Option<Box<[u8]>>,
    /// The same with breakpoints in them; made for the first breakpoint.
    pub(crate) patched: Option<Box<[u8]>>,
    pub(crate) breakpoints: BTreeSet<u32>,
    /// What decides whether breakpoints stop the program, where something does; away while it is asked.
    pub(crate) judges: BTreeMap<u32, Option<BreakpointJudge>>,
    /// Place of each function prepared so far in the store's list, by index in the module.
    pub(crate) prepared: BTreeMap<u32, u32>,
}

impl Loaded {
    /// The bytes to execute: index = Wasm offset.
    pub(crate) fn code(&self) -> &[u8] {
        self.patched.as_deref().unwrap_or_else(|| self.whole_code())
    }

    /// A copy of the code as it is without breakpoints, to change; `None` where the host has no memory
    /// for it.
    pub(crate) fn copy_code(&self) -> Option<Box<[u8]>> {
        let code = &self.whole_code()[..self.module.code_section().end as usize];
        let mut copy = Vec::new();
        copy.try_reserve_exact(code.len()).ok()?;
        copy.extend_from_slice(code);
        Some(copy.into_boxed_slice())
    }

    /// The bytes to execute as they are without breakpoints.
    pub(crate) fn whole_code(&self) -> &[u8] {
        self.rewritten.as_deref().unwrap_or(&self.module.bytes)
    }
}
