//! What is resident, what it is charged, and what goes when more is wanted.
//!
//! Invariant: `charged` is the sum of the charges of all entries and of all reservations. It is above
//! the limits only while nothing can go, which is counted.

use std::{any::Any, collections::HashMap, sync::Arc};

use super::{
    SymbolCharge, SymbolLimits, SymbolUse,
    order::{Found, Moment, Order},
};

/// Names an entry: the number of its cache, and its key there.
pub(super) type Key = (u32, u64);

/// A value of some cache.
pub(super) type Stored = Arc<dyn Any + Send + Sync>;

/// What an entry takes beside its value: its places in the table, which may be half empty, and in the
/// queue, and the value's counters.
pub(super) const ENTRY: u64 = 192;

struct Entry {
    value: Stored,
    charge: SymbolCharge,
    used: Moment,
    /// Under which moment it stands in its queue.
    queued: Moment,
}

/// See the module.
#[derive(Default)]
pub(super) struct Store {
    limits: SymbolLimits,
    entries: HashMap<Key, Entry>,
    /// Line tables, which alone make room for others of their kind.
    files: Order,
    /// What has symbols, which alone makes room for other symbols.
    symbols: Order,
    /// Everything else, which takes bytes only.
    others: Order,
    clock: Moment,
    charged: SymbolCharge,
    high_water: SymbolCharge,
    caches: u32,
    dropped: u64,
    overruns: u64,
    pub(super) map: u64,
    pub(super) reparsed: u64,
}

impl Store {
    pub(super) fn new(limits: SymbolLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    pub(super) fn limits(&self) -> SymbolLimits {
        self.limits
    }

    pub(super) fn set_limits(&mut self, limits: SymbolLimits) {
        self.limits = limits;
        self.make_room(SymbolCharge::default());
    }

    pub(super) fn usage(&self) -> SymbolUse {
        SymbolUse {
            capacity: self.limits,
            used: self.charged,
            high_water: self.high_water,
            map: self.map,
            dropped: self.dropped,
            reparsed: self.reparsed,
            overruns: self.overruns,
        }
    }

    /// The number of one more cache.
    pub(super) fn add_cache(&mut self) -> u32 {
        let number = self.caches;
        self.caches = self.caches.wrapping_add(1);
        number
    }

    /// Forgets all entries of a cache that is gone.
    pub(super) fn remove_cache(&mut self, cache: u32) {
        let charged = &mut self.charged;
        self.entries.retain(|(of, _), entry| {
            let keep = *of != cache;
            if !keep {
                charged.take(entry.charge);
            }
            keep
        });
        for order in [&mut self.files, &mut self.symbols, &mut self.others] {
            order.retain(|(of, _)| of != cache);
        }
    }

    /// A value that is there, which is used now.
    pub(super) fn get(&mut self, key: Key) -> Option<Stored> {
        let now = self.tick();
        let entry = self.entries.get_mut(&key)?;
        entry.used = now;
        let value = Arc::clone(&entry.value);
        if !self.fits(SymbolCharge::default()) {
            // What did not fit stays until something else is asked for, as now.
            self.make_room(SymbolCharge::default());
        }
        Some(value)
    }

    /// Charges bytes for something that is about to be read; `false` where they do not fit.
    pub(super) fn reserve(&mut self, bytes: u64) -> bool {
        let charge = SymbolCharge { bytes, ..SymbolCharge::default() };
        let fits = self.make_room(charge);
        self.add(charge);
        self.overruns += u64::from(!fits);
        fits
    }

    /// Gives back what was reserved.
    pub(super) fn release(&mut self, bytes: u64) {
        self.charged.take(SymbolCharge { bytes, ..SymbolCharge::default() });
    }

    /// Keeps a value under its real charge. Where its upper bound has not `fitted`, that was counted.
    pub(super) fn insert(
        &mut self,
        key: Key,
        value: Stored,
        mut charge: SymbolCharge,
        fitted: bool,
    ) {
        charge.bytes = charge.bytes.saturating_add(ENTRY);
        if let Some(old) = self.entries.remove(&key) {
            self.charged.take(old.charge);
        }
        let fits = self.make_room(charge);
        self.overruns += u64::from(!fits && fitted);
        self.add(charge);
        let used = self.tick();
        let order = match charge {
            SymbolCharge { source_files: 1.., .. } => &mut self.files,
            SymbolCharge { symbols: 1.., .. } => &mut self.symbols,
            _ => &mut self.others,
        };
        order.push(used, key);
        self.entries.insert(key, Entry { value, charge, used, queued: used });
    }

    fn tick(&mut self) -> Moment {
        self.clock += 1;
        self.clock
    }

    fn add(&mut self, charge: SymbolCharge) {
        self.charged.add(charge);
        self.high_water.raise(self.charged);
    }

    fn fits(&self, more: SymbolCharge) -> bool {
        self.files_fit(more) && self.symbols_fit(more) && self.bytes_fit(more)
    }

    fn files_fit(&self, more: SymbolCharge) -> bool {
        self.charged.source_files.saturating_add(more.source_files) <= self.limits.source_files
    }

    fn symbols_fit(&self, more: SymbolCharge) -> bool {
        self.charged.symbols.saturating_add(more.symbols) <= self.limits.symbols
    }

    fn bytes_fit(&self, more: SymbolCharge) -> bool {
        self.charged.bytes.saturating_add(more.bytes) <= self.limits.bytes
    }

    /// Drops what was used least recently, of what makes room at all, until `more` fits; `false` where it does not
    /// although all is gone that nobody uses. Values hold no caches, so that to drop them needs nothing of the store.
    fn make_room(&mut self, more: SymbolCharge) -> bool {
        let now = self.clock;
        while !self.files_fit(more) {
            let Some((_, key)) = oldest(&mut self.files, &mut self.entries, now) else { break };
            self.drop_entry(key);
        }
        while !self.symbols_fit(more) {
            let Some((_, key)) = oldest(&mut self.symbols, &mut self.entries, now) else { break };
            self.drop_entry(key);
        }
        while !self.bytes_fit(more) {
            let orders = [&mut self.files, &mut self.symbols, &mut self.others];
            let entries = &mut self.entries;
            let found = orders.into_iter().filter_map(|order| oldest(order, entries, now)).min();
            let Some((_, key)) = found else { break };
            self.drop_entry(key);
        }
        self.fits(more)
    }

    fn drop_entry(&mut self, key: Key) {
        if let Some(gone) = self.entries.remove(&key) {
            self.charged.take(gone.charge);
            self.dropped += 1;
        }
    }
}

/// The entry of an order that was used least recently. What somebody uses counts as used after `now`.
fn oldest(
    order: &mut Order,
    entries: &mut HashMap<Key, Entry>,
    now: Moment,
) -> Option<(Moment, Key)> {
    order.oldest(now, |moment, key| {
        let Some(entry) = entries.get_mut(&key).filter(|entry| entry.queued == moment) else {
            return Found::Stale;
        };
        if Arc::strong_count(&entry.value) > 1 {
            entry.used = entry.used.max(now + 1);
        }
        if entry.used == moment {
            return Found::Oldest;
        }
        entry.queued = entry.used;
        Found::UsedAt(entry.used)
    })
}

impl SymbolCharge {
    fn add(&mut self, other: Self) {
        self.symbols = self.symbols.saturating_add(other.symbols);
        self.source_files = self.source_files.saturating_add(other.source_files);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    fn take(&mut self, other: Self) {
        self.symbols = self.symbols.saturating_sub(other.symbols);
        self.source_files = self.source_files.saturating_sub(other.source_files);
        self.bytes = self.bytes.saturating_sub(other.bytes);
    }

    fn raise(&mut self, to: Self) {
        self.symbols = self.symbols.max(to.symbols);
        self.source_files = self.source_files.max(to.source_files);
        self.bytes = self.bytes.max(to.bytes);
    }
}
