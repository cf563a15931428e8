//! The requests: one file each, named as in the protocol, and the table that finds them.

pub(crate) mod attach;
mod attributes;
mod breakpoint_locations;
mod budget;
mod cancel;
mod completions;
mod configuration_done;
mod r#continue;
mod data_breakpoint_info;
mod disassemble;
mod disconnect;
mod evaluate;
mod exception_info;
mod goto;
mod goto_targets;
mod granularity;
mod initialize;
mod launch;
mod loaded_sources;
mod locations;
mod modules;
mod next;
mod pause;
mod read_memory;
mod restart;
mod restart_frame;
mod scopes;
mod set_breakpoints;
mod set_data_breakpoints;
mod set_exception_breakpoints;
mod set_expression;
mod set_function_breakpoints;
mod set_instruction_breakpoints;
mod set_variable;
mod source;
mod stack_trace;
mod step_in;
mod step_in_targets;
mod step_out;
mod terminate;
mod terminate_threads;
mod threads;
mod variables;
mod write_memory;

use serde_json::{Map, Value};

use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        Request,
        budget::{BudgetRequest, InitializeRequest},
        generated::{
            AttachRequest, BreakpointLocationsRequest, CancelRequest, CompletionsRequest,
            ConfigurationDoneRequest, ContinueRequest, DataBreakpointInfoRequest,
            DisassembleRequest, DisconnectRequest, EvaluateRequest, ExceptionInfoRequest,
            GotoRequest, GotoTargetsRequest, LaunchRequest, LoadedSourcesRequest, LocationsRequest,
            ModulesRequest, NextRequest, PauseRequest, ReadMemoryRequest, RestartFrameRequest,
            RestartRequest, ScopesRequest, SetBreakpointsRequest, SetDataBreakpointsRequest,
            SetExceptionBreakpointsRequest, SetExpressionRequest, SetFunctionBreakpointsRequest,
            SetInstructionBreakpointsRequest, SetVariableRequest, SourceRequest, StackTraceRequest,
            StepInRequest, StepInTargetsRequest, StepOutRequest, TerminateRequest,
            TerminateThreadsRequest, ThreadsRequest, VariablesRequest, WriteMemoryRequest,
        },
    },
    state::{Phase, When},
    text::shortened_to,
};

/// A request that wrtd answers.
trait Handle: Request {
    /// When it is possible.
    const WHEN: When;

    /// Answers it.
    fn handle(
        adapter: &mut Adapter,
        arguments: Self::Arguments,
    ) -> Result<Self::Body, RequestError>;
}

/// A row of the table of requests.
pub(crate) struct Handler {
    pub(crate) command: &'static str,
    pub(crate) when: When,
    run: fn(&mut Adapter, Value) -> Result<Value, RequestError>,
}

const fn handler<R: Handle>() -> Handler {
    Handler { command: R::COMMAND, when: R::WHEN, run: run::<R> }
}

/// All requests that wrtd answers.
pub(crate) const HANDLERS: &[Handler] = &[
    handler::<InitializeRequest>(),
    Handler { command: LaunchRequest::COMMAND, when: When::Initialized, run: launch::run },
    Handler { command: AttachRequest::COMMAND, when: When::Initialized, run: attach::run },
    handler::<ConfigurationDoneRequest>(),
    handler::<SetBreakpointsRequest>(),
    handler::<SetFunctionBreakpointsRequest>(),
    handler::<SetInstructionBreakpointsRequest>(),
    handler::<DataBreakpointInfoRequest>(),
    handler::<SetDataBreakpointsRequest>(),
    handler::<SetExceptionBreakpointsRequest>(),
    handler::<ThreadsRequest>(),
    handler::<StackTraceRequest>(),
    handler::<ScopesRequest>(),
    handler::<VariablesRequest>(),
    handler::<EvaluateRequest>(),
    handler::<SetVariableRequest>(),
    handler::<SetExpressionRequest>(),
    handler::<ReadMemoryRequest>(),
    handler::<WriteMemoryRequest>(),
    handler::<SourceRequest>(),
    handler::<CancelRequest>(),
    handler::<BreakpointLocationsRequest>(),
    handler::<CompletionsRequest>(),
    handler::<LoadedSourcesRequest>(),
    handler::<LocationsRequest>(),
    handler::<ModulesRequest>(),
    handler::<DisassembleRequest>(),
    handler::<ExceptionInfoRequest>(),
    handler::<ContinueRequest>(),
    handler::<NextRequest>(),
    handler::<StepInRequest>(),
    handler::<StepInTargetsRequest>(),
    handler::<StepOutRequest>(),
    handler::<PauseRequest>(),
    handler::<GotoTargetsRequest>(),
    handler::<GotoRequest>(),
    handler::<RestartFrameRequest>(),
    handler::<RestartRequest>(),
    handler::<TerminateRequest>(),
    handler::<TerminateThreadsRequest>(),
    handler::<DisconnectRequest>(),
    handler::<BudgetRequest>(),
];

/// What wrtd can do, as it is announced.
pub(crate) fn capabilities() -> Value {
    serde_json::to_value(initialize::capabilities()).unwrap_or_default()
}

/// Answers a request: the `body` of its response.
pub(crate) fn answer(
    adapter: &mut Adapter,
    command: &str,
    arguments: Value,
) -> Result<Value, RequestError> {
    let handler = HANDLERS
        .iter()
        .find(|handler| handler.command == command)
        .ok_or_else(|| RequestError::UnknownCommand(command.to_owned()))?;
    let phase = adapter.phase();
    if !handler.when.allows(phase) {
        return Err(match (handler.when, phase) {
            (When::Stopped, Phase::Running) => RequestError::NotStopped,
            _ => RequestError::State { command: handler.command, when: handler.when, phase },
        });
    }
    (handler.run)(adapter, arguments)
}

fn run<R: Handle>(adapter: &mut Adapter, arguments: Value) -> Result<Value, RequestError> {
    // A client may leave out arguments that have no required field.
    let arguments = match arguments {
        Value::Null => Value::Object(Map::new()),
        other => other,
    };
    let arguments = serde_path_to_error::deserialize(arguments).map_err(|error| {
        let field = match error.path().to_string() {
            path if path == "." => "arguments".to_owned(),
            path => format!("arguments.{path}"),
        };
        // It may hold a text that stands where a number belongs.
        let problem = shortened_to(&error.inner().to_string(), 300);
        RequestError::Arguments { command: R::COMMAND, field, problem }
    })?;
    let body = R::handle(adapter, arguments)?;
    serde_json::to_value(body).map_err(|error| RequestError::Internal {
        command: R::COMMAND.to_owned(),
        problem: error.to_string(),
    })
}
