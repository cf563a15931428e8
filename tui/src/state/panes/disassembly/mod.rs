//! The code as instructions: the function of the selected frame, and those before and behind it.

mod listing;
mod operator;

use std::sync::Arc;

use wrtd_debug::{CodeRef, InstructionView};

use self::listing::{Line, Listing};
use super::place;
use crate::{
    connection::{Answer, Query, Request, SourceKey, ToggleAt},
    input::Action,
    state::{Cursor, Effect, Known, Pane, Role, Row, Size, clean, columns, known::FRAMES},
};

/// Places that one can go back to.
const MOST_BACK: usize = 64;
/// Rows beyond those that are seen that are read before they are.
const AHEAD: usize = 8;
/// Columns of a source's text from which on it says something.
const LEAST_TEXT: usize = 12;
/// Bytes of an instruction that are shown.
const MOST_BYTES: usize = 12;

/// The disassembly pane.
#[derive(Debug, Default)]
pub(crate) struct Disassembly {
    cursor: Cursor,
    listing: Listing,
    /// It stays where it is, and does not go where the selected frame stands.
    stays: bool,
    /// A place that is to be shown.
    target: Option<CodeRef>,
    /// A call whose function is to be shown.
    calling: Option<CodeRef>,
    /// The beginning of the function behind or before the cursor is to be shown.
    seeking: Option<bool>,
    /// Why what was asked for last could not be done.
    problem: Option<String>,
    back: Vec<CodeRef>,
    room: Size,
}

impl Disassembly {
    /// Goes where the program stands.
    pub(crate) const fn follow(&mut self) {
        self.stays = false;
    }

    fn instruction(&self) -> Option<&InstructionView> {
        self.listing.instruction(self.cursor.row)
    }

    /// Takes note of where one is, and goes elsewhere.
    fn leave_for(&mut self, target: CodeRef) {
        if let Some(at) = self.instruction().map(|it| it.code) {
            if self.back.len() == MOST_BACK {
                self.back.remove(0);
            }
            self.back.push(at);
        }
        self.target = Some(target);
    }

    /// What lies behind or before what is shown, where that is about to be seen.
    fn beside(&self, forward: bool) -> Option<Query> {
        let near = match forward {
            true => self.cursor.top + self.room.height + AHEAD >= self.listing.len(),
            false => self.cursor.top < AHEAD,
        };
        let near = near || self.seeking == Some(forward);
        let wanted = near && self.target.is_none() && !self.listing.complete[usize::from(forward)];
        let at = self.listing.end(forward).filter(|_| wanted)?;
        Some(Query::Beside { at, forward })
    }

    /// Adds what has become known of what is beside; `false` where there was nothing to add.
    fn extend(&mut self, known: &Known, forward: bool) -> bool {
        let Some(query) = self.beside(forward) else { return false };
        let code = match known.answer(&query) {
            Some(Ok(Answer::Function(code))) => Arc::clone(code),
            Some(_) => Arc::default(),
            None => return false,
        };
        if code.instructions.is_empty() {
            self.listing.complete[usize::from(forward)] = true;
            return false;
        }
        let anchor = self.instruction().map(|it| it.code);
        let row =
            |listing: &Listing| anchor.and_then(|at| listing.row_of(at)).unwrap_or(0) as isize;
        let before = row(&self.listing);
        self.listing.add(code, forward);
        self.shift(row(&self.listing) - before);
        true
    }

    fn shift(&mut self, rows: isize) {
        self.cursor.row = self.cursor.row.saturating_add_signed(rows);
        self.cursor.top = self.cursor.top.saturating_add_signed(rows);
    }

    fn take_target(&mut self, known: &Known) {
        let Some(target) = self.target else { return };
        if self.listing.row_of(target).is_none() {
            match known.answer(&Query::Function(target)) {
                Some(Ok(Answer::Function(code))) => self.listing.show(Arc::clone(code)),
                Some(Err(why)) => {
                    self.problem = Some(why.to_owned());
                    self.target = None;
                    return;
                }
                _ => return,
            }
        }
        if let Some(row) = self.listing.row_of(target) {
            self.cursor.centre(row, self.listing.len(), self.room.height);
        }
        self.target = None;
    }

    fn take_call(&mut self, known: &Known) {
        let Some(at) = self.calling else { return };
        match known.answer(&Query::FunctionNamedAt(at)) {
            Some(Ok(Answer::FunctionNamedAt(Some(target)))) => {
                let target = *target;
                self.leave_for(target);
            }
            Some(Ok(_)) => {
                self.problem =
                    Some("the module imports this function; it has no code here".to_owned());
            }
            Some(Err(why)) => self.problem = Some(why.to_owned()),
            None => return,
        }
        self.calling = None;
    }

    /// Text of the source line of an instruction, if it is known.
    fn text<'a>(known: &'a Known, instruction: &InstructionView) -> Option<&'a str> {
        let key = SourceKey::from(instruction.source.as_ref()?);
        let line = (instruction.line as usize).checked_sub(1)?;
        known.source(&key)?.ok()?.line(line)
    }

    fn code_row(&self, known: &Known, piece: usize, index: usize, at: usize) -> Row {
        let Some(instruction) = self.listing.instruction(at) else { return Row::default() };
        let code = instruction.code;
        let stands = known.stands().then(|| known.stack()).flatten();
        let frames = stands.map_or(&[][..], |stack| &stack.frames);
        let current = frames.get(known.selection.frame as usize).is_some_and(|it| it.code == code);
        let here = match current {
            true => known.symbols.here,
            false if frames.iter().any(|frame| frame.code == code) => known.symbols.outer,
            false => " ",
        };
        let there = known.breakpoints.iter().filter(|it| it.offsets.contains(&code.offset()));
        let best = there.max_by_key(|it| (it.enabled, it.verified));
        let (mark, role) = best.map_or((" ", Role::Plain), |it| place::mark(known, it));
        let offset = if current { Role::Current } else { Role::Address };
        let mut row = Row::default()
            .with_head(mark, role)
            .with_head(format!("{:>6x} ", code.offset()), offset)
            .with_head(here, Role::Current)
            .with_head(" ", Role::Plain);
        operator::push(&mut row, &instruction.text);
        if !self.listing.interleaved && self.listing.begins_line(piece, index) {
            self.push_source(&mut row, known, instruction);
        }
        row.current = current;
        row
    }

    /// Adds the source line at the right end, as far as there is room.
    fn push_source(&self, row: &mut Row, known: &Known, instruction: &InstructionView) {
        let Some(source) = &instruction.source else { return };
        let gutter: usize = row.head.iter().map(|part| part.text.chars().count()).sum();
        let room = self.room.width.saturating_sub(gutter + row.width() + 3);
        let at = place::short(source, instruction.line);
        let text =
            Self::text(known, instruction).map(|text| clean(text.trim())).unwrap_or_default();
        let wide = self.room.width / 2;
        let left = room.saturating_sub(at.len() + 2).min(wide.saturating_sub(at.len() + 2));
        let mut parts = vec![(clean(&at), Role::Place)];
        if left >= LEAST_TEXT && !text.is_empty() {
            let cut = columns(&text, 0, left - 1);
            let short =
                if columns(&text, 0, left) == text { text } else { cut + known.symbols.more };
            let blanks = left - unicode_width::UnicodeWidthStr::width(short.as_str());
            parts.push((format!("  {short}{}", " ".repeat(blanks)), Role::Comment));
        }
        row.tail =
            parts.into_iter().map(|(text, role)| crate::state::Part { text, role }).collect();
    }

    fn source_row(known: &Known, instruction: &InstructionView) -> Row {
        let Some(source) = &instruction.source else { return Row::default() };
        let text = Self::text(known, instruction).unwrap_or_default();
        Row::of(format!("  {} ", place::short(source, instruction.line)), Role::Place)
            .with(text.trim(), Role::Comment)
    }

    /// What is to be said of the selected instruction: where it lies, its bytes and its source.
    fn instruction_row(&self) -> Row {
        if let Some(problem) = &self.problem {
            return Row::of(problem, Role::Error);
        }
        let Some(instruction) = self.instruction() else { return Row::default() };
        let bytes = instruction.bytes.iter().take(MOST_BYTES).map(|byte| format!("{byte:02x} "));
        let more = if instruction.bytes.len() > MOST_BYTES { ".. " } else { "" };
        let mut row = Row::of(format!("{:#x}  ", instruction.code.offset()), Role::Address)
            .with(bytes.collect::<String>() + more, Role::Dim);
        if let Some(source) = &instruction.source {
            let at = place::short(source, instruction.line);
            let column = instruction.column;
            let at = if column > 0 { format!("{at}:{column}") } else { at };
            row = row.with(format!(" {at}"), Role::Place);
        }
        if operator::names_function(&instruction.text) {
            row = row.with("  Enter goes there", Role::Dim);
        }
        row
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
        needs.extend(self.target.map(Query::Function));
        needs.extend(self.calling.map(Query::FunctionNamedAt));
        needs.extend(self.beside(true));
        needs.extend(self.beside(false));
        let seen = self.cursor.top..self.cursor.top + self.room.height;
        let sources = seen.filter_map(|row| self.listing.instruction(row)?.source.as_ref());
        let mut sources: Vec<SourceKey> = sources.map(SourceKey::from).collect();
        sources.dedup();
        needs.extend(sources.into_iter().map(Query::Text));
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        self.room = size;
        if let Some(frame) = known.frame().filter(|_| !self.stays) {
            self.target = Some(frame.code);
            self.stays = true;
        }
        self.take_call(known);
        self.take_target(known);
        while self.extend(known, true) || self.extend(known, false) {
            self.cursor.keep_in_sight(self.listing.len(), size.height);
        }
        self.seek();
    }

    fn len(&self, _known: &Known) -> usize {
        self.listing.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let Some(instruction) = self.listing.instruction(index) else { return Row::default() };
        match self.listing.line(index) {
            Some(Line::Title(piece)) => {
                let name = instruction.function.as_deref().unwrap_or_default();
                let cut = self.listing.piece(piece).is_some_and(|piece| piece.cut);
                let row = Row::of(name, Role::Title);
                if cut { row.with("  a part of it", Role::Dim) } else { row }
            }
            Some(Line::Source(..)) => Self::source_row(known, instruction),
            Some(Line::Code(piece, at)) => self.code_row(known, piece, at, index),
            None => Row::default(),
        }
    }

    fn remark(&self, _known: &Known) -> String {
        self.instruction().and_then(|it| it.function.clone()).unwrap_or_default()
    }

    fn foot(&self, size: Size) -> usize {
        usize::from(size.height >= 6)
    }

    fn foot_rows(&self, _known: &Known, _size: Size) -> Vec<Row> {
        vec![self.instruction_row()]
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        self.problem = None;
        let at = self.instruction()?.code;
        match action {
            Action::ToggleBreakpoint => {
                return Some(vec![Effect::Request(Request::Toggle(ToggleAt::Code(at)))]);
            }
            Action::RunToCursor => return Some(vec![Effect::command(format!("advance *{at}"))]),
            Action::Next if known.stands() => return Some(vec![Effect::command("nexti")]),
            Action::Step if known.stands() => return Some(vec![Effect::command("stepi")]),
            Action::Open => {
                let text = &self.instruction()?.text;
                if operator::names_function(text) {
                    self.calling = Some(at);
                } else if operator::calls_any(text) {
                    let text =
                        "only its execution tells which function this calls; s steps into it";
                    self.problem = Some(text.to_owned());
                }
            }
            Action::Back => match self.back.pop() {
                Some(place) => self.target = Some(place),
                None => self.problem = Some("there is no place to go back to".to_owned()),
            },
            Action::NextFunction => self.seeking = Some(true),
            Action::PreviousFunction => self.seeking = Some(false),
            Action::Interleave => {
                let row = |listing: &Listing| listing.row_of(at).unwrap_or(0) as isize;
                let before = row(&self.listing);
                self.listing.interleave(!self.listing.interleaved);
                self.shift(row(&self.listing) - before);
            }
            _ => return None,
        }
        Some(Vec::new())
    }
}

impl Disassembly {
    /// Goes to the beginning of the next function, or of the one before, as soon as it is there.
    fn seek(&mut self) {
        let Some(forward) = self.seeking else { return };
        let begins = |&row: &usize| matches!(self.listing.line(row), Some(Line::Title(_)));
        let len = self.listing.len();
        let (found, end) = match forward {
            true => ((self.cursor.row + 1..len).find(begins), len.saturating_sub(1)),
            false => ((0..self.cursor.row).rev().find(begins), 0),
        };
        let complete = self.listing.complete[usize::from(forward)];
        if let Some(row) = found.or(complete.then_some(end)) {
            self.cursor.top = row;
            self.cursor.select(row, len, self.room.height);
            self.seeking = None;
        }
    }
}
