// Whether the scenarios notice: each request behind a capability is answered with an empty success, or each argument that
// it is about is ignored, and the scenarios that exercise it must fail.
//
// `node measure/hollow.mjs [CAPABILITY..]`

import cp from 'node:child_process';

/** For each capability what is made hollow, and the scenarios that must fail. */
const PROOFS = {
  supportsANSIStyling: ['initialize.supportsANSIStyling', 'patience'],
  supportsBreakpointLocationsRequest: ['breakpointLocations', 'views'],
  supportsCancelRequest: ['cancel', 'patience'],
  supportsClipboardContext: ['evaluate', 'variables'],
  supportsCompletionsRequest: ['completions', 'views'],
  supportsConditionalBreakpoints: ['setBreakpoints.condition', 'conditions'],
  supportsConfigurationDoneRequest: ['configurationDone', 'running'],
  supportsDelayedStackTraceLoading: ['stackTrace.startFrame', 'stacks'],
  supportsDisassembleRequest: ['disassemble', 'disassembly'],
  supportsEvaluateForHovers: ['evaluate', 'variables'],
  supportsExceptionInfoRequest: ['exceptionInfo', 'views'],
  supportsFunctionBreakpoints: ['setFunctionBreakpoints', 'disassembly'],
  supportsHitConditionalBreakpoints: ['setBreakpoints.hitCondition', 'conditions'],
  supportsInstructionBreakpoints: ['setInstructionBreakpoints', 'disassembly'],
  supportsLoadedSourcesRequest: ['loadedSources', 'views'],
  supportsLogPoints: ['setBreakpoints.logMessage', 'conditions'],
  supportsModulesRequest: ['modules', 'views'],
  supportsReadMemoryRequest: ['readMemory', 'writes'],
  supportsRestartRequest: ['restart', 'running'],
  supportsSetExpression: ['setExpression', 'writes'],
  supportsSetVariable: ['setVariable', 'writes'],
  supportsTerminateRequest: ['terminate', 'running'],
  supportsValueFormattingOptions: ['variables.format', 'variables'],
  supportsWriteMemoryRequest: ['writeMemory', 'writes'],
  supportsWrtdBudget: ['wrtd/budget', 'budget'],
};

const wanted = process.argv.slice(2);
let unnoticed = 0;
for (const [name, [hollow, suite]] of Object.entries(PROOFS)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const words = ['--no-install', 'mocha', '--no-config', '--timeout', '25000', `test/${suite}.test.mjs`];
  const done = cp.spawnSync('npx', words, { env: { ...process.env, HOLLOW: hollow }, encoding: 'utf8' });
  const failed = Number(done.stdout.match(/(\d+) failing/)?.[1] ?? 0);
  if (!failed) unnoticed++;
  console.log(`${failed ? 'noticed  ' : 'UNNOTICED'} ${name}: without ${hollow} ${failed} scenarios of ${suite} fail`);
}
process.exitCode = unnoticed ? 1 : 0;
