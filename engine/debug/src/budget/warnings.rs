//! What of a budget a user should know: what is refused already, what will be soon, and what the limits cost.
//!
//! Invariant: warnings follow from the report alone, so that whoever has one has the other.

use std::cmp::Reverse;

use wrtd_limits::{Account, DebugRights, LimitName};

use super::{AccountBudget, BudgetReport, CountBudget};
use crate::SessionError;

/// Percent of a capacity from which on there is little left. Programs grow their memory by steps, the allocators of C and
/// Rust by a page or by what one request needs, and collections by doubling: with a tenth left the next large step may
/// be refused, and there is still time to do something about it. A lower mark would show most of the programs that were
/// fitted to a small machine.
pub const NEARLY_FULL: u64 = 90;

/// Something that a user should know of a budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetWarning {
    /// What it is about.
    pub cause: BudgetCause,
    /// A sentence or several, with figures, where the limit comes from and what to do.
    pub text: String,
}

/// What a warning is about, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetCause {
    /// The safety level allows no debugging.
    NoDebugging,
    /// An account holds more than it now may, as its capacity was lowered.
    AccountOver(Account),
    /// An account has nothing left.
    AccountFull(Account),
    /// There are more of something than there now may be, as that was lowered.
    CountOver(LimitName),
    /// There are as many of something as there may be.
    CountFull(LimitName),
    /// All accounts together hold nearly all or more than all that there is.
    TotalNearlyFull,
    /// An account holds [`NEARLY_FULL`] percent.
    AccountNearlyFull(Account),
    /// One question needed more debug information than may be resident.
    SymbolsOverrun,
    /// Debug information was dropped to make room.
    SymbolsDropped,
    /// The safety level lets a debugger look and change nothing.
    ReadOnly,
}

/// How urgent a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Something is refused from now on.
    Refused,
    /// Something will be refused soon.
    Near,
    /// Nothing is refused that would not be anyway, but a user may wonder.
    Note,
}

impl Urgency {
    /// The name in what scripts and clients read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Near => "near",
            Self::Note => "note",
        }
    }
}

impl BudgetCause {
    /// How urgent it is.
    #[must_use]
    pub const fn urgency(self) -> Urgency {
        match self {
            Self::NoDebugging
            | Self::AccountOver(_)
            | Self::AccountFull(_)
            | Self::CountOver(_)
            | Self::CountFull(_) => Urgency::Refused,
            Self::TotalNearlyFull | Self::AccountNearlyFull(_) => Urgency::Near,
            Self::SymbolsOverrun | Self::SymbolsDropped | Self::ReadOnly => Urgency::Note,
        }
    }

    /// The name in what scripts and clients read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoDebugging => "no-debugging",
            Self::AccountOver(_) => "account-over",
            Self::AccountFull(_) => "account-full",
            Self::CountOver(_) => "count-over",
            Self::CountFull(_) => "count-full",
            Self::TotalNearlyFull => "total-nearly-full",
            Self::AccountNearlyFull(_) => "account-nearly-full",
            Self::SymbolsOverrun => "symbols-overrun",
            Self::SymbolsDropped => "symbols-dropped",
            Self::ReadOnly => "read-only",
        }
    }

    /// The limit that leads to it, where it is one.
    #[must_use]
    pub const fn limit(self) -> Option<LimitName> {
        match self {
            Self::AccountOver(account)
            | Self::AccountFull(account)
            | Self::AccountNearlyFull(account) => Some(account.limit()),
            Self::CountOver(name) | Self::CountFull(name) => Some(name),
            Self::TotalNearlyFull => Some(LimitName::Total),
            Self::SymbolsOverrun | Self::SymbolsDropped => Some(LimitName::Symbols),
            Self::NoDebugging | Self::ReadOnly => None,
        }
    }

    /// The place of its kind in the order.
    const fn rank(self) -> u8 {
        match self {
            Self::NoDebugging => 0,
            Self::AccountOver(_) => 1,
            Self::AccountFull(_) => 2,
            Self::CountOver(_) => 3,
            Self::CountFull(_) => 4,
            Self::TotalNearlyFull => 5,
            Self::AccountNearlyFull(_) => 6,
            Self::SymbolsOverrun => 7,
            Self::SymbolsDropped => 8,
            Self::ReadOnly => 9,
        }
    }
}

impl BudgetReport {
    /// What a user should know of it, the most urgent first, and of the same urgency what is fuller.
    #[must_use]
    pub fn warnings(&self) -> Vec<BudgetWarning> {
        let accounts = self.accounts.iter().filter_map(|account| self.of_account(account));
        let counts = self.counts.iter().filter_map(|count| self.of_count(count));
        let mut found: Vec<(u64, BudgetWarning)> = accounts.chain(counts).collect();
        found.extend(self.of_total());
        found.extend(self.of_symbols().map(|warning| (0, warning)));
        found.extend(self.of_level().map(|warning| (0, warning)));
        // What is alike stays in the order of accounts and counts.
        found.sort_by_key(|(share, warning)| (warning.cause.rank(), Reverse(*share)));
        found.into_iter().map(|(_, warning)| warning).collect()
    }

    fn of_account(&self, budget: &AccountBudget) -> Option<(u64, BudgetWarning)> {
        let &AccountBudget { account, used, capacity, provenance, remedy, .. } = budget;
        let capacity = capacity.filter(|_| used > 0)?;
        let share = percent(used, capacity);
        let held = format!("{used} bytes of {capacity} (from {provenance})");
        let then = account.at_limit(self.platform);
        let (cause, text) = if used > capacity {
            let cause = BudgetCause::AccountOver(account);
            let text = format!(
                "The {account} account holds {held}, as its limit was lowered. Nothing is taken away, and nothing \
                 more is given: {then}. To have more, {remedy}."
            );
            (cause, text)
        } else if self.platform.is_device() && account != Account::WasmLinear {
            // It was set aside when the program started, and never grows.
            return None;
        } else if used == capacity {
            let text =
                format!("The {account} account is full, {held}: {then}. To have more, {remedy}.");
            (BudgetCause::AccountFull(account), text)
        } else if share >= NEARLY_FULL {
            let text = format!(
                "The {account} account is nearly full, {share} %, {held}. At the limit: {then}. To have more, \
                 {remedy}."
            );
            (BudgetCause::AccountNearlyFull(account), text)
        } else {
            return None;
        };
        Some((share, BudgetWarning { cause, text }))
    }

    /// Of symbols and source files it is their purpose to be as many as there may be.
    fn of_count(&self, count: &CountBudget) -> Option<(u64, BudgetWarning)> {
        let &CountBudget { name, used, most, provenance } = count;
        let most = most.filter(|&most| used > 0 && used >= most)?;
        if matches!(name, LimitName::Symbols | LimitName::SourceFiles) {
            return None;
        }
        let (things, then, remedy) =
            (name.things(), name.at_limit(self.platform), provenance.remedy());
        let (cause, why) = match used > most {
            true => (BudgetCause::CountOver(name), ", which was lowered"),
            false => (BudgetCause::CountFull(name), ""),
        };
        let text = format!(
            "{things}: {used} of {most} (from {provenance}){why}. At the limit: {then}. To have more, {remedy}."
        );
        Some((percent(used, most), BudgetWarning { cause, text: capitalised(&text) }))
    }

    fn of_total(&self) -> Option<(u64, BudgetWarning)> {
        let (used, total) = (self.used(), self.total?);
        let share = percent(used, total);
        let (provenance, remedy) = (self.total_provenance, self.total_provenance.remedy());
        let text = format!(
            "All accounts together hold {share} %, {used} bytes of {total} (from {provenance}). At the limit: {}. To \
             have more, {remedy}.",
            LimitName::Total.at_limit(self.platform)
        );
        let warning = BudgetWarning { cause: BudgetCause::TotalNearlyFull, text };
        (share >= NEARLY_FULL).then_some((share, warning))
    }

    fn of_symbols(&self) -> impl Iterator<Item = BudgetWarning> {
        let symbols = self.symbols;
        let capacity = symbols.capacity;
        let may = format!(
            "{} bytes, {} symbols and {} source files may be resident",
            capacity.bytes, capacity.symbols, capacity.source_files
        );
        // On a host they lie within the reserve.
        let memory = match self.platform.is_device() {
            true => "",
            false => ", or `memory_limit`, of which the reserve is a part",
        };
        let remedy = format!(
            "What is read again takes longer to look at. To have more, raise `symbols` or `source_files`{memory}"
        );
        let overrun = (symbols.overruns > 0).then(|| BudgetWarning {
            cause: BudgetCause::SymbolsOverrun,
            text: format!(
                "{} times one question needed more debug information than there is room for, as {may}. {remedy}.",
                symbols.overruns
            ),
        });
        let dropped = (symbols.dropped > 0).then(|| BudgetWarning {
            cause: BudgetCause::SymbolsDropped,
            text: format!(
                "Debug information was dropped {} times to make room, and read again {} times, as {may}. {remedy}.",
                symbols.dropped, symbols.reparsed
            ),
        });
        overrun.into_iter().chain(dropped)
    }

    fn of_level(&self) -> Option<BudgetWarning> {
        let (level, provenance) = (self.level, self.level_provenance);
        let (cause, error) = match level.debug_rights() {
            DebugRights::Full => return None,
            DebugRights::ReadOnly => {
                (BudgetCause::ReadOnly, SessionError::ReadOnly { level, provenance })
            }
            DebugRights::None => {
                (BudgetCause::NoDebugging, SessionError::NoDebugging { level, provenance })
            }
        };
        Some(BudgetWarning { cause, text: format!("{error}.") })
    }
}

/// How much of `most` that is, rounded down. Nothing of nothing is all of it.
fn percent(used: u64, most: u64) -> u64 {
    match most {
        0 => 100,
        most => u64::try_from(u128::from(used) * 100 / u128::from(most)).unwrap_or(u64::MAX),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
