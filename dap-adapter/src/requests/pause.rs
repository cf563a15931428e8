//! `pause`: stops the running program. Where it stands already, nothing is left to do.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{PauseArguments, PauseRequest},
    },
    state::{Phase, When},
};

impl Handle for PauseRequest {
    const WHEN: When = When::Started;

    fn handle(adapter: &mut Adapter, arguments: PauseArguments) -> Result<NoBody, RequestError> {
        adapter.check_thread(arguments.thread_id)?;
        if let (Phase::Running, Some(debuggee)) = (adapter.shared.phase(), &adapter.debuggee) {
            debuggee.driver.pause();
        }
        Ok(NoBody)
    }
}
