//! Going on at another place of the innermost function: where that can be, and doing it.

use std::{collections::BTreeSet, path::Path};

use wrtd_symbols::{SourceFile, SourceFrame};

use crate::{
    DebugSession, GotoTarget, SessionError,
    program::FunctionLines,
    stand::Position,
    target::{CodeAddress, TargetError},
};

/// A place of the function on the line that is wanted.
struct Candidate {
    offset: u32,
    line: u32,
    column: u32,
}

impl DebugSession {
    /// The places of the innermost function, from `line` of a source on, at which the program can be told to go on
    /// ([`Motion::Goto`](crate::Motion::Goto)): those of the first line that has code there. They are valid until the
    /// program goes on. `path` is a local path, or the end of a recorded one.
    ///
    /// # Errors
    /// [`SessionError::Goto`] where the program can go on at none, with the reason; [`SessionError::NotAlive`].
    pub fn goto_targets(&mut self, path: &str, line: u32) -> Result<Vec<GotoTarget>, SessionError> {
        self.alive()?;
        let at = self.innermost()?;
        let found = self.candidates(at, path, line);
        if found.is_empty() {
            let function = self.program.function_name(at.address.module, at.function);
            return Err(SessionError::Goto(format!(
                "{function}, in which the program stands, has no code at line {line} of that source; choose a line of it"
            )));
        }
        self.offer(at, found)
    }

    /// The same in a disassembled function, where each line is an instruction.
    ///
    /// # Errors
    /// As for [`DebugSession::goto_targets`], and [`SessionError::NoSuchSource`].
    pub fn goto_targets_in(
        &mut self,
        reference: u32,
        line: u32,
    ) -> Result<Vec<GotoTarget>, SessionError> {
        self.alive()?;
        let at = self.innermost()?;
        let function = self.disassemblies.function(reference);
        let listing = self.disassemblies.listing(&self.program, reference);
        let listing = listing.ok_or(SessionError::NoSuchSource(reference))?;
        let instruction = listing.instruction_at(line);
        let instruction =
            instruction.filter(|_| function == Some((at.address.module, at.function)));
        let Some((line, offset)) = instruction else {
            return Err(SessionError::Goto(
                "no instruction of the function in which the program stands is on that line; choose another".to_owned(),
            ));
        };
        self.offer(at, vec![Candidate { offset, line, column: 0 }])
    }

    /// Lets the program go on at a place that was offered.
    pub(crate) fn jump_to(&mut self, id: u32) -> Result<(), SessionError> {
        self.may_write()?;
        let place = id.checked_sub(1).and_then(|index| self.goto_places.get(index as usize));
        let place = *place.ok_or(SessionError::NoSuchPlace(id))?;
        self.target.jump(place).map_err(|error| refused(&error.to_string()))
    }

    fn innermost(&self) -> Result<Position, SessionError> {
        if let Some(trap) = &self.trap {
            return Err(SessionError::Goto(format!(
                "the program cannot go on there after {}; let a frame begin again, or restart it",
                trap.message
            )));
        }
        crate::stand::position(&*self.target, self.stand, 0).ok_or(SessionError::NotAlive)
    }

    /// The places of the first line from `line` on that the function has code of: where it is come to, apart from the
    /// prologue.
    fn candidates(&self, at: Position, path: &str, line: u32) -> Vec<Candidate> {
        let symbols = self.program.symbols(at.address.module);
        let Some(lines) = self.program.lines_at(at.lookup) else { return Vec::new() };
        let frames = self.program.frames_at(at.lookup);
        let around = &frames[self.stand.hidden.min(frames.len())..];
        let rows = symbols.lines_of_function(at.lookup.offset);
        // What is before the function is of another one.
        let of_source = rows.iter().filter(|row| self.is_source(&row.location.file, path));
        let first = of_source.map(|row| row.location.line).filter(|line| *line > 0).min();
        if first.is_none_or(|first| line < first) {
            return Vec::new();
        }
        let wanted = rows.iter().filter(|row| {
            row.is_statement
                && row.location.line >= line
                && self.is_source(&row.location.file, path)
        });
        let mut found: Vec<Candidate> = Vec::new();
        for row in wanted {
            let offset = self.behind_prologue(&lines, at, row.range.start, around);
            let address = CodeAddress { offset, ..at.address };
            if self.is_around(around, address) {
                let (line, column) = (row.location.line, row.location.column);
                found.push(Candidate { offset, line, column });
            }
        }
        let first = found.iter().map(|candidate| candidate.line).min();
        found.retain(|candidate| Some(candidate.line) == first);
        let mut seen = BTreeSet::new();
        found.retain(|candidate| seen.insert(candidate.offset));
        found
    }

    /// A function that goes on in its own prologue would take its stack anew.
    fn behind_prologue(
        &self,
        lines: &FunctionLines,
        at: Position,
        offset: u32,
        around: &[SourceFrame],
    ) -> u32 {
        let address = CodeAddress { offset, ..at.address };
        let is_own = self.program.frames_at(address).len() <= 1 || around.len() <= 1;
        if is_own { offset.max(lines.body) } else { offset }
    }

    /// Whether the code at an address is of the frame that is shown, or of one around it in the same function.
    fn is_around(&self, around: &[SourceFrame], address: CodeAddress) -> bool {
        let there = self.program.frames_at(address);
        // Both are innermost first.
        let outer = there.iter().rev().zip(around.iter().rev());
        there.len() <= around.len() && outer.into_iter().all(|(a, b)| a.scope == b.scope)
    }

    fn is_source(&self, file: &SourceFile, path: &str) -> bool {
        let local = self.program.local_path(file);
        local.as_deref() == Some(Path::new(path)) || Path::new(&*file.recorded).ends_with(path)
    }

    /// Gives those places numbers at which the program can go on.
    fn offer(
        &mut self,
        at: Position,
        found: Vec<Candidate>,
    ) -> Result<Vec<GotoTarget>, SessionError> {
        let mut targets = Vec::new();
        let mut reason: Option<TargetError> = None;
        for Candidate { offset, line, column } in found {
            let address = CodeAddress { offset, ..at.address };
            if let Err(error) = self.target.check_jump(address) {
                reason = reason.or(Some(error));
                continue;
            }
            self.goto_places.push(address);
            let frames = self.program.frames_at(address);
            let function = frames.first().map_or_else(
                || self.program.function_name(at.address.module, at.function),
                |frame| frame.function.clone(),
            );
            targets.push(GotoTarget {
                id: self.goto_places.len() as u32,
                label: format!("{function}, line {line}, {offset:#x}"),
                line,
                column,
                offset,
            });
        }
        match reason {
            Some(error) if targets.is_empty() => Err(refused(&error.to_string())),
            _ => Ok(targets),
        }
    }
}

fn refused(reason: &str) -> SessionError {
    SessionError::Goto(format!("the program cannot go on there: {reason}; choose another line"))
}
