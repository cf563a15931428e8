//! `threads`: the threads of the program, until it has ended.

use wrtd_debug::ThreadView;

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoArguments,
        generated::{Thread, ThreadsRequest, ThreadsResponseBody},
    },
    state::{Phase, When},
};

impl Handle for ThreadsRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(adapter: &mut Adapter, _: NoArguments) -> Result<ThreadsResponseBody, RequestError> {
        let threads = match adapter.shared.phase() {
            Phase::Ended => Vec::new(),
            _ => adapter.with(|session| session.threads())?.into_iter().filter_map(view).collect(),
        };
        Ok(ThreadsResponseBody { threads })
    }
}

/// Numbers of threads have 29 bits.
fn view(thread: ThreadView) -> Option<Thread> {
    Some(Thread { id: i32::try_from(thread.id).ok()?, name: thread.name })
}
