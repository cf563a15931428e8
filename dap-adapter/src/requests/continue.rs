//! `continue`: until something stops the program.

use wrtd_debug::Motion;

use super::{Handle, check_thread};
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{ContinueArguments, ContinueRequest, ContinueResponseBody},
    state::When,
};

impl Handle for ContinueRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: ContinueArguments,
    ) -> Result<ContinueResponseBody, RequestError> {
        check_thread(arguments.thread_id)?;
        adapter.resume(Motion::Continue)?;
        Ok(ContinueResponseBody { all_threads_continued: Some(true) })
    }
}
