//! `stepIn`: to the next line, into calls that have sources.

use wrtd_debug::Motion;

use super::Handle;
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
        adapter.resume_thread(arguments.thread_id, arguments.single_thread, Motion::StepIn)?;
        Ok(NoBody)
    }
}
