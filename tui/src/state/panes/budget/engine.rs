//! What the engine itself holds for the program, part by part.

use wrtd_debug::BudgetReport;

use super::{
    Line, Subject,
    detail::{Detail, capitalised, exact},
    form::{self, Form},
};
use crate::state::{Role, Row, amount, gauge::Gauge};

/// Columns of the names of parts.
const NAME: usize = 25;
/// Columns of their sizes.
const SIZE: usize = 9;

pub(super) fn add(lines: &mut Vec<Line>, report: &BudgetReport, form: &Form) {
    let engine = &report.engine;
    let total: u64 = engine.parts.iter().map(|part| part.1).sum();
    let note = format!("{} for {} of code", amount::size(total), amount::size(engine.code));
    form::heading(lines, form, "Engine", &note, Subject::Engine);
    let mut parts: Vec<(usize, &(&'static str, u64))> = engine.parts.iter().enumerate().collect();
    parts.sort_by_key(|(_, part)| std::cmp::Reverse(part.1));
    let largest = parts.first().map_or(0, |(_, part)| part.1);
    let room = form.width.saturating_sub(NAME + SIZE).min(form.gauge);
    for (index, &(name, bytes)) in parts {
        let size = if form.units { amount::size(bytes) } else { amount::short_size(bytes) };
        let mut row = Row::of(form::fitted(&capitalised(name), NAME), Role::Name);
        form::extend(&mut row, Gauge::beside(bytes, None, largest).parts(room, form.symbols));
        row.push(format!("{size:>SIZE$}"), Role::Value);
        lines.push(Line { row, subject: Subject::Part(index) });
    }
}

pub(super) fn detail(report: &BudgetReport) -> Detail {
    let engine = &report.engine;
    let total: u64 = engine.parts.iter().map(|part| part.1).sum();
    let detail = Detail::of("The engine's own memory")
        .with("held", format!("{}, without linear memories", exact(total)))
        .with("code", format!("{} in the program's modules, for comparison", exact(engine.code)));
    match engine.flash {
        Some(bytes) => detail.with("flash", format!("{}: the image, in no account", exact(bytes))),
        None => detail.with("loading", format!("took {} of it", exact(engine.loading))),
    }
}

pub(super) fn part_detail(report: &BudgetReport, index: usize) -> Detail {
    let Some(&(name, bytes)) = report.engine.parts.get(index) else { return detail(report) };
    let total: u64 = report.engine.parts.iter().map(|part| part.1).sum();
    let share = amount::percent(bytes, total);
    Detail::of(capitalised(name))
        .with("held", format!("{}, {share} % of the engine's own memory", exact(bytes)))
        .with("limit", "what the accounts of the runtime, of components and of debugging have left")
}
