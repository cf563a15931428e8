//! `stepIn`: to the next line, statement or instruction, into calls that have sources; or into one call of the line.

use wrtd_debug::Motion;

use super::{Handle, granularity::motion};
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{StepInArguments, StepInRequest},
    },
    state::When,
};

impl Handle for StepInRequest {
    const WHEN: When = When::Stopped;

    fn handle(adapter: &mut Adapter, arguments: StepInArguments) -> Result<NoBody, RequestError> {
        let motion = match arguments.target_id {
            // What is no number of a target is refused as one.
            Some(id) => Motion::StepInTarget(u32::try_from(id).unwrap_or(0)),
            None => motion(
                arguments.granularity.as_ref(),
                Motion::StepIn,
                Motion::StepInStatement,
                Motion::StepInstruction,
            ),
        };
        adapter.resume_thread(arguments.thread_id, arguments.single_thread, motion)?;
        Ok(NoBody)
    }
}
