//! Numbers and lines in the bytes that a host gives.
//!
//! Invariant: any bytes give an answer, and what is no plain number of 64 bits is none.

/// A number as a system writes it.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// The number.
    Value(u64),
    /// `max`: the system says that there is none.
    Max,
    /// Anything else, numbers that need more than 64 bits included.
    Nonsense,
}

/// The number that a text consists of, blanks around it apart.
#[cfg(feature = "std")]
pub(crate) fn number(text: &[u8]) -> Number {
    let text = text.trim_ascii();
    if text == b"max" {
        return Number::Max;
    }
    decimal(text).map_or(Number::Nonsense, Number::Value)
}

/// Decimal digits and nothing else.
#[cfg(feature = "std")]
pub(crate) fn decimal(text: &[u8]) -> Option<u64> {
    digits(text, 10)
}

/// Decimal digits, or hexadecimal ones behind `0x`.
pub(crate) fn prefixed(text: &[u8]) -> Option<u64> {
    match text.strip_prefix(b"0x") {
        Some(hexadecimal) => digits(hexadecimal, 16),
        None => digits(text, 10),
    }
}

fn digits(text: &[u8], radix: u32) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |sum, &byte| {
        let digit = char::from(byte).to_digit(radix)?;
        sum.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))
    })
}

/// The lines, without their ends.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n')
}
