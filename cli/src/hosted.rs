//! A program that debuggers attach to while it runs, and which goes on without them: its streams and its exit code
//! are passed through as by `wrtd run`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use anyhow::Result;
use wrtd_dap::{Ending, HostedProgram, Options, Server};
use wrtd_debug::{LaunchSpec, OutputCategory};
use wrtd_remote::Token;

use crate::report::{self, EXIT_TRAP};
use crate::{dap, run};

/// Loads the program.
///
/// # Errors
/// As where `wrtd run` loads one.
pub(crate) fn launch(spec: LaunchSpec) -> Result<Arc<HostedProgram>> {
    HostedProgram::launch(spec, Arc::new(run::pass_on)).map_err(run::launch_error)
}

/// Lets debuggers attach to the program at `address`, and starts it, or with `wait` leaves that to the first of them.
/// They are told when it ends before this returns its exit code, or that of a trap.
///
/// # Errors
/// An address that cannot be listened on; a program that cannot start.
pub(crate) fn run_offered(
    program: &Arc<HostedProgram>,
    address: SocketAddr,
    token: Option<Token>,
    wait: bool,
    whole_backtrace: bool,
) -> Result<ExitCode> {
    let options = Options { token, ..Options::default() };
    let server = Server::bind_program(address, &options, Arc::clone(program))?;
    let waits = if wait { "; the program waits for one" } else { "" };
    report::line(&format!("debuggers can attach at {}{waits}", server.address()));
    let clients = server.clients();
    thread::Builder::new().name("attach".to_owned()).spawn(move || server.serve(dap::notice))?;
    if !wait {
        program.start()?;
    }
    let ending = program.wait();
    clients.wait_until_gone();
    report_end(program, ending, whole_backtrace)
}

/// Tells what there is to tell of the program's end; its exit code.
pub(crate) fn report_end(
    program: &HostedProgram,
    ending: Ending,
    whole_backtrace: bool,
) -> Result<ExitCode> {
    match ending {
        Ending::Exited { code, results } => {
            for result in results {
                run::pass_on(OutputCategory::Stdout, format!("{result}\n").as_bytes());
            }
            Ok(run::exit_code(code))
        }
        Ending::Trapped(stop) => {
            let backtrace = program.with(move |session| session.backtrace(whole_backtrace))?;
            run::report_trap(&stop, &backtrace);
            Ok(ExitCode::from(EXIT_TRAP))
        }
    }
}
