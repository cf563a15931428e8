//! What is held and what may be, as lines: limits first, then what holds the memory.

use std::fmt::Write;

use wrtd_debug::{
    AccountBudget, BudgetReport, CountBudget, DebugSession, SymbolUse, Urgency, target::TableUse,
};
use wrtd_limits::Provenance;

use super::clean;

/// Characters of a gauge.
const GAUGE: u64 = 20;

/// The budget of a session. Sizes are in bytes.
#[must_use]
pub fn report(session: &DebugSession) -> String {
    let report = session.budget();
    let mut text = heading(&report);
    write_warnings(&mut text, &report);
    text.push_str("\naccount                      used   at most so far               of\n");
    report.accounts.iter().for_each(|account| write_account(&mut text, account));
    text.push_str("\ncount                        used                                of\n");
    report.counts.iter().for_each(|count| write_count(&mut text, count));
    text.push('\n');
    write_memories(&mut text, &report);
    write_tables(&mut text, report.tables);
    write_engine(&mut text, &report);
    write_symbols(&mut text, &report.symbols);
    text
}

fn heading(report: &BudgetReport) -> String {
    let BudgetReport { platform, profile, level, level_provenance, .. } = report;
    let rights = level.debug_rights();
    let mut text = format!("Planned for {platform} by the {profile} profile.\n");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{level} (from {}): {rights}.", source(*level_provenance));
    let used = report.used();
    let _ = match report.total {
        Some(total) => {
            writeln!(
                text,
                "{used} bytes in all, of {total} (from {}).",
                source(report.total_provenance)
            )
        }
        None => writeln!(text, "{used} bytes in all; nobody has set a limit."),
    };
    text
}

/// What a user should know, the most urgent first.
fn write_warnings(text: &mut String, report: &BudgetReport) {
    for warning in report.warnings() {
        let word = match warning.cause.urgency() {
            Urgency::Refused | Urgency::Near => "Warning",
            Urgency::Note => "Note",
        };
        let _ = writeln!(text, "{word}: {}", clean(&warning.text));
    }
}

fn write_account(text: &mut String, budget: &AccountBudget) {
    let AccountBudget { account, used, high_water, capacity, provenance, .. } = budget;
    let _ = write!(text, "{:<20} {used:>12} {high_water:>16}", account.name());
    write_limit(text, 0, *used, *capacity, *provenance);
}

fn write_count(text: &mut String, count: &CountBudget) {
    let CountBudget { name, used, most, provenance } = count;
    let _ = write!(text, "{:<20} {used:>12}", name.things());
    write_limit(text, 17, *used, *most, *provenance);
}

/// The rest of a line: the limit `blanks` further on, how much of it is used, and where it comes from.
fn write_limit(
    text: &mut String,
    blanks: usize,
    used: u64,
    most: Option<u64>,
    provenance: Provenance,
) {
    let blank = "";
    let _ = match most {
        Some(most) => {
            let (gauge, source) = (gauge(used, most), source(provenance));
            writeln!(text, "{blank:blanks$} {most:>16}  {gauge}  {source}")
        }
        None => writeln!(text, "{blank:blanks$} {:>16}", "no limit"),
    };
}

/// Where a limit comes from; it may name a file.
fn source(provenance: Provenance) -> String {
    clean(&provenance.to_string())
}

/// `[####......]`, with something in it where something is used, and full only where all is.
fn gauge(used: u64, most: u64) -> String {
    let filled = match (used, most) {
        (0, _) => 0,
        (used, most) if used >= most => GAUGE,
        // Less than the gauge has, as `used` is less than `most`.
        (used, most) => {
            ((u128::from(used) * u128::from(GAUGE) / u128::from(most)) as u64).clamp(1, GAUGE - 1)
        }
    };
    let (filled, all) = (filled as usize, GAUGE as usize);
    format!("[{}{}]", "#".repeat(filled), ".".repeat(all - filled))
}

fn write_memories(text: &mut String, report: &BudgetReport) {
    for memory in &report.memories {
        let (instance, index) = (clean(&memory.instance), memory.index);
        let (pages, page_size) = (memory.pages, memory.page_size);
        let (page, byte) = (noun(pages, "page"), noun(page_size.into(), "byte"));
        let _ = write!(text, "Memory {index} of {instance}: {pages} {page} of {page_size} {byte}");
        let _ = match memory.maximum {
            Some(maximum) => write!(text, ", at most {maximum}"),
            None => write!(text, ", no maximum of its own"),
        };
        text.push_str(if memory.imported { ", imported\n" } else { "\n" });
    }
}

/// The noun for so many.
fn noun(count: u64, one: &str) -> String {
    if count == 1 { one.to_owned() } else { format!("{one}s") }
}

fn write_tables(text: &mut String, tables: TableUse) {
    let TableUse { count, elements } = tables;
    if count > 0 {
        let (table, element) = (noun(count, "table"), noun(elements, "element"));
        let _ = writeln!(text, "{count} {table} with {elements} {element}");
    }
}

fn write_engine(text: &mut String, report: &BudgetReport) {
    let engine = &report.engine;
    let _ = writeln!(text, "The engine's own memory, for {} bytes of code:", engine.code);
    for (name, bytes) in &engine.parts {
        let _ = writeln!(text, "  {name:<24} {bytes:>12}");
    }
    if let Some(flash) = engine.flash {
        let _ = writeln!(
            text,
            "The program's image lies in flash: {flash} bytes, charged to no account."
        );
        return;
    }
    let _ = write!(text, "Loading took {} bytes", engine.loading);
    let _ = match engine.code {
        0 => writeln!(text, "."),
        code => writeln!(text, ", {:.2} times the code.", engine.loading as f64 / code as f64),
    };
}

fn write_symbols(text: &mut String, symbols: &SymbolUse) {
    let SymbolUse { used, high_water, capacity, map, dropped, reparsed, overruns } = symbols;
    if *map + high_water.bytes == 0 {
        return;
    }
    let _ = writeln!(
        text,
        "Debug information: {} bytes resident, at most {} so far, of {}; {map} more find the rest.",
        used.bytes, high_water.bytes, capacity.bytes,
    );
    if *dropped > 0 {
        let _ = writeln!(
            text,
            "  Dropped to make room: {dropped}; read again: {reparsed}; larger than all of it: {overruns}."
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gauge_is_empty_or_full_only_where_that_is_so() {
        let shown = [(0, 100), (1, 1000), (50, 100), (99, 100), (100, 100), (7, 5), (0, 0)];
        let shown = shown.map(|(used, most)| gauge(used, most));
        assert_eq!(
            shown,
            [
                "[....................]",
                "[#...................]",
                "[##########..........]",
                "[###################.]",
                "[####################]",
                "[####################]",
                "[....................]",
            ]
        );
        assert_eq!(gauge(u64::MAX - 1, u64::MAX), "[###################.]");
    }
}
