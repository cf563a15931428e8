//! The safety level, and what it lets a debugger do.

use wrtd_debug::BudgetReport;
use wrtd_limits::{AsilLevel, DebugRights, Provenance};

use super::{
    detail::Detail,
    form::{self, Form},
};
use crate::state::{Role, Row, amount};

pub(super) fn row(report: &BudgetReport, form: &Form) -> Row {
    let level = report.level;
    let role = match level.debug_rights() {
        DebugRights::Full => Role::Good,
        DebugRights::ReadOnly => Role::Warning,
        DebugRights::None => Role::Error,
    };
    let mut row = Row::of(form::name("Safety level"), Role::Title).with(level.to_string(), role);
    form.add_fitting(&mut row, &format!("  {}", level.debug_rights()));
    form.add_fitting(&mut row, &format!(", {}", source(report.level_provenance)));
    row
}

pub(super) fn detail(report: &BudgetReport) -> Detail {
    let level = report.level;
    let detail = Detail::of(format!("Safety level {level}"))
        .with("here", format!("{}; {}", level.debug_rights(), source(report.level_provenance)));
    let detail = match level.debug_rights() {
        DebugRights::Full => detail.with("forbids", "nothing of what a debugger does"),
        DebugRights::ReadOnly => detail.with(
            "forbids",
            "setting variables, globals and memory; expressions that assign or call functions; jumps, restarting a \
             frame, ending threads. Breakpoints, steps and everything that only looks are allowed",
        ),
        DebugRights::None => detail.with("forbids", "every kind of debugging; `wrtd run` still runs the program"),
    };
    let others = AsilLevel::ALL.into_iter().filter(|&other| other != level);
    let others: Vec<_> = others.map(|other| format!("{other} {}", allows(other))).collect();
    detail.with("bound", cap(level)).with("other levels", others.join("; "))
}

fn source(provenance: Provenance) -> String {
    match provenance {
        Provenance::Default => "by default".to_owned(),
        other => format!("from {other}"),
    }
}

const fn allows(level: AsilLevel) -> &'static str {
    match level.debug_rights() {
        DebugRights::Full => "allows everything",
        DebugRights::ReadOnly => "is read-only",
        DebugRights::None => "has no debugging",
    }
}

fn cap(level: AsilLevel) -> String {
    match level.debug_cap() {
        Some(most) => format!("at most {} for the debug account", amount::size(most)),
        None => "none of its own for the debug account".to_owned(),
    }
}
