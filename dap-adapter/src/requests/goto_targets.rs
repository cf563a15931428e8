//! `gotoTargets`: where the program can be told to go on, at a line of the innermost function.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        GotoTarget, GotoTargetsArguments, GotoTargetsRequest, GotoTargetsResponseBody,
    },
    state::When,
};

impl Handle for GotoTargetsRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: GotoTargetsArguments,
    ) -> Result<GotoTargetsResponseBody, RequestError> {
        let client = adapter.shared.run().client.clone();
        // Behind all lines that a file can have there is nothing to go on at.
        let line = client.our_line(arguments.line).unwrap_or(u32::MAX);
        let source = arguments.source;
        let reference = source.source_reference.and_then(|number| u32::try_from(number).ok());
        let reference = reference.filter(|&number| number > 0);
        let found = match (reference, source.path) {
            (Some(reference), _) => {
                adapter.with(move |session| session.goto_targets_in(reference, line))??
            }
            (None, Some(path)) => {
                let path = client.our_path(&path).display().to_string();
                adapter.with(move |session| session.goto_targets(&path, line))??
            }
            (None, None) => {
                return Err(RequestError::Reference(
                    "the source has neither a path nor a reference; name one of both".to_owned(),
                ));
            }
        };
        let targets = found.into_iter().map(|target| GotoTarget {
            id: i32::try_from(target.id).unwrap_or(i32::MAX),
            label: target.label,
            line: client.line(target.line),
            column: (target.column > 0).then(|| client.column(target.column)),
            ..GotoTarget::default()
        });
        Ok(GotoTargetsResponseBody { targets: targets.collect() })
    }
}
