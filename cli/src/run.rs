//! `wrtd run`: the program from start to end, its streams and its exit code passed through.

use std::process::ExitCode;

use anyhow::Result;
use wrtd_debug::{
    DebugSession, Event, ExceptionFilter, LaunchError, Motion, OutputCategory, StopReason,
};

use crate::arguments::RunArguments;
use crate::report::{self, EXIT_TRAP};

/// Runs the program; its exit code, or that of a trap.
pub(crate) fn run(arguments: RunArguments) -> Result<ExitCode> {
    let mut session = launch(arguments)?;
    // A Rust panic reports itself and then traps: stopping at it would cost a look at the symbols.
    session.set_exception_filters(&[ExceptionFilter::Trap]);
    while let Some(stop) = session.resume(Motion::Continue)? {
        if stop.reason == StopReason::Trap {
            report_trap(&mut session, &stop.text.unwrap_or(stop.description));
            return Ok(ExitCode::from(EXIT_TRAP));
        }
    }
    for result in session.results() {
        report::write_stdout(format!("{result}\n").as_bytes());
    }
    Ok(exit_code(session.exit_code().unwrap_or_default()))
}

fn launch(arguments: RunArguments) -> Result<DebugSession, LaunchError> {
    DebugSession::launch(arguments.program.into_launch(true), Box::new(pass_through))
}

/// The program's output to where it belongs; of the debugger's notices only the urgent ones.
fn pass_through(event: Event) {
    if let Event::Output { category, bytes } = event {
        match category {
            OutputCategory::Stdout => report::write_stdout(&bytes),
            OutputCategory::Stderr => report::write_stderr(&bytes),
            OutputCategory::Important => report::warning(&String::from_utf8_lossy(&bytes)),
            OutputCategory::Console => {}
        }
    }
}

fn report_trap(session: &mut DebugSession, text: &str) {
    let backtrace = session.backtrace();
    report::error(&anyhow::anyhow!("{text}\n{backtrace}"));
}

/// The low byte, as every system keeps it.
pub(crate) fn exit_code(code: i32) -> ExitCode {
    ExitCode::from((code & 0xff) as u8)
}
