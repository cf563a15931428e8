//! `setInstructionBreakpoints`: all breakpoints at instructions, by their places in the code.

use wrtd_debug::{BreakpointOptions, InstructionBreakpoint};

use super::Handle;
use crate::{
    adapter::Adapter,
    breakpoints::{SourceKey, Wanted},
    error::RequestError,
    protocol::generated::{
        SetInstructionBreakpointsArguments, SetInstructionBreakpointsRequest,
        SetInstructionBreakpointsResponseBody,
    },
    state::When,
};

impl Handle for SetInstructionBreakpointsRequest {
    const WHEN: When = When::AfterInitialize;

    fn handle(
        adapter: &mut Adapter,
        arguments: SetInstructionBreakpointsArguments,
    ) -> Result<SetInstructionBreakpointsResponseBody, RequestError> {
        let wanted = arguments.breakpoints.into_iter().map(|at| {
            let options = BreakpointOptions {
                condition: at.condition,
                hit_condition: at.hit_condition,
                log_message: None,
            };
            Wanted::Instruction(InstructionBreakpoint {
                place: at.instruction_reference,
                offset: at.offset.unwrap_or(0),
                options,
            })
        });
        let breakpoints = adapter.replace_breakpoints(SourceKey::Instructions, wanted.collect())?;
        Ok(SetInstructionBreakpointsResponseBody { breakpoints })
    }
}
