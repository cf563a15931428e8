//! Stops and the end of the program, as they are announced.

use std::fmt::Write;

use wrtd_debug::{
    DebugSession, Format, FrameView, Motion, ScopeKind, StopEvent, StopReason, VariableFilter,
};

use super::listing::{self, Cursor};
use super::value::line;
use super::{clean, place};

/// Why and where, in the selected frame, the program stopped, with its source line; more lines around it where a new
/// place is reached, none after a step.
pub(crate) fn describe(
    session: &mut DebugSession,
    selected: u32,
    cursor: &mut Option<Cursor>,
    stop: &StopEvent,
    motion: Option<Motion>,
) -> String {
    let frame = place::frame(session, selected).ok().flatten();
    let mut text = headline(stop, motion, frame.as_ref());
    if session.threads().len() > 1 {
        let _ = writeln!(text, "  in {}", clean(&session.thread_name(stop.thread)));
    }
    if let Some(details) = &stop.text {
        for line in details.lines() {
            let _ = writeln!(text, "  {}", clean(line));
        }
    }
    let context = if matches!(stop.reason, StopReason::Step | StopReason::Goto) {
        0
    } else {
        listing::STOP_CONTEXT
    };
    if let Some(frame) = &frame {
        text.push_str(&listing::at_frame(session, frame, context, cursor));
    }
    if stop.reason == StopReason::Step {
        text.push_str(&returned(session));
    }
    text
}

/// What the function gave back from which a step out came.
fn returned(session: &mut DebugSession) -> String {
    let scopes = session.scopes(0).unwrap_or_default();
    let Some(scope) = scopes.iter().find(|scope| scope.kind == ScopeKind::Returned) else {
        return String::new();
    };
    let all = VariableFilter::All;
    let values = session.variables(scope.variables, all, 0, 0, Format::default());
    values.unwrap_or_default().iter().map(|value| line(value, 0)).collect()
}

fn headline(stop: &StopEvent, motion: Option<Motion>, frame: Option<&FrameView>) -> String {
    let why = match &stop.reason {
        StopReason::Entry => "Stopped before the first instruction:".to_owned(),
        StopReason::Breakpoint(ids) => {
            let numbers: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
            let plural = if numbers.len() == 1 { "" } else { "s" };
            format!("Stopped at breakpoint{plural} {}:", numbers.join(", "))
        }
        StopReason::Step if matches!(motion, Some(Motion::StepOut | Motion::StepOutOf(_))) => {
            "Returned to".to_owned()
        }
        StopReason::DataBreakpoint(ids) => {
            let numbers: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
            let plural = if numbers.len() == 1 { "" } else { "s" };
            format!("Stopped by data breakpoint{plural} {}:", numbers.join(", "))
        }
        StopReason::Step => "Stepped to".to_owned(),
        StopReason::Goto => "Goes on in".to_owned(),
        StopReason::RestartFrame => "Begins again in".to_owned(),
        StopReason::Pause => "Paused in".to_owned(),
        StopReason::Trap => "Trapped in".to_owned(),
        StopReason::Panic => "Stopped at a Rust panic in".to_owned(),
        StopReason::Throw => "Stopped before an exception is thrown in".to_owned(),
        StopReason::Uncaught => "Stopped before an exception that nothing catches in".to_owned(),
        StopReason::Exit => "Stopped before the end of the program in".to_owned(),
        StopReason::HostCall => "Stopped before a call of the host in".to_owned(),
    };
    let Some(frame) = frame else {
        return format!("{}\n", why.trim_end_matches([':', ' ']));
    };
    let function = clean(&frame.function);
    // Where a line has several statements the line does not say which.
    let column = match motion {
        Some(Motion::StepInStatement | Motion::StepOverStatement) if frame.column > 0 => {
            format!(":{}", frame.column)
        }
        _ => String::new(),
    };
    match place::location(frame) {
        Some(location) => format!("{why} {function} at {location}{column}\n"),
        None => format!("{why} {function} in {} at {:#x}\n", clean(&frame.module), frame.offset),
    }
}

/// How the program ended, with the results of an invoked function.
pub(crate) fn describe_end(session: &DebugSession) -> String {
    let mut text = String::new();
    for result in session.results() {
        let _ = writeln!(text, "Result: {}", clean(result));
    }
    let _ = match session.exit_code() {
        Some(code) => writeln!(text, "The program ended with exit code {code}."),
        None => writeln!(text, "The program ended."),
    };
    text
}
