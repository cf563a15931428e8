//! What the maps of modules take, which are always there; told beside the budget.

use std::fmt;

use super::SymbolBudget;

/// The bytes of one map, for as long as it exists.
pub(crate) struct MapShare {
    budget: SymbolBudget,
    bytes: u64,
}

impl MapShare {
    /// A map of so many bytes.
    pub(crate) fn new(budget: &SymbolBudget, bytes: usize) -> Self {
        let bytes = bytes as u64;
        let mut store = budget.store();
        store.map = store.map.saturating_add(bytes);
        drop(store);
        Self { budget: budget.clone(), bytes }
    }
}

impl Drop for MapShare {
    fn drop(&mut self) {
        let mut store = self.budget.store();
        store.map = store.map.saturating_sub(self.bytes);
    }
}

impl fmt::Debug for MapShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MapShare").field(&self.bytes).finish()
    }
}
