//! Keys that mean something only with the next one: a count before a key, the first of two letters.

use crate::input::Key;

/// The most that a count says; more is no number of rows.
const MOST: usize = 999_999_999;

/// What was pressed and waits for the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    count: Option<usize>,
    first: Option<Key>,
}

impl Partial {
    /// Takes a digit of a count; `false` if the key is none. A nought begins no count.
    pub(crate) fn digit(&mut self, key: Key) -> bool {
        let digit = key.letter().and_then(|c| c.to_digit(10)).filter(|_| self.first.is_none());
        let Some(digit) = digit.filter(|&digit| digit > 0 || self.count.is_some()) else {
            return false;
        };
        let count = self.count.unwrap_or(0).saturating_mul(10).saturating_add(digit as usize);
        self.count = Some(count.min(MOST));
        true
    }

    /// Keeps the first of two keys.
    pub(crate) const fn begin(&mut self, first: Key) {
        self.first = Some(first);
    }

    /// The first of two keys, if this one is the second.
    pub(crate) const fn take_first(&mut self) -> Option<Key> {
        self.first.take()
    }

    /// The count.
    pub(crate) const fn take_count(&mut self) -> Option<usize> {
        self.count.take()
    }

    /// What was pressed so far, for the user.
    #[must_use]
    pub fn text(&self) -> String {
        let count = self.count.map(|count| count.to_string()).unwrap_or_default();
        let first = self.first.map(|key| key.to_string()).unwrap_or_default();
        count + &first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> (Partial, Vec<bool>) {
        let mut partial = Partial::default();
        let keys = text.chars().map(|c| Key::parse(&c.to_string()).expect("a key"));
        let taken = keys.map(|key| partial.digit(key)).collect();
        (partial, taken)
    }

    #[test]
    fn a_count_begins_with_no_nought_and_ends_somewhere() {
        assert_eq!(typed("0").1, [false]);
        assert_eq!(typed("10j").1, [true, true, false]);
        let (mut partial, _) = typed("99999999999999999999999999");
        assert_eq!(partial.text(), "999999999");
        assert_eq!(partial.take_count(), Some(MOST));
        assert_eq!(partial, Partial::default());
    }
}
