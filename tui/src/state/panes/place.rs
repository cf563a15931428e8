//! Places in sources and breakpoints there, as several panes show them.

use wrtd_debug::{Breakpoint, SourceRef};

use crate::{
    connection::SourceKey,
    state::{Known, Role, Symbols},
};

/// `main.rs:12`.
pub(super) fn short(source: &SourceRef, line: u32) -> String {
    match line {
        0 => source.name.clone(),
        line => format!("{}:{line}", source.name),
    }
}

/// So many bytes, as one reads them: `64 KiB`.
pub(super) fn bytes(count: u64) -> String {
    match count {
        0..1024 => format!("{count} B"),
        1024..0x10_0000 => format!("{} KiB", count >> 10),
        _ => format!("{:.1} MiB", count as f64 / f64::from(1 << 20)),
    }
}

/// The beginning of a text that is longer than so many characters.
pub(super) fn shortened(text: &str, most: usize, symbols: &Symbols) -> String {
    match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}{}", &text[..cut], symbols.more),
        None => text.to_owned(),
    }
}

/// How a breakpoint is drawn.
pub(super) fn mark(known: &Known, breakpoint: &Breakpoint) -> (&'static str, Role) {
    let symbols = known.symbols;
    if !breakpoint.enabled {
        return (symbols.disabled, Role::Unbound);
    }
    if !breakpoint.verified {
        return (symbols.unverified, Role::Unbound);
    }
    let options = &breakpoint.options;
    let sign = if options.log_message.is_some() {
        symbols.log
    } else if options.condition.is_some() || options.hit_condition.is_some() {
        symbols.conditional
    } else {
        symbols.breakpoint
    };
    (sign, Role::Breakpoint)
}

/// The breakpoint at a line, the one that works before others.
pub(super) fn breakpoint_at<'a>(
    known: &'a Known,
    source: &SourceKey,
    line: u32,
) -> Option<&'a Breakpoint> {
    let here = |breakpoint: &&Breakpoint| {
        breakpoint.line == Some(line)
            && breakpoint.source.as_ref().is_some_and(|at| SourceKey::from(at) == *source)
    };
    let all = known.breakpoints.iter().filter(here);
    all.max_by_key(|breakpoint| (breakpoint.enabled, breakpoint.verified))
}
