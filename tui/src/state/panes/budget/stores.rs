//! The stores that are counted, not measured, and the debug information.

use wrtd_debug::{BudgetReport, CountBudget};
use wrtd_limits::LimitName;

use super::{
    Line, Subject, accounts,
    detail::{Detail, capitalised, exact},
    form::{self, Form},
};
use crate::state::{Role, Row, amount, gauge::Gauge};

pub(super) fn add(lines: &mut Vec<Line>, report: &BudgetReport, form: &Form) {
    form::heading(lines, form, "Stores", "what is counted", Subject::Total);
    for count in &report.counts {
        let row = count_row(count, report, form);
        lines.push(Line { row, subject: Subject::Count(count.name) });
    }
    lines.push(Line { row: tables_row(report, form), subject: Subject::Tables });
    lines.push(Line { row: symbols_row(report, form), subject: Subject::Symbols });
}

fn count_row(count: &CountBudget, report: &BudgetReport, form: &Form) -> Row {
    let CountBudget { name, used, most, .. } = *count;
    let mut row = Row::of(form::name(&capitalised(name.things())), Role::Name);
    let Some(most) = most else {
        row.push(" ".repeat(form.gauge), Role::Plain);
        counted(&mut row, used, None, Role::Value, form);
        return row;
    };
    let mut gauge = Gauge::of(used, None, most);
    if drops(name) {
        // It is their purpose to be as many as there may be.
        gauge.role = Role::Name;
    }
    form::extend(&mut row, gauge.parts(form.gauge, form.symbols));
    counted(&mut row, used, Some(most), gauge.role, form);
    if form.roomy && form.rest() > 30 {
        row.push(format!("  {}", name.at_limit(report.platform)), Role::Dim);
    }
    row
}

/// Whether what is used least recently goes where there is no room.
const fn drops(name: LimitName) -> bool {
    matches!(name, LimitName::Symbols | LimitName::SourceFiles)
}

/// How many there are, in the columns of figures.
fn counted(row: &mut Row, used: u64, most: Option<u64>, role: Role, form: &Form) {
    match (most, form.units) {
        (Some(most), true) => {
            row.push(format!(" {:>8}", amount::count(used)), Role::Value);
            row.push(format!(" of {:<8}", amount::count(most)), Role::Dim);
            row.push(format!(" {:>4} % ", amount::percent(used, most)), role);
        }
        (Some(most), false) => {
            row.push(format!(" {:>5}", amount::short_count(used)), role);
            row.push(format!("/{:<5}", amount::short_count(most)), Role::Dim);
        }
        (None, true) => {
            row.push(format!(" {:>8}", amount::count(used)), Role::Value);
            row.push(format!("{:<20}", " no limit"), Role::Dim);
        }
        (None, false) => {
            row.push(format!(" {:>5}", amount::short_count(used)), Role::Value);
            row.push(" ".repeat(6), Role::Dim);
        }
    }
}

fn tables_row(report: &BudgetReport, form: &Form) -> Row {
    let tables = report.tables;
    let mut row = Row::of(form::name("Tables"), Role::Name);
    row.push(" ".repeat(form.gauge), Role::Plain);
    if form.units {
        row.push(format!(" {:>8}", amount::number(tables.count)), Role::Value);
        row.push(format!(" with {} elements", amount::number(tables.elements)), Role::Dim);
    } else {
        row.push(format!(" {:>5}", tables.count), Role::Value);
        row.push(" ".repeat(6), Role::Dim);
    }
    row
}

fn symbols_row(report: &BudgetReport, form: &Form) -> Row {
    let symbols = &report.symbols;
    let (used, capacity) = (symbols.used.bytes, symbols.capacity.bytes);
    let mut gauge = Gauge::of(used, Some(symbols.high_water.bytes), capacity);
    gauge.role = Role::Name;
    let mut row = Row::of(form::name("Debug info"), Role::Name);
    form::extend(&mut row, gauge.parts(form.gauge, form.symbols));
    accounts::figures(&mut row, used, Some(capacity), gauge.role, form);
    if form.roomy && form.rest() > 30 {
        row.push("  held where the debugger is, in no account", Role::Dim);
    }
    row
}

pub(super) fn count_detail(report: &BudgetReport, name: LimitName) -> Detail {
    let things = capitalised(name.things());
    let Some(count) = report.counts.iter().find(|count| count.name == name) else {
        return Detail::of(things);
    };
    let used = amount::number(count.used);
    let detail = Detail::of(things);
    let detail = match count.most {
        Some(most) => {
            let from = accounts::limit_text(count.provenance, count.provenance.remedy());
            detail
                .with("there are", format!("{used} of {}", amount::number(most)))
                .with("limit", format!("{from} (`{name}` in wrtd.toml)"))
        }
        None => detail
            .with("there are", used)
            .with("limit", format!("none is set; `--limit {name}=NUMBER` sets one")),
    };
    detail.with("at the limit", name.at_limit(report.platform))
}

pub(super) fn symbols_detail(report: &BudgetReport) -> Detail {
    let symbols = &report.symbols;
    let held = format!(
        "{} of {}, at most {}",
        exact(symbols.used.bytes),
        amount::number(symbols.capacity.bytes),
        amount::number(symbols.high_water.bytes)
    );
    let traffic = format!(
        "{} times something went to make room, {} times it was read again, {} times one question needed more than \
         fits; {} find the rest again and always stay",
        amount::number(symbols.dropped),
        amount::number(symbols.reparsed),
        amount::number(symbols.overruns),
        exact(symbols.map)
    );
    Detail::of("Debug information that is resident")
        .with("held", held)
        .with("where", "where the debugger is, in no account; on a host within the reserve")
        .with("so far", traffic)
        .with("at the limit", LimitName::Symbols.at_limit(report.platform))
}

pub(super) fn tables_detail(report: &BudgetReport) -> Detail {
    let tables = report.tables;
    let there = format!(
        "{} with {} elements together",
        amount::number(tables.count),
        amount::number(tables.elements)
    );
    let of = if report.platform.is_device() { "runtime" } else { "components" };
    Detail::of("Tables").with("there are", there).with(
        "limit",
        format!("none of their number; their elements are charged to the {of} account"),
    )
}
