//! From a source line to the code where a breakpoint on it stops.
//!
//! The line with code is the smallest one at or after the requested one that any function, inlined
//! copy or generic instance has; every one that has it is bound, none is bound to another line.
//! Inside one of them a line may own several pieces of code. Those that are only reached through
//! another one are part of the same pass over the line, so they are not bound. The body of a call on
//! the line that was inlined is such a piece.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    LineTable, Row, calls::InlinedCall, files, files::Files, flow::first_reached, loops,
    prologue::after_prologue,
};
use crate::{
    Bound, SourceLocation,
    code::Body,
    debug_info::DebugInfo,
    sources::{Fit, Requested},
    units::DieRef,
};

/// A file of a unit that may be the requested one.
struct FittingFile {
    unit: u32,
    number: u32,
    fit: Fit,
}

/// A unit that has the requested file.
struct Candidate<'a> {
    unit: u32,
    files: Files<'a>,
    /// Numbers of the file in `files`.
    numbers: Vec<u32>,
    lines: Arc<LineTable>,
    /// Inlined calls on the lines that may be wanted.
    calls: Vec<InlinedCall>,
}

impl Candidate<'_> {
    /// Rows of the requested file that belong to a line.
    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.lines.rows.iter().filter(|row| row.line != 0 && self.numbers.contains(&row.file))
    }

    fn is_on(&self, row: &Row, wanted: Wanted) -> bool {
        row.line == wanted.line
            && wanted.column.is_none_or(|column| row.column == column)
            && self.numbers.contains(&row.file)
    }
}

/// The line, and where a column was asked for the column, that is bound.
#[derive(Clone, Copy)]
struct Wanted {
    line: u32,
    column: Option<u32>,
}

/// The start of a piece of code of the wanted line.
struct Piece {
    offset: u32,
    column: u32,
    body: Body,
    unit: u32,
    /// The function that the line belongs to.
    function: Option<DieRef>,
    /// It is the body of a call that was inlined.
    inlined_call: bool,
}

impl DebugInfo {
    /// See [`crate::ModuleSymbols::bind_line`].
    pub(crate) fn bind_line(&self, path: &str, line: u32, column: Option<u32>) -> Option<Bound> {
        let mut candidates = self.candidates(&Requested::new(path));
        self.find_calls(&mut candidates, line);
        let wanted = wanted(&candidates, line, column)?;
        let mut by_function: BTreeMap<u32, Vec<Piece>> = BTreeMap::new();
        for candidate in &candidates {
            for piece in self.pieces(candidate, wanted) {
                by_function.entry(piece.body.start).or_default().push(piece);
            }
        }
        let mut landings: Vec<(u32, Option<SourceLocation>)> = Vec::new();
        let mut function = None;
        for pieces in by_function.into_values() {
            for piece in self.one_per_pass(pieces) {
                landings.extend(self.land(&piece, &candidates, wanted));
                function = function.or(piece.function);
            }
        }
        landings.sort_by_key(|(offset, _)| *offset);
        landings.dedup_by_key(|(offset, _)| *offset);
        let mut places = landings.iter().filter_map(|(_, place)| place.clone());
        let first = places.next()?;
        let location =
            places.fold(first, |best, place| if place.line < best.line { place } else { best });
        let declared = function.and_then(|function| self.function_names(function).declared);
        let function_line =
            declared.filter(|place| place.file == location.file).map(|place| place.line);
        let offsets = landings.into_iter().map(|(offset, _)| offset).collect();
        Some(Bound { location, function_line, offsets })
    }

    /// The units that have the file, in the best fit that any has.
    fn candidates(&self, requested: &Requested<'_>) -> Vec<Candidate<'_>> {
        let named = self.named_like(requested);
        let best = named.iter().map(|file| file.fit).max();
        let mut found: Vec<Candidate<'_>> = Vec::new();
        for file in named.into_iter().filter(|file| Some(file.fit) == best) {
            match found.last_mut().filter(|candidate| candidate.unit == file.unit) {
                Some(candidate) => candidate.numbers.push(file.number),
                None => found.push(Candidate {
                    unit: file.unit,
                    files: self.numbered_files(file.unit),
                    numbers: vec![file.number],
                    lines: self.lines(file.unit),
                    calls: Vec::new(),
                }),
            }
        }
        found
    }

    /// The files that may be the requested one, unit by unit.
    fn named_like(&self, requested: &Requested<'_>) -> Vec<FittingFile> {
        let mut found = Vec::new();
        for unit in 0..self.index().len() {
            if !files::may_contain(self, unit, requested) {
                continue;
            }
            let table = self.files(unit);
            let named =
                table.numbered().filter(|(_, file)| requested.may_be(file.recorded.as_bytes()));
            found.extend(named.filter_map(|(number, file)| {
                Some(FittingFile { unit, number, fit: requested.fit(file)? })
            }));
        }
        found
    }

    /// Finds the inlined calls from `line` on to the next line that has code of its own.
    fn find_calls(&self, candidates: &mut [Candidate<'_>], line: u32) {
        let last = statement_line(candidates, line).unwrap_or(u32::MAX);
        for candidate in candidates {
            let Candidate { unit, numbers, lines, .. } = &*candidate;
            candidate.calls = self.inlined_calls(*unit, numbers, lines, (line, last));
        }
    }

    /// The pieces of code of the wanted line: runs of adjacent rows, each from its first statement
    /// where the line has any.
    fn pieces(&self, candidate: &Candidate<'_>, wanted: Wanted) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut run_end = None;
        let mut bound = false;
        let rows = || candidate.lines.rows.iter().filter(|row| candidate.is_on(row, wanted));
        let any = wanted.column.is_some() || !rows().any(|row| row.is_statement);
        for row in rows() {
            let Some((_, body)) = self.code.body_at(row.start) else { continue };
            if run_end != Some(row.start) || body.start == row.start {
                bound = false;
            }
            run_end = Some(row.end);
            if !bound && (row.is_statement || any) {
                bound = true;
                pieces.push(Piece {
                    offset: row.start,
                    column: row.column,
                    body,
                    unit: candidate.unit,
                    function: self.innermost_function(row.start),
                    inlined_call: false,
                });
            }
        }
        let is_wanted = |call: &&InlinedCall| {
            call.site.line == wanted.line
                && wanted.column.is_none_or(|column| call.site.column == column)
        };
        pieces.extend(candidate.calls.iter().filter(is_wanted).map(|call| Piece {
            offset: call.offset,
            column: call.site.column,
            body: call.body,
            unit: candidate.unit,
            function: Some(call.caller),
            inlined_call: true,
        }));
        pieces
    }

    /// Of the pieces in one Wasm function, those that begin a pass over the line; for each inlined
    /// copy apart.
    fn one_per_pass(&self, pieces: Vec<Piece>) -> Vec<Piece> {
        let several = pieces.len() > 1;
        let Some(body) = pieces.first().map(|piece| piece.body).filter(|_| several) else {
            return pieces;
        };
        let mut copies: BTreeMap<Option<DieRef>, Vec<Piece>> = BTreeMap::new();
        for piece in pieces {
            copies.entry(piece.function).or_default().push(piece);
        }
        let mut kept = Vec::new();
        for pieces in copies.into_values() {
            let marks: Vec<_> = pieces.iter().map(|piece| (piece.offset, piece.column)).collect();
            let first =
                if marks.len() > 1 { first_reached(&self.code, body, &marks) } else { Vec::new() };
            // Code that nothing reaches is bound as well, where there is no other.
            let unreached = first.is_empty();
            kept.extend(
                pieces.into_iter().filter(|piece| unreached || first.contains(&piece.offset)),
            );
        }
        kept
    }

    /// Where a breakpoint at a piece stops: where it is in the prologue of its function, after that.
    fn land(
        &self,
        piece: &Piece,
        candidates: &[Candidate<'_>],
        wanted: Wanted,
    ) -> Vec<(u32, Option<SourceLocation>)> {
        let Some(candidate) = candidates.iter().find(|candidate| candidate.unit == piece.unit)
        else {
            return Vec::new();
        };
        if piece.inlined_call {
            let file = candidate
                .numbers
                .first()
                .and_then(|number| candidate.files.get(u64::from(*number)));
            let (line, column) = (wanted.line, piece.column);
            return vec![(piece.offset, file.map(|file| SourceLocation { file, line, column }))];
        }
        let function = piece.body.start..piece.body.end;
        let body = after_prologue(&candidate.lines, &function, &self.code);
        let in_prologue = piece.offset < body && !self.is_inlined(piece.offset);
        let offsets = if in_prologue {
            vec![body]
        } else {
            let offset = piece.offset.max(self.code.first_instruction(piece.body));
            vec![loops::inside(&self.code, piece.body, offset)]
        };
        let own_line = |place: &SourceLocation| {
            let is_file = |number: &u32| {
                candidate.files.get(u64::from(*number)).as_ref() == Some(&place.file)
            };
            place.line >= wanted.line && candidate.numbers.iter().any(is_file)
        };
        let place = |offset: u32| {
            let function = in_prologue.then(|| self.frames_at(offset).pop()?.location).flatten();
            let row = || candidate.lines.at(offset)?.location(&candidate.files);
            let requested = || candidate.lines.at(piece.offset)?.location(&candidate.files);
            function.filter(own_line).or_else(|| row().filter(own_line)).or_else(requested)
        };
        offsets.into_iter().map(|offset| (offset, place(offset))).collect()
    }
}

/// The smallest line at or after `line` that the line table has code for.
fn statement_line(candidates: &[Candidate<'_>], line: u32) -> Option<u32> {
    let rows = candidates.iter().flat_map(Candidate::rows);
    // The line itself may have the rest of a statement that begins above it.
    rows.filter(|row| row.line == line || row.is_statement && row.line > line)
        .map(|row| row.line)
        .min()
}

/// The smallest line with code at or after `line`; where a column is wanted, the nearest one on it
/// that begins some code, the next before the previous.
fn wanted(candidates: &[Candidate<'_>], line: u32, column: Option<u32>) -> Option<Wanted> {
    let calls = || candidates.iter().flat_map(|candidate| &candidate.calls).map(|call| call.site);
    let found =
        statement_line(candidates, line).into_iter().chain(calls().map(|site| site.line)).min()?;
    let column = column.filter(|_| found == line).and_then(|column| {
        let rows = candidates.iter().flat_map(Candidate::rows);
        let columns: Vec<u32> = rows
            .filter(|row| row.line == found)
            .map(|row| row.column)
            .chain(calls().filter(|site| site.line == found).map(|site| site.column))
            .collect();
        let next = columns.iter().filter(|candidate| **candidate >= column).min();
        next.or_else(|| columns.iter().max()).copied()
    });
    Some(Wanted { line: found, column })
}
