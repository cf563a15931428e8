//! `disconnect`: the client leaves. The program lives inside wrtd, so it ends as well.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{DisconnectArguments, DisconnectRequest},
    },
    state::{Phase, When},
};

impl Handle for DisconnectRequest {
    const WHEN: When = When::Always;

    fn handle(
        adapter: &mut Adapter,
        arguments: DisconnectArguments,
    ) -> Result<NoBody, RequestError> {
        let alive = matches!(adapter.shared.phase(), Phase::Running | Phase::Stopped);
        if alive && arguments.terminate_debuggee == Some(false) {
            adapter.shared.note("The program runs inside the debugger and ends with it.");
        }
        adapter.drop_debuggee();
        adapter.shared.end();
        adapter.finished = true;
        Ok(NoBody)
    }
}
