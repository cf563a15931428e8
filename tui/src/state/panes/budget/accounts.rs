//! The five accounts as gauges, and what they share.

use wrtd_debug::{AccountBudget, BudgetReport};
use wrtd_limits::{Account, Provenance};

use super::{
    Line, Subject,
    detail::{Detail, capitalised, exact},
    form::{self, Form},
    history::History,
    level, sparkline,
};
use crate::state::{Role, Row, amount, gauge::Gauge};

/// The name of an account in as few columns as a row has for it.
const fn short_name(account: Account) -> &'static str {
    match account {
        Account::WasmLinear => "Wasm linear",
        other => other.name(),
    }
}

/// What the title row says.
pub(super) fn remark(report: &BudgetReport) -> String {
    let used = amount::size(report.used());
    match report.total {
        Some(total) => format!("{used} of {}", amount::size(total)),
        None => used,
    }
}

pub(super) fn add(lines: &mut Vec<Line>, report: &BudgetReport, history: &History, form: &Form) {
    lines.push(Line { row: total_row(report, form), subject: Subject::Total });
    lines.push(Line { row: level::row(report, form), subject: Subject::Level });
    if form.roomy {
        lines.push(Line { row: Row::default(), subject: Subject::Level });
    }
    let largest = largest_unlimited(report);
    for budget in &report.accounts {
        let gauge = gauge(report, budget, largest);
        let mut add = |row| lines.push(Line { row, subject: Subject::Account(budget.account) });
        let row = account_row(budget, &gauge, form);
        if form.roomy {
            add(with_headroom(row, budget, form));
            if budget.account == Account::Reserve {
                // Nothing is charged to it, so that it has no history.
                continue;
            }
            let rows = history_rows(budget, &gauge, history, form);
            rows.into_iter().for_each(&mut add);
            if form.tall {
                add(Row::default());
            }
        } else {
            add(with_history(row, budget, &gauge, history, form));
        }
    }
}

/// The most that any of the accounts without a capacity has held: their gauges are as long as their share of it.
fn largest_unlimited(report: &BudgetReport) -> u64 {
    let unlimited = report.accounts.iter().filter(|budget| budget.capacity.is_none());
    unlimited.map(|budget| budget.high_water.max(budget.used)).max().unwrap_or(0)
}

/// Whether what it holds is set aside when the program starts and never grows: it may be full without any harm.
pub(crate) fn is_set_aside(report: &BudgetReport, account: Account) -> bool {
    report.platform.is_device() && account != Account::WasmLinear
}

/// The gauge of an account beside those of the others.
fn gauge(report: &BudgetReport, budget: &AccountBudget, largest: u64) -> Gauge {
    match budget.capacity {
        Some(capacity) => {
            let gauge = Gauge::of(budget.used, Some(budget.high_water), capacity);
            let role = if is_set_aside(report, budget.account) { Role::Name } else { gauge.role };
            Gauge { role, ..gauge }
        }
        None => Gauge::beside(budget.used, Some(budget.high_water), largest),
    }
}

fn total_row(report: &BudgetReport, form: &Form) -> Row {
    let mut row = Row::of(form::name("Total"), Role::Title);
    let used = amount::size(report.used());
    match report.total {
        Some(total) => {
            row.push(format!("{used} of {}", amount::size(total)), Role::Value);
            form.add_fitting(&mut row, &format!("  from {}", report.total_provenance));
            form.add_fitting(&mut row, &format!(", split as in the {} profile", report.profile));
            row
        }
        None => {
            row.push(used, Role::Value);
            form.add_fitting(&mut row, "  no limit is set");
            form.add_fitting(&mut row, "; bars show shares of the largest account");
            row
        }
    }
}

/// Name, gauge and figures.
fn account_row(budget: &AccountBudget, gauge: &Gauge, form: &Form) -> Row {
    let name = capitalised(short_name(budget.account));
    let mut row = Row::of(form::name(&name), Role::Name);
    form::extend(&mut row, gauge.parts(form.gauge, form.symbols));
    figures(&mut row, budget.used, budget.capacity, gauge.role, form);
    row
}

/// What is taken of a size, in the columns of figures.
pub(super) fn figures(row: &mut Row, used: u64, capacity: Option<u64>, role: Role, form: &Form) {
    match (capacity, form.units) {
        (Some(capacity), true) => {
            row.push(format!(" {:>8}", amount::size(used)), Role::Value);
            row.push(format!(" of {:<8}", amount::size(capacity)), Role::Dim);
            row.push(format!(" {:>4} % ", amount::percent(used, capacity)), role);
        }
        (Some(capacity), false) => {
            row.push(format!(" {:>5}", amount::short_size(used)), role);
            row.push(format!("/{:<5}", amount::short_size(capacity)), Role::Dim);
        }
        (None, true) => {
            row.push(format!(" {:>8}", amount::size(used)), Role::Value);
            row.push(format!("{:<20}", " no limit"), Role::Dim);
        }
        (None, false) => {
            row.push(format!(" {:>5}", amount::short_size(used)), Role::Value);
            row.push(" ".repeat(6), Role::Dim);
        }
    }
}

fn with_headroom(mut row: Row, budget: &AccountBudget, form: &Form) -> Row {
    if let Some(left) = budget.headroom()
        && form.rest() >= form::LEFT
    {
        row.push(format!("  {} left", amount::size(left)), Role::Dim);
    }
    row
}

/// A sparkline beside the figures.
fn with_history(
    mut row: Row,
    budget: &AccountBudget,
    gauge: &Gauge,
    history: &History,
    form: &Form,
) -> Row {
    let width = form.rest().saturating_sub(1);
    if form.beside > 0 && width > 0 {
        let figures = history.of(budget.account, width);
        let line =
            sparkline::rows(&figures, budget.high_water, (width, 1), gauge.role, form.symbols);
        row.push(" ", Role::Plain);
        form::extend(&mut row, line);
    }
    row
}

/// Sparklines below the gauge, as long as it, with the high-water mark and where the limit comes from.
fn history_rows(budget: &AccountBudget, gauge: &Gauge, history: &History, form: &Form) -> Vec<Row> {
    let height = if form.tall { 2 } else { 1 };
    let figures = history.of(budget.account, form.gauge);
    let lines = sparkline::rows(
        &figures,
        budget.high_water,
        (form.gauge, height),
        Role::Place,
        form.symbols,
    );
    let peak = format!(" {:>8} at most", amount::size(budget.high_water));
    let source = match (budget.capacity, gauge.track) {
        (Some(_), _) => Some(format!("from {}", budget.provenance)),
        (None, _) => None,
    };
    let last = lines.len() - 1;
    let rows = lines.into_iter().enumerate().map(|(at, line)| {
        let mut row = Row::of(" ".repeat(form::NAME), Role::Plain);
        row.parts.push(line);
        if at == 0 {
            row.push(&peak, Role::Dim);
        }
        // Beside the mark there is room only on wide screens.
        let wide = form.rest() > 24;
        if let Some(source) = &source
            && ((at == 0 && wide) || (at == last && at > 0 && !wide))
        {
            let blanks = if at == 0 { 31_usize.saturating_sub(peak.len()) } else { 1 };
            row.push(" ".repeat(blanks), Role::Plain);
            row.push(source, Role::Dim);
        }
        row
    });
    rows.collect()
}

pub(super) fn total_detail(report: &BudgetReport) -> Detail {
    let used = exact(report.used());
    let detail = Detail::of("All accounts together");
    let then = wrtd_limits::LimitName::Total.at_limit(report.platform);
    match report.total {
        Some(total) => detail
            .with("held", format!("{used} of {}", amount::number(total)))
            .with("limit", limit_text(report.total_provenance, report.total_provenance.remedy()))
            .with("profile", format!("{} on {}", report.profile, report.platform))
            .with("at the limit", then),
        None => detail
            .with("held", used)
            .with("limit", "none is set, so that the machine's memory is the only one")
            .with(
                "to set one",
                "--max-memory SIZE, --limit NAME=VALUE, or wrtd.toml; `wrtd platform` shows what the container or \
                 the machine grants",
            ),
    }
}

/// Where a limit comes from, and what one does to have more.
pub(super) fn limit_text(provenance: Provenance, remedy: &str) -> String {
    format!("from {provenance}; to have more, {remedy}")
}

pub(super) fn detail(report: &BudgetReport, account: Account) -> Detail {
    let found = report.accounts.iter().find(|budget| budget.account == account);
    let title = capitalised(account.name());
    let Some(budget) = found else { return Detail::of(title) };
    let held = format!("{}, at most {}", exact(budget.used), amount::number(budget.high_water));
    let detail = Detail::of(title).with("held", held);
    let detail = match (budget.capacity, budget.headroom()) {
        (Some(capacity), Some(left)) => detail
            .with(
                "capacity",
                format!("{}, of which {} are left", exact(capacity), amount::number(left)),
            )
            .with("limit", limit_text(budget.provenance, budget.remedy)),
        _ => detail
            .with("limit", format!("none is set; `--limit {}=SIZE` sets one", account.limit())),
    };
    detail.with("at the limit", account.at_limit(report.platform))
}
