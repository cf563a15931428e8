//! The sources: the line where the program stands, breakpoints, and what one looks at.

use std::borrow::Cow;

use wrtd_debug::StopReason;

use super::place;
use crate::{
    connection::{Answer, Query, Request, SourceKey, ToggleAt},
    input::Action,
    state::{
        Cursor, Effect, Known, Pane, PaneId, Prompt, Purpose, Role, Row, Size, Status,
        known::FRAMES,
    },
};

/// The source pane.
#[derive(Debug)]
pub(crate) struct Source {
    cursor: Cursor,
    shown: Option<Shown>,
    /// It goes where the selected frame stands.
    following: bool,
    /// A line to select once the text has come, from 1.
    wanted: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    key: SourceKey,
    name: String,
}

impl Default for Source {
    fn default() -> Self {
        Self { cursor: Cursor::default(), shown: None, following: true, wanted: None }
    }
}

impl Source {
    /// Shows a place.
    pub(crate) fn open(&mut self, key: SourceKey, name: String, line: u32) {
        self.shown = Some(Shown { key, name });
        self.following = false;
        self.wanted = Some(line);
    }

    /// The text is read anew; the selected line stays.
    pub(crate) fn read_anew(&mut self) {
        self.wanted = Some(self.line());
    }

    /// The file that is shown and the selected line, to be shown again in another session.
    pub(crate) fn place(&self) -> Option<(&std::path::Path, u32)> {
        match &self.shown.as_ref()?.key {
            SourceKey::File(path) => Some((path, self.line())),
            SourceKey::Text(_) | SourceKey::Missing(_) => None,
        }
    }

    /// Goes where the program stands.
    pub(crate) const fn follow(&mut self) {
        self.following = true;
    }

    /// Opens the selected line in the user's editor.
    pub(crate) fn edit(&self) -> Vec<Effect> {
        match self.shown.as_ref().map(|shown| &shown.key) {
            Some(SourceKey::File(path)) => {
                vec![Effect::Edit { path: path.clone(), line: self.line() }]
            }
            Some(_) => {
                vec![Effect::Say(
                    Role::Warning,
                    "this source is no file on this machine".to_owned(),
                )]
            }
            None => vec![Effect::Say(Role::Warning, "no source is shown".to_owned())],
        }
    }

    /// The selected line, from 1.
    fn line(&self) -> u32 {
        u32::try_from(self.cursor.row).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The path that commands know the source by.
    fn path(&self) -> Option<String> {
        match &self.shown.as_ref()?.key {
            SourceKey::File(path) => Some(path.to_string_lossy().into_owned()),
            SourceKey::Missing(recorded) => Some(recorded.clone()),
            SourceKey::Text(_) => None,
        }
    }

    /// Where the selected frame stands; before the first instruction, which nobody has written, where `main` begins.
    fn standing(known: &Known) -> Option<(Shown, u32)> {
        let frame = known.frame()?;
        let (source, line) = match known.answer(&Query::Main) {
            Some(Ok(Answer::Main(Some((source, line))))) if wants_main(known) => (source, *line),
            None if wants_main(known) => return None,
            _ => (frame.source.as_ref()?, frame.line),
        };
        Some((Shown { key: SourceKey::from(source), name: source.name.clone() }, line.max(1)))
    }

    fn code(&self, known: &Known, index: usize) -> Option<String> {
        Some(known.source(&self.shown.as_ref()?.key)?.ok()?.line(index)?.to_owned())
    }
}

impl Pane for Source {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn needs(&self, known: &Known, _size: Size) -> Vec<Query> {
        let mut needs = vec![Query::Stack { thread: known.selection.thread, count: FRAMES }];
        if wants_main(known) {
            needs.push(Query::Main);
        }
        needs.extend(self.shown.as_ref().map(|shown| Query::Text(shown.key.clone())));
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        if self.following && known.frame().is_some() && !(wants_main(known) && known.waits()) {
            let standing = Self::standing(known);
            self.wanted = standing.as_ref().map(|(_, line)| *line);
            self.shown = standing.map(|(shown, _)| shown);
            self.following = false;
        }
        let len = self.len(known);
        if let Some(line) = self.wanted.filter(|_| len > 0) {
            self.cursor.centre(line.saturating_sub(1) as usize, len, size.height);
            self.wanted = None;
        }
    }

    fn len(&self, known: &Known) -> usize {
        let text = self.shown.as_ref().and_then(|shown| known.source(&shown.key)?.ok());
        text.map_or(0, crate::connection::SourceText::len)
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let (Some(shown), Some(code)) = (&self.shown, self.code(known, index)) else {
            return Row::default();
        };
        let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let (mark, role) = match place::breakpoint_at(known, &shown.key, line) {
            Some(breakpoint) => place::mark(known, breakpoint),
            None => (" ", Role::Plain),
        };
        let stands = |frame: &wrtd_debug::FrameView| {
            frame.line == line
                && frame.source.as_ref().is_some_and(|at| SourceKey::from(at) == shown.key)
        };
        let current = known.stands() && known.frame().is_some_and(stands);
        let outer =
            known.stands() && known.stack().is_some_and(|stack| stack.frames.iter().any(stands));
        let here = match (current, outer) {
            (true, _) => known.symbols.here,
            (false, true) => known.symbols.outer,
            (false, false) => " ",
        };
        let width = self.len(known).to_string().len().max(3);
        let number = if current { Role::Current } else { Role::Dim };
        let mut row = Row::default()
            .with_head(mark, role)
            .with_head(format!("{line:>width$} "), number)
            .with_head(here, Role::Current)
            .with_head(" ", Role::Plain)
            .with(code, Role::Plain);
        row.current = current;
        row
    }

    fn texts<'a>(&'a self, known: &'a Known) -> Box<dyn Fn(usize) -> Cow<'a, str> + 'a> {
        let text = self.shown.as_ref().and_then(|shown| known.source(&shown.key)?.ok());
        Box::new(move |index| {
            Cow::Borrowed(text.and_then(|text| text.line(index)).unwrap_or_default())
        })
    }

    fn remark(&self, _known: &Known) -> String {
        self.shown.as_ref().map_or_else(String::new, |shown| match &shown.key {
            SourceKey::File(path) => path.to_string_lossy().into_owned(),
            SourceKey::Text(_) | SourceKey::Missing(_) => shown.name.clone(),
        })
    }

    fn placeholder(&self, known: &Known) -> String {
        let why = self.shown.as_ref().and_then(|shown| known.source(&shown.key)?.err());
        why.map_or_else(
            || match known.frame() {
                Some(frame) if frame.source.is_none() => {
                    "no debug information here; ] shows the code".to_owned()
                }
                _ => String::new(),
            },
            str::to_owned,
        )
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        let line = self.line();
        match action {
            Action::ToggleBreakpoint => {
                let at = match (&self.shown.as_ref()?.key, self.path()) {
                    (_, Some(path)) => ToggleAt::Line { path, line },
                    _ => return None,
                };
                Some(vec![Effect::Request(Request::Toggle(at))])
            }
            Action::RunToCursor => {
                Some(vec![Effect::command(format!("advance {}:{line}", self.path()?))])
            }
            Action::Condition => {
                let there = place::breakpoint_at(known, &self.shown.as_ref()?.key, line);
                let text = there.and_then(|it| it.options.condition.clone()).unwrap_or_default();
                let purpose = Purpose::Pane(PaneId::Source, "condition");
                Some(vec![Effect::Prompt(Prompt::new(purpose, "stop here if ", text))])
            }
            _ => None,
        }
    }

    fn entered(&mut self, _purpose: &Purpose, text: &str, known: &Known) -> Vec<Effect> {
        let (Some(shown), Some(path)) = (&self.shown, self.path()) else { return Vec::new() };
        let line = self.line();
        let text = text.trim();
        match (place::breakpoint_at(known, &shown.key, line), text) {
            (Some(there), text) => {
                vec![Effect::command(format!("condition {} {text}", there.id.0).trim())]
            }
            (None, "") => Vec::new(),
            (None, text) => vec![Effect::command(format!("break {path}:{line} if {text}"))],
        }
    }
}

/// Whether the program stands before its first instruction, in code whose source is not here.
fn wants_main(known: &Known) -> bool {
    let at_entry =
        matches!(&known.status, Status::Stopped(stop) if stop.reason == StopReason::Entry);
    let here = known.frame().and_then(|frame| frame.source.as_ref());
    at_entry && here.is_none_or(|source| source.path.is_none())
}
