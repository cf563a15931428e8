//! What was found of one file, for readers.

use std::fmt::{self, Write};

use wrtd_configuration::Size;
use wrtd_debug::check::{Format, Named, Report, Sized, StackNeed, ThreadNeed};
use wrtd_limits::Plan;

use super::Checked;
use crate::report::printable;

/// Functions with the largest frames that are named, and most functions of a path: the others are counted.
const FRAMES: usize = 3;
const PATH: usize = 12;

/// The text: the verdict, what the file has, what it will take.
pub(super) fn text(checked: &Checked, plan: &Plan) -> String {
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = write_all(checked, plan, &mut text);
    printable(&text)
}

fn write_all(checked: &Checked, plan: &Plan, text: &mut String) -> fmt::Result {
    writeln!(text, "{}: {}", checked.file.display(), checked.verdict().1)?;
    match &checked.result {
        Err(error) => writeln!(text, "  {error}"),
        Ok(report) => {
            contents(report, text)?;
            for warning in &report.warnings {
                writeln!(text, "  warning    {warning}")?;
            }
            match report.format {
                Format::Module => accounts(report, plan, text),
                Format::Component => Ok(()),
            }
        }
    }
}

fn contents(report: &Report, text: &mut String) -> fmt::Result {
    let (sizes, counts) = (&report.sizes, &report.counts);
    let customs = report.customs.iter().map(|(_, bytes)| bytes).sum::<u64>() + report.other_customs;
    match report.format {
        Format::Module => {
            writeln!(
                text,
                "  module     {} bytes: {} of code, {} of data, {customs} in custom sections",
                sizes.file, sizes.code, sizes.data
            )?;
            let defined = [
                (counts.types, "type"),
                (counts.functions, "function"),
                (counts.globals, "global"),
                (counts.tags, "tag"),
                (counts.element_segments, "element segment"),
                (counts.data_segments, "data segment"),
                (counts.exports, "export"),
            ];
            let defined = defined.into_iter().filter(|&(count, _)| count > 0);
            writeln!(
                text,
                "  has        {}",
                list(defined.map(|(count, what)| many(count, what)))
            )?;
        }
        Format::Component => {
            writeln!(text, "  component  {} bytes: {customs} in custom sections", sizes.file)?;
            let parts = [
                many(counts.components, "component"),
                many(counts.modules, "module"),
                many(counts.instances, "instance"),
                format!("nested {} deep", counts.nesting),
            ];
            writeln!(text, "  has        {}", list(parts))?;
        }
    }
    if counts.imports > 0 {
        let modules = report.imports.iter().map(|(module, count)| format!("{count} of {module}"));
        writeln!(text, "  imports    {}", list(modules))?;
    }
    for (index, memory) in report.memories.iter().enumerate() {
        let page = u64::from(memory.ty.page_size);
        let least = Size(memory.ty.limits.min.saturating_mul(page));
        let grown = if memory.is_grown { "the program grows it" } else { "it stays so" };
        let (ty, from) = (memory.ty, origin(memory));
        writeln!(text, "  memory {index:<4}{ty}{from}: {least} at first, {grown}")?;
    }
    for (index, table) in report.tables.iter().enumerate() {
        let grown = if table.is_grown { ", the program grows it" } else { "" };
        writeln!(text, "  table {index:<5}{}{}{grown}", table.ty, origin(table))?;
    }
    if let Some(stack) = &report.stack {
        write_stack(stack, text)?;
        write_frames(report, text)?;
    }
    if let Some(ThreadNeed { components, runtime }) = report.threads {
        writeln!(
            text,
            "  threads    no bound: each takes {components} bytes of component_bytes and {runtime} of runtime"
        )?;
    }
    if report.breakpoint_bytes > 0 {
        let bytes = report.breakpoint_bytes;
        writeln!(text, "  breakpoint {bytes} bytes of debug for the first one")?;
    }
    let debugging: Vec<_> =
        report.customs.iter().filter(|custom| is_debug_section(custom)).collect();
    if !debugging.is_empty() {
        let sections = debugging.iter().map(|(name, bytes)| format!("{name} {bytes}"));
        writeln!(text, "  debug info {}", list(sections))?;
    }
    Ok(())
}

fn origin<T>(thing: &Sized<T>) -> &'static str {
    if thing.is_imported { " (imported)" } else { "" }
}

/// Whether a debugger reads a custom section.
fn is_debug_section((name, _): &(String, u64)) -> bool {
    name.starts_with(".debug_")
        || matches!(name.as_str(), "name" | "external_debug_info" | "sourceMappingURL")
}

fn write_stack(stack: &StackNeed, text: &mut String) -> fmt::Result {
    match stack {
        StackNeed::Bounded { bytes, path, calls } => {
            let at_most = format!("at most {bytes} bytes, {calls} calls deep");
            match path.is_empty() {
                true => writeln!(text, "  stack      {at_most}: there is no entry"),
                false => writeln!(text, "  stack      {at_most}: {}", chain(path)),
            }
        }
        StackNeed::Unbounded { recursion, indirect } => {
            write!(text, "  stack      no bound: ")?;
            if let Some(cycle) = recursion {
                let back = cycle.iter().take(1).map(function).collect::<String>();
                write!(text, "recursion {} > {back}", chain(cycle))?;
            }
            if let Some((func, offset)) = indirect {
                let gap = if recursion.is_some() { "; " } else { "" };
                let func = function(func);
                write!(text, "{gap}{func} calls through a table or a reference at {offset:#x}")?;
            }
            writeln!(text)
        }
    }
}

/// The largest frames, the first function of several that are as large.
fn write_frames(report: &Report, text: &mut String) -> fmt::Result {
    let imported = report.first_function;
    let mut frames: Vec<_> = (imported..).zip(&report.frames).collect();
    frames.sort_by_key(|&(index, &bytes)| (std::cmp::Reverse(bytes), index));
    if frames.is_empty() {
        return Ok(());
    }
    let largest = frames.iter().take(FRAMES);
    let largest = largest.map(|(index, bytes)| format!("{bytes} bytes of function {index}"));
    writeln!(text, "  frames     {}", list(largest))
}

/// Functions, each of which calls the next.
fn chain(path: &[Named]) -> String {
    let shown: Vec<_> = path.iter().take(PATH).map(function).collect();
    let more = match path.len().saturating_sub(PATH) {
        0 => String::new(),
        left => format!(" > {left} more"),
    };
    shown.join(" > ") + &more
}

fn function(named: &Named) -> String {
    match &named.export {
        Some(export) => format!("{} ({export})", named.index),
        None => named.index.to_string(),
    }
}

fn accounts(report: &Report, plan: &Plan, text: &mut String) -> fmt::Result {
    let rows = report.accounts.iter().map(|account| {
        let name = account.account.limit();
        (name, account.instantiated, account.most, account.capacity)
    });
    let width = |bytes: u64| bytes.to_string().len();
    let widest = rows.clone().map(|row| width(row.3)).max().unwrap_or_default().max(12);
    writeln!(
        text,
        "\n  {:<15}  {:>widest$}  {:>widest$}  {:>widest$}  from",
        "bytes", "instantiated", "at most", "of"
    )?;
    for (name, instantiated, most, capacity) in rows {
        let from = plan.provenance(name);
        writeln!(
            text,
            "  {:<15}  {instantiated:>widest$}  {most:>widest$}  {capacity:>widest$}  {from}",
            name.name()
        )?;
    }
    Ok(())
}

fn many(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<_> = items.into_iter().collect();
    if items.is_empty() { "nothing".to_owned() } else { items.join(", ") }
}
