//! What was read of one kind, by key, as far as the budget has room for it.

use std::{
    any::Any,
    fmt,
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
};

use super::{SymbolBudget, SymbolCharge};

/// Values by key, which the budget drops when it needs the room. Readers hold [`Arc`]s, so that what is
/// in use stays.
pub struct SymbolCache<V> {
    budget: SymbolBudget,
    number: u32,
    /// For parts of units, by the unit's number: which were read before.
    read: Option<Mutex<BitSet>>,
    values: PhantomData<fn() -> V>,
}

impl<V: Send + Sync + 'static> SymbolCache<V> {
    /// An empty cache. Its values must hold no caches of the same budget.
    #[must_use]
    pub fn new(budget: &SymbolBudget) -> Self {
        Self::with(budget, None)
    }

    /// An empty cache for parts of units, whose keys are the numbers of units.
    pub(crate) fn of_units(budget: &SymbolBudget) -> Self {
        Self::with(budget, Some(Mutex::default()))
    }

    fn with(budget: &SymbolBudget, read: Option<Mutex<BitSet>>) -> Self {
        let number = budget.store().add_cache();
        Self { budget: budget.clone(), number, read, values: PhantomData }
    }

    /// The value of `key`; where it is not there, `make` makes it and tells what it takes.
    pub fn get_or_make(&self, key: u64, make: impl FnOnce() -> (V, SymbolCharge)) -> Arc<V> {
        self.get_or_read(key, |_| 0, make)
    }

    /// The same for what may be large: `bound` tells how many bytes the value takes at most, for which
    /// room is made before it is read. It is given the capacity of the budget: where a bound that is
    /// easily told is above that, a better one may be worth the work. Both run without the lock, so they
    /// may use caches of the same budget.
    pub(crate) fn get_or_read(
        &self,
        key: u64,
        bound: impl FnOnce(u64) -> u64,
        make: impl FnOnce() -> (V, SymbolCharge),
    ) -> Arc<V> {
        if let Some(value) = self.get(key) {
            return value;
        }
        let bytes = bound(self.budget.limits().bytes);
        let reservation = self.budget.reserve(bytes);
        let (value, charge) = make();
        let fitted = reservation.fitted;
        drop(reservation);
        let value = Arc::new(value);
        let stored: Arc<dyn Any + Send + Sync> = Arc::<V>::clone(&value);
        let again = self.is_read_again(key);
        let mut store = self.budget.store();
        store.reparsed += u64::from(again);
        store.insert((self.number, key), stored, charge, fitted);
        drop(store);
        value
    }

    fn get(&self, key: u64) -> Option<Arc<V>> {
        let stored = self.budget.store().get((self.number, key))?;
        stored.downcast().ok()
    }

    fn is_read_again(&self, key: u64) -> bool {
        let Some(read) = &self.read else { return false };
        read.lock().unwrap_or_else(PoisonError::into_inner).insert(key)
    }
}

impl<V> Drop for SymbolCache<V> {
    fn drop(&mut self) {
        self.budget.store().remove_cache(self.number);
    }
}

impl<V> fmt::Debug for SymbolCache<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymbolCache").field("number", &self.number).finish_non_exhaustive()
    }
}

/// Small numbers.
#[derive(Default)]
struct BitSet(Vec<u64>);

impl BitSet {
    /// Adds a number; whether it was there.
    fn insert(&mut self, number: u64) -> bool {
        let (word, bit) = ((number / 64) as usize, 1 << (number % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let Some(word) = self.0.get_mut(word) else { return false };
        let known = *word & bit != 0;
        *word |= bit;
        known
    }
}
