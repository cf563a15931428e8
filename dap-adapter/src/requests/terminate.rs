//! `terminate`: ends the program. A Wasm program cannot object, so it ends at once.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{TerminateArguments, TerminateRequest},
    },
    state::{Phase, When},
};

impl Handle for TerminateRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(adapter: &mut Adapter, _: TerminateArguments) -> Result<NoBody, RequestError> {
        if adapter.relay.is_awaited() {
            adapter.give_up("the session was ended before the program was there".to_owned());
            return Ok(NoBody);
        }
        if adapter.shared.phase() != Phase::Ended {
            adapter.with(wrtd_debug::DebugSession::terminate)?;
        }
        Ok(NoBody)
    }
}
