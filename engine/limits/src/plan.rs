//! Limits with the place that each comes from.
//!
//! Invariants: the accounts sum to the total. A plan has no more than its safety level allows, and its level never
//! goes down.
//!
//! ```
//! use wrtd_limits::{Account, AsilLevel, ComprehensivePlatformLimits, Ledger, Plan, PlatformId};
//! use wrtd_limits::Provenance;
//!
//! let limits = ComprehensivePlatformLimits::new(PlatformId::Qnx, 64 << 20, AsilLevel::B);
//! let board = Provenance::Profile("QNX");
//! let mut plan = Plan::new(limits, board, board);
//! let mut ledger = Ledger::of(&plan);
//! ledger.charge(Account::Debug, 1 << 20).unwrap();
//! plan.set_asil(AsilLevel::D, Provenance::RunTime).unwrap();
//! ledger.keep_to(&plan);
//! assert!(ledger.charge(Account::Debug, 1).is_err());
//! assert_eq!(ledger.state(Account::Debug).used, 1 << 20);
//! ```

use core::fmt;

use crate::{
    Account, AsilLevel, ComprehensivePlatformLimits, CountLimit, LimitName, PlatformId, Provenance,
};

/// Limits, and where each comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    limits: ComprehensivePlatformLimits,
    provenances: [Provenance; LimitName::ALL.len()],
    asil_provenance: Provenance,
}

/// A limit that cannot be set as asked; the plan is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// The accounts would have more than there is.
    Accounts {
        /// What the four that are not the reserve would have, in bytes.
        sum: u64,
        /// What there is, in bytes.
        total: u64,
        /// Where that comes from.
        provenance: Provenance,
    },
    /// The total and the reserve follow from others.
    Derived {
        /// Which of them.
        name: LimitName,
    },
    /// A safety level is never lowered.
    LowerLevel {
        /// The level that holds.
        level: AsilLevel,
        /// The one that was asked for.
        asked: AsilLevel,
        /// Where the one that holds comes from.
        provenance: Provenance,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accounts { sum, total, provenance } => write!(
                f,
                "wasm_linear, component_bytes, debug and runtime add up to {sum} bytes of {total} (from \
                 {provenance}); lower one of them or raise the total"
            ),
            Self::Derived { name } => {
                write!(f, "{name} follows from the other limits; set those instead")
            }
            Self::LowerLevel { level, asked, provenance } => write!(
                f,
                "{asked} is lower than {level} (from {provenance}), and a level only tightens; change it there"
            ),
        }
    }
}

impl core::error::Error for PlanError {}

impl Default for Plan {
    fn default() -> Self {
        Self::unlimited()
    }
}

impl Plan {
    /// What nobody has set limits for: as much of everything as there can be.
    #[must_use]
    pub fn unlimited() -> Self {
        let limits =
            ComprehensivePlatformLimits::new(PlatformId::current(), u64::MAX, AsilLevel::Qm);
        let provenances = [Provenance::Default; LimitName::ALL.len()];
        Self { limits, provenances, asil_provenance: Provenance::Default }
    }

    /// Limits whose accounts are parts of a total from `total`, with the counts of their profile, at a level from
    /// `asil`.
    #[must_use]
    pub fn new(limits: ComprehensivePlatformLimits, total: Provenance, asil: Provenance) -> Self {
        let provenances = LimitName::ALL.map(|name| match name {
            LimitName::Total
            | LimitName::WasmLinear
            | LimitName::ComponentBytes
            | LimitName::Debug
            | LimitName::Runtime
            | LimitName::Reserve => total,
            _ => Provenance::Profile(limits.profile.name),
        });
        let mut plan = Self { limits, provenances, asil_provenance: asil };
        let part = ComprehensivePlatformLimits::from_profile(
            limits.platform,
            limits.profile,
            limits.total,
            AsilLevel::Qm,
        );
        for name in LimitName::ALL.into_iter().filter(|name| name.is_for_debugging()) {
            if limits.get(name) < part.get(name) {
                plan.provenances[name.index()] = Provenance::SafetyLevel(limits.asil);
            }
        }
        plan
    }

    /// The limits.
    #[must_use]
    pub const fn limits(&self) -> &ComprehensivePlatformLimits {
        &self.limits
    }

    /// Where a limit comes from.
    #[must_use]
    pub const fn provenance(&self, name: LimitName) -> Provenance {
        self.provenances[name.index()]
    }

    /// How many there may be of something, and where that comes from; bytes, for a size.
    #[must_use]
    pub fn count(&self, name: LimitName) -> CountLimit {
        CountLimit { name, most: self.limits.get(name), provenance: self.provenance(name) }
    }

    /// Where the safety level comes from.
    #[must_use]
    pub const fn asil_provenance(&self) -> Provenance {
        self.asil_provenance
    }

    /// Where the capacity of an account comes from.
    #[must_use]
    pub const fn account_provenance(&self, account: Account) -> Provenance {
        self.provenance(account.limit())
    }

    /// Sets limits, in bytes or things; the reserve takes what the accounts give up, and gives what they get. What
    /// the safety level does not allow is cut off.
    ///
    /// # Errors
    /// [`PlanError`] for the total and the reserve, and where the accounts have more than the total together.
    pub fn set(
        &mut self,
        values: impl IntoIterator<Item = (LimitName, u64, Provenance)>,
    ) -> Result<(), PlanError> {
        let mut plan = *self;
        for (name, value, provenance) in values {
            *plan.limits.place(name).ok_or(PlanError::Derived { name })? = value;
            plan.provenances[name.index()] = provenance;
        }
        plan.tighten();
        plan.balance()?;
        *self = plan;
        Ok(())
    }

    /// Raises the safety level; the same level again changes nothing.
    ///
    /// # Errors
    /// [`PlanError::LowerLevel`] for a lower one.
    pub fn set_asil(&mut self, asked: AsilLevel, provenance: Provenance) -> Result<(), PlanError> {
        let level = self.limits.asil;
        if asked < level {
            let provenance = self.asil_provenance;
            return Err(PlanError::LowerLevel { level, asked, provenance });
        }
        if asked > level {
            let mut plan = *self;
            plan.limits.asil = asked;
            plan.asil_provenance = provenance;
            plan.tighten();
            plan.balance()?;
            *self = plan;
        }
        Ok(())
    }

    /// Goes over to other limits, but keeps the safety level where that is higher.
    ///
    /// # Errors
    /// [`PlanError`] where they do not go together with the level; everything is then as before.
    pub fn update(&mut self, mut plan: Self) -> Result<(), PlanError> {
        let level = self.limits.asil;
        if plan.limits.asil < level {
            plan.set_asil(level, self.asil_provenance)?;
        }
        *self = plan;
        Ok(())
    }

    /// Takes away what the level does not allow.
    fn tighten(&mut self) {
        let level = self.limits.asil;
        let Some(cap) = level.debug_cap() else { return };
        for name in LimitName::ALL.into_iter().filter(|name| name.is_for_debugging()) {
            // Without debugging there are no breakpoints either.
            let most = if name == LimitName::Debug || cap == 0 { cap } else { u64::MAX };
            if let Some(place) = self.limits.place(name)
                && *place > most
            {
                *place = most;
                self.provenances[name.index()] = Provenance::SafetyLevel(level);
            }
        }
    }

    /// Gives the reserve what is left.
    fn balance(&mut self) -> Result<(), PlanError> {
        let limits = &mut self.limits;
        let accounts = [limits.wasm_linear, limits.component_bytes, limits.debug, limits.runtime];
        let sum = accounts.into_iter().fold(0, u64::saturating_add);
        let total = limits.total;
        let provenance = self.provenances[LimitName::Total.index()];
        limits.reserve =
            total.checked_sub(sum).ok_or(PlanError::Accounts { sum, total, provenance })?;
        Ok(())
    }
}
