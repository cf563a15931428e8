//! `continue`: until something stops the program.

use wrtd_debug::Motion;

use super::Handle;
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
        adapter.resume_thread(arguments.thread_id, arguments.single_thread, Motion::Continue)?;
        Ok(ContinueResponseBody {
            all_threads_continued: Some(arguments.single_thread != Some(true)),
        })
    }
}
