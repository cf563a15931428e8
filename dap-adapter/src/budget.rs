//! The budget of a program for the client: as the protocol writes it, and told again while it changes.

use std::{
    io,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use wrtd_debug::{
    AccountBudget, BudgetReport, BudgetWarning, CountBudget, DebugSession, DrivenSession,
    EngineMemory, SymbolUse,
    target::{LinearMemory, TableUse},
};

use crate::protocol::budget::{
    Account, Budget, Count, Engine, EnginePart, Level, Memory, Symbols, Tables, Total, Warning,
};

/// Time between two looks at a budget that is watched. A look interrupts the program for some microseconds.
const PERIOD: Duration = Duration::from_millis(250);

/// Lets a session look at its budget four times a second until it is dropped.
pub(crate) struct Ticker(
    /// The thread ends when nobody holds this any more.
    #[expect(dead_code, reason = "being dropped is its use")]
    Sender<()>,
);

impl Ticker {
    /// # Errors
    /// That of the system where it gives no thread.
    pub(crate) fn start(session: DrivenSession) -> io::Result<Self> {
        let (held, dropped) = mpsc::channel();
        let tick = move || {
            while dropped.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                if session.with(DebugSession::tell_budget).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("budget".to_owned()).spawn(tick)?;
        Ok(Self(held))
    }
}

/// The budget as the protocol writes it.
pub(crate) fn view(report: &BudgetReport) -> Budget {
    Budget {
        platform: report.platform.to_string(),
        profile: report.profile.to_owned(),
        asil_level: Level {
            value: report.level.name().to_owned(),
            from: report.level_provenance.to_string(),
            debugging: report.level.debug_rights().name().to_owned(),
        },
        total: Total {
            used: report.used(),
            capacity: report.total,
            from: report.total_provenance.to_string(),
        },
        accounts: report.accounts.iter().map(account).collect(),
        counts: report.counts.iter().map(count).collect(),
        memories: report.memories.iter().map(memory).collect(),
        tables: tables(report.tables),
        engine: engine(&report.engine),
        symbols: symbols(&report.symbols),
        warnings: report.warnings().into_iter().map(warning).collect(),
    }
}

fn warning(warning: BudgetWarning) -> Warning {
    let cause = warning.cause;
    Warning {
        cause: cause.name().to_owned(),
        limit: cause.limit().map(|name| name.to_string()),
        urgency: cause.urgency().name().to_owned(),
        text: warning.text,
    }
}

fn account(budget: &AccountBudget) -> Account {
    Account {
        name: budget.account.limit().to_string(),
        title: budget.account.to_string(),
        used: budget.used,
        high_water: budget.high_water,
        capacity: budget.capacity,
        headroom: budget.headroom(),
        from: budget.provenance.to_string(),
        remedy: budget.remedy.to_owned(),
    }
}

fn count(budget: &CountBudget) -> Count {
    Count {
        name: budget.name.to_string(),
        title: budget.name.things().to_owned(),
        used: budget.used,
        limit: budget.most,
        from: budget.provenance.to_string(),
        remedy: budget.provenance.remedy().to_owned(),
    }
}

fn memory(memory: &LinearMemory) -> Memory {
    Memory {
        instance: memory.instance.clone(),
        index: memory.index,
        pages: memory.pages,
        page_size: memory.page_size,
        maximum: memory.maximum,
        imported: memory.imported,
    }
}

fn tables(tables: TableUse) -> Tables {
    let TableUse { count, elements } = tables;
    Tables { count, elements }
}

fn symbols(symbols: &SymbolUse) -> Symbols {
    Symbols {
        used: symbols.used.bytes,
        high_water: symbols.high_water.bytes,
        capacity: symbols.capacity.bytes,
        map: symbols.map,
        dropped: symbols.dropped,
        reparsed: symbols.reparsed,
        overruns: symbols.overruns,
    }
}

fn engine(engine: &EngineMemory) -> Engine {
    let part = |&(name, bytes): &(&str, u64)| EnginePart { name: name.to_owned(), bytes };
    Engine {
        code: engine.code,
        loading: engine.loading,
        flash: engine.flash,
        parts: engine.parts.iter().map(part).collect(),
    }
}
