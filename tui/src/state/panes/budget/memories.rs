//! The linear memories of all instances, each as a strip of the pages that the machine really holds.

use wrtd_debug::{
    BudgetReport,
    target::{LinearMemory, MemoryResidency},
};

use super::{
    Line, Subject,
    detail::{Detail, exact},
    form::{self, Form},
};
use crate::{
    connection::{Answer, Query},
    state::{Effect, Known, PaneId, Part, Role, Row, Symbols, amount, gauge},
};

pub(super) fn add(
    lines: &mut Vec<Line>,
    report: &BudgetReport,
    residency: &[MemoryResidency],
    form: &Form,
) {
    if report.memories.is_empty() {
        return;
    }
    let note = match residency.first().map(|memory| &memory.residency) {
        None => "how much of them is resident is not known yet".to_owned(),
        Some(Ok(_)) => "the parts that are resident on this machine".to_owned(),
        Some(Err(why)) => why.to_string(),
    };
    form::heading(lines, form, "Linear memories", &note, Subject::Memory(0));
    for (index, memory) in report.memories.iter().enumerate() {
        let subject = Subject::Memory(index);
        let told = told(residency, memory, index);
        if form.roomy {
            lines.push(Line { row: facts_row(memory, told), subject });
            if let Some(told) = told.filter(|told| told.residency.is_ok()) {
                let mut row = Row::of("  ", Role::Plain);
                let room = form.width.saturating_sub(2);
                form::extend(&mut row, strip(memory, told, room, form.symbols));
                lines.push(Line { row, subject });
            }
        } else {
            lines.push(Line { row: short_row(memory, told, form), subject });
        }
    }
}

/// What was told of a memory. Both lists have the same order, if there are no more memories since.
fn told<'a>(
    residency: &'a [MemoryResidency],
    of: &LinearMemory,
    place: usize,
) -> Option<&'a MemoryResidency> {
    residency.get(place).filter(|told| told.instance == of.instance && told.index == of.index)
}

fn name(memory: &LinearMemory) -> String {
    match memory.index {
        0 => memory.instance.clone(),
        index => format!("{} memory {index}", memory.instance),
    }
}

fn size(memory: &LinearMemory) -> u64 {
    memory.pages.saturating_mul(memory.page_size.into())
}

fn maximum(memory: &LinearMemory) -> Option<u64> {
    Some(memory.maximum?.saturating_mul(memory.page_size.into()))
}

/// Bytes that are resident: of memories that are too long to be asked about as a whole an estimate, `false`.
fn resident(told: &MemoryResidency) -> Option<(u64, bool)> {
    let residency = told.residency.as_ref().ok()?;
    let pages = residency.cells.iter().map(|cell| share(cell.resident, cell.pages, cell.asked));
    let all = residency.cells.iter().all(|cell| cell.asked == cell.pages);
    Some((pages.sum::<u64>().saturating_mul(residency.page_size), all))
}

/// `part` of `asked`, as a part of `whole`.
fn share(part: u64, whole: u64, asked: u64) -> u64 {
    let share = u128::from(part) * u128::from(whole) / u128::from(asked.max(1));
    u64::try_from(share).unwrap_or(u64::MAX)
}

fn resident_text(told: Option<&MemoryResidency>) -> Option<String> {
    let (bytes, all) = resident(told?)?;
    let about = if all { "" } else { "about " };
    Some(format!("{about}{} resident", amount::size(bytes)))
}

/// The memory in words.
fn facts_row(memory: &LinearMemory, told: Option<&MemoryResidency>) -> Row {
    let mut row = Row::of(name(memory), Role::Name)
        .with(format!("  {}", amount::size(size(memory))), Role::Value);
    if let Some(text) = resident_text(told) {
        row.push(format!(", {text}"), Role::Plain);
    }
    if let Some(maximum) = maximum(memory) {
        row.push(format!(", {} at most", amount::size(maximum)), Role::Dim);
    }
    if memory.imported {
        row.push(", imported", Role::Dim);
    }
    row
}

/// The memory on one row: its strip in the columns of gauges.
fn short_row(memory: &LinearMemory, told: Option<&MemoryResidency>, form: &Form) -> Row {
    let mut row = Row::of(form::name(&name(memory)), Role::Name);
    match told.filter(|told| told.residency.is_ok()) {
        Some(told) => form::extend(&mut row, strip(memory, told, form.gauge, form.symbols)),
        None => row.push(" ".repeat(form.gauge), Role::Plain),
    }
    if form.units {
        row.push(format!(" {:>8}", amount::size(size(memory))), Role::Value);
        if let Some(text) = resident_text(told) {
            row.push(format!(", {text}"), Role::Dim);
        }
    } else {
        row.push(format!(" {:>5}", amount::short_size(size(memory))), Role::Value);
    }
    row
}

/// The cells in so many columns, as shades of how much of each is resident; each cell of more than a page that has
/// something and not all of it is in between. What the memory has grown by since they were told is left empty.
fn strip(
    memory: &LinearMemory,
    told: &MemoryResidency,
    columns: usize,
    symbols: &Symbols,
) -> Vec<Part> {
    let Ok(residency) = &told.residency else { return Vec::new() };
    let cells = &residency.cells;
    let pages: u64 = cells.iter().map(|cell| cell.pages).sum();
    let then = pages.saturating_mul(residency.page_size);
    let width = share(columns as u64, then, size(memory)).min(columns as u64) as usize;
    let width = if cells.is_empty() { 0 } else { width.max(1).min(columns) };
    let [none, .., all] = symbols.shades;
    let column = |column: usize| {
        let first = cells.len() * column / width;
        let last = (cells.len() * (column + 1)).div_ceil(width).max(first + 1);
        let part = &cells[first..last.min(cells.len())];
        let asked: u64 = part.iter().map(|cell| cell.asked).sum();
        let resident: u64 = part.iter().map(|cell| cell.resident).sum();
        match (resident, asked) {
            (0, _) => (none, Role::Dim),
            (resident, asked) if resident >= asked => (all, Role::Type),
            (resident, asked) => {
                let steps = symbols.shades.len() as u64 - 2;
                let step = 1 + share(resident, steps, asked).min(steps - 1);
                (symbols.shades[step as usize], Role::Type)
            }
        }
    };
    let mut parts = gauge::joined((0..width).map(column));
    parts.push(Part { text: " ".repeat(columns - width), role: Role::Plain });
    parts
}

/// Shows the memory from its beginning.
pub(super) fn examine(report: &BudgetReport, index: usize, known: &Known) -> Effect {
    let Some(memory) = report.memories.get(index).filter(|memory| memory.index == 0) else {
        return Effect::Show(PaneId::Memory);
    };
    let modules = match known.answer(&Query::Modules) {
        Some(Ok(Answer::Modules(modules))) => modules.as_slice(),
        _ => &[],
    };
    let module = modules.iter().find(|module| module.name == memory.instance);
    Effect::Examine(module.map_or_else(|| "0x0".to_owned(), |module| format!("{}:0x0", module.id)))
}

pub(super) fn detail(
    report: &BudgetReport,
    index: usize,
    residency: &[MemoryResidency],
    symbols: &Symbols,
) -> Detail {
    let Some(memory) = report.memories.get(index) else { return Detail::of("Linear memory") };
    let title = format!("Linear memory {} of {}", memory.index, memory.instance);
    let pages = amount::number(memory.pages);
    let held =
        format!("{} in {pages} pages of {}", exact(size(memory)), exact(memory.page_size.into()));
    let may = match maximum(memory) {
        Some(most) => format!("{} by its module, and what the account has left", exact(most)),
        None => "its module sets no maximum: as much as the account has left".to_owned(),
    };
    let told = told(residency, memory, index);
    let resident = match told.map(|told| (&told.residency, resident(told))) {
        Some((Ok(residency), Some((bytes, all)))) => {
            let [none, .., full] = symbols.shades;
            let sample = if all { "" } else { ", by a sample of its pages" };
            format!(
                "{} in the machine's pages of {}{sample}; {full} all of a part, {none} nothing",
                exact(bytes),
                exact(residency.page_size)
            )
        }
        Some((Err(why), _)) => why.to_string(),
        _ => "not known yet".to_owned(),
    };
    let detail =
        Detail::of(title).with("size", held).with("may be", may).with("resident", resident);
    if memory.imported {
        return detail
            .with("whose", "it is imported: another instance has it too, and it is charged once");
    }
    detail
}
