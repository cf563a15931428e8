//! `source`: a text that the session makes, such as disassembly.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{SourceArguments, SourceRequest, SourceResponseBody},
    state::When,
};

impl Handle for SourceRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(
        adapter: &mut Adapter,
        arguments: SourceArguments,
    ) -> Result<SourceResponseBody, RequestError> {
        let number = arguments
            .source
            .as_ref()
            .and_then(|source| source.source_reference)
            .unwrap_or(arguments.source_reference);
        let reference = u32::try_from(number).ok().filter(|&number| number > 0).ok_or_else(|| {
            RequestError::Reference(format!(
                "{number} is no source reference; a source with a path is a file, which the client opens itself"
            ))
        })?;
        let content = adapter.with(move |session| session.source(reference))??;
        Ok(SourceResponseBody {
            content: content.text,
            mime_type: Some(content.mime_type.to_owned()),
        })
    }
}
