//! `setFunctionBreakpoints`: all breakpoints at functions, by their names.

use wrtd_debug::{BreakpointOptions, FunctionBreakpoint};

use super::Handle;
use crate::{
    adapter::Adapter,
    breakpoints::{SourceKey, Wanted},
    error::RequestError,
    protocol::generated::{
        SetFunctionBreakpointsArguments, SetFunctionBreakpointsRequest,
        SetFunctionBreakpointsResponseBody,
    },
    state::When,
};

impl Handle for SetFunctionBreakpointsRequest {
    const WHEN: When = When::AfterInitialize;

    fn handle(
        adapter: &mut Adapter,
        arguments: SetFunctionBreakpointsArguments,
    ) -> Result<SetFunctionBreakpointsResponseBody, RequestError> {
        let wanted = arguments.breakpoints.into_iter().map(|at| {
            let options = BreakpointOptions {
                condition: at.condition,
                hit_condition: at.hit_condition,
                log_message: None,
            };
            Wanted::Function(FunctionBreakpoint { name: at.name.trim().to_owned(), options })
        });
        let breakpoints = adapter.replace_breakpoints(SourceKey::Functions, wanted.collect())?;
        Ok(SetFunctionBreakpointsResponseBody { breakpoints })
    }
}
