//! What the program has written, as far as it is kept.
//!
//! Invariant: it never holds more than `MOST_BYTES` of text and `MOST_LINES` lines, whatever the
//! program writes. What is oldest goes first, and how much went is counted.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// Bytes of text that are kept.
const MOST_BYTES: usize = 4 << 20;
/// Lines that are kept.
const MOST_LINES: usize = 50_000;
/// Bytes of a line; a longer one is broken.
const MOST_OF_A_LINE: usize = 4096;

/// Which stream a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
    /// What was typed for the program to read.
    Input,
}

/// A line of the scrollback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputLine {
    /// Its stream.
    pub stream: Stream,
    /// Its text without a line feed.
    pub text: String,
    /// It has ended: what comes next is another line.
    complete: bool,
}

#[derive(Debug, Default)]
struct Lines {
    kept: VecDeque<OutputLine>,
    /// Bytes of the texts.
    bytes: usize,
    /// Lines that went.
    dropped: u64,
    /// The beginning of a character whose rest has not been written yet, of each stream.
    begun: [Vec<u8>; 3],
}

/// The scrollback; clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct Scrollback {
    lines: Arc<Mutex<Lines>>,
    /// Something has come that nobody was told of.
    told: Arc<AtomicBool>,
}

impl Scrollback {
    /// Appends what was written. `true` if whoever shows it must be told, who then calls [`Scrollback::seen`].
    pub fn append(&self, stream: Stream, bytes: &[u8]) -> bool {
        self.lock().append_bytes(stream, bytes);
        !self.told.swap(true, Ordering::SeqCst)
    }

    /// What has come so far is about to be shown.
    pub fn seen(&self) {
        self.told.store(false, Ordering::SeqCst);
    }

    /// Number of lines that are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().kept.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of lines that were dropped to make room.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    /// A line from 0, the oldest.
    #[must_use]
    pub fn line(&self, index: usize) -> Option<OutputLine> {
        self.lock().kept.get(index).cloned()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        *self.lock() = Lines::default();
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    fn append_bytes(&mut self, stream: Stream, bytes: &[u8]) {
        let mut whole = std::mem::take(&mut self.begun[stream as usize]);
        whole.extend_from_slice(bytes);
        let end = whole.len() - begun_at_end(&whole);
        self.append(stream, &String::from_utf8_lossy(&whole[..end]));
        self.begun[stream as usize] = whole.split_off(end);
    }

    fn append(&mut self, stream: Stream, text: &str) {
        for piece in text.split_inclusive('\n') {
            let complete = piece.ends_with('\n');
            self.append_to_line(stream, piece.trim_end_matches(['\n', '\r']), complete);
        }
        while self.bytes > MOST_BYTES || self.kept.len() > MOST_LINES {
            let Some(line) = self.kept.pop_front() else { break };
            self.bytes -= line.text.len();
            self.dropped += 1;
        }
    }

    fn append_to_line(&mut self, stream: Stream, mut text: &str, complete: bool) {
        loop {
            let open = self.kept.back().is_some_and(|line| !line.complete && line.stream == stream);
            if !open {
                self.kept.push_back(OutputLine { stream, text: String::new(), complete: false });
            }
            let Some(line) = self.kept.back_mut() else { return };
            let room = MOST_OF_A_LINE.saturating_sub(line.text.len());
            let cut = text.floor_char_boundary(room);
            line.text.push_str(&text[..cut]);
            self.bytes += cut;
            text = &text[cut..];
            line.complete = complete || !text.is_empty();
            if text.is_empty() {
                return;
            }
        }
    }
}

/// Number of bytes at the end that begin a character and may go on.
fn begun_at_end(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    (1..=tail.len())
        .find(|&count| {
            let end = &tail[tail.len() - count..];
            let goes_on = |error: std::str::Utf8Error| {
                error.valid_up_to() == 0 && error.error_len().is_none()
            };
            std::str::from_utf8(end).is_err_and(goes_on)
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(of: &Scrollback) -> Vec<String> {
        (0..of.len()).map(|at| of.line(at).unwrap().text).collect()
    }

    #[test]
    fn lines_are_put_together_by_stream() {
        let scrollback = Scrollback::default();
        assert!(scrollback.append(Stream::Output, b"one\ntw"));
        assert!(!scrollback.append(Stream::Output, b"o\r\nthree"));
        scrollback.append(Stream::Error, b"oh\n");
        scrollback.append(Stream::Output, b"four");
        assert_eq!(lines(&scrollback), ["one", "two", "three", "oh", "four"]);
        scrollback.seen();
        assert!(scrollback.append(Stream::Output, b"!"));
    }

    #[test]
    fn a_character_may_be_written_in_pieces() {
        let scrollback = Scrollback::default();
        for byte in "añ日🦀".bytes() {
            scrollback.append(Stream::Output, &[byte]);
            // Another stream knows nothing of it.
            scrollback.append(Stream::Error, b"");
        }
        // What is no text at all is replaced, and nothing is held back for it.
        scrollback.append(Stream::Output, b"\xff\x80\xf0x\n");
        assert_eq!(lines(&scrollback), ["añ日🦀\u{fffd}\u{fffd}\u{fffd}x"]);
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_newest() {
        let scrollback = Scrollback::default();
        for number in 0..MOST_LINES + 10 {
            scrollback.append(Stream::Output, format!("{number}\n").as_bytes());
        }
        assert_eq!((scrollback.len(), scrollback.dropped()), (MOST_LINES, 10));
        assert_eq!(scrollback.line(0).unwrap().text, "10");
        // A line without an end is broken, and no more than the bound stays.
        let long = "é".repeat(1 << 20);
        for _ in 0..4 {
            scrollback.append(Stream::Error, long.as_bytes());
        }
        let kept = lines(&scrollback);
        assert!(kept.iter().map(String::len).sum::<usize>() <= MOST_BYTES);
        assert!(kept.iter().all(|line| line.len() <= MOST_OF_A_LINE));
    }
}
