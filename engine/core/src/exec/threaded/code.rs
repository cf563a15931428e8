//! Translated code: words, and the functions that execute them.
//!
//! An instruction begins with the address of the function that executes it. Its second word has four fields
//! of 16 bits, or two and a 32-bit one above them; more words follow where it needs them.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Flow;
use super::instrumentation::Instrumentation;
use super::regs::Regs;
use crate::store::Store;

/// An instruction's first word.
pub(super) type Operation = u64;

/// Executes an instruction in the loop.
pub(super) type Looped = fn(&mut Regs, &mut Store) -> Flow;

/// Executes an instruction and all that follow. The registers are passed one by one: the instruction, the
/// frame, the memory, the accumulator, the store, the memory's size, the float accumulator.
#[cfg(tail_dispatch)]
pub(super) type Jump = fn(*const u64, *mut u64, *mut u8, u64, &mut Store, u64, f64);

/// What an instruction does.
pub(super) trait Instruction {
    /// Executes the instruction at `r` and moves on.
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow;
}

/// An instruction's functions for both ways to dispatch.
#[derive(Clone, Copy)]
pub(super) struct Handler {
    #[cfg(tail_dispatch)]
    jump: Jump,
    looped: Looped,
}

impl Handler {
    pub(super) const fn of<I: Instruction>() -> Self {
        Self {
            #[cfg(tail_dispatch)]
            jump: super::dispatch::jump::<I>,
            looped: I::execute,
        }
    }

    /// The instruction that asks the judges of breakpoints whether it is to leave, and else does what was to be done.
    pub(super) const JUDGE: Self = Self {
        #[cfg(tail_dispatch)]
        jump: super::dispatch::judge,
        looped: super::judge::judge,
    };

    /// The first word of the instruction.
    #[cfg(tail_dispatch)]
    pub(super) fn operation(self, jumping: bool) -> Operation {
        if jumping { self.jump as usize as u64 } else { self.looped as usize as u64 }
    }

    /// The first word of the instruction.
    #[cfg(not(tail_dispatch))]
    pub(super) fn operation(self, _: bool) -> Operation {
        self.looped as usize as u64
    }
}

/// A function's translation.
pub(crate) struct Translation {
    pub(super) code: Box<[u64]>,
    /// Word at which its body begins, after the instruction that makes the frame.
    pub(super) body: u32,
    /// What it does beside executing the function.
    pub(super) instrumentation: Instrumentation,
    /// Wasm offset of each of its loops and the word where it begins, in that order.
    pub(super) loops: Box<[(u32, u32)]>,
    /// Wasm offsets at which the code leaves in an instruction of its own: breakpoints that no other
    /// instruction stands for.
    pub(super) explicit: Vec<u32>,
    /// Words of the instructions that were made to leave, and their operations.
    pub(super) patched: BTreeMap<u32, Operation>,
    /// Those of them that leave only where one of the breakpoints there stops the program: their Wasm offsets.
    pub(super) judged: BTreeMap<u32, Arc<[u32]>>,
}

impl Translation {
    /// Word of the instruction at `address`, where it lies in this code.
    pub(super) fn offset_of(&self, address: u64) -> Option<u32> {
        let offset = address.wrapping_sub(self.code.as_ptr().expose_provenance() as u64) / 8;
        ((offset as usize) < self.code.len()).then_some(offset as u32)
    }

    /// Address of the instruction at word `offset`.
    pub(super) fn address(&self, offset: u32) -> u64 {
        self.code.as_ptr().expose_provenance() as u64 + u64::from(offset) * 8
    }

    /// Bytes that it takes.
    pub(super) fn size(&self) -> u64 {
        translations_size(1, (self.code.len() + self.loops.len()) as u64)
    }
}

/// Bytes of the translations of so many functions; `words` are those of their code, and one for each loop.
pub(crate) fn translations_size(functions: u64, words: u64) -> u64 {
    functions * size_of::<Translation>() as u64 + words * size_of::<u64>() as u64
}
