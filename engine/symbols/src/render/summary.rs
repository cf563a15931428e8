//! Values as lines of text.

use super::{
    Problem, Renderer, ValueKind, View,
    layout::{Brackets, Style},
    line::Line,
    sequence::{Map, Sequence},
    text::{Extent, Text},
    view::{AddressView, Record},
};
use crate::Place;

/// Length of a line, in characters, from which parts are left out.
const LINE_LIMIT: usize = 100;
/// Length of a text that stands alone, in characters.
const TEXT_LIMIT: usize = 256;
/// Shortest part of a text that is worth showing within something else, in characters.
const TEXT_LEAST: usize = 12;
/// Records within records that are written out.
const DEPTH_LIMIT: u8 = 5;
/// Most elements that a line is looked through for.
const ELEMENT_LIMIT: u64 = 50;

impl Renderer<'_> {
    /// The line of a value that stands alone: as within others, with more of a text, with how
    /// many elements there are where some are left out, and with what a pointer points to.
    pub(crate) fn headline(&self, view: &View) -> String {
        let mut line = Line::new(LINE_LIMIT);
        match view {
            View::Text(text) => return self.text_headline(text),
            View::Sequence(sequence) => {
                let complete = self.write_sequence(sequence, 0, &mut line);
                if let (false, Some(length)) = (complete, sequence.length) {
                    line.push(&format!(" ({length} elements)"));
                }
            }
            View::Map(map) => {
                if !self.write_map(map, 0, &mut line) {
                    line.push(&format!(" ({} entries)", map.length));
                }
            }
            View::Record(Record { reads_as_first: Some(note), .. }) => {
                self.write(view, 0, &mut line);
                line.push(note);
            }
            View::Address(address) => self.address_headline(address, &mut line),
            _ => self.write(view, 0, &mut line),
        }
        line.finish()
    }

    /// The line of a value that stands alone.
    pub(crate) fn line_of(&self, kind: &ValueKind) -> String {
        let settled = self.settle(kind);
        settled.line.unwrap_or_else(|| self.headline(&settled.view))
    }

    fn text_headline(&self, text: &Text) -> String {
        let prefix = text.prefix.clone().unwrap_or_default();
        match self.quote(text, TEXT_LIMIT) {
            Ok((quoted, true)) => match text.extent {
                Extent::Bytes(length) => format!("{prefix}{quoted} ({length} bytes)"),
                Extent::Terminated(_) => format!("{prefix}{quoted}"),
            },
            Ok((quoted, false)) => format!("{prefix}{quoted}"),
            Err(problem) => broken_text(text, &problem),
        }
    }

    fn address_headline(&self, view: &AddressView, line: &mut Line) {
        self.write_address(view, line);
        let Some((target, address)) = view.pointee() else { return };
        if !self.is_readable(address, target) {
            return;
        }
        let kind = ValueKind::Typed { ty: target, place: Place::Memory(address) };
        line.push(" → ");
        self.write_kind(&kind, 1, line);
    }

    fn write_address(&self, view: &AddressView, line: &mut Line) {
        if view.address == 0 {
            line.push(view.style.null());
            return;
        }
        line.push(&format!("{:#x}", view.address));
        let size = view.target.and_then(|target| self.size_of(target)).unwrap_or(0).max(1);
        // `void *` may well hold a number that is no address.
        if view.target.is_some() && !self.in_memory(view.address, size) {
            line.push(" (outside memory)");
        }
    }

    /// Writes a value within another one.
    pub(crate) fn write_kind(&self, kind: &ValueKind, depth: u8, line: &mut Line) {
        let settled = self.settle(kind);
        match &settled.line {
            Some(formatted) => line.push(formatted),
            None => self.write(&settled.view, depth, line),
        }
    }

    /// Writes a settled view.
    pub(crate) fn write(&self, view: &View, depth: u8, line: &mut Line) {
        match view {
            View::Leaf(text) => line.push(text),
            View::Broken(problem) => line.push(&problem.to_string()),
            View::Text(text) => self.write_text(text, line),
            View::Record(record) => self.write_record(record, depth, line),
            View::Sequence(sequence) => {
                self.write_sequence(sequence, depth, line);
            }
            View::Map(map) => {
                self.write_map(map, depth, line);
            }
            View::Address(address) => self.write_address(address, line),
            // Settled views are no wrappers.
            View::Wrapper(_) => line.push("…"),
        }
    }

    fn write_text(&self, text: &Text, line: &mut Line) {
        match self.quote(text, line.room().max(TEXT_LEAST)) {
            Ok((quoted, _)) => {
                line.push(text.prefix.as_deref().unwrap_or_default());
                line.push(&quoted);
            }
            Err(problem) => line.push(&broken_text(text, &problem)),
        }
    }

    fn write_record(&self, record: &Record, depth: u8, line: &mut Line) {
        if let (Some(_), Some(first)) = (&record.reads_as_first, record.fields.first()) {
            if depth >= DEPTH_LIMIT {
                line.push("…");
            } else {
                // A step deeper, for a record may hold itself.
                self.write_kind(&first.kind, depth + 1, line);
            }
            return;
        }
        let brackets = record.brackets;
        line.push(&record.head);
        if brackets == Brackets::Hidden {
            return;
        }
        if brackets == Brackets::Braces {
            if record.fields.is_empty() {
                if record.head.is_empty() {
                    line.push("{}");
                }
                return;
            }
            if !record.head.is_empty() {
                line.push(" ");
            }
        }
        line.push(brackets.open());
        if (depth >= DEPTH_LIMIT || line.is_full()) && !record.fields.is_empty() {
            line.push("…");
        } else {
            self.write_fields(record, depth, line);
        }
        line.push(brackets.close());
    }

    fn write_fields(&self, record: &Record, depth: u8, line: &mut Line) {
        let told = record.fields.iter().filter(|field| !self.is_only_declared(&field.kind));
        for (index, field) in told.enumerate() {
            if index > 0 {
                line.push(record.brackets.separator());
                if line.is_full() {
                    line.push("…");
                    return;
                }
            }
            if let Some(assignment) = record.brackets.assignment() {
                if record.brackets == Brackets::Zig {
                    line.push(".");
                }
                line.push(&field.name);
                line.push(assignment);
            }
            self.write_kind(&field.kind, depth + 1, line);
        }
        if record.fields.len() == 1
            && record.brackets == Brackets::Parentheses
            && record.head.is_empty()
        {
            line.push(",");
        }
    }

    /// Whether there is nothing to tell of a value, as its class is described nowhere: a base of a library without debug
    /// information.
    fn is_only_declared(&self, kind: &ValueKind) -> bool {
        self.object_of(kind)
            .is_some_and(|object| object.composite().is_some_and(|class| class.declaration))
    }

    /// Writes the first elements; whether that were all.
    fn write_sequence(&self, sequence: &Sequence, depth: u8, line: &mut Line) -> bool {
        let (open, close) = sequence.brackets;
        line.push(open);
        let complete = match sequence.length {
            Some(0) => true,
            Some(length) if depth < DEPTH_LIMIT => {
                let shown = self.elements(sequence, 0, ELEMENT_LIMIT);
                self.write_list(length, shown, line, |renderer, kind, line| {
                    renderer.write_kind(&kind, depth + 1, line);
                })
            }
            _ => {
                line.push("…");
                false
            }
        };
        line.push(close);
        complete
    }

    /// Writes the first entries; whether that were all.
    fn write_map(&self, map: &Map, depth: u8, line: &mut Line) -> bool {
        line.push("{");
        let complete = if map.length == 0 {
            true
        } else if depth >= DEPTH_LIMIT {
            line.push("…");
            false
        } else {
            let shown = self.entries(map, 0, ELEMENT_LIMIT);
            self.write_list(map.length, shown, line, |renderer, (key, value), line| {
                renderer.write_kind(&key, depth + 1, line);
                line.push(": ");
                renderer.write_kind(&value, depth + 1, line);
            })
        };
        line.push("}");
        complete
    }

    fn write_list<T>(
        &self,
        length: u64,
        items: Vec<T>,
        line: &mut Line,
        write: impl Fn(&Self, T, &mut Line),
    ) -> bool {
        let mut written = 0;
        for item in items {
            if written > 0 {
                line.push(", ");
            }
            if line.is_full() {
                line.push("…");
                return false;
            }
            write(self, item, line);
            written += 1;
        }
        if written < length {
            line.push(if written == 0 { "…" } else { ", …" });
        }
        written == length
    }
}

/// What is known of a text that cannot be read.
fn broken_text(text: &Text, problem: &Problem) -> String {
    match (problem, &text.prefix, text.style) {
        (Problem::Outside(_), Some(prefix), Style::C) => format!("{prefix}(outside memory)"),
        (_, Some(prefix), _) => format!("{prefix}{problem}"),
        (_, None, _) => problem.to_string(),
    }
}
