//! `restart`: the same program anew from its file, or with another launch configuration. Breakpoints
//! stay.

use serde_json::Value;

use super::{Handle, launch};
use crate::{
    adapter::{Adapter, Launch},
    error::RequestError,
    protocol::{
        NoBody,
        generated::{
            ContinuedEvent, ContinuedEventBody, RestartArguments, RestartRequest, TerminatedEvent,
            TerminatedEventBody,
        },
    },
    shared::THREAD,
    state::{Phase, When},
};

impl Handle for RestartRequest {
    const WHEN: When = When::Started;

    fn handle(adapter: &mut Adapter, arguments: RestartArguments) -> Result<NoBody, RequestError> {
        let launch = match arguments.arguments {
            Some(Value::Object(attributes)) if attributes.contains_key("program") => {
                launch::read(adapter, &attributes)?
            }
            _ => match &adapter.debuggee {
                Some(debuggee) => debuggee.launch.clone(),
                None => return Ok(NoBody),
            },
        };
        let stop_on_entry = launch.spec.stop_on_entry && !launch.no_debug;
        anew(adapter, launch, stop_on_entry)?;
        Ok(NoBody)
    }
}

/// Ends the program and starts another, or the same again.
pub(super) fn anew(
    adapter: &mut Adapter,
    launch: Launch,
    stop_on_entry: bool,
) -> Result<(), RequestError> {
    let was_stopped = adapter.shared.phase() == Phase::Stopped;
    if let Err(error) = adapter.load(launch) {
        // The old program is gone, and there is no new one.
        adapter.shared.end();
        adapter.shared.send::<TerminatedEvent>(&TerminatedEventBody::default());
        return Err(error);
    }
    if was_stopped && !stop_on_entry {
        adapter.shared.send::<ContinuedEvent>(&ContinuedEventBody {
            thread_id: THREAD,
            all_threads_continued: Some(true),
        });
    }
    adapter.go(stop_on_entry)
}
