//! `writeMemory`: other bytes into linear memory.

use super::Handle;
use crate::{
    adapter::Adapter,
    base64,
    error::RequestError,
    protocol::generated::{WriteMemoryArguments, WriteMemoryRequest, WriteMemoryResponseBody},
    state::When,
};

impl Handle for WriteMemoryRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: WriteMemoryArguments,
    ) -> Result<WriteMemoryResponseBody, RequestError> {
        let bytes = base64::decode(&arguments.data).ok_or_else(|| RequestError::Arguments {
            command: "writeMemory",
            field: "arguments.data".to_owned(),
            problem: "it is no Base64".to_owned(),
        })?;
        let offset = arguments.offset.unwrap_or(0);
        let partial = arguments.allow_partial.unwrap_or(false);
        let written = adapter.with(move |session| {
            let place = session.memory_ref(&arguments.memory_reference)?;
            session.write_memory(place, offset, &bytes, partial)
        })??;
        Ok(WriteMemoryResponseBody {
            bytes_written: partial.then(|| u32::try_from(written).unwrap_or(u32::MAX)),
            // What is written begins where it was to.
            offset: None,
        })
    }
}
