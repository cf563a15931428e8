//! Budgets and limits: what is held, what may be, who says so, and what happens where that is reached.
//!
//! All of it is rows: warnings, the accounts as gauges with their history, the stores that are counted, the linear
//! memories with their resident pages, the engine's own memory. The selected row is explained below them, and where
//! there is no room for that, as rows of its own.

mod accounts;
mod cause;
mod detail;
mod engine;
mod form;
mod history;
mod level;
mod memories;
mod sparkline;
mod stores;

use wrtd_debug::{BudgetCause, BudgetReport, target::MemoryResidency};
use wrtd_limits::{Account, LimitName};

pub(crate) use self::accounts::is_set_aside;
use self::{detail::Detail, form::Form, history::History};
use crate::{
    connection::{Answer, Query},
    input::Action,
    state::{Cursor, Effect, Known, Pane, PaneId, Role, Row, Size},
};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A warning.
    Warning(BudgetCause),
    /// All accounts together.
    Total,
    /// The safety level.
    Level,
    /// One account.
    Account(Account),
    /// A store that is counted.
    Count(LimitName),
    /// The debug information.
    Symbols,
    /// The tables.
    Tables,
    /// A linear memory, by its place in the report.
    Memory(usize),
    /// The engine's own memory.
    Engine,
    /// A part of it, by its place in the report.
    Part(usize),
}

/// A row with what it is about.
#[derive(Clone, Debug)]
struct Line {
    row: Row,
    subject: Subject,
}

/// Ticks of the running program from one question for resident pages to the next: they change slowly, and asking
/// for those of a large memory takes longer than for all else.
const RARELY: u32 = 8;

/// The budget pane.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    cursor: Cursor,
    history: History,
    lines: Vec<Line>,
    /// How the lines are made; `None` where something has changed since.
    form: Option<Form>,
    /// The row that is explained among the rows.
    open: Option<Subject>,
    /// The pages that are resident, as far as anybody has said.
    residency: Vec<MemoryResidency>,
    ticks: u32,
}

impl Budget {
    /// Another report is known.
    pub(crate) fn reported(&mut self) {
        self.form = None;
    }

    /// Takes a report into the history: while the program runs as often as it is asked, and at each stop. What
    /// somebody looks at meanwhile is no part of the run.
    pub(crate) fn remember(&mut self, report: &BudgetReport) {
        self.history.take(report);
        self.form = None;
    }

    /// The program begins anew.
    pub(crate) fn begins(&mut self) {
        self.history.clear();
        self.residency.clear();
        self.form = None;
    }

    /// Time has passed while the program runs; whether resident pages are to be asked for.
    pub(crate) fn tick(&mut self) -> bool {
        self.ticks = (self.ticks + 1) % RARELY;
        self.ticks == 0
    }

    /// What is asked for resident pages, in a pane of a size.
    pub(crate) fn residency_query(size: Size) -> Query {
        Query::Residency { cells: Form::cells(size) }
    }

    /// What the selected row is about.
    fn selected(&self) -> Subject {
        self.lines.get(self.cursor.row).map_or(Subject::Total, |line| line.subject)
    }

    fn detail(&self, known: &Known, report: &BudgetReport, of: Subject) -> Detail {
        match of {
            Subject::Warning(cause) => cause::detail(report, cause),
            Subject::Total => accounts::total_detail(report),
            Subject::Level => level::detail(report),
            Subject::Account(account) => accounts::detail(report, account),
            Subject::Count(name) => stores::count_detail(report, name),
            Subject::Symbols => stores::symbols_detail(report),
            Subject::Tables => stores::tables_detail(report),
            Subject::Memory(index) => {
                memories::detail(report, index, &self.residency, known.symbols)
            }
            Subject::Engine => engine::detail(report),
            Subject::Part(index) => engine::part_detail(report, index),
        }
    }

    /// Makes all rows. Of a report they are some dozens, however large the program is.
    fn make(&mut self, known: &Known, report: &BudgetReport, form: Form) {
        let selected = self.selected();
        let before = self.lines.iter().take(self.cursor.row);
        let within = before.rev().take_while(|line| line.subject == selected).count();
        let mut lines = Vec::new();
        cause::add(&mut lines, report, &form);
        accounts::add(&mut lines, report, &self.history, &form);
        memories::add(&mut lines, report, &self.residency, &form);
        stores::add(&mut lines, report, &form);
        engine::add(&mut lines, report, &form);
        if let Some(open) = self.open
            && let Some(last) = lines.iter().rposition(|line| line.subject == open)
        {
            let room = form.width.saturating_sub(2);
            let detail = self.detail(known, report, open).rows(room, form.symbols);
            let rows = detail.into_iter().map(|mut row| {
                row.head.insert(0, crate::state::Part { text: "  ".to_owned(), role: Role::Plain });
                Line { row, subject: open }
            });
            lines.splice(last + 1..last + 1, rows);
        }
        self.keep_selected(&lines, selected, within);
        self.lines = lines;
    }

    /// What is selected stays selected where rows have come or gone before it.
    fn keep_selected(&mut self, lines: &[Line], selected: Subject, within: usize) {
        let Some(first) = lines.iter().position(|line| line.subject == selected) else { return };
        let same = lines[first..].iter().take_while(|line| line.subject == selected).count();
        let row = first + within.min(same - 1);
        // At the top one sees what comes first, such as a warning.
        if self.cursor.top > 0 {
            self.cursor.top = (self.cursor.top + row).saturating_sub(self.cursor.row);
        }
        self.cursor.row = row;
    }

    /// Number of rows from one on that are about the same.
    fn same(&self, row: usize) -> usize {
        let rows = self.lines.get(row..).unwrap_or_default();
        let subject = rows.first().map(|line| line.subject);
        rows.iter().take_while(|line| Some(line.subject) == subject).count()
    }

    /// Selects the first row of what comes next, or before; of what is explained among the rows the next row.
    fn step(&mut self, down: bool) {
        let row = self.cursor.row;
        let subject = self.selected();
        let within = row - self.first(row);
        self.cursor.row = match (self.open == Some(subject), down) {
            (true, true) => row + 1,
            (true, false) => row.saturating_sub(1),
            (false, true) => row + self.same(row),
            (false, false) if within > 0 => row - within,
            (false, false) => self.first(row.saturating_sub(1)),
        };
        if self.cursor.row >= self.lines.len() {
            self.cursor.row = row;
        }
    }

    /// The first row that is about the same as a row.
    fn first(&self, row: usize) -> usize {
        let before = self.lines.get(..row).unwrap_or_default();
        let subject = self.lines.get(row).map(|line| line.subject);
        row - before.iter().rev().take_while(|line| Some(line.subject) == subject).count()
    }

    /// Opens or closes the explanation of the selected row.
    fn explain(&mut self, open: bool) {
        let selected = self.selected();
        self.open = open.then_some(selected);
        self.form = None;
    }
}

impl Pane for Budget {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn foot(&self, size: Size) -> usize {
        // What is explained among the rows needs no second explanation.
        if self.open.is_some() { 0 } else { form::foot(size) }
    }

    /// They explain the selected row.
    fn foot_rows(&self, known: &Known, size: Size) -> Vec<Row> {
        let Some(report) = &known.budget else { return Vec::new() };
        self.detail(known, report, self.selected()).rows(size.width, known.symbols)
    }

    fn needs(&self, known: &Known, size: Size) -> Vec<Query> {
        let mut needs = vec![Self::residency_query(size)];
        // Which module an instance's memory belongs to.
        if known.budget.as_ref().is_some_and(|report| report.memories.len() > 1) {
            needs.push(Query::Modules);
        }
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        let Some(report) = &known.budget else { return };
        if let Some(Ok(Answer::Residency(told))) = known.answer(&Self::residency_query(size))
            && *told != self.residency
        {
            self.residency.clone_from(told);
            self.form = None;
        }
        if self.open.is_some_and(|open| open != self.selected()) {
            self.open = None;
            self.form = None;
        }
        let form = Form::new(size, known.symbols);
        if self.form != Some(form) {
            self.make(known, report, form);
            self.form = Some(form);
        }
        // All rows of what is selected are seen, if they have room below the one that is selected.
        let end = self.cursor.row + self.same(self.cursor.row);
        self.cursor.top = self.cursor.top.max(end.saturating_sub(size.height)).min(self.cursor.row);
    }

    fn len(&self, _known: &Known) -> usize {
        self.lines.len()
    }

    fn row(&self, _known: &Known, index: usize) -> Row {
        self.lines.get(index).map(|line| line.row.clone()).unwrap_or_default()
    }

    fn remark(&self, known: &Known) -> String {
        known.budget.as_ref().map_or_else(String::new, |report| accounts::remark(report))
    }

    fn placeholder(&self, _known: &Known) -> String {
        "the budget is known once the program is loaded".to_owned()
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        let report = known.budget.as_ref()?;
        match action {
            Action::Open => {
                let effect = leads_to(self.selected(), known, report);
                if effect.is_none() {
                    self.explain(self.open != Some(self.selected()));
                }
                Some(effect.into_iter().collect())
            }
            Action::Down | Action::Up => {
                self.step(action == Action::Down);
                Some(Vec::new())
            }
            Action::Right => {
                self.explain(true);
                Some(Vec::new())
            }
            Action::Left => {
                self.explain(false);
                Some(Vec::new())
            }
            _ => None,
        }
    }

    fn copied(&self, known: &Known) -> String {
        let Some(report) = &known.budget else { return String::new() };
        self.detail(known, report, self.selected()).text()
    }
}

/// What Enter does at a row: shows the pane where its cause is seen; `None` where that is this pane.
fn leads_to(subject: Subject, known: &Known, report: &BudgetReport) -> Option<Effect> {
    match (subject, pane_of(subject)?) {
        (Subject::Memory(index), _) => Some(memories::examine(report, index, known)),
        (_, PaneId::Memory) => Some(memories::examine(report, 0, known)),
        (_, pane) => Some(Effect::Show(pane)),
    }
}

/// The pane where what a row is about is seen, if another one shows it.
const fn pane_of(subject: Subject) -> Option<PaneId> {
    match subject {
        Subject::Warning(cause) => match cause.limit() {
            Some(name) => pane_of_limit(name),
            None => None,
        },
        Subject::Account(account) => pane_of_limit(account.limit()),
        Subject::Count(name) => pane_of_limit(name),
        Subject::Memory(_) => Some(PaneId::Memory),
        Subject::Symbols
        | Subject::Total
        | Subject::Level
        | Subject::Tables
        | Subject::Engine
        | Subject::Part(_) => None,
    }
}

const fn pane_of_limit(name: LimitName) -> Option<PaneId> {
    match name {
        LimitName::WasmLinear => Some(PaneId::Memory),
        LimitName::Debug | LimitName::Breakpoints | LimitName::Watchpoints => {
            Some(PaneId::Breakpoints)
        }
        LimitName::StackFrames | LimitName::CallDepth | LimitName::StackBytes => {
            Some(PaneId::Stack)
        }
        LimitName::Instances => Some(PaneId::Threads),
        _ => None,
    }
}
