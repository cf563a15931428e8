// What happens between client and server before, beside and after debugging: order, states, nonsense.

import assert from 'node:assert/strict';
import { inventory } from '../client/fixtures.mjs';
import { Session, scenario } from '../client/session.mjs';

const raw = (text) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

describe('the protocol', () => {
  scenario('announces only what the schema knows and what has been made', async (session) => {
    await session.start();
    const capabilities = await session.initialize();
    const announced = Object.keys(capabilities).filter((name) => capabilities[name] === true);
    assert.deepEqual(announced.sort(), [
      'supportSuspendDebuggee',
      'supportTerminateDebuggee',
      'supportsANSIStyling',
      'supportsBreakpointLocationsRequest',
      'supportsCancelRequest',
      'supportsClipboardContext',
      'supportsCompletionsRequest',
      'supportsConditionalBreakpoints',
      'supportsConfigurationDoneRequest',
      'supportsDataBreakpointBytes',
      'supportsDataBreakpoints',
      'supportsDelayedStackTraceLoading',
      'supportsDisassembleRequest',
      'supportsEvaluateForHovers',
      'supportsExceptionFilterOptions',
      'supportsExceptionInfoRequest',
      'supportsExceptionOptions',
      'supportsFunctionBreakpoints',
      'supportsGotoTargetsRequest',
      'supportsHitConditionalBreakpoints',
      'supportsInstructionBreakpoints',
      'supportsLoadedSourcesRequest',
      'supportsLogPoints',
      'supportsModulesRequest',
      'supportsReadMemoryRequest',
      'supportsRestartFrame',
      'supportsRestartRequest',
      'supportsSetExpression',
      'supportsSetVariable',
      'supportsSingleThreadExecutionRequests',
      'supportsStepInTargetsRequest',
      'supportsSteppingGranularity',
      'supportsTerminateRequest',
      'supportsTerminateThreadsRequest',
      'supportsValueFormattingOptions',
      'supportsWriteMemoryRequest',
      'supportsWrtdBudget',
    ]);
    // Each request behind a capability that is not announced is refused by name.
    for (const command of ['stepBack', 'reverseContinue']) {
      const { message } = await session.refusal(command, {});
      assert.match(message, new RegExp(`no request \`${command}\``));
    }
  });

  scenario('answers before it tells what came of it', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true });
    await session.stopped('entry');
    await session.go();
    await session.exited();
    const told = session.messages.map((m) => m.event ?? `<${m.command}>`);
    const order = ['<initialize>', 'initialized', '<launch>', '<configurationDone>', 'process',
      'thread', 'stopped', '<stackTrace>', '<continue>', 'output', 'thread', 'exited', 'terminated'];
    let from = 0;
    for (const name of order) {
      const found = told.indexOf(name, from);
      assert.ok(found >= from, `${name} is missing after ${told.slice(0, from)} in ${told}`);
      from = found + 1;
    }
    assert.ok(!told.includes('continued'), 'requests that resume imply it');
  });

  scenario('lets breakpoints and configurationDone come before launch', async (session) => {
    await session.start();
    await session.initialize();
    const [early] = await session.breakpoints(inventory.source('main'), ['main']);
    assert.equal(early.verified, false);
    assert.match(early.message, /launched/);
    await session.ask('configurationDone');
    await session.ask('launch', {
      program: inventory.o0,
      sourceMap: { '/wrtd/fixtures': inventory.o0.replace(/\/rust\/.*/, '') },
    });
    const { breakpoint, reason } = await session.event('breakpoint');
    assert.equal(reason, 'changed');
    assert.equal(breakpoint.id, early.id);
    assert.equal(breakpoint.verified, true);
    const stop = await session.stoppedAt(inventory.source('main'), 'main', 'breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [early.id]);
  });

  scenario('refuses requests in the wrong state with a reason', async (session) => {
    await session.start();
    const first = await session.refusal('launch', { program: inventory.o0 });
    assert.match(first.format, /send `initialize` first/);
    await session.initialize();
    assert.match((await session.refusal('initialize', { adapterID: 'x' })).format,
      /not possible.*initialized once, at its beginning/);
    assert.match((await session.refusal('threads')).format, /send `launch` or `attach` first/);
    assert.match((await session.refusal('continue', { threadId: 1 })).format, /`launch`/);
    await session.ask('launch', { program: inventory.o0, args: ['spin'] });
    assert.match((await session.refusal('launch', { program: inventory.o0 })).format,
      /configured; .*send `configurationDone` to start it/);
    assert.match((await session.refusal('stackTrace', { threadId: 1 })).format, /configurationDone/);
    await session.ask('configurationDone');
    assert.equal((await session.refusal('stackTrace', { threadId: 1 })).message, 'notStopped');
    assert.equal((await session.refusal('variables', { variablesReference: 1 })).message, 'notStopped');
    assert.match((await session.refusal('configurationDone')).format, /running; .*has started/);
    assert.match((await session.refusal('launch', { program: inventory.o0 })).format,
      /running; .*send `restart` to start it anew/);
    await session.ask('terminate');
    await session.exited();
    assert.match((await session.refusal('next', { threadId: 1 })).format, /over; .*new session/);
    assert.match((await session.refusal('launch', { program: inventory.o0 })).format,
      /over; .*new session/);
    assert.deepEqual(await session.ask('threads'), { threads: [] });
  });

  scenario('names the field where arguments are wrong', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true });
    await session.stopped('entry');
    const wrong = async (command, args, pattern) =>
      assert.match((await session.refusal(command, args)).format, pattern);
    await wrong('continue', {}, /missing field `threadId`/);
    await wrong('continue', { threadId: 'x' }, /`arguments.threadId`.*string "x"/);
    await wrong('continue', { threadId: 7 }, /no thread 7/);
    await wrong('stackTrace', { threadId: 1, startFrame: -1 }, /`arguments.startFrame`/);
    await wrong('setBreakpoints', { source: {} }, /`path` or a `sourceReference`/);
    await wrong('setBreakpoints', { source: { path: '/a' }, breakpoints: [{ line: 'x' }] },
      /`arguments.breakpoints\[0\].line`/);
    await wrong('scopes', { frameId: 4711 }, /no frame 4711/);
    await wrong('variables', { variablesReference: 0 }, /no variables reference/);
    await wrong('variables', { variablesReference: 987654 }, /987654/);
    await wrong('source', { sourceReference: 4711 }, /no source 4711/);
    await wrong('exceptionInfo', { threadId: 1 }, /does not stand at an exception/);
  });

  scenario('does not send back what is far too long', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true });
    await session.stopped('entry');
    const long = 'x'.repeat(1_000_000);
    for (const [command, args] of [
      [long, {}],
      ['continue', { threadId: long }],
      ['evaluate', { expression: long, frameId: session.top.id }],
    ]) {
      const { message, format } = await session.refusal(command, args);
      assert.ok(message.length < 5000 && format.length < 5000, `${format.length}`);
    }
    session.process.stdin.write(raw(JSON.stringify({ seq: 1, type: long })));
    await session.event('output', ({ output }) => /is not a type of message/.test(output) && output.length < 300);
  });

  scenario('says of a line that no file has what was asked for', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true });
    await session.stopped('entry');
    const { file, marker } = await import('../client/fixtures.mjs');
    const line = marker(inventory.source('main'), 'main');
    const { breakpoints } = await session.ask('setBreakpoints', {
      source: { path: file(inventory.source('main')) },
      breakpoints: [{ line: 2 ** 40 }, { line }, { line, column: 2 ** 40 }],
    });
    assert.deepEqual(breakpoints.map((b) => [b.verified, b.line]),
      [[false, 2 ** 40], [true, line], [false, line]]);
    assert.match(breakpoints[0].message, /no file has such a line/);
    await session.go();
    // The client's id, and a place that is short enough for a line.
    const stop = await session.stopped('breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [breakpoints[1].id]);
    assert.equal(stop.description, `breakpoint at main.rs:${line}`);
    await session.go('next');
    assert.equal((await session.stopped('step')).description, 'stepped');
  });

  scenario('says what is wrong with a launch, and takes a better one', async (session) => {
    await session.start();
    await session.initialize();
    const wrong = async (attributes, pattern) => {
      const error = await session.refusal('launch', attributes);
      assert.match(error.format, pattern);
      assert.equal(error.showUser, true);
    };
    await wrong({}, /`program`: it is missing/);
    await wrong({ program: '' }, /`program`: it is empty/);
    await wrong({ program: inventory.o0, cwd: '/nowhere' }, /`cwd`: cannot use `\/nowhere`/);
    await wrong({ program: inventory.o0, limits: { wasm_linear: -1 } }, /was expected, and it is -1$/);
    await wrong({ program: 7 }, /`program`: a string was expected, and it is a number/);
    await wrong({ program: inventory.o0, args: [1] }, /`args\[0\]`/);
    await wrong({ program: '/nowhere/x.wasm' }, /cannot read \/nowhere\/x\.wasm/);
    await wrong({ program: import.meta.filename ?? new URL(import.meta.url).pathname }, /\w/);
    await session.ask('launch', { program: inventory.o0, stopAtEntry: true });
    // It may come after the response.
    const { output } = await session.event('output', ({ category }) => category === 'console');
    assert.match(output, /`stopAtEntry` is not known.*did you mean `stopOnEntry`/);
    await session.ask('configurationDone');
    assert.equal(await session.exited(), 0);
  });

  scenario('takes nonsense for what it is and goes on', async (session) => {
    await session.start();
    for (const text of ['', '{', '[]', 'null', '"x"', '{"type":"request"}', '{"type":"dance"}',
      '{"type":"request","seq":"x","command":"threads"}', '\u0000', '['.repeat(100_000),
      '{"type":"event","event":"x"}', '{"type":"response"}']) {
      session.process.stdin.write(raw(text));
    }
    await session.initialize();
    assert.match(session.output('console'), /cannot be read/);
    await session.ask('launch', { program: inventory.o0 });
    await session.ask('configurationDone');
    assert.equal(await session.exited(), 0);
  });

  scenario('accepts a client that counts from 0', async (session) => {
    await session.start();
    session.sequence = 0;
    const response = new Promise((resolve) => session.doSend('initialize', { adapterID: 'x' }, resolve));
    assert.equal((await response).request_seq, 0);
    // The schema lets request_seq begin at 1; the answer has to name the request all the same.
    session.problems = session.problems.filter((problem) => !problem.includes('request_seq'));
    await session.event('initialized');
  });

  scenario('counts lines and writes paths as the client does', async (session) => {
    await session.start();
    await session.initialize({ linesStartAt1: false, columnsStartAt1: false, pathFormat: 'uri' });
    await session.ask('launch', {
      program: inventory.o0,
      sourceMap: { '/wrtd/fixtures': inventory.o0.replace(/\/rust\/.*/, '') },
    });
    const { file, marker } = await import('../client/fixtures.mjs');
    const line = marker(inventory.source('main'), 'main') - 1;
    const uri = `file://${file(inventory.source('main'))}`;
    const { breakpoints } = await session.ask('setBreakpoints', {
      source: { path: uri },
      breakpoints: [{ line }],
    });
    assert.equal(breakpoints[0].line, line);
    assert.equal(breakpoints[0].source.path, uri);
    await session.ask('configurationDone');
    const { frame } = await session.stopped('breakpoint');
    assert.equal(frame.line, line);
    assert.equal(frame.source.path, uri);
  });

  it('says on standard error once why the stream broke off', async () => {
    const session = await new Session().start();
    const end = new Promise((resolve) => session.process.once('close', resolve));
    session.process.stdin.end('x\n\n');
    assert.equal(await end, 1);
    assert.equal(session.stderr.match(/is not a header/g).length, 1, session.stderr);
  });

  for (const [what, header] of [
    ['a header that claims 4 GB', 'Content-Length: 4294967296\r\n\r\n'],
    ['no length', 'Content-Type: x\r\n\r\n{}'],
    ['a length that is no number', 'Content-Length: many\r\n\r\n'],
    ['a header without end', 'x'.repeat(100_000)],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01'],
  ]) {
    scenario(`ends cleanly at ${what}`, async (session) => {
      await session.start();
      await session.initialize();
      const end = new Promise((resolve) => session.process.once('exit', (code, signal) => resolve({ code, signal })));
      session.process.stdin.write(Buffer.from(header, 'latin1'));
      await session.event('terminated');
      assert.deepEqual(await end, { code: 1, signal: null });
      assert.match(session.output('console'), /session ends/);
      assert.doesNotMatch(session.stderr, /panick/);
    });
  }

  it('ends the program and itself when the client vanishes', async () => {
    const session = await new Session().debug(inventory.o0, { args: ['spin'] });
    const end = new Promise((resolve) => session.process.once('exit', resolve));
    session.process.stdin.end();
    assert.equal(await end, 0);
  });

  it('ends a running program on disconnect', async () => {
    const session = await new Session().debug(inventory.o0, { args: ['spin'] });
    const end = new Promise((resolve) => session.process.once('exit', resolve));
    await session.ask('disconnect', { terminateDebuggee: true });
    assert.equal(await end, 0);
    assert.deepEqual(session.problems, []);
  });
});
