//! What the accounts held while the program ran.
//!
//! Invariants: the samples take the same memory however long the program runs, and the first of them is never dropped:
//! where there is no room for one more, each two become one. What was held for a moment only is still seen, since of
//! several samples the largest is kept.

use wrtd_debug::BudgetReport;
use wrtd_limits::Account;

/// Samples that are kept: more than a screen has columns.
const CAPACITY: usize = 512;
const ACCOUNTS: usize = Account::ALL.len();

/// Bytes that each account held, in the order of [`Account::ALL`].
type Sample = [u64; ACCOUNTS];

/// The samples of a whole run.
#[derive(Clone, Debug)]
pub(crate) struct History {
    slots: Vec<Sample>,
    /// Samples of which a slot is the largest.
    per_slot: u32,
    /// Samples that are in the last slot.
    in_last: u32,
}

impl Default for History {
    fn default() -> Self {
        Self { slots: Vec::with_capacity(CAPACITY), per_slot: 1, in_last: 0 }
    }
}

impl History {
    /// Takes what is held now.
    pub(crate) fn take(&mut self, report: &BudgetReport) {
        let mut sample = Sample::default();
        for (held, account) in sample.iter_mut().zip(&report.accounts) {
            *held = account.used;
        }
        self.push(sample);
    }

    fn push(&mut self, sample: Sample) {
        if self.in_last < self.per_slot
            && let Some(last) = self.slots.last_mut()
        {
            *last = larger(*last, sample);
            self.in_last += 1;
            return;
        }
        if self.slots.len() == CAPACITY {
            for at in 0..CAPACITY / 2 {
                self.slots[at] = larger(self.slots[2 * at], self.slots[2 * at + 1]);
            }
            self.slots.truncate(CAPACITY / 2);
            self.per_slot = self.per_slot.saturating_mul(2);
        }
        self.slots.push(sample);
        self.in_last = 1;
    }

    /// Forgets everything: another run begins.
    pub(crate) fn clear(&mut self) {
        *self = Self { slots: std::mem::take(&mut self.slots), ..Self::default() };
        self.slots.clear();
    }

    /// What an account held from the beginning until now, in at most `columns` figures: the largest of each part.
    pub(crate) fn of(&self, account: Account, columns: usize) -> Vec<u64> {
        let index = Account::ALL.iter().position(|&other| other == account).unwrap_or(0);
        let shown = columns.min(self.slots.len());
        let bound = |column: usize| self.slots.len() * column / shown;
        let largest = |column: usize| {
            let part = &self.slots[bound(column)..bound(column + 1)];
            part.iter().map(|sample| sample[index]).max().unwrap_or(0)
        };
        (0..shown).map(largest).collect()
    }
}

fn larger(one: Sample, other: Sample) -> Sample {
    std::array::from_fn(|index| one[index].max(other[index]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(bytes: u64) -> Sample {
        [bytes, 0, 0, 0, 0]
    }

    fn run(samples: impl IntoIterator<Item = u64>) -> History {
        let mut history = History::default();
        samples.into_iter().for_each(|bytes| history.push(held(bytes)));
        history
    }

    #[test]
    fn a_short_run_is_seen_sample_by_sample() {
        let history = run([1, 5, 2]);
        assert_eq!(history.of(Account::WasmLinear, 80), [1, 5, 2]);
        assert_eq!(history.of(Account::Debug, 80), [0, 0, 0]);
        assert_eq!(history.of(Account::WasmLinear, 2), [1, 5]);
        assert!(history.of(Account::WasmLinear, 0).is_empty());
        assert!(run([]).of(Account::WasmLinear, 80).is_empty());
    }

    #[test]
    fn a_long_run_is_seen_whole_in_the_same_memory() {
        let size = History::default().slots.capacity();
        for samples in [CAPACITY, CAPACITY + 1, 10 * CAPACITY + 7, 1000 * CAPACITY] {
            let history = run(1..=samples as u64);
            assert!(history.slots.len() <= CAPACITY && history.slots.len() >= CAPACITY / 2);
            assert_eq!(history.slots.capacity(), size);
            let seen = history.of(Account::WasmLinear, 64);
            assert_eq!(seen.len(), 64);
            assert_eq!(seen.last(), Some(&(samples as u64)));
            let step = samples as f64 / 64.0;
            for (at, &held) in (1..).zip(&seen) {
                // One slot is the least that can be told apart.
                let slot = f64::from(history.per_slot);
                assert!(
                    (held as f64 - step * f64::from(at)).abs() <= 2.0 * slot,
                    "{samples}: {seen:?}"
                );
            }
        }
    }

    #[test]
    fn what_was_held_for_a_moment_is_never_lost() {
        for peak in [0, 1, 511, 512, 1023, 5000] {
            let history = run((0..20_000).map(|at| if at == peak { 99 } else { 1 }));
            for columns in [1, 7, 64, CAPACITY] {
                let seen = history.of(Account::WasmLinear, columns);
                assert_eq!(seen.iter().filter(|&&held| held == 99).count(), 1, "{peak} {columns}");
            }
        }
    }

    #[test]
    fn another_run_begins_with_full_resolution() {
        let mut history = run(0..20_000);
        history.clear();
        history.push(held(3));
        history.push(held(4));
        assert_eq!(history.of(Account::WasmLinear, 80), [3, 4]);
    }
}
