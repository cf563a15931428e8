// What exercises each capability of the protocol: a request that is answered with success, with the arguments that the
// capability is about. Scenarios mark what they exercise by doing so.

const breakpoints = ['setBreakpoints', 'setFunctionBreakpoints', 'setInstructionBreakpoints'];
const some = (property) => (args) => args.breakpoints?.some((breakpoint) => breakpoint[property]) ?? false;
const resuming = ['continue', 'next', 'stepIn', 'stepOut'];

/** For each capability the requests, and what their arguments must have. */
export const exercises = {
  supportsANSIStyling: [['initialize'], (args) => args.supportsANSIStyling],
  supportsBreakpointLocationsRequest: [['breakpointLocations']],
  supportsCancelRequest: [['cancel'], (args) => args.requestId !== undefined],
  supportsClipboardContext: [['evaluate'], (args) => args.context === 'clipboard'],
  supportsCompletionsRequest: [['completions']],
  supportsConditionalBreakpoints: [breakpoints, some('condition')],
  supportsConfigurationDoneRequest: [['configurationDone']],
  supportsDataBreakpointBytes: [['dataBreakpointInfo'], (args) => args.asAddress || args.bytes !== undefined],
  supportsDataBreakpoints: [['setDataBreakpoints'], (args) => args.breakpoints?.length > 0],
  supportsDelayedStackTraceLoading: [['stackTrace'], (args) => args.startFrame > 0],
  supportsDisassembleRequest: [['disassemble']],
  supportsEvaluateForHovers: [['evaluate'], (args) => args.context === 'hover'],
  supportsExceptionFilterOptions: [['setExceptionBreakpoints'], (args) => args.filterOptions?.length > 0],
  supportsExceptionInfoRequest: [['exceptionInfo']],
  supportsExceptionOptions: [['setExceptionBreakpoints'], (args) => args.exceptionOptions?.length > 0],
  supportsFunctionBreakpoints: [['setFunctionBreakpoints'], (args) => args.breakpoints?.length > 0],
  supportsGotoTargetsRequest: [['goto']],
  supportsHitConditionalBreakpoints: [breakpoints, some('hitCondition')],
  supportsInstructionBreakpoints: [['setInstructionBreakpoints'], (args) => args.breakpoints?.length > 0],
  supportsLoadedSourcesRequest: [['loadedSources']],
  supportsLogPoints: [['setBreakpoints'], some('logMessage')],
  supportsModulesRequest: [['modules']],
  supportsReadMemoryRequest: [['readMemory']],
  supportsRestartFrame: [['restartFrame']],
  supportsRestartRequest: [['restart']],
  supportsSetExpression: [['setExpression']],
  supportsSetVariable: [['setVariable']],
  supportsSingleThreadExecutionRequests: [resuming, (args) => args.singleThread],
  supportsStepBack: [['stepBack', 'reverseContinue']],
  supportsStepInTargetsRequest: [['stepIn'], (args) => args.targetId !== undefined],
  supportsSteppingGranularity: [resuming, (args) => args.granularity !== undefined],
  supportsTerminateRequest: [['terminate']],
  supportsTerminateThreadsRequest: [['terminateThreads']],
  supportsValueFormattingOptions: [['variables', 'evaluate'], (args) => args.format !== undefined],
  supportsWriteMemoryRequest: [['writeMemory']],
  supportsWrtdBudget: [['wrtd/budget']],
  supportSuspendDebuggee: [['disconnect'], (args) => args.suspendDebuggee !== undefined],
  supportTerminateDebuggee: [['disconnect'], (args) => args.terminateDebuggee !== undefined],
};

/** The capabilities that any session announced, and those that any exercised. */
export const announced = new Set();
export const exercised = new Set();

/** Notes the answer to a request. */
export function note(command, args, response) {
  if (!response.success) return;
  if (command === 'initialize') {
    for (const [name, value] of Object.entries(response.body ?? {})) if (value === true) announced.add(name);
  }
  for (const [name, [commands, matches]] of Object.entries(exercises)) {
    if (commands.includes(command) && (matches?.(args ?? {}) ?? true)) exercised.add(name);
  }
}

/** The request, or the property of its arguments, that `HOLLOW` says is to be answered with nothing, as `evaluate`, or
 *  ignored, as `setBreakpoints.condition`, or in any request, as `*.granularity`: the scenarios of its capability must
 *  fail then. */
const [hollowCommand, hollowProperty] = (process.env.HOLLOW ?? '').split('.');

export function isHollow(command) {
  return hollowCommand !== '' && command === hollowCommand && !hollowProperty;
}

/** The arguments without what is to be ignored. */
export function hollowed(command, args) {
  if (![command, '*'].includes(hollowCommand) || !hollowProperty || !args) return args;
  const without = ({ [hollowProperty]: _, ...rest }) => rest;
  const breakpoints = args.breakpoints && { breakpoints: args.breakpoints.map(without) };
  return { ...without(args), ...breakpoints };
}
