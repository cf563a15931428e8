//! Cuts a file that comes in pieces into sections, bodies and segments.
//!
//! Invariant: nothing is held but the one piece that is to be read next and is not there as a whole; whoever reads
//! has refused a piece that is too large before it is held.

use alloc::vec::Vec;

use super::Refusal;

/// What is to come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// So many bytes at once.
    Bytes(usize),
    /// So many bytes that nobody looks at.
    Pass(u64),
}

/// Who reads the pieces.
pub(super) trait Pieces {
    /// What is to come next.
    fn wanted(&self) -> Wanted;
    /// Reads the bytes that were wanted, and says how many of them it has used; the others come again.
    fn take(&mut self, piece: &[u8]) -> Result<usize, Refusal>;
    /// So many of the bytes that nobody looks at have come.
    fn pass(&mut self, count: u64) -> Result<(), Refusal>;
}

/// The bytes that have come and were not read.
#[derive(Debug, Default)]
pub(super) struct Intake {
    held: Vec<u8>,
}

impl Intake {
    /// Lets `reader` read what there is with the next bytes of the file.
    pub(super) fn feed(
        &mut self,
        reader: &mut impl Pieces,
        mut chunk: &[u8],
    ) -> Result<(), Refusal> {
        loop {
            match reader.wanted() {
                Wanted::Bytes(count) if self.held.is_empty() && chunk.len() >= count => {
                    let used = reader.take(&chunk[..count])?;
                    chunk = &chunk[used..];
                }
                Wanted::Bytes(count) => {
                    let missing = count.saturating_sub(self.held.len()).min(chunk.len());
                    self.held.extend_from_slice(&chunk[..missing]);
                    chunk = &chunk[missing..];
                    if self.held.len() < count {
                        return Ok(());
                    }
                    let used = reader.take(&self.held[..count])?;
                    self.held.drain(..used);
                }
                Wanted::Pass(count) => {
                    let of_held = within(count, self.held.len());
                    self.held.drain(..of_held);
                    let of_chunk = within(count - of_held as u64, chunk.len());
                    chunk = &chunk[of_chunk..];
                    let passed = (of_held + of_chunk) as u64;
                    reader.pass(passed)?;
                    if passed < count {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// What is left at the end of the file.
    pub(super) fn held(&self) -> &[u8] {
        &self.held
    }
}

/// The lesser of the two.
fn within(count: u64, available: usize) -> usize {
    usize::try_from(count).map_or(available, |count| count.min(available))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a length and then as many bytes, or passes over them where the length is odd.
    #[derive(Default)]
    struct Lengths {
        length: Option<u8>,
        read: Vec<Vec<u8>>,
        passed: u64,
    }

    impl Pieces for Lengths {
        fn wanted(&self) -> Wanted {
            match self.length {
                None => Wanted::Bytes(1),
                Some(length) if length % 2 == 1 => Wanted::Pass(u64::from(length) - self.passed),
                Some(length) => Wanted::Bytes(length.into()),
            }
        }

        fn take(&mut self, piece: &[u8]) -> Result<usize, Refusal> {
            match self.length {
                None => self.length = Some(piece[0]),
                Some(_) => {
                    self.read.push(piece.to_vec());
                    self.length = None;
                }
            }
            Ok(piece.len())
        }

        fn pass(&mut self, count: u64) -> Result<(), Refusal> {
            self.passed += count;
            if Some(self.passed) == self.length.map(u64::from) {
                (self.length, self.passed) = (None, 0);
            }
            Ok(())
        }
    }

    #[test]
    fn pieces_are_the_same_however_the_file_is_cut() {
        let file = [2, 10, 11, 3, 1, 1, 1, 0, 4, 20, 21, 22, 23, 1, 9, 2, 30];
        for size in 1..=file.len() {
            let (mut intake, mut lengths) = (Intake::default(), Lengths::default());
            for chunk in file.chunks(size) {
                intake.feed(&mut lengths, chunk).unwrap();
            }
            assert_eq!(lengths.read, [&[10, 11][..], &[], &[20, 21, 22, 23]]);
            assert_eq!(intake.held(), [30]);
        }
    }
}
