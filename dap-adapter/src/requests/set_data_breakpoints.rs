//! `setDataBreakpoints`: all breakpoints at data, by the names that `dataBreakpointInfo` has given.

use wrtd_debug::{BreakpointOptions, DataBreakpoint, DataSource, target::DataAccess};

use super::Handle;
use crate::{
    adapter::Adapter,
    breakpoints::{SourceKey, Wanted},
    data_id::DataId,
    error::RequestError,
    protocol::generated::{
        self, DataBreakpointAccessType, SetDataBreakpointsArguments, SetDataBreakpointsRequest,
        SetDataBreakpointsResponseBody,
    },
    state::When,
};

impl Handle for SetDataBreakpointsRequest {
    const WHEN: When = When::AfterInitialize;

    fn handle(
        adapter: &mut Adapter,
        arguments: SetDataBreakpointsArguments,
    ) -> Result<SetDataBreakpointsResponseBody, RequestError> {
        let wanted = arguments.breakpoints.into_iter().map(|at| Wanted::Data(wanted(at)));
        let breakpoints = adapter.replace_breakpoints(SourceKey::Data, wanted.collect())?;
        Ok(SetDataBreakpointsResponseBody { breakpoints })
    }
}

fn wanted(at: generated::DataBreakpoint) -> DataBreakpoint {
    // What no session has written may be a name that a user has put into a file; else nothing has it.
    let id = DataId::read(&at.data_id).unwrap_or_else(|| DataId {
        source: DataSource::Static(at.data_id.clone()),
        every_write: false,
    });
    let access = match at.access_type {
        Some(DataBreakpointAccessType::Read) => DataAccess::Read,
        Some(DataBreakpointAccessType::ReadWrite) => DataAccess::ReadWrite,
        _ if id.every_write => DataAccess::Write,
        _ => DataAccess::Change,
    };
    let options = BreakpointOptions {
        condition: at.condition,
        hit_condition: at.hit_condition,
        log_message: None,
    };
    DataBreakpoint { source: id.source, access, options }
}
