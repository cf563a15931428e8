//! A line that is being typed.

use unicode_segmentation::UnicodeSegmentation;

use super::pane::PaneId;

/// What a line is typed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A command.
    Command,
    /// A text to search for in a pane.
    Search,
    /// Something for the program to read.
    Input,
    /// What a pane has asked for, by its own name for it.
    Pane(PaneId, &'static str),
}

/// A line that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What for.
    pub purpose: Purpose,
    /// What stands before it.
    pub label: String,
    /// The text.
    pub line: LineEdit,
}

impl Prompt {
    /// A prompt with a text to begin with.
    #[must_use]
    pub fn new(purpose: Purpose, label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { purpose, label: label.into(), line: LineEdit::new(text.into()) }
    }
}

/// Bytes of a line that can be typed.
const MOST: usize = 16 << 10;

/// A text with a place in it at which one types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineEdit {
    text: String,
    /// Bytes before the place; always between two characters as a reader sees them.
    at: usize,
}

impl LineEdit {
    /// A text, with the place at its end.
    #[must_use]
    pub fn new(text: String) -> Self {
        let at = text.len();
        Self { text, at }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is before the place.
    #[must_use]
    pub fn before(&self) -> &str {
        &self.text[..self.at]
    }

    /// Types a text; line ends become blanks, and what is past all reason is left out.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t') {
            let c = if c.is_control() { ' ' } else { c };
            if self.text.len() + c.len_utf8() > MOST {
                return;
            }
            self.text.insert(self.at, c);
            self.at += c.len_utf8();
        }
    }

    /// Puts a text in the place of some bytes, and the place behind it. Does nothing where they cut a character.
    pub fn put(&mut self, bytes: std::ops::Range<usize>, text: &str) {
        if self.text.get(bytes.clone()).is_some() {
            self.text.replace_range(bytes.clone(), text);
            self.at = bytes.start + text.len();
        }
    }

    /// Removes the character before the place; `false` if there is none.
    pub fn backspace(&mut self) -> bool {
        let start = self.left_of();
        let removed = start < self.at;
        self.text.replace_range(start..self.at, "");
        self.at = start;
        removed
    }

    /// Removes the character behind the place.
    pub fn delete(&mut self) {
        let end = self.right_of();
        self.text.replace_range(self.at..end, "");
    }

    /// Removes the word before the place.
    pub fn delete_word(&mut self) {
        let kept = self.before().trim_end().rfind(char::is_whitespace).map_or(0, |at| at + 1);
        self.text.replace_range(kept..self.at, "");
        self.at = kept;
    }

    /// Removes all before the place.
    pub fn delete_before(&mut self) {
        self.text.replace_range(..self.at, "");
        self.at = 0;
    }

    /// Removes all behind the place.
    pub fn delete_behind(&mut self) {
        self.text.truncate(self.at);
    }

    /// One character to the left.
    pub fn left(&mut self) {
        self.at = self.left_of();
    }

    /// One character to the right.
    pub fn right(&mut self) {
        self.at = self.right_of();
    }

    /// To the beginning.
    pub fn home(&mut self) {
        self.at = 0;
    }

    /// To the end.
    pub fn end(&mut self) {
        self.at = self.text.len();
    }

    fn left_of(&self) -> usize {
        self.before().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right_of(&self) -> usize {
        let behind = &self.text[self.at..];
        behind.graphemes(true).next().map_or(self.at, |grapheme| self.at + grapheme.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited_by_what_a_reader_sees_as_characters() {
        let mut line = LineEdit::new("print e\u{301}".to_owned());
        assert!(line.backspace());
        line.insert("a.b\n");
        line.left();
        line.left();
        line.insert("日");
        assert_eq!((line.text(), line.before()), ("print a.日b ", "print a.日"));
        line.delete_word();
        assert_eq!(line.text(), "print b ");
        line.delete_before();
        line.delete();
        assert_eq!(line.text(), " ");
        line.home();
        assert!(!line.backspace());
    }
}
