//! `stepIn`: to the next line, into calls that have sources.

use wrtd_debug::Motion;

use super::{Handle, check_thread};
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
        check_thread(arguments.thread_id)?;
        adapter.resume(Motion::StepIn)?;
        Ok(NoBody)
    }
}
