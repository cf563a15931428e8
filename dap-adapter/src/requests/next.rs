//! `next`: to the next line, over calls.

use wrtd_debug::Motion;

use super::{Handle, check_thread};
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
        check_thread(arguments.thread_id)?;
        adapter.resume(Motion::StepOver)?;
        Ok(NoBody)
    }
}
