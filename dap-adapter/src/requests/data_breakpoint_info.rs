//! `dataBreakpointInfo`: whether and how something can be watched.

use wrtd_debug::{DataInfo, DebugSession, SessionError, VariablesRef, target::DataAccess};

use super::Handle;
use crate::{
    adapter::Adapter,
    data_id::{CHANGES, DataId, EVERY_WRITE},
    error::RequestError,
    protocol::generated::{
        DataBreakpointAccessType, DataBreakpointInfoArguments, DataBreakpointInfoRequest,
        DataBreakpointInfoResponseBody,
    },
    state::When,
};

impl Handle for DataBreakpointInfoRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: DataBreakpointInfoArguments,
    ) -> Result<DataBreakpointInfoResponseBody, RequestError> {
        let every_write = match arguments.mode.as_deref() {
            None | Some(CHANGES) => false,
            Some(EVERY_WRITE) => true,
            Some(other) => {
                return Err(RequestError::Reference(format!(
                    "there is no mode `{other}` of data breakpoints; use `{CHANGES}` or `{EVERY_WRITE}`"
                )));
            }
        };
        let frame = match arguments.frame_id {
            Some(_) => Some(adapter.frame(arguments.frame_id)?),
            None => None,
        };
        let found = adapter.with(move |session| find(session, &arguments, frame))?;
        Ok(match found {
            Ok(info) => body(info, every_write),
            // The protocol's way to say no.
            Err(why) => DataBreakpointInfoResponseBody {
                description: why.to_string(),
                ..DataBreakpointInfoResponseBody::default()
            },
        })
    }
}

fn find(
    session: &mut DebugSession,
    arguments: &DataBreakpointInfoArguments,
    frame: Option<u32>,
) -> Result<DataInfo, SessionError> {
    let bytes = arguments.bytes.map(u64::from);
    if arguments.as_address == Some(true) {
        let memory = session.memory_ref(&arguments.name)?;
        return session.data_info_at(memory, bytes.unwrap_or(1));
    }
    match arguments.variables_reference.and_then(|number| u32::try_from(number).ok()) {
        Some(number) if number > 0 => {
            session.data_info_of_child(VariablesRef(number), &arguments.name, bytes)
        }
        _ => session.data_info(frame, &arguments.name, bytes),
    }
}

fn body(info: DataInfo, every_write: bool) -> DataBreakpointInfoResponseBody {
    let mut types = Vec::new();
    for access in info.accesses {
        match access {
            DataAccess::Change => types.push(DataBreakpointAccessType::Write),
            DataAccess::Read => types.push(DataBreakpointAccessType::Read),
            DataAccess::ReadWrite => types.push(DataBreakpointAccessType::ReadWrite),
            // What the mode chooses.
            DataAccess::Write => {}
        }
    }
    let id = DataId { source: info.source, every_write };
    DataBreakpointInfoResponseBody {
        access_types: Some(types),
        can_persist: Some(id.lasts()),
        data_id: Some(id.write()),
        description: info.description,
    }
}
