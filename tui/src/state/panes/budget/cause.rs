//! Warnings: the first rows, each of which leads to its cause.

use wrtd_debug::{BudgetCause, BudgetReport, Urgency};
use wrtd_limits::{Account, LimitName};

use super::{
    Line, Subject,
    detail::{Detail, capitalised},
    form::Form,
    pane_of,
};
use crate::state::{Role, Row};

pub(super) fn add(lines: &mut Vec<Line>, report: &BudgetReport, form: &Form) {
    let warnings = report.warnings();
    for warning in &warnings {
        let subject = Subject::Warning(warning.cause);
        let role = role(warning.cause.urgency());
        let mut row = Row::of(format!("{} ", form.symbols.alert), role)
            .with(headline(report, warning.cause), role);
        if let Some(pane) = pane_of(subject) {
            row = row.with_tail(format!("Enter {} {}", form.symbols.to, pane.title()), Role::Key);
        } else {
            row = row.with_tail("Enter explains", Role::Key);
        }
        lines.push(Line { row, subject });
    }
    if form.roomy
        && let Some(last) = warnings.last()
    {
        lines.push(Line { row: Row::default(), subject: Subject::Warning(last.cause) });
    }
}

const fn role(urgency: Urgency) -> Role {
    match urgency {
        Urgency::Refused => Role::Error,
        Urgency::Near => Role::Warning,
        Urgency::Note => Role::Macro,
    }
}

/// A warning in few words.
fn headline(report: &BudgetReport, cause: BudgetCause) -> String {
    let share = |account: Account| {
        let found = report.accounts.iter().find(|budget| budget.account == account);
        let share = found
            .and_then(|budget| Some(crate::state::amount::percent(budget.used, budget.capacity?)));
        share.map_or_else(String::new, |share| format!(", {share} %"))
    };
    let text = match cause {
        BudgetCause::NoDebugging => format!("{} allows no debugging", report.level),
        BudgetCause::AccountOver(account) => {
            format!("{account} is over its limit{}", share(account))
        }
        BudgetCause::AccountFull(account) => format!("{account} is full"),
        BudgetCause::CountOver(name) => {
            format!("{}: more than there may be now{}", name.things(), of(report, name))
        }
        BudgetCause::CountFull(name) => {
            format!("{}: as many as there may be{}", name.things(), of(report, name))
        }
        BudgetCause::TotalNearlyFull => "all accounts together are nearly full".to_owned(),
        BudgetCause::AccountNearlyFull(account) => {
            format!("{account} is nearly full{}", share(account))
        }
        BudgetCause::SymbolsOverrun => {
            "debug information: one question needed more than fits".to_owned()
        }
        BudgetCause::SymbolsDropped => "debug information was dropped to make room".to_owned(),
        BudgetCause::ReadOnly => format!("{} is read-only", report.level),
    };
    capitalised(&text)
}

fn of(report: &BudgetReport, name: LimitName) -> String {
    let found = report.counts.iter().find(|count| count.name == name);
    match found.map(|count| (count.used, count.most)) {
        Some((used, Some(most))) => format!(", {used} of {most}"),
        _ => String::new(),
    }
}

pub(super) fn detail(report: &BudgetReport, cause: BudgetCause) -> Detail {
    let warnings = report.warnings();
    let found = warnings.into_iter().find(|warning| warning.cause == cause);
    let detail = Detail::of(headline(report, cause));
    let detail = match found {
        Some(warning) => detail.with("why", warning.text),
        None => detail,
    };
    match cause {
        BudgetCause::ReadOnly | BudgetCause::NoDebugging => {
            detail.with("see", "the row of the safety level says what it forbids")
        }
        _ => detail,
    }
}
