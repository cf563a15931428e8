//! At which instructions a frame may go on that stands at another one of its function.
//!
//! Code in place needs no more of a frame than its pc, its place in the side table, and operands of the types that
//! validation has found there. So a frame may go on wherever its operands, or those below some of them, are of these
//! types, and nothing else is missing that code on the way would have set.

use alloc::vec::Vec;
use core::fmt;

use crate::module::Module;
use crate::side_table::{self, Prepared};
use crate::validate;
use crate::value::{RefType, ValType};

/// An instruction at which a frame may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Landing {
    /// Its Wasm offset.
    pub pc: u32,
    /// Index of the function's first branch at or after it, among its branches in the order of the code.
    pub entry: u32,
    /// How many of the frame's operands stay, from the bottom.
    pub operands: u32,
}

/// Why a frame may not go on at an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LandingError {
    /// No frame is there, or no call can go on.
    NoFrame,
    /// The Wasm offset is not one at which an instruction of the frame's function begins.
    NotInFunction,
    /// Nothing leads to the instruction.
    Unreachable,
    /// The instruction needs operands that the frame does not have.
    Operands {
        /// How many operands it needs to be there.
        expected: u32,
        /// How many there are.
        actual: u32,
    },
    /// The function keeps exceptions for a `rethrow`, which only its own way through a `catch` sets.
    Exceptions,
    /// The function has locals without a value from the beginning, which only its own code sets.
    Locals,
}

impl fmt::Display for LandingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFrame => f.write_str("no frame can go on"),
            Self::NotInFunction => f.write_str("no instruction of the function begins there"),
            Self::Unreachable => f.write_str("nothing in the function leads there"),
            Self::Operands { expected, actual } => write!(
                f,
                "it lies inside an expression: {expected} operands of other types than the {actual} that there are now \
                 belong to it"
            ),
            Self::Exceptions => f.write_str(
                "the function catches exceptions in the legacy encoding and throws them again",
            ),
            Self::Locals => {
                f.write_str("the function has references that its own code must set first")
            }
        }
    }
}

impl core::error::Error for LandingError {}

impl Module {
    /// Whether a frame of `func` that stands at `from` may go on at `to`.
    ///
    /// # Errors
    /// [`LandingError`]
    pub fn landing(&self, func: u32, from: u32, to: u32) -> Result<Landing, LandingError> {
        let code = self.code_range(func).ok_or(LandingError::NoFrame)?;
        if !code.contains(&to) || validate::instruction_start(self, func, to) != Some(to) {
            return Err(LandingError::NotInFunction);
        }
        let present = self.operands(func, from).ok_or(LandingError::NoFrame)?;
        let needed = self.operands(func, to).ok_or(LandingError::Unreachable)?;
        if !present.starts_with(&needed) {
            let (expected, actual) = (needed.len() as u32, present.len() as u32);
            return Err(LandingError::Operands { expected, actual });
        }
        if self.has_unset_locals(func) {
            return Err(LandingError::Locals);
        }
        if Prepared::build(self, func).is_none_or(|built| built.prepared.kept > 0) {
            return Err(LandingError::Exceptions);
        }
        let entry = side_table::entry_at(self, func, to).ok_or(LandingError::NoFrame)?;
        Ok(Landing { pc: to, entry, operands: needed.len() as u32 })
    }

    fn operands(&self, func: u32, pc: u32) -> Option<Vec<ValType>> {
        validate::operand_types(self, func, pc)
    }

    /// Whether a declared local is a reference that is never null.
    fn has_unset_locals(&self, func: u32) -> bool {
        let params = self.func_type(func).map_or(0, |ty| ty.params.len());
        let types = self.local_types(func).unwrap_or_default();
        let is_unset = |ty: &ValType| matches!(ty, ValType::Ref(RefType { nullable: false, .. }));
        types.iter().skip(params).any(is_unset)
    }
}
