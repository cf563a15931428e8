//! Source lines with their numbers, the current line and breakpoints marked.

use std::fmt::Write;

use wrtd_debug::{DebugSession, FrameView, SourceRef};

use super::{clean, place};

/// Lines that `list` shows, unless somebody wants another number.
pub(crate) const WINDOW: u32 = 11;
/// Lines before and after the current one where a frame is shown.
pub(crate) const STOP_CONTEXT: u32 = 2;

/// Characters shown of a line: more would be generated code that no terminal can show.
const WIDEST_LINE: usize = 400;

/// How far a listing came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) source: SourceRef,
    /// The first line that was shown.
    pub(crate) first: u32,
    /// The line with which to go on: after the last one shown.
    pub(crate) next: u32,
    /// The line that was found, where one was looked for.
    pub(crate) found: Option<u32>,
}

impl Cursor {
    /// The line from which on to look for something.
    pub(crate) fn searched(&self) -> u32 {
        self.found.unwrap_or(self.next.saturating_sub(1))
    }
}

/// A piece of a source.
pub(crate) struct Window {
    pub(crate) text: String,
    pub(crate) cursor: Cursor,
}

/// The first line of a window of a size that has `line` in its middle.
pub(crate) fn around(line: u32, size: u32) -> u32 {
    line.saturating_sub(size / 2).max(1)
}

/// The line of a frame with `context` lines before and after it; why not, where there is a source
/// that cannot be shown; nothing where there is none.
pub(crate) fn at_frame(
    session: &mut DebugSession,
    frame: &FrameView,
    context: u32,
    cursor: &mut Option<Cursor>,
) -> String {
    let Some(source) = frame.source.as_ref().filter(|_| frame.line > 0) else {
        return String::new();
    };
    let first = frame.line.saturating_sub(context).max(1);
    match show(session, source, first, frame.line - first + context + 1, frame.line) {
        Ok(window) => {
            *cursor = Some(window.cursor);
            window.text
        }
        Err(reason) => format!("  ({reason})\n"),
    }
}

/// Lines `first .. first + count` of a source, of which `current` is the one that runs.
///
/// # Errors
/// A clause that says why there is nothing to show.
pub(crate) fn show(
    session: &mut DebugSession,
    source: &SourceRef,
    first: u32,
    count: u32,
    current: u32,
) -> Result<Window, String> {
    let text = text(session, source)?;
    let lines: Vec<&str> =
        text.lines().skip(first.saturating_sub(1) as usize).take(count as usize).collect();
    if lines.is_empty() {
        return Err(format!("{} has no line {first}", place::display(source)));
    }
    let marked = breakpoint_lines(session, source);
    let last = first + lines.len() as u32 - 1;
    let width = last.to_string().len().max(3);
    let mut shown = String::new();
    for (number, line) in (first..).zip(lines) {
        let arrow = if number == current { '→' } else { ' ' };
        let dot = if marked.contains(&number) { '●' } else { ' ' };
        let line: String = clean(line).chars().take(WIDEST_LINE).collect();
        let _ = writeln!(shown, "{}", format!("{arrow}{dot} {number:>width$}  {line}").trim_end());
    }
    let cursor = Cursor { source: source.clone(), first, next: last + 1, found: None };
    Ok(Window { text: shown, cursor })
}

fn breakpoint_lines(session: &DebugSession, source: &SourceRef) -> Vec<u32> {
    session
        .breakpoints()
        .into_iter()
        .filter(|breakpoint| {
            breakpoint.verified
                && breakpoint.source.as_ref().is_some_and(|other| {
                    other.path == source.path && other.reference == source.reference
                })
        })
        .filter_map(|breakpoint| breakpoint.line)
        .collect()
}

/// The text of a source.
///
/// # Errors
/// A clause that says why there is none.
pub(crate) fn text(session: &DebugSession, source: &SourceRef) -> Result<String, String> {
    match (source.reference, &source.path) {
        (Some(reference), _) => {
            session.source(reference).map(|content| content.text).map_err(|e| e.to_string())
        }
        (None, Some(path)) => session.source_file(path).map_err(|e| e.to_string()),
        (None, None) => Err(format!(
            "{} is not on this machine; map its folder with --source-map",
            place::display(source)
        )),
    }
}
