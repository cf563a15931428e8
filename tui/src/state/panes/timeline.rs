//! The stops so far: why the program stopped, where, after how long, and what values there were.
//!
//! Invariant: it holds `MOST` stops with a few short values each, whatever the program does.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

use wrtd_debug::{StopEvent, StopReason};

use super::place;
use crate::{
    connection::{Answer, Glance, Glimpse, Query, SourceKey},
    input::Action,
    state::{Cursor, Effect, Known, Pane, Part, Role, Row, Size, Symbols},
};

/// Stops that are kept.
const MOST: usize = 500;
/// Characters of a function's name.
const NAME: usize = 48;
/// After runs that took longer than these there is one blank more before a stop in the strip.
const GAPS: [Duration; 4] = [
    Duration::from_millis(10),
    Duration::from_millis(200),
    Duration::from_secs(2),
    Duration::from_secs(20),
];

/// The timeline pane.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    cursor: Cursor,
    stops: VecDeque<Stop>,
    /// Number of stops so far.
    count: u64,
    /// Numbers of the stops whose values are shown.
    opened: BTreeSet<u64>,
    /// The rows: a stop, or one of its values.
    lines: Vec<(usize, Option<usize>)>,
    /// Somebody looks at an earlier stop, and is left there.
    away: bool,
}

#[derive(Clone, Debug)]
struct Stop {
    number: u64,
    reason: Reason,
    description: String,
    /// For how long the program ran before.
    ran: Duration,
    /// Names the stop, until it has been looked at.
    epoch: Option<u64>,
    function: String,
    place: Option<(SourceKey, String, u32)>,
    memory: u64,
    values: Vec<Glimpse>,
}

/// Why it stopped, as far as that has a sign of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Entry,
    Breakpoint,
    Watch,
    Step,
    Jump,
    Pause,
    Failure,
    Exception,
    Exit,
}

impl Reason {
    const fn of(reason: &StopReason) -> Self {
        match reason {
            StopReason::Entry => Self::Entry,
            StopReason::Breakpoint(_) => Self::Breakpoint,
            StopReason::DataBreakpoint(_) => Self::Watch,
            StopReason::Step => Self::Step,
            StopReason::Goto | StopReason::RestartFrame => Self::Jump,
            StopReason::Pause | StopReason::HostCall => Self::Pause,
            StopReason::Trap | StopReason::Panic => Self::Failure,
            StopReason::Throw | StopReason::Uncaught => Self::Exception,
            StopReason::Exit => Self::Exit,
        }
    }

    const fn sign(self, symbols: &Symbols) -> (&'static str, Role) {
        match self {
            Self::Entry => (symbols.outer, Role::Good),
            Self::Breakpoint => (symbols.breakpoint, Role::Breakpoint),
            Self::Watch => (symbols.conditional, Role::Changed),
            Self::Step => (symbols.step, Role::Address),
            Self::Jump => (symbols.here, Role::Macro),
            Self::Pause => (symbols.pause, Role::Warning),
            Self::Failure => (symbols.failure, Role::Error),
            Self::Exception => (symbols.thrown, Role::Error),
            Self::Exit => (symbols.exit, Role::Title),
        }
    }
}

impl Timeline {
    /// The program has stopped, after it ran for so long.
    pub(crate) fn stopped(&mut self, event: &StopEvent, epoch: u64, ran: Duration) {
        self.push(Reason::of(&event.reason), event.description.clone(), Some(epoch), ran);
    }

    /// The program has ended, after it ran for so long.
    pub(crate) fn ended(&mut self, code: i32, ran: Duration) {
        self.push(Reason::Exit, format!("ended with exit code {code}"), None, ran);
    }

    fn push(&mut self, reason: Reason, description: String, epoch: Option<u64>, ran: Duration) {
        self.count += 1;
        self.stops.push_back(Stop {
            number: self.count,
            reason,
            description,
            ran,
            epoch,
            function: String::new(),
            place: None,
            memory: 0,
            values: Vec::new(),
        });
        if self.stops.len() > MOST {
            self.stops.pop_front().map(|oldest| self.opened.remove(&oldest.number));
        }
        self.find_lines();
        if !self.away {
            self.cursor.row = self.lines.len().saturating_sub(1);
        }
    }

    /// What it wants to know of the stop, seen or not: later that cannot be asked any more.
    pub(crate) fn wanted(&self, known: &Known) -> Option<Query> {
        let latest = self.stops.back()?;
        (latest.epoch == Some(known.epoch)).then_some(Query::Glance(known.selection))
    }

    /// Takes what has become known of the stop.
    pub(crate) fn learn(&mut self, known: &Known) {
        let Some(Ok(Answer::Glance(glance))) =
            self.wanted(known).and_then(|query| known.answer(&query))
        else {
            return;
        };
        if let Some(latest) = self.stops.back_mut() {
            latest.look(glance);
        }
        self.find_lines();
    }

    fn find_lines(&mut self) {
        self.lines.clear();
        for (index, stop) in self.stops.iter().enumerate() {
            self.lines.push((index, None));
            if self.opened.contains(&stop.number) {
                self.lines.extend((0..stop.values.len()).map(|value| (index, Some(value))));
            }
        }
    }

    fn selected(&self) -> Option<&Stop> {
        let (index, _) = self.lines.get(self.cursor.row)?;
        self.stops.get(*index)
    }

    /// The stops as signs with their time between them, as many as there is room for; the selected one is current.
    pub(crate) fn strip(&self, room: usize, symbols: &Symbols) -> Vec<(Part, bool)> {
        let selected = self.selected().map(|stop| stop.number);
        let signs = self.stops.iter().rev().flat_map(|stop| {
            let (sign, role) = stop.reason.sign(symbols);
            let gap = GAPS.iter().filter(|&&gap| stop.ran > gap).count();
            let current = selected == Some(stop.number);
            let sign = (Part { text: sign.to_owned(), role }, current);
            let blank = || (Part { text: symbols.horizontal.to_owned(), role: Role::Faint }, false);
            std::iter::once(sign).chain(std::iter::repeat_with(blank).take(gap))
        });
        let mut strip: Vec<_> = signs.take(room).collect();
        strip.reverse();
        strip
    }

    /// The selected stop in a few words.
    pub(crate) fn described(&self, symbols: &Symbols) -> Row {
        let Some(stop) = self.selected() else { return Row::default() };
        let mut row = Row::of(format!("{} ", stop.number), Role::Dim);
        stop.push_where(&mut row, symbols);
        if !stop.ran.is_zero() {
            row.push(format!("  ran {}", duration(stop.ran)), Role::Dim);
        }
        if stop.memory > 0 {
            row.push(format!("  {}", place::bytes(stop.memory)), Role::Dim);
        }
        row
    }
}

impl Stop {
    fn look(&mut self, glance: &Glance) {
        self.epoch = None;
        self.memory = glance.memory;
        self.values.clone_from(&glance.values);
        if let Some(frame) = &glance.frame {
            self.function.clone_from(&frame.function);
            let source = frame.source.as_ref().filter(|_| frame.line > 0);
            self.place =
                source.map(|source| (SourceKey::from(source), source.name.clone(), frame.line));
        }
    }

    fn push_where(&self, row: &mut Row, symbols: &Symbols) {
        match &self.place {
            Some((_, name, line))
                if !matches!(self.reason, Reason::Failure | Reason::Exception) =>
            {
                let what = match self.reason {
                    Reason::Entry => "start",
                    Reason::Breakpoint => "breakpoint",
                    Reason::Watch => "watchpoint",
                    Reason::Step => "step",
                    Reason::Jump => "jump",
                    Reason::Pause => "pause",
                    Reason::Failure | Reason::Exception | Reason::Exit => "end",
                };
                row.push(format!("{what} "), Role::Plain);
                row.push(format!("{name}:{line}"), Role::Place);
            }
            _ => row.push(&self.description, Role::Plain),
        }
        if !self.function.is_empty() {
            row.push("  ", Role::Plain);
            row.push(place::shortened(&self.function, NAME, symbols), Role::Function);
        }
    }
}

/// `1.2 ms`, `34 s`.
fn duration(of: Duration) -> String {
    match of.as_micros() {
        0 => String::new(),
        micros if micros < 1000 => format!("{micros} us"),
        micros if micros < 1_000_000 => format!("{:.1} ms", of.as_secs_f64() * 1e3),
        micros if micros < 100_000_000 => format!("{:.1} s", of.as_secs_f64()),
        _ => format!("{} s", of.as_secs()),
    }
}

impl Pane for Timeline {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn refresh(&mut self, _known: &Known, _size: Size) {
        self.away = self.cursor.row + 1 < self.lines.len();
    }

    fn len(&self, _known: &Known) -> usize {
        self.lines.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let Some(&(at, value)) = self.lines.get(index) else { return Row::default() };
        let Some(stop) = self.stops.get(at) else { return Row::default() };
        if let Some(value) = value.and_then(|value| stop.values.get(value)) {
            return Row::default()
                .with_head("         ", Role::Plain)
                .with(&value.name, Role::Name)
                .with(" = ", Role::Dim)
                .with(&value.value, Role::Value);
        }
        let (sign, role) = stop.reason.sign(known.symbols);
        let fold = match (stop.values.is_empty(), self.opened.contains(&stop.number)) {
            (true, _) => " ",
            (false, true) => known.symbols.open,
            (false, false) => known.symbols.closed,
        };
        let mut row = Row::default()
            .with_head(format!("{:>4} ", stop.number), Role::Dim)
            .with_head(fold, Role::Dim)
            .with_head(" ", Role::Plain)
            .with_head(sign, role)
            .with_head(" ", Role::Plain);
        stop.push_where(&mut row, known.symbols);
        row = row.with_tail(format!("{:>9}", duration(stop.ran)), Role::Dim);
        if stop.memory > 0 {
            row = row.with_tail(format!("{:>9}", place::bytes(stop.memory)), Role::Dim);
        }
        row
    }

    fn remark(&self, _known: &Known) -> String {
        match self.count - self.stops.len() as u64 {
            0 => "time it ran, memory then".to_owned(),
            gone => format!("{gone} stops before these are not kept"),
        }
    }

    fn placeholder(&self, _known: &Known) -> String {
        "the program has not stopped yet".to_owned()
    }

    fn act(&mut self, action: Action, _known: &Known) -> Option<Vec<Effect>> {
        let stop = self.selected()?;
        let number = stop.number;
        match action {
            Action::Open => Some(match &stop.place {
                Some((source, name, line)) => {
                    vec![Effect::Open { source: source.clone(), name: name.clone(), line: *line }]
                }
                None => vec![Effect::Say(Role::Dim, "this stop has no source".to_owned())],
            }),
            Action::Right if !stop.values.is_empty() => {
                self.opened.insert(number);
                self.find_lines();
                Some(Vec::new())
            }
            Action::Left if self.opened.remove(&number) => {
                self.find_lines();
                let is_it = |&(at, _): &(usize, Option<usize>)| {
                    self.stops.get(at).is_some_and(|stop| stop.number == number)
                };
                self.cursor.row = self.lines.iter().position(is_it).unwrap_or(0);
                Some(Vec::new())
            }
            _ => None,
        }
    }
}
