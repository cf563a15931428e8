//! The call stack: what calls what, with library code folded.

use std::{collections::BTreeSet, sync::Arc};

use wrtd_debug::{FrameView, StackPage};

use super::place;
use crate::{
    connection::{Answer, Glimpse, Query, Selection},
    input::Action,
    state::{Cursor, Effect, Known, Pane, PaneId, Role, Row, Size, known::FRAMES},
};

/// Rows before the end of what is known at which more is asked for.
const AHEAD: usize = 16;
/// Frames at once of which arguments are asked for.
const MOST_ARGUMENTS: usize = 64;
/// Characters of a function's name, and of each of its arguments.
const NAME: usize = 60;
const VALUE: usize = 16;

/// A row of the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// A frame, by its index among those that are known.
    Frame(usize),
    /// So many frames of library code, from an index on.
    Folded(usize, usize),
    /// What is behind the frames.
    End,
}

/// The stack pane.
#[derive(Debug)]
pub(crate) struct Stack {
    cursor: Cursor,
    page: Arc<StackPage>,
    lines: Vec<Line>,
    /// First frames of library code that is not folded.
    unfolded: BTreeSet<usize>,
    /// Arguments of the frames that are seen, as they were told last.
    arguments: Vec<(u32, String, Arc<Vec<Glimpse>>)>,
    /// Frames that are asked for.
    count: u32,
    /// The last row is selected when all frames are known.
    to_end: bool,
    several_modules: bool,
    /// The selection that was seen last, which moves the cursor.
    selection: Selection,
    epoch: u64,
}

impl Default for Stack {
    fn default() -> Self {
        let none = StackPage { frames: Vec::new(), total: 0, complete: true, cut: None };
        Self {
            cursor: Cursor::default(),
            page: Arc::new(none),
            lines: Vec::new(),
            unfolded: BTreeSet::new(),
            arguments: Vec::new(),
            count: FRAMES,
            to_end: false,
            several_modules: false,
            selection: Selection::default(),
            epoch: 0,
        }
    }
}

impl Stack {
    /// Finds the rows of the frames: runs of library code are one each, but for where the selected frame is.
    fn fold(&mut self) {
        let frames = &self.page.frames;
        let selected = self.selection.frame;
        self.lines.clear();
        let mut at = 0;
        while at < frames.len() {
            let aside = |frame: &&FrameView| frame.is_aside() && frame.index != selected;
            let run = frames[at..].iter().take_while(aside).count();
            if run > 1 && !self.unfolded.contains(&at) {
                self.lines.push(Line::Folded(at, run));
                at += run;
            } else if run > 1 {
                self.lines.extend((at..at + run).map(Line::Frame));
                at += run;
            } else {
                self.lines.push(Line::Frame(at));
                at += 1;
            }
        }
        if self.page.cut.is_some() || self.has_more() {
            self.lines.push(Line::End);
        }
    }

    fn has_more(&self) -> bool {
        !self.page.complete || self.page.frames.len() < self.page.total as usize
    }

    /// The row of a frame.
    fn row_of(&self, frame: u32) -> usize {
        let at = self.page.frames.partition_point(|it| it.index < frame);
        let found = self.lines.iter().position(|line| match *line {
            Line::Frame(index) => index == at,
            Line::Folded(first, count) => (first..first + count).contains(&at),
            Line::End => false,
        });
        found.unwrap_or(0)
    }

    /// The frames that are seen.
    fn seen(&self, height: usize) -> impl Iterator<Item = &FrameView> {
        let lines = self.lines.iter().skip(self.cursor.top).take(height);
        lines.filter_map(|line| match line {
            Line::Frame(index) => self.page.frames.get(*index),
            Line::Folded(..) | Line::End => None,
        })
    }

    /// Takes the arguments that have come; those of the stop before stay until then.
    fn take_arguments(&mut self, known: &Known, height: usize) {
        let mut taken = Vec::new();
        for frame in self.seen(height).take(MOST_ARGUMENTS) {
            let told = match known.answer(&arguments_of(known, frame)) {
                Some(Ok(Answer::Glimpses(values))) => Some(Arc::clone(values)),
                Some(_) => None,
                None => self.told(frame).cloned(),
            };
            taken.extend(told.map(|values| (frame.index, frame.function.clone(), values)));
        }
        self.arguments = taken;
    }

    fn told(&self, frame: &FrameView) -> Option<&Arc<Vec<Glimpse>>> {
        let is_it = |(index, function, _): &&(u32, String, _)| {
            *index == frame.index && *function == frame.function
        };
        self.arguments.iter().find(is_it).map(|(.., values)| values)
    }

    fn frame(&self, known: &Known, frame: &FrameView) -> Row {
        let selected = frame.index == known.selection.frame && known.stands();
        let aside = frame.is_aside();
        let width = self.page.frames.len().saturating_sub(1).to_string().len().max(2);
        let mut row = Row::default()
            .with_head(if selected { known.symbols.here } else { " " }, Role::Current)
            .with_head(format!("{:>width$} ", frame.index), Role::Dim)
            .with(
                place::shortened(&frame.function, NAME, known.symbols),
                if aside { Role::Dim } else { Role::Function },
            );
        if frame.inlined {
            row.push(" inlined", Role::Macro);
        }
        let at = match &frame.source {
            Some(source) => place::short(source, frame.line),
            None => format!("{} {:#x}", frame.module, frame.offset),
        };
        row.push("  ", Role::Plain);
        row.push(at, if aside { Role::Dim } else { Role::Place });
        // They are the first to go where there is no room.
        if let Some(values) = self.told(frame).filter(|values| !values.is_empty() && !aside) {
            for it in values.iter() {
                row.push(format!("  {}=", it.name), Role::Dim);
                row.push(place::shortened(&it.value, VALUE, known.symbols), Role::Value);
            }
        }
        if self.several_modules && frame.source.is_some() {
            row = row.with_tail(&frame.module, Role::Dim);
        }
        row.current = selected;
        row
    }

    fn end(&self, known: &Known) -> Row {
        let more = known.symbols.more;
        match &self.page.cut {
            Some(cut) => Row::of(format!(" {more} {cut}"), Role::Warning),
            None if self.page.complete => {
                let left = self.page.total as usize - self.page.frames.len();
                Row::of(format!(" {more} {left} more frames"), Role::Dim)
            }
            None => Row::of(format!(" {more} more frames"), Role::Dim),
        }
    }
}

fn arguments_of(known: &Known, frame: &FrameView) -> Query {
    Query::Arguments(Selection { thread: known.selection.thread, frame: frame.index })
}

impl Pane for Stack {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn needs(&self, known: &Known, size: Size) -> Vec<Query> {
        let thread = known.selection.thread;
        let mut needs = vec![Query::Stack { thread, count: FRAMES }, Query::Modules];
        if self.epoch == known.epoch {
            if self.count > FRAMES {
                needs.push(Query::Stack { thread, count: self.count });
            }
            let own = self.seen(size.height).filter(|frame| !frame.is_aside());
            needs.extend(own.take(MOST_ARGUMENTS).map(|frame| arguments_of(known, frame)));
        }
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        if let Some(Ok(Answer::Modules(modules))) = known.answer(&Query::Modules) {
            self.several_modules = modules.len() > 1;
        }
        let Some(page) = known.stack() else { return };
        let moved = (self.epoch, self.selection) != (known.epoch, known.selection);
        if moved || !Arc::ptr_eq(&self.page, page) {
            if self.epoch != known.epoch || self.selection.thread != known.selection.thread {
                self.count = FRAMES;
                self.to_end = false;
                self.unfolded.clear();
            }
            (self.epoch, self.selection) = (known.epoch, known.selection);
            self.page = Arc::clone(page);
            self.fold();
        }
        let len = self.lines.len();
        if moved {
            self.cursor.centre(self.row_of(known.selection.frame), len, size.height);
        }
        if self.has_more() && self.page.cut.is_none() {
            let near_end = self.cursor.top + size.height + AHEAD > len && self.cursor.row > 0;
            if near_end && self.page.frames.len() >= self.count.max(FRAMES) as usize {
                self.count = self.count.max(FRAMES).saturating_mul(8);
            }
        } else if std::mem::take(&mut self.to_end) {
            self.cursor.select(len, len, size.height);
        }
        self.take_arguments(known, size.height);
    }

    fn len(&self, _known: &Known) -> usize {
        self.lines.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        match self.lines.get(index) {
            Some(Line::Frame(at)) => {
                self.page.frames.get(*at).map_or_else(Row::default, |it| self.frame(known, it))
            }
            Some(&Line::Folded(first, count)) => {
                let last = self.page.frames.get(first + count - 1);
                let upto = last.map_or("", |frame| frame.function.as_str());
                let upto = place::shortened(upto, NAME, known.symbols);
                Row::default()
                    .with_head(known.symbols.closed, Role::Dim)
                    .with_head(format!(" {count} "), Role::Dim)
                    .with(format!("frames of library code, up to {upto}"), Role::Dim)
            }
            Some(Line::End) => self.end(known),
            None => Row::default(),
        }
    }

    fn remark(&self, _known: &Known) -> String {
        match self.page.total {
            0..=9 => String::new(),
            total if self.page.complete => format!("{total} frames"),
            total => format!("{total} frames or more"),
        }
    }

    fn placeholder(&self, known: &Known) -> String {
        if known.runs() { "the program runs".to_owned() } else { String::new() }
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        match (action, self.lines.get(self.cursor.row)?) {
            (Action::Open | Action::Right, &Line::Folded(first, _)) => {
                self.unfolded.insert(first);
                self.fold();
                Some(Vec::new())
            }
            (Action::Left, &Line::Frame(at)) => {
                let first = *self.unfolded.range(..=at).next_back()?;
                let run = self.page.frames[first..=at].iter();
                if !run.clone().all(|frame| frame.is_aside() && frame.index != self.selection.frame)
                {
                    return None;
                }
                self.unfolded.remove(&first);
                self.fold();
                self.cursor.row = self.row_of(self.page.frames[first].index);
                Some(Vec::new())
            }
            (Action::Bottom, _) if self.has_more() && self.page.cut.is_none() => {
                self.count = self.page.total.max(self.count).saturating_mul(8);
                self.to_end = true;
                Some(Vec::new())
            }
            (Action::Open, Line::Frame(at)) => {
                let frame = self.page.frames.get(*at)?;
                let selection = Selection { thread: known.selection.thread, frame: frame.index };
                let mut effects = vec![Effect::Select(selection)];
                if frame.source.is_some() {
                    effects.push(Effect::Show(PaneId::Source));
                }
                Some(effects)
            }
            _ => None,
        }
    }
}
