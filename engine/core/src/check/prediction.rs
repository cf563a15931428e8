//! What each account will hold: of the instantiated program, and at most while it runs.

use wrtd_limits::{Account, Plan};

use super::program::Program;
use crate::exec::translations_size;
use crate::store::TABLE_ELEMENT;

/// An account's prediction, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountUse {
    /// The account.
    pub account: Account,
    /// What it holds once the module is instantiated.
    pub instantiated: u64,
    /// What it never holds more than while the program runs or is debugged: all functions called, memories and tables
    /// grown as far as they may. What host functions keep and what other modules take is not in it.
    pub most: u64,
    /// What it may hold.
    pub capacity: u64,
}

/// The prediction for an instance of `program` under `plan`, account by account; `None` for a component, of which
/// nothing is instantiated.
pub(super) fn predict(plan: &Plan, program: Option<&Program>) -> [AccountUse; 5] {
    Account::ALL.map(|account| {
        let capacity = plan.limits().capacity(account);
        let (instantiated, most) = match (account, program) {
            (_, Some(program)) if program.is_for_device() => on_device(account, program),
            (Account::WasmLinear, Some(program)) => (program.linear(), most_linear(program)),
            (Account::Components, Some(program)) => {
                let instantiated = program.components(&program.extent);
                (instantiated, instantiated.saturating_add(grown_tables(program)))
            }
            (Account::Runtime, Some(program)) => {
                let instantiated = program.runtime(&program.extent);
                (instantiated, instantiated.saturating_add(added_by_running(program)))
            }
            // What is held for a debugger depends on what that asks for.
            (Account::Debug, Some(_)) => (0, capacity),
            _ => (0, 0),
        };
        // Nothing but these accounts bounds how many threads there are at once.
        let is_of_threads = matches!(account, Account::Components | Account::Runtime)
            && program.is_some_and(|it| it.thread_bytes(&it.extent).is_some());
        let most = if is_of_threads { capacity } else { most };
        // No charge takes an account above its capacity.
        AccountUse { account, instantiated, most: most.min(capacity), capacity }
    })
}

/// A device sets everything aside before the program runs; only what is charged for its memory grows.
fn on_device(account: Account, program: &Program) -> (u64, u64) {
    let layout = program.layout(&program.extent);
    let first = layout.charge_of(account);
    let grows = !program.code.scanner.conduct.grown_memories.is_empty();
    let most = if account == Account::WasmLinear && grows { layout.memory } else { first };
    (first, most)
}

/// The sizes of all memories, of those that the program grows the greatest.
fn most_linear(program: &Program) -> u64 {
    let grown = &program.code.scanner.conduct.grown_memories;
    let sizes = program.memories.iter().zip(0..).map(|(memory, index)| {
        let page = u64::from(memory.page_size);
        if grown.contains(&index) {
            memory.max_pages().saturating_mul(page).min(program.limits.max_memory_bytes)
        } else {
            memory.limits.min.saturating_mul(page)
        }
    });
    sizes.fold(0, u64::saturating_add)
}

/// What running adds to the account `Runtime`.
fn added_by_running(program: &Program) -> u64 {
    let code = &program.code;
    let conduct = &code.scanner.conduct;
    // Where a translation is made anew, the old one stays while a frame goes on in it.
    let translations = 2 * translations_size(program.extent.functions, code.words);
    let has_vectors = conduct.vectors || program.declares_vectors;
    let high_halves = if has_vectors { program.stack_bytes() } else { 0 };
    // Instructions on vectors, other memories and some tables run under other opcodes.
    let is_rewritten = conduct.rewritten || has_vectors || program.has_wide_addresses();
    let copy = if is_rewritten { code.end } else { 0 };
    let exceptions = match conduct.throws || program.extent.all_tags() > 0 {
        true => program.limits.max_exception_bytes,
        false => 0,
    };
    [code.side_tables, translations, high_halves, copy, exceptions]
        .into_iter()
        .fold(0, u64::saturating_add)
}

/// What tables grow by at most.
fn grown_tables(program: &Program) -> u64 {
    let grown = &program.code.scanner.conduct.grown_tables;
    let tables = program.tables.iter().zip(0..).filter(|(_, index)| grown.contains(index));
    let elements = tables.map(|(table, _)| {
        let most = table.limits.max.unwrap_or(u64::MAX);
        most.min(program.limits.max_table_elements.into()).saturating_sub(table.limits.min)
    });
    elements.fold(0, u64::saturating_add).saturating_mul(TABLE_ELEMENT)
}
