//! A bounded cache: what was parsed of the debug information is kept until the room is needed.
//!
//! Every entry has a weight in bytes; when the sum passes the capacity, the half that was not used
//! for longest goes. Readers hold `Arc`s, so eviction never invalidates what is in use.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Values by key, within `capacity` bytes.
pub(crate) struct Cache<K, V> {
    entries: Mutex<Entries<K, V>>,
    capacity: usize,
}

struct Entries<K, V> {
    by_key: HashMap<K, Entry<V>>,
    clock: u64,
    weight: usize,
}

struct Entry<V> {
    value: Arc<V>,
    used: u64,
    weight: usize,
}

impl<K: Eq + Hash + Copy, V> Cache<K, V> {
    /// An empty cache for about `capacity` bytes.
    pub(crate) fn new(capacity: usize) -> Self {
        let entries = Entries { by_key: HashMap::new(), clock: 0, weight: 0 };
        Self { entries: Mutex::new(entries), capacity }
    }

    /// The value of `key`, made by `make` where it is not there; `make` also tells its weight.
    /// `make` runs without the lock, so it may use the cache itself.
    pub(crate) fn get_or_make(&self, key: K, make: impl FnOnce() -> (V, usize)) -> Arc<V> {
        if let Some(value) = self.get(key) {
            return value;
        }
        let (value, weight) = make();
        let value = Arc::new(value);
        self.insert(key, Arc::clone(&value), weight);
        value
    }

    fn get(&self, key: K) -> Option<Arc<V>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.clock += 1;
        let clock = entries.clock;
        let entry = entries.by_key.get_mut(&key)?;
        entry.used = clock;
        Some(Arc::clone(&entry.value))
    }

    fn insert(&self, key: K, value: Arc<V>, weight: usize) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.clock += 1;
        let entry = Entry { value, used: entries.clock, weight };
        entries.weight = entries.weight.saturating_add(weight);
        if let Some(old) = entries.by_key.insert(key, entry) {
            entries.weight = entries.weight.saturating_sub(old.weight);
        }
        while entries.weight > self.capacity && entries.by_key.len() > 1 {
            entries.drop_older_half();
        }
    }
}

impl<K: Eq + Hash + Copy, V> Entries<K, V> {
    fn drop_older_half(&mut self) {
        let mut uses: Vec<u64> = self.by_key.values().map(|entry| entry.used).collect();
        let middle = uses.len() / 2;
        let (_, &mut median, _) = uses.select_nth_unstable(middle);
        let mut weight = 0_usize;
        self.by_key.retain(|_, entry| {
            let keep = entry.used >= median;
            if keep {
                weight = weight.saturating_add(entry.weight);
            }
            keep
        });
        self.weight = weight;
    }
}

impl<K, V> fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;

    #[test]
    fn the_longest_unused_go_first() {
        let cache = Cache::new(100);
        for key in 0..10 {
            cache.get_or_make(key, || (key, 10));
        }
        cache.get_or_make(0, || unreachable!("still there"));
        cache.get_or_make(10, || (10, 10));
        let kept = |key| cache.get(key).is_some();
        assert!(kept(0) && kept(10) && kept(9));
        assert!(!kept(1) && !kept(2));
    }

    #[test]
    fn an_entry_larger_than_the_capacity_is_still_served() {
        let cache = Cache::new(10);
        assert_eq!(*cache.get_or_make(1, || (7, 1000)), 7);
        assert_eq!(*cache.get_or_make(2, || (8, 1)), 8);
        assert_eq!(*cache.get_or_make(2, || unreachable!("kept")), 8);
    }
}
