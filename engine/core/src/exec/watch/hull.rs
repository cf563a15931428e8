//! A quick answer to whether an access can be one of those that are watched.

use core::ops::Range;

/// Bytes of a granule: most variables lie in one.
const GRANULE: u32 = 6;

/// What encloses a number of ranges of addresses: their first and last bytes, and which granules they lie in, by the
/// remainder of the granules' numbers. An access that is not in the hull touches none of the ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hull {
    low: u64,
    high: u64,
    granules: u64,
}

impl Default for Hull {
    fn default() -> Self {
        Self { low: u64::MAX, high: 0, granules: 0 }
    }
}

impl Hull {
    /// Takes a range in.
    pub(super) fn add(&mut self, range: &Range<u64>) {
        self.low = self.low.min(range.start);
        self.high = self.high.max(range.end);
        let (first, last) = (range.start >> GRANULE, range.end.saturating_sub(1) >> GRANULE);
        if last - first >= 63 {
            self.granules = u64::MAX;
            return;
        }
        for granule in first..=last {
            self.granules |= bit(granule);
        }
    }

    /// Whether an access of at most a granule's size can touch one of the ranges.
    #[inline(always)]
    pub(in crate::exec) fn may_touch(&self, start: u64, size: u64) -> bool {
        let end = start + size;
        start < self.high
            && end > self.low
            && (bit(start >> GRANULE) | bit((end - 1) >> GRANULE)) & self.granules != 0
    }
}

#[inline(always)]
fn bit(granule: u64) -> u64 {
    1 << (granule & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_a_range_is_in_the_hull() {
        let ranges = [8..12, 60..68, 1024..1025, 70_000..70_008, 1 << 40..(1 << 40) + 16];
        let mut hull = Hull::default();
        assert!(!hull.may_touch(8, 4), "nothing is watched");
        for range in &ranges {
            hull.add(range);
        }
        for range in &ranges {
            for start in range.start.saturating_sub(20)..range.end + 20 {
                for size in [1, 2, 4, 8, 16] {
                    let touches = start < range.end && start + size > range.start;
                    assert!(!touches || hull.may_touch(start, size), "{start} {size}");
                }
            }
        }
        assert!(!hull.may_touch(0, 8));
        assert!(!hull.may_touch(512, 8), "another granule");
        assert!(!hull.may_touch((1 << 40) + 16, 8));
    }

    #[test]
    fn long_ranges_are_in_every_granule() {
        let mut hull = Hull::default();
        hull.add(&(100..100_000));
        assert!(hull.may_touch(99, 2));
        assert!((100..100_000).step_by(61).all(|start| hull.may_touch(start, 1)));
        assert!(!hull.may_touch(100_000, 4));
        assert!(!hull.may_touch(96, 4));
    }
}
