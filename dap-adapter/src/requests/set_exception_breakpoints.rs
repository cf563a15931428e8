//! `setExceptionBreakpoints`: on which exceptional events to stop.

use wrtd_debug::{ExceptionFilter, ExceptionKind};

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        Breakpoint, ExceptionBreakMode, ExceptionOptions, ExceptionPathSegment,
        SetExceptionBreakpointsArguments, SetExceptionBreakpointsRequest,
        SetExceptionBreakpointsResponseBody,
    },
    state::When,
};

/// The category of a path that means exceptions, be they thrown or uncaught as the break mode says.
const EXCEPTIONS: &str = "exception";

impl Handle for SetExceptionBreakpointsRequest {
    const WHEN: When = When::AfterInitialize;

    fn handle(
        adapter: &mut Adapter,
        arguments: SetExceptionBreakpointsArguments,
    ) -> Result<SetExceptionBreakpointsResponseBody, RequestError> {
        let chosen = filters_of(&arguments);
        let filters: Vec<ExceptionFilter> = chosen.iter().flatten().flatten().cloned().collect();
        adapter.filters = Some(filters.clone());
        if adapter.debuggee.as_ref().is_some_and(|debuggee| !debuggee.launch.no_debug) {
            adapter.with(move |session| session.set_exception_filters(&filters))?;
        }
        let breakpoint = |chosen: Result<_, String>| Breakpoint {
            verified: chosen.is_ok(),
            message: chosen.err(),
            ..Breakpoint::default()
        };
        let breakpoints = chosen.into_iter().map(breakpoint).collect();
        Ok(SetExceptionBreakpointsResponseBody { breakpoints: Some(breakpoints) })
    }
}

/// What each element of `filters`, `filterOptions` and `exceptionOptions` asks for, in this order, or why it cannot be
/// had.
fn filters_of(
    arguments: &SetExceptionBreakpointsArguments,
) -> Vec<Result<Vec<ExceptionFilter>, String>> {
    let plain = arguments.filters.iter().map(|id| filter(id, ""));
    let options = arguments.filter_options.iter().flatten();
    let narrowed = options.map(|it| filter(&it.filter_id, it.condition.as_deref().unwrap_or("")));
    let paths = arguments.exception_options.iter().flatten().map(filters_of_path);
    plain.chain(narrowed).map(|filter| Ok(vec![filter?])).chain(paths).collect()
}

fn filter(id: &str, condition: &str) -> Result<ExceptionFilter, String> {
    ExceptionFilter::narrowed(kind(id)?, condition)
}

/// A kind by the id that is announced.
pub(super) fn kind(id: &str) -> Result<ExceptionKind, String> {
    ExceptionKind::parse(id).ok_or_else(|| {
        let known = ExceptionKind::ALL.map(|kind| format!("`{}`", kind.id())).join(", ");
        format!("there is no exception filter `{id}`; use one of {known}")
    })
}

/// A path: first the categories, then the names in them. Without it everything is meant.
fn filters_of_path(options: &ExceptionOptions) -> Result<Vec<ExceptionFilter>, String> {
    let path = options.path.as_deref().unwrap_or_default();
    let condition = match path {
        [] | [_] => String::new(),
        [_, names] => condition(names),
        [_, _, ..] => {
            return Err("a path has two segments at most: a category, and names in it".to_owned());
        }
    };
    let kinds = kinds(path.first(), &options.break_mode)?;
    if options.break_mode == ExceptionBreakMode::Never {
        return Ok(Vec::new());
    }
    kinds.into_iter().map(|kind| ExceptionFilter::narrowed(kind, &condition)).collect()
}

/// The kinds of events that a category means.
fn kinds(
    categories: Option<&ExceptionPathSegment>,
    mode: &ExceptionBreakMode,
) -> Result<Vec<ExceptionKind>, String> {
    let thrown = match mode {
        ExceptionBreakMode::Unhandled | ExceptionBreakMode::UserUnhandled => {
            ExceptionKind::Uncaught
        }
        _ => ExceptionKind::Throw,
    };
    let category = |name: &String| match name.as_str() {
        EXCEPTIONS => Ok(thrown),
        id => kind(id),
    };
    let is_other = |kind: ExceptionKind| match kind {
        ExceptionKind::Throw | ExceptionKind::Uncaught => kind != thrown,
        _ => false,
    };
    let all = ExceptionKind::ALL.into_iter().filter(|&kind| !is_other(kind));
    let Some(segment) = categories else { return Ok(all.collect()) };
    let named: Vec<ExceptionKind> = segment.names.iter().map(category).collect::<Result<_, _>>()?;
    Ok(match segment.negate {
        Some(true) => all.filter(|kind| !named.contains(kind)).collect(),
        _ => named,
    })
}

fn condition(segment: &ExceptionPathSegment) -> String {
    let sign = if segment.negate == Some(true) { "!" } else { "" };
    let names: Vec<String> = segment.names.iter().map(|name| format!("{sign}{name}")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What arguments ask for: `KIND CONDITION` of each filter, or the message.
    fn asked(arguments: Value) -> Vec<String> {
        let arguments = serde_json::from_value(arguments).unwrap();
        let text = |it: &ExceptionFilter| format!("{} {}", it.kind().id(), it.condition());
        let list = |all: Vec<ExceptionFilter>| all.iter().map(text).collect::<Vec<_>>().join("; ");
        filters_of(&arguments).into_iter().map(|it| it.map_or_else(|e| e, list)).collect()
    }

    #[test]
    fn filters_options_and_paths_are_told_in_their_order() {
        let arguments = json!({
            "filters": ["trap", "nothing"],
            "filterOptions": [
                { "filterId": "throw", "condition": " std::* " },
                { "filterId": "trap", "condition": "memry" },
                { "filterId": "exit" },
            ],
            "exceptionOptions": [
                { "path": [{ "names": ["trap"] }, { "names": ["memory", "stack"] }], "breakMode": "always" },
                { "path": [{ "names": ["exception"] }, { "names": ["own"], "negate": true }], "breakMode": "unhandled" },
                { "path": [{ "names": ["exception"] }], "breakMode": "never" },
                { "path": [{ "names": ["wasi", "trap"], "negate": true }], "breakMode": "always" },
                { "path": [{ "names": ["x"] }], "breakMode": "always" },
                { "path": [{ "names": [] }, { "names": [] }, { "names": [] }], "breakMode": "always" },
                { "breakMode": "userUnhandled" },
            ],
        });
        let told = asked(arguments);
        let expected = [
            "trap ",
            "there is no exception filter `nothing`; use one of `trap`, `rust-panic`, `uncaught`, `throw`, `exit`, `wasi`",
            "throw std::*",
            "there is no kind of trap `memry`; the kinds are unreachable, memory, atomic, deadlock, divide-by-zero, \
             overflow, conversion, call-type, table, null, exception, stack, limit, host, missing-import",
            "exit ",
            "trap memory, stack",
            "uncaught !own",
            "",
            "rust-panic ; throw ; exit ",
            "there is no exception filter `x`; use one of `trap`, `rust-panic`, `uncaught`, `throw`, `exit`, `wasi`",
            "a path has two segments at most: a category, and names in it",
            "trap ; rust-panic ; uncaught ; exit ; wasi ",
        ];
        assert_eq!(told, expected);
    }
}
