//! How much of everything there is and may be: what a front end shows of the limits of a session.
//!
//! A front end that shows it all the time asks once with [`DebugSession::watch_budget`], and gets an
//! [`Event::BudgetChanged`] where something has changed.

mod warnings;

use wrtd_limits::{Account, AsilLevel, LimitName, PlatformId, Provenance};
use wrtd_symbols::SymbolUse;

use crate::{
    DebugSession, Event,
    target::{LinearMemory, MemoryResidency, TableUse},
};

pub use warnings::{BudgetCause, BudgetWarning, NEARLY_FULL, Urgency};

/// What a program and whoever debugs it hold, and how much they may. Sizes are in bytes.
///
/// The debug information that is read for whoever looks at the program is not in it: that is held where the
/// debugger is, and not where the program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetReport {
    /// The platform that the limits are for.
    pub platform: PlatformId,
    /// Name of the profile that they scale from.
    pub profile: &'static str,
    /// The safety level, which says what a debugger may do ([`AsilLevel::debug_rights`]).
    pub level: AsilLevel,
    /// Where the level comes from.
    pub level_provenance: Provenance,
    /// Bytes in all, which the accounts share; `None` without a limit.
    pub total: Option<u64>,
    /// Where the total comes from.
    pub total_provenance: Provenance,
    /// The five accounts, in the order of [`Account::ALL`].
    pub accounts: Vec<AccountBudget>,
    /// The stores that are counted, not measured.
    pub counts: Vec<CountBudget>,
    /// The linear memories, instance by instance.
    pub memories: Vec<LinearMemory>,
    /// The tables of all instances together.
    pub tables: TableUse,
    /// What the engine holds beside them.
    pub engine: EngineMemory,
    /// What was read of the debug information and is kept for whoever looks at the program, in no account.
    pub symbols: SymbolUse,
}

impl BudgetReport {
    /// Bytes that all accounts hold together.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.accounts.iter().map(|account| account.used).sum()
    }
}

/// What is held of an account, and how much may be. All figures are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountBudget {
    /// The account.
    pub account: Account,
    /// What it holds.
    pub used: u64,
    /// The most that it has ever held.
    pub high_water: u64,
    /// What it may hold; `None` without a limit. Less than `used` where it was lowered.
    pub capacity: Option<u64>,
    /// Where the capacity comes from.
    pub provenance: Provenance,
    /// What a user can do to get more: an imperative clause without a full stop.
    pub remedy: &'static str,
}

impl AccountBudget {
    /// Bytes that can still be taken; `None` without a limit.
    #[must_use]
    pub fn headroom(&self) -> Option<u64> {
        Some(self.capacity?.saturating_sub(self.used))
    }
}

/// How many there are of something, and how many there may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountBudget {
    /// What is counted.
    pub name: LimitName,
    /// How many there are.
    pub used: u64,
    /// How many there may be; `None` without a limit. Less than `used` where it was lowered.
    pub most: Option<u64>,
    /// Where that comes from.
    pub provenance: Provenance,
}

/// The engine's own memory. All figures are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineMemory {
    /// Code sections of the program's modules, for comparison.
    pub code: u64,
    /// What it holds by what it is used for, in words for users; linear memories are not in it.
    pub parts: Vec<(&'static str, u64)>,
    /// The part of it that loading the program took: without the files and the stack, and without what was added when
    /// functions ran or breakpoints were set.
    pub loading: u64,
    /// Of a program on a device, its image, which lies in flash and is charged to no account.
    pub flash: Option<u64>,
}

/// A limit as it holds now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimit {
    /// Which one.
    pub name: LimitName,
    /// Its value in bytes or things ([`LimitName::unit`]); `None` without a limit.
    pub most: Option<u64>,
    /// Where that comes from.
    pub provenance: Provenance,
}

/// A limit that somebody or something has set.
fn limited(most: u64, provenance: Provenance) -> Option<u64> {
    (provenance != Provenance::Default).then_some(most)
}

impl DebugSession {
    /// What is held and what may be, as it is now.
    #[must_use]
    pub fn budget(&self) -> BudgetReport {
        let plan = self.plan();
        let memory = self.target.memory_use();
        let symbols = self.program.budget().usage();
        let accounts = memory.accounts.into_iter().map(|(account, state)| AccountBudget {
            account,
            used: state.used,
            high_water: state.high_water,
            capacity: limited(state.capacity, state.provenance),
            provenance: state.provenance,
            remedy: state.remedy,
        });
        let counts = [
            (LimitName::Instances, memory.instances),
            (LimitName::Breakpoints, self.breakpoints.inserted_count()),
            (LimitName::Watchpoints, self.breakpoints.watch_count()),
            (LimitName::StackFrames, self.frames.kept_count()),
            (LimitName::Symbols, symbols.used.symbols),
            (LimitName::SourceFiles, symbols.used.source_files),
        ];
        let counts = counts.map(|(name, used)| {
            let SessionLimit { name, most, provenance } = self.limit(name);
            CountBudget { name, used, most, provenance }
        });
        let total = plan.count(LimitName::Total);
        BudgetReport {
            platform: plan.limits().platform,
            profile: plan.limits().profile.name,
            level: plan.limits().asil,
            level_provenance: plan.asil_provenance(),
            total: limited(total.most, total.provenance),
            total_provenance: total.provenance,
            accounts: accounts.collect(),
            counts: counts.into(),
            memories: memory.linear,
            tables: memory.tables,
            symbols,
            engine: EngineMemory {
                code: memory.code,
                parts: memory.engine,
                loading: memory.loading,
                flash: memory.flash,
            },
        }
    }

    /// Every limit as it holds now, in the order of [`LimitName::ALL`]. What happens where it is reached
    /// [`LimitName::at_limit`] says.
    #[must_use]
    pub fn limits(&self) -> Vec<SessionLimit> {
        LimitName::ALL.into_iter().map(|name| self.limit(name)).collect()
    }

    /// A limit of the plan, or what holds in its place: where nobody has set it the engine and the symbols have bounds of
    /// their own, however much the machine has.
    fn limit(&self, name: LimitName) -> SessionLimit {
        let plan = self.plan();
        let (planned, provenance) = (plan.limits().get(name), plan.provenance(name));
        let symbols = self.program.budget().usage().capacity;
        let own = match name {
            LimitName::Symbols => Some(symbols.symbols),
            LimitName::SourceFiles => Some(symbols.source_files),
            name => self.target.own_bound(name),
        };
        match (own, provenance) {
            (Some(own), Provenance::Profile(_)) if own < planned => {
                SessionLimit { name, most: Some(own), provenance: Provenance::Default }
            }
            (Some(own), provenance) => SessionLimit { name, most: Some(own), provenance },
            (None, provenance) => {
                SessionLimit { name, most: limited(planned, provenance), provenance }
            }
        }
    }

    /// How much of each linear memory the machine really holds, in the order of [`BudgetReport::memories`]: each in
    /// at most `cells` cells, and in fewer where there are many memories. It is no part of the budget, which is what
    /// may be held, and whoever does not show it does not pay for it: the system is asked about at most 131,072 pages
    /// in all, and of a memory that is longer than its share each cell is a sample.
    #[must_use]
    pub fn residency(&self, cells: usize) -> Vec<MemoryResidency> {
        self.target.residency(cells)
    }

    /// [`DebugSession::budget`], and from now on each change is told as an [`Event::BudgetChanged`]: at stops and at the end, after
    /// breakpoints are set, when limits change, and whenever [`DebugSession::tell_budget`] is called.
    pub fn watch_budget(&mut self) -> BudgetReport {
        let report = self.budget();
        self.budget_told = Some(report.clone());
        report
    }

    /// Sends an [`Event::BudgetChanged`] if somebody watches and something has changed since they were told last.
    pub fn tell_budget(&mut self) {
        if self.budget_told.is_none() {
            return;
        }
        let report = self.budget();
        if self.budget_told.as_ref() != Some(&report) {
            self.budget_told = Some(report.clone());
            self.emit(Event::BudgetChanged(Box::new(report)));
        }
    }
}
