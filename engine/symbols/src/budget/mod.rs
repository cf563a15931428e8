//! The symbol budget: how much of what was read of debug information stays in memory.
//!
//! All modules of a session share one [`SymbolBudget`]. It bounds what is resident, never what can be
//! debugged: before something is read its upper bound is charged, and what was used least recently
//! goes until that fits; once it is read, the charge is what it really takes. What somebody uses at
//! the moment never goes, and what is larger than the whole budget is read all the same: it stays
//! until something else is asked for, and is counted as an overrun.
//!
//! Not part of the budget is the map of a module, with which everything else is found again: 8 bytes
//! for each function of the program, 40 for each unit, 16 for each type unit and 4 for each line
//! program, and 12 for each run of functions of one unit, of which there are at most twice as many as
//! functions. [`SymbolUse::map`] counts it.

mod cache;
mod map;
mod order;
mod store;

pub use cache::SymbolCache;
pub(crate) use map::MapShare;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use store::Store;

/// What a symbol takes in the mean, in bytes: the entry of a function 16, a variable with its scope
/// 30, a type with its members 300 to 500.
pub const BYTES_PER_SYMBOL: u64 = 128;

/// What may be resident of debug information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymbolLimits {
    /// Functions, variables, scopes and types.
    pub symbols: u64,
    /// Source files whose lines are known: line tables.
    pub source_files: u64,
    /// Bytes of all that, of the paths of sources and of the indexes by name and by address.
    pub bytes: u64,
}

impl SymbolLimits {
    /// So many symbols and source files, and [`BYTES_PER_SYMBOL`] for each symbol.
    #[must_use]
    pub const fn new(symbols: u64, source_files: u64) -> Self {
        Self { symbols, source_files, bytes: symbols.saturating_mul(BYTES_PER_SYMBOL) }
    }
}

/// What a workstation has: two million symbols in 256 MiB, and 16,384 source files. Only programs of
/// some hundred megabytes of debug information ever read anything twice.
impl Default for SymbolLimits {
    fn default() -> Self {
        Self::new(1 << 21, 1 << 14)
    }
}

/// What something takes of a budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SymbolCharge {
    /// Functions, variables, scopes and types.
    pub symbols: u64,
    /// Line tables.
    pub source_files: u64,
    /// Bytes.
    pub bytes: u64,
}

impl SymbolCharge {
    /// Something that is no symbol.
    #[must_use]
    pub const fn bytes(bytes: usize) -> Self {
        Self { symbols: 0, source_files: 0, bytes: bytes as u64 }
    }

    /// Symbols, and the bytes of all of them together.
    #[must_use]
    pub const fn symbols(symbols: usize, bytes: usize) -> Self {
        Self { symbols: symbols as u64, source_files: 0, bytes: bytes as u64 }
    }

    /// The lines of a source file.
    #[must_use]
    pub const fn source_file(bytes: usize) -> Self {
        Self { symbols: 0, source_files: 1, bytes: bytes as u64 }
    }
}

/// What a budget is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SymbolUse {
    /// What may be resident.
    pub capacity: SymbolLimits,
    /// What is charged at present.
    pub used: SymbolCharge,
    /// The most that was charged at a time. Above the capacity only where `overruns` says so.
    pub high_water: SymbolCharge,
    /// Bytes of the maps of all modules; see the [module's documentation](SymbolBudget).
    pub map: u64,
    /// How often something was dropped to make room.
    pub dropped: u64,
    /// How often a part of a unit was read again after it had been dropped.
    pub reparsed: u64,
    /// How often something did not fit, though all that nobody was using had gone: one thing that is
    /// larger than the budget, or what a single question uses at the same time.
    pub overruns: u64,
}

/// The budget that all modules of a session share; clones are the same budget.
///
/// What is resident is bounded, never what can be debugged: what was dropped is read again when it is
/// wanted, and what does not fit is read all the same and goes as soon as something else is asked for.
/// What is always there is a map of each module, which [`SymbolUse::map`] counts: 8 bytes for each
/// function of the program, 40 for each unit of the debug information, 16 for each type unit, 4 for each
/// line program, and 12 for each run of functions of one unit, at most two for each function.
#[derive(Clone, Default)]
pub struct SymbolBudget(Arc<Mutex<Store>>);

impl SymbolBudget {
    /// An empty budget.
    #[must_use]
    pub fn new(limits: SymbolLimits) -> Self {
        Self(Arc::new(Mutex::new(Store::new(limits))))
    }

    /// Replaces the limits; what no longer fits goes now.
    pub fn set_limits(&self, limits: SymbolLimits) {
        self.store().set_limits(limits);
    }

    /// What may be resident.
    #[must_use]
    pub fn limits(&self) -> SymbolLimits {
        self.store().limits()
    }

    /// What it is used for at present.
    #[must_use]
    pub fn usage(&self) -> SymbolUse {
        self.store().usage()
    }

    /// Makes room for so many bytes, which are charged while what is returned exists.
    pub(crate) fn reserve(&self, bytes: u64) -> Reservation {
        let fitted = self.store().reserve(bytes);
        Reservation { budget: self.clone(), bytes, fitted }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes that are charged while something is read, even if that panics.
pub(crate) struct Reservation {
    budget: SymbolBudget,
    bytes: u64,
    fitted: bool,
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.budget.store().release(self.bytes);
    }
}

impl fmt::Debug for SymbolBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SymbolBudget").field(&self.usage()).finish()
    }
}

#[cfg(test)]
mod tests;
