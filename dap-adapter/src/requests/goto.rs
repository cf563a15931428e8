//! `goto`: lets the program go on at a place of `gotoTargets`; it stands there then.

use wrtd_debug::Motion;

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{GotoArguments, GotoRequest},
    },
    state::When,
};

impl Handle for GotoRequest {
    const WHEN: When = When::Stopped;

    fn handle(adapter: &mut Adapter, arguments: GotoArguments) -> Result<NoBody, RequestError> {
        // What is no number of a place is refused as one.
        let place = u32::try_from(arguments.target_id).unwrap_or(0);
        adapter.resume_thread(arguments.thread_id, None, Motion::Goto(place))?;
        Ok(NoBody)
    }
}
