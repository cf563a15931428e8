//! `stepOut`: out of the frame, inlined or not.

use wrtd_debug::Motion;

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{StepOutArguments, StepOutRequest},
    },
    state::When,
};

impl Handle for StepOutRequest {
    const WHEN: When = When::Stopped;

    fn handle(adapter: &mut Adapter, arguments: StepOutArguments) -> Result<NoBody, RequestError> {
        adapter.resume_thread(arguments.thread_id, arguments.single_thread, Motion::StepOut)?;
        Ok(NoBody)
    }
}
