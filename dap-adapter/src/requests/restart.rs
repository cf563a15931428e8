//! `restart`: the same program anew from its file, or with another launch configuration. Breakpoints
//! stay.

use serde_json::Value;
use wrtd_configuration::LivePlan;

use super::{Handle, launch};
use crate::{
    adapter::{Adapter, Debuggee, Launch},
    error::RequestError,
    protocol::{
        NoBody,
        generated::{ContinuedEvent, ContinuedEventBody, RestartArguments, RestartRequest},
    },
    shared::THREAD,
    state::{Phase, When},
};

impl Handle for RestartRequest {
    const WHEN: When = When::Started;

    fn handle(adapter: &mut Adapter, arguments: RestartArguments) -> Result<NoBody, RequestError> {
        match arguments.arguments {
            Some(Value::Object(attributes))
                if attributes.contains_key("program") && !is_attached(adapter) =>
            {
                let (launch, limits) = launch::read(adapter, &attributes)?;
                with_another(adapter, launch, limits)?;
            }
            _ => {
                let stop_on_entry =
                    adapter.debuggee.as_ref().is_some_and(|debuggee| debuggee.stops_on_entry());
                the_same(adapter, stop_on_entry)?;
            }
        }
        Ok(NoBody)
    }
}

/// Whether somebody else launched the program, so that its arguments are not the client's to say.
fn is_attached(adapter: &Adapter) -> bool {
    adapter.debuggee.as_ref().is_some_and(Debuggee::is_attached_to)
}

/// Starts the same program again. Where that fails, the one of before stands as it did.
pub(super) fn the_same(adapter: &mut Adapter, stop_on_entry: bool) -> Result<(), RequestError> {
    let was_stopped = adapter.shared.phase() == Phase::Stopped;
    adapter.with(wrtd_debug::DebugSession::restart)??;
    begin(adapter, was_stopped, stop_on_entry)
}

/// Ends the program and starts another one. Where that cannot be loaded, the one of before stands or runs as it did.
fn with_another(
    adapter: &mut Adapter,
    launch: Launch,
    limits: LivePlan,
) -> Result<(), RequestError> {
    let was_stopped = adapter.shared.phase() == Phase::Stopped;
    adapter.load(launch, limits)?;
    let stop_on_entry = adapter.debuggee.as_ref().is_some_and(|debuggee| debuggee.stops_on_entry());
    begin(adapter, was_stopped, stop_on_entry)
}

fn begin(
    adapter: &mut Adapter,
    was_stopped: bool,
    stop_on_entry: bool,
) -> Result<(), RequestError> {
    if was_stopped && !stop_on_entry {
        adapter.shared.send::<ContinuedEvent>(&ContinuedEventBody {
            thread_id: THREAD,
            all_threads_continued: Some(true),
        });
    }
    adapter.go(stop_on_entry)
}
