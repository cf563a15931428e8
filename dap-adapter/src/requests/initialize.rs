//! `initialize`: who the client is, and what wrtd can do.

use std::sync::Arc;

use wrtd_debug::ExceptionKind;

use super::Handle;
use crate::{
    adapter::Adapter,
    client::Client,
    data_id::{CHANGES, EVERY_WRITE},
    error::RequestError,
    progress::Progress,
    protocol::{
        NoBody,
        budget::{AllCapabilities, InitializeRequest},
        generated::{
            BreakpointMode, BreakpointModeApplicability, Capabilities, ExceptionBreakpointsFilter,
            InitializeRequestArguments, InitializedEvent,
        },
    },
    state::{Phase, When},
};

impl Handle for InitializeRequest {
    const WHEN: When = When::Uninitialized;

    fn handle(
        adapter: &mut Adapter,
        arguments: InitializeRequestArguments,
    ) -> Result<AllCapabilities, RequestError> {
        {
            let mut run = adapter.shared.run();
            run.client = Client::new(&arguments);
            run.phase = Phase::Initialized;
        }
        if adapter.shared.run().client.progress {
            let shared = Arc::clone(&adapter.shared);
            // Without a thread to tell it from, there is none.
            adapter.progress = Progress::start(shared).ok();
        }
        // Comes after the response. Configuration requests are taken from here on, before `launch` too.
        adapter.shared.send::<InitializedEvent>(&NoBody);
        Ok(capabilities())
    }
}

/// What wrtd can do. Only what works stands here; the tests compare it with the table of requests.
pub(super) fn capabilities() -> AllCapabilities {
    let standard = Capabilities {
        supports_configuration_done_request: Some(true),
        supports_evaluate_for_hovers: Some(true),
        exception_breakpoint_filters: Some(ExceptionKind::ALL.map(filter).into()),
        supports_exception_filter_options: Some(true),
        supports_exception_options: Some(true),
        supports_function_breakpoints: Some(true),
        supports_data_breakpoints: Some(true),
        supports_data_breakpoint_bytes: Some(true),
        breakpoint_modes: Some(vec![
            data_mode(CHANGES, "Changes", "Stops at writes that change the value"),
            data_mode(EVERY_WRITE, "Every write", "Stops also where the value stays the same"),
        ]),
        supports_instruction_breakpoints: Some(true),
        supports_disassemble_request: Some(true),
        supports_breakpoint_locations_request: Some(true),
        supports_completions_request: Some(true),
        completion_trigger_characters: Some([".", ">", ":", "$"].map(str::to_owned).into()),
        supports_modules_request: Some(true),
        supports_cancel_request: Some(true),
        supports_ansi_styling: Some(true),
        supports_loaded_sources_request: Some(true),
        supports_conditional_breakpoints: Some(true),
        supports_hit_conditional_breakpoints: Some(true),
        supports_log_points: Some(true),
        supports_restart_request: Some(true),
        supports_stepping_granularity: Some(true),
        supports_step_in_targets_request: Some(true),
        supports_goto_targets_request: Some(true),
        supports_restart_frame: Some(true),
        supports_exception_info_request: Some(true),
        supports_value_formatting_options: Some(true),
        supports_delayed_stack_trace_loading: Some(true),
        supports_terminate_request: Some(true),
        supports_terminate_threads_request: Some(true),
        supports_single_thread_execution_requests: Some(true),
        support_terminate_debuggee: Some(true),
        support_suspend_debuggee: Some(true),
        supports_clipboard_context: Some(true),
        // What a program's safety level allows is known with the program: what it forbids is refused then.
        supports_set_variable: Some(true),
        supports_set_expression: Some(true),
        supports_read_memory_request: Some(true),
        supports_write_memory_request: Some(true),
        ..Capabilities::default()
    };
    AllCapabilities { standard, supports_wrtd_budget: true }
}

/// A way to watch data.
fn data_mode(mode: &str, label: &str, description: &str) -> BreakpointMode {
    BreakpointMode {
        mode: mode.to_owned(),
        label: label.to_owned(),
        description: Some(description.to_owned()),
        applies_to: vec![BreakpointModeApplicability::Data],
    }
}

fn filter(kind: ExceptionKind) -> ExceptionBreakpointsFilter {
    ExceptionBreakpointsFilter {
        filter: kind.id().to_owned(),
        label: kind.label().to_owned(),
        description: Some(kind.description().to_owned()),
        default: Some(kind.is_default()),
        supports_condition: Some(true),
        condition_description: Some(kind.condition().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::requests::HANDLERS;

    /// What each capability of the protocol needs: a request, or nothing of the kind.
    const NEEDS: &[(&str, Option<&str>)] = &[
        ("supportsConfigurationDoneRequest", Some("configurationDone")),
        ("supportsEvaluateForHovers", Some("evaluate")),
        ("supportsRestartRequest", Some("restart")),
        ("supportsExceptionInfoRequest", Some("exceptionInfo")),
        ("supportsValueFormattingOptions", Some("variables")),
        ("supportsDelayedStackTraceLoading", Some("stackTrace")),
        ("supportsTerminateRequest", Some("terminate")),
        ("supportsSingleThreadExecutionRequests", Some("continue")),
        ("supportTerminateDebuggee", Some("disconnect")),
        ("supportSuspendDebuggee", Some("disconnect")),
        ("supportsClipboardContext", Some("evaluate")),
        ("supportsStepBack", Some("stepBack")),
        ("supportsSetVariable", Some("setVariable")),
        ("supportsSetExpression", Some("setExpression")),
        ("supportsRestartFrame", Some("restartFrame")),
        ("supportsGotoTargetsRequest", Some("gotoTargets")),
        ("supportsStepInTargetsRequest", Some("stepInTargets")),
        ("supportsCompletionsRequest", Some("completions")),
        ("supportsModulesRequest", Some("modules")),
        ("supportsLoadedSourcesRequest", Some("loadedSources")),
        ("supportsTerminateThreadsRequest", Some("terminateThreads")),
        ("supportsReadMemoryRequest", Some("readMemory")),
        ("supportsWriteMemoryRequest", Some("writeMemory")),
        ("supportsDisassembleRequest", Some("disassemble")),
        ("supportsCancelRequest", Some("cancel")),
        ("supportsBreakpointLocationsRequest", Some("breakpointLocations")),
        ("supportsExceptionFilterOptions", Some("setExceptionBreakpoints")),
        ("supportsExceptionOptions", Some("setExceptionBreakpoints")),
        ("supportsFunctionBreakpoints", Some("setFunctionBreakpoints")),
        ("supportsDataBreakpoints", Some("setDataBreakpoints")),
        ("supportsDataBreakpointBytes", Some("dataBreakpointInfo")),
        ("supportsInstructionBreakpoints", Some("setInstructionBreakpoints")),
        ("supportsConditionalBreakpoints", Some("setBreakpoints")),
        ("supportsHitConditionalBreakpoints", Some("setBreakpoints")),
        ("supportsLogPoints", Some("setBreakpoints")),
        ("supportsSteppingGranularity", Some("stepIn")),
        ("supportsANSIStyling", Some("evaluate")),
        ("supportsWrtdBudget", Some("wrtd/budget")),
    ];

    fn announced() -> Vec<String> {
        let Value::Object(all) = serde_json::to_value(capabilities()).unwrap() else {
            panic!("capabilities are an object")
        };
        all.into_iter()
            .filter(|(_, value)| value == &Value::Bool(true))
            .map(|(name, _)| name)
            .collect()
    }

    fn dispatched(command: &str) -> bool {
        HANDLERS.iter().any(|handler| handler.command == command)
    }

    #[test]
    fn what_is_announced_is_dispatched_and_the_other_way_round() {
        let announced = announced();
        for name in &announced {
            let (_, needed) = NEEDS
                .iter()
                .find(|(known, _)| known == name)
                .unwrap_or_else(|| panic!("{name} is announced, and nothing says what it needs"));
            assert!(needed.is_none_or(dispatched), "{name} is announced but not dispatched");
        }
        for (name, needed) in NEEDS {
            if needed.is_some_and(dispatched) {
                assert!(announced.iter().any(|a| a == name), "{name} works but is not announced");
            }
        }
    }

    #[test]
    fn each_command_has_one_handler() {
        for (i, handler) in HANDLERS.iter().enumerate() {
            assert!(HANDLERS[i + 1..].iter().all(|other| other.command != handler.command));
        }
    }

    #[test]
    fn every_exception_filter_is_understood() {
        for filter in capabilities().standard.exception_breakpoint_filters.unwrap() {
            assert!(super::super::set_exception_breakpoints::kind(&filter.filter).is_ok());
        }
    }
}
