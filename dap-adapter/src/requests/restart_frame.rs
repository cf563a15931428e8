//! `restartFrame`: lets a frame begin again, where its arguments are what they were.

use wrtd_debug::Motion;

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{RestartFrameArguments, RestartFrameRequest},
    },
    state::When,
};

impl Handle for RestartFrameRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: RestartFrameArguments,
    ) -> Result<NoBody, RequestError> {
        let frame = adapter.frame(Some(arguments.frame_id))?;
        adapter.resume(Motion::RestartFrame(frame))?;
        Ok(NoBody)
    }
}
