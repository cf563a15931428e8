//! A plan and the ledger that keeps to it, while a program runs.
//!
//! Invariant: the capacities of the ledger are those of the plan.

use crate::{Account, AsilLevel, Ledger, Plan, PlanError, Provenance};

/// What a program and its debugger may take, and what they have taken.
///
/// ```
/// use wrtd_limits::{Account, AsilLevel, Budget, ComprehensivePlatformLimits, PlatformId};
/// use wrtd_limits::{Plan, Provenance};
///
/// let limits = ComprehensivePlatformLimits::new(PlatformId::Qnx, 64 << 20, AsilLevel::B);
/// let board = Provenance::Profile("QNX");
/// let mut budget = Budget::new(Plan::new(limits, board, board));
/// budget.ledger_mut().charge(Account::Debug, 1 << 20).unwrap();
/// budget.set_asil(AsilLevel::D, Provenance::RunTime).unwrap();
/// assert!(budget.ledger_mut().charge(Account::Debug, 1).is_err());
/// assert_eq!(budget.ledger().state(Account::Debug).used, 1 << 20);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    plan: Plan,
    ledger: Ledger,
}

impl Budget {
    /// A budget of which nothing is taken.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let mut budget = Self { plan, ledger: Ledger::unlimited() };
        budget.set_capacities();
        budget
    }

    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The ledger.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The ledger, to charge it.
    pub const fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// Goes over to another plan, but keeps the safety level where that is higher. An account that holds more than
    /// it now may keeps what it has, and gets no more.
    ///
    /// # Errors
    /// [`PlanError`] where the plan does not go together with the level; everything is then as before.
    pub fn update_limits(&mut self, mut plan: Plan) -> Result<(), PlanError> {
        let level = self.plan.limits().asil;
        if plan.limits().asil < level {
            plan.set_asil(level, self.plan.asil_provenance())?;
        }
        self.plan = plan;
        self.set_capacities();
        Ok(())
    }

    /// Raises the safety level. An account that holds more than it now may keeps what it has, and gets no more.
    ///
    /// # Errors
    /// [`PlanError::LowerLevel`] for a lower level than the present one; everything is then as before.
    pub fn set_asil(&mut self, level: AsilLevel, provenance: Provenance) -> Result<(), PlanError> {
        self.plan.set_asil(level, provenance)?;
        self.set_capacities();
        Ok(())
    }

    fn set_capacities(&mut self) {
        for account in Account::ALL {
            let provenance = self.plan.account_provenance(account);
            let capacity = self.plan.limits().capacity(account);
            self.ledger.set_capacity(account, capacity, provenance, provenance.remedy());
        }
    }
}
