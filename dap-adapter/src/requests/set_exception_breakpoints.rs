//! `setExceptionBreakpoints`: on which exceptional events to stop.

use wrtd_debug::ExceptionFilter;

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        Breakpoint, SetExceptionBreakpointsArguments, SetExceptionBreakpointsRequest,
        SetExceptionBreakpointsResponseBody,
    },
    state::When,
};

impl Handle for SetExceptionBreakpointsRequest {
    const WHEN: When = When::AfterInitialize;

    fn handle(
        adapter: &mut Adapter,
        arguments: SetExceptionBreakpointsArguments,
    ) -> Result<SetExceptionBreakpointsResponseBody, RequestError> {
        let chosen: Vec<_> = arguments.filters.iter().map(|filter| parse(filter)).collect();
        let filters: Vec<ExceptionFilter> = chosen.iter().flatten().copied().collect();
        adapter.filters = Some(filters.clone());
        if adapter.debuggee.as_ref().is_some_and(|debuggee| !debuggee.launch.no_debug) {
            adapter.with(move |session| session.set_exception_filters(&filters))?;
        }
        let breakpoints = arguments
            .filters
            .iter()
            .zip(&chosen)
            .map(|(name, filter)| Breakpoint {
                verified: filter.is_some(),
                message: filter.is_none().then(|| {
                    format!("there is no exception filter `{name}`; use `trap` or `rust-panic`")
                }),
                ..Breakpoint::default()
            })
            .collect();
        Ok(SetExceptionBreakpointsResponseBody { breakpoints: Some(breakpoints) })
    }
}

/// A filter by the id that is announced.
pub(super) fn parse(id: &str) -> Option<ExceptionFilter> {
    match id {
        "trap" => Some(ExceptionFilter::Trap),
        "rust-panic" => Some(ExceptionFilter::RustPanic),
        _ => None,
    }
}
