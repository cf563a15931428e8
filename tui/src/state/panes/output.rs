//! What the program writes, and what is typed for it.

use std::borrow::Cow;

use crate::{
    connection::{Ink, Stream},
    input::Action,
    state::{Cursor, Effect, Known, Pane, Prompt, Purpose, Role, Row, Size},
};

/// The output pane.
#[derive(Debug)]
pub(crate) struct Output {
    cursor: Cursor,
    /// It shows the end, whatever comes.
    at_end: bool,
}

impl Default for Output {
    fn default() -> Self {
        Self { cursor: Cursor::default(), at_end: true }
    }
}

impl Output {
    /// Something was written.
    pub(crate) fn grown(&mut self, known: &Known) {
        if self.at_end {
            self.cursor.row = known.output.len().saturating_sub(1);
        }
    }
}

impl Pane for Output {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn refresh(&mut self, known: &Known, _size: Size) {
        self.grown(known);
    }

    fn len(&self, known: &Known) -> usize {
        known.output.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let Some(line) = known.output.line(index) else { return Row::default() };
        let role = match line.stream {
            Stream::Output => Role::Plain,
            Stream::Error => Role::Error,
            Stream::Input => Role::Key,
        };
        let mut row = Row::default();
        for (text, ink) in line.pieces() {
            row.push(text, if ink == Ink::default() { role } else { Role::Written(ink) });
        }
        row
    }

    fn texts<'a>(&'a self, known: &'a Known) -> Box<dyn Fn(usize) -> Cow<'a, str> + 'a> {
        Box::new(|index| {
            Cow::Owned(known.output.line(index).map(|line| line.text).unwrap_or_default())
        })
    }

    fn scrolled(&mut self, known: &Known) {
        self.at_end = self.cursor.row + 1 >= known.output.len();
    }

    fn remark(&self, known: &Known) -> String {
        match known.output.dropped() {
            0 => String::new(),
            dropped => format!("{dropped} lines before these are not kept"),
        }
    }

    fn placeholder(&self, _known: &Known) -> String {
        "the program has written nothing; a types a line for it to read".to_owned()
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        match action {
            Action::Input => Some(vec![Effect::Prompt(Prompt::new(Purpose::Input, "input: ", ""))]),
            Action::EndInput => Some(vec![
                Effect::CloseInput,
                Effect::Say(Role::Dim, "the program's input has ended".to_owned()),
            ]),
            Action::Clear => {
                known.output.clear();
                Some(Vec::new())
            }
            Action::Bottom => {
                self.at_end = true;
                Some(Vec::new())
            }
            Action::Up | Action::HalfUp | Action::PageUp | Action::Top => {
                self.at_end = false;
                None
            }
            _ => None,
        }
    }
}
