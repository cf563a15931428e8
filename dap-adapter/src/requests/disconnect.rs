//! `disconnect`: the client leaves. What it launched ends with it unless it says otherwise; what it attached to goes on.

use wrtd_debug::Leave;

use super::Handle;
use crate::{
    adapter::{Adapter, Debuggee},
    error::RequestError,
    hosted::AtEnd,
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
        let alive =
            matches!(adapter.shared.phase(), Phase::Configuring | Phase::Running | Phase::Stopped);
        let debuggee = adapter.debuggee.as_mut().filter(|_| alive);
        if let Some(problem) = debuggee.and_then(|debuggee| choose_end(debuggee, &arguments)) {
            adapter.shared.note(problem);
        }
        adapter.drop_debuggee();
        adapter.shared.end();
        adapter.finished = true;
        Ok(NoBody)
    }
}

/// Says to the program what becomes of it; what of the client's wish cannot be done.
fn choose_end(debuggee: &mut Debuggee, wish: &DisconnectArguments) -> Option<&'static str> {
    let suspend = wish.suspend_debuggee == Some(true) && wish.terminate_debuggee != Some(true);
    let attached = debuggee.is_attached_to();
    let Some(attachment) = &mut debuggee.attachment else {
        let stay = suspend || wish.terminate_debuggee == Some(false);
        return stay.then_some(
            "The program runs inside the debugger and ends with it; one that was launched with `\"console\": \
             \"integratedTerminal\"`, or by `wrtd run --debug-listen`, can be left running.",
        );
    };
    attachment.end = match wish.terminate_debuggee {
        Some(true) => AtEnd::Terminate,
        _ if suspend && attached => AtEnd::Leave(Leave::Suspended),
        Some(false) => AtEnd::Leave(Leave::Running),
        None => attachment.end,
    };
    (suspend && !attached).then_some(
        "The program is not left standing: nobody could attach to it in its terminal; start it by `wrtd run \
         --debug-listen` for that.",
    )
}
