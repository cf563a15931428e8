//! Rows of a pane: text by what it means. How that looks is the theme's.
//!
//! Invariant: no text of a part has a character that moves the cursor, rings a bell or turns the
//! direction of writing, wherever the text comes from.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::connection::Ink;

/// What a part of a row means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Text without a meaning of its own.
    #[default]
    Plain,
    /// What matters less.
    Dim,
    /// What matters least.
    Faint,
    /// A heading.
    Title,
    /// A key that can be pressed.
    Key,
    /// A name: of a variable, a field.
    Name,
    /// A value.
    Value,
    /// A value that is not what it was at the stop before.
    Changed,
    /// A type.
    Type,
    /// A function.
    Function,
    /// A place: a file with its line.
    Place,
    /// An address or a byte offset.
    Address,
    /// A keyword of a language, or what an instruction does.
    Keyword,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// A macro, an attribute, a directive.
    Macro,
    /// Where the program stands.
    Current,
    /// What is under a cursor inside of a row.
    Cursor,
    /// What was searched for and found.
    Found,
    /// A breakpoint that works.
    Breakpoint,
    /// A breakpoint that is disabled or bound to no code.
    Unbound,
    /// All is well.
    Good,
    /// Something to look at.
    Warning,
    /// Something is wrong.
    Error,
    /// Text of the program, as it looks on a terminal.
    Written(Ink),
}

/// A piece of text with one meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The text.
    pub text: String,
    /// What it means.
    pub role: Role,
}

/// A row: its parts from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// They stay where they are when the row is scrolled sideways: a gutter.
    pub head: Vec<Part>,
    /// The rest.
    pub parts: Vec<Part>,
    /// Shown behind the rest, as far as there is room: what is not the row's own text.
    pub note: Vec<Part>,
    /// Columns at the end of the text that make room for the note: a comment.
    pub spare: usize,
    /// Shown at the right end, where there is room.
    pub tail: Vec<Part>,
    /// The row is where the program stands.
    pub current: bool,
}

impl Row {
    /// A row of one part.
    #[must_use]
    pub fn of(text: impl AsRef<str>, role: Role) -> Self {
        Self::default().with(text, role)
    }

    /// With one more part.
    #[must_use]
    pub fn with(mut self, text: impl AsRef<str>, role: Role) -> Self {
        self.push(text, role);
        self
    }

    /// With one more part of the gutter.
    #[must_use]
    pub fn with_head(mut self, text: impl AsRef<str>, role: Role) -> Self {
        self.head.push(Part { text: clean(text.as_ref()), role });
        self
    }

    /// With one more part behind the row's own text.
    #[must_use]
    pub fn with_note(mut self, text: impl AsRef<str>, role: Role) -> Self {
        self.note.push(Part { text: clean(text.as_ref()), role });
        self
    }

    /// With one more part at the right end.
    #[must_use]
    pub fn with_tail(mut self, text: impl AsRef<str>, role: Role) -> Self {
        self.tail.push(Part { text: clean(text.as_ref()), role });
        self
    }

    /// Adds a part.
    pub fn push(&mut self, text: impl AsRef<str>, role: Role) {
        self.parts.push(Part { text: clean(text.as_ref()), role });
    }

    /// Its text, without the gutter and what is at the right end: what is searched and copied.
    #[must_use]
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }

    /// Columns of its gutter.
    #[must_use]
    pub fn head_width(&self) -> usize {
        self.head.iter().map(|part| part.text.width()).sum()
    }

    /// Columns of its text.
    #[must_use]
    pub fn width(&self) -> usize {
        self.parts.iter().map(|part| part.text.width()).sum()
    }
}

/// Columns of a tab in text that comes from outside.
const TAB: usize = 4;

/// `text` on one line and without characters that do something to a terminal: such become `·`, tabs blanks.
#[must_use]
pub fn clean(text: &str) -> String {
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => line.extend(std::iter::repeat_n(' ', TAB)),
            c if c.is_control() || turns_direction(c) => line.push('·'),
            c => line.push(c),
        }
    }
    line
}

/// The controls of Unicode's bidirectional algorithm, line and paragraph separators, and marks of byte order: text with
/// them reads as something else than it is.
const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The part of `text` that is in columns `left .. left + width`. A wide character that is cut becomes a blank.
#[must_use]
pub fn columns(text: &str, left: usize, width: usize) -> String {
    let mut cut = String::new();
    let mut column = 0;
    for grapheme in text.graphemes(true) {
        let wide = grapheme.width();
        let (start, end) = (column, column + wide);
        column = end;
        if end <= left {
            continue;
        }
        if start >= left + width {
            break;
        }
        if start < left || end > left + width {
            cut.extend(std::iter::repeat_n(' ', end.min(left + width) - start.max(left)));
        } else {
            cut.push_str(grapheme);
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_the_cursor_passes() {
        assert_eq!(clean("a\tb\x1b[2J\r\n\u{9b}1m\u{202e}x"), "a    b·[2J···1m·x");
        assert_eq!(clean("ä日本"), "ä日本");
    }

    #[test]
    fn columns_are_cut_where_wide_characters_end() {
        assert_eq!(columns("hello", 1, 3), "ell");
        assert_eq!(columns("日本語", 2, 2), "本");
        assert_eq!(columns("日本語", 1, 4), " 本 ");
        assert_eq!(columns("e\u{301}x", 0, 1), "e\u{301}");
        assert_eq!(columns("ab", 5, 3), "");
    }
}
