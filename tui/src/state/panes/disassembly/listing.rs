//! The instructions that are shown, function after function, as rows.

use std::sync::Arc;

use wrtd_debug::{CodeRef, InstructionView};

use crate::connection::FunctionCode;

/// Instructions that are held at most, beside those of the function that is looked at.
const MOST: usize = 8_000;

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The name of the function that begins here.
    Title(usize),
    /// The source line of the instruction.
    Source(usize, usize),
    /// An instruction: of which piece, and which.
    Code(usize, usize),
}

/// Pieces of code that follow each other, of one function each.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pieces: Vec<Arc<FunctionCode>>,
    lines: Vec<Line>,
    /// Source lines stand between the instructions.
    pub(super) interleaved: bool,
    /// Nothing is before the first piece, or behind the last one.
    pub(super) complete: [bool; 2],
}

impl Listing {
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn line(&self, row: usize) -> Option<Line> {
        self.lines.get(row).copied()
    }

    pub(super) fn piece(&self, piece: usize) -> Option<&FunctionCode> {
        self.pieces.get(piece).map(Arc::as_ref)
    }

    /// The instruction that a row is, or is about.
    pub(super) fn instruction(&self, row: usize) -> Option<&InstructionView> {
        let (piece, index) = match self.line(row)? {
            Line::Title(piece) => (piece, 0),
            Line::Source(piece, index) | Line::Code(piece, index) => (piece, index),
        };
        self.pieces.get(piece)?.instructions.get(index)
    }

    /// The row of an instruction.
    pub(super) fn row_of(&self, at: CodeRef) -> Option<usize> {
        let holds = |piece: &Arc<FunctionCode>| {
            let find = piece.instructions.binary_search_by_key(&at, |it| it.code);
            find.ok()
        };
        let found =
            self.pieces.iter().enumerate().find_map(|(piece, code)| Some((piece, holds(code)?)));
        let (piece, index) = found?;
        self.lines.iter().position(|&line| line == Line::Code(piece, index))
    }

    /// The first instruction, or the last one.
    pub(super) fn end(&self, forward: bool) -> Option<CodeRef> {
        let end = match forward {
            true => self.pieces.last()?.instructions.last()?,
            false => self.pieces.first()?.instructions.first()?,
        };
        Some(end.code)
    }

    /// Shows this code and no other.
    pub(super) fn show(&mut self, code: Arc<FunctionCode>) {
        self.pieces = vec![code];
        self.complete = [false; 2];
        self.write();
    }

    /// Adds code before the first piece, or behind the last one, and lets go of what is too much at the other end.
    pub(super) fn add(&mut self, code: Arc<FunctionCode>, forward: bool) {
        match forward {
            true => self.pieces.push(code),
            false => self.pieces.insert(0, code),
        }
        let count = |pieces: &[Arc<FunctionCode>]| {
            pieces.iter().map(|piece| piece.instructions.len()).sum::<usize>()
        };
        while self.pieces.len() > 2 && count(&self.pieces) > MOST {
            let gone = if forward { 0 } else { self.pieces.len() - 1 };
            self.pieces.remove(gone);
            self.complete[usize::from(!forward)] = false;
        }
        self.write();
    }

    /// Shows source lines between the instructions, or does not.
    pub(super) fn interleave(&mut self, interleaved: bool) {
        self.interleaved = interleaved;
        self.write();
    }

    fn write(&mut self) {
        self.lines.clear();
        let mut last: Option<&InstructionView> = None;
        for (number, piece) in self.pieces.iter().enumerate() {
            for (index, instruction) in piece.instructions.iter().enumerate() {
                let begins = last.is_none_or(|last| last.function != instruction.function);
                if begins || (index == 0 && !piece.cut) {
                    self.lines.push(Line::Title(number));
                }
                if self.interleaved
                    && (begins || begins_line(last, instruction))
                    && instruction.line > 0
                {
                    self.lines.push(Line::Source(number, index));
                }
                self.lines.push(Line::Code(number, index));
                last = Some(instruction);
            }
        }
    }

    /// Whether an instruction's source line is another one than that of the instruction before it.
    pub(super) fn begins_line(&self, piece: usize, index: usize) -> bool {
        let Some(code) = self.pieces.get(piece) else { return false };
        let Some(instruction) = code.instructions.get(index) else { return false };
        let before = index.checked_sub(1).and_then(|at| code.instructions.get(at));
        instruction.line > 0 && begins_line(before, instruction)
    }
}

fn begins_line(before: Option<&InstructionView>, instruction: &InstructionView) -> bool {
    before.is_none_or(|it| it.line != instruction.line || it.source != instruction.source)
}
