//! `BoundedVec` against `Vec`.

use wrtd_limits::bounded::{BoundedVec, Full};

use crate::sequences::{Pair, UNUSED, every_sequence, every_state};

#[derive(Clone, Copy, Debug)]
enum Operation {
    Push,
    Extend(usize),
    Insert(usize),
    Pop,
    Remove(usize),
    SwapRemove(usize),
    Truncate(usize),
    Clear,
    Write,
}
use Operation::{Clear, Extend, Insert, Pop, Push, Remove, SwapRemove, Truncate, Write};

/// A second value for each value.
const fn other(value: u8) -> u8 {
    value ^ 0x80
}

#[derive(Clone)]
struct Vecs<const N: usize> {
    bounded: BoundedVec<u8, [u8; N]>,
    model: Vec<u8>,
}

impl<const N: usize> Vecs<N> {
    fn new() -> Self {
        Self { bounded: BoundedVec::new([UNUSED; N]), model: Vec::new() }
    }

    fn room(&self, asked: usize) -> Result<(), Full> {
        let left = N - self.model.len();
        if asked <= left {
            return Ok(());
        }
        Err(Full { asked, left, capacity: N, element_bytes: 1 })
    }
}

impl<const N: usize> Pair for Vecs<N> {
    type Operation = Operation;
    type State = ([u8; N], usize);

    fn apply(&mut self, operation: Operation, value: u8) {
        match operation {
            Push => {
                let expected = self.room(1).map(|()| self.model.push(value));
                assert_eq!(self.bounded.push(value), expected);
            }
            Extend(count) => {
                let values = &[value, other(value), value, other(value)][..count];
                let expected = self.room(count).map(|()| self.model.extend_from_slice(values));
                assert_eq!(self.bounded.extend_from_slice(values), expected);
            }
            Insert(index) => {
                let expected = self.room(1).map(|()| {
                    self.model.insert(index.min(self.model.len()), value);
                });
                assert_eq!(self.bounded.insert(index, value), expected);
            }
            Pop => assert_eq!(self.bounded.pop(), self.model.pop()),
            Remove(index) => {
                let expected = (index < self.model.len()).then(|| self.model.remove(index));
                assert_eq!(self.bounded.remove(index), expected);
            }
            SwapRemove(index) => {
                let expected = (index < self.model.len()).then(|| self.model.swap_remove(index));
                assert_eq!(self.bounded.swap_remove(index), expected);
            }
            Truncate(length) => {
                self.bounded.truncate(length);
                self.model.truncate(length);
            }
            Clear => {
                self.bounded.clear();
                self.model.clear();
            }
            Write => {
                self.bounded.iter_mut().for_each(|element| *element = other(*element));
                self.model.iter_mut().for_each(|element| *element = other(*element));
            }
        }
        assert_eq!(self.bounded.as_slice(), self.model);
        assert_eq!(self.bounded.capacity(), N);
        assert_eq!(self.bounded.remaining(), N - self.model.len());
        assert_eq!(self.bounded.is_full(), self.model.len() == N);
    }

    fn state(&self) -> Self::State {
        (self.bounded.clone().into_storage(), self.bounded.len())
    }
}

#[test]
fn every_sequence_of_6_operations_does_what_it_does_to_a_vec() {
    // Every kind, with an index that is in, one that may be out, and one that is always out.
    let operations = [
        Push,
        Extend(2),
        Insert(0),
        Insert(1),
        Insert(usize::MAX),
        Pop,
        Remove(0),
        Remove(1),
        SwapRemove(0),
        Truncate(1),
    ];
    let sequences = every_sequence(&Vecs::<0>::new(), &operations, 6)
        + every_sequence(&Vecs::<1>::new(), &operations, 6)
        + every_sequence(&Vecs::<2>::new(), &operations, 6)
        + every_sequence(&Vecs::<3>::new(), &operations, 6);
    assert_eq!(sequences, 4 * 1_111_110);
}

#[test]
fn every_operation_does_in_every_state_what_it_does_to_a_vec() {
    let indices = [0, 1, 2, 3, 4, 5, usize::MAX];
    let mut operations = vec![Push, Pop, Clear, Write];
    operations.extend([0, 1, 2, 3, 4].map(Extend));
    for of in [Insert, Remove, SwapRemove, Truncate] {
        operations.extend(indices.map(of));
    }
    let values = [1, other(1)];
    // Once n slots were written, each holds one of two values, and the length is 0 to n.
    assert_eq!(every_state(&Vecs::<0>::new(), &operations, &values), 1);
    assert_eq!(every_state(&Vecs::<1>::new(), &operations, &values), 1 + 2 * 2);
    assert_eq!(every_state(&Vecs::<2>::new(), &operations, &values), 1 + 2 * 2 + 4 * 3);
    assert_eq!(every_state(&Vecs::<3>::new(), &operations, &values), 1 + 2 * 2 + 4 * 3 + 8 * 4);
}

#[test]
fn elements_are_read_and_written_in_loops() {
    let mut vec = BoundedVec::new([0; 3]);
    vec.extend_from_slice(&[1, 2]).unwrap();
    for element in &mut vec {
        *element *= 10;
    }
    let mut sum = 0;
    for element in &vec {
        sum += element;
    }
    assert_eq!((sum, format!("{vec:?}").as_str()), (30, "[10, 20]"));
    let mut other = BoundedVec::new([7; 8]);
    other.extend_from_slice(&[10, 20]).unwrap();
    assert_eq!(vec, other);
}

#[test]
fn a_full_vec_states_its_size_in_bytes() {
    let full = BoundedVec::new([(0u32, 0u8); 0]).push((1, 2)).unwrap_err();
    assert_eq!(full, Full { asked: 1, left: 0, capacity: 0, element_bytes: 8 });
}

#[test]
fn elements_without_a_size_fill_a_vec_too() {
    let mut vec = BoundedVec::new([(); usize::MAX]);
    vec.extend_from_slice(&[(); usize::MAX]).unwrap();
    assert!(vec.is_full());
    assert!(vec.push(()).is_err());
    assert!(vec.insert(3, ()).is_err());
    assert_eq!(vec.pop(), Some(()));
}
