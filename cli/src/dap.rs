//! `wrtd dap`: the Debug Adapter Protocol server.

use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::DapArguments;

/// Serves until the client ends the session, or for ever on a TCP address.
pub(crate) fn serve(arguments: &DapArguments) -> Result<ExitCode> {
    let _ = arguments;
    anyhow::bail!("the Debug Adapter Protocol server is not linked in yet")
}
