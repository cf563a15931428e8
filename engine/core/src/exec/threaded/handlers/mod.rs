//! What executes the instructions of translated code, one generic handler for each kind.

mod branch;
mod call;
mod form;
mod leave;
mod memory;
mod numeric;
mod variable;
mod vector;
mod vector_memory;
mod watch;

pub(super) use branch::{
    Back, BackCounting, BranchForms, Branching, FirstTurn, Forward, Jump, Table, Test, branch_forms,
};
pub(super) use call::{
    Call, CallIndirect, Enter, EnterVectors, Return, ReturnCall, ReturnCallIndirect, ReturnValue,
    ReturnVector, ReturnVectors,
};
pub(super) use form::{Accumulator, Fixed, InSlot, Source};
#[cfg(tail_dispatch)]
pub(in crate::exec) use leave::leave;
pub(super) use leave::{Escape, Exit, Leave, RunInPlace, Untranslated};
pub(super) use memory::{load_forms, store_forms};
pub(super) use numeric::{BinaryForms, binary_forms, unary_forms};
pub(super) use variable::{
    Copy, CopyConstant, CopyVector, GlobalGet, GlobalGetVector, GlobalSet, GlobalSetConstant,
    GlobalSetVector, Select, SelectFloat, SelectVector, VectorConstant,
};
pub(super) use vector::{
    Shuffle, ShuffleLanes, VectorForms, extract_forms, replace_forms, vector_forms,
};
pub(super) use vector_memory::{
    lane_load_forms, lane_store_forms, vector_load_forms, vector_store_forms,
};

pub(super) use watch::look_forms;

/// Words of instructions that make a frame.
pub(super) const ENTER_WORDS: usize = 4;

/// Words of instructions that call.
pub(super) const CALL_WORDS: usize = 4;
