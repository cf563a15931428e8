//! `wrtd dap`: the Debug Adapter Protocol server.

use std::process::ExitCode;

use anyhow::Result;
use wrtd_dap::{Notice, Options, Server};

use crate::arguments::DapArguments;
use crate::report;

/// Serves until the client ends the session, or for ever on a TCP address.
pub(crate) fn serve(arguments: DapArguments) -> Result<ExitCode> {
    let options = Options { trace: arguments.trace, ..Options::default() };
    match arguments.listen {
        Some(address) => {
            let server = Server::bind(address, &options)?;
            report::line(&format!("listening on {}", server.address()));
            server.serve(notice);
        }
        None => wrtd_dap::serve_stdio(&options)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// On standard error: standard output may be read by nobody, or is the program's.
pub(crate) fn notice(notice: Notice) {
    match notice {
        Notice::Client(peer, error) => report::warning(&format!("client {peer}: {error}")),
        Notice::Accept(error) => {
            report::warning(&format!("a connection could not be accepted: {error}"));
        }
    }
}
