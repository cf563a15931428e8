//! `wrtd dap`: the Debug Adapter Protocol server, and the ways to one in another process.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use wrtd_dap::{Notice, Options, Server};
use wrtd_remote::Token;

use crate::arguments::DapArguments;
use crate::report::{self, UsageError};
use crate::{hosted, run};

/// Serves until the client ends the session, or for ever on a TCP address.
pub(crate) fn serve(arguments: DapArguments) -> Result<ExitCode> {
    let elsewhere = arguments.listen.is_some()
        || arguments.connect.is_some()
        || arguments.lend_terminal.is_some();
    if arguments.token_file.is_some() && !elsewhere {
        return Err(UsageError(
            "--token-file is for connections: give --listen or --connect as well".to_owned(),
        )
        .into());
    }
    let token = arguments.token_file.as_deref().map(Token::read).transpose()?;
    if let Some(address) = arguments.connect {
        wrtd_dap::proxy_stdio(&address, token.as_ref())?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some((address, token)) = arguments.lend_terminal.zip(token.as_ref()) {
        return lend_terminal(&address, token);
    }
    let options = Options { trace: arguments.trace, token, ..Options::default() };
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

/// Lets a session elsewhere have this terminal; the exit code is that of its program, which may go on when the session
/// has ended.
fn lend_terminal(address: &str, token: &Token) -> Result<ExitCode> {
    match wrtd_dap::lend_terminal(address, token, Arc::new(run::pass_on))? {
        Some(program) => hosted::report_end(&program, program.wait(), false),
        // The launch was refused, which the editor shows.
        None => Ok(ExitCode::from(report::EXIT_FAILURE)),
    }
}

/// On standard error: standard output may be read by nobody, or is the program's.
pub(crate) fn notice(notice: Notice) {
    match notice {
        Notice::Client(peer, error) => report::warning(&format!("client {peer}: {error}")),
        Notice::Refused { peer, error, count, in_all } => {
            let why = error.map_or_else(
                || "too many from its address have failed; it has to wait".to_owned(),
                |error| error.to_string(),
            );
            let others = match count {
                1 => String::new(),
                _ => format!("; {} others since the last such line", count - 1),
            };
            report::warning(&format!("refused {peer}: {why} ({in_all} refused in all{others})"));
        }
        Notice::Accept(error) => {
            report::warning(&format!("a connection could not be accepted: {error}"));
        }
    }
}
