//! The exception handlers of a function, a part of its side table.
//!
//! Entering and leaving a block that catches costs nothing: which handlers there are at an instruction is
//! looked up by its Wasm offset, and only when something is thrown.
//!
//! Invariant: as for [`crate::side_table`]; and every slot that is named here lies in the frame.

use alloc::boxed::Box;
use core::ops::Range;

/// All handlers of one function.
#[derive(Debug)]
pub(crate) struct Handlers {
    /// Inner ones before those around them.
    pub(crate) tries: Box<[Try]>,
    pub(crate) clauses: Box<[Clause]>,
    /// Wasm offset of each `rethrow`, in order, and the slot of the frame with the exception to throw.
    pub(crate) rethrows: Box<[(u32, u32)]>,
}

/// A `try` or `try_table`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Try {
    /// Wasm offset of its instruction.
    pub(crate) open: u32,
    /// Wasm offsets of what it protects.
    pub(crate) body: Range<u32>,
    /// Its clauses among those of the function.
    pub(crate) clauses: Range<u32>,
    /// Of a `try` with `delegate`: where the block begins, as if in which everything was thrown; 0 for the
    /// function itself.
    pub(crate) delegate: Option<u32>,
}

/// One `catch` of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Index of the tag whose exceptions it catches; `None` where it catches all, and takes no values.
    pub(crate) tag: Option<u32>,
    /// A reference to the exception follows the values.
    pub(crate) reference: bool,
    /// Slot of the frame where the exception is kept for a `rethrow`.
    pub(crate) keep: Option<u32>,
    /// Wasm offset to go on at, and the first branch at or after it.
    pub(crate) pc: u32,
    pub(crate) entry: u32,
    /// Slot of the frame where the values go.
    pub(crate) height: u32,
}

/// How many of each there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HandlersExtent {
    pub(crate) tries: u64,
    pub(crate) clauses: u64,
    pub(crate) rethrows: u64,
}

impl HandlersExtent {
    /// Bytes of so many; nothing is kept where nothing is tried.
    pub(crate) fn size(&self) -> u64 {
        if self.tries == 0 {
            return 0;
        }
        size_of::<Handlers>() as u64
            + self.tries * size_of::<Try>() as u64
            + self.clauses * size_of::<Clause>() as u64
            + self.rethrows * size_of::<(u32, u32)>() as u64
    }
}

impl Handlers {
    /// How many of each there are.
    pub(crate) fn extent(&self) -> HandlersExtent {
        HandlersExtent {
            tries: self.tries.len() as u64,
            clauses: self.clauses.len() as u64,
            rethrows: self.rethrows.len() as u64,
        }
    }

    /// The clause that catches what the instruction at `pc` throws, if `catches` says so of its tag.
    pub(crate) fn find(&self, pc: u32, catches: impl Fn(u32) -> bool) -> Option<&Clause> {
        // Of blocks that begin behind this, a `delegate` has left the handlers out.
        let mut outermost = u32::MAX;
        for attempt in self.tries.iter() {
            if attempt.open > outermost || !attempt.body.contains(&pc) {
                continue;
            }
            let clauses = attempt.clauses.start as usize..attempt.clauses.end as usize;
            let found = self.clauses[clauses].iter().find(|clause| clause.tag.is_none_or(&catches));
            if found.is_some() {
                return found;
            }
            outermost = attempt.delegate.unwrap_or(outermost);
        }
        None
    }

    /// The slot with the exception that the `rethrow` at `pc` throws.
    pub(crate) fn rethrown(&self, pc: u32) -> Option<u32> {
        let place = self.rethrows.binary_search_by_key(&pc, |&(at, _)| at).ok()?;
        Some(self.rethrows[place].1)
    }
}

/// How a walk over a function finds its handlers.
pub(crate) mod build {
    use alloc::boxed::Box;
    use alloc::vec::Vec;
    use core::ops::Range;

    use super::{Clause, Handlers, Try};

    /// A `try` or `try_table` that is open.
    #[derive(Debug)]
    pub(crate) struct Attempt {
        /// Where what it protects begins, and ends where that was seen.
        start: u32,
        end: Option<u32>,
        clauses: Clauses,
    }

    #[derive(Debug)]
    enum Clauses {
        /// Of a `try_table`: among those of the function.
        Known(Range<u32>),
        /// Of a `try`: so far.
        Met(Vec<Clause>),
    }

    impl Attempt {
        /// A `try` whose body begins at `start`.
        pub(crate) fn new(start: u32) -> Self {
            Self { start, end: None, clauses: Clauses::Met(Vec::new()) }
        }

        /// A `try_table` whose body begins at `start`, with clauses from `first` on.
        pub(crate) fn of_table(start: u32, first: usize) -> Self {
            let first = first as u32;
            Self { start, end: None, clauses: Clauses::Known(first..first) }
        }

        /// The `catch` at `pc` of a `try`.
        pub(crate) fn catch(&mut self, pc: u32, clause: Clause) {
            self.end.get_or_insert(pc);
            if let Clauses::Met(clauses) = &mut self.clauses {
                clauses.push(clause);
            }
        }

        /// The exception of the present `catch` is to be kept in this slot.
        pub(crate) fn keep(&mut self, slot: u32) {
            if let Clauses::Met(clauses) = &mut self.clauses
                && let Some(clause) = clauses.last_mut()
            {
                clause.keep = Some(slot);
            }
        }
    }

    /// The handlers of a function so far.
    #[derive(Default)]
    pub(crate) struct Protection {
        tries: Vec<Try>,
        clauses: Vec<Clause>,
        rethrows: Vec<(u32, u32)>,
        kept: u32,
    }

    impl Protection {
        /// Number of the clause that comes next.
        pub(crate) fn next_clause(&self) -> usize {
            self.clauses.len()
        }

        /// Adds a clause of the `try_table` that is about to begin.
        pub(crate) fn add_clause(&mut self, attempt: &mut Attempt, clause: Clause) {
            self.clauses.push(clause);
            if let Clauses::Known(range) = &mut attempt.clauses {
                range.end = self.clauses.len() as u32;
            }
        }

        /// Says where a clause goes on, once that is known.
        pub(crate) fn set_target(&mut self, clause: usize, pc: u32, entry: u32) {
            (self.clauses[clause].pc, self.clauses[clause].entry) = (pc, entry);
        }

        /// The `rethrow` at `pc` throws what is kept in the slot that `around` others are before, all of
        /// them behind `locals` locals.
        pub(crate) fn rethrow(&mut self, pc: u32, locals: u32, around: u32) {
            self.rethrows.push((pc, locals + around));
            self.kept = self.kept.max(around + 1);
        }

        /// The `try` or `try_table` at `open` ends at `end`, those in it have ended before.
        pub(crate) fn close(
            &mut self,
            attempt: Attempt,
            open: u32,
            end: u32,
            delegate: Option<u32>,
        ) {
            let clauses = match attempt.clauses {
                Clauses::Known(range) => range,
                Clauses::Met(clauses) => {
                    let first = self.clauses.len() as u32;
                    self.clauses.extend(clauses);
                    first..self.clauses.len() as u32
                }
            };
            let body = attempt.start..attempt.end.unwrap_or(end);
            self.tries.push(Try { open, body, clauses, delegate });
        }

        /// The number of exceptions to keep at a time, for whose slots everything behind the locals makes
        /// room, and the handlers where there are any.
        pub(crate) fn finish(&mut self) -> (u32, Option<Box<Handlers>>) {
            for clause in &mut self.clauses {
                clause.height += self.kept;
            }
            let handlers = Handlers {
                tries: core::mem::take(&mut self.tries).into(),
                clauses: core::mem::take(&mut self.clauses).into(),
                rethrows: core::mem::take(&mut self.rethrows).into(),
            };
            let any = !handlers.tries.is_empty();
            (self.kept, any.then(|| Box::new(handlers)))
        }
    }
}
