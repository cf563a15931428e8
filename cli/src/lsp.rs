//! `wrtd lsp`: the language server for WIT.

use std::process::ExitCode;

use anyhow::Result;
use lsp_server::Connection;

use crate::report::EXIT_FAILURE;

/// Serves one editor over standard input and output. The exit code is 0 where it has said `shutdown` before `exit`, and
/// 1 otherwise, as the protocol has it.
pub(crate) fn serve() -> Result<ExitCode> {
    let (connection, threads) = Connection::stdio();
    let orderly = wrtd_lsp::server::serve(&connection)?;
    drop(connection);
    if orderly {
        threads.join()?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(EXIT_FAILURE))
}
