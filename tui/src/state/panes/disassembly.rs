//! The instructions of the function of the selected frame.

use std::sync::Arc;

use wrtd_debug::{CodeRef, InstructionView};

use super::place;
use crate::{
    connection::{Answer, FunctionCode, Query, Request, ToggleAt},
    input::Action,
    state::{Cursor, Effect, Known, Pane, Role, Row, Size, known::FRAMES},
};

/// The disassembly pane.
#[derive(Debug, Default)]
pub(crate) struct Disassembly {
    cursor: Cursor,
    code: Arc<FunctionCode>,
    /// Where the code that is shown was asked for.
    at: Option<CodeRef>,
    /// It does not go where the selected frame stands.
    stays: bool,
}

impl Disassembly {
    /// Goes where the program stands.
    pub(crate) const fn follow(&mut self) {
        self.stays = false;
    }

    fn instruction(&self) -> Option<&InstructionView> {
        self.code.instructions.get(self.cursor.row)
    }
}

impl Pane for Disassembly {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn needs(&self, known: &Known, _size: Size) -> Vec<Query> {
        let mut needs = vec![Query::Stack { thread: known.selection.thread, count: FRAMES }];
        // Another place of the same function needs no other answer.
        let there = known.frame().filter(|frame| {
            !self.code.instructions.iter().any(|instruction| instruction.code == frame.code)
        });
        needs.extend(there.map(|frame| Query::Function(frame.code)));
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        let Some(frame) = known.frame().filter(|_| !self.stays) else { return };
        if let Some(Ok(Answer::Function(code))) = known.answer(&Query::Function(frame.code)) {
            self.code = Arc::clone(code);
        }
        let here = self.code.instructions.iter().position(|it| it.code == frame.code);
        if let Some(row) = here {
            self.at = Some(frame.code);
            self.cursor.centre(row, self.code.instructions.len(), size.height);
            self.stays = true;
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.code.instructions.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let Some(instruction) = self.code.instructions.get(index) else { return Row::default() };
        let at = instruction.code;
        let current = known.stands() && known.frame().is_some_and(|frame| frame.code == at);
        let here = known.breakpoints.iter().find(|it| it.offsets.contains(&at.offset()));
        let (mark, role) = here.map_or((" ", Role::Plain), |it| place::mark(known, it));
        let (operator, operands) = split(&instruction.text);
        let mut row = Row::default()
            .with_head(mark, role)
            .with_head(format!("{:>6x} ", at.offset()), Role::Address)
            .with_head(if current { known.symbols.here } else { " " }, Role::Current)
            .with_head(" ", Role::Plain)
            .with(operator, Role::Keyword)
            .with(operands, Role::Plain);
        if let Some(source) = instruction.source.as_ref().filter(|_| instruction.line > 0) {
            let before = index.checked_sub(1).and_then(|at| self.code.instructions.get(at));
            if before
                .is_none_or(|it| it.line != instruction.line || it.source != instruction.source)
            {
                row = row.with_tail(place::short(source, instruction.line), Role::Place);
            }
        }
        row.current = current;
        row
    }

    fn remark(&self, _known: &Known) -> String {
        let name = self.code.instructions.first().and_then(|it| it.function.clone());
        let cut = if self.code.cut { " (a part of it)" } else { "" };
        name.map_or_else(String::new, |name| name + cut)
    }

    fn act(&mut self, action: Action, _known: &Known) -> Option<Vec<Effect>> {
        let at = self.instruction()?.code;
        match action {
            Action::ToggleBreakpoint => {
                Some(vec![Effect::Request(Request::Toggle(ToggleAt::Code(at)))])
            }
            Action::Next => Some(vec![Effect::command("nexti")]),
            Action::Step => Some(vec![Effect::command("stepi")]),
            _ => None,
        }
    }
}

/// An instruction, and what it is given, with the blanks before it.
fn split(text: &str) -> (&str, &str) {
    let indent = text.len() - text.trim_start().len();
    let end = text[indent..].find(' ').map_or(text.len(), |at| indent + at);
    text.split_at(end)
}
