//! `stepInTargets`: the calls of a line, each of which a step can enter.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        StepInTarget, StepInTargetsArguments, StepInTargetsRequest, StepInTargetsResponseBody,
    },
    state::When,
};

impl Handle for StepInTargetsRequest {
    const WHEN: When = When::Stopped;

    /// Of the innermost frame: those around it have their call already, and a step begins in the innermost one.
    fn handle(
        adapter: &mut Adapter,
        arguments: StepInTargetsArguments,
    ) -> Result<StepInTargetsResponseBody, RequestError> {
        if adapter.frame(Some(arguments.frame_id))? != 0 {
            return Ok(StepInTargetsResponseBody { targets: Vec::new() });
        }
        let found = adapter.with(wrtd_debug::DebugSession::step_targets)??;
        let client = adapter.shared.run().client.clone();
        let targets = found.into_iter().map(|target| StepInTarget {
            id: i32::try_from(target.id).unwrap_or(i32::MAX),
            label: target.name,
            line: Some(client.line(target.line)),
            column: (target.column > 0).then(|| client.column(target.column)),
            ..StepInTarget::default()
        });
        Ok(StepInTargetsResponseBody { targets: targets.collect() })
    }
}
