//! `cancel`: gives up a request that waits or is being answered, or the progress that is told of one. The thread that
//! reads messages has done so when it came; here it is only acknowledged.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{CancelArguments, CancelRequest},
    },
    state::When,
};

impl Handle for CancelRequest {
    const WHEN: When = When::AfterInitialize;

    fn handle(_adapter: &mut Adapter, _arguments: CancelArguments) -> Result<NoBody, RequestError> {
        Ok(NoBody)
    }
}
