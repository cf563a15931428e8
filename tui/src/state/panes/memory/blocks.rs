//! Bytes of memory as they were read, block by block, and as they were at the stop before.

use std::{collections::HashMap, ops::Range};

use wrtd_debug::MemoryRef;

use crate::{
    connection::{Answer, Query},
    state::Known,
};

/// Bytes that are read at once.
const BLOCK: u64 = 1024;
/// Blocks that are kept: more than any screen shows.
const MOST: usize = 256;

/// A byte as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Byte {
    pub(super) value: u8,
    /// It was another one when it was read at an earlier stop.
    pub(super) changed: bool,
}

/// What was read of memory.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    stop: u64,
    epoch: u64,
    now: HashMap<MemoryRef, Vec<u8>>,
    before: HashMap<MemoryRef, Vec<u8>>,
}

impl Blocks {
    /// The queries for the bytes of a range of addresses.
    pub(super) fn queries(start: MemoryRef, range: Range<u64>) -> impl Iterator<Item = Query> {
        let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
        blocks.map(move |block| Query::Bytes {
            place: MemoryRef { address: block * BLOCK, ..start },
            count: BLOCK as usize,
        })
    }

    /// Takes what has become known of a range of addresses.
    pub(super) fn refresh(&mut self, known: &Known, start: MemoryRef, range: Range<u64>) {
        self.begin(known.stop, known.epoch);
        for query in Self::queries(start, range) {
            if let Some(Ok(Answer::Bytes(bytes))) = known.answer(&query)
                && let Query::Bytes { place, .. } = query
                && self.now.get(&place) != Some(bytes)
            {
                self.take(place, bytes.clone());
            }
        }
    }

    fn take(&mut self, place: MemoryRef, bytes: Vec<u8>) {
        if self.now.len() >= MOST {
            self.now.clear();
        }
        self.now.insert(place, bytes);
    }

    fn begin(&mut self, stop: u64, epoch: u64) {
        if self.stop != stop {
            if self.before.len() >= MOST {
                self.before.clear();
            }
            self.before.extend(self.now.drain());
        } else if self.epoch != epoch {
            // The program was written to: what is another now is marked, as after a step.
            for (place, bytes) in self.now.drain() {
                self.before.entry(place).or_insert(bytes);
            }
        }
        (self.stop, self.epoch) = (stop, epoch);
    }

    /// The byte at a place; as it was before, until it has been read anew.
    pub(super) fn byte(&self, place: MemoryRef) -> Option<Byte> {
        let block = MemoryRef { address: place.address - place.address % BLOCK, ..place };
        let of = |blocks: &HashMap<MemoryRef, Vec<u8>>| {
            blocks.get(&block)?.get((place.address % BLOCK) as usize).copied()
        };
        let (now, before) = (of(&self.now), of(&self.before));
        let value = now.or(before)?;
        Some(Byte { value, changed: now.is_some() && before.is_some_and(|it| it != value) })
    }

    /// So many bytes from a place on, if all of them are known.
    pub(super) fn bytes(&self, place: MemoryRef, count: usize) -> Option<Vec<u8>> {
        (0..count as u64)
            .map(|index| {
                let address = place.address.checked_add(index)?;
                Some(self.byte(MemoryRef { address, ..place })?.value)
            })
            .collect()
    }
}
