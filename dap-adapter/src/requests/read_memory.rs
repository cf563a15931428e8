//! `readMemory`: bytes of linear memory.

use super::Handle;
use crate::{
    adapter::Adapter,
    base64,
    error::RequestError,
    protocol::generated::{ReadMemoryArguments, ReadMemoryRequest, ReadMemoryResponseBody},
    state::When,
};

/// Most bytes of one response; clients show a few hundred at once.
const MOST: u64 = 4 << 20;

impl Handle for ReadMemoryRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: ReadMemoryArguments,
    ) -> Result<ReadMemoryResponseBody, RequestError> {
        let asked = arguments.count;
        let count = usize::try_from(asked).ok().filter(|_| asked <= MOST).ok_or_else(|| {
            RequestError::Arguments {
                command: "readMemory",
                field: "arguments.count".to_owned(),
                problem: format!(
                    "{asked} bytes are more than the {MOST} of one answer; ask for less"
                ),
            }
        })?;
        let offset = arguments.offset.unwrap_or(0);
        let (address, bytes) = adapter.with(move |session| {
            let place = session.memory_ref(&arguments.memory_reference)?;
            session.read_memory(place, offset, count)
        })??;
        let missing = asked - bytes.len() as u64;
        Ok(ReadMemoryResponseBody {
            address: format!("{address:#x}"),
            data: (!bytes.is_empty()).then(|| base64::encode(&bytes)),
            unreadable_bytes: (missing > 0).then_some(missing),
        })
    }
}
