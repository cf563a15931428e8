//! `setBreakpoints`: all breakpoints of one source, at any time, while the program runs too. Before a
//! program is loaded they wait, and a `breakpoint` event tells how they were bound.

use super::Handle;
use crate::{
    adapter::Adapter,
    breakpoints::{Requested, SourceKey},
    client::Client,
    error::RequestError,
    protocol::generated::{
        Breakpoint, SetBreakpointsArguments, SetBreakpointsRequest, SetBreakpointsResponseBody,
        SourceBreakpoint,
    },
    shared::breakpoint_view,
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
        let place = |at: &SourceBreakpoint| place(&client, at);
        // What no file can have is answered, and not kept.
        let wanted: Vec<_> = all.iter().filter(|at| place(at).is_some()).cloned().collect();
        let places: Vec<_> = wanted.iter().filter_map(place).collect();
        let source = key(adapter, &arguments)?;
        let requested = adapter.shared.run().breakpoints.replace(source.clone(), &places);
        let set = match &adapter.debuggee {
            None => waiting(&requested, &wanted, "it is bound when the program is launched"),
            Some(debuggee) if debuggee.launch.no_debug => {
                waiting(&requested, &wanted, "the program was launched without debugging")
            }
            Some(_) => {
                let mut set = adapter.set_breakpoints(&source, places)?;
                // The answer must match the question entry by entry.
                set.truncate(wanted.len());
                set.iter()
                    .map(|(id, breakpoint)| breakpoint_view(&client, *id, breakpoint))
                    .zip(&wanted)
                    .map(|(breakpoint, wanted)| with_remark(breakpoint, wanted))
                    .collect()
            }
        };
        let mut set = set.into_iter();
        let breakpoints = all
            .iter()
            .filter_map(|at| place(at).map_or_else(|| Some(beyond(at)), |_| set.next()))
            .collect();
        Ok(SetBreakpointsResponseBody { breakpoints })
    }
}

/// Line and column as we count; `None` beyond what any file has.
fn place(client: &Client, at: &SourceBreakpoint) -> Option<(u32, Option<u32>)> {
    let column = match at.column {
        Some(column) => Some(client.our_column(column)?),
        None => None,
    };
    Some((client.our_line(at.line)?, column))
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

fn key(adapter: &Adapter, arguments: &SetBreakpointsArguments) -> Result<SourceKey, RequestError> {
    let source = &arguments.source;
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
            command: "setBreakpoints",
            field: "arguments.source".to_owned(),
            problem: "a source needs a `path` or a `sourceReference`".to_owned(),
        }),
    }
}

fn waiting(requested: &[Requested], wanted: &[SourceBreakpoint], why: &str) -> Vec<Breakpoint> {
    requested
        .iter()
        .zip(wanted)
        .map(|(requested, wanted)| Breakpoint {
            id: Some(requested.id),
            verified: false,
            line: Some(wanted.line),
            message: Some(why.to_owned()),
            ..Breakpoint::default()
        })
        .collect()
}

/// Says what of a breakpoint is not honoured, where a client sends it although it is not announced.
fn with_remark(mut breakpoint: Breakpoint, wanted: &SourceBreakpoint) -> Breakpoint {
    if wanted.condition.is_some() || wanted.hit_condition.is_some() || wanted.log_message.is_some()
    {
        let remark = "conditions and log messages are not supported: it stops each time";
        breakpoint.message = Some(match breakpoint.message.take() {
            Some(message) => format!("{message}; {remark}"),
            None => remark.to_owned(),
        });
    }
    breakpoint
}
