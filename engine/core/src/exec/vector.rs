//! The high halves of vectors, which lie beside the guest's stack, and code under other opcodes.

use alloc::string::ToString;

use wrtd_limits::{Account, Ledger};

use super::TrapKind;
use super::inplace::BREAKPOINT;
use crate::store::{Buffer, Store};
use crate::value::{ValType, Value};

impl Store {
    /// Makes room for the high halves of all slots, where there is none yet.
    pub(super) fn reserve_high_halves(&mut self) -> Result<(), TrapKind> {
        if self.high.len() == self.stack.len() {
            return Ok(());
        }
        self.reserve_parked_high_halves()?;
        self.high = Self::high_halves(&mut self.ledger, self.stack.len())?;
        self.locate_high_halves();
        Ok(())
    }

    /// High halves of so many slots, charged.
    pub(super) fn high_halves(ledger: &mut Ledger, slots: usize) -> Result<Buffer<u64>, TrapKind> {
        let bytes = slots as u64 * 8;
        ledger
            .charge(Account::Runtime, bytes)
            .map_err(|limit| TrapKind::Host(limit.to_string()))?;
        Buffer::zeroed(slots).ok_or_else(|| {
            ledger.release(Account::Runtime, bytes);
            TrapKind::Host("the host has no memory for vectors".to_string())
        })
    }

    /// Gives instructions of a module other opcodes, those with a breakpoint for when it is gone.
    pub(super) fn rewrite(
        &mut self,
        loaded: usize,
        rewritten: &[(u32, u8)],
    ) -> Result<(), TrapKind> {
        let loaded = &mut self.loaded[loaded];
        if rewritten.is_empty() {
            return Ok(());
        }
        if loaded.rewritten.is_none() {
            let size = u64::from(loaded.module.code_section().end);
            self.ledger
                .charge(Account::Runtime, size)
                .map_err(|limit| TrapKind::Host(limit.to_string()))?;
            let Some(copy) = loaded.copy_code() else {
                self.ledger.release(Account::Runtime, size);
                return Err(TrapKind::Host(
                    "the host has no memory for a copy of the code".to_string(),
                ));
            };
            loaded.rewritten = Some(copy);
        }
        for copy in [&mut loaded.rewritten, &mut loaded.patched].into_iter().flatten() {
            for &(pc, opcode) in rewritten {
                if copy[pc as usize] != BREAKPOINT {
                    copy[pc as usize] = opcode;
                }
            }
        }
        Ok(())
    }

    /// The value of type `ty` in a slot of the stack.
    pub(super) fn slot(&self, ty: ValType, slot: usize) -> Value {
        let low = self.stack.as_slice()[slot];
        match (ty, self.high.as_slice().get(slot)) {
            (ValType::V128, Some(&high)) => Value::V128(u128::from(low) | u128::from(high) << 64),
            _ => Value::from_slot(ty, low),
        }
    }

    /// Writes a slot of the stack.
    pub(super) fn set_slot(&mut self, slot: usize, value: Value) {
        self.stack.as_mut_slice()[slot] = value.to_slot();
        if let (Value::V128(vector), Some(high)) = (value, self.high.as_mut_slice().get_mut(slot)) {
            *high = (vector >> 64) as u64;
        }
    }
}
