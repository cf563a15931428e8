//! Vectors in slots and globals, whose high halves lie apart.
//!
//! # Soundness
//! As for all registers ([`super`]), and: a function that has vectors was prepared as one, and the high halves of all
//! slots were allocated then.
#![allow(unsafe_code, reason = "validated code is executed without checking it again; see above")]

use core::ptr;

use super::{Hot, Regs};

impl Regs {
    /// Where the high half of a slot is.
    fn high(hot: &Hot, slot: *mut u64) -> *mut u64 {
        // SAFETY: the slot is one of the stack's, and each has its high half.
        unsafe { hot.high.offset(slot.offset_from(hot.stack)) }
    }

    fn vector_at(hot: &Hot, slot: *mut u64) -> u128 {
        // SAFETY: as above.
        unsafe { u128::from(*slot) | u128::from(*Self::high(hot, slot)) << 64 }
    }

    fn set_vector_at(hot: &Hot, slot: *mut u64, vector: u128) {
        // SAFETY: as above.
        unsafe {
            *slot = vector as u64;
            *Self::high(hot, slot) = (vector >> 64) as u64;
        }
    }

    pub(in crate::exec::inplace) fn push_vector(&mut self, hot: &Hot, vector: u128) {
        Self::set_vector_at(hot, self.sp, vector);
        // SAFETY: the frame has room for its deepest operand stack.
        self.sp = unsafe { self.sp.add(1) };
    }

    pub(in crate::exec::inplace) fn pop_vector(&mut self, hot: &Hot) -> u128 {
        self.drop_operands(1);
        Self::vector_at(hot, self.sp)
    }

    /// The operand `depth` below the top.
    pub(in crate::exec::inplace) fn peek_vector(&self, hot: &Hot, depth: usize) -> u128 {
        // SAFETY: the operand is there.
        Self::vector_at(hot, unsafe { self.sp.sub(depth + 1) })
    }

    pub(in crate::exec::inplace) fn local_vector(&self, hot: &Hot, index: u32) -> u128 {
        // SAFETY: the local is there.
        Self::vector_at(hot, unsafe { self.fp.add(index as usize) })
    }

    pub(in crate::exec::inplace) fn set_local_vector(
        &mut self,
        hot: &Hot,
        index: u32,
        vector: u128,
    ) {
        // SAFETY: the local is there.
        Self::set_vector_at(hot, unsafe { self.fp.add(index as usize) }, vector);
    }

    /// [`Regs::branch`] where vectors are among the operands that it carries.
    pub(in crate::exec::inplace) fn branch_with_vectors(&mut self, hot: &Hot, op: *const u8) {
        // SAFETY: as for `branch`, and each slot has its high half.
        unsafe {
            let branch = &*self.st;
            let arity = branch.arity as usize;
            let to = self.fp.add(branch.height as usize);
            ptr::copy(Self::high(hot, self.sp.sub(arity)), Self::high(hot, to), arity);
        }
        self.branch(op);
    }
}

impl Hot {
    /// The vector that the running instance's global of this index holds.
    pub(in crate::exec::inplace) fn global_vector(&self, index: u32) -> u128 {
        // SAFETY: as for `global`.
        unsafe {
            let global = &*self.global_values.add(*self.globals.add(index as usize) as usize);
            u128::from(global.slot) | u128::from(global.high) << 64
        }
    }

    pub(in crate::exec::inplace) fn set_global_vector(&mut self, index: u32, vector: u128) {
        // SAFETY: as for `global`.
        unsafe {
            let place = *self.globals.add(index as usize) as usize;
            let global = &mut *self.global_values.add(place);
            global.slot = vector as u64;
            global.high = (vector >> 64) as u64;
        }
    }
}
