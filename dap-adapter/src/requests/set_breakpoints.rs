//! `setBreakpoints`: all breakpoints of one source, at any time, while the program runs too. Before a
//! program is loaded they wait, and a `breakpoint` event tells how they were bound.

use wrtd_debug::{BreakpointOptions, LineBreakpoint};

use super::Handle;
use crate::{
    adapter::Adapter,
    breakpoints::{SourceKey, Wanted},
    client::Client,
    error::RequestError,
    protocol::generated::{
        Breakpoint, SetBreakpointsArguments, SetBreakpointsRequest, SetBreakpointsResponseBody,
        Source, SourceBreakpoint,
    },
    state::When,
};

impl Handle for SetBreakpointsRequest {
    const WHEN: When = When::AfterInitialize;

    fn handle(
        adapter: &mut Adapter,
        arguments: SetBreakpointsArguments,
    ) -> Result<SetBreakpointsResponseBody, RequestError> {
        let client = adapter.shared.run().client.clone();
        let all = wanted(&arguments);
        let at = |at: &SourceBreakpoint| place(&client, at);
        // What no file can have is answered, and not kept.
        let wanted: Vec<_> = all.iter().filter_map(at).map(Wanted::Line).collect();
        if arguments.source_modified == Some(true) && adapter.debuggee.is_some() {
            adapter.with(|session| session.sources_changed())?;
        }
        let source = key(adapter, "setBreakpoints", &arguments.source)?;
        let mut set = adapter.replace_breakpoints(source, wanted)?.into_iter();
        let breakpoints = all
            .iter()
            .filter_map(|wanted| at(wanted).map_or_else(|| Some(beyond(wanted)), |_| set.next()))
            .collect();
        Ok(SetBreakpointsResponseBody { breakpoints })
    }
}

/// Line and column as we count; `None` beyond what any file has.
fn place(client: &Client, at: &SourceBreakpoint) -> Option<LineBreakpoint> {
    let column = match at.column {
        Some(column) => Some(client.our_column(column)?),
        None => None,
    };
    let options = BreakpointOptions {
        condition: at.condition.clone(),
        hit_condition: at.hit_condition.clone(),
        log_message: at.log_message.clone(),
    };
    Some(LineBreakpoint { line: client.our_line(at.line)?, column, options })
}

fn beyond(at: &SourceBreakpoint) -> Breakpoint {
    Breakpoint {
        verified: false,
        line: Some(at.line),
        column: at.column,
        message: Some("no file has such a line or column".to_owned()),
        ..Breakpoint::default()
    }
}

/// The breakpoints asked for; old clients send lines only.
fn wanted(arguments: &SetBreakpointsArguments) -> Vec<SourceBreakpoint> {
    match (&arguments.breakpoints, &arguments.lines) {
        (Some(breakpoints), _) => breakpoints.clone(),
        (None, Some(lines)) => lines
            .iter()
            .map(|&line| SourceBreakpoint { line, ..SourceBreakpoint::default() })
            .collect(),
        (None, None) => Vec::new(),
    }
}

/// The source that a client names.
pub(super) fn key(
    adapter: &Adapter,
    command: &'static str,
    source: &Source,
) -> Result<SourceKey, RequestError> {
    if let Some(reference) = source.source_reference.and_then(|r| u32::try_from(r).ok())
        && reference > 0
    {
        return Ok(SourceKey::Reference(reference));
    }
    match &source.path {
        Some(path) => {
            let path = adapter.shared.run().client.our_path(path);
            Ok(SourceKey::Path(path.to_string_lossy().into_owned()))
        }
        None => Err(RequestError::Arguments {
            command,
            field: "arguments.source".to_owned(),
            problem: "a source needs a `path` or a `sourceReference`".to_owned(),
        }),
    }
}
