//! What lies beside a frame: the memories and tables of its instance, and what of the budget is used.

use wrtd_limits::Account;

use super::names::FrameSymbols;
use crate::{
    AccountBudget, VariableView,
    target::{LinearMemory, TargetTable},
};

/// The memories and tables of the frame's instance, one a line.
pub(super) fn module(of: &FrameSymbols<'_>) -> Vec<VariableView> {
    let (target, module) = (of.access.target, of.access.module);
    let name = &of.program.module(module).name;
    let memories = target.memory_use().linear;
    let memories = memories.iter().filter(|memory| memory.instance == *name).map(memory);
    let tables = target.tables(of.access.frame);
    memories.chain((0..).zip(&tables).map(|(index, size)| table(index, size))).collect()
}

/// How many lines [`module`] has.
pub(super) fn module_count(of: &FrameSymbols<'_>) -> usize {
    module(of).len()
}

fn memory(memory: &LinearMemory) -> VariableView {
    let LinearMemory { index, pages, page_size, maximum, imported, .. } = memory;
    let bytes = pages.saturating_mul(u64::from(*page_size));
    let most = maximum.map_or_else(|| "no maximum".to_owned(), |most| format!("{most} at most"));
    let from = if *imported { ", imported" } else { "" };
    let value = format!("{pages} pages of {page_size} bytes, {bytes} in all, {most}{from}");
    line(format!("memory {index}"), value)
}

fn table(index: u32, table: &TargetTable) -> VariableView {
    let most =
        table.maximum.map_or_else(|| "no maximum".to_owned(), |most| format!("{most} at most"));
    let value = format!("{} elements of {}, {most}", table.size, table.element);
    line(format!("table {index}"), value)
}

/// An account of the budget.
pub(super) fn account(budget: &AccountBudget) -> VariableView {
    let AccountBudget { account, used, high_water, capacity, provenance, .. } = budget;
    let value = match capacity {
        Some(capacity) => {
            format!(
                "{used} of {capacity} bytes (from {provenance}), {high_water} at the most so far"
            )
        }
        None => format!("{used} bytes, {high_water} at the most so far, no limit"),
    };
    line(account.name().to_owned(), value)
}

/// How many accounts there are.
pub(super) const ACCOUNTS: usize = Account::ALL.len();

fn line(name: String, value: String) -> VariableView {
    VariableView {
        name,
        value,
        type_name: String::new(),
        children: None,
        named: 0,
        indexed: 0,
        evaluate_name: None,
        memory: None,
        writable: false,
    }
}
