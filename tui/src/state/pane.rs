//! What all panes have in common: rows, a cursor, questions, and what they do with a key.

use std::borrow::Cow;

use super::{cursor::Cursor, effect::Effect, known::Known, row::Row};
use crate::{connection::Query, input::Action};

/// Names a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaneId {
    /// The sources.
    Source,
    /// The code as instructions.
    Disassembly,
    /// The call stack.
    Stack,
    /// The threads.
    Threads,
    /// The variables of the selected frame, and watched expressions.
    Variables,
    /// Locals, operands and globals of the WebAssembly machine.
    Machine,
    /// Linear memory.
    Memory,
    /// The breakpoints.
    Breakpoints,
    /// What the program writes.
    Output,
    /// The command language.
    Console,
    /// The stops so far.
    Timeline,
    /// Budgets and limits.
    Budget,
}

impl PaneId {
    /// Every pane.
    pub const ALL: [Self; 12] = [
        Self::Source,
        Self::Disassembly,
        Self::Stack,
        Self::Threads,
        Self::Variables,
        Self::Machine,
        Self::Memory,
        Self::Breakpoints,
        Self::Output,
        Self::Console,
        Self::Timeline,
        Self::Budget,
    ];

    /// Its title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::Disassembly => "Code",
            Self::Stack => "Stack",
            Self::Threads => "Threads",
            Self::Variables => "Variables",
            Self::Machine => "Machine",
            Self::Memory => "Memory",
            Self::Breakpoints => "Breakpoints",
            Self::Output => "Output",
            Self::Console => "Console",
            Self::Timeline => "Timeline",
            Self::Budget => "Budget",
        }
    }

    /// How commands and files name it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Disassembly => "code",
            Self::Stack => "stack",
            Self::Threads => "threads",
            Self::Variables => "variables",
            Self::Machine => "machine",
            Self::Memory => "memory",
            Self::Breakpoints => "breakpoints",
            Self::Output => "output",
            Self::Console => "console",
            Self::Timeline => "timeline",
            Self::Budget => "budget",
        }
    }

    /// The pane of a name, or of the beginning of one where no other begins so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        if name == "disassembly" {
            return Some(Self::Disassembly);
        }
        if let Some(pane) = Self::ALL.into_iter().find(|pane| pane.word() == name) {
            return Some(pane);
        }
        let mut fitting = Self::ALL.into_iter().filter(|pane| pane.word().starts_with(&name));
        let first = fitting.next().filter(|_| !name.is_empty())?;
        fitting.next().is_none().then_some(first)
    }
}

/// Room for rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// A pane: its state, and its rows made of what is known.
pub(crate) trait Pane {
    fn cursor(&self) -> &Cursor;
    fn cursor_mut(&mut self) -> &mut Cursor;

    /// What it must know to show its rows. Asked for again and again until it is known.
    fn needs(&self, _known: &Known, _size: Size) -> Vec<Query> {
        Vec::new()
    }

    /// Of the room that it has, the rows at the bottom that stay where they are.
    fn foot(&self, _size: Size) -> usize {
        0
    }

    /// What stands in them.
    fn foot_rows(&self, _known: &Known, _size: Size) -> Vec<Row> {
        Vec::new()
    }

    /// Something has become known, or has changed.
    fn refresh(&mut self, _known: &Known, _size: Size) {}

    /// Number of rows.
    fn len(&self, known: &Known) -> usize;

    /// A row from 0; an empty one beyond the end.
    fn row(&self, known: &Known, index: usize) -> Row;

    /// The texts of its rows by their index, for whoever reads all of them: cheaper than rows, where there are many.
    fn texts<'a>(&'a self, known: &'a Known) -> Box<dyn Fn(usize) -> Cow<'a, str> + 'a> {
        Box::new(move |index| Cow::Owned(self.row(known, index).text()))
    }

    /// The wheel has moved what is seen.
    fn scrolled(&mut self, _known: &Known) {}

    /// What it says in its title line beside its name.
    fn remark(&self, _known: &Known) -> String {
        String::new()
    }

    /// A column of the selected row was clicked, from 0.
    fn clicked(&mut self, _column: usize) {}

    /// What is shown in place of rows where there is none.
    fn placeholder(&self, _known: &Known) -> String {
        String::new()
    }

    /// Does what a key asks for, beyond what all panes do; `None` if it means nothing here.
    fn act(&mut self, _action: Action, _known: &Known) -> Option<Vec<Effect>> {
        None
    }

    /// What is copied of the selected row.
    fn copied(&self, known: &Known) -> String {
        self.row(known, self.cursor().row).text().trim().to_owned()
    }

    /// What was typed into the prompt that one of its effects has opened.
    fn entered(
        &mut self,
        _purpose: &super::prompt::Purpose,
        _text: &str,
        _known: &Known,
    ) -> Vec<Effect> {
        Vec::new()
    }
}
