//! How much of everything a device sets aside for a program, as its plan says, and what that takes of which account.
//!
//! Sizes are those on the device, whatever they are here. The image lies in flash and takes nothing.

use wrtd_limits::{
    Account, CountExceeded, CountLimit, Ledger, LimitExceeded, LimitName, Plan, Provenance,
};

use super::{INTERPRETER_RAM, INTERPRETER_RAM_WITH_VECTORS, Needs};
use crate::store::StoreLimits;

const SLOT: u64 = 8;
const FRAME: u64 = 16;
const TABLE_WORD: u64 = 4;
const BREAKPOINT: u64 = 4;

/// Elements of the parts of a [`Space`](super::Space) for a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What the program needs.
    pub needs: Needs,
    /// Bytes of memory, to which it may grow.
    pub memory: u64,
    /// Slots of locals and operands.
    pub stack: u64,
    /// Calls at a time.
    pub frames: u64,
    /// Breakpoints.
    pub breakpoints: u64,
}

impl Layout {
    /// The layout for a program with these needs. Whether each of its frames fits the stack, and what all of it takes
    /// the accounts, is not looked at.
    #[must_use]
    pub fn new(needs: Needs, plan: &Plan) -> Self {
        let most = StoreLimits::new();
        let frames = bounded(plan.count(LimitName::CallDepth), most.max_call_depth.into());
        let slot = slot_bytes(needs);
        let bytes = plan.count(LimitName::StackBytes);
        let stack = bounded(bytes, u64::from(most.stack_slots) * slot) / slot;
        // One more than a user may set, where the session itself stops: at panics.
        let breakpoints = match plan.count(LimitName::Breakpoints).most {
            0 => 0,
            count => count.saturating_add(1),
        };
        let memory = plan.limits().wasm_linear.min(needs.max_memory);
        Self { needs, memory, stack, frames, breakpoints }
    }

    /// [`Layout::new`], with a stack that the program's largest frame fits.
    ///
    /// # Errors
    /// Where it does not.
    pub fn of(needs: Needs, plan: &Plan) -> Result<Self, CountExceeded> {
        let layout = Self::new(needs, plan);
        if u64::from(needs.frame_slots) > layout.stack {
            let bytes = u64::from(needs.frame_slots) * slot_bytes(needs);
            plan.count(LimitName::StackBytes).check(bytes)?;
        }
        Ok(layout)
    }

    /// Bytes of locals and operands.
    #[must_use]
    pub fn stack_bytes(&self) -> u64 {
        self.stack.saturating_mul(slot_bytes(self.needs))
    }

    /// The parts of the engine's own memory, in bytes.
    #[must_use]
    pub fn engine(&self) -> [(&'static str, u64); 6] {
        let slot = slot_bytes(self.needs);
        let interpreter = match self.needs.vectors {
            true => INTERPRETER_RAM_WITH_VECTORS,
            false => INTERPRETER_RAM,
        };
        [
            ("interpreter", interpreter.into()),
            ("stack", self.stack_bytes()),
            ("frames", self.frames.saturating_mul(FRAME)),
            ("globals", u64::from(self.needs.globals) * slot),
            ("tables", u64::from(self.needs.tables) * TABLE_WORD),
            ("segments", self.needs.dropped.into()),
        ]
    }

    /// What an account is charged when the program starts, in bytes.
    #[must_use]
    pub fn charge_of(&self, account: Account) -> u64 {
        match account {
            Account::WasmLinear => self.needs.memory,
            Account::Runtime => {
                self.engine().into_iter().map(|(_, bytes)| bytes).fold(0, u64::saturating_add)
            }
            Account::Debug => self.breakpoints.saturating_mul(BREAKPOINT),
            Account::Components | Account::Reserve => 0,
        }
    }

    /// Charges what is set aside when the program starts.
    ///
    /// # Errors
    /// [`LimitExceeded`] of the first account that has less.
    pub fn charge(&self, ledger: &mut Ledger) -> Result<(), LimitExceeded> {
        [Account::WasmLinear, Account::Runtime, Account::Debug]
            .into_iter()
            .try_for_each(|account| ledger.charge(account, self.charge_of(account)))
    }
}

/// Bytes of a slot: where there are vectors, their high halves lie beside the stack and the globals.
pub(crate) const fn slot_bytes(needs: Needs) -> u64 {
    if needs.vectors { 2 * SLOT } else { SLOT }
}

/// A limit; where nobody has set it, no more than `most`, however much memory there is.
fn bounded(limit: CountLimit, most: u64) -> u64 {
    match limit.provenance {
        Provenance::Default | Provenance::Profile(_) => limit.most.min(most),
        _ => limit.most,
    }
}
