// Breakpoints at data: variables, fields, memory, globals and locals, by reads, writes and changes.

import assert from 'node:assert/strict';
import { sourceMap, watch } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const source = watch.source;

/** Starts the program and stops where a marker is, which then is no breakpoint any more. */
async function stoppedAt(session, program, at) {
  await session.debug(program, { breakpoints: { [source]: [at] }, stdin: { text: 'hello to you\n' } });
  await session.stoppedAt(source, at, 'breakpoint');
  await session.breakpoints(source, []);
}

/** What can be watched of an expression in the top frame. */
const info = (session, name, more = {}) =>
  session.ask('dataBreakpointInfo', { name, frameId: session.top.id, ...more });

/** Watches data by its ids. */
async function set(session, ...breakpoints) {
  const body = await session.ask('setDataBreakpoints', { breakpoints });
  assert.equal(body.breakpoints.length, breakpoints.length);
  return body.breakpoints;
}

/** Goes on to the next stop, which is one by data; what it says. */
async function access(session) {
  await session.go();
  const stop = await session.stopped('data breakpoint');
  return stop;
}

for (const [build, program] of watch.builds) {
  describe(`data at -${build.toUpperCase()}`, () => {
    scenario('stops where a static changes', async (session) => {
      await stoppedAt(session, program, 'main add');
      const total = await info(session, 'total');
      assert.deepEqual(total.accessTypes, ['write', 'read', 'readWrite']);
      assert.equal(total.canPersist, true);
      const [breakpoint] = await set(session, { dataId: total.dataId, accessType: 'write' });
      assert.equal(breakpoint.verified, true);
      const stop = await access(session);
      assert.equal(stop.text, 'total changed from 0 to 6');
      assert.deepEqual(stop.hitBreakpointIds, [breakpoint.id]);
      assert.match(stop.frame.name, /^add/);
      await session.go();
      assert.equal(await session.exited(), 0);
    });
  });
}

describe('data', () => {
  scenario('is watched by reads, by all writes and by both', async (session) => {
    await stoppedAt(session, watch.o0, 'main pay nothing');
    const changes = await info(session, 'till.balance');
    const writes = await info(session, 'till.balance', { mode: 'write' });
    const { message } = await session.refusal('dataBreakpointInfo', { name: 'total', mode: 'twice' });
    assert.match(message, /no mode `twice`/);
    await set(session, { dataId: changes.dataId, accessType: 'read' });
    assert.equal((await access(session)).text, 'till.balance was read: 106');
    await set(session, { dataId: writes.dataId, accessType: 'write' });
    assert.equal((await access(session)).text, 'till.balance was written and stays 106');
    await set(session, { dataId: changes.dataId, accessType: 'readWrite' });
    assert.equal((await access(session)).text, 'till.balance changed from 106 to 286331153');
    await set(session);
    await session.go();
    assert.equal(await session.exited(), 0);
  });

  scenario('of a frame is watched until the frame returns', async (session) => {
    await stoppedAt(session, watch.o0, 'nested');
    const { variablesReference: locals } = await session.scope('locals');
    const here = await info(session, 'here', { variablesReference: locals, frameId: undefined });
    assert.equal(here.canPersist, false);
    assert.match(here.description, /^here: 4 bytes at 0x[0-9a-f]+, until its frame returns$/);
    const [breakpoint] = await set(session, { dataId: here.dataId, accessType: 'write', condition: 'here > 3' });
    assert.equal((await access(session)).text, 'here changed from 3 to 11');
    assert.equal((await access(session)).text, 'here changed from 11 to 22');
    await session.go();
    const { breakpoint: ended } = await session.event('breakpoint', ({ breakpoint: it }) => !it.verified);
    assert.equal(ended.id, breakpoint.id);
    assert.equal(ended.message, 'here has ended with its frame');
    assert.equal(await session.exited(), 0);
    assert.match(session.output('console'), /Data breakpoint \d+: here has ended with its frame\./);
  });

  scenario('is what a pointer points to, a range of bytes, or an address', async (session) => {
    await stoppedAt(session, watch.o0, 'main pay');
    const account = await session.evaluate('account');
    const whole = await info(session, '*account', { bytes: 8 });
    assert.match(whole.description, /^\*account: 8 bytes at 0x/);
    const [field] = await set(session, { dataId: whole.dataId, accessType: 'write' });
    assert.equal(field.verified, true);
    await access(session);
    const address = account.memoryReference;
    const bytes = await info(session, address, { asAddress: true, bytes: 4, frameId: undefined });
    assert.equal(bytes.canPersist, true);
    await set(session, { dataId: bytes.dataId, accessType: 'write' });
    assert.match((await access(session)).text, /^4 bytes at 0x[0-9a-f]+ changed from 0x0 to 0x11111111$/);
    const outside = await info(session, '0xfffffff0', { asAddress: true, bytes: 4, frameId: undefined });
    assert.equal(outside.dataId ?? null, null);
    assert.match(outside.description, /cannot be watched; memory has \d+ bytes/);
  });

  scenario('of the machine is watched: a global, and a local of one frame', async (session) => {
    await stoppedAt(session, watch.o2, 'collatz next');
    const steps = await info(session, 'steps');
    assert.match(steps.description, /^steps: \$local\d+, until its frame returns$/);
    assert.deepEqual(steps.accessTypes, ['write']);
    await set(session, { dataId: steps.dataId, accessType: 'write', hitCondition: '2' });
    assert.equal((await access(session)).text, 'steps changed from 2 to 3');
    const pointer = await info(session, '$global0');
    await set(session, { dataId: pointer.dataId, accessType: 'write' });
    assert.match((await access(session)).text, /^\$global0 changed from 0x[0-9a-f]+ to 0x[0-9a-f]+$/);
  });

  scenario('that has no place cannot be watched, and says why', async (session) => {
    await stoppedAt(session, watch.o0, 'main');
    const sum = await info(session, 'total + 1');
    assert.equal(sum.dataId ?? null, null);
    assert.equal(sum.description, '`total + 1` cannot be watched: it is computed, and kept nowhere');
    const [unknown] = await set(session, { dataId: 'change static nobody', accessType: 'write' });
    assert.equal(unknown.verified, false);
    assert.match(unknown.message, /nobody/);
  });

  scenario('that lives as long as the program is watched from its start, and after a restart', async (session) => {
    await session.start();
    await session.initialize();
    const [early] = await set(session, { dataId: 'change static total', accessType: 'write' });
    assert.equal(early.verified, false);
    await session.ask('launch', { program: watch.o0, sourceMap });
    await session.ask('configurationDone');
    const first = await session.stopped('data breakpoint');
    assert.equal(first.text, 'total changed from 0 to 6');
    assert.deepEqual(first.hitBreakpointIds, [early.id]);
    await session.ask('restart', {});
    const second = await session.stopped('data breakpoint');
    assert.equal(second.text, 'total changed from 0 to 6');
  });
});
