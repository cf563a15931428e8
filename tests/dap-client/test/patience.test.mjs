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
