//! What host functions take for themselves: charged to the ledger, given back, and refused with a reason.
//!
//! Invariant: `held` is what host functions have charged to the account `Components` and not given back.

use core::fmt;

use wrtd_limits::{Account, CountLimit, Ledger, LimitExceeded};

/// What host functions charge: the account of [`FootprintPart::HostFunctions`](crate::FootprintPart::HostFunctions).
const ACCOUNT: Account = Account::Components;

/// The part of a store's ledger that a host function may charge: the account `Components`, for what it keeps in
/// proportion to what the program asks for; so that no program takes from the engine what that needs.
///
/// A function that is interrupted is called again: what it still holds from before stays charged, and what it
/// has dropped it gives back before it answers.
#[derive(Debug)]
pub struct HostBudget<'a> {
    ledger: &'a mut Ledger,
    held: &'a mut u64,
    resources: CountLimit,
}

impl<'a> HostBudget<'a> {
    /// A budget of `ledger`, of which `held` bytes are taken, and the most handles. A store makes it for its host
    /// functions; others make one to call a host function without a store.
    pub fn new(ledger: &'a mut Ledger, held: &'a mut u64, resources: CountLimit) -> Self {
        Self { ledger, held, resources }
    }

    /// How many handles of the host's resources, such as open descriptors, the program may have at once.
    #[must_use]
    pub const fn resources(&self) -> CountLimit {
        self.resources
    }

    /// Takes `bytes`, before they are allocated.
    ///
    /// # Errors
    /// [`LimitExceeded`] where the account has less left; nothing has changed then.
    pub fn charge(&mut self, bytes: u64) -> Result<(), LimitExceeded> {
        self.ledger.charge(ACCOUNT, bytes)?;
        *self.held += bytes;
        Ok(())
    }

    /// Gives `bytes` back; more than host functions hold gives back all of that and nothing of anybody else.
    pub fn release(&mut self, bytes: u64) {
        let bytes = bytes.min(*self.held);
        self.ledger.release(ACCOUNT, bytes);
        *self.held -= bytes;
    }

    /// Bytes that host functions hold.
    #[must_use]
    pub const fn held(&self) -> u64 {
        *self.held
    }
}

/// Why a host function refuses what the program asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostRefusal {
    /// The budget is used up.
    Budget(LimitExceeded),
    /// There are as many of something as there may be.
    Count {
        /// Of what, such as `open descriptors`.
        what: &'static str,
        /// How many there may be.
        limit: CountLimit,
    },
    /// The host itself gives no more.
    Host {
        /// Of what, such as `open files`.
        what: &'static str,
        /// What a user can do: an imperative clause without a full stop.
        remedy: &'static str,
    },
}

impl HostRefusal {
    /// The limit that was met, in bytes or things; `None` where only the host knows it.
    #[must_use]
    pub const fn limit(&self) -> Option<u64> {
        match self {
            Self::Budget(exceeded) => Some(exceeded.limit),
            Self::Count { limit, .. } => Some(limit.most),
            Self::Host { .. } => None,
        }
    }
}

impl From<LimitExceeded> for HostRefusal {
    fn from(exceeded: LimitExceeded) -> Self {
        Self::Budget(exceeded)
    }
}

impl fmt::Display for HostRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Budget(exceeded) => exceeded.fmt(f),
            Self::Count { what, limit: CountLimit { name, most, provenance } } => write!(
                f,
                "there may be {most} {what} (`{name}`, from {provenance}); let the program close what it no \
                 longer needs, or {}",
                provenance.remedy()
            ),
            Self::Host { what, remedy } => {
                write!(f, "the host gives this process no more {what}; {remedy}")
            }
        }
    }
}
