//! A map in memory that is given: a sorted array of keys with their values.
//!
//! Invariant: keys ascend strictly, so that each stands once, a look-up is a binary search, and a
//! range of keys is a slice. Taking in or out a key moves the entries behind it, which for the
//! tens of entries of a device costs less than a tree's nodes would.
//!
//! A key whose order changes while it is in the map, or whose order is none, gives entries that are
//! not found; nothing else depends on it.

use core::ops::{Bound, RangeBounds};
use core::{fmt, slice};

use super::{BoundedVec, Full, Storage};

/// A map of at most as many entries as its storage has slots, in the order of its keys.
///
/// ```
/// use wrtd_limits::bounded::{BoundedMap, Full};
///
/// // The byte that each breakpoint replaced, by its offset.
/// let mut breakpoints = BoundedMap::new([(0u32, 0u8); 3]);
/// breakpoints.insert(0x40, 0x6a)?;
/// breakpoints.insert(0x20, 0x0b)?;
/// breakpoints.insert(0x30, 0x41)?;
///
/// assert_eq!(breakpoints.get(&0x20), Some(&0x0b));
/// assert_eq!(breakpoints.as_slice(), [(0x20, 0x0b), (0x30, 0x41), (0x40, 0x6a)]);
/// // The last one at or before an offset.
/// assert_eq!(breakpoints.range(..=0x3f).next_back(), Some(&(0x30, 0x41)));
///
/// // A full map still replaces, but takes no other key.
/// assert_eq!(breakpoints.insert(0x20, 0x10)?, Some(0x0b));
/// let full = breakpoints.insert(0x50, 0x0b).unwrap_err();
/// assert_eq!((full.asked, full.left, full.capacity), (1, 0, 3));
/// assert!(!breakpoints.contains(&0x50));
/// assert_eq!(breakpoints.remove(&0x20), Some(0x10));
/// # Ok::<(), Full>(())
/// ```
#[derive(Clone)]
pub struct BoundedMap<K, V, S> {
    entries: BoundedVec<(K, V), S>,
}

impl<K: Ord + Copy, V: Copy, S: Storage<(K, V)>> BoundedMap<K, V, S> {
    /// An empty map in `storage`; what that holds is ignored.
    #[must_use]
    pub const fn new(storage: S) -> Self {
        Self { entries: BoundedVec::new(storage) }
    }

    /// Entries that it holds at most.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.entries.capacity()
    }

    /// Entries that there is still room for.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.entries.remaining()
    }

    /// Whether there is no room for another key.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.entries.is_full()
    }

    /// Entries that it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, by ascending key.
    #[must_use]
    pub fn as_slice(&self) -> &[(K, V)] {
        &self.entries
    }

    /// The entries one by one, by ascending key.
    pub fn iter(&self) -> slice::Iter<'_, (K, V)> {
        self.entries.iter()
    }

    /// The values by ascending key, to write to.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> + ExactSizeIterator {
        self.entries.iter_mut().map(|(_, value)| value)
    }

    /// The entries whose keys are in `range`, by ascending key; none where it ends before it
    /// begins.
    pub fn range(&self, range: impl RangeBounds<K>) -> slice::Iter<'_, (K, V)> {
        let before = |key: &K| self.entries.partition_point(|(other, _)| other < key);
        let through = |key: &K| self.entries.partition_point(|(other, _)| other <= key);
        let start = match range.start_bound() {
            Bound::Included(key) => before(key),
            Bound::Excluded(key) => through(key),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(key) => through(key),
            Bound::Excluded(key) => before(key),
            Bound::Unbounded => self.entries.len(),
        };
        self.entries.get(start..end).unwrap_or_default().iter()
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        let index = self.find(key).ok()?;
        self.entries.get(index).map(|(_, value)| value)
    }

    /// The value of `key`, to write to.
    #[must_use]
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let index = self.find(key).ok()?;
        self.entries.get_mut(index).map(|(_, value)| value)
    }

    /// Whether `key` has a value.
    #[must_use]
    pub fn contains(&self, key: &K) -> bool {
        self.find(key).is_ok()
    }

    /// Gives `key` a value, and the one that it had before.
    ///
    /// # Errors
    /// [`Full`] where `key` has none yet and there is no room for it.
    pub fn insert(&mut self, key: K, value: V) -> Result<Option<V>, Full> {
        match self.find(&key) {
            Ok(index) => Ok(self
                .entries
                .get_mut(index)
                .map(|(_, present)| core::mem::replace(present, value))),
            Err(index) => self.entries.insert(index, (key, value)).map(|()| None),
        }
    }

    /// Takes `key` out and gives the value that it had.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let index = self.find(key).ok()?;
        self.entries.remove(index).map(|(_, value)| value)
    }

    /// Drops all entries.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Gives the storage back: the entries, then what was left in the slots behind them.
    #[must_use]
    pub fn into_storage(self) -> S {
        self.entries.into_storage()
    }

    /// Where `key` stands, or else where it would have to.
    fn find(&self, key: &K) -> Result<usize, usize> {
        self.entries.binary_search_by(|(other, _)| other.cmp(key))
    }
}

impl<'a, K: Ord + Copy, V: Copy, S: Storage<(K, V)>> IntoIterator for &'a BoundedMap<K, V, S> {
    type Item = &'a (K, V);
    type IntoIter = slice::Iter<'a, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K, V, S> fmt::Debug for BoundedMap<K, V, S>
where
    K: Ord + Copy + fmt::Debug,
    V: Copy + fmt::Debug,
    S: Storage<(K, V)>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(key, value)| (key, value))).finish()
    }
}

/// Equal entries; neither capacity nor storage matters.
impl<K, V, S, R> PartialEq<BoundedMap<K, V, R>> for BoundedMap<K, V, S>
where
    K: Ord + Copy,
    V: Copy + PartialEq,
    S: Storage<(K, V)>,
    R: Storage<(K, V)>,
{
    fn eq(&self, other: &BoundedMap<K, V, R>) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<K: Ord + Copy, V: Copy + Eq, S: Storage<(K, V)>> Eq for BoundedMap<K, V, S> {}
