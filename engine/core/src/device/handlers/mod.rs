//! One handler for each instruction, by the names of [`crate::opcode`]. It completes the instruction, with
//! the registers behind it, or says why not; what it changes beside the registers, it changes last.

mod bulk;
mod call;
mod control;
mod memory;
mod numeric;
mod omitted;
mod reference;
mod table;
mod variable;
#[cfg(feature = "vector")]
mod vector;

use super::machine::{Flow, Machine};
use crate::opcode::for_each_opcode;

/// All handlers under one roof.
mod all {
    pub(super) use super::bulk::*;
    pub(super) use super::call::*;
    pub(super) use super::control::*;
    pub(super) use super::memory::*;
    pub(super) use super::numeric::*;
    pub(super) use super::omitted::*;
    pub(super) use super::reference::*;
    pub(super) use super::table::*;
    pub(super) use super::variable::*;
    #[cfg(feature = "vector")]
    pub(super) use super::vector::*;
}

macro_rules! define_execute {
    ($($code:literal $handler:ident,)*) => {
        /// Executes the instruction whose opcode has just been read.
        #[inline]
        pub(super) fn execute(opcode: u8, m: &mut Machine<'_>) -> Flow {
            match opcode {
                $($code => all::$handler(m),)*
                _ => all::general(m),
            }
        }
    };
}

for_each_opcode!(define_execute);
