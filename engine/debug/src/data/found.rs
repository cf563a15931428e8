//! What front ends have asked about and may want to watch.

use std::collections::VecDeque;

use super::DataPlace;

/// Most places that are remembered; asking for more forgets the first.
const MOST: usize = 4096;

/// Places by their numbers, which are never given twice.
#[derive(Debug, Default)]
pub(crate) struct DataFound {
    places: VecDeque<(u64, DataPlace)>,
    last: u64,
}

impl DataFound {
    /// Remembers a place.
    pub(super) fn add(&mut self, place: DataPlace) -> u64 {
        if self.places.len() >= MOST {
            self.places.pop_front();
        }
        self.last += 1;
        self.places.push_back((self.last, place));
        self.last
    }

    pub(super) fn get(&self, number: u64) -> Option<DataPlace> {
        let index = self.places.binary_search_by_key(&number, |(known, _)| *known).ok()?;
        Some(self.places[index].1.clone())
    }

    /// The program goes on: frames may end.
    pub(crate) fn leave(&mut self) {
        self.places.retain(|(_, place)| place.depth.is_none());
    }
}
