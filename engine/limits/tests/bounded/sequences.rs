//! Enumerates what can be done to a collection, in two ways.
//!
//! [`every_sequence`] does every sequence of operations up to a length. [`every_state`] does every
//! operation in every state that any sequence reaches, however long: a collection is its slots and
//! its length, so that what an operation does in a state does not depend on the way there.

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;

/// What every slot holds at first, and no operation writes.
pub(crate) const UNUSED: u8 = 0xee;

/// A collection and its model.
pub(crate) trait Pair: Clone {
    /// Something that can be done to both.
    type Operation: Copy + Debug;
    /// All that the outcome of an operation can depend on.
    type State: Eq + Hash;

    /// Does `operation` to both, with `value` where it needs one, and compares what they give and
    /// what they then hold.
    fn apply(&mut self, operation: Self::Operation, value: u8);

    /// The slots and the length.
    fn state(&self) -> Self::State;
}

/// What was done so far, for the message of a comparison that fails.
struct Path<O: Debug>(Vec<O>);

impl<O: Debug> Drop for Path<O> {
    #[expect(clippy::print_stderr, reason = "this is the only place that knows the sequence")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the last of these operations differs: {:?}", self.0);
        }
    }
}

/// Does every sequence of 1 to `length` of `operations` from `start`, the nth with value n, and
/// gives how many sequences that were.
pub(crate) fn every_sequence<P: Pair>(
    start: &P,
    operations: &[P::Operation],
    length: usize,
) -> u64 {
    extend(start, operations, length, &mut Path(Vec::new()))
}

fn extend<P: Pair>(
    pair: &P,
    operations: &[P::Operation],
    length: usize,
    path: &mut Path<P::Operation>,
) -> u64 {
    let Some(rest) = length.checked_sub(1) else { return 0 };
    let mut sequences = 0;
    for &operation in operations {
        let mut next = pair.clone();
        path.0.push(operation);
        next.apply(operation, u8::try_from(path.0.len()).unwrap_or(u8::MAX));
        sequences += 1 + extend(&next, operations, rest, path);
        path.0.pop();
    }
    sequences
}

/// Does each of `operations` with each of `values` in each state that can be reached from `start`,
/// and gives how many states that were.
pub(crate) fn every_state<P: Pair>(start: &P, operations: &[P::Operation], values: &[u8]) -> usize {
    let mut reached = HashSet::from([start.state()]);
    let mut open = vec![start.clone()];
    let mut path = Path(Vec::new());
    while let Some(pair) = open.pop() {
        for &operation in operations {
            for &value in values {
                path.0 = vec![operation];
                let mut next = pair.clone();
                next.apply(operation, value);
                if reached.insert(next.state()) {
                    open.push(next);
                }
            }
        }
    }
    reached.len()
}
