//! What a bounded collection says when something does not fit.

use core::fmt;

use crate::{Account, LimitExceeded, Provenance};

/// A collection was asked to take more than its storage has room for, and took nothing.
///
/// The collection knows its capacity only. Whoever chose that knows where it comes from, and makes
/// the error that reaches a user by [`Full::into_limit_exceeded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full {
    /// Elements that were to be taken: 1, or as many as a slice or a text has.
    pub asked: usize,
    /// Elements that there was room for at that moment.
    pub left: usize,
    /// Elements that the collection holds at most.
    pub capacity: usize,
    /// Size of an element in bytes; the elements of a text are its bytes.
    pub element_bytes: usize,
}

impl Full {
    /// The same in bytes, as the limit that `account` has by `provenance`; `remedy` is an
    /// imperative clause without a full stop that names what to change.
    ///
    /// ```
    /// use wrtd_limits::bounded::BoundedVec;
    /// use wrtd_limits::{Account, Provenance};
    ///
    /// let mut frames = BoundedVec::new([0u64; 1]);
    /// frames.push(1)?;
    /// let error = frames.push(2).unwrap_err().into_limit_exceeded(
    ///     Account::Debug,
    ///     Provenance::LaunchAttribute("limits.frames"),
    ///     "raise `limits.frames`",
    /// );
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the debug budget has 0 bytes left of 8 (from the launch attribute `limits.frames`), \
    ///      and 8 were asked for; raise `limits.frames`"
    /// );
    /// # Ok::<(), wrtd_limits::bounded::Full>(())
    /// ```
    #[must_use]
    pub const fn into_limit_exceeded(
        self,
        account: Account,
        provenance: Provenance,
        remedy: &'static str,
    ) -> LimitExceeded {
        LimitExceeded {
            account,
            asked: self.bytes(self.asked),
            left: self.bytes(self.left),
            limit: self.bytes(self.capacity),
            provenance,
            remedy,
        }
    }

    /// The size of `elements`; `usize` is never wider than `u64`.
    const fn bytes(self, elements: usize) -> u64 {
        (elements as u64).saturating_mul(self.element_bytes as u64)
    }
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match (self.element_bytes, self.capacity) {
            (1, 1) => "byte",
            (1, _) => "bytes",
            (_, 1) => "element",
            _ => "elements",
        };
        let were = if self.asked == 1 { "was" } else { "were" };
        write!(
            f,
            "a store of {} {unit} has room for {} more, and {} {were} asked for; \
             remove what is no longer needed, or make the store larger",
            self.capacity, self.left, self.asked
        )
    }
}

impl core::error::Error for Full {}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_full_store_says_how_much_was_asked_for_and_what_to_do() {
        let entries = Full { asked: 1, left: 0, capacity: 10, element_bytes: 8 };
        assert_eq!(
            entries.to_string(),
            "a store of 10 elements has room for 0 more, and 1 was asked for; \
             remove what is no longer needed, or make the store larger"
        );
        let text = Full { asked: 5, left: 2, capacity: 8, element_bytes: 1 };
        assert_eq!(
            text.to_string(),
            "a store of 8 bytes has room for 2 more, and 5 were asked for; \
             remove what is no longer needed, or make the store larger"
        );
    }

    #[test]
    fn sizes_past_a_u64_are_the_largest_one() {
        let full = Full { asked: usize::MAX, left: 1, capacity: 3, element_bytes: usize::MAX };
        let error = full.into_limit_exceeded(Account::Runtime, Provenance::Default, "wait");
        assert_eq!(error.asked, u64::MAX);
    }
}
