//! What the program has written, as far as it is kept.
//!
//! A program may believe that it writes to a terminal: what it colours has its colours here, what returns to the
//! beginning of its line and writes over it does so here, and other sequences for terminals are left out.
//!
//! Invariant: it never holds more than `MOST_BYTES` of text and styles, and `MOST_LINES` lines, whatever the
//! program writes. What is oldest goes first, and how much went is counted.

use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use vte::{Params, Perform};

use super::ink::Ink;

/// Bytes of text and styles that are kept.
const MOST_BYTES: usize = 4 << 20;
/// Lines that are kept.
const MOST_LINES: usize = 50_000;
/// Characters of a line; a longer one is broken.
const MOST_OF_A_LINE: usize = 4096;
/// Columns between tab stops of terminals.
const TAB: usize = 8;

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
    /// Its text without a line feed and escape sequences.
    pub text: String,
    /// Where in the text each ink ends, in bytes; none where all of it is as it comes.
    pub inks: Vec<(usize, Ink)>,
}

impl OutputLine {
    fn size(&self) -> usize {
        self.text.len() + self.inks.len() * size_of::<(usize, Ink)>()
    }

    /// Its text in pieces of one ink.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, Ink)> {
        let mut start = 0;
        let end = (self.text.len(), Ink::default());
        self.inks.iter().copied().chain([end]).filter_map(move |(end, ink)| {
            let piece = self.text.get(start..end)?;
            start = end;
            (!piece.is_empty()).then_some((piece, ink))
        })
    }
}

/// What a stream is in the middle of.
#[derive(Default)]
struct Writer {
    parser: vte::Parser,
    ink: Ink,
    /// It is in the middle of a sequence, or may be.
    inside: bool,
}

#[derive(Default)]
struct Lines {
    kept: VecDeque<OutputLine>,
    /// Bytes of the lines.
    bytes: usize,
    /// Lines that went.
    dropped: u64,
    /// The last line is open: what this stream writes next belongs to it.
    open: Option<Stream>,
    /// The characters of the open line, while they are written.
    cells: Vec<(char, Ink)>,
    /// Where in them the next one comes.
    column: usize,
    /// By stream.
    writers: [Writer; 3],
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("kept", &self.kept.len()).finish_non_exhaustive()
    }
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
        self.lock().append(stream, bytes);
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
    fn append(&mut self, stream: Stream, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            if self.is_plain(stream, piece) {
                let text = String::from_utf8_lossy(&piece[..piece.len() - 1]).into_owned();
                self.bytes += text.len();
                self.kept.push_back(OutputLine { stream, text, inks: Vec::new() });
            } else {
                self.write(stream, piece);
            }
            self.spare();
        }
        self.show();
        self.spare();
    }

    /// Whether it is a whole line without anything for a terminal, which is what most programs write.
    fn is_plain(&self, stream: Stream, piece: &[u8]) -> bool {
        let writer = &self.writers[stream as usize];
        self.open.is_none()
            && !writer.inside
            && writer.ink == Ink::default()
            && piece.len() <= MOST_OF_A_LINE
            && piece.split_last().is_some_and(|(&last, text)| {
                last == b'\n' && text.iter().all(|byte| matches!(byte, b' '..=b'~'))
            })
    }

    fn write(&mut self, stream: Stream, piece: &[u8]) {
        // A line of another stream that has not ended stays as it is.
        if self.open.is_some_and(|open| open != stream) {
            self.end();
        }
        let mut writer = std::mem::take(&mut self.writers[stream as usize]);
        writer.inside = true;
        let mut writing =
            Writing { lines: self, stream, ink: writer.ink, inside: &mut writer.inside };
        writer.parser.advance(&mut writing, piece);
        writer.ink = writing.ink;
        self.writers[stream as usize] = writer;
    }

    /// The open line, begun if there is none.
    fn begin(&mut self, stream: Stream) {
        if self.open.is_none() {
            self.open = Some(stream);
            self.kept.push_back(OutputLine { stream, text: String::new(), inks: Vec::new() });
        }
    }

    fn print(&mut self, stream: Stream, c: char, ink: Ink) {
        if self.column >= MOST_OF_A_LINE {
            self.end();
        }
        self.begin(stream);
        match self.cells.get_mut(self.column) {
            Some(cell) => *cell = (c, ink),
            None => {
                // Where the cursor went beyond the end.
                self.cells.resize(self.column, (' ', Ink::default()));
                self.cells.push((c, ink));
            }
        }
        self.column += 1;
    }

    /// Ends the open line, and what is to come is another one.
    fn end(&mut self) {
        self.show();
        self.cells.clear();
        self.column = 0;
        self.open = None;
    }

    /// Brings the characters of the open line into the last one that is kept.
    fn show(&mut self) {
        let (Some(_), Some(line)) = (self.open, self.kept.back_mut()) else { return };
        self.bytes -= line.size();
        line.text.clear();
        line.inks.clear();
        let mut before = Ink::default();
        for &(c, ink) in &self.cells {
            if ink != before {
                line.inks.push((line.text.len(), before));
                before = ink;
            }
            line.text.push(c);
        }
        if before != Ink::default() {
            line.inks.push((line.text.len(), before));
        }
        self.bytes += line.size();
    }

    /// Drops what is too much.
    fn spare(&mut self) {
        while self.bytes > MOST_BYTES || self.kept.len() > MOST_LINES {
            let Some(line) = self.kept.pop_front() else { break };
            self.bytes -= line.size();
            self.dropped += 1;
        }
    }

    /// Erases a part of the open line, by the number of `ESC [ .. K`.
    fn erase(&mut self, which: u16) {
        let at = self.column.min(self.cells.len());
        match which {
            0 => self.cells.truncate(at),
            1 => self.cells[..at].fill((' ', Ink::default())),
            2 => self.cells.clear(),
            _ => {}
        }
    }
}

/// What a stream writes, while it is read.
struct Writing<'a> {
    lines: &'a mut Lines,
    stream: Stream,
    ink: Ink,
    inside: &'a mut bool,
}

impl Perform for Writing<'_> {
    fn print(&mut self, c: char) {
        self.lines.print(self.stream, c, self.ink);
    }

    fn execute(&mut self, byte: u8) {
        let lines = &mut *self.lines;
        match byte {
            b'\n' => {
                lines.begin(self.stream);
                lines.end();
                *self.inside = false;
            }
            b'\r' => lines.column = 0,
            0x08 => lines.column = lines.column.saturating_sub(1),
            b'\t' => {
                let stop = (lines.column / TAB + 1) * TAB;
                while lines.column < lines.cells.len().min(stop) {
                    lines.column += 1;
                }
                for _ in lines.column..stop {
                    lines.print(self.stream, ' ', self.ink);
                }
            }
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, parameters: &Params, between: &[u8], ignored: bool, action: char) {
        if ignored || !between.is_empty() {
            return;
        }
        let first = parameters.iter().next().and_then(|it| it.first().copied()).unwrap_or(0);
        let count = usize::from(first.max(1));
        let lines = &mut *self.lines;
        let column = match action {
            'm' => {
                self.ink = self.ink.after(parameters);
                return;
            }
            'K' => return lines.erase(first),
            'C' => lines.column.saturating_add(count),
            'D' => lines.column.saturating_sub(count),
            'G' => count - 1,
            _ => return,
        };
        lines.column = column.min(MOST_OF_A_LINE - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::Colour;

    fn lines(of: &Scrollback) -> Vec<String> {
        (0..of.len()).map(|at| of.line(at).unwrap().text).collect()
    }

    fn written(pieces: &[&[u8]]) -> Vec<String> {
        let scrollback = Scrollback::default();
        for piece in pieces {
            scrollback.append(Stream::Output, piece);
        }
        lines(&scrollback)
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
        assert_eq!(lines(&scrollback)[4], "four!");
    }

    #[test]
    fn a_line_is_written_over_as_on_a_terminal() {
        assert_eq!(written(&[b"10 %\r", b"50 %\r100 %\n", b"done\n"]), ["100 %", "done"]);
        assert_eq!(written(&[b"loading\rok\x1b[K\n\n"]), ["ok", ""]);
        assert_eq!(written(&[b"abc\x08\x08X\n"]), ["aXc"]);
        assert_eq!(written(&[b"ab\x1b[5Gc\x1b[2Dd\x1b[1Ke\n"]), ["    e"]);
        assert_eq!(written(&[b"a\tb\t\tc\n"]), ["a       b               c"]);
    }

    #[test]
    fn sequences_and_characters_may_come_in_pieces() {
        assert_eq!(written(&[b"\xe6\x97", b"\xa5\xff!", b"\n"]), ["日\u{fffd}!"]);
        assert_eq!(
            written(&[
                b"\x1b]0;a title\x07x\x1b[",
                b"31",
                b"my\x1b[?25l\x1b[2J\x1bP1;2q..\x1b\\z\x07\n"
            ]),
            ["xyz"]
        );
    }

    #[test]
    fn colours_are_kept_beside_the_text() {
        let scrollback = Scrollback::default();
        let text = b"a\x1b[1;31mb\x1b[38;5;208mc\x1b[0md\x1b[48;2;1;2;3me\nf\x1b[49m\x1b[38:2::4:5:6mg\x1b[mh";
        scrollback.append(Stream::Output, text);
        let pieces = |index| {
            let line = scrollback.line(index).unwrap();
            line.pieces().map(|(text, ink)| (text.to_owned(), ink)).collect::<Vec<_>>()
        };
        let plain = Ink::default();
        let red = Ink { foreground: Some(Colour::Indexed(1)), bold: true, ..plain };
        let orange = Ink { foreground: Some(Colour::Indexed(208)), ..red };
        let behind = Ink { background: Some(Colour::Rgb(1, 2, 3)), ..plain };
        let before = Ink { foreground: Some(Colour::Rgb(4, 5, 6)), ..plain };
        let owned = |pieces: &[(&str, Ink)]| {
            pieces.iter().map(|&(text, ink)| (text.to_owned(), ink)).collect::<Vec<_>>()
        };
        let first = [("a", plain), ("b", red), ("c", orange), ("d", plain), ("e", behind)];
        assert_eq!(pieces(0), owned(&first));
        assert_eq!(pieces(1), owned(&[("f", behind), ("g", before), ("h", plain)]));
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
        assert_eq!(lines(&scrollback), ["añ日🦀\u{fffd}\u{fffd}x"]);
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
        scrollback.append(Stream::Error, "\x1b[31mx\x1b[32my".repeat(1 << 18).as_bytes());
        scrollback.append(Stream::Error, "\x1b[4095Cx\r".repeat(1 << 12).as_bytes());
        let kept: Vec<_> = (0..scrollback.len()).filter_map(|at| scrollback.line(at)).collect();
        assert!(kept.iter().map(OutputLine::size).sum::<usize>() <= MOST_BYTES);
        assert!(kept.iter().all(|line| line.text.chars().count() <= MOST_OF_A_LINE));
    }
}
