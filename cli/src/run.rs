//! `wrtd run`: the program from start to end, its streams and its exit code passed through.

use std::process::ExitCode;

use anyhow::Result;
use wrtd_debug::{
    DebugSession, Event, LaunchError, LaunchSpec, Motion, OutputCategory, StopEvent, StopReason,
};

use crate::arguments::RunArguments;
use crate::report::{self, EXIT_TRAP, UsageError};

/// Runs the program; its exit code, or that of a trap.
pub(crate) fn run(arguments: RunArguments) -> Result<ExitCode> {
    let (whole, stats) = (arguments.full_backtrace, arguments.stats);
    let (spec, _watch) = arguments.program.into_launch(true)?;
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
            report_trap(session, &stop, whole);
            return Ok(ExitCode::from(EXIT_TRAP));
        }
    }
    for result in session.results() {
        report::write_stdout(format!("{result}\n").as_bytes());
    }
    Ok(exit_code(session.exit_code().unwrap_or_default()))
}

fn launch(spec: LaunchSpec) -> Result<DebugSession> {
    DebugSession::launch(spec, Box::new(pass_through)).map_err(|error| match error {
        LaunchError::Invocation(text) => UsageError(text).into(),
        error => error.into(),
    })
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

/// The trap's reason and the stack. What a panic says the program has printed itself.
fn report_trap(session: &mut DebugSession, stop: &StopEvent, whole: bool) {
    let text = stop.text.as_deref().unwrap_or(&stop.description);
    let reason = text.lines().next().unwrap_or(text);
    let backtrace = session.backtrace(whole);
    report::error(&anyhow::anyhow!("{reason}\n{backtrace}"));
}

/// The low byte, as every system keeps it.
pub(crate) fn exit_code(code: i32) -> ExitCode {
    ExitCode::from((code & 0xff) as u8)
}
