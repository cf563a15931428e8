// Whether the scenarios notice: each request is answered with an empty success, or each argument that a capability is
// about is ignored, and the scenarios that exercise it must fail.
//
// `node measure/hollow.mjs [CAPABILITY or REQUEST..]`

import cp from 'node:child_process';
import { Session } from '../client/session.mjs';

/** For each capability what is made hollow, and the scenarios that must fail. */
const CAPABILITIES = {
  supportsANSIStyling: ['initialize.supportsANSIStyling', 'patience'],
  supportsBreakpointLocationsRequest: ['breakpointLocations', 'views'],
  supportsCancelRequest: ['cancel', 'patience'],
  supportsClipboardContext: ['evaluate.context', 'variables'],
  supportsCompletionsRequest: ['completions', 'views'],
  supportsConditionalBreakpoints: ['setBreakpoints.condition', 'conditions'],
  supportsConfigurationDoneRequest: ['configurationDone', 'running'],
  supportsDataBreakpointBytes: ['dataBreakpointInfo.bytes', 'data'],
  supportsDataBreakpoints: ['setDataBreakpoints', 'data'],
  supportsDelayedStackTraceLoading: ['stackTrace.startFrame', 'stacks'],
  supportsDisassembleRequest: ['disassemble', 'disassembly'],
  supportsEvaluateForHovers: ['evaluate', 'variables'],
  supportsExceptionFilterOptions: ['setExceptionBreakpoints.filterOptions', 'exceptions'],
  supportsExceptionInfoRequest: ['exceptionInfo', 'views'],
  supportsExceptionOptions: ['setExceptionBreakpoints.exceptionOptions', 'exceptions'],
  supportsFunctionBreakpoints: ['setFunctionBreakpoints', 'disassembly'],
  supportsGotoTargetsRequest: ['goto', 'goto'],
  supportsHitConditionalBreakpoints: ['setBreakpoints.hitCondition', 'conditions'],
  supportsInstructionBreakpoints: ['setInstructionBreakpoints', 'disassembly'],
  supportsLoadedSourcesRequest: ['loadedSources', 'views'],
  supportsLogPoints: ['setBreakpoints.logMessage', 'conditions'],
  supportsModulesRequest: ['modules', 'views'],
  supportsReadMemoryRequest: ['readMemory', 'writes'],
  supportsRestartFrame: ['restartFrame', 'goto'],
  supportsRestartRequest: ['restart', 'running'],
  supportsSetExpression: ['setExpression', 'writes'],
  supportsSetVariable: ['setVariable', 'writes'],
  supportsSingleThreadExecutionRequests: ['*.singleThread', 'threads'],
  supportsStepInTargetsRequest: ['stepIn.targetId', 'steps'],
  supportsSteppingGranularity: ['*.granularity', 'steps'],
  supportsTerminateRequest: ['terminate', 'running'],
  supportsTerminateThreadsRequest: ['terminateThreads', 'threads'],
  supportsValueFormattingOptions: ['variables.format', 'variables'],
  supportsWriteMemoryRequest: ['writeMemory', 'writes'],
  supportsWrtdBudget: ['wrtd/budget', 'budget'],
  supportSuspendDebuggee: ['disconnect.suspendDebuggee', 'attach'],
  supportTerminateDebuggee: ['disconnect.terminateDebuggee', 'attach'],
};

/** The requests that no capability is about, with the scenarios that must fail. */
const REQUESTS = {
  attach: 'attach',
  continue: 'conditions',
  dataBreakpointInfo: 'data',
  disconnect: 'attach',
  gotoTargets: 'goto',
  launch: 'launch',
  locations: 'views',
  next: 'steps',
  pause: 'running',
  scopes: 'variables',
  setBreakpoints: 'breakpoints',
  setExceptionBreakpoints: 'running',
  source: 'views',
  stackTrace: 'stacks',
  stepIn: 'steps',
  stepInTargets: 'steps',
  stepOut: 'steps',
  threads: 'threads',
  variables: 'variables',
};

/** The first scenario of a suite that fails where something is hollow; none where all pass. */
function failing(hollow, suite) {
  const words = ['--no-install', 'mocha', '--no-config', '--bail', '--reporter', 'json', '--timeout', '25000', `test/${suite}.test.mjs`];
  const done = cp.spawnSync('npx', words, { env: { ...process.env, HOLLOW: hollow }, encoding: 'utf8', maxBuffer: 1 << 26 });
  const report = JSON.parse(done.stdout.slice(done.stdout.indexOf('{\n')));
  return report.failures[0]?.fullTitle;
}

/** The same where nothing is hollow, which would prove nothing. */
const fails = {};

const session = await new Session().start();
const announced = Object.entries(await session.initialize()).filter(([, value]) => value === true);
await session.end();
const unproved = announced.map(([name]) => name).filter((name) => !CAPABILITIES[name]);
let unnoticed = unproved.length;
unproved.forEach((name) => console.log(`UNNOTICED ${name}: nothing is made hollow for it`));

const requests = Object.entries(REQUESTS).map(([command, suite]) => [command, [command, suite]]);
const wanted = process.argv.slice(2);
for (const [name, [hollow, suite]] of [...Object.entries(CAPABILITIES), ...requests]) {
  if (wanted.length && !wanted.includes(name)) continue;
  fails[suite] ??= failing('', suite) ?? '';
  const failed = fails[suite] ? undefined : failing(hollow, suite);
  if (!failed) unnoticed++;
  const all = fails[suite] ? `"${fails[suite]}" fails anyway` : `all of ${suite} pass`;
  console.log(`${failed ? 'noticed  ' : 'UNNOTICED'} ${name}: without ${hollow} ${failed ? `"${failed}" fails` : all}`);
}
process.exitCode = unnoticed ? 1 : 0;
