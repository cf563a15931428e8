//! The sources: the line where the program stands, breakpoints, and what one looks at.

use std::borrow::Cow;

use wrtd_debug::StopReason;

use super::{code, inline::Inline, place, source_list::SourceList, trail::Trail};
use crate::{
    connection::{Answer, CHUNK, Query, Request, SourceKey, ToggleAt},
    input::Action,
    state::{
        Cursor, Effect, Known, Pane, PaneId, Prompt, Purpose, Role, Row, Size, Status,
        known::FRAMES,
    },
    syntax::Language,
};

/// Lines of a part of a source in which it is asked for lines with code: many, as each question takes long in a large
/// program.
const PART: u32 = 1024;
/// Columns of what is said of a breakpoint at the right end of its line.
const MOST_SAID: usize = 40;

/// The source pane.
#[derive(Debug)]
pub(crate) struct Source {
    cursor: Cursor,
    shown: Option<Shown>,
    /// It goes where the selected frame stands.
    following: bool,
    /// A line to select once the text has come, from 1.
    wanted: Option<u32>,
    /// Values at the ends of lines.
    inline: Inline,
    /// What is shown somebody has gone to, and not the program.
    opened: bool,
    /// Where somebody has been.
    trail: Trail<(Shown, u32)>,
    /// The list of sources, while it is shown in place of one.
    list: Option<SourceList>,
    /// Lines of the source that is shown at which frames stand, and what they were found for.
    stands: (Option<(u64, Shown, usize)>, Vec<u32>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    key: SourceKey,
    name: String,
}

impl Default for Source {
    fn default() -> Self {
        Self {
            cursor: Cursor::default(),
            shown: None,
            following: true,
            wanted: None,
            inline: Inline::default(),
            opened: false,
            trail: Trail::default(),
            list: None,
            stands: Default::default(),
        }
    }
}

impl Source {
    /// Shows a place.
    pub(crate) fn open(&mut self, key: SourceKey, name: String, line: u32) {
        if let Some(here) = self.here() {
            self.trail.leave(here);
        }
        self.go((Shown { key, name }, line));
    }

    /// Goes to a line of the source that is shown; `false` if none is.
    pub(crate) fn go_to_line(&mut self, line: u32) -> bool {
        let Some(shown) = self.shown.clone() else { return false };
        self.open(shown.key, shown.name, line);
        true
    }

    fn go(&mut self, (shown, line): (Shown, u32)) {
        self.shown = Some(shown);
        self.following = false;
        self.wanted = Some(line);
        self.opened = true;
        self.list = None;
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
    pub(crate) fn follow(&mut self) {
        self.list = None;
        // Places that the program has passed are too many to go back to.
        if let (true, Some(here)) = (self.opened, self.here()) {
            self.trail.leave(here);
        }
        self.opened = false;
        self.following = true;
    }

    /// What is shown, and the selected line.
    fn here(&self) -> Option<(Shown, u32)> {
        Some((self.shown.clone()?, self.wanted.unwrap_or_else(|| self.line())))
    }

    /// Goes back to where somebody was, or forth again.
    fn turn(&mut self, back: bool) -> Vec<Effect> {
        let here = self.here();
        let place = if back { self.trail.back(here) } else { self.trail.forth(here) };
        let Some(place) = place else {
            let text = format!("no place was looked at {}", if back { "before" } else { "after" });
            return vec![Effect::Say(Role::Dim, text)];
        };
        self.go(place);
        Vec::new()
    }

    /// What is seen, in chunks of lines.
    fn chunks(&self, known: &Known, size: Size) -> std::ops::RangeInclusive<u32> {
        let last = self.len(known).saturating_sub(1);
        let chunk = |line: usize| u32::try_from(line.min(last) / CHUNK).unwrap_or(u32::MAX);
        chunk(self.cursor.top)..=chunk(self.cursor.top + size.height)
    }

    fn colours(&self, chunk: u32) -> Option<Query> {
        let shown = self.shown.as_ref()?;
        let language = Language::of(&shown.name).or(match shown.key {
            SourceKey::Text(_) => Some(Language::Listing),
            SourceKey::File(_) | SourceKey::Missing(_) => None,
        })?;
        Some(Query::Colours { source: shown.key.clone(), language, chunk })
    }

    fn places(&self, part: u32) -> Option<Query> {
        let first = part.saturating_mul(PART).saturating_add(1);
        let last = first.saturating_add(PART - 1);
        Some(Query::Places { source: self.shown.as_ref()?.key.clone(), first, last })
    }

    /// Whether a line has code; `None` where that is not known.
    fn has_code(&self, known: &Known, line: u32) -> Option<bool> {
        let query = self.places((line - 1) / PART)?;
        match known.answer(&query)? {
            Ok(Answer::Places(lines)) => Some(lines.binary_search(&line).is_ok()),
            _ => None,
        }
    }

    /// Finds the lines at which frames stand, once for each stop.
    fn find_frames(&mut self, known: &Known) {
        let (Some(shown), Some(stack)) = (&self.shown, known.stack().filter(|_| known.stands()))
        else {
            self.stands = Default::default();
            return;
        };
        let found_for = Some((known.epoch, shown.clone(), stack.frames.len()));
        if self.stands.0 != found_for {
            let at = |frame: &wrtd_debug::FrameView| {
                let source = frame.source.as_ref()?;
                // Most frames are elsewhere, which their lines or names tell.
                let here = source.name == shown.name && SourceKey::from(source) == shown.key;
                here.then_some(frame.line)
            };
            let mut lines: Vec<u32> = stack.frames.iter().filter_map(at).collect();
            lines.sort_unstable();
            lines.dedup();
            self.stands = (found_for, lines);
        }
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

    fn push_code(&self, row: &mut Row, known: &Known, index: usize) -> Option<()> {
        let line = known.source(&self.shown.as_ref()?.key)?.ok()?.line(index)?;
        let query = self.colours(u32::try_from(index / CHUNK).unwrap_or(u32::MAX));
        let colours = match query.as_ref().and_then(|query| known.answer(query)) {
            Some(Ok(Answer::Colours(colours))) => Some(colours),
            _ => None,
        };
        let spans = colours.map_or(&[][..], |colours| colours.line(index % CHUNK));
        code::push(row, line, spans);
        Some(())
    }

    /// What there is to say about the source beside where it lies.
    fn origin(&self, known: &Known) -> Option<String> {
        // Of what is not here that is said in its place.
        let shown = self.shown.as_ref().filter(|it| !matches!(it.key, SourceKey::Missing(_)))?;
        let frame = known.frame().and_then(|frame| frame.source.as_ref());
        let listed = match known.answer(&Query::Sources) {
            Some(Ok(Answer::Sources(sources))) => sources.as_slice(),
            _ => &[],
        };
        let is_it = |source: &&wrtd_debug::SourceRef| {
            source.name == shown.name && SourceKey::from(*source) == shown.key
        };
        frame.into_iter().chain(listed).find(is_it)?.origin.clone()
    }
}

/// What is said of a breakpoint at the right end of its line.
fn said(breakpoint: &wrtd_debug::Breakpoint, known: &Known) -> String {
    let options = &breakpoint.options;
    let mut said = Vec::new();
    if !breakpoint.enabled {
        said.push("disabled".to_owned());
    }
    if let Some(condition) = &options.condition {
        said.push(format!("if {condition}"));
    }
    if let Some(hits) = &options.hit_condition {
        said.push(format!("at hit {hits}"));
    }
    if let Some(message) = &options.log_message {
        said.push(format!("logs \"{message}\""));
    }
    match breakpoint.hits {
        _ if !breakpoint.verified => said.push("not bound".to_owned()),
        0 => {}
        1 => said.push("1 hit".to_owned()),
        hits => said.push(format!("{hits} hits")),
    }
    place::shortened(&said.join(", "), MOST_SAID, known.symbols)
}

impl Pane for Source {
    fn cursor(&self) -> &Cursor {
        self.list.as_ref().map_or(&self.cursor, |list| &list.cursor)
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        self.list.as_mut().map_or(&mut self.cursor, |list| &mut list.cursor)
    }

    fn needs(&self, known: &Known, size: Size) -> Vec<Query> {
        let mut needs = vec![Query::Stack { thread: known.selection.thread, count: FRAMES }];
        if wants_main(known) {
            needs.push(Query::Main);
        }
        if self.list.is_some() {
            needs.push(Query::Sources);
        }
        needs.extend(self.shown.as_ref().map(|shown| Query::Text(shown.key.clone())));
        needs.extend(self.inline.needs(known, self.shown.as_ref().map(|shown| &shown.key)));
        if self.list.is_none() && self.len(known) > 0 {
            let chunks = self.chunks(known, size);
            needs.extend(chunks.clone().filter_map(|chunk| self.colours(chunk)));
            let in_part = PART / CHUNK as u32;
            let parts = chunks.start() / in_part..=chunks.end() / in_part;
            needs.extend(parts.filter_map(|part| self.places(part)));
        }
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        if self.following && known.frame().is_some() && !(wants_main(known) && known.waits()) {
            let standing = Self::standing(known);
            self.wanted = standing.as_ref().map(|(_, line)| *line);
            self.shown = standing.map(|(shown, _)| shown);
            self.following = false;
        }
        self.find_frames(known);
        if let Some(list) = &mut self.list {
            list.refresh(known);
            return;
        }
        let len = self.len(known);
        if let Some(line) = self.wanted.filter(|_| len > 0) {
            self.cursor.centre(line.saturating_sub(1) as usize, len, size.height);
            self.wanted = None;
        }
        self.inline.refresh(known, self.shown.as_ref().map(|shown| &shown.key));
    }

    fn len(&self, known: &Known) -> usize {
        if let Some(list) = &self.list {
            return list.len();
        }
        let text = self.shown.as_ref().and_then(|shown| known.source(&shown.key)?.ok());
        text.map_or(0, crate::connection::SourceText::len)
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        if let Some(list) = &self.list {
            return list.row(index);
        }
        let Some(shown) = &self.shown else { return Row::default() };
        let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let breakpoint = place::breakpoint_at(known, &shown.key, line);
        let (mark, role) = match breakpoint {
            Some(breakpoint) => place::mark(known, breakpoint),
            None => (" ", Role::Plain),
        };
        let stands = |frame: &wrtd_debug::FrameView| {
            frame.line == line
                && frame.source.as_ref().is_some_and(|at| SourceKey::from(at) == shown.key)
        };
        let current = known.stands() && known.frame().is_some_and(stands);
        let outer = known.stands() && self.stands.1.binary_search(&line).is_ok();
        let here = match (current, outer) {
            (true, _) => known.symbols.here,
            (false, true) => known.symbols.outer,
            (false, false) => " ",
        };
        let width = self.len(known).to_string().len().max(3);
        let number = match self.has_code(known, line) {
            _ if current => Role::Current,
            Some(true) => Role::Address,
            Some(false) => Role::Faint,
            None => Role::Dim,
        };
        let mut row = Row::default()
            .with_head(mark, role)
            .with_head(format!("{line:>width$} "), number)
            .with_head(here, Role::Current)
            .with_head(" ", Role::Plain);
        self.push_code(&mut row, known, index);
        if let Some(said) = breakpoint.map(|it| said(it, known)).filter(|said| !said.is_empty()) {
            row = row.with_tail(said, Role::Dim);
        }
        self.inline.add(&mut row, known, &shown.key, line);
        row.current = current;
        row
    }

    fn texts<'a>(&'a self, known: &'a Known) -> Box<dyn Fn(usize) -> Cow<'a, str> + 'a> {
        if self.list.is_some() {
            return Box::new(move |index| Cow::Owned(self.row(known, index).text()));
        }
        let text = self.shown.as_ref().and_then(|shown| known.source(&shown.key)?.ok());
        Box::new(move |index| {
            Cow::Borrowed(text.and_then(|text| text.line(index)).unwrap_or_default())
        })
    }

    fn remark(&self, known: &Known) -> String {
        if let Some(list) = &self.list {
            return list.remark();
        }
        let Some(shown) = &self.shown else { return String::new() };
        let selected = place::breakpoint_at(known, &shown.key, self.line());
        if let Some(why) = selected.filter(|it| !it.verified).and_then(|it| it.message.as_ref()) {
            return why.clone();
        }
        let place = match &shown.key {
            SourceKey::File(path) => path.to_string_lossy().into_owned(),
            SourceKey::Text(_) | SourceKey::Missing(_) => shown.name.clone(),
        };
        match self.origin(known) {
            Some(origin) => format!("{place}: {origin}"),
            None => place,
        }
    }

    fn placeholder(&self, known: &Known) -> String {
        if let Some(list) = &self.list {
            return list.placeholder(known);
        }
        if let Some(shown) = &self.shown {
            return match known.source(&shown.key) {
                Some(Err(why)) => format!("{why}. ] shows the instructions, o the sources."),
                Some(Ok(_)) => format!("{} is empty", shown.name),
                None if known.waits() => format!("reading {}{}", shown.name, known.symbols.more),
                None => String::new(),
            };
        }
        match known.frame() {
            Some(frame) => format!(
                "{} of {} has no debug information. ] shows its instructions, o the sources that there are.",
                frame.function, frame.module
            ),
            None if matches!(known.status, Status::Loading) => {
                format!("loading{}", known.symbols.more)
            }
            None => String::new(),
        }
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        if let Some(list) = &self.list {
            match (action, list.selected()) {
                (Action::Open, Some((key, name))) => self.open(key, name, 1),
                (Action::Cancel | Action::Sources | Action::Back | Action::Home, _) => {
                    self.list = None;
                }
                (Action::ToggleBreakpoint | Action::Condition | Action::RunToCursor, _) => {}
                _ => return None,
            }
            return Some(Vec::new());
        }
        let line = self.line();
        match action {
            Action::Sources => {
                self.list = Some(SourceList::default());
                Some(Vec::new())
            }
            Action::Back => Some(self.turn(true)),
            Action::Forth => Some(self.turn(false)),
            Action::ToggleBreakpoint => {
                let at = match (&self.shown.as_ref()?.key, self.path()) {
                    (_, Some(path)) => ToggleAt::Line { path, line },
                    _ => return None,
                };
                Some(vec![Effect::Request(Request::Toggle(at))])
            }
            Action::Inline => {
                let on = if self.inline.toggle() { "shown" } else { "hidden" };
                let text = format!("values at the ends of lines are {on}");
                Some(vec![Effect::Say(Role::Dim, text)])
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
