//! `BoundedMap` against `BTreeMap`.

use std::collections::BTreeMap;
use std::ops::Bound;

use wrtd_limits::bounded::{BoundedMap, Full};

use crate::sequences::{Pair, UNUSED, every_sequence, every_state};

#[derive(Clone, Copy, Debug)]
enum Operation {
    Insert(u8),
    Remove(u8),
    Replace(u8),
    ReplaceAll,
    Clear,
}
use Operation::{Clear, Insert, Remove, Replace, ReplaceAll};

/// The keys of all operations, and one on either side that is never there.
const KEYS: [u8; 6] = [0, 1, 2, 3, 4, 5];

#[derive(Clone)]
struct Maps<const N: usize> {
    bounded: BoundedMap<u8, u8, [(u8, u8); N]>,
    model: BTreeMap<u8, u8>,
}

impl<const N: usize> Maps<N> {
    fn new() -> Self {
        Self { bounded: BoundedMap::new([(UNUSED, UNUSED); N]), model: BTreeMap::new() }
    }

    fn insert(&mut self, key: u8, value: u8) -> Result<Option<u8>, Full> {
        if self.model.len() < N || self.model.contains_key(&key) {
            return Ok(self.model.insert(key, value));
        }
        Err(Full { asked: 1, left: 0, capacity: N, element_bytes: 2 })
    }
}

impl<const N: usize> Pair for Maps<N> {
    type Operation = Operation;
    type State = ([(u8, u8); N], usize);

    fn apply(&mut self, operation: Operation, value: u8) {
        match operation {
            Insert(key) => {
                let expected = self.insert(key, value);
                assert_eq!(self.bounded.insert(key, value), expected);
            }
            Remove(key) => assert_eq!(self.bounded.remove(&key), self.model.remove(&key)),
            Replace(key) => {
                let replace = |old: &mut u8| std::mem::replace(old, value);
                assert_eq!(
                    self.bounded.get_mut(&key).map(replace),
                    self.model.get_mut(&key).map(replace)
                );
            }
            ReplaceAll => {
                self.bounded.values_mut().for_each(|old| *old = value);
                self.model.values_mut().for_each(|old| *old = value);
            }
            Clear => {
                self.bounded.clear();
                self.model.clear();
            }
        }
        let entries = self.bounded.iter().copied();
        assert!(entries.eq(self.model.iter().map(|(key, value)| (*key, *value))));
        assert_eq!(self.bounded.len(), self.model.len());
        assert_eq!(self.bounded.is_empty(), self.model.is_empty());
        assert_eq!(self.bounded.capacity(), N);
        assert_eq!(self.bounded.remaining(), N - self.model.len());
        assert_eq!(self.bounded.is_full(), self.model.len() == N);
        for key in [1, 2] {
            assert_eq!(self.bounded.get(&key), self.model.get(&key));
            assert_eq!(self.bounded.contains(&key), self.model.contains_key(&key));
        }
    }

    fn state(&self) -> Self::State {
        (self.bounded.clone().into_storage(), self.bounded.len())
    }
}

#[test]
fn every_sequence_of_6_operations_does_what_it_does_to_a_btree_map() {
    let operations =
        [Insert(1), Insert(2), Insert(3), Insert(4), Remove(1), Remove(2), Remove(3), Replace(2)];
    let sequences = every_sequence(&Maps::<0>::new(), &operations, 6)
        + every_sequence(&Maps::<1>::new(), &operations, 6)
        + every_sequence(&Maps::<2>::new(), &operations, 6)
        + every_sequence(&Maps::<3>::new(), &operations, 6);
    assert_eq!(sequences, 4 * 299_592);
}

#[test]
fn every_operation_does_in_every_state_what_it_does_to_a_btree_map() {
    let mut operations = vec![ReplaceAll, Clear];
    operations.extend([1, 2, 3, 4].map(Insert));
    operations.extend(KEYS.map(Remove));
    operations.extend(KEYS.map(Replace));
    let values = [1, 2];
    // Counted, not derived: they tell if a change reaches fewer states.
    assert_eq!(every_state(&Maps::<0>::new(), &operations, &values), 1);
    assert_eq!(every_state(&Maps::<1>::new(), &operations, &values), 17);
    assert_eq!(every_state(&Maps::<2>::new(), &operations, &values), 137);
    assert_eq!(every_state(&Maps::<3>::new(), &operations, &values), 649);
}

#[test]
fn every_range_of_every_set_of_4_keys_is_that_of_a_btree_map() {
    let bounds: Vec<Bound<u8>> = KEYS
        .iter()
        .flat_map(|&key| [Bound::Included(key), Bound::Excluded(key)])
        .chain([Bound::Unbounded])
        .collect();
    let mut ranges = 0;
    for set in 0..16u8 {
        let mut maps = Maps::<4>::new();
        for key in [3, 1, 4, 2] {
            if set & (1 << (key - 1)) != 0 {
                maps.apply(Insert(key), key + 10);
            }
        }
        for &start in &bounds {
            for &end in &bounds {
                // Written as filters, because a `BTreeMap` panics where a range ends before it
                // begins.
                let expected =
                    maps.model.iter().map(|(key, value)| (*key, *value)).filter(|(key, _)| {
                        (match start {
                            Bound::Included(start) => *key >= start,
                            Bound::Excluded(start) => *key > start,
                            Bound::Unbounded => true,
                        }) && (match end {
                            Bound::Included(end) => *key <= end,
                            Bound::Excluded(end) => *key < end,
                            Bound::Unbounded => true,
                        })
                    });
                let range = maps.bounded.range((start, end)).copied();
                assert!(range.eq(expected), "{start:?} to {end:?} of {:?}", maps.bounded);
                ranges += 1;
            }
        }
    }
    assert_eq!(ranges, 16 * 13 * 13);
}

#[test]
fn entries_are_read_in_a_loop() {
    let mut map = BoundedMap::new([("", 0); 4]);
    map.insert("b", 2).unwrap();
    map.insert("a", 1).unwrap();
    let mut seen = Vec::new();
    for (key, value) in &map {
        seen.push((*key, *value));
    }
    assert_eq!(seen, [("a", 1), ("b", 2)]);
    assert_eq!(format!("{map:?}"), r#"{"a": 1, "b": 2}"#);
    let mut other = BoundedMap::new([("", 0); 2]);
    other.insert("a", 1).unwrap();
    assert_ne!(map, other);
    other.insert("b", 2).unwrap();
    assert_eq!(map, other);
}

/// A key that is neither less than, equal to nor greater than any other in a way that fits.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Disordered(u8);

impl PartialOrd for Disordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Disordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0 ^ other.0).trailing_zeros().cmp(&u32::from(self.0 % 3))
    }
}

#[test]
fn keys_without_an_order_lose_entries_but_nothing_else() {
    let mut map = BoundedMap::new([(Disordered(0), 0); 8]);
    for key in 0..=u8::MAX {
        let before = map.len();
        let inserted = map.insert(Disordered(key), key);
        assert_eq!(map.len(), before + usize::from(inserted == Ok(None)));
        let _ = map.range(Disordered(key)..Disordered(key / 2));
        if key % 3 == 0 {
            map.remove(&Disordered(key / 3));
        }
    }
}
