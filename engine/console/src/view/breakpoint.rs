//! Breakpoints as lines.

use std::fmt::Write;

use wrtd_debug::{Breakpoint, DebugSession, target::DataAccess};

use super::{clean, place};

/// The answer to adding one; `kind` begins the sentence.
pub(crate) fn added(_session: &DebugSession, breakpoint: &Breakpoint, kind: &str) -> String {
    let id = breakpoint.id.0;
    let mut text = match location(breakpoint) {
        Some(location) if breakpoint.data.is_some() => format!("{kind} {id}: {location}"),
        Some(location) if breakpoint.verified => format!("{kind} {id} at {location}"),
        _ => format!("{kind} {id} is not bound yet"),
    };
    if let [_, _, ..] = breakpoint.offsets[..] {
        let _ = write!(text, ", {} places in the code", breakpoint.offsets.len());
    }
    if let Some(message) = &breakpoint.message {
        let _ = write!(text, ": {}", clean(message));
    }
    text.push('\n');
    text
}

/// All breakpoints.
pub(crate) fn table(session: &DebugSession) -> String {
    let breakpoints = session.breakpoints();
    if breakpoints.is_empty() {
        return "There are no breakpoints; `break` sets one.\n".into();
    }
    breakpoints.iter().map(line).collect()
}

/// Those at data.
pub(crate) fn watchpoints(session: &DebugSession) -> String {
    let breakpoints = session.breakpoints();
    let mut at_data = breakpoints.iter().filter(|breakpoint| breakpoint.data.is_some()).peekable();
    if at_data.peek().is_none() {
        return "There are no breakpoints at data; `watch` sets one.\n".into();
    }
    at_data.map(line).collect()
}

/// One of them.
pub(crate) fn line(breakpoint: &Breakpoint) -> String {
    let place = location(breakpoint).unwrap_or_else(|| "not bound".into());
    let mut text = format!("{:>3}  {place}", breakpoint.id.0);
    let offsets: Vec<String> = breakpoint.offsets.iter().map(|o| format!("{o:#x}")).collect();
    if !offsets.is_empty() {
        let _ = write!(text, "  ({})", offsets.join(", "));
    }
    let options = &breakpoint.options;
    let given = [
        ("if", &options.condition),
        ("at hits", &options.hit_condition),
        ("prints", &options.log_message),
    ];
    for (what, given) in given {
        if let Some(given) = given {
            let _ = write!(text, "  {what} {}", clean(given));
        }
    }
    if !breakpoint.enabled {
        text.push_str("  disabled");
    }
    match breakpoint.hits {
        0 => {}
        1 => text.push_str("  hit once"),
        hits => _ = write!(text, "  hit {hits} times"),
    }
    if let Some(message) = &breakpoint.message {
        let _ = write!(text, "  {}", clean(message));
    }
    text.push('\n');
    text
}

fn location(breakpoint: &Breakpoint) -> Option<String> {
    if let Some((data, access)) = &breakpoint.data {
        let accesses = match access {
            DataAccess::Change => "changes",
            DataAccess::Write => "writes",
            DataAccess::Read => "reads",
            DataAccess::ReadWrite => "reads and writes",
        };
        return Some(format!("{accesses} of {}", clean(data)));
    }
    let source = place::display(breakpoint.source.as_ref()?);
    Some(match (breakpoint.line, breakpoint.column) {
        (Some(line), _) => format!("{source}:{line}"),
        (None, _) => source,
    })
}
