//! `evaluate`: an expression in a frame; in the debug console (`repl`) also wrtd's commands.
//!
//! In the debug console an expression comes first, so that a variable named like a command can be
//! looked at; what is no expression is a command.

use wrtd_console::{Action, Answer, CommandError};
use wrtd_debug::{DebugSession, Effects, Format, SessionError, StdinSource, VariableView};

use super::{
    Handle, restart,
    variables::{children, format, function, hint, memory, reference},
};
use crate::{
    adapter::Adapter,
    client::Client,
    error::RequestError,
    protocol::{
        Request,
        generated::{
            EvaluateArguments, EvaluateArgumentsContext, EvaluateRequest, EvaluateResponseBody,
        },
    },
    state::{Phase, When},
};

impl Handle for EvaluateRequest {
    const WHEN: When = When::Alive;

    fn handle(
        adapter: &mut Adapter,
        arguments: EvaluateArguments,
    ) -> Result<EvaluateResponseBody, RequestError> {
        let format = format(arguments.format.and_then(|format| format.hex));
        let in_console = arguments.context == Some(EvaluateArgumentsContext::Repl);
        let text = arguments.expression;
        if adapter.phase() != Phase::Stopped {
            if in_console && let Some(fed) = feed(adapter, &text) {
                return fed;
            }
            return if in_console {
                command(adapter, None, text)?.map_err(refused)
            } else {
                Err(RequestError::NotStopped)
            };
        }
        let place = adapter.thread_and_frame(arguments.frame_id)?;
        let (_, frame) = place;
        match expression(adapter, frame, &text, format, effects(arguments.context.as_ref())) {
            Err(error) if in_console => match command(adapter, Some(place), text)? {
                // What is neither an expression nor a command is answered as an expression.
                Err(CommandError::Unknown { .. }) => Err(error),
                Err(other) => Err(refused(other)),
                Ok(body) => Ok(body),
            },
            value => value,
        }
    }
}

/// What an expression may do to the program: all that a user types into the console; a watch, which is evaluated at each
/// stop, may call functions; what the editor looks at by itself, such as what the mouse is over, nothing.
fn effects(context: Option<&EvaluateArgumentsContext>) -> Effects {
    match context {
        None | Some(EvaluateArgumentsContext::Repl) => Effects::All,
        Some(EvaluateArgumentsContext::Watch) => Effects::Calls,
        Some(_) => Effects::None,
    }
}

/// Gives a line to a program that runs and reads the debug console; `None` where it does not.
fn feed(adapter: &Adapter, line: &str) -> Option<Result<EvaluateResponseBody, RequestError>> {
    let debuggee = adapter.debuggee.as_ref()?;
    let StdinSource::Fed(stdin) = &debuggee.launch.spec.stdin else { return None };
    if adapter.shared.phase() != Phase::Running {
        return None;
    }
    let fed = match line.trim() {
        "^D" => {
            stdin.close();
            Ok(())
        }
        _ => stdin.feed(format!("{line}\n").as_bytes()),
    };
    Some(match fed {
        Ok(()) => Ok(said("")),
        Err(error) => Err(RequestError::Console(error.to_string())),
    })
}

fn expression(
    adapter: &mut Adapter,
    frame: u32,
    text: &str,
    format: Format,
    effects: Effects,
) -> Result<EvaluateResponseBody, RequestError> {
    let text = text.to_owned();
    let (value, function) = adapter.with(move |session| {
        let value = session.execute(frame, &text, format, effects)?;
        let function = function(session, frame, &value);
        Ok::<_, SessionError>((value, function))
    })??;
    let (client, stop) = {
        let run = adapter.shared.run();
        (run.client.clone(), run.stops)
    };
    adapter.collections.learn(stop, value.children, value.named, value.indexed);
    let function = function.and_then(|function| adapter.locations.give(stop, function));
    Ok(EvaluateResponseBody { value_location_reference: function, ..view(&client, value) })
}

fn view(client: &Client, value: VariableView) -> EvaluateResponseBody {
    EvaluateResponseBody {
        presentation_hint: hint(&value),
        memory_reference: memory(value.memory),
        variables_reference: reference(value.children),
        named_variables: children(client, value.named),
        indexed_variables: children(client, value.indexed),
        type_: (client.variable_types && !value.type_name.is_empty()).then_some(value.type_name),
        result: value.value,
        ..EvaluateResponseBody::default()
    }
}

/// Carries out a line of the debug console. The outer error is the adapter's, the inner one the
/// console's.
fn command(
    adapter: &mut Adapter,
    frame: Option<(u32, u32)>,
    line: String,
) -> Result<Result<EvaluateResponseBody, CommandError>, RequestError> {
    adapter.inform_console()?;
    // The frame that is selected in the editor, when that changes; `up` and `down` stay in force.
    let selected = frame.filter(|_| frame != adapter.console_frame);
    adapter.console_frame = frame.or(adapter.console_frame);
    let mut console = std::mem::take(&mut adapter.console);
    let (console, answer) = adapter.with(move |session| {
        if let Some((thread, frame)) = selected {
            console.select(thread, frame);
        }
        let answer = console.execute(session, &line);
        (console, answer)
    })?;
    adapter.console = console;
    match answer {
        Ok(Answer::Text(text)) => Ok(Ok(said(text.trim_end()))),
        Ok(Answer::Action(action)) => act(adapter, action).map(Ok),
        Err(error) => Ok(Err(error)),
    }
}

fn act(adapter: &mut Adapter, action: Action) -> Result<EvaluateResponseBody, RequestError> {
    match action {
        Action::Resume(motion) => {
            let phase = adapter.phase();
            if phase != Phase::Stopped {
                let (command, when) = (EvaluateRequest::COMMAND, When::Stopped);
                return Err(RequestError::State { command, when, phase });
            }
            adapter.shared.run().announce_continue = true;
            adapter.resume(motion)?;
        }
        Action::Restart { resume } => {
            restart::the_same(adapter, !resume)?;
        }
        Action::Kill | Action::Quit => adapter.with(DebugSession::terminate)?,
    }
    Ok(said(""))
}

fn said(text: &str) -> EvaluateResponseBody {
    EvaluateResponseBody { result: text.to_owned(), ..EvaluateResponseBody::default() }
}

fn refused(error: CommandError) -> RequestError {
    RequestError::Console(error.to_string())
}
