//! Every kind of memory that a host may give, one of its own and one that breaks its promise.

use std::cell::Cell;
use std::fmt::Write as _;

use wrtd_limits::bounded::{BoundedMap, BoundedString, BoundedVec, Storage};

fn fill(storage: impl Storage<u8>) -> usize {
    let mut vec = BoundedVec::new(storage);
    let mut count = 0;
    while vec.push(1).is_ok() {
        count += 1;
    }
    assert_eq!((count, vec.len()), (vec.capacity(), vec.capacity()));
    count
}

/// A host's type that is not a slice: the rest of a buffer behind a header.
struct BehindHeader([u8; 8]);

impl Storage<u8> for BehindHeader {
    fn slots(&self) -> &[u8] {
        &self.0[3..]
    }

    fn slots_mut(&mut self) -> &mut [u8] {
        &mut self.0[3..]
    }
}

#[test]
fn arrays_slices_boxes_vecs_and_types_of_ones_own_are_storage() {
    assert_eq!(fill([0; 3]), 3);
    assert_eq!(fill(&mut [0; 4]), 4);
    assert_eq!(fill(&mut [0; 5][1..]), 4);
    assert_eq!(fill(vec![0; 6].into_boxed_slice()), 6);
    let mut vec = Vec::with_capacity(100);
    vec.resize(8, 0);
    assert_eq!(fill(vec), 8);
    assert_eq!(fill(BehindHeader([0; 8])), 5);
}

#[test]
fn a_collection_can_be_a_static() {
    static FRAMES: std::sync::Mutex<BoundedVec<u32, [u32; 2]>> =
        std::sync::Mutex::new(BoundedVec::new([0; 2]));
    let mut frames = FRAMES.lock().unwrap();
    assert_eq!((frames.push(1), frames.remaining()), (Ok(()), 1));
}

#[test]
fn a_buffer_is_given_back_with_what_it_holds() {
    let mut buffer = [0; 4];
    let mut vec = BoundedVec::new(&mut buffer);
    vec.extend_from_slice(&[1, 2]).unwrap();
    assert_eq!(vec.into_storage(), &[1, 2, 0, 0]);
    assert_eq!(buffer, [1, 2, 0, 0]);
}

/// Shows other slots each time it is asked, in turn those of `shown`.
#[derive(Clone)]
struct Unreliable<T> {
    slots: [T; 3],
    others: [T; 3],
    shown: [Shown; 3],
    turn: Cell<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Shown {
    Slots(usize),
    Others(usize),
}

impl<T> Unreliable<T> {
    fn next(&self) -> Shown {
        let turn = self.turn.get();
        self.turn.set((turn + 1) % self.shown.len());
        self.shown[turn]
    }
}

impl<T> Storage<T> for Unreliable<T> {
    fn slots(&self) -> &[T] {
        match self.next() {
            Shown::Slots(count) => &self.slots[..count],
            Shown::Others(count) => &self.others[..count],
        }
    }

    fn slots_mut(&mut self) -> &mut [T] {
        match self.next() {
            Shown::Slots(count) => &mut self.slots[..count],
            Shown::Others(count) => &mut self.others[..count],
        }
    }
}

/// Does every sequence of 1 to `length` of `operations`, and gives how many that were.
fn every_sequence<C: Clone>(start: &C, operations: &[fn(&mut C)], length: usize) -> u64 {
    let Some(rest) = length.checked_sub(1) else { return 0 };
    operations.iter().fold(0, |sequences, operation| {
        let mut next = start.clone();
        operation(&mut next);
        sequences + 1 + every_sequence(&next, operations, rest)
    })
}

#[test]
fn storage_that_changes_by_itself_makes_nothing_panic() {
    type Vecs = BoundedVec<u8, Unreliable<u8>>;
    type Maps = BoundedMap<u8, u8, Unreliable<(u8, u8)>>;
    type Strings = BoundedString<Unreliable<u8>>;
    let vec_operations: [fn(&mut Vecs); 8] = [
        |vec| _ = vec.push(1),
        |vec| _ = vec.extend_from_slice(&[1, 2]),
        |vec| _ = vec.insert(0, 3),
        |vec| _ = vec.insert(2, 3),
        |vec| _ = vec.pop(),
        |vec| _ = vec.remove(1),
        |vec| _ = vec.swap_remove(0),
        |vec| vec.truncate(2),
    ];
    let map_operations: [fn(&mut Maps); 6] = [
        |map| _ = map.insert(1, 1),
        |map| _ = map.insert(2, 2),
        |map| _ = map.insert(3, 3),
        |map| _ = map.remove(&2),
        |map| _ = map.range(1..=2),
        |map| map.get_mut(&2).into_iter().for_each(|value| *value = 4),
    ];
    let string_operations: [fn(&mut Strings); 7] = [
        |text| _ = text.push('ß'),
        |text| _ = text.push_str("ab"),
        |text| _ = write!(text, "ß{:>2}", 1),
        |text| _ = text.push_str_truncated("aßb", "."),
        |text| _ = text.push_str_truncated("aßb", "…"),
        |text| _ = text.pop(),
        |text| text.truncate(1),
    ];
    let all = [
        Shown::Slots(0),
        Shown::Slots(1),
        Shown::Slots(2),
        Shown::Slots(3),
        Shown::Others(2),
        Shown::Others(3),
    ];
    let mut sequences = 0;
    for first in all {
        for second in all {
            for third in all {
                let shown = [first, second, third];
                let turn = Cell::new(0);
                // No UTF-8, and no ascending keys.
                let bytes =
                    Unreliable { slots: [0; 3], others: [0x80; 3], shown, turn: turn.clone() };
                let entries = Unreliable {
                    slots: [(0, 0); 3],
                    others: [(3, 1), (2, 1), (2, 2)],
                    shown,
                    turn,
                };
                sequences += every_sequence(&BoundedVec::new(bytes.clone()), &vec_operations, 4)
                    + every_sequence(&BoundedMap::new(entries), &map_operations, 4)
                    + every_sequence(&BoundedString::new(bytes), &string_operations, 4);
            }
        }
    }
    assert_eq!(sequences, 216 * (4_680 + 1_554 + 2_800));
}
