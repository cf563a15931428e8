//! `wrtd run`: the program from start to end, its streams and its exit code passed through.

use std::process::ExitCode;

use anyhow::Result;
use wrtd_debug::{
    DebugSession, Event, LaunchError, LaunchSpec, Motion, OutputCategory, StopEvent, StopReason,
};
use wrtd_remote::Token;

use crate::arguments::RunArguments;
use crate::hosted;
use crate::report::{self, EXIT_TRAP, UsageError};

/// Runs the program; its exit code, or that of a trap.
pub(crate) fn run(arguments: RunArguments) -> Result<ExitCode> {
    let (whole, stats) = (arguments.full_backtrace, arguments.stats);
    let (spec, _watch) = arguments.program.into_launch(true)?;
    if let Some(address) = arguments.debug_listen {
        let token = arguments.token_file.as_deref().map(Token::read).transpose()?;
        let program = hosted::launch(spec)?;
        let wait = arguments.debug_wait;
        let code = hosted::run_offered(&program, address, token, wait, whole)?;
        if stats {
            let report = program.with(|session| wrtd_console::budget_report(session))?;
            report::write_stderr(report.as_bytes());
        }
        return Ok(code);
    }
    let mut session = launch(LaunchSpec { undebugged: true, ..spec })?;
    let code = run_to_end(&mut session, whole)?;
    if stats {
        report::write_stderr(wrtd_console::budget_report(&session).as_bytes());
    }
    Ok(code)
}

fn run_to_end(session: &mut DebugSession, whole: bool) -> Result<ExitCode> {
    while let Some(stop) = session.resume(Motion::Continue)? {
        if stop.reason == StopReason::Trap {
            report_trap(&stop, &session.backtrace(whole));
            return Ok(ExitCode::from(EXIT_TRAP));
        }
    }
    for result in session.results() {
        report::write_stdout(format!("{result}\n").as_bytes());
    }
    Ok(exit_code(session.exit_code().unwrap_or_default()))
}

fn launch(spec: LaunchSpec) -> Result<DebugSession> {
    let pass_through = |event| {
        if let Event::Output { category, bytes } = event {
            pass_on(category, &bytes);
        }
    };
    DebugSession::launch(spec, Box::new(pass_through)).map_err(launch_error)
}

/// Arguments of a function that cannot be its are the command line's fault.
pub(crate) fn launch_error(error: LaunchError) -> anyhow::Error {
    match error {
        LaunchError::Invocation(text) => UsageError(text).into(),
        error => error.into(),
    }
}

/// The program's output to where it belongs; of the debugger's notices only the urgent ones.
pub(crate) fn pass_on(category: OutputCategory, bytes: &[u8]) {
    match category {
        OutputCategory::Stdout => report::write_stdout(bytes),
        OutputCategory::Stderr => report::write_stderr(bytes),
        OutputCategory::Important => report::warning(&String::from_utf8_lossy(bytes)),
        OutputCategory::Console => {}
    }
}

/// The trap's reason and the stack. What a panic says the program has printed itself.
pub(crate) fn report_trap(stop: &StopEvent, backtrace: &str) {
    let text = stop.text.as_deref().unwrap_or(&stop.description);
    let reason = text.lines().next().unwrap_or(text);
    report::error(&anyhow::anyhow!("{reason}\n{backtrace}"));
}

/// The low byte, as every system keeps it.
pub(crate) fn exit_code(code: i32) -> ExitCode {
    ExitCode::from((code & 0xff) as u8)
}
