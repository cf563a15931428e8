//! `threads`: the one thread of a program, until it has ended.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoArguments,
        generated::{Thread, ThreadsRequest, ThreadsResponseBody},
    },
    shared::THREAD,
    state::{Phase, When},
};

impl Handle for ThreadsRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(adapter: &mut Adapter, _: NoArguments) -> Result<ThreadsResponseBody, RequestError> {
        let threads = match adapter.shared.phase() {
            Phase::Ended => Vec::new(),
            _ => vec![Thread { id: THREAD, name: "main".to_owned() }],
        };
        Ok(ThreadsResponseBody { threads })
    }
}
