//! The command language: what was typed, and what came of it.

use std::collections::VecDeque;

use super::said;
use crate::{
    state::{Cursor, Known, LineEdit, Pane, Role, Row, Size},
    syntax::Language,
};

/// Rows that are kept.
const MOST_ROWS: usize = 10_000;
/// Bytes of a row that are kept.
const MOST_OF_A_LINE: usize = 4096;

/// The console pane.
#[derive(Debug, Default)]
pub(crate) struct Console {
    cursor: Cursor,
    rows: VecDeque<Said>,
    /// What is being typed.
    pub(crate) line: LineEdit,
}

/// A row of it.
#[derive(Debug)]
struct Said {
    text: String,
    role: Role,
    /// Of the source that the answer names.
    language: Option<Language>,
}

impl Console {
    /// A command was given.
    pub(crate) fn asked(&mut self, line: &str) {
        self.push(Said { text: format!("(wrtd) {line}"), role: Role::Key, language: None });
    }

    /// Something was answered, in lines.
    pub(crate) fn answer(&mut self, text: &str, role: Role) {
        let language = said::language(text);
        for line in text.lines() {
            self.push(Said { text: line.to_owned(), role, language });
        }
    }

    fn push(&mut self, mut said: Said) {
        if said.text.len() > MOST_OF_A_LINE {
            said.text.truncate(said.text.floor_char_boundary(MOST_OF_A_LINE));
            said.text.push_str(" ...");
        }
        self.rows.push_back(said);
        if self.rows.len() > MOST_ROWS {
            self.rows.pop_front();
        }
        self.cursor.row = self.rows.len();
    }

    /// The line that has been typed, which is empty afterwards.
    pub(crate) fn enter(&mut self) -> String {
        self.at_end();
        std::mem::take(&mut self.line).text().to_owned()
    }

    /// Shows the line that is typed.
    pub(crate) fn at_end(&mut self) {
        self.cursor.row = self.rows.len();
    }
}

impl Pane for Console {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        let len = self.len(known);
        self.cursor.keep_in_sight(len, size.height);
    }

    fn len(&self, _known: &Known) -> usize {
        self.rows.len() + 1
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        match self.rows.get(index) {
            Some(Said { text, role: Role::Plain, language }) => {
                said::row(text, *language, known.symbols)
            }
            Some(said) => Row::of(&said.text, said.role),
            None => Row::of("(wrtd) ", Role::Key).with(self.line.text(), Role::Plain),
        }
    }
}
