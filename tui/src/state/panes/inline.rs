//! Values at the ends of source lines: of the function in which the selected frame stands, up to the line where it does.

mod names;

use std::{collections::HashMap, ops::RangeInclusive};

use unicode_width::UnicodeWidthStr;
use wrtd_debug::{Format, FrameView, ScopeKind, VariableFilter, VariableView};

use self::names::Names;
use super::{history::History, tree::PAGE};
use crate::{
    connection::{Answer, FunctionCode, Query, Selection, SourceKey, SourceText},
    state::{Known, Role, Row, Status, clean, columns},
    syntax::Language,
};

/// Columns of a value.
const WIDEST: usize = 28;
/// Values of a line.
const MOST: usize = 6;
/// Lines of a function that are looked at.
const MOST_LINES: u32 = 4_000;

/// A value at the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Note {
    name: String,
    value: String,
    changed: bool,
    /// It hides another variable of its name, which other lines may mean.
    hides: bool,
}

/// What stands at the end of a line.
#[derive(Debug)]
struct Line {
    notes: Vec<Note>,
    /// Columns of the comment at its end.
    comment: usize,
}

/// Values at the ends of lines.
#[derive(Debug, Default)]
pub(super) struct Inline {
    off: bool,
    history: History,
    /// Of which source, and what stands at the end of each line, from 1.
    source: Option<SourceKey>,
    notes: HashMap<u32, Line>,
    /// For which state of everything they were made.
    made: Option<(u64, Selection)>,
}

impl Inline {
    /// Shows them, or no longer; which.
    pub(super) fn toggle(&mut self) -> bool {
        self.off = !self.off;
        self.made = None;
        self.notes.clear();
        !self.off
    }

    /// The selected frame, if it stands in a source that is known by this key.
    fn frame<'a>(&self, known: &'a Known, source: Option<&SourceKey>) -> Option<&'a FrameView> {
        let here = |frame: &&FrameView| {
            !self.off
                && frame.line > 0
                && frame.source.as_ref().map(SourceKey::from).as_ref() == source
        };
        known.frame().filter(|_| known.stands()).filter(here)
    }

    /// What must be known for them.
    pub(super) fn needs(&self, known: &Known, source: Option<&SourceKey>) -> Vec<Query> {
        let Some(frame) = self.frame(known, source) else { return Vec::new() };
        let mut needs = vec![Query::Scopes(known.selection), Query::Function(frame.code)];
        needs.extend(queries(known).into_iter().flatten());
        needs
    }

    /// Takes what has become known.
    pub(super) fn refresh(&mut self, known: &Known, source: Option<&SourceKey>) {
        if matches!(known.status, Status::Ended { .. }) {
            self.notes.clear();
            self.made = None;
        }
        let state = (known.revision, known.selection);
        if self.made == Some(state) {
            return;
        }
        let Some(frame) = self.frame(known, source) else { return };
        let (Some(views), Some(Ok(Answer::Function(code))), Some(Ok(text))) = (
            variables(known),
            known.answer(&Query::Function(frame.code)),
            source.and_then(|source| known.source(source)),
        ) else {
            return;
        };
        self.made = Some(state);
        self.source = source.cloned();
        self.notes.clear();
        if self.history.turn(known) {
            let values = self.values(&views);
            let name = frame.source.as_ref().map_or("", |source| &source.name);
            // What nobody knows reads most like C.
            let language = Language::of(name).unwrap_or(Language::C);
            self.write(&values, text, lines(frame, code, text, language), language);
        }
    }

    /// The variables by their names: of several the innermost one.
    fn values(&mut self, views: &[&VariableView]) -> HashMap<String, Note> {
        let mut values = HashMap::new();
        for view in views {
            let change =
                self.history.note(std::slice::from_ref(&view.name), &view.value, Format::default());
            let (name, changed) = (view.name.clone(), change.changed);
            let note =
                Note { name: name.clone(), value: view.value.clone(), changed, hides: false };
            values.entry(name).or_insert(note);
        }
        for view in views {
            let hidden = view.name.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
            if let Some(note) = hidden.and_then(|name| values.get_mut(name)) {
                note.hides = true;
            }
        }
        values
    }

    fn write(
        &mut self,
        values: &HashMap<String, Note>,
        text: &SourceText,
        lines: RangeInclusive<u32>,
        language: Language,
    ) {
        let mut names_of = Names::new(language);
        let last = *lines.end();
        for line in lines {
            let Some(code) = text.line(line as usize - 1) else { break };
            let mut notes: Vec<Note> = Vec::new();
            let (names, comment) = names_of.line(code);
            for name in names {
                if let Some(note) = values.get(name).filter(|note| !note.hides || line == last)
                    && !notes.iter().any(|other| other.name == note.name)
                    && notes.len() < MOST
                {
                    notes.push(note.clone());
                }
            }
            if !notes.is_empty() {
                let comment = clean(comment).width();
                self.notes.insert(line, Line { notes, comment });
            }
        }
    }

    /// Adds what stands at the end of a line of a source.
    pub(super) fn add(&self, row: &mut Row, known: &Known, source: &SourceKey, line: u32) {
        if self.source.as_ref() != Some(source) {
            return;
        }
        let Some(line) = self.notes.get(&line) else { return };
        row.spare = line.comment;
        for (index, note) in line.notes.iter().enumerate() {
            let value = clean(&note.value);
            let short = columns(&value, 0, WIDEST);
            let more = if short == value { "" } else { known.symbols.more };
            let role = if note.changed { Role::Changed } else { Role::Dim };
            let gap = if index > 0 { "  " } else { "" };
            let name = format!("{gap}{} = ", note.name);
            *row = std::mem::take(row).with_note(name, Role::Dim).with_note(short + more, role);
        }
    }
}

/// The queries for the variables of the selected frame; `None` until it is known which scopes it has.
fn queries(known: &Known) -> Option<Vec<Query>> {
    let Ok(Answer::Scopes(scopes)) = known.answer(&Query::Scopes(known.selection))? else {
        return None;
    };
    let own = scopes.iter().filter(|scope| {
        matches!(scope.kind, ScopeKind::Arguments | ScopeKind::Locals) && scope.count > 0
    });
    let query = |of| {
        let (filter, start, format) = (VariableFilter::All, 0, Format::default());
        Query::Children { of, filter, start, count: PAGE, format }
    };
    // Locals come first: they hide parameters of the same name.
    let mut all: Vec<_> = own.map(|scope| (scope.kind, query(scope.variables))).collect();
    all.sort_by_key(|(kind, _)| *kind == ScopeKind::Arguments);
    Some(all.into_iter().map(|(_, query)| query).collect())
}

fn variables(known: &Known) -> Option<Vec<&VariableView>> {
    let mut all = Vec::new();
    for query in queries(known)? {
        if let Ok(Answer::Children(views)) = known.answer(&query)? {
            all.extend(views);
        }
    }
    Some(all)
}

/// The lines of a frame's function, from its first one to the one where it stands.
fn lines(
    frame: &FrameView,
    code: &FunctionCode,
    text: &SourceText,
    language: Language,
) -> RangeInclusive<u32> {
    let own = code.instructions.iter().filter(|it| it.line > 0 && it.source == frame.source);
    let first = own.map(|it| it.line).min().unwrap_or(frame.line).min(frame.line);
    let first = first.max(frame.line.saturating_sub(MOST_LINES)).max(1);
    let get = |line: u32| text.line(line as usize - 1);
    names::function_start(get, first, frame.line, language)..=frame.line
}
