//! `launch`: loads a program. It starts when `configurationDone` has come as well.

mod attributes;
mod limits;

use std::{fs, path::Path};

use self::attributes::Attributes;
use super::attributes::{object, wrong};
use serde_json::{Map, Value};
use wrtd_configuration::{LivePlan, Notice};
use wrtd_debug::StdinSource;

use crate::{
    adapter::{Adapter, Launch},
    error::RequestError,
    protocol::{Request, generated::RunInTerminalRequest},
    seat::Seat,
    terminal::{Awaited, Console, TerminalError},
    text::shortened,
};

/// Answers the request. Its arguments are wrtd's own, so they are read by hand.
pub(super) fn run(adapter: &mut Adapter, arguments: Value) -> Result<Value, RequestError> {
    let attributes = object("launch", arguments)?;
    if let Seat::Program(_) = &adapter.seat {
        return Err(RequestError::Seat(
            "the program of this connection has been started by `wrtd run --debug-listen`; attach to it, in VS Code by `\"request\": \"attach\"`",
        ));
    }
    let read = attributes::read(&attributes)?;
    if read.console != Console::Internal && matches!(adapter.seat, Seat::Launcher) {
        if adapter.shared.run().client.terminals {
            tell(adapter, &read)?;
            return in_terminal(adapter, read.console, &read.launch.spec.program);
        }
        adapter.shared.note(
            "The client has no terminal to lend: what the program prints is shown here, and it reads what `stdin` says.",
        );
    }
    let (launch, limits) = self::read(adapter, &attributes)?;
    adapter.load(launch, limits)?;
    adapter.start_if_configured()?;
    Ok(Value::Null)
}

/// Reads launch attributes; what they hold that means nothing is noted in the debug console. Begins the
/// trace that they ask for. The limits are also given as they may change.
pub(super) fn read(
    adapter: &Adapter,
    attributes: &Map<String, Value>,
) -> Result<(Launch, LivePlan), RequestError> {
    let read = attributes::read(attributes)?;
    if let Some(cwd) = &read.launch.spec.cwd {
        check_folder(cwd)?;
    }
    // Where the session has come from another process, that has done so.
    if !matches!(adapter.seat, Seat::Terminal(_)) {
        tell(adapter, &read)?;
    }
    let mut launch = read.launch;
    let (live, configured) = read.settings.plan(launch.spec.cwd.as_deref())?;
    for notice in configured.notices {
        let subject = if matches!(notice, Notice::Formatter { .. }) { "Values" } else { "Limits" };
        adapter.shared.note(&format!("{subject}: {notice}."));
    }
    launch.spec.plan = configured.plan;
    launch.spec.skip.files.extend(live.configuration().skip_files());
    launch.spec.skip.functions.extend(live.configuration().skip_functions());
    launch.spec.formatters = limits::formatters(live.configuration());
    if let StdinSource::Fed(_) = launch.spec.stdin {
        adapter.shared.note(
            "What you type here while the program runs is its standard input, line by line; `^D` ends the input.",
        );
    }
    if matches!(adapter.seat, Seat::Terminal(_)) && launch.spec.stdin == StdinSource::None {
        launch.spec.stdin = StdinSource::Inherit;
    }
    Ok((launch, live))
}

/// Says what attributes mean nothing, and begins the trace that they ask for.
fn tell(adapter: &Adapter, read: &Attributes) -> Result<(), RequestError> {
    for note in &read.notes {
        adapter.shared.note(note);
    }
    read.trace.as_ref().map_or(Ok(()), |path| start_trace(adapter, path))
}

/// Asks the client for a terminal, in which the launch goes on.
fn in_terminal(
    adapter: &mut Adapter,
    console: Console,
    program: &Path,
) -> Result<Value, RequestError> {
    let refused = |error: TerminalError| wrong("console", error.to_string());
    let awaited = Awaited::new().map_err(refused)?;
    let request = awaited.request(console, program).map_err(|error| refused(error.into()))?;
    let request = serde_json::to_value(request).unwrap_or_default();
    let (waiting, token) = awaited.split();
    adapter.go_elsewhere(Some(token), move |given_up| waiting.wait(given_up))?;
    adapter.shared.outbox.ask(RunInTerminalRequest::COMMAND, request);
    Ok(Value::Null)
}

/// Writes all messages to a file from now on.
pub(super) fn start_trace(adapter: &Adapter, path: &Path) -> Result<(), RequestError> {
    let refused = |error| RequestError::Trace { path: path.display().to_string(), error };
    adapter.trace.start(path).map_err(refused)
}

/// Checks the folder from which relative paths count: none of them would be found otherwise, and what
/// is not found would be named where the folder is what is wrong.
fn check_folder(cwd: &Path) -> Result<(), RequestError> {
    let problem = match fs::metadata(cwd) {
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) => "it is not a folder".to_owned(),
        Err(_) if cwd.as_os_str().is_empty() => "it is empty".to_owned(),
        Err(error) => error.to_string(),
    };
    let text = cwd.display().to_string();
    Err(wrong(
        "cwd",
        format!("cannot use `{}`: {problem}; set it to a folder that exists", shortened(&text)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cwd_that_is_no_folder_is_refused_by_its_name() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(check_folder(here).is_ok());
        let error = |path: &Path| check_folder(path).unwrap_err().to_string();
        let missing = error(&here.join("nowhere"));
        assert!(missing.starts_with("launch attribute `cwd`: cannot use `"), "{missing}");
        assert!(missing.contains("nowhere`: "), "{missing}");
        assert!(error(&here.join("Cargo.toml")).contains("it is not a folder"));
    }
}
