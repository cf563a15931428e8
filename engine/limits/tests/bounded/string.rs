//! `BoundedString` against `String`, with characters of one to four bytes.

use std::fmt::{self, Write as _};

use wrtd_limits::bounded::{BoundedString, Full};

use crate::sequences::{Pair, UNUSED, every_sequence, every_state};

#[derive(Clone, Copy, Debug)]
enum Operation {
    Push(char),
    PushStr(&'static str),
    /// `write!` of two pieces.
    Format(&'static str, char),
    /// One piece cut in front of a mark.
    Cut(&'static str, &'static str),
    /// Three pieces cut in front of a mark.
    CutFormat(&'static str, char, &'static str),
    Pop,
    Truncate(usize),
    Clear,
}
use Operation::{Clear, Cut, CutFormat, Format, Pop, Push, PushStr, Truncate};

#[derive(Clone)]
struct Strings<const N: usize> {
    bounded: BoundedString<[u8; N]>,
    model: String,
}

impl<const N: usize> Strings<N> {
    fn new() -> Self {
        Self { bounded: BoundedString::new([UNUSED; N]), model: String::new() }
    }

    fn push_str(&mut self, text: &str) -> Result<(), Full> {
        let left = N - self.model.len();
        if text.len() <= left {
            self.model.push_str(text);
            return Ok(());
        }
        Err(Full { asked: text.len(), left, capacity: N, element_bytes: 1 })
    }

    /// Adds `text` to the model, character by character less until `mark` fits behind it.
    fn cut(&mut self, text: &str, mark: &str) -> bool {
        if self.push_str(text).is_ok() {
            return false;
        }
        let mark = if self.model.len() + mark.len() <= N { mark } else { "" };
        self.model.push_str(text);
        while self.model.len() + mark.len() > N {
            self.model.pop();
        }
        self.model.push_str(mark);
        true
    }
}

impl<const N: usize> Pair for Strings<N> {
    type Operation = Operation;
    type State = ([u8; N], usize);

    fn apply(&mut self, operation: Operation, _: u8) {
        match operation {
            Push(character) => {
                let expected = self.push_str(character.encode_utf8(&mut [0; 4]));
                assert_eq!(self.bounded.push(character), expected);
            }
            PushStr(text) => {
                let expected = self.push_str(text);
                assert_eq!(self.bounded.push_str(text), expected);
            }
            Format(text, character) => {
                let expected = self.push_str(&format!("{text}{character}")).is_ok();
                assert_eq!(write!(self.bounded, "{text}{character}").is_ok(), expected);
            }
            Cut(text, mark) => {
                let expected = self.cut(text, mark);
                assert_eq!(self.bounded.push_str_truncated(text, mark), expected);
            }
            CutFormat(text, character, mark) => {
                let expected = self.cut(&format!("{text}{character}{text}"), mark);
                let mut writer = self.bounded.truncating(mark);
                assert_eq!(write!(writer, "{text}{character}{text}"), Ok(()));
                assert_eq!(writer.is_truncated(), expected);
            }
            Pop => assert_eq!(self.bounded.pop(), self.model.pop()),
            Truncate(length) => {
                self.bounded.truncate(length);
                while self.model.len() > length {
                    self.model.pop();
                }
            }
            Clear => {
                self.bounded.clear();
                self.model.clear();
            }
        }
        assert_eq!(self.bounded.as_str(), self.model);
        assert_eq!(self.bounded.len(), self.model.len());
        assert_eq!(self.bounded.is_empty(), self.model.is_empty());
        assert_eq!(self.bounded.capacity(), N);
        assert_eq!(self.bounded.remaining(), N - self.model.len());
        assert_eq!(self.bounded.is_full(), self.model.len() == N);
    }

    fn state(&self) -> Self::State {
        (self.bounded.clone().into_storage(), self.bounded.len())
    }
}

#[test]
fn every_sequence_of_6_operations_does_what_it_does_to_a_string() {
    let operations = [
        Push('a'),
        Push('ß'),
        PushStr("aß"),
        Format("ß", 'b'),
        Cut("a€b", "."),
        CutFormat("ß", 'b', "…"),
        Pop,
        Truncate(2),
    ];
    let sequences = every_sequence(&Strings::<0>::new(), &operations, 6)
        + every_sequence(&Strings::<1>::new(), &operations, 6)
        + every_sequence(&Strings::<2>::new(), &operations, 6)
        + every_sequence(&Strings::<3>::new(), &operations, 6);
    assert_eq!(sequences, 4 * 299_592);
}

#[test]
fn every_operation_does_in_every_state_what_it_does_to_a_string() {
    let characters = ['a', 'ß', '€', '𝄞'];
    let texts = ["", "b", "aß", "€a", "𝄞", "ß€"];
    let mut operations = vec![Pop, Clear];
    operations.extend(characters.map(Push));
    operations.extend(texts.map(PushStr));
    operations.extend([0, 1, 2, 3, 4, 5, 6, usize::MAX].map(Truncate));
    for text in texts {
        operations.extend(characters.map(|character| Format(text, character)));
        for mark in ["", ".", "..", "…"] {
            operations.push(Cut(text, mark));
            operations.extend(characters.map(|character| CutFormat(text, character, mark)));
        }
    }
    // Counted, not derived: they tell if a change reaches fewer states.
    assert_eq!(every_state(&Strings::<0>::new(), &operations, &[0]), 1);
    assert_eq!(every_state(&Strings::<1>::new(), &operations, &[0]), 7);
    assert_eq!(every_state(&Strings::<2>::new(), &operations, &[0]), 42);
    assert_eq!(every_state(&Strings::<3>::new(), &operations, &[0]), 307);
    assert_eq!(every_state(&Strings::<4>::new(), &operations, &[0]), 2111);
}

#[test]
fn nothing_is_written_behind_a_cut() {
    let mut text = BoundedString::new([0; 8]);
    text.push_str("in ").unwrap();
    let mut writer = text.truncating("..");
    writer.write_str("module").unwrap();
    writer.write_str("").unwrap();
    writer.write_str("x").unwrap();
    assert_eq!(text, "in mod..");
}

#[test]
fn what_was_there_before_is_not_cut_for_a_mark() {
    let mut text = BoundedString::new([0; 8]);
    text.push_str("module ").unwrap();
    assert!(text.push_str_truncated("xy", ".."));
    assert_eq!(text, "module x");
}

/// Writes a little, then fails.
struct Failing;

impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("some")?;
        Err(fmt::Error)
    }
}

#[test]
fn a_value_that_fails_to_write_itself_leaves_nothing() {
    let mut text = BoundedString::new([0; 16]);
    text.push('=').unwrap();
    assert!(write!(text, "{} {Failing}", 1).is_err());
    assert_eq!(text, "=");
    // The same where it is not known what is written to.
    let writer: &mut dyn fmt::Write = &mut text;
    assert!(write!(writer, "{} {Failing}", 1).is_err());
    assert_eq!(text, "=");
}

#[test]
fn a_text_is_shown_as_a_str_is() {
    let mut text = BoundedString::new([0; 8]);
    text.push_str("a\"b").unwrap();
    assert_eq!(format!("{text:>5}|{text:?}"), "  a\"b|\"a\\\"b\"");
    let mut other = BoundedString::new([1; 3]);
    other.push_str("a\"b").unwrap();
    assert_eq!(text, other);
    assert!(text.starts_with('a') && text == *"a\"b");
}
