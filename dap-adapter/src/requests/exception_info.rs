//! `exceptionInfo`: what the trap or panic is at which the program stands.

use wrtd_debug::ExceptionKind;

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        ExceptionBreakMode, ExceptionDetails, ExceptionInfoArguments, ExceptionInfoRequest,
        ExceptionInfoResponseBody,
    },
    state::When,
};

impl Handle for ExceptionInfoRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: ExceptionInfoArguments,
    ) -> Result<ExceptionInfoResponseBody, RequestError> {
        adapter.select_thread(arguments.thread_id)?;
        let stop = adapter.shared.run().stop.clone();
        let kind = stop.as_ref().and_then(|stop| stop.reason.exception());
        let Some((stop, kind)) = stop.zip(kind) else {
            return Err(RequestError::Reference(
                "the program does not stand at an exception; ask after a stop with reason `exception`"
                    .to_owned(),
            ));
        };
        let id = kind.id();
        let mode = match kind {
            // Nothing in a Wasm program can catch a trap.
            ExceptionKind::Trap | ExceptionKind::Uncaught => ExceptionBreakMode::Unhandled,
            ExceptionKind::RustPanic
            | ExceptionKind::Throw
            | ExceptionKind::Exit
            | ExceptionKind::HostCall => ExceptionBreakMode::Always,
        };
        let (backtrace, details, type_name) = adapter.with(|session| {
            (session.backtrace(false), session.trap_details(), session.exception_type())
        })?;
        let message = stop.text.clone().unwrap_or_else(|| stop.description.clone());
        let description = match details {
            Some(details) => format!("{message}\n{details}"),
            None => message,
        };
        Ok(ExceptionInfoResponseBody {
            exception_id: id.to_owned(),
            description: Some(description),
            break_mode: mode,
            details: Some(ExceptionDetails {
                message: Some(stop.text.unwrap_or(stop.description)),
                type_name: Some(type_name.unwrap_or_else(|| id.to_owned())),
                stack_trace: Some(backtrace),
                ..ExceptionDetails::default()
            }),
        })
    }
}
