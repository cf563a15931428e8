//! The memory budget of wrtd: five accounts, a ledger that every store charges, the one error that a
//! full store gives, and collections that never grow past the memory they were given.
//!
//! The crate is `no_std` and allocates nothing, so that the same ledger runs on a desktop and on a
//! device with 32 KiB. A store never grows without a successful [`Ledger::charge`]; what it gives
//! back it [`Ledger::release`]s.
#![no_std]

mod account;
mod asil;
pub mod bounded;
mod comprehensive;
mod count;
mod error;
mod ledger;
mod name;
mod plan;
mod platform;
mod profile;
mod provenance;

pub use account::Account;
pub use asil::{AsilLevel, DebugRights, UnknownLevel};
pub use comprehensive::{ComprehensivePlatformLimits, LEAST_TOTAL};
pub use count::CountLimit;
pub use error::{CountExceeded, LimitExceeded};
pub use ledger::{AccountState, Ledger};
pub use name::{LimitName, Unit, UnknownLimit};
pub use plan::{Plan, PlanError};
pub use platform::{PlatformId, UnknownPlatform};
pub use profile::{Counts, Profile};
pub use provenance::Provenance;
