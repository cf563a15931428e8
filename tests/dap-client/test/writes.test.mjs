// Writing into a stopped program: memory, and the values of the WebAssembly machine.

import assert from 'node:assert/strict';
import { file, inventory, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const rust = inventory.source;
const c = types.source;
const all = { supportsInvalidatedEvent: true, supportsMemoryEvent: true };
const base64 = (...bytes) => Buffer.from(bytes).toString('base64');

/** Stands at the first instruction of `add(left, right)` of a program without debug information. */
async function adding(session, attributes = {}) {
  await session.debug(file('wat/plain.wasm'), {
    invoke: ['add', '30', '12'], stopOnEntry: true, client: all, ...attributes,
  });
  await session.stopped('entry');
  const groups = await session.children((await session.scope('registers')).variablesReference);
  return groups.find((group) => group.name === 'Locals').variablesReference;
}

describe('a value of the machine', () => {
  scenario('is set by its name or an expression, and the program goes on with it', async (session) => {
    const locals = await adding(session);
    const before = await session.children(locals);
    assert.deepEqual(before.map(({ name, value }) => [name, value]), [
      ['$local0 (left)', '30'], ['$local1 (right)', '12'],
    ]);
    assert.ok(before.every((variable) => !variable.presentationHint), 'they can be set');
    const set = await session.ask('setVariable', {
      variablesReference: locals, name: '$local0 (left)', value: '-1',
    });
    assert.deepEqual(set, { value: '-1', type: 'i32', variablesReference: 0 });
    assert.deepEqual(await session.event('invalidated'), { areas: ['variables'] });
    const hex = await session.ask('setExpression', {
      expression: '$local1', value: '0x11', frameId: session.top.id, format: { hex: true },
    });
    assert.equal(hex.value, '0x11');
    await session.event('invalidated');
    assert.ok(!session.has('memory'));
    // In the debug console by a command, of which the client is told as well.
    assert.match((await session.evaluate('set var $local1 = 18', 'repl')).result, /= 18$/);
    await session.event('invalidated');
    await session.go();
    await session.exited();
    assert.match(session.output('console'), /Result: 17\n/);
  });

  scenario('is told only to clients that can be told', async (session) => {
    const locals = await adding(session, { client: {} });
    await session.ask('setVariable', { variablesReference: locals, name: '$local0', value: '1' });
    await session.go();
    await session.exited();
    assert.ok(!session.has('invalidated'));
  });

  scenario('takes what its type has', async (session) => {
    await session.debug(types.o0, { breakpoints: { [c('main')]: ['scalars'] } });
    await session.stoppedAt(c('main'), 'scalars', 'breakpoint');
    const refused = async (expression, value, pattern) => {
      const error = await session.refusal('setExpression', {
        expression, value, frameId: session.top.id,
      });
      assert.match(error.format, pattern);
      assert.equal(error.showUser, false);
    };
    await refused('$local0', '1.5', /no i32; write a number such as/);
    await refused('$local999', '1', /the last one is/);
    await refused('unumber', '4294967296', /4294967296 does not fit `unsigned int` of 32 bits/);
    await refused('unumber + 1', '1', /stores it nowhere/);
    await refused('missing', '1', /no variable `missing` is visible here/);
    const { unumber } = await session.locals();
    assert.equal(unumber.presentationHint, undefined, 'it can be set');
    const scope = await session.scope('locals');
    const { format } = await session.refusal('setVariable', {
      variablesReference: scope.variablesReference, name: 'unumber', value: 'twelve',
    });
    assert.match(format, /no variable `twelve` is visible here/);
    await session.refusal('setVariable', { variablesReference: -1, name: 'x', value: '1' });
    await session.refusal('setVariable', { variablesReference: 12345, name: 'x', value: '1' });
  });
});

describe('memory', () => {
  scenario('is read and written where a variable lies', async (session) => {
    await session.debug(types.o0, { breakpoints: { [c('main')]: ['scalars'] }, client: all });
    await session.stoppedAt(c('main'), 'scalars', 'breakpoint');
    const { unumber } = await session.locals();
    assert.equal(unumber.value, '4000000000');
    const { memoryReference } = unumber;
    const { address, data } = await session.ask('readMemory', { memoryReference, count: 4 });
    assert.ok(memoryReference.endsWith(address), `${address} in ${memoryReference}`);
    assert.equal(Buffer.from(data, 'base64').readUInt32LE(), 4000000000);
    assert.equal((await session.evaluate('unumber')).memoryReference, memoryReference);
    await session.ask('writeMemory', { memoryReference, offset: 1, data: base64(1, 2, 3) });
    assert.deepEqual(await session.event('memory'), { memoryReference, offset: 1, count: 3 });
    await session.event('invalidated');
    assert.equal((await session.evaluate('unumber')).result, String(0x03020100));
  });

  scenario('ends, and what is outside is not there', async (session) => {
    await adding(session);
    const memoryReference = '0xfffe';
    const end = await session.ask('readMemory', { memoryReference, count: 10 });
    assert.deepEqual(end, { address: '0xfffe', data: base64(0, 0), unreadableBytes: 8 });
    const behind = await session.ask('readMemory', { memoryReference, offset: 2, count: 3 });
    assert.deepEqual(behind, { address: '0x10000', unreadableBytes: 3 });
    assert.deepEqual(await session.ask('readMemory', { memoryReference, count: 0 }), { address: '0xfffe' });
    const refused = async (command, args, pattern) =>
      assert.match((await session.refusal(command, { memoryReference, ...args })).format, pattern);
    await refused('readMemory', { count: 2 ** 40 }, /more than the 4194304 of one answer/);
    await refused('readMemory', { count: 1, offset: -0x10000 }, /no address -65536 bytes from 0xfffe/);
    await refused('readMemory', { count: 1, memoryReference: 'x'.repeat(10_000) }, /no place in memory/);
    await refused('writeMemory', { data: base64(1, 2, 3) }, /memory at 0xfffe does not exist/);
    await refused('writeMemory', { data: 'no base64!' }, /it is no Base64/);
    assert.equal((await session.ask('readMemory', { memoryReference, count: 2 })).data, base64(0, 0));
    const partly = await session.ask('writeMemory', {
      memoryReference, data: base64(1, 2, 3), allowPartial: true,
    });
    assert.deepEqual(partly, { bytesWritten: 2 });
  });
});

describe('a safety level', () => {
  for (const asilLevel of ['QM', 'B']) {
    scenario(`${asilLevel} lets a debugger write`, async (session) => {
      const variablesReference = await adding(session, { asilLevel });
      await session.ask('setVariable', { variablesReference, name: '$local0', value: '1' });
      await session.ask('writeMemory', { memoryReference: '0', data: base64(1) });
    });
  }

  scenario('C lets it look, and refuses each way to write', async (session) => {
    const variablesReference = await adding(session, { asilLevel: 'C' });
    const [left] = await session.children(variablesReference);
    assert.deepEqual(left.presentationHint, { attributes: ['readOnly'] });
    assert.equal(left.value, '30');
    const frameId = session.top.id;
    const reason =
      'ASIL C lets a debugger look and change nothing (from the launch attribute `asilLevel`); ' +
      'set a lower level there and launch the program again';
    for (const [command, args] of [
      ['setVariable', { variablesReference, name: '$local0', value: '1' }],
      ['setExpression', { expression: '$local0', value: '1', frameId }],
      ['writeMemory', { memoryReference: '0', data: base64(1) }],
    ]) {
      assert.equal((await session.refusal(command, args)).format, reason);
    }
    for (const line of ['set var $local0 = 1', 'set memory 0 = 1']) {
      const { format } = await session.refusal('evaluate', { expression: line, context: 'repl', frameId });
      assert.equal(format, `set: ${reason}`);
    }
    await session.ask('readMemory', { memoryReference: '0', count: 1 });
    assert.ok(!session.has('invalidated') && !session.has('memory'));
    await session.go();
    await session.exited();
    assert.match(session.output('console'), /Result: 42\n/);
  });
});
