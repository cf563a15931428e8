//! `stepOut`: out of the frame, inlined or not.

use wrtd_debug::Motion;

use super::{Handle, check_thread};
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
        check_thread(arguments.thread_id)?;
        adapter.resume(Motion::StepOut)?;
        Ok(NoBody)
    }
}
