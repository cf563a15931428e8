//! `next`: to the next line, statement or instruction, over calls.

use wrtd_debug::Motion;

use super::{Handle, granularity::motion};
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{NextArguments, NextRequest},
    },
    state::When,
};

impl Handle for NextRequest {
    const WHEN: When = When::Stopped;

    fn handle(adapter: &mut Adapter, arguments: NextArguments) -> Result<NoBody, RequestError> {
        let motion = motion(
            arguments.granularity.as_ref(),
            Motion::StepOver,
            Motion::StepOverStatement,
            Motion::StepOverInstruction,
        );
        adapter.resume_thread(arguments.thread_id, arguments.single_thread, motion)?;
        Ok(NoBody)
    }
}
