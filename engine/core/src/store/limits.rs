//! What a store may hold at most.

use core::fmt;

use wrtd_limits::LimitExceeded;

/// Bounds of one [`Store`](crate::Store), beside the budgets of its ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreLimits {
    /// Deepest nesting of guest calls, in frames.
    pub max_call_depth: u32,
    /// Size of the guest's stack of locals and operands, in slots of 8 bytes. Allocated once;
    /// the host commits a page of it only when it is first used.
    pub stack_slots: u32,
    /// Largest size of one linear memory in bytes.
    pub max_memory_bytes: u64,
    /// Largest size of one table in elements.
    pub max_table_elements: u32,
    /// Size of all exceptions together that the program keeps references to, in bytes.
    pub max_exception_bytes: u64,
}

impl Default for StoreLimits {
    /// 20,000 frames, 8 MiB of stack, memories of 4 GiB, tables of 10 million elements, 16 MiB of
    /// exceptions.
    fn default() -> Self {
        Self {
            max_call_depth: 20_000,
            stack_slots: 1 << 20,
            max_memory_bytes: 1 << 32,
            max_table_elements: 10_000_000,
            max_exception_bytes: 16 << 20,
        }
    }
}

/// Something does not fit the store's limits or the host's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// A budget of the ledger is used up.
    Budget(LimitExceeded),
    /// A [`StoreLimits`] figure would be passed.
    Limit {
        /// What was asked for, such as "a memory of 70000 pages".
        what: &'static str,
        /// How much, in bytes or elements.
        asked: u64,
        /// The limit, in the same unit.
        limit: u64,
    },
    /// The host gave no memory.
    HostMemory {
        /// Bytes asked for.
        bytes: u64,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Budget(limit) => limit.fmt(f),
            Self::Limit { what, asked, limit } => {
                write!(
                    f,
                    "{what} of {asked} was asked for and the limit is {limit}; raise the limit"
                )
            }
            Self::HostMemory { bytes } => {
                write!(f, "the host has no {bytes} bytes of memory left; close other programs")
            }
        }
    }
}

impl core::error::Error for StoreError {}

impl From<LimitExceeded> for StoreError {
    fn from(error: LimitExceeded) -> Self {
        Self::Budget(error)
    }
}
