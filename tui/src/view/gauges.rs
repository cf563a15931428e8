//! The accounts at the right end of the status row, as far as there is room: all five as small gauges, or the tightest
//! one, or what they hold together.

use ratatui::buffer::Buffer;
use wrtd_debug::{AccountBudget, BudgetReport};
use wrtd_limits::Account;

use crate::{
    state::{Gauge, Part, Role, State, is_set_aside, percent, short_size, size},
    view::rows::{put, width},
};

/// Columns of a small gauge.
const SMALL: usize = 4;
/// And of the one that stands alone.
const ALONE: usize = 8;
/// Columns to what the row says else.
const MARGIN: usize = 3;

/// Draws the strip where the status row is free from column `from` on.
pub(crate) fn draw(buffer: &mut Buffer, state: &State, from: usize) {
    let Some(report) = &state.known.budget else { return };
    let area = state.status_row();
    let room = usize::from(area.width).saturating_sub(from + MARGIN);
    let Some(parts) = strips(report, state).into_iter().find(|parts| columns(parts) <= room) else {
        return;
    };
    let mut x = usize::from(area.width).saturating_sub(columns(&parts) + 1);
    for part in parts {
        put(buffer, area, area.y, x, &part.text, state.theme.style(part.role), state);
        x += width(&part.text);
    }
}

fn columns(parts: &[Part]) -> usize {
    parts.iter().map(|part| width(&part.text)).sum()
}

fn part(text: impl Into<String>, role: Role) -> Part {
    Part { text: text.into(), role }
}

/// What can be shown, the most telling first.
fn strips(report: &BudgetReport, state: &State) -> Vec<Vec<Part>> {
    let limited = report.accounts.iter().filter(|budget| budget.capacity.is_some());
    let grows = limited.filter(|budget| !is_set_aside(report, budget.account));
    let Some(tightest) = grows.max_by_key(|budget| (share(budget), budget.used)) else {
        let held = size(report.used());
        return vec![
            vec![part(format!("{held} held, no limit"), Role::Dim)],
            vec![part(held, Role::Dim)],
        ];
    };
    let mut all = Vec::new();
    for budget in &report.accounts {
        let space = if all.is_empty() { "" } else { "  " };
        all.push(part(format!("{space}{} ", name(budget.account)), Role::Dim));
        all.extend(gauge(report, budget, SMALL, state));
    }
    let share = part(format!(" {} %", share(tightest)), role(tightest));
    let named = part(format!("{} ", name(tightest.account)), Role::Dim);
    let mut alone = vec![named.clone()];
    alone.extend(gauge(report, tightest, ALONE, state));
    alone.push(share.clone());
    vec![all, alone, vec![named, share]]
}

fn gauge(
    report: &BudgetReport,
    budget: &AccountBudget,
    columns: usize,
    state: &State,
) -> Vec<Part> {
    match budget.capacity {
        Some(capacity) => {
            let high = Some(budget.high_water);
            let mut gauge = Gauge::of(budget.used, high, capacity);
            if is_set_aside(report, budget.account) {
                gauge.role = Role::Name;
            }
            gauge.parts(columns, state.known.symbols)
        }
        None => vec![part(short_size(budget.used), Role::Dim)],
    }
}

fn role(budget: &AccountBudget) -> Role {
    budget.capacity.map_or(Role::Dim, |capacity| crate::state::pressure(budget.used, capacity))
}

/// How full it is, in percent. Nothing is short where nothing is held.
fn share(budget: &AccountBudget) -> u64 {
    match (budget.used, budget.capacity) {
        (0, _) | (_, None) => 0,
        (used, Some(capacity)) => percent(used, capacity),
    }
}

/// A name of few columns.
const fn name(account: Account) -> &'static str {
    match account {
        Account::WasmLinear => "wasm",
        Account::Components => "comp",
        Account::Debug => "debug",
        Account::Runtime => "run",
        Account::Reserve => "res",
    }
}
