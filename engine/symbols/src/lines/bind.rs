//! From a source line to the code where a breakpoint on it stops.
//!
//! The line with code is the smallest one at or after the requested one that any function, inlined
//! copy or generic instance has; every one that has it is bound, none is bound to another line.
//! Inside one of them a line may own several pieces of code. Those that are only reached through
//! another one are part of the same pass over the line, so they are not bound. The body of a call on
//! the line that was inlined is such a piece.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt,
    rc::Rc,
    sync::Arc,
};

use super::{
    LineTable, Row,
    calls::InlinedCall,
    files,
    files::Files,
    flow::{Graph, first_reached_in},
    loops,
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
    /// Line and position in `lines` of each row of the file, sorted by both.
    by_line: Vec<(u32, u32)>,
    /// Inlined calls on its lines, sorted by line.
    calls: Vec<InlinedCall>,
}

impl Candidate<'_> {
    /// Rows of the requested file on a line, in order of their code.
    fn rows(&self, line: u32) -> impl Iterator<Item = &Row> {
        let first = self.by_line.partition_point(|&(other, _)| other < line);
        let of_line = self.by_line[first..].iter().take_while(move |&&(other, _)| other == line);
        of_line.filter_map(|&(_, row)| self.lines.rows.get(row as usize))
    }

    /// Inlined calls on a line.
    fn calls(&self, line: u32) -> impl Iterator<Item = &InlinedCall> {
        let first = self.calls.partition_point(|call| call.site.line < line);
        self.calls[first..].iter().take_while(move |call| call.site.line == line)
    }

    /// Finds what is on its lines.
    fn sort(&mut self, info: &DebugInfo) {
        let rows = self.lines.rows.iter().zip(0..);
        let of_file = rows.filter(|(row, _)| row.line != 0 && self.numbers.contains(&row.file));
        self.by_line = of_file.map(|(row, position)| (row.line, position)).collect();
        self.by_line.sort_unstable();
        self.calls = info.inlined_calls(self.unit, &self.numbers, &self.lines);
        self.calls.sort_by_key(|call| (call.site.line, call.offset));
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

/// The code of one source file in all units that have it, read once to bind any number of its lines.
pub struct FileLines<'a> {
    info: &'a DebugInfo,
    candidates: Vec<Candidate<'a>>,
    /// Lines on which a statement begins, sorted.
    statements: Vec<u32>,
    /// The functions whose flow was followed last, by where they begin.
    graphs: RefCell<VecDeque<(u32, Rc<Graph>)>>,
}

/// Functions whose flow is kept: the lines of a file that are bound one after the other lie in the same few.
const KEPT_GRAPHS: usize = 16;

impl FileLines<'_> {
    /// Binds a breakpoint at `line` (and `column`, from 1). `None` where no code is at or after the line.
    #[must_use]
    pub fn bind(&self, line: u32, column: Option<u32>) -> Option<Bound> {
        let wanted = self.wanted(line, column)?;
        let mut by_function: BTreeMap<u32, Vec<Piece>> = BTreeMap::new();
        for candidate in &self.candidates {
            for piece in self.info.pieces(candidate, wanted) {
                by_function.entry(piece.body.start).or_default().push(piece);
            }
        }
        let mut landings: Vec<(u32, Option<SourceLocation>)> = Vec::new();
        let mut function = None;
        for pieces in by_function.into_values() {
            for piece in self.one_per_pass(pieces) {
                landings.extend(self.info.land(&piece, &self.candidates, wanted));
                function = function.or(piece.function);
            }
        }
        landings.sort_by_key(|(offset, _)| *offset);
        landings.dedup_by_key(|(offset, _)| *offset);
        let mut places = landings.iter().filter_map(|(_, place)| place.clone());
        let first = places.next()?;
        let location =
            places.fold(first, |best, place| if place.line < best.line { place } else { best });
        let declared = function.and_then(|function| self.info.function_names(function).declared);
        let function_line =
            declared.filter(|place| place.file == location.file).map(|place| place.line);
        let offsets = landings.into_iter().map(|(offset, _)| offset).collect();
        Some(Bound { location, function_line, offsets })
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
            let first = if marks.len() > 1 {
                first_reached_in(&self.graph(body), &marks)
            } else {
                Vec::new()
            };
            // Code that nothing reaches is bound as well, where there is no other.
            let unreached = first.is_empty();
            kept.extend(
                pieces.into_iter().filter(|piece| unreached || first.contains(&piece.offset)),
            );
        }
        kept
    }

    /// The flow of a function, with a mark wherever code of the file begins.
    fn graph(&self, body: Body) -> Rc<Graph> {
        let mut graphs = self.graphs.borrow_mut();
        if let Some((_, graph)) = graphs.iter().find(|(start, _)| *start == body.start) {
            return Rc::clone(graph);
        }
        let within = |offset: &u32| (body.start..body.end).contains(offset);
        let mut marks = BTreeSet::new();
        for candidate in &self.candidates {
            let rows = candidate.lines.within(&(body.start..body.end)).iter();
            marks.extend(rows.map(|row| row.start));
            marks.extend(candidate.calls.iter().map(|call| call.offset).filter(within));
        }
        let graph = Rc::new(Graph::read(&self.info.code, body, &marks));
        graphs.push_front((body.start, Rc::clone(&graph)));
        graphs.truncate(KEPT_GRAPHS);
        graph
    }

    /// Line and column of each place of lines `first ..= last` at which a breakpoint can be set, sorted; at most so
    /// many. Column 0 where none is recorded.
    #[must_use]
    pub fn places(&self, first: u32, last: u32, most: usize) -> Vec<(u32, u32)> {
        let mut found = BTreeSet::new();
        let mut next = self.line_from(first).filter(|&line| line <= last);
        while let Some(line) = next {
            for column in self.columns(line) {
                let bound = self.bind(line, Some(column).filter(|&column| column != 0));
                let landed = bound.map(|bound| (bound.location.line, bound.location.column));
                found.extend(landed.filter(|&(landed, _)| (first..=last).contains(&landed)));
            }
            if found.len() >= most {
                break;
            }
            next = line.checked_add(1).and_then(|line| self.line_from(line));
            next = next.filter(|&line| line <= last);
        }
        found.into_iter().take(most).collect()
    }

    /// The columns at which something begins on a line with code.
    fn columns(&self, line: u32) -> BTreeSet<u32> {
        let rows = || self.candidates.iter().flat_map(|candidate| candidate.rows(line));
        let calls = self.candidates.iter().flat_map(|candidate| candidate.calls(line));
        let any = !rows().any(|row| row.is_statement);
        let rows = rows().filter(|row| row.is_statement || any).map(|row| row.column);
        rows.chain(calls.map(|call| call.site.column)).collect()
    }

    /// The smallest line with code at or after `line`.
    fn line_from(&self, line: u32) -> Option<u32> {
        let with_calls = self.candidates.iter().filter_map(|candidate| {
            let first = candidate.calls.partition_point(|call| call.site.line < line);
            Some(candidate.calls.get(first)?.site.line)
        });
        // The line itself may have the rest of a statement that begins above it.
        let own = self.candidates.iter().any(|candidate| candidate.rows(line).next().is_some());
        let later = self.statements.partition_point(|&statement| statement < line);
        let with_rows = if own { Some(line) } else { self.statements.get(later).copied() };
        with_calls.chain(with_rows).min()
    }

    /// The smallest line with code at or after `line`; where a column is wanted, the nearest one on it
    /// that begins some code, the next before the previous.
    fn wanted(&self, line: u32, column: Option<u32>) -> Option<Wanted> {
        let found = self.line_from(line)?;
        let column = column.filter(|_| found == line).and_then(|column| {
            let rows = self.candidates.iter().flat_map(|candidate| candidate.rows(found));
            let calls = self.candidates.iter().flat_map(|candidate| candidate.calls(found));
            let columns: BTreeSet<u32> =
                rows.map(|row| row.column).chain(calls.map(|call| call.site.column)).collect();
            columns.range(column..).next().or(columns.last()).copied()
        });
        Some(Wanted { line: found, column })
    }
}

impl fmt::Debug for FileLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileLines").field("units", &self.candidates.len()).finish_non_exhaustive()
    }
}

impl DebugInfo {
    /// See [`crate::ModuleSymbols::file_lines`].
    pub(crate) fn file_lines(&self, path: &str) -> Option<FileLines<'_>> {
        let candidates = self.candidates(&Requested::new(path));
        if candidates.is_empty() {
            return None;
        }
        let rows = candidates.iter().flat_map(|candidate| {
            let positions = candidate.by_line.iter();
            positions.filter_map(|&(_, row)| candidate.lines.rows.get(row as usize))
        });
        let mut statements: Vec<u32> =
            rows.filter(|row| row.is_statement).map(|row| row.line).collect();
        statements.sort_unstable();
        statements.dedup();
        Some(FileLines { info: self, candidates, statements, graphs: RefCell::default() })
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
                    by_line: Vec::new(),
                    calls: Vec::new(),
                }),
            }
        }
        found.iter_mut().for_each(|candidate| candidate.sort(self));
        found
    }

    /// The file that a path means, or the end of one.
    pub(crate) fn file_like(&self, path: &str) -> Option<Arc<crate::SourceFile>> {
        let requested = Requested::new(path);
        let found = self.named_like(&requested).into_iter().max_by_key(|file| file.fit)?;
        let table = self.files(found.unit);
        table.numbered().find(|(number, _)| *number == found.number).map(|(_, file)| file.clone())
    }

    /// The files that may be the requested one, unit by unit.
    fn named_like(&self, requested: &Requested<'_>) -> Vec<FittingFile> {
        let mut found = Vec::new();
        for unit in self.each_unit() {
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

    /// The pieces of code of the wanted line: runs of adjacent rows, each from its first statement
    /// where the line has any.
    fn pieces(&self, candidate: &Candidate<'_>, wanted: Wanted) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut run_end = None;
        let mut bound = false;
        let is_wanted = |column| wanted.column.is_none_or(|wanted| column == wanted);
        let rows = || candidate.rows(wanted.line).filter(|row| is_wanted(row.column));
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
        let calls = candidate.calls(wanted.line).filter(|call| is_wanted(call.site.column));
        pieces.extend(calls.map(|call| Piece {
            offset: call.offset,
            column: call.site.column,
            body: call.body,
            unit: candidate.unit,
            function: Some(call.caller),
            inlined_call: true,
        }));
        pieces
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
