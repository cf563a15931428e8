//! What a store may hold at most.

use core::fmt;

use wrtd_limits::{CountExceeded, CountLimit, LimitExceeded, LimitName, Plan, Provenance};

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
    /// Most instances.
    pub instances: CountLimit,
    /// Most imports of one module.
    pub imports: CountLimit,
    /// Most exports of one module.
    pub exports: CountLimit,
    /// Most handles of the host's resources, such as open descriptors, that a program has at once.
    pub resources: CountLimit,
}

/// Slots that a frame takes on average in unoptimised code, generously.
const SLOTS_PER_FRAME: u32 = 64;

impl StoreLimits {
    /// 20,000 frames, 8 MiB of stack, memories of 4 GiB, tables of 10 million elements, 16 MiB of
    /// exceptions, 1024 handles as systems have it.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max_call_depth: 20_000,
            stack_slots: 1 << 20,
            max_memory_bytes: 1 << 32,
            max_table_elements: 10_000_000,
            max_exception_bytes: 16 << 20,
            instances: CountLimit::unlimited(LimitName::Instances),
            imports: CountLimit::unlimited(LimitName::Imports),
            exports: CountLimit::unlimited(LimitName::Exports),
            resources: CountLimit {
                name: LimitName::Resources,
                most: 1024,
                provenance: Provenance::Default,
            },
        }
    }

    /// Those of a plan. Where nobody has set the depth of calls, the size of the stack or the number of handles, they
    /// are no greater than those of [`StoreLimits::new`], however much memory there is: a recursion that never ends is
    /// to be found out soon, and so are files that are never closed. A depth that was set brings the stack for it where no size was.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let default = Self::new();
        let is_set =
            |name| !matches!(plan.provenance(name), Provenance::Default | Provenance::Profile(_));
        let planned = |name| u32::try_from(plan.limits().get(name)).unwrap_or(u32::MAX);
        let depth = planned(LimitName::CallDepth);
        let slots = planned(LimitName::StackBytes) / 8;
        let max_call_depth = match is_set(LimitName::CallDepth) {
            true => depth,
            false => depth.min(default.max_call_depth),
        };
        let stack_slots = match (is_set(LimitName::StackBytes), is_set(LimitName::CallDepth)) {
            (true, _) => slots,
            (false, true) => {
                slots.min(default.stack_slots).max(depth.saturating_mul(SLOTS_PER_FRAME))
            }
            (false, false) => slots.min(default.stack_slots),
        };
        let resources = plan.count(LimitName::Resources);
        let resources = match is_set(LimitName::Resources) {
            false if resources.most > default.resources.most => default.resources,
            _ => resources,
        };
        Self {
            max_call_depth,
            stack_slots,
            // All of the account may be one memory, which with 64-bit addresses passes the default.
            max_memory_bytes: default.max_memory_bytes.max(plan.limits().wasm_linear),
            instances: plan.count(LimitName::Instances),
            imports: plan.count(LimitName::Imports),
            exports: plan.count(LimitName::Exports),
            resources,
            ..default
        }
    }
}

impl Default for StoreLimits {
    fn default() -> Self {
        Self::new()
    }
}

/// Something does not fit the store's limits or the host's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// A budget of the ledger is used up.
    Budget(LimitExceeded),
    /// There would be more of something than there may be.
    Count(CountExceeded),
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
            Self::Count(count) => count.fmt(f),
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

impl From<CountExceeded> for StoreError {
    fn from(error: CountExceeded) -> Self {
        Self::Count(error)
    }
}
