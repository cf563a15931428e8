//! `loadedSources`: the sources that the debug information names, and the texts that the session has shown.
//! From the first such request on, `loadedSource` tells what comes, goes and changes.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        LoadedSourcesArguments, LoadedSourcesRequest, LoadedSourcesResponseBody,
    },
    sources,
    state::When,
};

impl Handle for LoadedSourcesRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(
        adapter: &mut Adapter,
        _arguments: LoadedSourcesArguments,
    ) -> Result<LoadedSourcesResponseBody, RequestError> {
        let (found, left) = adapter.with(|session| session.watch_sources())??;
        if left > 0 {
            adapter.shared.note(&format!(
                "{left} more sources are not listed; the stack and breakpoints find them all the same."
            ));
        }
        let client = adapter.shared.run().client.clone();
        let sources = found.iter().map(|source| sources::view(&client, source)).collect();
        Ok(LoadedSourcesResponseBody { sources })
    }
}
