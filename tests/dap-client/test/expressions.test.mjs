// Expressions: by the rules of the frame's language, with assignments and calls where they may be.

import assert from 'node:assert/strict';
import { inventory, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const rust = inventory.source;
const c = types.source;
const all = { supportsInvalidatedEvent: true, supportsMemoryEvent: true };

async function atAggregates(session, build, attributes = {}) {
  await session.debug(types[build], { breakpoints: { [c('main')]: ['aggregates'] }, client: all, ...attributes });
  await session.stoppedAt(c('main'), 'aggregates', 'breakpoint');
}

const value = async (session, expression, context) => (await session.evaluate(expression, context)).result;

describe('expressions', () => {
  for (const build of ['o0', 'o2']) {
    scenario(`of C compute as C does at -${build.toUpperCase()}`, async (session) => {
      await session.debug(types[build], { breakpoints: { [c('main')]: ['main'] } });
      await session.stoppedAt(c('main'), 'main', 'breakpoint');
      assert.equal(await value(session, 'argc - 2u > 0'), 'true');
      assert.equal(await value(session, '(unsigned char)(argc + 299)'), "44 ','");
      assert.equal(await value(session, 'sizeof(struct shape) == 0 || (argc & 1) == 1'), 'true');
      assert.equal(await value(session, 'global_counter + file_level,x'), '0x10');
    });
  }

  scenario('of Rust have one type, and say where they overflow', async (session) => {
    await session.debug(inventory.o0, { args: ['values'], breakpoints: { [rust('values')]: ['integers'] } });
    await session.stoppedAt(rust('values'), 'integers', 'breakpoint');
    assert.equal((await session.evaluate('byte as u32 * 2')).type, 'u32');
    const refused = async (expression, pattern) => {
      const { format } = await session.refusal('evaluate', { expression, frameId: session.top.id, context: 'watch' });
      assert.match(format, pattern);
    };
    await refused('byte + 100', /200 \+ 100 overflows `u8` \(column 6\)/);
    await refused('byte + word', /Rust computes with one type/);
    await refused('byte +', /a value is missing \(column 7\)/);
  });

  scenario('show their value as their suffix says, and what is inside it', async (session) => {
    await atAggregates(session, 'o0');
    const numbers = await session.evaluate('numbers,x');
    assert.equal(numbers.result, '{0x2, 0x3, 0x5, 0x7, 0xb}');
    const children = await session.children(numbers.variablesReference);
    assert.deepEqual(children.map((child) => child.value), ['0x2', '0x3', '0x5', '0x7', '0xb']);
    assert.equal(await value(session, children[4].evaluateName), '11');
    assert.equal(await value(session, '&numbers[1],2'), '{3, 5}');
    assert.equal(await value(session, '$mem[&numbers[1]]'), '3');
  });
});

describe('a variable', () => {
  scenario('is set among its siblings, and the program goes on with it', async (session) => {
    await atAggregates(session, 'o0');
    const scope = await session.scope('locals');
    const set = (of, name, text) => session.ask('setVariable', { variablesReference: of, name, value: text });
    const { point, kind } = await session.locals();
    const answer = await set(point.variablesReference, 'x', '-7');
    assert.equal(answer.value, '-7');
    const { memoryReference, count } = await session.event('memory');
    assert.equal(count, 4);
    assert.equal(memoryReference, (await session.evaluate('point')).memoryReference);
    await session.event('invalidated');
    // As an editor that shows `KIND_SQUARE (10)` for change would send it.
    assert.equal((await set(scope.variablesReference, 'kind', 'KIND_CIRCLE (10)')).value, 'KIND_CIRCLE (0)');
    assert.equal(kind.value, 'KIND_SQUARE (10)');
    const { bits, numbers } = await session.locals();
    assert.equal((await set(bits.variablesReference, 'low', '7')).value, '7');
    assert.equal((await set(numbers.variablesReference, '[4]', 'numbers[0] + 40')).value, '42');
    const expression = { expression: 'corners[1].x', value: '99', frameId: session.top.id };
    assert.equal((await session.ask('setExpression', expression)).value, '99');
    await session.go();
    await session.exited();
    assert.match(session.output('stdout'), /^-7 -4 /m);
    assert.match(session.output('stdout'), /^42 6 6 99 0 /m);
  });

  scenario('is set from the console by an assignment, and by nothing that only looks', async (session) => {
    await atAggregates(session, 'o0');
    assert.equal(await value(session, 'point.x = 30', 'repl'), '30');
    await session.event('invalidated');
    for (const context of ['watch', 'hover', 'clipboard']) {
      const arguments_ = { expression: 'point.x = 31', frameId: session.top.id, context };
      const { format } = await session.refusal('evaluate', arguments_);
      assert.match(format, /an assignment stands alone|assignments are not made here/, context);
    }
    assert.equal(await value(session, 'point.x'), '30');
    assert.equal(await value(session, 'point.x', 'clipboard'), '30');
  });
});

describe('a function of the program', () => {
  scenario('is called from the console, and the stop is as it was', async (session) => {
    await atAggregates(session, 'o0');
    const before = (await session.ask('stackTrace', { threadId: 1 })).stackFrames.map(({ name, line }) => [name, line]);
    assert.equal(await value(session, 'add(numbers[1], 39)', 'repl'), '42');
    assert.equal(await value(session, 'add(1, 2)', 'watch'), '3');
    const asked = (expression, context) => session.refusal('evaluate', { expression, frameId: session.top.id, context });
    assert.match((await asked('add(1, 2)', 'hover')).format, /functions are not called here/);
    assert.match((await asked('divide(1, 0)', 'repl')).format, /did not return: integer divide by zero; what it had changed is undone/);
    assert.match((await asked('scalars()', 'repl')).format, /fd_\w+, which is the host's; .*hostCallsInExpressions/);
    const after = (await session.ask('stackTrace', { threadId: 1 })).stackFrames.map(({ name, line }) => [name, line]);
    assert.deepEqual(after, before);
    await session.go();
    await session.exited();
  });

  scenario('may call the host where a launch allows it', async (session) => {
    await atAggregates(session, 'o0', { hostCallsInExpressions: true });
    await session.evaluate('scalars()', 'repl');
    await session.go();
    await session.exited();
    assert.equal(session.output('stdout').match(/^A -100 250/gm).length, 2);
  });
});
