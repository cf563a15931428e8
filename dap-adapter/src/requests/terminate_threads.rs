//! `terminateThreads`: ends threads wherever they are; with the main thread, the program.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{TerminateThreadsArguments, TerminateThreadsRequest},
    },
    state::When,
};

impl Handle for TerminateThreadsRequest {
    const WHEN: When = When::Started;

    fn handle(
        adapter: &mut Adapter,
        arguments: TerminateThreadsArguments,
    ) -> Result<NoBody, RequestError> {
        let ids = arguments.thread_ids.unwrap_or_default();
        let mut threads = Vec::with_capacity(ids.len());
        for id in ids {
            adapter.check_thread(id)?;
            threads.extend(u32::try_from(id));
        }
        adapter.with(move |session| session.terminate_threads(&threads))??;
        Ok(NoBody)
    }
}
