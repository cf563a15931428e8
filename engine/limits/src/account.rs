//! The accounts among which a total memory budget is split.

use core::fmt;

use crate::{LimitName, PlatformId};

/// What a piece of memory is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// Linear memories of the running program.
    WasmLinear,
    /// Instances of modules and components, their tables, resources and adapters.
    Components,
    /// Breakpoints, watchpoints, frames and values held for a debugger.
    Debug,
    /// The engine itself: decoded modules, side tables, the guest's stack.
    Runtime,
    /// What no other account may take.
    Reserve,
}

impl Account {
    /// Every account, in the order in which budgets are printed.
    pub const ALL: [Self; 5] =
        [Self::WasmLinear, Self::Components, Self::Debug, Self::Runtime, Self::Reserve];

    /// The account's place in [`Account::ALL`].
    pub(crate) const fn index(self) -> usize {
        match self {
            Self::WasmLinear => 0,
            Self::Components => 1,
            Self::Debug => 2,
            Self::Runtime => 3,
            Self::Reserve => 4,
        }
    }

    /// The limit that is its capacity.
    #[must_use]
    pub const fn limit(self) -> LimitName {
        match self {
            Self::WasmLinear => LimitName::WasmLinear,
            Self::Components => LimitName::ComponentBytes,
            Self::Debug => LimitName::Debug,
            Self::Runtime => LimitName::Runtime,
            Self::Reserve => LimitName::Reserve,
        }
    }

    /// What happens on a platform where it is full, for users: a clause without a full stop.
    #[must_use]
    pub const fn at_limit(self, platform: PlatformId) -> &'static str {
        self.limit().at_limit(platform)
    }

    /// The name used in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WasmLinear => "Wasm linear memory",
            Self::Components => "components",
            Self::Debug => "debug",
            Self::Runtime => "runtime",
            Self::Reserve => "reserve",
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
