// What takes long: requests that are given up, and progress of those that are not.

import assert from 'node:assert/strict';
import { inventory, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

/** Patterns of functions, each of which is compared with every function of the program. */
const patterns = (count) => Array.from({ length: count }, (_, i) => ({ name: `/^no_such_${i}$/` }));

/** Sends a request without waiting; its number, and its response when that comes. */
function send(session, command, args) {
  let response;
  const answered = new Promise((resolve) => { response = resolve; });
  session.doSend(command, args, response);
  return { seq: session.sequence - 1, answered };
}

describe('a request that is given up', () => {
  scenario('while it waits is not carried out', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true });
    await session.stopped('entry');
    const slow = send(session, 'setFunctionBreakpoints', { breakpoints: patterns(2) });
    const waiting = send(session, 'setVariable', { variablesReference: 1, name: 'x', value: '1' });
    const last = send(session, 'loadedSources', {});
    const cancel = send(session, 'cancel', { requestId: waiting.seq });
    assert.equal((await slow.answered).success, true);
    const given = await waiting.answered;
    assert.equal(given.success, false);
    assert.equal(given.message, 'cancelled');
    assert.equal((await last.answered).success, true);
    assert.equal((await cancel.answered).success, true);
    // What is over, or never was, is no error.
    await session.ask('cancel', { requestId: slow.seq });
    await session.ask('cancel', { progressId: 'nonsense' });
    await session.ask('cancel', {});
    await session.ask('threads');
  });
});

describe('a request that is given up while it is being answered', () => {
  const client = { supportsProgressReporting: true };

  /** Stands in Rust, where functions that are called can take for ever. */
  async function inRust(session) {
    await session.debug(inventory.o0, { client, args: ['flow'], breakpoints: { [inventory.source('flow')]: ['recursion bottom'] } });
    await session.stopped('breakpoint');
  }

  scenario('sets breakpoints of which the rest has no place', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true, client });
    await session.stopped('entry');
    await session.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'sum_to' }] });
    // More than any machine does in the time that a scenario has.
    const breakpoints = [{ name: 'sum_to' }, ...patterns(50_000), { name: 'descend' }];
    const slow = send(session, 'setFunctionBreakpoints', { breakpoints });
    const start = await session.event('progressStart', ({ requestId }) => requestId === slow.seq);
    assert.equal(start.cancellable, true);
    await session.ask('cancel', { progressId: start.progressId });
    const { success, body } = await slow.answered;
    assert.equal(success, true);
    assert.equal(body.breakpoints.length, breakpoints.length);
    const [first, last] = [body.breakpoints[0], body.breakpoints.at(-1)];
    assert.deepEqual([first.verified, first.message], [true, undefined]);
    assert.deepEqual([last.verified, last.message],
      [false, 'its place was not found before that was given up; set it again']);
    // They are found when they are set again.
    const again = await session.ask('setFunctionBreakpoints', { breakpoints: [breakpoints.at(-1)] });
    assert.deepEqual([again.breakpoints[0].verified, again.breakpoints[0].id], [true, last.id]);
  });

  scenario('ends the function that an expression calls', async (session) => {
    await inRust(session);
    const before = await session.stack();
    const endless = send(session, 'evaluate', { expression: 'spin()', context: 'repl', frameId: session.top.id });
    const start = await session.event('progressStart', ({ requestId }) => requestId === endless.seq);
    assert.equal(start.cancellable, true);
    await session.ask('cancel', { requestId: endless.seq });
    const { success, message } = await endless.answered;
    assert.deepEqual([success, message], [false, 'cancelled']);
    assert.deepEqual((await session.stack()).map(({ name }) => name), before.map(({ name }) => name));
    assert.equal((await session.evaluate('sum_to(3)', 'repl')).result, '6');
  });

  scenario('launches the program, which waits for breakpoints that are set again', async (session) => {
    await session.start();
    await session.initialize(client);
    const wanted = [...patterns(50_000), { name: 'sum_to' }];
    await session.ask('setFunctionBreakpoints', { breakpoints: wanted });
    const launch = send(session, 'launch', { program: inventory.o0, args: ['flow'] });
    const start = await session.event('progressStart', ({ requestId }) => requestId === launch.seq);
    assert.deepEqual([start.cancellable, start.title], [true, 'Loading the program']);
    const given = await session.ask('cancel', { requestId: launch.seq }).then(() => launch.answered);
    assert.equal(given.success, true);
    const { breakpoints } = await session.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'sum_to' }] });
    assert.equal(breakpoints[0].verified, true);
    await session.ask('configurationDone');
    await session.stopped('function breakpoint');
  });
});

describe('progress', () => {
  scenario('is told of what takes longer than half a second, to a client that shows it', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true, client: { supportsProgressReporting: true } });
    await session.stopped('entry');
    // As fast as this machine is, it takes long enough at some number.
    for (let count = 2; !session.has('progressStart'); count *= 2) {
      assert.ok(count < 5000, 'no progress is told');
      await session.ask('setFunctionBreakpoints', { breakpoints: patterns(count) });
    }
    const start = await session.event('progressStart');
    assert.match(start.title, /debug information for breakpoints/);
    const { command, seq } = session.messages.findLast((m) => m.type === 'response' && m.request_seq === start.requestId);
    assert.equal(command, 'setFunctionBreakpoints');
    const end = session.messages.find((m) => m.event === 'progressEnd');
    assert.equal(end.body.progressId, start.progressId);
    assert.ok(end.seq < seq, 'it ends before the response');
  });

  scenario('is not told to others', async (session) => {
    await session.debug(types.o0, { stopOnEntry: true });
    await session.stopped('entry');
    await session.ask('setFunctionBreakpoints', { breakpoints: patterns(30) });
    assert.ok(!session.messages.some((m) => m.event?.startsWith('progress')));
  });
});

describe('styling', () => {
  for (const supportsANSIStyling of [true, false]) {
    scenario(`marks what matters ${supportsANSIStyling ? 'where' : 'only where'} the client shows it`, async (session) => {
      await session.debug(types.o0, { args: ['fail', 'divide'], stopOnEntry: true, client: { supportsANSIStyling } });
      await session.stopped('entry');
      await session.ask('setExceptionBreakpoints', { filters: [] });
      await session.go();
      assert.equal(await session.exited(), 134);
      const text = session.output('important');
      assert.match(text, /trap: integer divide by zero/);
      assert.equal(text.startsWith('\u001b[1m'), supportsANSIStyling);
      assert.equal(/\u001b\[0m\n$/.test(text), supportsANSIStyling);
    });
  }
});
