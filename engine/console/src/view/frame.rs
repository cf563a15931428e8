//! Frames of the call stack as lines.

use std::fmt::Write;

use wrtd_debug::{DebugSession, Format, FrameView, ScopeKind, SessionError, VariableFilter};

use super::listing::{self, Cursor};
use super::{clean, place, shorten};

/// How much of a stack to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All but runs of library frames, and no more than a screen.
    Folded,
    /// The innermost so many.
    First(u32),
    /// Everything.
    All,
}

/// Frames that a folded stack shows.
const SCREEN: u32 = 50;
/// Characters of a function's name, arguments beside it, and characters of each argument.
const FUNCTION_WIDTH: usize = 100;
const ARGUMENTS: u64 = 6;
const ARGUMENT_WIDTH: usize = 40;

/// The call stack, with `→` at frame `selected`.
pub(crate) fn stack(
    session: &mut DebugSession,
    selected: u32,
    extent: Extent,
) -> Result<String, SessionError> {
    let count = match extent {
        Extent::Folded => SCREEN,
        Extent::First(count) => count.max(1),
        Extent::All => 0,
    };
    let page = session.stack(0, count)?;
    if page.frames.is_empty() {
        return Ok("No frame is on the stack; `run` starts the program.\n".into());
    }
    let width = page.frames.len().to_string().len();
    let mut text = String::new();
    let mut rest = &page.frames[..];
    while let Some((frame, after)) = rest.split_first() {
        let hidden = rest.iter().take_while(|f| f.is_aside() && f.index != selected).count();
        if extent == Extent::Folded && hidden > 1 {
            let last = &rest[hidden - 1];
            let _ = writeln!(
                text,
                "  {:>width$}  … {hidden} frames of library code, up to {}",
                frame.index, last.index
            );
            rest = &rest[hidden..];
            continue;
        }
        let mark = if frame.index == selected { '→' } else { ' ' };
        let _ = writeln!(text, "{mark} {:>width$}  {}", frame.index, line(session, frame));
        rest = after;
    }
    let shown = u32::try_from(page.frames.len()).unwrap_or(u32::MAX);
    if let Some(cut) = &page.cut {
        let _ = writeln!(text, "  … {cut}");
    }
    if !page.complete || page.total > shown {
        let left = page.total.saturating_sub(shown);
        let more = if page.complete { format!("{left}") } else { format!("at least {left}") };
        let _ = writeln!(text, "  … {more} more frames (`backtrace all` shows them)");
    }
    Ok(text)
}

/// One frame on a line: function, arguments, place.
fn line(session: &mut DebugSession, frame: &FrameView) -> String {
    let arguments = if frame.is_aside() { None } else { arguments(session, frame.index) };
    let mut text = shorten(&clean(&frame.function), FUNCTION_WIDTH);
    if let Some(arguments) = arguments {
        let _ = write!(text, "({arguments})");
    }
    if frame.inlined {
        text.push_str(" [inlined]");
    }
    match place::location(frame) {
        Some(location) => write!(text, " at {location}"),
        None => write!(text, " in {} at {:#x}", clean(&frame.module), frame.offset),
    }
    .ok();
    text
}

/// `n=3, name="x"`; `None` where the frame has no scope of arguments.
fn arguments(session: &mut DebugSession, frame: u32) -> Option<String> {
    let scopes = session.scopes(frame).ok()?;
    let scope = scopes.iter().find(|scope| scope.kind == ScopeKind::Arguments)?;
    let variables = session
        .variables(scope.variables, VariableFilter::All, 0, ARGUMENTS, Format::default())
        .ok()?;
    let mut shown: Vec<String> = variables
        .iter()
        .map(|v| format!("{}={}", clean(&v.name), shorten(&clean(&v.value), ARGUMENT_WIDTH)))
        .collect();
    if scope.count > ARGUMENTS {
        shown.push("…".into());
    }
    Some(shown.join(", "))
}

/// A frame that was just selected, with its source line.
pub(crate) fn selected(
    session: &mut DebugSession,
    frame: &FrameView,
    cursor: &mut Option<Cursor>,
) -> String {
    let mut text = format!("Frame {}: {}\n", frame.index, line(session, frame));
    text.push_str(&listing::at_frame(session, frame, listing::STOP_CONTEXT, cursor));
    text
}

/// Everything about a frame, a line each.
pub(crate) fn details(frame: &FrameView) -> String {
    let mut text = format!("Frame {}: {}\n", frame.index, clean(&frame.function));
    if frame.inlined {
        text.push_str("  inlined into its caller\n");
    }
    if let Some(location) = place::location(frame) {
        let _ = match frame.column {
            0 => writeln!(text, "  source    {location}"),
            column => writeln!(text, "  source    {location}:{column}"),
        };
    }
    if let Some(origin) = frame.source.as_ref().and_then(|source| source.origin.as_ref()) {
        let _ = writeln!(text, "            {}", clean(origin));
    }
    let _ = writeln!(text, "  module    {}", clean(&frame.module));
    let _ = writeln!(text, "  position  {:#x} (byte offset in the module)", frame.offset);
    text
}
