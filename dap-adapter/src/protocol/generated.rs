//! Types of the Debug Adapter Protocol 1.71.
//!
//! **Generated** from `dap-adapter/protocol/debugAdapterProtocol.json` by
//! `cargo run -p xtask -- dap-types`; do not edit. The comments are the schema's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Event, IntegerOrString, NoArguments, NoBody, Request};

/// The `attach` request is sent from the client to the debug adapter to attach to a debuggee that is already running.
/// Since attaching is debugger/runtime specific, the arguments for this request are not part of this specification.
pub enum AttachRequest {}

impl Request for AttachRequest {
    const COMMAND: &'static str = "attach";
    type Arguments = AttachRequestArguments;
    type Body = NoBody;
}

/// Arguments for `attach` request. Additional attributes are implementation specific.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachRequestArguments {
    /// Arbitrary data from the previous, restarted session.
    /// The data is sent as the `restart` attribute of the `terminated` event.
    /// The client should leave the data intact.
    #[serde(rename = "__restart")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<Value>,
}

/// Information about a breakpoint created in `setBreakpoints`, `setFunctionBreakpoints`, `setInstructionBreakpoints`, or `setDataBreakpoints` requests.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Breakpoint {
    /// Start position of the source range covered by the breakpoint. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// End position of the source range covered by the breakpoint. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    /// If no end line is given, then the end column is assumed to be in the start line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// The end line of the actual range covered by the breakpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// The identifier for the breakpoint. It is needed if breakpoint events are used to update or remove breakpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i32>,
    /// A memory reference to where the breakpoint is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction_reference: Option<String>,
    /// The start line of the actual range covered by the breakpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// A message about the state of the breakpoint.
    /// This is shown to the user and can be used to explain why a breakpoint could not be verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The offset from the instruction reference.
    /// This can be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
    /// A machine-readable explanation of why a breakpoint may not be verified. If a breakpoint is verified or a specific reason is not known, the adapter should omit this property. Possible values include:
    ///
    /// - `pending`: Indicates a breakpoint might be verified in the future, but the adapter cannot verify it in the current state.
    ///  - `failed`: Indicates a breakpoint was not able to be verified, and the adapter does not believe it can be verified without intervention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<BreakpointReason>,
    /// The source where the breakpoint is located.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// If true, the breakpoint could be set (but not necessarily at the desired location).
    pub verified: bool,
}

/// The event indicates that some information about a breakpoint has changed. While debug adapters may notify the clients of `changed` breakpoints using this event, clients should continue to use the breakpoint's original properties when updating a source's breakpoints in the `breakpoint` request.
pub enum BreakpointEvent {}

impl Event for BreakpointEvent {
    const EVENT: &'static str = "breakpoint";
    type Body = BreakpointEventBody;
}

/// Body of `BreakpointEvent`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BreakpointEventBody {
    /// The `id` attribute is used to find the target breakpoint, the other attributes are used as the new values.
    pub breakpoint: Breakpoint,
    /// The reason for the event.
    pub reason: BreakpointEventReason,
}

/// The reason for the event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum BreakpointEventReason {
    /// `changed`.
    #[serde(rename = "changed")]
    Changed,
    /// `new`.
    #[serde(rename = "new")]
    New,
    /// `removed`.
    #[serde(rename = "removed")]
    Removed,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Properties of a breakpoint location returned from the `breakpointLocations` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BreakpointLocation {
    /// The start position of a breakpoint location. Position is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The end position of a breakpoint location (if the location covers a range). Position is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// The end line of breakpoint location if the location covers a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// Start line of breakpoint location.
    pub line: u64,
}

/// Arguments for `breakpointLocations` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BreakpointLocationsArguments {
    /// Start position within `line` to search possible breakpoint locations in. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based. If no column is given, the first position in the start line is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// End position within `endLine` to search possible breakpoint locations in. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based. If no end column is given, the last position in the end line is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// End line of range to search possible breakpoint locations in. If no end line is given, then the end line is assumed to be the start line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// Start line of range to search possible breakpoint locations in. If only the line is specified, the request returns all possible locations in that line.
    pub line: u64,
    /// The source location of the breakpoints; either `source.path` or `source.sourceReference` must be specified.
    pub source: Source,
}

/// The `breakpointLocations` request returns all possible locations for source breakpoints in a given range.
/// Clients should only call this request if the corresponding capability `supportsBreakpointLocationsRequest` is true.
pub enum BreakpointLocationsRequest {}

impl Request for BreakpointLocationsRequest {
    const COMMAND: &'static str = "breakpointLocations";
    type Arguments = BreakpointLocationsArguments;
    type Body = BreakpointLocationsResponseBody;
}

/// Body of `BreakpointLocationsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BreakpointLocationsResponseBody {
    /// Sorted set of possible breakpoint locations.
    pub breakpoints: Vec<BreakpointLocation>,
}

/// A `BreakpointMode` is provided as a option when setting breakpoints on sources or instructions.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BreakpointMode {
    /// Describes one or more type of breakpoint this mode applies to.
    pub applies_to: Vec<BreakpointModeApplicability>,
    /// A help text providing additional information about the breakpoint mode. This string is typically shown as a hover and can be translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name of the breakpoint mode. This is shown in the UI.
    pub label: String,
    /// The internal ID of the mode. This value is passed to the `setBreakpoints` request.
    pub mode: String,
}

/// Describes one or more type of breakpoint a `BreakpointMode` applies to. This is a non-exhaustive enumeration and may expand as future breakpoint types are added.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum BreakpointModeApplicability {
    /// In `SourceBreakpoint`s
    #[serde(rename = "source")]
    Source,
    /// In exception breakpoints applied in the `ExceptionFilterOptions`
    #[serde(rename = "exception")]
    Exception,
    /// In data breakpoints requested in the `DataBreakpointInfo` request
    #[serde(rename = "data")]
    Data,
    /// In `InstructionBreakpoint`s
    #[serde(rename = "instruction")]
    Instruction,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// A machine-readable explanation of why a breakpoint may not be verified. If a breakpoint is verified or a specific reason is not known, the adapter should omit this property. Possible values include:
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum BreakpointReason {
    /// `pending`.
    #[serde(rename = "pending")]
    Pending,
    /// `failed`.
    #[serde(rename = "failed")]
    Failed,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `cancel` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelArguments {
    /// The ID (attribute `progressId`) of the progress to cancel. If missing no progress is cancelled.
    /// Both a `requestId` and a `progressId` can be specified in one request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress_id: Option<String>,
    /// The ID (attribute `seq`) of the request to cancel. If missing no request is cancelled.
    /// Both a `requestId` and a `progressId` can be specified in one request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i32>,
}

/// The `cancel` request is used by the client in two situations:
/// - to indicate that it is no longer interested in the result produced by a specific request issued earlier
/// - to cancel a progress sequence.
/// Clients should only call this request if the corresponding capability `supportsCancelRequest` is true.
/// This request has a hint characteristic: a debug adapter can only be expected to make a 'best effort' in honoring this request but there are no guarantees.
/// The `cancel` request may return an error if it could not cancel an operation but a client should refrain from presenting this error to end users.
/// The request that got cancelled still needs to send a response back. This can either be a normal result (`success` attribute true) or an error response (`success` attribute false and the `message` set to `cancelled`).
/// Returning partial results from a cancelled request is possible but please note that a client has no generic way for detecting that a response is partial or not.
/// The progress that got cancelled still needs to send a `progressEnd` event back.
///  A client should not assume that progress just got cancelled after sending the `cancel` request.
pub enum CancelRequest {}

impl Request for CancelRequest {
    const COMMAND: &'static str = "cancel";
    type Arguments = CancelArguments;
    type Body = NoBody;
}

/// Information about the capabilities of a debug adapter.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// The set of additional module information exposed by the debug adapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_module_columns: Option<Vec<ColumnDescriptor>>,
    /// Modes of breakpoints supported by the debug adapter, such as 'hardware' or 'software'. If present, the client may allow the user to select a mode and include it in its `setBreakpoints` request.
    ///
    /// Clients may present the first applicable mode in this array as the 'default' mode in gestures that set breakpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breakpoint_modes: Option<Vec<BreakpointMode>>,
    /// The set of characters that should automatically trigger a completion request in a REPL. If not specified, the client should assume the `.` character. The client may trigger additional completion requests on characters such as ones that make up common identifiers, or as otherwise requested by a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_trigger_characters: Option<Vec<String>>,
    /// Available exception filter options for the `setExceptionBreakpoints` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception_breakpoint_filters: Option<Vec<ExceptionBreakpointsFilter>>,
    /// The debug adapter supports the `suspendDebuggee` attribute on the `disconnect` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_suspend_debuggee: Option<bool>,
    /// The debug adapter supports the `terminateDebuggee` attribute on the `disconnect` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_terminate_debuggee: Option<bool>,
    /// Checksum algorithms supported by the debug adapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported_checksum_algorithms: Option<Vec<ChecksumAlgorithm>>,
    /// The debug adapter supports ANSI escape sequences in styling of `OutputEvent.output` and `Variable.value` fields.
    #[serde(rename = "supportsANSIStyling")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_ansi_styling: Option<bool>,
    /// The debug adapter supports the `breakpointLocations` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_breakpoint_locations_request: Option<bool>,
    /// The debug adapter supports the `cancel` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_cancel_request: Option<bool>,
    /// The debug adapter supports the `clipboard` context value in the `evaluate` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_clipboard_context: Option<bool>,
    /// The debug adapter supports the `completions` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_completions_request: Option<bool>,
    /// The debug adapter supports conditional breakpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_conditional_breakpoints: Option<bool>,
    /// The debug adapter supports the `configurationDone` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_configuration_done_request: Option<bool>,
    /// The debug adapter supports the `asAddress` and `bytes` fields in the `dataBreakpointInfo` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_data_breakpoint_bytes: Option<bool>,
    /// The debug adapter supports data breakpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_data_breakpoints: Option<bool>,
    /// The debug adapter supports the delayed loading of parts of the stack, which requires that both the `startFrame` and `levels` arguments and the `totalFrames` result of the `stackTrace` request are supported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_delayed_stack_trace_loading: Option<bool>,
    /// The debug adapter supports the `disassemble` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_disassemble_request: Option<bool>,
    /// The debug adapter supports a (side effect free) `evaluate` request for data hovers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_evaluate_for_hovers: Option<bool>,
    /// The debug adapter supports `filterOptions` as an argument on the `setExceptionBreakpoints` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_exception_filter_options: Option<bool>,
    /// The debug adapter supports the `exceptionInfo` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_exception_info_request: Option<bool>,
    /// The debug adapter supports `exceptionOptions` on the `setExceptionBreakpoints` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_exception_options: Option<bool>,
    /// The debug adapter supports function breakpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_function_breakpoints: Option<bool>,
    /// The debug adapter supports the `gotoTargets` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_goto_targets_request: Option<bool>,
    /// The debug adapter supports breakpoints that break execution after a specified number of hits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_hit_conditional_breakpoints: Option<bool>,
    /// The debug adapter supports adding breakpoints based on instruction references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_instruction_breakpoints: Option<bool>,
    /// The debug adapter supports the `loadedSources` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_loaded_sources_request: Option<bool>,
    /// The debug adapter supports log points by interpreting the `logMessage` attribute of the `SourceBreakpoint`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_log_points: Option<bool>,
    /// The debug adapter supports the `modules` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_modules_request: Option<bool>,
    /// The debug adapter supports the `readMemory` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_read_memory_request: Option<bool>,
    /// The debug adapter supports restarting a frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_restart_frame: Option<bool>,
    /// The debug adapter supports the `restart` request. In this case a client should not implement `restart` by terminating and relaunching the adapter but by calling the `restart` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_restart_request: Option<bool>,
    /// The debug adapter supports the `setExpression` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_set_expression: Option<bool>,
    /// The debug adapter supports setting a variable to a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_set_variable: Option<bool>,
    /// The debug adapter supports the `singleThread` property on the execution requests (`continue`, `next`, `stepIn`, `stepOut`, `reverseContinue`, `stepBack`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_single_thread_execution_requests: Option<bool>,
    /// The debug adapter supports stepping back via the `stepBack` and `reverseContinue` requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_step_back: Option<bool>,
    /// The debug adapter supports the `stepInTargets` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_step_in_targets_request: Option<bool>,
    /// The debug adapter supports stepping granularities (argument `granularity`) for the stepping requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_stepping_granularity: Option<bool>,
    /// The debug adapter supports the `terminate` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_terminate_request: Option<bool>,
    /// The debug adapter supports the `terminateThreads` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_terminate_threads_request: Option<bool>,
    /// The debug adapter supports a `format` attribute on the `stackTrace`, `variables`, and `evaluate` requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_value_formatting_options: Option<bool>,
    /// The debug adapter supports the `writeMemory` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_write_memory_request: Option<bool>,
}

/// The event indicates that one or more capabilities have changed.
/// Since the capabilities are dependent on the client and its UI, it might not be possible to change that at random times (or too late).
/// Consequently this event has a hint characteristic: a client can only be expected to make a 'best effort' in honoring individual capabilities but there are no guarantees.
/// Only changed capabilities need to be included, all other capabilities keep their values.
pub enum CapabilitiesEvent {}

impl Event for CapabilitiesEvent {
    const EVENT: &'static str = "capabilities";
    type Body = CapabilitiesEventBody;
}

/// Body of `CapabilitiesEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CapabilitiesEventBody {
    /// The set of updated capabilities.
    pub capabilities: Capabilities,
}

/// The checksum of an item calculated by the specified algorithm.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checksum {
    /// The algorithm used to calculate this checksum.
    pub algorithm: ChecksumAlgorithm,
    /// Value of the checksum, encoded as a hexadecimal value.
    pub checksum: String,
}

/// Names of checksum algorithms that may be supported by a debug adapter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ChecksumAlgorithm {
    /// `MD5`.
    #[serde(rename = "MD5")]
    MD5,
    /// `SHA1`.
    #[serde(rename = "SHA1")]
    SHA1,
    /// `SHA256`.
    #[serde(rename = "SHA256")]
    SHA256,
    /// `timestamp`.
    #[serde(rename = "timestamp")]
    Timestamp,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// A `ColumnDescriptor` specifies what module attribute to show in a column of the modules view, how to format it,
/// and what the column's label should be.
/// It is only used if the underlying UI actually supports this level of customization.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnDescriptor {
    /// Name of the attribute rendered in this column.
    pub attribute_name: String,
    /// Format to use for the rendered values in this column. TBD how the format strings looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Header UI label of column.
    pub label: String,
    /// Datatype of values in this column. Defaults to `string` if not specified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<ColumnDescriptorType>,
    /// Width of this column in characters (hint only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
}

/// Datatype of values in this column. Defaults to `string` if not specified.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ColumnDescriptorType {
    /// `string`.
    #[serde(rename = "string")]
    String,
    /// `number`.
    #[serde(rename = "number")]
    Number,
    /// `boolean`.
    #[serde(rename = "boolean")]
    Boolean,
    /// `unixTimestampUTC`.
    #[serde(rename = "unixTimestampUTC")]
    UnixTimestampUTC,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// `CompletionItems` are the suggestions returned from the `completions` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompletionItem {
    /// A human-readable string with additional information about this item, like type or symbol information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The label of this completion item. By default this is also the text that is inserted when selecting this completion.
    pub label: String,
    /// Length determines how many characters are overwritten by the completion text and it is measured in UTF-16 code units. If missing the value 0 is assumed which results in the completion text being inserted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// Determines the length of the new selection after the text has been inserted (or replaced) and it is measured in UTF-16 code units. The selection can not extend beyond the bounds of the completion text. If omitted the length is assumed to be 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection_length: Option<u32>,
    /// Determines the start of the new selection after the text has been inserted (or replaced). `selectionStart` is measured in UTF-16 code units and must be in the range 0 and length of the completion text. If omitted the selection starts at the end of the completion text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection_start: Option<u32>,
    /// A string that should be used when comparing this item with other items. If not returned or an empty string, the `label` is used instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort_text: Option<String>,
    /// Start position (within the `text` attribute of the `completions` request) where the completion text is added. The position is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based. If the start position is omitted the text is added at the location specified by the `column` attribute of the `completions` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// If text is returned and not an empty string, then it is inserted instead of the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The item's type. Typically the client uses this information to render the item in the UI with an icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<CompletionItemType>,
}

/// Some predefined types for the CompletionItem. Please note that not all clients have specific icons for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum CompletionItemType {
    /// `method`.
    #[serde(rename = "method")]
    Method,
    /// `function`.
    #[serde(rename = "function")]
    Function,
    /// `constructor`.
    #[serde(rename = "constructor")]
    Constructor,
    /// `field`.
    #[serde(rename = "field")]
    Field,
    /// `variable`.
    #[serde(rename = "variable")]
    Variable,
    /// `class`.
    #[serde(rename = "class")]
    Class,
    /// `interface`.
    #[serde(rename = "interface")]
    Interface,
    /// `module`.
    #[serde(rename = "module")]
    Module,
    /// `property`.
    #[serde(rename = "property")]
    Property,
    /// `unit`.
    #[serde(rename = "unit")]
    Unit,
    /// `value`.
    #[serde(rename = "value")]
    Value,
    /// `enum`.
    #[serde(rename = "enum")]
    Enum,
    /// `keyword`.
    #[serde(rename = "keyword")]
    Keyword,
    /// `snippet`.
    #[serde(rename = "snippet")]
    Snippet,
    /// `text`.
    #[serde(rename = "text")]
    Text,
    /// `color`.
    #[serde(rename = "color")]
    Color,
    /// `file`.
    #[serde(rename = "file")]
    File,
    /// `reference`.
    #[serde(rename = "reference")]
    Reference,
    /// `customcolor`.
    #[serde(rename = "customcolor")]
    Customcolor,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `completions` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompletionsArguments {
    /// The position within `text` for which to determine the completion proposals. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    pub column: u64,
    /// Returns completions in the scope of this stack frame. If not specified, the completions are returned for the global scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame_id: Option<i32>,
    /// A line for which to determine the completion proposals. If missing the first line of the text is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// One or more source lines. Typically this is the text users have typed into the debug console before they asked for completion.
    pub text: String,
}

/// Returns a list of possible completions for a given caret position and text.
/// Clients should only call this request if the corresponding capability `supportsCompletionsRequest` is true.
pub enum CompletionsRequest {}

impl Request for CompletionsRequest {
    const COMMAND: &'static str = "completions";
    type Arguments = CompletionsArguments;
    type Body = CompletionsResponseBody;
}

/// Body of `CompletionsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompletionsResponseBody {
    /// The possible completions for .
    pub targets: Vec<CompletionItem>,
}

/// Arguments for `configurationDone` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationDoneArguments {}

/// This request indicates that the client has finished initialization of the debug adapter.
/// So it is the last request in the sequence of configuration requests (which was started by the `initialized` event).
/// Clients should only call this request if the corresponding capability `supportsConfigurationDoneRequest` is true.
pub enum ConfigurationDoneRequest {}

impl Request for ConfigurationDoneRequest {
    const COMMAND: &'static str = "configurationDone";
    type Arguments = ConfigurationDoneArguments;
    type Body = NoBody;
}

/// Arguments for `continue` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContinueArguments {
    /// If this flag is true, execution is resumed only for the thread with given `threadId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_thread: Option<bool>,
    /// Specifies the active thread. If the debug adapter supports single thread execution (see `supportsSingleThreadExecutionRequests`) and the argument `singleThread` is true, only the thread with this ID is resumed.
    pub thread_id: i32,
}

/// The request resumes execution of all threads. If the debug adapter supports single thread execution (see capability `supportsSingleThreadExecutionRequests`), setting the `singleThread` argument to true resumes only the specified thread. If not all threads were resumed, the `allThreadsContinued` attribute of the response should be set to false.
pub enum ContinueRequest {}

impl Request for ContinueRequest {
    const COMMAND: &'static str = "continue";
    type Arguments = ContinueArguments;
    type Body = ContinueResponseBody;
}

/// Body of `ContinueResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContinueResponseBody {
    /// If omitted or set to `true`, this response signals to the client that all threads have been resumed. The value `false` indicates that not all threads were resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_threads_continued: Option<bool>,
}

/// The event indicates that the execution of the debuggee has continued.
/// Please note: a debug adapter is not expected to send this event in response to a request that implies that execution continues, e.g. `launch` or `continue`.
/// It is only necessary to send a `continued` event if there was no previous request that implied this.
pub enum ContinuedEvent {}

impl Event for ContinuedEvent {
    const EVENT: &'static str = "continued";
    type Body = ContinuedEventBody;
}

/// Body of `ContinuedEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContinuedEventBody {
    /// If omitted or set to `true`, this event signals to the client that all threads have been resumed. The value `false` indicates that not all threads were resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_threads_continued: Option<bool>,
    /// The thread which was continued.
    pub thread_id: i32,
}

/// Properties of a data breakpoint passed to the `setDataBreakpoints` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataBreakpoint {
    /// The access type of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_type: Option<DataBreakpointAccessType>,
    /// An expression for conditional breakpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// An id representing the data. This id is returned from the `dataBreakpointInfo` request.
    pub data_id: String,
    /// An expression that controls how many hits of the breakpoint are ignored.
    /// The debug adapter is expected to interpret the expression as needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit_condition: Option<String>,
}

/// This enumeration defines all possible access types for data breakpoints.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum DataBreakpointAccessType {
    /// `read`.
    #[serde(rename = "read")]
    Read,
    /// `write`.
    #[serde(rename = "write")]
    Write,
    /// `readWrite`.
    #[serde(rename = "readWrite")]
    ReadWrite,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `dataBreakpointInfo` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataBreakpointInfoArguments {
    /// If `true`, the `name` is a memory address and the debugger should interpret it as a decimal value, or hex value if it is prefixed with `0x`.
    ///
    /// Clients may set this property only if the `supportsDataBreakpointBytes`
    /// capability is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_address: Option<bool>,
    /// If specified, a debug adapter should return information for the range of memory extending `bytes` number of bytes from the address or variable specified by `name`. Breakpoints set using the resulting data ID should pause on data access anywhere within that range.
    ///
    /// Clients may set this property only if the `supportsDataBreakpointBytes` capability is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u32>,
    /// When `name` is an expression, evaluate it in the scope of this stack frame. If not specified, the expression is evaluated in the global scope. When `variablesReference` is specified, this property has no effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame_id: Option<i32>,
    /// The mode of the desired breakpoint. If defined, this must be one of the `breakpointModes` the debug adapter advertised in its `Capabilities`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The name of the variable's child to obtain data breakpoint information for.
    /// If `variablesReference` isn't specified, this can be an expression, or an address if `asAddress` is also true.
    pub name: String,
    /// Reference to the variable container if the data breakpoint is requested for a child of the container. The `variablesReference` must have been obtained in the current suspended state. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables_reference: Option<i32>,
}

/// Obtains information on a possible data breakpoint that could be set on an expression or variable.
/// Clients should only call this request if the corresponding capability `supportsDataBreakpoints` is true.
pub enum DataBreakpointInfoRequest {}

impl Request for DataBreakpointInfoRequest {
    const COMMAND: &'static str = "dataBreakpointInfo";
    type Arguments = DataBreakpointInfoArguments;
    type Body = DataBreakpointInfoResponseBody;
}

/// Body of `DataBreakpointInfoResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataBreakpointInfoResponseBody {
    /// Attribute lists the available access types for a potential data breakpoint. A UI client could surface this information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_types: Option<Vec<DataBreakpointAccessType>>,
    /// Attribute indicates that a potential data breakpoint could be persisted across sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub can_persist: Option<bool>,
    /// An identifier for the data on which a data breakpoint can be registered with the `setDataBreakpoints` request or null if no data breakpoint is available. If a `variablesReference` or `frameId` is passed, the `dataId` is valid in the current suspended state, otherwise it's valid indefinitely. See 'Lifetime of Object References' in the Overview section for details. Breakpoints set using the `dataId` in the `setDataBreakpoints` request may outlive the lifetime of the associated `dataId`.
    pub data_id: Option<String>,
    /// UI string that describes on what data the breakpoint is set on or why a data breakpoint is not available.
    pub description: String,
}

/// Arguments for `disassemble` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DisassembleArguments {
    /// Number of instructions to disassemble starting at the specified location and offset.
    /// An adapter must return exactly this number of instructions - any unavailable instructions should be replaced with an implementation-defined 'invalid instruction' value.
    pub instruction_count: u32,
    /// Offset (in instructions) to be applied after the byte offset (if any) before disassembling. Can be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction_offset: Option<i64>,
    /// Memory reference to the base location containing the instructions to disassemble.
    pub memory_reference: String,
    /// Offset (in bytes) to be applied to the reference location before disassembling. Can be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
    /// If true, the adapter should attempt to resolve memory addresses and other values to symbolic names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve_symbols: Option<bool>,
}

/// Disassembles code stored at the provided location.
/// Clients should only call this request if the corresponding capability `supportsDisassembleRequest` is true.
pub enum DisassembleRequest {}

impl Request for DisassembleRequest {
    const COMMAND: &'static str = "disassemble";
    type Arguments = DisassembleArguments;
    type Body = DisassembleResponseBody;
}

/// Body of `DisassembleResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DisassembleResponseBody {
    /// The list of disassembled instructions.
    pub instructions: Vec<DisassembledInstruction>,
}

/// Represents a single disassembled instruction.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DisassembledInstruction {
    /// The address of the instruction. Treated as a hex value if prefixed with `0x`, or as a decimal value otherwise.
    pub address: String,
    /// The column within the line that corresponds to this instruction, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The end column of the range that corresponds to this instruction, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// The end line of the range that corresponds to this instruction, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// Text representing the instruction and its operands, in an implementation-defined format.
    pub instruction: String,
    /// Raw bytes representing the instruction and its operands, in an implementation-defined format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction_bytes: Option<String>,
    /// The line within the source location that corresponds to this instruction, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Source location that corresponds to this instruction, if any.
    /// Should always be set (if available) on the first instruction returned,
    /// but can be omitted afterwards if this instruction maps to the same source file as the previous instruction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Source>,
    /// A hint for how to present the instruction in the UI.
    ///
    /// A value of `invalid` may be used to indicate this instruction is 'filler' and cannot be reached by the program. For example, unreadable memory addresses may be presented is 'invalid.'
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation_hint: Option<DisassembledInstructionPresentationHint>,
    /// Name of the symbol that corresponds with the location of this instruction, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// A hint for how to present the instruction in the UI.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum DisassembledInstructionPresentationHint {
    /// `normal`.
    #[serde(rename = "normal")]
    Normal,
    /// `invalid`.
    #[serde(rename = "invalid")]
    Invalid,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `disconnect` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DisconnectArguments {
    /// A value of true indicates that this `disconnect` request is part of a restart sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<bool>,
    /// Indicates whether the debuggee should stay suspended when the debugger is disconnected.
    /// If unspecified, the debuggee should resume execution.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportSuspendDebuggee` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspend_debuggee: Option<bool>,
    /// Indicates whether the debuggee should be terminated when the debugger is disconnected.
    /// If unspecified, the debug adapter is free to do whatever it thinks is best.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportTerminateDebuggee` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminate_debuggee: Option<bool>,
}

/// The `disconnect` request asks the debug adapter to disconnect from the debuggee (thus ending the debug session) and then to shut down itself (the debug adapter).
/// In addition, the debug adapter must terminate the debuggee if it was started with the `launch` request. If an `attach` request was used to connect to the debuggee, then the debug adapter must not terminate the debuggee.
/// This implicit behavior of when to terminate the debuggee can be overridden with the `terminateDebuggee` argument (which is only supported by a debug adapter if the corresponding capability `supportTerminateDebuggee` is true).
pub enum DisconnectRequest {}

impl Request for DisconnectRequest {
    const COMMAND: &'static str = "disconnect";
    type Arguments = DisconnectArguments;
    type Body = NoBody;
}

/// Body of `ErrorResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorResponseBody {
    /// A structured error message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Message>,
}

/// Arguments for `evaluate` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EvaluateArguments {
    /// The contextual column where the expression should be evaluated. This may be provided if `line` is also provided.
    ///
    /// It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The context in which the evaluate request is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<EvaluateArgumentsContext>,
    /// The expression to evaluate.
    pub expression: String,
    /// Specifies details on how to format the result.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsValueFormattingOptions` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<ValueFormat>,
    /// Evaluate the expression in the scope of this stack frame. If not specified, the expression is evaluated in the global scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame_id: Option<i32>,
    /// The contextual line where the expression should be evaluated. In the 'hover' context, this should be set to the start of the expression being hovered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The contextual source in which the `line` is found. This must be provided if `line` is provided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// The context in which the evaluate request is used.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum EvaluateArgumentsContext {
    /// evaluate is called from a watch view context.
    #[serde(rename = "watch")]
    Watch,
    /// evaluate is called from a REPL context.
    #[serde(rename = "repl")]
    Repl,
    /// evaluate is called to generate the debug hover contents.
    /// This value should only be used if the corresponding capability `supportsEvaluateForHovers` is true.
    #[serde(rename = "hover")]
    Hover,
    /// evaluate is called to generate clipboard contents.
    /// This value should only be used if the corresponding capability `supportsClipboardContext` is true.
    #[serde(rename = "clipboard")]
    Clipboard,
    /// evaluate is called from a variables view context.
    #[serde(rename = "variables")]
    Variables,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Evaluates the given expression in the context of a stack frame.
/// The expression has access to any variables and arguments that are in scope.
pub enum EvaluateRequest {}

impl Request for EvaluateRequest {
    const COMMAND: &'static str = "evaluate";
    type Arguments = EvaluateArguments;
    type Body = EvaluateResponseBody;
}

/// Body of `EvaluateResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EvaluateResponseBody {
    /// The number of indexed child variables.
    /// The client can use this information to present the variables in a paged UI and fetch them in chunks.
    /// The value should be less than or equal to 2147483647 (2^31-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed_variables: Option<i32>,
    /// A memory reference to a location appropriate for this result.
    /// For pointer type eval results, this is generally a reference to the memory address contained in the pointer.
    /// This attribute may be returned by a debug adapter if corresponding capability `supportsMemoryReferences` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_reference: Option<String>,
    /// The number of named child variables.
    /// The client can use this information to present the variables in a paged UI and fetch them in chunks.
    /// The value should be less than or equal to 2147483647 (2^31-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_variables: Option<i32>,
    /// Properties of an evaluate result that can be used to determine how to render the result in the UI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation_hint: Option<VariablePresentationHint>,
    /// The result of the evaluate request.
    pub result: String,
    /// The type of the evaluate result.
    /// This attribute should only be returned by a debug adapter if the corresponding capability `supportsVariableType` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// A reference that allows the client to request the location where the returned value is declared. For example, if a function pointer is returned, the adapter may be able to look up the function's location. This should be present only if the adapter is likely to be able to resolve the location.
    ///
    /// This reference shares the same lifetime as the `variablesReference`. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_location_reference: Option<i32>,
    /// If `variablesReference` is > 0, the evaluate result is structured and its children can be retrieved by passing `variablesReference` to the `variables` request as long as execution remains suspended. See 'Lifetime of Object References' in the Overview section for details.
    pub variables_reference: i32,
}

/// This enumeration defines all possible conditions when a thrown exception should result in a break.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ExceptionBreakMode {
    /// `never`.
    #[serde(rename = "never")]
    Never,
    /// `always`.
    #[serde(rename = "always")]
    Always,
    /// `unhandled`.
    #[serde(rename = "unhandled")]
    Unhandled,
    /// `userUnhandled`.
    #[serde(rename = "userUnhandled")]
    UserUnhandled,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// An `ExceptionBreakpointsFilter` is shown in the UI as an filter option for configuring how exceptions are dealt with.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionBreakpointsFilter {
    /// A help text providing information about the condition. This string is shown as the placeholder text for a text box and can be translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition_description: Option<String>,
    /// Initial value of the filter option. If not specified a value false is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
    /// A help text providing additional information about the exception filter. This string is typically shown as a hover and can be translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The internal ID of the filter option. This value is passed to the `setExceptionBreakpoints` request.
    pub filter: String,
    /// The name of the filter option. This is shown in the UI.
    pub label: String,
    /// Controls whether a condition can be specified for this filter option. If false or missing, a condition can not be set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_condition: Option<bool>,
}

/// Detailed information about an exception that has occurred.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionDetails {
    /// An expression that can be evaluated in the current scope to obtain the exception object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluate_name: Option<String>,
    /// Fully-qualified type name of the exception object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_type_name: Option<String>,
    /// Details of the exception contained by this exception, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inner_exception: Option<Vec<ExceptionDetails>>,
    /// Message contained in the exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Stack trace at the time the exception was thrown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack_trace: Option<String>,
    /// Short type name of the exception object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_name: Option<String>,
}

/// An `ExceptionFilterOptions` is used to specify an exception filter together with a condition for the `setExceptionBreakpoints` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionFilterOptions {
    /// An expression for conditional exceptions.
    /// The exception breaks into the debugger if the result of the condition is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// ID of an exception filter returned by the `exceptionBreakpointFilters` capability.
    pub filter_id: String,
    /// The mode of this exception breakpoint. If defined, this must be one of the `breakpointModes` the debug adapter advertised in its `Capabilities`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
}

/// Arguments for `exceptionInfo` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionInfoArguments {
    /// Thread for which exception information should be retrieved.
    pub thread_id: i32,
}

/// Retrieves the details of the exception that caused this event to be raised.
/// Clients should only call this request if the corresponding capability `supportsExceptionInfoRequest` is true.
pub enum ExceptionInfoRequest {}

impl Request for ExceptionInfoRequest {
    const COMMAND: &'static str = "exceptionInfo";
    type Arguments = ExceptionInfoArguments;
    type Body = ExceptionInfoResponseBody;
}

/// Body of `ExceptionInfoResponse`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionInfoResponseBody {
    /// Mode that caused the exception notification to be raised.
    pub break_mode: ExceptionBreakMode,
    /// Descriptive text for the exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Detailed information about the exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<ExceptionDetails>,
    /// ID of the exception that was thrown.
    pub exception_id: String,
}

/// An `ExceptionOptions` assigns configuration options to a set of exceptions.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionOptions {
    /// Condition when a thrown exception should result in a break.
    pub break_mode: ExceptionBreakMode,
    /// A path that selects a single or multiple exceptions in a tree. If `path` is missing, the whole tree is selected.
    /// By convention the first segment of the path is a category that is used to group exceptions in the UI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Vec<ExceptionPathSegment>>,
}

/// An `ExceptionPathSegment` represents a segment in a path that is used to match leafs or nodes in a tree of exceptions.
/// If a segment consists of more than one name, it matches the names provided if `negate` is false or missing, or it matches anything except the names provided if `negate` is true.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionPathSegment {
    /// Depending on the value of `negate` the names that should match or not match.
    pub names: Vec<String>,
    /// If false or missing this segment matches the names provided, otherwise it matches anything except the names provided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negate: Option<bool>,
}

/// The event indicates that the debuggee has exited and returns its exit code.
pub enum ExitedEvent {}

impl Event for ExitedEvent {
    const EVENT: &'static str = "exited";
    type Body = ExitedEventBody;
}

/// Body of `ExitedEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExitedEventBody {
    /// The exit code returned from the debuggee.
    pub exit_code: i32,
}

/// Properties of a breakpoint passed to the `setFunctionBreakpoints` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionBreakpoint {
    /// An expression for conditional breakpoints.
    /// It is only honored by a debug adapter if the corresponding capability `supportsConditionalBreakpoints` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// An expression that controls how many hits of the breakpoint are ignored.
    /// The debug adapter is expected to interpret the expression as needed.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsHitConditionalBreakpoints` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit_condition: Option<String>,
    /// The name of the function.
    pub name: String,
}

/// Arguments for `goto` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GotoArguments {
    /// The location where the debuggee will continue to run.
    pub target_id: i32,
    /// Set the goto target for this thread.
    pub thread_id: i32,
}

/// The request sets the location where the debuggee will continue to run.
/// This makes it possible to skip the execution of code or to execute code again.
/// The code between the current location and the goto target is not executed but skipped.
/// The debug adapter first sends the response and then a `stopped` event with reason `goto`.
/// Clients should only call this request if the corresponding capability `supportsGotoTargetsRequest` is true (because only then goto targets exist that can be passed as arguments).
pub enum GotoRequest {}

impl Request for GotoRequest {
    const COMMAND: &'static str = "goto";
    type Arguments = GotoArguments;
    type Body = NoBody;
}

/// A `GotoTarget` describes a code location that can be used as a target in the `goto` request.
/// The possible goto targets can be determined via the `gotoTargets` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GotoTarget {
    /// The column of the goto target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The end column of the range covered by the goto target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// The end line of the range covered by the goto target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// Unique identifier for a goto target. This is used in the `goto` request.
    pub id: i32,
    /// A memory reference for the instruction pointer value represented by this target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction_pointer_reference: Option<String>,
    /// The name of the goto target (shown in the UI).
    pub label: String,
    /// The line of the goto target.
    pub line: u64,
}

/// Arguments for `gotoTargets` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GotoTargetsArguments {
    /// The position within `line` for which the goto targets are determined. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The line location for which the goto targets are determined.
    pub line: u64,
    /// The source location for which the goto targets are determined.
    pub source: Source,
}

/// This request retrieves the possible goto targets for the specified source location.
/// These targets can be used in the `goto` request.
/// Clients should only call this request if the corresponding capability `supportsGotoTargetsRequest` is true.
pub enum GotoTargetsRequest {}

impl Request for GotoTargetsRequest {
    const COMMAND: &'static str = "gotoTargets";
    type Arguments = GotoTargetsArguments;
    type Body = GotoTargetsResponseBody;
}

/// Body of `GotoTargetsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GotoTargetsResponseBody {
    /// The possible goto targets of the specified location.
    pub targets: Vec<GotoTarget>,
}

/// The `initialize` request is sent as the first request from the client to the debug adapter in order to configure it with client capabilities and to retrieve capabilities from the debug adapter.
/// Until the debug adapter has responded with an `initialize` response, the client must not send any additional requests or events to the debug adapter.
/// In addition the debug adapter is not allowed to send any requests or events to the client until it has responded with an `initialize` response.
/// The `initialize` request may only be sent once.
pub enum InitializeRequest {}

impl Request for InitializeRequest {
    const COMMAND: &'static str = "initialize";
    type Arguments = InitializeRequestArguments;
    type Body = Capabilities;
}

/// Arguments for `initialize` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InitializeRequestArguments {
    /// The ID of the debug adapter.
    #[serde(rename = "adapterID")]
    pub adapter_id: String,
    /// The ID of the client using this adapter.
    #[serde(rename = "clientID")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The human-readable name of the client using this adapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// If true all column numbers are 1-based (default).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns_start_at1: Option<bool>,
    /// If true all line numbers are 1-based (default).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines_start_at1: Option<bool>,
    /// The ISO-639 locale of the client using this adapter, e.g. en-US or de-CH.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Determines in what format paths are specified. The default is `path`, which is the native format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_format: Option<InitializeRequestArgumentsPathFormat>,
    /// The client will interpret ANSI escape sequences in the display of `OutputEvent.output` and `Variable.value` fields when `Capabilities.supportsANSIStyling` is also enabled.
    #[serde(rename = "supportsANSIStyling")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_ansi_styling: Option<bool>,
    /// Client supports the `argsCanBeInterpretedByShell` attribute on the `runInTerminal` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_args_can_be_interpreted_by_shell: Option<bool>,
    /// Client supports the `invalidated` event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_invalidated_event: Option<bool>,
    /// Client supports the `memory` event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_memory_event: Option<bool>,
    /// Client supports memory references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_memory_references: Option<bool>,
    /// Client supports progress reporting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_progress_reporting: Option<bool>,
    /// Client supports the `runInTerminal` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_run_in_terminal_request: Option<bool>,
    /// Client supports the `startDebugging` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_start_debugging_request: Option<bool>,
    /// Client supports the paging of variables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_variable_paging: Option<bool>,
    /// Client supports the `type` attribute for variables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports_variable_type: Option<bool>,
}

/// Determines in what format paths are specified. The default is `path`, which is the native format.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum InitializeRequestArgumentsPathFormat {
    /// `path`.
    #[serde(rename = "path")]
    Path,
    /// `uri`.
    #[serde(rename = "uri")]
    Uri,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// This event indicates that the debug adapter is ready to accept configuration requests (e.g. `setBreakpoints`, `setExceptionBreakpoints`).
/// A debug adapter is expected to send this event when it is ready to accept configuration requests (but not before the `initialize` request has finished).
/// The sequence of events/requests is as follows:
/// - adapters sends `initialized` event (after the `initialize` request has returned)
/// - client sends zero or more `setBreakpoints` requests
/// - client sends one `setFunctionBreakpoints` request (if corresponding capability `supportsFunctionBreakpoints` is true)
/// - client sends a `setExceptionBreakpoints` request if one or more `exceptionBreakpointFilters` have been defined (or if `supportsConfigurationDoneRequest` is not true)
/// - client sends other future configuration requests
/// - client sends one `configurationDone` request to indicate the end of the configuration.
pub enum InitializedEvent {}

impl Event for InitializedEvent {
    const EVENT: &'static str = "initialized";
    type Body = NoBody;
}

/// Properties of a breakpoint passed to the `setInstructionBreakpoints` request
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InstructionBreakpoint {
    /// An expression for conditional breakpoints.
    /// It is only honored by a debug adapter if the corresponding capability `supportsConditionalBreakpoints` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// An expression that controls how many hits of the breakpoint are ignored.
    /// The debug adapter is expected to interpret the expression as needed.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsHitConditionalBreakpoints` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit_condition: Option<String>,
    /// The instruction reference of the breakpoint.
    /// This should be a memory or instruction pointer reference from an `EvaluateResponse`, `Variable`, `StackFrame`, `GotoTarget`, or `Breakpoint`.
    pub instruction_reference: String,
    /// The mode of this breakpoint. If defined, this must be one of the `breakpointModes` the debug adapter advertised in its `Capabilities`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The offset from the instruction reference in bytes.
    /// This can be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
}

/// Logical areas that can be invalidated by the `invalidated` event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum InvalidatedAreas {
    /// All previously fetched data has become invalid and needs to be refetched.
    #[serde(rename = "all")]
    All,
    /// Previously fetched stack related data has become invalid and needs to be refetched.
    #[serde(rename = "stacks")]
    Stacks,
    /// Previously fetched thread related data has become invalid and needs to be refetched.
    #[serde(rename = "threads")]
    Threads,
    /// Previously fetched variable data has become invalid and needs to be refetched.
    #[serde(rename = "variables")]
    Variables,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// This event signals that some state in the debug adapter has changed and requires that the client needs to re-render the data snapshot previously requested.
/// Debug adapters do not have to emit this event for runtime changes like stopped or thread events because in that case the client refetches the new state anyway. But the event can be used for example to refresh the UI after rendering formatting has changed in the debug adapter.
/// This event should only be sent if the corresponding capability `supportsInvalidatedEvent` is true.
pub enum InvalidatedEvent {}

impl Event for InvalidatedEvent {
    const EVENT: &'static str = "invalidated";
    type Body = InvalidatedEventBody;
}

/// Body of `InvalidatedEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InvalidatedEventBody {
    /// Set of logical areas that got invalidated. This property has a hint characteristic: a client can only be expected to make a 'best effort' in honoring the areas but there are no guarantees. If this property is missing, empty, or if values are not understood, the client should assume a single value `all`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub areas: Option<Vec<InvalidatedAreas>>,
    /// If specified, the client only needs to refetch data related to this stack frame (and the `threadId` is ignored).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack_frame_id: Option<i32>,
    /// If specified, the client only needs to refetch data related to this thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<i32>,
}

/// This launch request is sent from the client to the debug adapter to start the debuggee with or without debugging (if `noDebug` is true).
/// Since launching is debugger/runtime specific, the arguments for this request are not part of this specification.
pub enum LaunchRequest {}

impl Request for LaunchRequest {
    const COMMAND: &'static str = "launch";
    type Arguments = LaunchRequestArguments;
    type Body = NoBody;
}

/// Arguments for `launch` request. Additional attributes are implementation specific.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LaunchRequestArguments {
    /// Arbitrary data from the previous, restarted session.
    /// The data is sent as the `restart` attribute of the `terminated` event.
    /// The client should leave the data intact.
    #[serde(rename = "__restart")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<Value>,
    /// If true, the launch request should launch the program without enabling debugging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_debug: Option<bool>,
}

/// The event indicates that some source has been added, changed, or removed from the set of all loaded sources.
pub enum LoadedSourceEvent {}

impl Event for LoadedSourceEvent {
    const EVENT: &'static str = "loadedSource";
    type Body = LoadedSourceEventBody;
}

/// Body of `LoadedSourceEvent`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadedSourceEventBody {
    /// The reason for the event.
    pub reason: LoadedSourceEventReason,
    /// The new, changed, or removed source.
    pub source: Source,
}

/// The reason for the event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum LoadedSourceEventReason {
    /// `new`.
    #[serde(rename = "new")]
    New,
    /// `changed`.
    #[serde(rename = "changed")]
    Changed,
    /// `removed`.
    #[serde(rename = "removed")]
    Removed,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `loadedSources` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadedSourcesArguments {}

/// Retrieves the set of all sources currently loaded by the debugged process.
/// Clients should only call this request if the corresponding capability `supportsLoadedSourcesRequest` is true.
pub enum LoadedSourcesRequest {}

impl Request for LoadedSourcesRequest {
    const COMMAND: &'static str = "loadedSources";
    type Arguments = LoadedSourcesArguments;
    type Body = LoadedSourcesResponseBody;
}

/// Body of `LoadedSourcesResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadedSourcesResponseBody {
    /// Set of loaded sources.
    pub sources: Vec<Source>,
}

/// Arguments for `locations` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LocationsArguments {
    /// Location reference to resolve.
    pub location_reference: i32,
}

/// Looks up information about a location reference previously returned by the debug adapter.
pub enum LocationsRequest {}

impl Request for LocationsRequest {
    const COMMAND: &'static str = "locations";
    type Arguments = LocationsArguments;
    type Body = LocationsResponseBody;
}

/// Body of `LocationsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LocationsResponseBody {
    /// Position of the location within the `line`. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based. If no column is given, the first position in the start line is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// End position of the location within `endLine`, present if the location refers to a range. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// End line of the location, present if the location refers to a range.  The client capability `linesStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// The line number of the location. The client capability `linesStartAt1` determines whether it is 0- or 1-based.
    pub line: u64,
    /// The source containing the location; either `source.path` or `source.sourceReference` must be specified.
    pub source: Source,
}

/// This event indicates that some memory range has been updated. It should only be sent if the corresponding capability `supportsMemoryEvent` is true.
/// Clients typically react to the event by re-issuing a `readMemory` request if they show the memory identified by the `memoryReference` and if the updated memory range overlaps the displayed range. Clients should not make assumptions how individual memory references relate to each other, so they should not assume that they are part of a single continuous address range and might overlap.
/// Debug adapters can use this event to indicate that the contents of a memory range has changed due to some other request like `setVariable` or `setExpression`. Debug adapters are not expected to emit this event for each and every memory change of a running program, because that information is typically not available from debuggers and it would flood clients with too many events.
pub enum MemoryEvent {}

impl Event for MemoryEvent {
    const EVENT: &'static str = "memory";
    type Body = MemoryEventBody;
}

/// Body of `MemoryEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemoryEventBody {
    /// Number of bytes updated.
    pub count: u64,
    /// Memory reference of a memory range that has been updated.
    pub memory_reference: String,
    /// Starting offset in bytes where memory has been updated. Can be negative.
    pub offset: i64,
}

/// A structured message object. Used to return errors from requests.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// A format string for the message. Embedded variables have the form `{name}`.
    /// If variable name starts with an underscore character, the variable does not contain user data (PII) and can be safely used for telemetry purposes.
    pub format: String,
    /// Unique (within a debug adapter implementation) identifier for the message. The purpose of these error IDs is to help extension authors that have the requirement that every user visible error message needs a corresponding error number, so that users or customer support can find information about the specific error more easily.
    pub id: i32,
    /// If true send to telemetry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_telemetry: Option<bool>,
    /// If true show user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_user: Option<bool>,
    /// A url where additional information about this message can be found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A label that is presented to the user as the UI for opening the url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_label: Option<String>,
    /// An object used as a dictionary for looking up the variables in the format string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables: Option<BTreeMap<String, String>>,
}

/// A Module object represents a row in the modules view.
/// The `id` attribute identifies a module in the modules view and is used in a `module` event for identifying a module for adding, updating or deleting.
/// The `name` attribute is used to minimally render the module in the UI.
///
/// Additional attributes can be added to the module. They show up in the module view if they have a corresponding `ColumnDescriptor`.
///
/// To avoid an unnecessary proliferation of additional attributes with similar semantics but different names, we recommend to re-use attributes from the 'recommended' list below first, and only introduce new attributes if nothing appropriate could be found.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Module {
    /// Address range covered by this module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_range: Option<String>,
    /// Module created or modified, encoded as a RFC 3339 timestamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_time_stamp: Option<String>,
    /// Unique identifier for the module.
    pub id: IntegerOrString,
    /// True if the module is optimized.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_optimized: Option<bool>,
    /// True if the module is considered 'user code' by a debugger that supports 'Just My Code'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_user_code: Option<bool>,
    /// A name of the module.
    pub name: String,
    /// Logical full path to the module. The exact definition is implementation defined, but usually this would be a full path to the on-disk file for the module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Logical full path to the symbol file. The exact definition is implementation defined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol_file_path: Option<String>,
    /// User-understandable description of if symbols were found for the module (ex: 'Symbols Loaded', 'Symbols not found', etc.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol_status: Option<String>,
    /// Version of Module.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// The event indicates that some information about a module has changed.
pub enum ModuleEvent {}

impl Event for ModuleEvent {
    const EVENT: &'static str = "module";
    type Body = ModuleEventBody;
}

/// Body of `ModuleEvent`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModuleEventBody {
    /// The new, changed, or removed module. In case of `removed` only the module id is used.
    pub module: Module,
    /// The reason for the event.
    pub reason: ModuleEventReason,
}

/// The reason for the event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ModuleEventReason {
    /// `new`.
    #[serde(rename = "new")]
    New,
    /// `changed`.
    #[serde(rename = "changed")]
    Changed,
    /// `removed`.
    #[serde(rename = "removed")]
    Removed,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `modules` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModulesArguments {
    /// The number of modules to return. If `moduleCount` is not specified or 0, all modules are returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module_count: Option<u32>,
    /// The index of the first module to return; if omitted modules start at 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_module: Option<i32>,
}

/// Modules can be retrieved from the debug adapter with this request which can either return all modules or a range of modules to support paging.
/// Clients should only call this request if the corresponding capability `supportsModulesRequest` is true.
pub enum ModulesRequest {}

impl Request for ModulesRequest {
    const COMMAND: &'static str = "modules";
    type Arguments = ModulesArguments;
    type Body = ModulesResponseBody;
}

/// Body of `ModulesResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModulesResponseBody {
    /// All modules or range of modules.
    pub modules: Vec<Module>,
    /// The total number of modules available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_modules: Option<u64>,
}

/// Arguments for `next` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NextArguments {
    /// Stepping granularity. If no granularity is specified, a granularity of `statement` is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granularity: Option<SteppingGranularity>,
    /// If this flag is true, all other suspended threads are not resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_thread: Option<bool>,
    /// Specifies the thread for which to resume execution for one step (of the given granularity).
    pub thread_id: i32,
}

/// The request executes one step (in the given granularity) for the specified thread and allows all other threads to run freely by resuming them.
/// If the debug adapter supports single thread execution (see capability `supportsSingleThreadExecutionRequests`), setting the `singleThread` argument to true prevents other suspended threads from resuming.
/// The debug adapter first sends the response and then a `stopped` event (with reason `step`) after the step has completed.
pub enum NextRequest {}

impl Request for NextRequest {
    const COMMAND: &'static str = "next";
    type Arguments = NextArguments;
    type Body = NoBody;
}

/// The event indicates that the target has produced some output.
pub enum OutputEvent {}

impl Event for OutputEvent {
    const EVENT: &'static str = "output";
    type Body = OutputEventBody;
}

/// Body of `OutputEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputEventBody {
    /// The output category. If not specified or if the category is not understood by the client, `console` is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<OutputEventCategory>,
    /// The position in `line` where the output was produced. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// Additional data to report. For the `telemetry` category the data is sent to telemetry, for the other categories the data is shown in JSON format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Support for keeping an output log organized by grouping related messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<OutputEventGroup>,
    /// The source location's line where the output was produced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// A reference that allows the client to request the location where the new value is declared. For example, if the logged value is function pointer, the adapter may be able to look up the function's location. This should be present only if the adapter is likely to be able to resolve the location.
    ///
    /// This reference shares the same lifetime as the `variablesReference`. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_reference: Option<i32>,
    /// The output to report.
    ///
    /// ANSI escape sequences may be used to influence text color and styling if `supportsANSIStyling` is present in both the adapter's `Capabilities` and the client's `InitializeRequestArguments`. A client may strip any unrecognized ANSI sequences.
    ///
    /// If the `supportsANSIStyling` capabilities are not both true, then the client should display the output literally.
    pub output: String,
    /// The source location where the output was produced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// If an attribute `variablesReference` exists and its value is > 0, the output contains objects which can be retrieved by passing `variablesReference` to the `variables` request as long as execution remains suspended. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables_reference: Option<i32>,
}

/// The output category. If not specified or if the category is not understood by the client, `console` is assumed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum OutputEventCategory {
    /// Show the output in the client's default message UI, e.g. a 'debug console'. This category should only be used for informational output from the debugger (as opposed to the debuggee).
    #[serde(rename = "console")]
    Console,
    /// A hint for the client to show the output in the client's UI for important and highly visible information, e.g. as a popup notification. This category should only be used for important messages from the debugger (as opposed to the debuggee). Since this category value is a hint, clients might ignore the hint and assume the `console` category.
    #[serde(rename = "important")]
    Important,
    /// Show the output as normal program output from the debuggee.
    #[serde(rename = "stdout")]
    Stdout,
    /// Show the output as error program output from the debuggee.
    #[serde(rename = "stderr")]
    Stderr,
    /// Send the output to telemetry instead of showing it to the user.
    #[serde(rename = "telemetry")]
    Telemetry,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Support for keeping an output log organized by grouping related messages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum OutputEventGroup {
    /// Start a new group in expanded mode. Subsequent output events are members of the group and should be shown indented.
    /// The `output` attribute becomes the name of the group and is not indented.
    #[serde(rename = "start")]
    Start,
    /// Start a new group in collapsed mode. Subsequent output events are members of the group and should be shown indented (as soon as the group is expanded).
    /// The `output` attribute becomes the name of the group and is not indented.
    #[serde(rename = "startCollapsed")]
    StartCollapsed,
    /// End the current group and decrease the indentation of subsequent output events.
    /// A non-empty `output` attribute is shown as the unindented end of the group.
    #[serde(rename = "end")]
    End,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `pause` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PauseArguments {
    /// Pause execution for this thread.
    pub thread_id: i32,
}

/// The request suspends the debuggee.
/// The debug adapter first sends the response and then a `stopped` event (with reason `pause`) after the thread has been paused successfully.
pub enum PauseRequest {}

impl Request for PauseRequest {
    const COMMAND: &'static str = "pause";
    type Arguments = PauseArguments;
    type Body = NoBody;
}

/// The event indicates that the debugger has begun debugging a new process. Either one that it has launched, or one that it has attached to.
pub enum ProcessEvent {}

impl Event for ProcessEvent {
    const EVENT: &'static str = "process";
    type Body = ProcessEventBody;
}

/// Body of `ProcessEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcessEventBody {
    /// If true, the process is running on the same computer as the debug adapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_local_process: Option<bool>,
    /// The logical name of the process. This is usually the full path to process's executable file. Example: /home/example/myproj/program.js.
    pub name: String,
    /// The size of a pointer or address for this process, in bits. This value may be used by clients when formatting addresses for display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer_size: Option<u32>,
    /// Describes how the debug engine started debugging this process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_method: Option<ProcessEventStartMethod>,
    /// The process ID of the debugged process, as assigned by the operating system. This property should be omitted for logical processes that do not map to operating system processes on the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_process_id: Option<i32>,
}

/// Describes how the debug engine started debugging this process.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ProcessEventStartMethod {
    /// Process was launched under the debugger.
    #[serde(rename = "launch")]
    Launch,
    /// Debugger attached to an existing process.
    #[serde(rename = "attach")]
    Attach,
    /// A project launcher component has launched a new process in a suspended state and then asked the debugger to attach.
    #[serde(rename = "attachForSuspendedLaunch")]
    AttachForSuspendedLaunch,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// The event signals the end of the progress reporting with a final message.
/// This event should only be sent if the corresponding capability `supportsProgressReporting` is true.
pub enum ProgressEndEvent {}

impl Event for ProgressEndEvent {
    const EVENT: &'static str = "progressEnd";
    type Body = ProgressEndEventBody;
}

/// Body of `ProgressEndEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProgressEndEventBody {
    /// More detailed progress message. If omitted, the previous message (if any) is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The ID that was introduced in the initial `ProgressStartEvent`.
    pub progress_id: String,
}

/// The event signals that a long running operation is about to start and provides additional information for the client to set up a corresponding progress and cancellation UI.
/// The client is free to delay the showing of the UI in order to reduce flicker.
/// This event should only be sent if the corresponding capability `supportsProgressReporting` is true.
pub enum ProgressStartEvent {}

impl Event for ProgressStartEvent {
    const EVENT: &'static str = "progressStart";
    type Body = ProgressStartEventBody;
}

/// Body of `ProgressStartEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProgressStartEventBody {
    /// If true, the request that reports progress may be cancelled with a `cancel` request.
    /// So this property basically controls whether the client should use UX that supports cancellation.
    /// Clients that don't support cancellation are allowed to ignore the setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancellable: Option<bool>,
    /// More detailed progress message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Progress percentage to display. If omitted no percentage is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentage: Option<f64>,
    /// An ID that can be used in subsequent `progressUpdate` and `progressEnd` events to make them refer to the same progress reporting.
    /// IDs must be unique within a debug session.
    pub progress_id: String,
    /// The request ID that this progress report is related to. If specified a debug adapter is expected to emit progress events for the long running request until the request has been either completed or cancelled.
    /// If the request ID is omitted, the progress report is assumed to be related to some general activity of the debug adapter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<i32>,
    /// Short title of the progress reporting. Shown in the UI to describe the long running operation.
    pub title: String,
}

/// The event signals that the progress reporting needs to be updated with a new message and/or percentage.
/// The client does not have to update the UI immediately, but the clients needs to keep track of the message and/or percentage values.
/// This event should only be sent if the corresponding capability `supportsProgressReporting` is true.
pub enum ProgressUpdateEvent {}

impl Event for ProgressUpdateEvent {
    const EVENT: &'static str = "progressUpdate";
    type Body = ProgressUpdateEventBody;
}

/// Body of `ProgressUpdateEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProgressUpdateEventBody {
    /// More detailed progress message. If omitted, the previous message (if any) is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Progress percentage to display. If omitted no percentage is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentage: Option<f64>,
    /// The ID that was introduced in the initial `progressStart` event.
    pub progress_id: String,
}

/// Arguments for `readMemory` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadMemoryArguments {
    /// Number of bytes to read at the specified location and offset.
    pub count: u64,
    /// Memory reference to the base location from which data should be read.
    pub memory_reference: String,
    /// Offset (in bytes) to be applied to the reference location before reading data. Can be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
}

/// Reads bytes from memory at the provided location.
/// Clients should only call this request if the corresponding capability `supportsReadMemoryRequest` is true.
pub enum ReadMemoryRequest {}

impl Request for ReadMemoryRequest {
    const COMMAND: &'static str = "readMemory";
    type Arguments = ReadMemoryArguments;
    type Body = ReadMemoryResponseBody;
}

/// Body of `ReadMemoryResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadMemoryResponseBody {
    /// The address of the first byte of data returned.
    /// Treated as a hex value if prefixed with `0x`, or as a decimal value otherwise.
    pub address: String,
    /// The bytes read from memory, encoded using base64. If the decoded length of `data` is less than the requested `count` in the original `readMemory` request, and `unreadableBytes` is zero or omitted, then the client should assume it's reached the end of readable memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// The number of unreadable bytes encountered after the last successfully read byte.
    /// This can be used to determine the number of bytes that should be skipped before a subsequent `readMemory` request succeeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreadable_bytes: Option<u64>,
}

/// Arguments for `restart` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RestartArguments {
    /// The latest version of the `launch` or `attach` configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Value>,
}

/// Arguments for `restartFrame` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RestartFrameArguments {
    /// Restart the stack frame identified by `frameId`. The `frameId` must have been obtained in the current suspended state. See 'Lifetime of Object References' in the Overview section for details.
    pub frame_id: i32,
}

/// The request restarts execution of the specified stack frame.
/// The debug adapter first sends the response and then a `stopped` event (with reason `restart`) after the restart has completed.
/// Clients should only call this request if the corresponding capability `supportsRestartFrame` is true.
pub enum RestartFrameRequest {}

impl Request for RestartFrameRequest {
    const COMMAND: &'static str = "restartFrame";
    type Arguments = RestartFrameArguments;
    type Body = NoBody;
}

/// Restarts a debug session. Clients should only call this request if the corresponding capability `supportsRestartRequest` is true.
/// If the capability is missing or has the value false, a typical client emulates `restart` by terminating the debug adapter first and then launching it anew.
pub enum RestartRequest {}

impl Request for RestartRequest {
    const COMMAND: &'static str = "restart";
    type Arguments = RestartArguments;
    type Body = NoBody;
}

/// Arguments for `reverseContinue` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReverseContinueArguments {
    /// If this flag is true, backward execution is resumed only for the thread with given `threadId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_thread: Option<bool>,
    /// Specifies the active thread. If the debug adapter supports single thread execution (see `supportsSingleThreadExecutionRequests`) and the `singleThread` argument is true, only the thread with this ID is resumed.
    pub thread_id: i32,
}

/// The request resumes backward execution of all threads. If the debug adapter supports single thread execution (see capability `supportsSingleThreadExecutionRequests`), setting the `singleThread` argument to true resumes only the specified thread. If not all threads were resumed, the `allThreadsContinued` attribute of the response should be set to false.
/// Clients should only call this request if the corresponding capability `supportsStepBack` is true.
pub enum ReverseContinueRequest {}

impl Request for ReverseContinueRequest {
    const COMMAND: &'static str = "reverseContinue";
    type Arguments = ReverseContinueArguments;
    type Body = NoBody;
}

/// This request is sent from the debug adapter to the client to run a command in a terminal.
/// This is typically used to launch the debuggee in a terminal provided by the client.
/// This request should only be called if the corresponding client capability `supportsRunInTerminalRequest` is true.
/// Client implementations of `runInTerminal` are free to run the command however they choose including issuing the command to a command line interpreter (aka 'shell'). Argument strings passed to the `runInTerminal` request must arrive verbatim in the command to be run. As a consequence, clients which use a shell are responsible for escaping any special shell characters in the argument strings to prevent them from being interpreted (and modified) by the shell.
/// Some users may wish to take advantage of shell processing in the argument strings. For clients which implement `runInTerminal` using an intermediary shell, the `argsCanBeInterpretedByShell` property can be set to true. In this case the client is requested not to escape any special shell characters in the argument strings.
pub enum RunInTerminalRequest {}

impl Request for RunInTerminalRequest {
    const COMMAND: &'static str = "runInTerminal";
    type Arguments = RunInTerminalRequestArguments;
    type Body = RunInTerminalResponseBody;
}

/// Arguments for `runInTerminal` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunInTerminalRequestArguments {
    /// List of arguments. The first argument is the command to run.
    pub args: Vec<String>,
    /// This property should only be set if the corresponding capability `supportsArgsCanBeInterpretedByShell` is true. If the client uses an intermediary shell to launch the application, then the client must not attempt to escape characters with special meanings for the shell. The user is fully responsible for escaping as needed and that arguments using special characters may not be portable across shells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub args_can_be_interpreted_by_shell: Option<bool>,
    /// Working directory for the command. For non-empty, valid paths this typically results in execution of a change directory command. If `pathFormat` is set to `uri` in the `InitializeRequestArguments`, this must be a file URI.
    pub cwd: String,
    /// Environment key-value pairs that are added to or removed from the default environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<BTreeMap<String, Option<String>>>,
    /// What kind of terminal to launch. Defaults to `integrated` if not specified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RunInTerminalRequestArgumentsKind>,
    /// Title of the terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What kind of terminal to launch. Defaults to `integrated` if not specified.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum RunInTerminalRequestArgumentsKind {
    /// `integrated`.
    #[serde(rename = "integrated")]
    Integrated,
    /// `external`.
    #[serde(rename = "external")]
    External,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Body of `RunInTerminalResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunInTerminalResponseBody {
    /// The process ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_id: Option<i32>,
    /// The process ID of the terminal shell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shell_process_id: Option<i32>,
}

/// A `Scope` is a named container for variables. Optionally a scope can map to a source or a range within a source.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// Start position of the range covered by the scope. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// End position of the range covered by the scope. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// The end line of the range covered by this scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// If true, the number of variables in this scope is large or expensive to retrieve.
    pub expensive: bool,
    /// The number of indexed variables in this scope.
    /// The client can use this information to present the variables in a paged UI and fetch them in chunks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed_variables: Option<i32>,
    /// The start line of the range covered by this scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Name of the scope such as 'Arguments', 'Locals', or 'Registers'. This string is shown in the UI as is and can be translated.
    pub name: String,
    /// The number of named variables in this scope.
    /// The client can use this information to present the variables in a paged UI and fetch them in chunks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_variables: Option<i32>,
    /// A hint for how to present this scope in the UI. If this attribute is missing, the scope is shown with a generic UI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation_hint: Option<ScopePresentationHint>,
    /// The source for this scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The variables of this scope can be retrieved by passing the value of `variablesReference` to the `variables` request as long as execution remains suspended. See 'Lifetime of Object References' in the Overview section for details.
    pub variables_reference: i32,
}

/// A hint for how to present this scope in the UI. If this attribute is missing, the scope is shown with a generic UI.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ScopePresentationHint {
    /// Scope contains method arguments.
    #[serde(rename = "arguments")]
    Arguments,
    /// Scope contains local variables.
    #[serde(rename = "locals")]
    Locals,
    /// Scope contains registers. Only a single `registers` scope should be returned from a `scopes` request.
    #[serde(rename = "registers")]
    Registers,
    /// Scope contains one or more return values.
    #[serde(rename = "returnValue")]
    ReturnValue,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `scopes` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScopesArguments {
    /// Retrieve the scopes for the stack frame identified by `frameId`. The `frameId` must have been obtained in the current suspended state. See 'Lifetime of Object References' in the Overview section for details.
    pub frame_id: i32,
}

/// The request returns the variable scopes for a given stack frame ID.
pub enum ScopesRequest {}

impl Request for ScopesRequest {
    const COMMAND: &'static str = "scopes";
    type Arguments = ScopesArguments;
    type Body = ScopesResponseBody;
}

/// Body of `ScopesResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScopesResponseBody {
    /// The scopes of the stack frame. If the array has length zero, there are no scopes available.
    pub scopes: Vec<Scope>,
}

/// Arguments for `setBreakpoints` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetBreakpointsArguments {
    /// The code locations of the breakpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breakpoints: Option<Vec<SourceBreakpoint>>,
    /// Deprecated: The code locations of the breakpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<u64>>,
    /// The source location of the breakpoints; either `source.path` or `source.sourceReference` must be specified.
    pub source: Source,
    /// A value of true indicates that the underlying source has been modified which results in new breakpoint locations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_modified: Option<bool>,
}

/// Sets multiple breakpoints for a single source and clears all previous breakpoints in that source.
/// To clear all breakpoint for a source, specify an empty array.
/// When a breakpoint is hit, a `stopped` event (with reason `breakpoint`) is generated.
pub enum SetBreakpointsRequest {}

impl Request for SetBreakpointsRequest {
    const COMMAND: &'static str = "setBreakpoints";
    type Arguments = SetBreakpointsArguments;
    type Body = SetBreakpointsResponseBody;
}

/// Body of `SetBreakpointsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetBreakpointsResponseBody {
    /// Information about the breakpoints.
    /// The array elements are in the same order as the elements of the `breakpoints` (or the deprecated `lines`) array in the arguments.
    pub breakpoints: Vec<Breakpoint>,
}

/// Arguments for `setDataBreakpoints` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetDataBreakpointsArguments {
    /// The contents of this array replaces all existing data breakpoints. An empty array clears all data breakpoints.
    pub breakpoints: Vec<DataBreakpoint>,
}

/// Replaces all existing data breakpoints with new data breakpoints.
/// To clear all data breakpoints, specify an empty array.
/// When a data breakpoint is hit, a `stopped` event (with reason `data breakpoint`) is generated.
/// Clients should only call this request if the corresponding capability `supportsDataBreakpoints` is true.
pub enum SetDataBreakpointsRequest {}

impl Request for SetDataBreakpointsRequest {
    const COMMAND: &'static str = "setDataBreakpoints";
    type Arguments = SetDataBreakpointsArguments;
    type Body = SetDataBreakpointsResponseBody;
}

/// Body of `SetDataBreakpointsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetDataBreakpointsResponseBody {
    /// Information about the data breakpoints. The array elements correspond to the elements of the input argument `breakpoints` array.
    pub breakpoints: Vec<Breakpoint>,
}

/// Arguments for `setExceptionBreakpoints` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetExceptionBreakpointsArguments {
    /// Configuration options for selected exceptions.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsExceptionOptions` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception_options: Option<Vec<ExceptionOptions>>,
    /// Set of exception filters and their options. The set of all possible exception filters is defined by the `exceptionBreakpointFilters` capability. This attribute is only honored by a debug adapter if the corresponding capability `supportsExceptionFilterOptions` is true. The `filter` and `filterOptions` sets are additive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter_options: Option<Vec<ExceptionFilterOptions>>,
    /// Set of exception filters specified by their ID. The set of all possible exception filters is defined by the `exceptionBreakpointFilters` capability. The `filter` and `filterOptions` sets are additive.
    pub filters: Vec<String>,
}

/// The request configures the debugger's response to thrown exceptions. Each of the `filters`, `filterOptions`, and `exceptionOptions` in the request are independent configurations to a debug adapter indicating a kind of exception to catch. An exception thrown in a program should result in a `stopped` event from the debug adapter (with reason `exception`) if any of the configured filters match.
/// Clients should only call this request if the corresponding capability `exceptionBreakpointFilters` returns one or more filters.
pub enum SetExceptionBreakpointsRequest {}

impl Request for SetExceptionBreakpointsRequest {
    const COMMAND: &'static str = "setExceptionBreakpoints";
    type Arguments = SetExceptionBreakpointsArguments;
    type Body = SetExceptionBreakpointsResponseBody;
}

/// Body of `SetExceptionBreakpointsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetExceptionBreakpointsResponseBody {
    /// Information about the exception breakpoints or filters.
    /// The breakpoints returned are in the same order as the elements of the `filters`, `filterOptions`, `exceptionOptions` arrays in the arguments. If both `filters` and `filterOptions` are given, the returned array must start with `filters` information first, followed by `filterOptions` information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breakpoints: Option<Vec<Breakpoint>>,
}

/// Arguments for `setExpression` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetExpressionArguments {
    /// The l-value expression to assign to.
    pub expression: String,
    /// Specifies how the resulting value should be formatted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<ValueFormat>,
    /// Evaluate the expressions in the scope of this stack frame. If not specified, the expressions are evaluated in the global scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame_id: Option<i32>,
    /// The value expression to assign to the l-value expression.
    pub value: String,
}

/// Evaluates the given `value` expression and assigns it to the `expression` which must be a modifiable l-value.
/// The expressions have access to any variables and arguments that are in scope of the specified frame.
/// Clients should only call this request if the corresponding capability `supportsSetExpression` is true.
/// If a debug adapter implements both `setExpression` and `setVariable`, a client uses `setExpression` if the variable has an `evaluateName` property.
pub enum SetExpressionRequest {}

impl Request for SetExpressionRequest {
    const COMMAND: &'static str = "setExpression";
    type Arguments = SetExpressionArguments;
    type Body = SetExpressionResponseBody;
}

/// Body of `SetExpressionResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetExpressionResponseBody {
    /// The number of indexed child variables.
    /// The client can use this information to present the variables in a paged UI and fetch them in chunks.
    /// The value should be less than or equal to 2147483647 (2^31-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed_variables: Option<i32>,
    /// A memory reference to a location appropriate for this result.
    /// For pointer type eval results, this is generally a reference to the memory address contained in the pointer.
    /// This attribute may be returned by a debug adapter if corresponding capability `supportsMemoryReferences` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_reference: Option<String>,
    /// The number of named child variables.
    /// The client can use this information to present the variables in a paged UI and fetch them in chunks.
    /// The value should be less than or equal to 2147483647 (2^31-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_variables: Option<i32>,
    /// Properties of a value that can be used to determine how to render the result in the UI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation_hint: Option<VariablePresentationHint>,
    /// The type of the value.
    /// This attribute should only be returned by a debug adapter if the corresponding capability `supportsVariableType` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// The new value of the expression.
    pub value: String,
    /// A reference that allows the client to request the location where the new value is declared. For example, if the new value is function pointer, the adapter may be able to look up the function's location. This should be present only if the adapter is likely to be able to resolve the location.
    ///
    /// This reference shares the same lifetime as the `variablesReference`. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_location_reference: Option<i32>,
    /// If `variablesReference` is > 0, the evaluate result is structured and its children can be retrieved by passing `variablesReference` to the `variables` request as long as execution remains suspended. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables_reference: Option<i32>,
}

/// Arguments for `setFunctionBreakpoints` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetFunctionBreakpointsArguments {
    /// The function names of the breakpoints.
    pub breakpoints: Vec<FunctionBreakpoint>,
}

/// Replaces all existing function breakpoints with new function breakpoints.
/// To clear all function breakpoints, specify an empty array.
/// When a function breakpoint is hit, a `stopped` event (with reason `function breakpoint`) is generated.
/// Clients should only call this request if the corresponding capability `supportsFunctionBreakpoints` is true.
pub enum SetFunctionBreakpointsRequest {}

impl Request for SetFunctionBreakpointsRequest {
    const COMMAND: &'static str = "setFunctionBreakpoints";
    type Arguments = SetFunctionBreakpointsArguments;
    type Body = SetFunctionBreakpointsResponseBody;
}

/// Body of `SetFunctionBreakpointsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetFunctionBreakpointsResponseBody {
    /// Information about the breakpoints. The array elements correspond to the elements of the `breakpoints` array.
    pub breakpoints: Vec<Breakpoint>,
}

/// Arguments for `setInstructionBreakpoints` request
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetInstructionBreakpointsArguments {
    /// The instruction references of the breakpoints
    pub breakpoints: Vec<InstructionBreakpoint>,
}

/// Replaces all existing instruction breakpoints. Typically, instruction breakpoints would be set from a disassembly window.
/// To clear all instruction breakpoints, specify an empty array.
/// When an instruction breakpoint is hit, a `stopped` event (with reason `instruction breakpoint`) is generated.
/// Clients should only call this request if the corresponding capability `supportsInstructionBreakpoints` is true.
pub enum SetInstructionBreakpointsRequest {}

impl Request for SetInstructionBreakpointsRequest {
    const COMMAND: &'static str = "setInstructionBreakpoints";
    type Arguments = SetInstructionBreakpointsArguments;
    type Body = SetInstructionBreakpointsResponseBody;
}

/// Body of `SetInstructionBreakpointsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetInstructionBreakpointsResponseBody {
    /// Information about the breakpoints. The array elements correspond to the elements of the `breakpoints` array.
    pub breakpoints: Vec<Breakpoint>,
}

/// Arguments for `setVariable` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetVariableArguments {
    /// Specifies details on how to format the response value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<ValueFormat>,
    /// The name of the variable in the container.
    pub name: String,
    /// The value of the variable.
    pub value: String,
    /// The reference of the variable container. The `variablesReference` must have been obtained in the current suspended state. See 'Lifetime of Object References' in the Overview section for details.
    pub variables_reference: i32,
}

/// Set the variable with the given name in the variable container to a new value. Clients should only call this request if the corresponding capability `supportsSetVariable` is true.
/// If a debug adapter implements both `setVariable` and `setExpression`, a client will only use `setExpression` if the variable has an `evaluateName` property.
pub enum SetVariableRequest {}

impl Request for SetVariableRequest {
    const COMMAND: &'static str = "setVariable";
    type Arguments = SetVariableArguments;
    type Body = SetVariableResponseBody;
}

/// Body of `SetVariableResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetVariableResponseBody {
    /// The number of indexed child variables.
    /// The client can use this information to present the variables in a paged UI and fetch them in chunks.
    /// The value should be less than or equal to 2147483647 (2^31-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed_variables: Option<i32>,
    /// A memory reference to a location appropriate for this result.
    /// For pointer type eval results, this is generally a reference to the memory address contained in the pointer.
    /// This attribute may be returned by a debug adapter if corresponding capability `supportsMemoryReferences` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_reference: Option<String>,
    /// The number of named child variables.
    /// The client can use this information to present the variables in a paged UI and fetch them in chunks.
    /// The value should be less than or equal to 2147483647 (2^31-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_variables: Option<i32>,
    /// The type of the new value. Typically shown in the UI when hovering over the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// The new value of the variable.
    pub value: String,
    /// A reference that allows the client to request the location where the new value is declared. For example, if the new value is function pointer, the adapter may be able to look up the function's location. This should be present only if the adapter is likely to be able to resolve the location.
    ///
    /// This reference shares the same lifetime as the `variablesReference`. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_location_reference: Option<i32>,
    /// If `variablesReference` is > 0, the new value is structured and its children can be retrieved by passing `variablesReference` to the `variables` request as long as execution remains suspended. See 'Lifetime of Object References' in the Overview section for details.
    ///
    /// If this property is included in the response, any `variablesReference` previously associated with the updated variable, and those of its children, are no longer valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables_reference: Option<i32>,
}

/// A `Source` is a descriptor for source code.
/// It is returned from the debug adapter as part of a `StackFrame` and it is used by clients when specifying breakpoints.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Additional data that a debug adapter might want to loop through the client.
    /// The client should leave the data intact and persist it across sessions. The client should not interpret the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adapter_data: Option<Value>,
    /// The checksums associated with this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksums: Option<Vec<Checksum>>,
    /// The short name of the source. Every source returned from the debug adapter has a name.
    /// When sending a source to the debug adapter this name is optional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The origin of this source. For example, 'internal module', 'inlined content from source map', etc.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The path of the source to be shown in the UI.
    /// It is only used to locate and load the content of the source if no `sourceReference` is specified (or its value is 0).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A hint for how to present the source in the UI.
    /// A value of `deemphasize` can be used to indicate that the source is not available or that it is skipped on stepping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation_hint: Option<SourcePresentationHint>,
    /// If the value > 0 the contents of the source must be retrieved through the `source` request (even if a path is specified).
    /// Since a `sourceReference` is only valid for a session, it can not be used to persist a source.
    /// The value should be less than or equal to 2147483647 (2^31-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_reference: Option<i32>,
    /// A list of sources that are related to this source. These may be the source that generated this source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<Source>>,
}

/// Arguments for `source` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceArguments {
    /// Specifies the source content to load. Either `source.path` or `source.sourceReference` must be specified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The reference to the source. This is the same as `source.sourceReference`.
    /// This is provided for backward compatibility since old clients do not understand the `source` attribute.
    pub source_reference: i32,
}

/// Properties of a breakpoint or logpoint passed to the `setBreakpoints` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceBreakpoint {
    /// Start position within source line of the breakpoint or logpoint. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// The expression for conditional breakpoints.
    /// It is only honored by a debug adapter if the corresponding capability `supportsConditionalBreakpoints` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The expression that controls how many hits of the breakpoint are ignored.
    /// The debug adapter is expected to interpret the expression as needed.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsHitConditionalBreakpoints` is true.
    /// If both this property and `condition` are specified, `hitCondition` should be evaluated only if the `condition` is met, and the debug adapter should stop only if both conditions are met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit_condition: Option<String>,
    /// The source line of the breakpoint or logpoint.
    pub line: u64,
    /// If this attribute exists and is non-empty, the debug adapter must not 'break' (stop)
    /// but log the message instead. Expressions within `{}` are interpolated.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsLogPoints` is true.
    /// If either `hitCondition` or `condition` is specified, then the message should only be logged if those conditions are met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_message: Option<String>,
    /// The mode of this breakpoint. If defined, this must be one of the `breakpointModes` the debug adapter advertised in its `Capabilities`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
}

/// A hint for how to present the source in the UI.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum SourcePresentationHint {
    /// `normal`.
    #[serde(rename = "normal")]
    Normal,
    /// `emphasize`.
    #[serde(rename = "emphasize")]
    Emphasize,
    /// `deemphasize`.
    #[serde(rename = "deemphasize")]
    Deemphasize,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// The request retrieves the source code for a given source reference.
pub enum SourceRequest {}

impl Request for SourceRequest {
    const COMMAND: &'static str = "source";
    type Arguments = SourceArguments;
    type Body = SourceResponseBody;
}

/// Body of `SourceResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceResponseBody {
    /// Content of the source reference.
    pub content: String,
    /// Content type (MIME type) of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
}

/// A Stackframe contains the source location.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StackFrame {
    /// Indicates whether this frame can be restarted with the `restartFrame` request. Clients should only use this if the debug adapter supports the `restart` request and the corresponding capability `supportsRestartFrame` is true. If a debug adapter has this capability, then `canRestart` defaults to `true` if the property is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub can_restart: Option<bool>,
    /// Start position of the range covered by the stack frame. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based. If attribute `source` is missing or doesn't exist, `column` is 0 and should be ignored by the client.
    pub column: u64,
    /// End position of the range covered by the stack frame. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// The end line of the range covered by the stack frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// An identifier for the stack frame. It must be unique across all threads.
    /// This id can be used to retrieve the scopes of the frame with the `scopes` request or to restart the execution of a stack frame.
    pub id: i32,
    /// A memory reference for the current instruction pointer in this frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction_pointer_reference: Option<String>,
    /// The line within the source of the frame. If the source attribute is missing or doesn't exist, `line` is 0 and should be ignored by the client.
    pub line: u64,
    /// The module associated with this frame, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module_id: Option<IntegerOrString>,
    /// The name of the stack frame, typically a method name.
    pub name: String,
    /// A hint for how to present this frame in the UI.
    /// A value of `label` can be used to indicate that the frame is an artificial frame that is used as a visual label or separator. A value of `subtle` can be used to change the appearance of a frame in a 'subtle' way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation_hint: Option<StackFramePresentationHint>,
    /// The source of the frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// Provides formatting information for a value.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StackFrameFormat {
    /// Display the value in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hex: Option<bool>,
    /// Includes all stack frames, including those the debug adapter might otherwise hide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_all: Option<bool>,
    /// Displays the line number of the stack frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<bool>,
    /// Displays the module of the stack frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<bool>,
    /// Displays the names of parameters for the stack frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_names: Option<bool>,
    /// Displays the types of parameters for the stack frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_types: Option<bool>,
    /// Displays the values of parameters for the stack frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_values: Option<bool>,
    /// Displays parameters for the stack frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<bool>,
}

/// A hint for how to present this frame in the UI.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum StackFramePresentationHint {
    /// `normal`.
    #[serde(rename = "normal")]
    Normal,
    /// `label`.
    #[serde(rename = "label")]
    Label,
    /// `subtle`.
    #[serde(rename = "subtle")]
    Subtle,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `stackTrace` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StackTraceArguments {
    /// Specifies details on how to format the returned `StackFrame.name`. The debug adapter may format requested details in any way that would make sense to a developer.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsValueFormattingOptions` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<StackFrameFormat>,
    /// The maximum number of frames to return. If levels is not specified or 0, all frames are returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<u32>,
    /// The index of the first frame to return; if omitted frames start at 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_frame: Option<u32>,
    /// Retrieve the stacktrace for this thread.
    pub thread_id: i32,
}

/// The request returns a stacktrace from the current execution state of a given thread.
/// A client can request all stack frames by omitting the startFrame and levels arguments. For performance-conscious clients and if the corresponding capability `supportsDelayedStackTraceLoading` is true, stack frames can be retrieved in a piecemeal way with the `startFrame` and `levels` arguments. The response of the `stackTrace` request may contain a `totalFrames` property that hints at the total number of frames in the stack. If a client needs this total number upfront, it can issue a request for a single (first) frame and depending on the value of `totalFrames` decide how to proceed. In any case a client should be prepared to receive fewer frames than requested, which is an indication that the end of the stack has been reached.
pub enum StackTraceRequest {}

impl Request for StackTraceRequest {
    const COMMAND: &'static str = "stackTrace";
    type Arguments = StackTraceArguments;
    type Body = StackTraceResponseBody;
}

/// Body of `StackTraceResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StackTraceResponseBody {
    /// The frames of the stack frame. If the array has length zero, there are no stack frames available.
    /// This means that there is no location information available.
    pub stack_frames: Vec<StackFrame>,
    /// The total number of frames available in the stack. If omitted or if `totalFrames` is larger than the available frames, a client is expected to request frames until a request returns less frames than requested (which indicates the end of the stack). Returning monotonically increasing `totalFrames` values for subsequent requests can be used to enforce paging in the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_frames: Option<u32>,
}

/// This request is sent from the debug adapter to the client to start a new debug session of the same type as the caller.
/// This request should only be sent if the corresponding client capability `supportsStartDebuggingRequest` is true.
/// A client implementation of `startDebugging` should start a new debug session (of the same type as the caller) in the same way that the caller's session was started. If the client supports hierarchical debug sessions, the newly created session can be treated as a child of the caller session.
pub enum StartDebuggingRequest {}

impl Request for StartDebuggingRequest {
    const COMMAND: &'static str = "startDebugging";
    type Arguments = StartDebuggingRequestArguments;
    type Body = NoBody;
}

/// Arguments for `startDebugging` request.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StartDebuggingRequestArguments {
    /// Arguments passed to the new debug session. The arguments must only contain properties understood by the `launch` or `attach` requests of the debug adapter and they must not contain any client-specific properties (e.g. `type`) or client-specific features (e.g. substitutable 'variables').
    pub configuration: BTreeMap<String, Value>,
    /// Hints whether output of the child sessions should be presented separately or merged with that of the parent session's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_presentation: Option<StartDebuggingRequestArgumentsOutputPresentation>,
    /// Indicates whether the new debug session should be started with a `launch` or `attach` request.
    pub request: StartDebuggingRequestArgumentsRequest,
}

/// Hints whether output of the child sessions should be presented separately or merged with that of the parent session's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum StartDebuggingRequestArgumentsOutputPresentation {
    /// `separate`.
    #[serde(rename = "separate")]
    Separate,
    /// `mergeWithParent`.
    #[serde(rename = "mergeWithParent")]
    MergeWithParent,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Indicates whether the new debug session should be started with a `launch` or `attach` request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum StartDebuggingRequestArgumentsRequest {
    /// `launch`.
    #[serde(rename = "launch")]
    Launch,
    /// `attach`.
    #[serde(rename = "attach")]
    Attach,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `stepBack` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepBackArguments {
    /// Stepping granularity to step. If no granularity is specified, a granularity of `statement` is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granularity: Option<SteppingGranularity>,
    /// If this flag is true, all other suspended threads are not resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_thread: Option<bool>,
    /// Specifies the thread for which to resume execution for one step backwards (of the given granularity).
    pub thread_id: i32,
}

/// The request executes one backward step (in the given granularity) for the specified thread and allows all other threads to run backward freely by resuming them.
/// If the debug adapter supports single thread execution (see capability `supportsSingleThreadExecutionRequests`), setting the `singleThread` argument to true prevents other suspended threads from resuming.
/// The debug adapter first sends the response and then a `stopped` event (with reason `step`) after the step has completed.
/// Clients should only call this request if the corresponding capability `supportsStepBack` is true.
pub enum StepBackRequest {}

impl Request for StepBackRequest {
    const COMMAND: &'static str = "stepBack";
    type Arguments = StepBackArguments;
    type Body = NoBody;
}

/// Arguments for `stepIn` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepInArguments {
    /// Stepping granularity. If no granularity is specified, a granularity of `statement` is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granularity: Option<SteppingGranularity>,
    /// If this flag is true, all other suspended threads are not resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_thread: Option<bool>,
    /// Id of the target to step into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_id: Option<i32>,
    /// Specifies the thread for which to resume execution for one step-into (of the given granularity).
    pub thread_id: i32,
}

/// The request resumes the given thread to step into a function/method and allows all other threads to run freely by resuming them.
/// If the debug adapter supports single thread execution (see capability `supportsSingleThreadExecutionRequests`), setting the `singleThread` argument to true prevents other suspended threads from resuming.
/// If the request cannot step into a target, `stepIn` behaves like the `next` request.
/// The debug adapter first sends the response and then a `stopped` event (with reason `step`) after the step has completed.
/// If there are multiple function/method calls (or other targets) on the source line,
/// the argument `targetId` can be used to control into which target the `stepIn` should occur.
/// The list of possible targets for a given source line can be retrieved via the `stepInTargets` request.
pub enum StepInRequest {}

impl Request for StepInRequest {
    const COMMAND: &'static str = "stepIn";
    type Arguments = StepInArguments;
    type Body = NoBody;
}

/// A `StepInTarget` can be used in the `stepIn` request and determines into which single target the `stepIn` request should step.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepInTarget {
    /// Start position of the range covered by the step in target. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// End position of the range covered by the step in target. It is measured in UTF-16 code units and the client capability `columnsStartAt1` determines whether it is 0- or 1-based.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u64>,
    /// The end line of the range covered by the step-in target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u64>,
    /// Unique identifier for a step-in target.
    pub id: i32,
    /// The name of the step-in target (shown in the UI).
    pub label: String,
    /// The line of the step-in target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

/// Arguments for `stepInTargets` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepInTargetsArguments {
    /// The stack frame for which to retrieve the possible step-in targets.
    pub frame_id: i32,
}

/// This request retrieves the possible step-in targets for the specified stack frame.
/// These targets can be used in the `stepIn` request.
/// Clients should only call this request if the corresponding capability `supportsStepInTargetsRequest` is true.
pub enum StepInTargetsRequest {}

impl Request for StepInTargetsRequest {
    const COMMAND: &'static str = "stepInTargets";
    type Arguments = StepInTargetsArguments;
    type Body = StepInTargetsResponseBody;
}

/// Body of `StepInTargetsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepInTargetsResponseBody {
    /// The possible step-in targets of the specified source location.
    pub targets: Vec<StepInTarget>,
}

/// Arguments for `stepOut` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepOutArguments {
    /// Stepping granularity. If no granularity is specified, a granularity of `statement` is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granularity: Option<SteppingGranularity>,
    /// If this flag is true, all other suspended threads are not resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_thread: Option<bool>,
    /// Specifies the thread for which to resume execution for one step-out (of the given granularity).
    pub thread_id: i32,
}

/// The request resumes the given thread to step out (return) from a function/method and allows all other threads to run freely by resuming them.
/// If the debug adapter supports single thread execution (see capability `supportsSingleThreadExecutionRequests`), setting the `singleThread` argument to true prevents other suspended threads from resuming.
/// The debug adapter first sends the response and then a `stopped` event (with reason `step`) after the step has completed.
pub enum StepOutRequest {}

impl Request for StepOutRequest {
    const COMMAND: &'static str = "stepOut";
    type Arguments = StepOutArguments;
    type Body = NoBody;
}

/// The granularity of one 'step' in the stepping requests `next`, `stepIn`, `stepOut`, and `stepBack`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum SteppingGranularity {
    /// The step should allow the program to run until the current statement has finished executing.
    /// The meaning of a statement is determined by the adapter and it may be considered equivalent to a line.
    /// For example 'for(int i = 0; i < 10; i++)' could be considered to have 3 statements 'int i = 0', 'i < 10', and 'i++'.
    #[serde(rename = "statement")]
    Statement,
    /// The step should allow the program to run until the current source line has executed.
    #[serde(rename = "line")]
    Line,
    /// The step should allow one instruction to execute (e.g. one x86 instruction).
    #[serde(rename = "instruction")]
    Instruction,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// The event indicates that the execution of the debuggee has stopped due to some condition.
/// This can be caused by a breakpoint previously set, a stepping request has completed, by executing a debugger statement etc.
pub enum StoppedEvent {}

impl Event for StoppedEvent {
    const EVENT: &'static str = "stopped";
    type Body = StoppedEventBody;
}

/// Body of `StoppedEvent`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoppedEventBody {
    /// If `allThreadsStopped` is true, a debug adapter can announce that all threads have stopped.
    /// - The client should use this information to enable that all threads can be expanded to access their stacktraces.
    /// - If the attribute is missing or false, only the thread with the given `threadId` can be expanded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_threads_stopped: Option<bool>,
    /// The full reason for the event, e.g. 'Paused on exception'. This string is shown in the UI as is and can be translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Ids of the breakpoints that triggered the event. In most cases there is only a single breakpoint but here are some examples for multiple breakpoints:
    /// - Different types of breakpoints map to the same location.
    /// - Multiple source breakpoints get collapsed to the same instruction by the compiler/runtime.
    /// - Multiple function breakpoints with different function names map to the same location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit_breakpoint_ids: Option<Vec<i32>>,
    /// A value of true hints to the client that this event should not change the focus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preserve_focus_hint: Option<bool>,
    /// The reason for the event.
    /// For backward compatibility this string is shown in the UI if the `description` attribute is missing (but it must not be translated).
    pub reason: StoppedEventReason,
    /// Additional information. E.g. if reason is `exception`, text contains the exception name. This string is shown in the UI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The thread which was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<i32>,
}

/// The reason for the event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum StoppedEventReason {
    /// `step`.
    #[serde(rename = "step")]
    Step,
    /// `breakpoint`.
    #[serde(rename = "breakpoint")]
    Breakpoint,
    /// `exception`.
    #[serde(rename = "exception")]
    Exception,
    /// `pause`.
    #[serde(rename = "pause")]
    Pause,
    /// `entry`.
    #[serde(rename = "entry")]
    Entry,
    /// `goto`.
    #[serde(rename = "goto")]
    Goto,
    /// `function breakpoint`.
    #[serde(rename = "function breakpoint")]
    FunctionBreakpoint,
    /// `data breakpoint`.
    #[serde(rename = "data breakpoint")]
    DataBreakpoint,
    /// `instruction breakpoint`.
    #[serde(rename = "instruction breakpoint")]
    InstructionBreakpoint,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `terminate` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TerminateArguments {
    /// A value of true indicates that this `terminate` request is part of a restart sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<bool>,
}

/// The `terminate` request is sent from the client to the debug adapter in order to shut down the debuggee gracefully. Clients should only call this request if the capability `supportsTerminateRequest` is true.
/// Typically a debug adapter implements `terminate` by sending a software signal which the debuggee intercepts in order to clean things up properly before terminating itself.
/// Please note that this request does not directly affect the state of the debug session: if the debuggee decides to veto the graceful shutdown for any reason by not terminating itself, then the debug session just continues.
/// Clients can surface the `terminate` request as an explicit command or they can integrate it into a two stage Stop command that first sends `terminate` to request a graceful shutdown, and if that fails uses `disconnect` for a forceful shutdown.
pub enum TerminateRequest {}

impl Request for TerminateRequest {
    const COMMAND: &'static str = "terminate";
    type Arguments = TerminateArguments;
    type Body = NoBody;
}

/// Arguments for `terminateThreads` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TerminateThreadsArguments {
    /// Ids of threads to be terminated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_ids: Option<Vec<i32>>,
}

/// The request terminates the threads with the given ids.
/// Clients should only call this request if the corresponding capability `supportsTerminateThreadsRequest` is true.
pub enum TerminateThreadsRequest {}

impl Request for TerminateThreadsRequest {
    const COMMAND: &'static str = "terminateThreads";
    type Arguments = TerminateThreadsArguments;
    type Body = NoBody;
}

/// The event indicates that debugging of the debuggee has terminated. This does **not** mean that the debuggee itself has exited.
pub enum TerminatedEvent {}

impl Event for TerminatedEvent {
    const EVENT: &'static str = "terminated";
    type Body = TerminatedEventBody;
}

/// Body of `TerminatedEvent`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TerminatedEventBody {
    /// A debug adapter may set `restart` to true (or to an arbitrary object) to request that the client restarts the session.
    /// The value is not interpreted by the client and passed unmodified as an attribute `__restart` to the `launch` and `attach` requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<Value>,
}

/// A Thread
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Thread {
    /// Unique identifier for the thread.
    pub id: i32,
    /// The name of the thread.
    pub name: String,
}

/// The event indicates that a thread has started or exited.
pub enum ThreadEvent {}

impl Event for ThreadEvent {
    const EVENT: &'static str = "thread";
    type Body = ThreadEventBody;
}

/// Body of `ThreadEvent`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreadEventBody {
    /// The reason for the event.
    pub reason: ThreadEventReason,
    /// The identifier of the thread.
    pub thread_id: i32,
}

/// The reason for the event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ThreadEventReason {
    /// `started`.
    #[serde(rename = "started")]
    Started,
    /// `exited`.
    #[serde(rename = "exited")]
    Exited,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// The request retrieves a list of all threads.
pub enum ThreadsRequest {}

impl Request for ThreadsRequest {
    const COMMAND: &'static str = "threads";
    type Arguments = NoArguments;
    type Body = ThreadsResponseBody;
}

/// Body of `ThreadsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreadsResponseBody {
    /// All threads.
    pub threads: Vec<Thread>,
}

/// Provides formatting information for a value.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ValueFormat {
    /// Display the value in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hex: Option<bool>,
}

/// A Variable is a name/value pair.
/// The `type` attribute is shown if space permits or when hovering over the variable's name.
/// The `kind` attribute is used to render additional properties of the variable, e.g. different icons can be used to indicate that a variable is public or private.
/// If the value is structured (has children), a handle is provided to retrieve the children with the `variables` request.
/// If the number of named or indexed children is large, the numbers should be returned via the `namedVariables` and `indexedVariables` attributes.
/// The client can use this information to present the children in a paged UI and fetch them in chunks.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Variable {
    /// A reference that allows the client to request the location where the variable is declared. This should be present only if the adapter is likely to be able to resolve the location.
    ///
    /// This reference shares the same lifetime as the `variablesReference`. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declaration_location_reference: Option<i32>,
    /// The evaluatable name of this variable which can be passed to the `evaluate` request to fetch the variable's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluate_name: Option<String>,
    /// The number of indexed child variables.
    /// The client can use this information to present the children in a paged UI and fetch them in chunks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed_variables: Option<i32>,
    /// A memory reference associated with this variable.
    /// For pointer type variables, this is generally a reference to the memory address contained in the pointer.
    /// For executable data, this reference may later be used in a `disassemble` request.
    /// This attribute may be returned by a debug adapter if corresponding capability `supportsMemoryReferences` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_reference: Option<String>,
    /// The variable's name.
    pub name: String,
    /// The number of named child variables.
    /// The client can use this information to present the children in a paged UI and fetch them in chunks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_variables: Option<i32>,
    /// Properties of a variable that can be used to determine how to render the variable in the UI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation_hint: Option<VariablePresentationHint>,
    /// The type of the variable's value. Typically shown in the UI when hovering over the value.
    /// This attribute should only be returned by a debug adapter if the corresponding capability `supportsVariableType` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// The variable's value.
    /// This can be a multi-line text, e.g. for a function the body of a function.
    /// For structured variables (which do not have a simple value), it is recommended to provide a one-line representation of the structured object. This helps to identify the structured object in the collapsed state when its children are not yet visible.
    /// An empty string can be used if no value should be shown in the UI.
    pub value: String,
    /// A reference that allows the client to request the location where the variable's value is declared. For example, if the variable contains a function pointer, the adapter may be able to look up the function's location. This should be present only if the adapter is likely to be able to resolve the location.
    ///
    /// This reference shares the same lifetime as the `variablesReference`. See 'Lifetime of Object References' in the Overview section for details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_location_reference: Option<i32>,
    /// If `variablesReference` is > 0, the variable is structured and its children can be retrieved by passing `variablesReference` to the `variables` request as long as execution remains suspended. See 'Lifetime of Object References' in the Overview section for details.
    pub variables_reference: i32,
}

/// Properties of a variable that can be used to determine how to render the variable in the UI.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VariablePresentationHint {
    /// Set of attributes represented as an array of strings. Before introducing additional values, try to use the listed values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<VariablePresentationHintAttributes>>,
    /// The kind of variable. Before introducing additional values, try to use the listed values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<VariablePresentationHintKind>,
    /// If true, clients can present the variable with a UI that supports a specific gesture to trigger its evaluation.
    /// This mechanism can be used for properties that require executing code when retrieving their value and where the code execution can be expensive and/or produce side-effects. A typical example are properties based on a getter function.
    /// Please note that in addition to the `lazy` flag, the variable's `variablesReference` is expected to refer to a variable that will provide the value through another `variable` request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lazy: Option<bool>,
    /// Visibility of variable. Before introducing additional values, try to use the listed values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<VariablePresentationHintVisibility>,
}

/// Values of `VariablePresentationHintAttributes`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum VariablePresentationHintAttributes {
    /// Indicates that the object is static.
    #[serde(rename = "static")]
    Static,
    /// Indicates that the object is a constant.
    #[serde(rename = "constant")]
    Constant,
    /// Indicates that the object is read only.
    #[serde(rename = "readOnly")]
    ReadOnly,
    /// Indicates that the object is a raw string.
    #[serde(rename = "rawString")]
    RawString,
    /// Indicates that the object can have an Object ID created for it. This is a vestigial attribute that is used by some clients; 'Object ID's are not specified in the protocol.
    #[serde(rename = "hasObjectId")]
    HasObjectId,
    /// Indicates that the object has an Object ID associated with it. This is a vestigial attribute that is used by some clients; 'Object ID's are not specified in the protocol.
    #[serde(rename = "canHaveObjectId")]
    CanHaveObjectId,
    /// Indicates that the evaluation had side effects.
    #[serde(rename = "hasSideEffects")]
    HasSideEffects,
    /// Indicates that the object has its value tracked by a data breakpoint.
    #[serde(rename = "hasDataBreakpoint")]
    HasDataBreakpoint,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// The kind of variable. Before introducing additional values, try to use the listed values.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum VariablePresentationHintKind {
    /// Indicates that the object is a property.
    #[serde(rename = "property")]
    Property,
    /// Indicates that the object is a method.
    #[serde(rename = "method")]
    Method,
    /// Indicates that the object is a class.
    #[serde(rename = "class")]
    Class,
    /// Indicates that the object is data.
    #[serde(rename = "data")]
    Data,
    /// Indicates that the object is an event.
    #[serde(rename = "event")]
    Event,
    /// Indicates that the object is a base class.
    #[serde(rename = "baseClass")]
    BaseClass,
    /// Indicates that the object is an inner class.
    #[serde(rename = "innerClass")]
    InnerClass,
    /// Indicates that the object is an interface.
    #[serde(rename = "interface")]
    Interface,
    /// Indicates that the object is the most derived class.
    #[serde(rename = "mostDerivedClass")]
    MostDerivedClass,
    /// Indicates that the object is virtual, that means it is a synthetic object introduced by the adapter for rendering purposes, e.g. an index range for large arrays.
    #[serde(rename = "virtual")]
    Virtual,
    /// Deprecated: Indicates that a data breakpoint is registered for the object. The `hasDataBreakpoint` attribute should generally be used instead.
    #[serde(rename = "dataBreakpoint")]
    DataBreakpoint,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Visibility of variable. Before introducing additional values, try to use the listed values.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum VariablePresentationHintVisibility {
    /// `public`.
    #[serde(rename = "public")]
    Public,
    /// `private`.
    #[serde(rename = "private")]
    Private,
    /// `protected`.
    #[serde(rename = "protected")]
    Protected,
    /// `internal`.
    #[serde(rename = "internal")]
    Internal,
    /// `final`.
    #[serde(rename = "final")]
    Final,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Arguments for `variables` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VariablesArguments {
    /// The number of variables to return. If count is missing or 0, all variables are returned. If fewer than `count` variables are returned, the client should assume no further variables are available.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsVariablePaging` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Filter to limit the child variables to either named or indexed. If omitted, both types are fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<VariablesArgumentsFilter>,
    /// Specifies details on how to format the Variable values.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsValueFormattingOptions` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<ValueFormat>,
    /// The index of the first variable to return; if omitted children start at 0. If the value of `start` exceeeds the number of available variables, the debug adapter should return an empty array.
    /// The attribute is only honored by a debug adapter if the corresponding capability `supportsVariablePaging` is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// The variable for which to retrieve its children. The `variablesReference` must have been obtained in the current suspended state. See 'Lifetime of Object References' in the Overview section for details.
    pub variables_reference: i32,
}

/// Filter to limit the child variables to either named or indexed. If omitted, both types are fetched.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum VariablesArgumentsFilter {
    /// `indexed`.
    #[serde(rename = "indexed")]
    Indexed,
    /// `named`.
    #[serde(rename = "named")]
    Named,
    /// A value that this version of the protocol does not list.
    #[serde(untagged)]
    Other(String),
}

/// Retrieves all child variables for the given variable reference.
/// A filter can be used to limit the fetched children to either named or indexed children.
pub enum VariablesRequest {}

impl Request for VariablesRequest {
    const COMMAND: &'static str = "variables";
    type Arguments = VariablesArguments;
    type Body = VariablesResponseBody;
}

/// Body of `VariablesResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VariablesResponseBody {
    /// All (or a range) of variables for the given variable reference.
    pub variables: Vec<Variable>,
}

/// Arguments for `writeMemory` request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WriteMemoryArguments {
    /// Property to control partial writes. If true, the debug adapter should attempt to write memory even if the entire memory region is not writable. In such a case the debug adapter should stop after hitting the first byte of memory that cannot be written and return the number of bytes written in the response via the `offset` and `bytesWritten` properties.
    /// If false or missing, a debug adapter should attempt to verify the region is writable before writing, and fail the response if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_partial: Option<bool>,
    /// Bytes to write, encoded using base64.
    pub data: String,
    /// Memory reference to the base location to which data should be written.
    pub memory_reference: String,
    /// Offset (in bytes) to be applied to the reference location before writing data. Can be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
}

/// Writes bytes to memory at the provided location.
/// Clients should only call this request if the corresponding capability `supportsWriteMemoryRequest` is true.
pub enum WriteMemoryRequest {}

impl Request for WriteMemoryRequest {
    const COMMAND: &'static str = "writeMemory";
    type Arguments = WriteMemoryArguments;
    type Body = WriteMemoryResponseBody;
}

/// Body of `WriteMemoryResponse`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WriteMemoryResponseBody {
    /// Property that should be returned when `allowPartial` is true to indicate the number of bytes starting from address that were successfully written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes_written: Option<u32>,
    /// Property that should be returned when `allowPartial` is true to indicate the offset of the first byte of data successfully written. Can be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
}
