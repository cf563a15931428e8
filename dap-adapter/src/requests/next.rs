//! `next`: to the next line, over calls.

use wrtd_debug::Motion;

use super::Handle;
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
        adapter.resume_thread(arguments.thread_id, arguments.single_thread, Motion::StepOver)?;
        Ok(NoBody)
    }
}
