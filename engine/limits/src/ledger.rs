//! The ledger: what each account may hold, holds and has held.

use crate::{Account, LimitExceeded, Plan, Provenance};

/// One account's figures, all in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountState {
    /// What the account may hold at most.
    pub capacity: u64,
    /// What it holds now; more than `capacity` only where that was lowered below it.
    pub used: u64,
    /// The most that it has ever held.
    pub high_water: u64,
    /// Where `capacity` comes from.
    pub provenance: Provenance,
    /// What a user can do to get more: an imperative clause without a full stop.
    pub remedy: &'static str,
}

impl AccountState {
    const fn unlimited() -> Self {
        Self {
            capacity: u64::MAX,
            used: 0,
            high_water: 0,
            provenance: Provenance::Default,
            remedy: "free what is no longer needed",
        }
    }

    /// Bytes that can still be charged.
    #[must_use]
    pub const fn headroom(&self) -> u64 {
        self.capacity.saturating_sub(self.used)
    }
}

/// Five accounts that every bounded store charges before it grows.
///
/// Invariant: no charge succeeds that takes an account above its capacity; a refused charge changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    accounts: [AccountState; 5],
}

impl Default for Ledger {
    fn default() -> Self {
        Self::unlimited()
    }
}

impl Ledger {
    /// A ledger whose accounts have no limit but that of a `u64`.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self { accounts: [AccountState::unlimited(); 5] }
    }

    /// A ledger with the accounts of a plan, of which nothing is taken.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut ledger = Self::unlimited();
        ledger.keep_to(plan);
        ledger
    }

    /// Goes over to a plan. An account that holds more than it now may keeps what it has, and gets no more.
    pub fn keep_to(&mut self, plan: &Plan) {
        for account in Account::ALL {
            let provenance = plan.account_provenance(account);
            let capacity = plan.limits().capacity(account);
            self.set_capacity(account, capacity, provenance, provenance.remedy());
        }
    }

    /// Sets what `account` may hold, in bytes, and what its refusals say.
    ///
    /// With a capacity below what is already used nothing is taken away, and growth is refused until enough has
    /// been given back.
    pub fn set_capacity(
        &mut self,
        account: Account,
        capacity: u64,
        provenance: Provenance,
        remedy: &'static str,
    ) {
        let state = &mut self.accounts[account.index()];
        state.capacity = capacity;
        state.provenance = provenance;
        state.remedy = remedy;
    }

    /// Takes `bytes` from `account`.
    ///
    /// # Errors
    /// [`LimitExceeded`] where the account has less left; the account is then unchanged.
    pub fn charge(&mut self, account: Account, bytes: u64) -> Result<(), LimitExceeded> {
        let state = &mut self.accounts[account.index()];
        if bytes > state.headroom() {
            return Err(LimitExceeded {
                account,
                asked: bytes,
                left: state.headroom(),
                limit: state.capacity,
                provenance: state.provenance,
                remedy: state.remedy,
            });
        }
        state.used += bytes;
        state.high_water = state.high_water.max(state.used);
        Ok(())
    }

    /// Gives `bytes` back to `account`; more than is used empties it.
    pub fn release(&mut self, account: Account, bytes: u64) {
        let state = &mut self.accounts[account.index()];
        state.used = state.used.saturating_sub(bytes);
    }

    /// The figures of one account.
    #[must_use]
    pub const fn state(&self, account: Account) -> AccountState {
        self.accounts[account.index()]
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    fn small() -> Ledger {
        let mut ledger = Ledger::unlimited();
        ledger.set_capacity(
            Account::Debug,
            100,
            Provenance::LaunchAttribute("limits.debug"),
            "raise `limits.debug`",
        );
        ledger
    }

    #[test]
    fn a_refused_charge_changes_nothing_and_says_where_the_limit_comes_from() {
        let mut ledger = small();
        ledger.charge(Account::Debug, 60).unwrap();
        let before = ledger.clone();
        let error = ledger.charge(Account::Debug, 41).unwrap_err();
        assert_eq!(ledger, before);
        assert_eq!(
            error.to_string(),
            "the debug budget has 40 bytes left of 100 (from the launch attribute `limits.debug`), \
             and 41 were asked for; raise `limits.debug`"
        );
    }

    #[test]
    fn the_high_water_mark_stays_when_bytes_are_given_back() {
        let mut ledger = small();
        ledger.charge(Account::Debug, 100).unwrap();
        ledger.release(Account::Debug, 70);
        let state = ledger.state(Account::Debug);
        assert_eq!((state.used, state.high_water, state.headroom()), (30, 100, 70));
    }

    #[test]
    fn a_capacity_below_the_use_refuses_growth_and_takes_nothing_away() {
        let mut ledger = small();
        ledger.charge(Account::Debug, 80).unwrap();
        ledger.set_capacity(Account::Debug, 10, Provenance::Default, "wait");
        assert_eq!(ledger.state(Account::Debug).used, 80);
        let error = ledger.charge(Account::Debug, 1).unwrap_err();
        assert_eq!((error.left, error.limit), (0, 10));
        ledger.release(Account::Debug, 65);
        assert!(ledger.charge(Account::Debug, 1).is_err(), "15 bytes are still more than 10");
        ledger.release(Account::Debug, 6);
        ledger.charge(Account::Debug, 1).unwrap();
        assert_eq!(ledger.state(Account::Debug).used, 10);
    }

    #[test]
    fn accounts_do_not_share_their_bytes() {
        let mut ledger = small();
        ledger.charge(Account::Debug, 100).unwrap();
        for account in Account::ALL {
            assert_eq!(ledger.charge(account, 1).is_ok(), account != Account::Debug);
        }
    }
}
