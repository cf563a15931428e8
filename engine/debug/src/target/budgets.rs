//! What a ledger says of its accounts, as a session tells it.

use wrtd_limits::{Account, Ledger, Provenance};

use super::TargetBudget;

/// The accounts that were used or have a limit.
pub(super) fn of(ledger: &Ledger) -> Vec<TargetBudget> {
    Account::ALL.into_iter().filter_map(|account| budget(ledger, account)).collect()
}

fn budget(ledger: &Ledger, account: Account) -> Option<TargetBudget> {
    let state = ledger.state(account);
    let is_limited = state.provenance != Provenance::Default;
    (state.high_water > 0 || is_limited).then(|| TargetBudget {
        name: account.name(),
        used: state.used,
        high_water: state.high_water,
        capacity: is_limited.then(|| (state.capacity, state.provenance.to_string())),
    })
}
