//! Where something is: frames by number, and paths as people want to read them.

use wrtd_debug::{DebugSession, FrameView, SessionError, SourceRef};

use super::clean;
use crate::command::{Context, Invocation};
use crate::error::CommandError;

/// The frame of that number, if the stack has so many.
pub(crate) fn frame(
    session: &mut DebugSession,
    index: u32,
) -> Result<Option<FrameView>, SessionError> {
    Ok(session.stack(index, 1)?.frames.into_iter().next())
}

/// File and line of the selected frame, for commands that leave them out.
pub(crate) fn current(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<(String, u32), CommandError> {
    let found = frame(context.session, context.console.frame).map_err(invocation.session())?;
    found
        .and_then(|frame| Some((path(frame.source.as_ref()?), frame.line)))
        .filter(|(_, line)| *line > 0)
        .ok_or_else(|| {
            invocation.usage("the program stands on no source line, so the file must be named")
        })
}

/// The path under which the session knows a source.
pub(crate) fn path(source: &SourceRef) -> String {
    source.path.as_ref().map_or_else(|| source.name.clone(), |path| path.display().to_string())
}

/// A source as people want to read it: from the current folder where it lies below it.
pub(crate) fn display(source: &SourceRef) -> String {
    let Some(path) = &source.path else {
        return clean(&source.name);
    };
    let here = std::env::current_dir().ok();
    let short = here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    clean(&short.display().to_string())
}

/// `src/stock.rs:42`, or what is known of it.
pub(crate) fn location(frame: &FrameView) -> Option<String> {
    let source = frame.source.as_ref()?;
    Some(match frame.line {
        0 => display(source),
        line => format!("{}:{line}", display(source)),
    })
}
