//! What values were at the stop before, frame by frame.
//!
//! A frame is known by its thread, its function and how many frames are outside of it: so values of a recursive function
//! are compared with those of the same call's depth only, and a frame that is looked at again after others is
//! compared with what it was when it was seen last.

use std::collections::{HashMap, HashSet, VecDeque};

use wrtd_debug::Format;

use crate::state::Known;

/// Frames whose values are remembered, and values of each.
const MOST_FRAMES: usize = 16;
const MOST_VALUES: usize = 20_000;

/// What a frame is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FrameKey {
    thread: u32,
    function: String,
    outside: u32,
}

#[derive(Clone, Debug, PartialEq)]
struct Written {
    text: String,
    format: Format,
}

/// The values of a frame, by names from the outside in.
#[derive(Debug)]
struct Frame {
    key: FrameKey,
    /// The stop, and what it was called last after writes to the program.
    stop: u64,
    epoch: u64,
    now: HashMap<Vec<String>, Written>,
    before: HashMap<Vec<String>, Written>,
    changed: HashSet<Vec<String>>,
}

/// How a value is to what it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// It is another one.
    pub(super) changed: bool,
    /// What it was, where that is written in the same notation.
    pub(super) before: Option<String>,
}

/// The values of the frames that were looked at last.
#[derive(Debug, Default)]
pub(super) struct History {
    /// The one that is looked at is the last.
    frames: VecDeque<Frame>,
}

impl History {
    /// Turns to the selected frame; `false` where none is known.
    pub(super) fn turn(&mut self, known: &Known) -> bool {
        let (Some(stack), Some(frame)) = (known.stack(), known.frame()) else { return false };
        let thread = match known.selection.thread {
            0 => match &known.status {
                crate::state::Status::Stopped(stop) => stop.thread,
                _ => 0,
            },
            thread => thread,
        };
        let key = FrameKey {
            thread,
            function: frame.function.clone(),
            outside: stack.total.saturating_sub(frame.index),
        };
        let there = self.frames.iter().position(|frame| frame.key == key);
        let frame = there.and_then(|at| self.frames.remove(at)).unwrap_or_else(|| Frame {
            key,
            stop: known.stop,
            epoch: known.epoch,
            now: HashMap::new(),
            before: HashMap::new(),
            changed: HashSet::new(),
        });
        self.frames.push_back(frame);
        if self.frames.len() > MOST_FRAMES {
            self.frames.pop_front();
        }
        if let Some(frame) = self.frames.back_mut() {
            frame.begin(known);
        }
        true
    }

    /// Takes note of a value of the frame that was turned to.
    pub(super) fn note(&mut self, path: &[String], text: &str, format: Format) -> Change {
        self.frames.back_mut().map_or_else(Change::default, |frame| frame.note(path, text, format))
    }
}

impl Frame {
    fn begin(&mut self, known: &Known) {
        if self.stop != known.stop {
            self.before = std::mem::take(&mut self.now);
            self.changed.clear();
        } else if self.epoch != known.epoch {
            // The program was written to: what is another now is marked, as after a step.
            for (path, written) in self.now.drain() {
                self.before.entry(path).or_insert(written);
            }
        }
        (self.stop, self.epoch) = (known.stop, known.epoch);
    }

    fn note(&mut self, path: &[String], text: &str, format: Format) -> Change {
        if self.now.get(path).is_none_or(|now| now.text != text || now.format != format)
            && (self.now.len() < MOST_VALUES || self.now.contains_key(path))
        {
            self.now.insert(path.to_vec(), Written { text: text.to_owned(), format });
        }
        let Some(before) = self.before.get(path) else { return Change::default() };
        if before.format != format {
            return Change { changed: self.changed.contains(path), before: None };
        }
        if before.text == text {
            self.changed.remove(path);
            return Change::default();
        }
        self.changed.insert(path.to_vec());
        Change { changed: true, before: Some(before.text.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(outside: u32) -> Frame {
        Frame {
            key: FrameKey { thread: 1, function: "f".to_owned(), outside },
            stop: 1,
            epoch: 1,
            now: HashMap::new(),
            before: HashMap::new(),
            changed: HashSet::new(),
        }
    }

    fn known(stop: u64, epoch: u64) -> Known {
        let mut known =
            Known::new(std::path::PathBuf::new(), crate::connection::Scrollback::default());
        (known.stop, known.epoch) = (stop, epoch);
        known
    }

    #[test]
    fn a_change_is_told_at_the_stop_at_which_it_is_seen() {
        let path = ["x".to_owned()];
        let usual = Format::default();
        let mut frame = frame(3);
        assert_eq!(frame.note(&path, "1", usual), Change::default());
        frame.begin(&known(4, 4));
        let change = Change { changed: true, before: Some("1".to_owned()) };
        assert_eq!(frame.note(&path, "2", usual), change);
        // Asked again, it is told again; the next stop compares with this one.
        assert_eq!(frame.note(&path, "2", usual), change);
        frame.begin(&known(6, 6));
        assert_eq!(frame.note(&path, "2", usual), Change::default());
    }

    #[test]
    fn another_notation_is_no_change_and_hides_none() {
        let path = ["x".to_owned()];
        let (usual, hex) = (Format::default(), Format { hex: true, ..Format::default() });
        let mut frame = frame(3);
        frame.note(&path, "10", usual);
        frame.begin(&known(4, 4));
        assert_eq!(frame.note(&path, "0xa", hex), Change::default());
        frame.note(&path, "10", usual);
        frame.begin(&known(6, 6));
        assert!(frame.note(&path, "11", usual).changed);
        assert_eq!(frame.note(&path, "0xb", hex), Change { changed: true, before: None });
    }

    #[test]
    fn what_a_user_writes_is_marked_beside_what_a_step_changed() {
        let (x, y) = (["x".to_owned()], ["y".to_owned()]);
        let usual = Format::default();
        let mut frame = frame(3);
        frame.note(&x, "1", usual);
        frame.begin(&known(4, 4));
        frame.note(&x, "2", usual);
        frame.note(&y, "7", usual);
        frame.begin(&known(4, 5));
        assert_eq!(frame.note(&x, "2", usual).before.as_deref(), Some("1"));
        assert_eq!(frame.note(&y, "8", usual).before.as_deref(), Some("7"));
    }
}
