//! Searching linear memory: for bytes, some of which may be anything, or for text.
//!
//! Memory is looked at in pieces of a fixed size, of which one is held at a time; between two of them it is seen whether
//! somebody has given up.

use crate::{DebugSession, MemoryRef, SessionError};

/// Bytes that are read at a time.
const PIECE: usize = 64 << 10;
/// Longest pattern, in bytes.
const LONGEST: usize = 4096;

/// What is looked for: never empty, and not longer than 4096 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryPattern {
    /// Each byte, or none where it may be any.
    bytes: Vec<Option<u8>>,
    /// Position and value of the first byte that is not any.
    anchor: Option<(usize, u8)>,
}

impl MemoryPattern {
    /// These bytes.
    ///
    /// # Errors
    /// A sentence, where there are none or more than 4096.
    pub fn bytes(bytes: &[u8]) -> Result<Self, String> {
        Self::new(bytes.iter().copied().map(Some).collect())
    }

    /// Bytes in hexadecimal, between blanks or not, with `??` for one that may be any: `0d f0 ?? 0b`.
    ///
    /// # Errors
    /// A sentence on what is no byte.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut bytes = Vec::new();
        for word in text.split_whitespace() {
            let mut characters = word.chars();
            while let Some(first) = characters.next() {
                let pair: String = std::iter::once(first).chain(characters.next()).collect();
                let wrong = || {
                    format!(
                        "`{}` is no byte; write two hexadecimal digits for each, or ?? for any",
                        crate::number::shown(&pair)
                    )
                };
                let is_hex =
                    |pair: &str| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit());
                bytes.push(match pair.as_str() {
                    "??" => None,
                    pair if is_hex(pair) => {
                        Some(u8::from_str_radix(pair, 16).map_err(|_| wrong())?)
                    }
                    _ => return Err(wrong()),
                });
                if bytes.len() > LONGEST {
                    return Self::new(bytes);
                }
            }
        }
        Self::new(bytes)
    }

    fn new(bytes: Vec<Option<u8>>) -> Result<Self, String> {
        match bytes.len() {
            0 => Err("there is nothing to look for; give at least one byte".to_owned()),
            1..=LONGEST => {
                let anchor =
                    bytes.iter().enumerate().find_map(|(at, byte)| byte.map(|byte| (at, byte)));
                Ok(Self { bytes, anchor })
            }
            _ => Err(format!("more than {LONGEST} bytes cannot be looked for; give fewer")),
        }
    }

    /// How many bytes it has.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The first position from `from` on at which it begins in `piece`, wholly inside of it.
    fn find(&self, piece: &[u8], mut from: usize) -> Option<usize> {
        let last = piece.len().checked_sub(self.bytes.len())?;
        while from <= last {
            if let Some((at, byte)) = self.anchor {
                let there = piece.get(from + at..=last + at)?;
                from += there.iter().position(|&it| it == byte)?;
            }
            let here = piece.get(from..from + self.bytes.len())?;
            if here.iter().zip(&self.bytes).all(|(it, byte)| byte.is_none_or(|byte| byte == *it)) {
                return Some(from);
            }
            from += 1;
        }
        None
    }
}

/// Where something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryMatches {
    /// The addresses, in order. Finds may overlap.
    pub addresses: Vec<u64>,
    /// Where to go on: the rest of the range was not searched, as there were so many finds as were wanted.
    pub rest: Option<u64>,
}

impl DebugSession {
    /// Looks for a pattern in the `length` bytes from a place on, as far as memory goes; it has to lie wholly in them. Gives
    /// the first `most` finds. No more than a piece of the memory is copied at a time.
    ///
    /// # Errors
    /// [`SessionError::NotAlive`], [`SessionError::Cancelled`], [`SessionError::Target`].
    pub fn find_memory(
        &self,
        place: MemoryRef,
        length: u64,
        pattern: &MemoryPattern,
        most: usize,
    ) -> Result<MemoryMatches, SessionError> {
        self.alive()?;
        let size = self.target.memory_size(place.module);
        let end = place.address.saturating_add(length).min(size);
        let mut found = MemoryMatches::default();
        let mut buffer = vec![0; PIECE + pattern.len() - 1];
        let mut start = place.address;
        while start < end {
            self.check_cancelled()?;
            // A find that begins in this piece may end in the next one.
            let there = usize::try_from(end - start).unwrap_or(usize::MAX).min(buffer.len());
            let piece = &mut buffer[..there];
            self.target
                .read_memory(place.module, start, piece)
                .map_err(|error| SessionError::Target(error.to_string()))?;
            let mut from = 0;
            while let Some(at) = pattern.find(piece, from).filter(|&at| at < PIECE) {
                let address = start + at as u64;
                if found.addresses.len() == most {
                    found.rest = Some(address);
                    return Ok(found);
                }
                found.addresses.push(address);
                from = at + 1;
            }
            start = start.saturating_add(PIECE as u64);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_read_as_people_write_them() {
        let any = MemoryPattern::parse("0d f0 ?? 0B").unwrap();
        assert_eq!(any.bytes, [Some(0x0d), Some(0xf0), None, Some(0x0b)]);
        assert_eq!(MemoryPattern::parse("0df0??0b"), Ok(any));
        for wrong in ["", "0", "0x0d", "0d f", "+1", "?1", "gg", "ä0", "0ä"] {
            assert!(MemoryPattern::parse(wrong).is_err(), "{wrong}");
        }
        assert!(MemoryPattern::parse(&"??".repeat(LONGEST)).is_ok());
        let long = MemoryPattern::parse(&"00".repeat(10 * LONGEST)).unwrap_err();
        assert!(long.contains("more than 4096 bytes"), "{long}");
    }

    #[test]
    fn finds_may_overlap_and_lie_at_both_ends() {
        let positions = |pattern: &str, piece: &[u8]| {
            let pattern = MemoryPattern::parse(pattern).unwrap();
            let mut all = Vec::new();
            let mut from = 0;
            while let Some(at) = pattern.find(piece, from) {
                all.push(at);
                from = at + 1;
            }
            all
        };
        assert_eq!(positions("01 01", &[1, 1, 1, 0, 1, 1]), [0, 1, 4]);
        assert_eq!(positions("?? 02", &[2, 2, 0, 2]), [0, 2]);
        assert_eq!(positions("?? ??", &[2, 2, 0]), [0, 1]);
        assert_eq!(positions("05", &[0, 5]), [1]);
        assert_eq!(positions("05 06 07", &[5, 6]), [0; 0]);
    }
}
